from __future__ import annotations

import json

import pytest
from django.test import Client

from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.conftest import browser_of
from gongzhi.kernel.web.search import SOURCES, Hit, search_source

PASSWORD = "清泽-共治-2026"


@pytest.fixture
def he(world) -> Officer:
    world.he.set_password(PASSWORD)
    world.he.save()
    return world.he


def test_signing_in_leads_back_to_the_page_that_was_asked_for(he):
    response = Client().post("/login", {"username": "he", "password": PASSWORD, "next": "/search?q=x"})

    assert (response.status_code, response["Location"]) == (302, "/search?q=x")


def test_signing_in_leads_to_no_other_host(he):
    response = Client().post(
        "/login", {"username": "he", "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert response["Location"] == "/"


def test_a_wrong_password_is_said_in_plain_words(he):
    response = Client().post("/login", {"username": "he", "password": "no"})

    assert (response.status_code, "账号或密码不对" in response.content.decode()) == (422, True)


def test_who_guesses_is_told_how_long_to_wait(he):
    for _ in range(5):
        response = Client().post("/login", {"username": "he", "password": "no"})

    assert response.status_code == 429
    assert "分钟后再试" in response.content.decode()


def test_signing_in_over_an_expired_page_hands_it_a_new_token(he):
    client = Client()
    response = client.post(
        "/login?inline=1", {"username": "he", "password": PASSWORD}, headers={"HX-Request": "true"}
    )
    told = json.loads(response["HX-Trigger"])["signed-in"]

    assert (response.status_code, told["user"]) == (200, he.pk)
    assert client.get("/search").status_code == 200


def test_a_first_password_is_changed_before_anything_else(he):
    he.must_change_password = True
    he.save()
    client = Client()
    client.post("/login", {"username": "he", "password": PASSWORD})
    assert client.get("/search")["Location"] == "/password"

    new = "新的-密码-2027-年"
    client.post("/password", {"old": PASSWORD, "new": new, "again": new})
    assert client.get("/search").status_code == 200


def test_signing_out_takes_a_post(he):
    client = browser_of(he)
    assert client.get("/logout").status_code == 405
    client.post("/logout")

    assert client.get("/search").status_code == 302


def test_larger_type_is_kept_in_a_cookie(db):
    client = Client()
    client.post("/preferences", {"care": "1"}, headers={"Referer": "http://testserver/login"})

    assert 'class="care"' in client.get("/login").content.decode()


def test_preferences_lead_to_no_other_host(db):
    response = Client().post("/preferences", {"care": "1"}, headers={"Referer": "https://evil.example/"})

    assert response["Location"] == "/"


def test_units_are_found_by_an_alias_and_a_former_name(world):
    client = browser_of(world.he)

    def found(words: str) -> list[str]:
        return [one["text"] for one in client.get("/choices/units", {"q": words}).json()["choices"]]

    assert (found("教体局"), found("发展改革委"), found("U13")) == (["县教育局"], ["县发改委"], ["县住建局"])


@pytest.fixture
def bridge():
    @search_source("物件")
    def find(officer: Officer, words: str) -> list[Hit]:
        return [Hit("T1 修桥", "/things/T1", note="县交通局", exact=words == "T1")]

    yield
    del SOURCES["物件"]


def test_a_number_typed_in_full_opens_its_page(world, bridge):
    client = browser_of(world.he)

    assert client.get("/search?q=T1")["Location"] == "/things/T1"
    assert "县交通局" in client.get("/search?q=修桥").content.decode()
