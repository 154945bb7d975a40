from __future__ import annotations

import json

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.guard import public
from gongzhi.kernel.web.urls import urlpatterns as frame

pytestmark = pytest.mark.urls(__name__)
handler404 = "gongzhi.kernel.web.errors.not_found"
handler500 = "gongzhi.kernel.web.errors.broken"


class NoUnit(Refusal):
    code = "test.no_unit"
    message = "任务没有牵头单位，请先补上。"


@public
def refuse(request: HttpRequest) -> HttpResponse:
    raise NoUnit(field="lead")


@public
def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


@public
def told(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已催办。")
    return HttpResponse("<p>row</p>")


urlpatterns = [path("refuse", refuse), path("crash", crash), path("told", told), *frame]


@pytest.fixture
def client(db) -> Client:
    return Client(raise_request_exception=False)


def test_a_refusal_is_a_page_for_people(client):
    response = client.get("/refuse")

    assert response.status_code == 422
    assert "任务没有牵头单位，请先补上。" in response.content.decode()


def test_a_refusal_is_a_message_for_htmx_and_changes_nothing(client):
    response = client.get("/refuse", headers={"HX-Request": "true"})
    told = json.loads(response["HX-Trigger"])["toast"]["items"]

    assert (response.status_code, response["HX-Reswap"]) == (422, "none")
    assert told == [{"level": "error", "text": "任务没有牵头单位，请先补上。"}]


def test_a_refusal_is_a_problem_for_programs(client):
    response = client.get("/refuse", headers={"Accept": "application/json"})

    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:gongzhi:test.no_unit",
        "title": "任务没有牵头单位，请先补上。",
        "status": 422,
        "field": "lead",
        "instance": response["X-Request-ID"],
    }


def test_a_bug_gets_a_page_with_the_id_to_report(client):
    response = client.get("/crash", headers={"X-Request-ID": "abc-12345"})

    assert response.status_code == 500
    assert "abc-12345" in response.content.decode()


def test_an_unknown_address_gets_our_page(client):
    response = client.get("/nowhere")

    assert (response.status_code, "没有找到" in response.content.decode()) == (404, True)


def test_a_message_reaches_htmx_by_header(client):
    response = client.get("/told", headers={"HX-Request": "true"})

    assert json.loads(response["HX-Trigger"])["toast"]["items"] == [{"level": "success", "text": "已催办。"}]


def test_pages_allow_no_inline_script_and_are_not_kept(client):
    response = client.get("/login")
    text = response.content.decode()

    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith(("private", "max-age=0"))
    assert ("<style" in text, " style=" in text, "onclick" in text) == (False, False, False)


def test_a_post_with_an_old_token_gets_a_new_one_over_htmx(db):
    response = Client(enforce_csrf_checks=True).post("/preferences", headers={"HX-Request": "true"})

    assert response.status_code == 403
    assert len(json.loads(response["HX-Trigger"])["new-token"]["token"]) > 30
