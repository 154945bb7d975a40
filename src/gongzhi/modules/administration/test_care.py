"""Channels, deliveries, failing listeners, background work and tokens, as their administrators care for them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.duty.models import DutyTrouble
from gongzhi.kernel.events.models import Delivery as Owed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.exchange import tokens
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.notify import jobs
from gongzhi.kernel.notify.models import Channel, ChannelKind, Delivery, DeliveryState

ROBOT = "https://robot.example/send?access_token=hush"


def text(client, path: str) -> str:
    return client.get(f"/administration/{path}").content.decode()


def post(client, path: str, **fields: object):
    return client.post(f"/administration/{path}", {"_once": uuid4().hex} | fields)


def channel(world, n: int = 0, kind: str = ChannelKind.DINGTALK) -> Channel:
    made = Channel(unit=world.town, kind=kind)
    made.address = "box@example.cn" if kind == ChannelKind.EMAIL else f"{ROBOT}{n}"
    made.save()
    return made


def troubled(world, n: int = 0) -> Delivery:
    return Delivery.objects.create(
        channel=channel(world, n),
        key=f"k{n}",
        level="urge",
        title=f"催办{n}",
        state=DeliveryState.FAILED,
        attempts=8,
        next_at=now(),
        created_at=now(),
        last_error="对方返回 404",
    )


def owed(world, n: int = 0) -> Owed:
    event = Event.objects.order_by("id").first()
    return Owed.objects.create(
        event=event, listener=f"notify.x{n}", next_at=now(), attempts=3, error="Traceback\nValueError: 坏了"
    )


def failed(n: int = 0) -> DBTaskResult:
    return DBTaskResult.objects.create(
        id=uuid4(),
        task_path="gongzhi.kernel.notify.jobs.work",
        status="FAILED",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after="9999-01-01T00:00Z",
        finished_at=now(),
        exception_class_path="builtins.ValueError",
        traceback="Traceback\nValueError: 坏了",
    )


def test_a_channel_is_added_tried_changed_and_switched_off(system, world):
    post(system, "channels/new", kind="email", unit=world.town.pk, address="box@example.cn", levels=["urge"])
    made = Channel.objects.get()
    post(system, f"channels/{made.pk}/try")
    jobs.deliver(now())
    assert "已发送" in text(system, f"channels/{made.pk}")
    assert [one.to for one in mail.outbox] == [["box@example.cn"]]

    post(system, f"channels/{made.pk}/change", address="", levels=[])
    post(system, f"channels/{made.pk}/off")
    made.refresh_from_db()
    assert (made.address, made.levels, made.active) == ("box@example.cn", [], False)
    kinds = Event.objects.filter(kind="notify.channel_set", actor__username="system_admin")
    assert kinds.count() == 3


def test_a_channel_never_shows_its_address_or_secret(system, world):
    made = channel(world)
    made.secret = "SECoftherobot"
    made.save()

    for path in ("channels", f"channels/{made.pk}", f"channels/{made.pk}/change"):
        page = text(system, path)
        assert "hush" not in page
        assert "SECoftherobot" not in page


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/x", "https://10.0.0.8/x", "https://2130706433/x", "ftp://a.example/x"]
)
def test_a_channel_into_the_house_is_refused(system, world, address):
    answer = post(system, "channels/new", kind="webhook", unit=world.town.pk, address=address)

    assert (answer.status_code, Channel.objects.count()) == (422, 0)


def test_a_channel_needs_one_owner(system, world):
    answer = post(system, "channels/new", kind="email", address="box@example.cn")

    assert "请为通知渠道选择一名人员或一个单位" in answer.content.decode()


def test_a_troubled_delivery_is_sent_again(system, world):
    row = troubled(world)
    assert "对方返回 404" in text(system, "deliveries")
    post(system, f"deliveries/{row.pk}/again")

    row.refresh_from_db()
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)


def test_a_failing_listener_is_tried_again_or_skipped_with_a_reason(system, world):
    first, second = owed(world, 1), owed(world, 2)
    Owed.objects.update(next_at=now() + timedelta(hours=1))
    assert "ValueError: 坏了" in text(system, "failing")
    post(system, f"failing/{first.pk}/retry")
    assert post(system, f"failing/{second.pk}/skip", reason="").status_code == 422
    post(system, f"failing/{second.pk}/skip", reason="收件单位已撤销")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.next_at <= now(), second.state) == ("pending", True, "skipped")
    said = Event.objects.get(kind="events.delivery_skipped")
    assert said.sentence == f"跳过第{second.event_id}号记录对notify.x2的投递：收件单位已撤销"
    assert post(system, f"failing/{second.pk}/skip", reason="再来一次").status_code == 409


def test_how_the_system_runs_is_told(system, world):
    row = failed()
    DutyTrouble.objects.create(
        duty="notify.deliver",
        first_at=now(),
        last_at=now(),
        next_at=now(),
        error="OSError: 连不上",
        attempts=2,
    )
    page = text(system, "running")

    assert "后台任务进程没有运行" in page
    assert "ValueError: 坏了" in page
    assert "发送到期的外部通知" in page
    assert "OSError: 连不上" in page
    assert "每5分钟" in page
    assert "ValueError: 坏了" in text(system, f"running/tasks/{row.pk}")


def test_a_failed_task_is_retried_or_given_up_with_a_reason(system, world):
    first, second = failed(), failed()
    post(system, f"running/tasks/{first.pk}/retry")
    post(system, f"running/tasks/{second.pk}/dismiss", reason="已手工办理")

    assert list(DBTaskResult.objects.values_list("pk", "status")) == [(first.pk, "READY")]
    said = [one.sentence for one in Event.objects.filter(kind__startswith="duty.").order_by("id")]
    assert said == [
        "重试后台任务gongzhi.kernel.notify.jobs.work",
        "放弃后台任务gongzhi.kernel.notify.jobs.work：已手工办理",
    ]


def test_a_failing_duty_is_hastened(system, world):
    later = now() + timedelta(hours=3)
    row = DutyTrouble.objects.create(
        duty="notify.deliver", first_at=now(), last_at=now(), next_at=later, error="x"
    )
    post(system, f"running/duties/{row.pk}/hasten")

    row.refresh_from_db()
    assert row.next_at <= now()


def test_a_token_of_anybody_is_revoked(security, world):
    made, secret = tokens.create(officer=world.he, name="数据平台", days=30, at=now())
    assert "数据平台" in text(security, "tokens?state=now&q=何甲")
    post(security, f"tokens/{made.pk}/revoke")

    assert tokens.officer_of(secret, now()) is None
    assert Event.objects.get(kind="exchange.token_revoked").actor.username == "security_admin"


def test_lists_cost_the_same_for_one_row_and_more(system, security, world):
    """costs: ChannelList, TroubleList, FailingList, AllTokens"""
    for client, path in (
        (system, "channels"), (system, "deliveries"), (system, "failing"), (system, "running"), (security, "tokens"),
    ):  # fmt: skip
        counts = []
        for n in (0, 10):
            for m in range(1 + n):
                troubled(world, n + m)
                owed(world, n + m)
                failed()
                tokens.create(officer=world.he, name="平台", days=30, at=now())
            text(client, path)
            with statements() as told:
                text(client, path)
            counts.append(len(told))
            Owed.objects.all().delete()
        assert counts[0] == counts[1] <= 20, path
        Delivery.objects.all().delete()
        ApiToken.objects.all().delete()


def test_pickers_search_places_and_officers(system, as_, world):
    places = system.get("/choices/places?q=泽口").json()["choices"]
    officers = system.get("/administration/choices/officers?q=何").json()["choices"]

    assert places == [{"value": "349921100000", "text": "泽口镇（349921100000）", "note": "清泽县"}]
    assert [one["text"] for one in officers] == ["何甲（县政府办，he）"]
    assert as_("lin").get("/administration/choices/officers?q=何").status_code == 403
