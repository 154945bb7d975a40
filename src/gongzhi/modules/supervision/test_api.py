"""Opening a task through the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import create
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.conftest import World
from gongzhi.modules.supervision.models import Task

PATH = "/api/v1/supervision/tasks"
BODY = {
    "text": "新建污水管网8公里", "source": "leader_instruction", "lead": "U13", "co": ["U15"], "deadline": "2099-12-31",
}  # fmt: skip


def secret(officer: Officer) -> str:
    return create(officer=officer, name="测试", days=30, at=now())[1]


def send(token: str, body: dict[str, Any], key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return Client().post(PATH, json.dumps(body), content_type="application/json", headers=headers)


def test_task_is_opened_and_given(world: World) -> None:
    answer = send(secret(world.ducha), BODY | {"leader": "P05"})

    task = Task.objects.get()
    parties = [one.party for one in task.matter.assignments.order_by("id")]
    assert answer.status_code == 201, answer.content.decode()
    assert (answer.json()["number"], answer.json()["state"]) == (task.number, "issued")
    assert parties == ["县住建局", "县水利局", "副县长（城建）"]
    assert [(one.value, one.unit) for one in task.targets.all()] == [(8, "公里")]


def test_same_key_opens_one_task(world: World) -> None:
    token = secret(world.ducha)
    first, second = send(token, BODY, "k1"), send(token, BODY, "k1")

    assert first.json() == second.json()
    assert (second.status_code, Task.objects.count()) == (201, 1)


def test_opening_costs_twelve_statements(world: World) -> None:
    token = secret(world.ducha)
    send(token, BODY, "k1")  # the first of a day begins its serials and marks the token as used

    with statements() as told:
        answer = send(token, BODY, "k2")

    assert answer.status_code == 201
    assert len(told) <= 12, "\n".join(one[:90] for one in told)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"lead": "U99"}, 422, "lead"),
        ({"co": ["U99"]}, 422, "co"),
        ({"co": ["U13"]}, 422, "co"),
        ({"leader": "P99"}, 422, "leader"),
        ({"text": "短"}, 422, "text"),
        ({"deadline": "2099-13-01"}, 422, "deadline"),
        ({"cycle": "daily"}, 422, "cycle"),
        ({"text": "新建管网\u0000八公里"}, 422, "text"),
    ],
)
def test_bad_field_is_a_problem_that_names_it(
    world: World, body: dict[str, Any], status: int, field: str
) -> None:
    answer = send(secret(world.ducha), BODY | body)

    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Task.objects.exists()


def test_unit_may_not_open_tasks(world: World) -> None:
    answer = send(secret(world.builder), BODY)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_unknown_token_is_a_problem(world: World) -> None:
    answer = send("gz_nothing", BODY)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_session_needs_the_forms_token(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.ducha)

    refused = browser.post(PATH, json.dumps(BODY), content_type="application/json")

    assert (refused.status_code, Task.objects.count()) == (403, 0)


def test_session_opens_tasks(world: World) -> None:
    browser = Client()
    browser.force_login(world.ducha)

    assert browser.post(PATH, json.dumps(BODY), content_type="application/json").status_code == 201


def test_move_through_the_api(world: World) -> None:
    task = world.task()
    answer = Client().post(
        f"/api/v1/tasks/{task.number}/moves/sign_for",
        json.dumps({"version": task.matter.version, "liaison": "吴干事"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret(world.builder)}"},
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "signed")


def test_api_lists_what_the_officer_sees(world: World) -> None:
    ours = world.task()
    world.task("新建泵站2座", lead=world.town, co=())
    headers = {"Authorization": f"Bearer {secret(world.builder)}"}

    listed = Client().get("/api/v1/tasks/", headers=headers).json()["items"]

    assert [one["number"] for one in listed] == [ours.number]
