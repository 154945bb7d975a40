from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path

from gongzhi.kernel.org.models import UnitGroup
from gongzhi.kernel.web.conftest import browser_of
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.idempotency import forget, idempotent
from gongzhi.kernel.web.models import IdempotencyKey
from gongzhi.kernel.web.urls import urlpatterns as frame

pytestmark = pytest.mark.urls(__name__)


@guard(SIGNED_IN)
@idempotent
def group(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("name", "")
    if name == "break":
        UnitGroup.objects.create(name="half")
        raise RuntimeError("killed here")
    if not name:
        return HttpResponse("空", status=422)
    made = UnitGroup.objects.create(name=name)
    return JsonResponse({"id": made.pk}, status=201)


urlpatterns = [path("groups", group, name="groups"), *frame]


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def test_the_second_request_gets_the_first_answer(world):
    he = browser_of(world.he)
    first = he.post("/groups", {"name": "各镇"}, headers=keyed("a"))
    second = he.post("/groups", {"name": "各镇"}, headers=keyed("a"))

    assert (second.status_code, second.json(), second["Idempotent-Replay"]) == (201, first.json(), "true")
    assert UnitGroup.objects.filter(name="各镇").count() == 1


def test_another_body_under_the_same_key_is_a_conflict(world):
    he = browser_of(world.he)
    he.post("/groups", {"name": "甲"}, headers=keyed("a"))

    assert he.post("/groups", {"name": "乙"}, headers=keyed("a")).status_code == 409


def test_two_officers_do_not_share_keys(world):
    browser_of(world.he).post("/groups", {"name": "甲"}, headers=keyed("a"))

    assert browser_of(world.lin).post("/groups", {"name": "乙"}, headers=keyed("a")).status_code == 201


def test_a_failed_request_leaves_no_memory(world):
    he = browser_of(world.he)
    he.post("/groups", {"name": ""}, headers=keyed("a"))

    assert he.post("/groups", {"name": "甲"}, headers=keyed("a")).status_code == 201


def test_a_crash_takes_the_memory_and_the_deed_with_it(world):
    he = browser_of(world.he)
    with pytest.raises(RuntimeError):
        he.post("/groups", {"name": "break"}, headers=keyed("a"))

    assert (IdempotencyKey.objects.count(), UnitGroup.objects.filter(name="half").count()) == (0, 0)


def test_a_key_that_is_too_long_is_refused(world):
    assert browser_of(world.he).post("/groups", {"name": "甲"}, headers=keyed("a" * 81)).status_code == 422


def test_old_answers_are_forgotten(world, at):
    browser_of(world.he).post("/groups", {"name": "甲"}, headers=keyed("a"))
    IdempotencyKey.objects.update(at=at)

    assert (forget(before=at), forget(before=at + timedelta(seconds=1))) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_three_at_once_are_carried_out_once(transactional_db):
    from gongzhi.kernel.org.world import World

    with transaction.atomic():
        he = World().he
    browsers = [browser_of(he) for _ in range(3)]  # as many as one officer may have
    answers: list[int] = []

    def send(browser: Client) -> None:
        answers.append(browser.post("/groups", {"name": "甲"}, headers=keyed("a")).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(one,)) for one in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (answers, UnitGroup.objects.filter(name="甲").count()) == ([201] * 3, 1)
