"""The own API tokens, and the page of the API."""

from __future__ import annotations

import re

from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.exchange.tokens import create, officer_of
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World
from gongzhi.kernel.web.conftest import browser_of
from gongzhi.kernel.web.models import IdempotencyKey


def made(officer: Officer) -> str:
    answer = browser_of(officer).post("/account/tokens/new/", {"name": "数据平台", "days": "90"})
    return re.search(r'value="(gz_[^"]+)"', answer.content.decode())[1]  # type: ignore[index]


def test_secret_is_shown_once_and_works(world: World) -> None:
    secret = made(world.he)

    listed = browser_of(world.he).get("/account/tokens/").content.decode()

    assert officer_of(secret, now()) == world.he
    assert secret not in listed
    assert secret[:8] in listed


def test_secret_is_kept_nowhere(world: World) -> None:
    secret = made(world.he)

    kept = [*ApiToken.objects.values_list("digest", "hint"), *IdempotencyKey.objects.values_list("response")]
    assert secret not in str(kept) + str(list(Event.objects.values_list("payload")))


def test_revoked_token_works_no_more(world: World) -> None:
    secret = made(world.he)
    token = ApiToken.objects.get()
    browser_of(world.he).post(f"/account/tokens/{token.pk}/revoke/", {"_once": "k1"})

    assert officer_of(secret, now()) is None
    assert [event.kind for event in Event.objects.filter(kind__startswith="exchange").order_by("id")] == [
        "exchange.token_made", "exchange.token_revoked",
    ]  # fmt: skip


def test_token_of_another_is_not_there(world: World) -> None:
    create(officer=world.he, name="数据平台", days=30, at=now())
    key = ApiToken.objects.get().pk

    assert browser_of(world.lin).post(f"/account/tokens/{key}/revoke/").status_code == 404
    assert "数据平台" not in browser_of(world.lin).get("/account/tokens/").content.decode()


def test_token_list_costs_the_same_for_few_and_many(world: World) -> None:
    browser = browser_of(world.he)
    create(officer=world.he, name="数据平台", days=30, at=now())
    browser.get("/account/tokens/")
    with statements() as few:
        browser.get("/account/tokens/")
    for n in range(20):
        create(officer=world.he, name=f"数据平台{n}", days=30, at=now())
    with statements() as many:
        browser.get("/account/tokens/")

    assert len(few) == len(many)


def test_page_of_the_api_names_operations_and_runs_no_script_of_others(world: World) -> None:
    page = browser_of(world.he).get("/api/v1/docs").content.decode()

    assert "task_sign_for" in page
    assert "Idempotency-Key" in page
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_page_of_the_api_asks_to_sign_in(db: None) -> None:
    answer = Client().get("/api/v1/docs", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Location"]) == (302, "/login?next=/api/v1/docs")


def test_schema_without_sign_in_is_a_problem(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
