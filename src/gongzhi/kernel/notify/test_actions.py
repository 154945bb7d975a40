"""Telling officers and units, once each, and reading what was told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from gongzhi.kernel.access.actions import grant
from gongzhi.kernel.access.models import PermissionSet
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.notify import actions, guard, queries, sealed
from gongzhi.kernel.notify.models import Channel, Delivery, Message
from gongzhi.kernel.org.world import World

pytestmark = pytest.mark.django_db


def tell(at: datetime, key: str = "task-1:issued", **more: Any) -> int:
    return actions.tell(title="交办：柳湾沟清淤", url="/t/1/", at=at, key=key, **more)


def test_each_is_told_once_under_one_key(world: World, at: datetime):
    assert tell(at, officers=[world.he, world.lin, world.he], matter=7, level="urge") == 2
    assert tell(at + timedelta(hours=1), officers=[world.he, world.lin]) == 0
    assert tell(at, officers=[world.he], key="task-1:late") == 1

    first = Message.objects.filter(officer=world.he).earliest("id")
    assert (first.title, first.matter_id, first.level, first.at) == ("交办：柳湾沟清淤", 7, "urge", at)


def test_what_was_told_is_said_better_until_it_is_read(world: World, at: datetime):
    tell(at, officers=[world.he, world.lin])
    actions.mark_read(officer=world.he, keys=[Message.objects.get(officer=world.he).pk], at=at)
    actions.retell(key="task-1:issued", title="交办：柳湾沟清淤等3项", body="共3项")

    told = Message.objects.order_by("officer__username").values_list("officer__username", "title", "body")
    assert list(told) == [("he", "交办：柳湾沟清淤", ""), ("lin", "交办：柳湾沟清淤等3项", "共3项")]


def test_a_later_recipient_of_the_same_key_is_told(world: World, at: datetime):
    tell(at, officers=[world.he])

    assert tell(at, officers=[world.he, world.lin]) == 1


def test_unit_expands_to_its_active_officers(world: World, at: datetime):
    left = world.officer("left", "已离任")
    left.is_active = False
    left.save()
    elsewhere = world.officer("edu", "教育局承办", world.education)

    assert tell(at, units=[world.office], officers=[left]) == 2
    assert set(Message.objects.values_list("officer__username", flat=True)) == {"he", "lin"}
    assert queries.unread_count(elsewhere) == 0


def test_unit_expands_to_those_who_hold_the_permission_there(world: World, at: datetime):
    handlers = PermissionSet.objects.create(name="handler", label="承办人", permissions=["tasks.sign"])
    year = date(2026, 1, 1)
    grant(officer=world.he, set=handlers, unit=world.office, from_on=year, by=None, at=at)
    grant(officer=world.lin, set=handlers, unit=world.education, from_on=year, by=None, at=at)

    assert tell(at, units=[world.office], needs="tasks.sign") == 1
    assert Message.objects.get().officer == world.he
    assert tell(at, units=[world.office], needs="tasks.other", key="other") == 0


def test_title_is_one_line_of_bearable_length(world: World, at: datetime):
    actions.tell(officers=[world.he], title="甲\r\n乙" * 200, at=at, key="k")

    title = Message.objects.get().title
    assert (len(title), "\n" in title) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_the_same_for_one_and_three(
    count: int, world: World, at: datetime, django_assert_num_queries: Any
):
    officers = [world.officer(f"o{number}", "某") for number in range(count)]
    for officer in officers:
        channel(at, officer=officer)

    with django_assert_num_queries(8):  # six and a savepoint
        tell(at, units=[world.office], officers=officers)


def test_told_and_undone_together_with_the_fact(world: World, at: datetime):
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        tell(at, officers=[world.he])
        raise RuntimeError

    assert Message.objects.count() == 0


def test_reading_marks_own_messages_only(world: World, at: datetime):
    tell(at, officers=[world.he, world.lin])
    tell(at, officers=[world.he], key="second")
    mine, other = queries.inbox(world.he).first(), queries.inbox(world.lin).first()

    assert actions.mark_read(officer=world.he, keys=[mine.pk, other.pk], at=at) == 1
    assert actions.mark_read(officer=world.he, keys=[mine.pk], at=at) == 0
    assert (queries.unread_count(world.he), queries.unread_count(world.lin)) == (1, 1)
    assert actions.mark_all_read(officer=world.he, at=at) == 1
    assert queries.unread_count(world.he) == 0


def test_all_read_stops_at_what_was_seen(world: World, at: datetime):
    tell(at, officers=[world.he])
    seen = queries.inbox(world.he).first().pk
    tell(at, officers=[world.he], key="came later")

    assert actions.mark_all_read(officer=world.he, at=at, upto=seen) == 1
    assert queries.unread_count(world.he) == 1


def test_inbox_is_newest_first_and_filtered(world: World, at: datetime):
    tell(at, officers=[world.he], level="warn")
    tell(at, officers=[world.he], key="second")

    assert [row.level for row in queries.inbox(world.he)] == ["info", "warn"]
    assert [row.level for row in queries.inbox(world.he, level="warn")] == ["warn"]
    actions.mark_all_read(officer=world.he, at=at)
    assert list(queries.inbox(world.he, unread=True)) == []


def test_unread_count_reads_the_index_of_unread_ones(world: World, at: datetime):
    read = [Message(officer=world.he, title="旧", key=f"{n}", at=at, read_at=at) for n in range(2000)]
    Message.objects.bulk_create(read)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notify_message")

    assert "notify_message_unread" in Message.objects.filter(officer=world.he, read_at=None).explain()


def channel(at: datetime, **more: Any) -> Channel:
    return actions.set_channel(**{"kind": "email", "address": "he@example.cn", "by": None, "at": at, **more})


def test_channel_gets_one_delivery_of_each_telling(world: World, at: datetime):
    channel(at, officer=world.he)
    channel(at, unit=world.office)
    tell(at, units=[world.office])
    tell(at, units=[world.office])

    owed = [
        (row.channel.officer, row.message and row.message.officer) for row in Delivery.objects.order_by("id")
    ]
    assert owed == [(world.he, world.he), (None, None)]


def test_channel_takes_only_its_levels_and_while_active(world: World, at: datetime):
    urgent = channel(at, officer=world.he, levels=["urge", "warn"])
    tell(at, officers=[world.he], key="1")
    tell(at, officers=[world.he], key="2", level="urge")
    actions.switch_channel(urgent, active=False, by=None, at=at)
    tell(at, officers=[world.he], key="3", level="urge")

    assert list(Delivery.objects.values_list("key", flat=True)) == ["2"]


def test_channel_seals_address_and_secret(world: World, at: datetime, settings: Any):
    url = "https://robot.example/send?access_token=abc"
    made = channel(at, kind="dingtalk", address=url, secret="SEC1", unit=world.office)
    row = Channel.objects.values_list("sealed_address", "sealed_secret").get()

    assert not any(part in text for text in row for part in ("abc", "SEC1", "robot"))
    assert (made.address, made.secret, made.shown_address) == (url, "SEC1", "https://robot.example/…")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(sealed.CannotOpen):
        _ = Channel.objects.get().address
    settings.SECRET_KEY_FALLBACKS = [old]
    assert Channel.objects.get().address == url


def test_channel_change_keeps_what_was_left_empty_and_is_logged(world: World, at: datetime):
    made = channel(at, kind="dingtalk", address="https://robot.example/a", secret="SEC1", unit=world.office)
    actions.set_channel(kind="dingtalk", address="", channel=made, active=False, by=world.he, at=at)

    kept = Channel.objects.get()
    assert (kept.address, kept.secret, kept.active) == ("https://robot.example/a", "SEC1", False)
    assert [event.sentence for event in Event.objects.filter(kind="notify.channel_set").order_by("id")] == [
        "启用县政府办的通知渠道：钉钉机器人",
        "停用县政府办的通知渠道：钉钉机器人",
    ]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"address": "he(at)example.cn"}, actions.AddressInvalid),
        ({"kind": "wecom", "address": "https://10.0.0.1/x"}, guard.AddressRefused),
        ({"levels": ["loud"]}, actions.LevelUnknown),
        ({"officer": None}, actions.OwnerMissing),
    ],
)
def test_channel_is_refused(world: World, at: datetime, given: dict[str, Any], refusal: type):
    with pytest.raises(refusal):
        channel(at, **{"officer": world.he, **given})

    assert not Channel.objects.exists()
    assert not Event.objects.filter(kind="notify.channel_set").exists()
