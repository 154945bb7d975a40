"""The outbox: sent once, tried again, given up, and never doubled by two workers."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from gongzhi.kernel.duty.schedule import registered
from gongzhi.kernel.duty.sweeping import run
from gongzhi.kernel.notify import actions, queries
from gongzhi.kernel.notify.conftest import Robot
from gongzhi.kernel.notify.jobs import Delivered, _claim, deliver
from gongzhi.kernel.notify.models import Channel, Delivery
from gongzhi.kernel.notify.rules import MOST_ATTEMPTS
from gongzhi.kernel.org.world import World

pytestmark = pytest.mark.django_db


def owe(
    world: World, at: datetime, kind: str = "dingtalk", address: str = "", key: str = "k", **more: Any
) -> Delivery:
    """One delivery owed to a channel of the office, made when it is not there."""
    if not Channel.objects.exists():
        actions.set_channel(kind=kind, address=address, unit=world.office, by=None, at=at, **more)
    actions.tell(
        units=[world.office], title="柳湾沟清淤", body="请报送。", url="/t/1/", level="urge", at=at, key=key
    )
    return Delivery.objects.get(key=key)


def test_robot_is_told_once(world: World, at: datetime, robot: Robot, settings: Any):
    settings.SITE_URL = "https://gov.example"
    owed = owe(world, at, address=robot.url, secret="SEC1")

    assert (deliver(at), deliver(at)) == (Delivered(sent=1), Delivered())

    [(path, headers, content)] = robot.heard
    assert path.startswith("/robot/send?access_token=abc&timestamp=1772413200000&sign=")
    assert content["markdown"]["text"].endswith("[打开办理](https://gov.example/t/1/)")
    assert len(headers["Idempotency-Key"]) == 40
    owed.refresh_from_db()
    assert (owed.state, owed.attempts, owed.sent_at, owed.last_error) == ("sent", 1, at, "")


def test_mail_is_sent_with_an_identity_of_its_own(world: World, at: datetime):
    owe(world, at, kind="email", address="office@example.cn")

    assert deliver(at) == Delivered(sent=1)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["office@example.cn"], "【催办】柳湾沟清淤")
    assert letter.extra_headers["Message-ID"].startswith("<")


def test_busy_robot_is_tried_again_later_under_the_same_key(world: World, at: datetime, robot: Robot):
    robot.status = 503
    owed = owe(world, at, address=robot.url)

    assert deliver(at) == Delivered(postponed=1)
    assert deliver(at + timedelta(seconds=50)) == Delivered()
    owed.refresh_from_db()
    assert (owed.state, owed.last_error, owed.next_at) == (
        "pending",
        "对方返回 503",
        at + timedelta(minutes=1),
    )
    assert list(queries.troubled()) == [owed]
    robot.status = 200
    assert deliver(at + timedelta(minutes=1)) == Delivered(sent=1)
    assert len({headers["Idempotency-Key"] for _, headers, _ in robot.heard}) == 1


def test_robot_that_is_away_for_good_is_given_up(world: World, at: datetime, robot: Robot):
    robot.answer = b'{"errcode":310000,"errmsg":"sign not match"}'
    owed = owe(world, at, address=robot.url)
    moment = at
    while (outcome := deliver(moment)).failed == 0:
        assert outcome == Delivered(postponed=1)
        moment += timedelta(hours=13)

    owed.refresh_from_db()
    assert (owed.state, owed.attempts) == ("failed", MOST_ATTEMPTS)
    assert owed.last_error == "对方返回错误 310000 sign not match"


@pytest.mark.parametrize(("status", "location"), [(404, ""), (302, "http://127.0.0.1:9/")])
def test_refusal_of_the_robot_is_final(world: World, at: datetime, robot: Robot, status: int, location: str):
    robot.status, robot.location = status, location
    owe(world, at, address=robot.url)

    assert deliver(at) == Delivered(failed=1)
    assert len(robot.heard) == 1


def test_address_that_became_forbidden_is_never_called(
    world: World, at: datetime, robot: Robot, settings: Any
):
    owed = owe(world, at, address=robot.url)
    settings.NOTIFY_PRIVATE_HOSTS = []

    assert (deliver(at), robot.heard) == (Delivered(failed=1), [])
    owed.refresh_from_db()
    assert owed.last_error.startswith("通知地址不能用")


def test_nobody_listening_is_tried_again(world: World, at: datetime, settings: Any):
    settings.NOTIFY_PRIVATE_HOSTS = ["127.0.0.1"]
    owed = owe(world, at, address="http://127.0.0.1:9/x")

    assert deliver(at) == Delivered(postponed=1)
    owed.refresh_from_db()
    assert owed.last_error == "连不上对方：NewConnectionError"


def test_inactive_channel_and_lost_key_fail_with_the_reason(
    world: World, at: datetime, robot: Robot, settings: Any
):
    first = owe(world, at, address=robot.url, key="1")
    actions.switch_channel(first.channel, active=False, by=None, at=at)
    deliver(at)
    actions.switch_channel(first.channel, active=True, by=None, at=at)
    second = owe(world, at, key="2")
    settings.SECRET_KEY = "another"
    deliver(at)

    assert list(Delivery.objects.order_by("id").values_list("last_error", flat=True)) == [
        "渠道已停用",
        "系统密钥已更换，请重新填写渠道的地址和密钥",
    ]
    assert (second.channel.shown_address, robot.heard) == ("（密钥已更换，请重新填写）", [])


def test_failed_delivery_can_be_sent_again(world: World, at: datetime, robot: Robot):
    robot.status = 404
    owed = owe(world, at, address=robot.url)
    deliver(at)
    owed.refresh_from_db()
    robot.status = 200

    actions.send_again(owed, by=world.he, at=at)
    assert deliver(at) == Delivered(sent=1)
    with pytest.raises(actions.DeliveryDone, match="已发送，不需要重发"):
        actions.send_again(owed, by=world.he, at=at)


def test_killed_worker_leaves_a_lease_that_ends(world: World, at: datetime, robot: Robot):
    owed = owe(world, at, address=robot.url)
    assert [row.pk for row in _claim(at, 5)] == [owed.pk]

    assert deliver(at) == Delivered()
    owed.refresh_from_db()
    Delivery.objects.update(leased_until=owed.leased_until - timedelta(hours=1))
    assert deliver(at) == Delivered(sent=1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same(world: World, at: datetime, robot: Robot):
    for number in range(12):
        owe(world, at, address=robot.url, key=f"k{number}")
    outcomes: list[Delivered] = []

    def work() -> None:
        try:
            outcomes.append(deliver(at))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sum(outcome.sent for outcome in outcomes) == len(robot.heard) == 12
    assert len({headers["Idempotency-Key"] for _, headers, _ in robot.heard}) == 12


def test_duty_asks_for_work_while_anything_is_due(world: World, at: datetime, robot: Robot):
    from django_tasks_db.models import DBTaskResult

    duty = next(duty for duty in registered() if duty.name == "notify.deliver")
    assert run(duty, at).done == 0
    owe(world, at, address=robot.url)

    assert (run(duty, at).done, run(duty, at).done) == (1, 0)
    assert DBTaskResult.objects.get().task_path == "gongzhi.kernel.notify.jobs.work"
