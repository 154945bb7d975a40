"""An event through its seven stages, by whom, and who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.refused import FileRefused
from gongzhi.kernel.flow.refused import MoveNotOpen
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.grid.conftest import AT, FIRST, HERE, SECOND, World, clocks_of, photo
from gongzhi.modules.grid.events.models import GridEvent, Order
from gongzhi.modules.grid.refused import (
    HandlerVerifies,
    NoPosition,
    NotOnTheSpot,
    PhotoNeeded,
    PlaceNeeded,
    PositionOutside,
    ReporterVerifies,
    SelfNotAllowed,
    TextTooShort,
    UnitIsCo,
)


def test_a_report_finds_its_grid_and_waits_to_be_filed(world: World) -> None:
    event = world.reported()

    assert (event.number[:2], event.matter.state, event.reported_in) == ("WG", "reported", FIRST)
    assert event.matter.title == "东门口的路灯坏了三盏，晚上看不见路"
    assert clocks_of(event) == {"file"}
    assert Attachment.objects.get(matter_id=event.pk).purpose == "before"


def test_a_report_goes_through_all_stages(world: World) -> None:
    event = world.closed()

    assert [event.matter.state, event.matter.outcome, event.in_time, event.rating] == [
        "closed",
        "settled",
        True,
        5,
    ]
    assert clocks_of(event) == set()
    assert (event.reported_by, event.handled_by, event.verified_by) == (
        world.worker,
        world.cityman,
        world.other,
    )


def test_the_term_runs_by_the_rule_of_the_category(world: World) -> None:
    event = world.dispatched()

    order = Order.objects.get()
    assert (order.unit, order.rule) == (world.city, "E09@2020-01-01=1wd")
    assert event.matter.due_at == order.due_at
    assert clocks_of(event) == {"accept", "finish"}


def test_the_same_key_twice_is_one_event(world: World) -> None:
    first = world.reported(key="a-1")
    again = world.reported(key="a-1", text="另一件事情也用了同一个键")

    assert (first.pk, GridEvent.objects.count()) == (again.pk, 1)


def test_small_things_are_settled_on_the_spot(world: World) -> None:
    given = {
        "self_handled": True,
        "done": "已清理干净。",
        "done_photos": [photo("后.jpg", b"9")],
        "category": "E01",
    }

    event = world.reported(**given)

    assert (event.matter.state, event.level, event.matter.is_open) == ("settled", "grid", False)
    assert sorted(Attachment.objects.values_list("purpose", flat=True)) == ["after", "before"]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"category": "E31", "done": "已关闭阀门。", "done_photos": [1]}, SelfNotAllowed),
        ({"done": "已清理。", "done_photos": []}, PhotoNeeded),
        ({"done": "", "done_photos": [1]}, TextTooShort),
    ],
)
def test_what_a_worker_may_not_settle_alone(
    world: World, more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.reported(self_handled=True, **more)

    assert GridEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("longitude", "latitude", "refusal"),
    [
        (None, None, PlaceNeeded),
        (0.0, 0.0, PositionOutside),
        (float("nan"), 32.0, PositionOutside),
        (12.5, 41.9, PositionOutside),
    ],
)
def test_without_a_useful_position_a_grid_must_be_named(
    world: World, longitude: float | None, latitude: float | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        world.reported(longitude=longitude, latitude=latitude)

    event = world.reported(longitude=longitude, latitude=latitude, place=SECOND)
    assert (event.reported_in, event.matter.longitude) == (SECOND, None)


def test_a_phone_whose_clock_is_a_year_off_changes_no_term(world: World) -> None:
    event = world.reported(said_at=AT - timedelta(days=365))

    assert (event.matter.opened_at, event.said_at) == (AT, AT - timedelta(days=365))


def test_a_photo_must_be_one(world: World) -> None:
    with pytest.raises(FileRefused, match="图片"):
        world.reported(photos=[SimpleUploadedFile("a.txt", "只是文字".encode())])

    assert GridEvent.objects.count() == 0


def test_a_unit_that_it_is_not_sends_it_back(world: World) -> None:
    event = world.dispatched()
    event = world.move(event, "send_back", by=world.cityman, reason="属道路照明单位，职责清单第三条。")

    assert (event.matter.state, event.returns, clocks_of(event)) == ("returned", 1, {"dispatch"})
    event = world.move(event, "dispatch", by=world.office, category="E09", lead=world.housing)
    assert [one.unit for one in event.orders.all()] == [world.city, world.housing]


def test_a_unit_cannot_lead_and_help(world: World) -> None:
    event = world.reported()

    with pytest.raises(UnitIsCo):
        world.move(event, "dispatch", by=world.office, category="E09", lead=world.city, co=[world.city])


def test_a_granted_deferral_stops_the_clock(world: World) -> None:
    event = world.handling()
    due = event.matter.due_at
    until = (AT + timedelta(days=5)).date()
    world.move(event, "ask_defer", by=world.cityman, until=until, reason="等待配件到货。")
    event = world.move(event, "grant_defer", by=world.office)
    assert (event.matter.state, event.matter.paused_at) == ("deferred", AT)

    event = world.move(event, "resume", by=None, at=AT + timedelta(days=3))
    assert event.matter.due_at > due  # type: ignore[operator]


def test_the_town_hands_up_what_it_cannot_settle(world: World) -> None:
    event = world.move(world.reported(), "escalate", by=world.office, reason="镇里没有登高车辆。")

    assert (event.level, event.matter.state) == ("county", "filed")
    assert Message.objects.filter(officer=world.centre, title__startswith="乡镇上报待派遣").exists()


# the second person


def test_neither_reporter_nor_handler_verifies(world: World) -> None:
    event = world.handled()

    with pytest.raises(ReporterVerifies):
        world.look(event, by=world.worker)
    GridEvent.objects.filter(pk=event.pk).update(handled_by=world.other)
    with pytest.raises(HandlerVerifies):
        world.look(event, by=world.other)


def test_who_does_not_see_the_event_cannot_verify(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.look(world.handled(), by=world.neighbour)


def test_verifying_takes_a_photo_on_the_spot(world: World) -> None:
    event = world.handled()

    with pytest.raises(PhotoNeeded):
        world.look(event, photos=[])
    with pytest.raises(NotOnTheSpot, match="超过200米"):
        world.look(event, longitude=116.34)
    with pytest.raises(NoPosition, match="手机没有给出位置"):
        world.look(event, longitude=None, latitude=None)
    with pytest.raises(NoPosition, match="定位误差900米"):
        world.look(event, accuracy=900)

    event = world.look(event, longitude=116.34, why="路口封闭，只能隔河查看。")
    look = event.looks.get()
    assert (look.on_spot, look.why, (look.metres or 0) > 3000, event.matter.state) == (
        False, "路口封闭，只能隔河查看。", True, "verified",
    )  # fmt: skip


def test_not_passed_goes_back_to_be_done_again(world: World) -> None:
    event = world.look(world.handled(), passed=False, note="还有一盏不亮。")

    assert (event.matter.state, event.reworks, clocks_of(event)) == ("handling", 1, {"finish"})
    event = world.move(
        event,
        "feed_back",
        by=world.cityman,
        at=AT + timedelta(hours=5),
        result="第三盏也换好了。",
        photos=[photo("再.jpg", b"5")],
    )
    event = world.look(event, at=AT + timedelta(hours=6))
    assert (event.matter.state, event.looks.count()) == ("verified", 2)


def test_two_phones_sending_one_look_count_once(world: World) -> None:
    event = world.handled()
    world.look(event, key="look-1")
    event = world.look(event, key="look-1")

    assert (event.looks.count(), event.matter.state) == (1, "verified")
    with pytest.raises(MoveNotOpen):
        world.look(event, key="look-2")


def test_the_constraint_keeps_the_second_person_a_second_one(world: World) -> None:
    from django.db import IntegrityError, transaction

    event = world.verified()
    with pytest.raises(IntegrityError), transaction.atomic():
        GridEvent.objects.filter(pk=event.pk).update(verified_by=world.worker)


# who sees


def test_workers_see_their_own_grid_units_what_they_handle(world: World) -> None:
    event = world.dispatched()
    seen = {
        name: visible(GridEvent.objects.all(), getattr(world, name), "grid.view").filter(pk=event.pk).exists()
        for name in ("worker", "other", "neighbour", "head", "office", "centre", "cityman", "builder")
    }

    assert seen == {
        "worker": True, "other": True, "neighbour": False, "head": True, "office": True, "centre": True, "cityman": True,
        "builder": False,
    }  # fmt: skip


def test_reporting_costs_a_constant_number_of_statements(
    world: World, django_assert_max_num_queries: Any
) -> None:
    world.reported(photos=[])

    with django_assert_max_num_queries(20):
        world.reported(photos=[], text="再报一件一样的事情。", longitude=HERE[0] + 0.001)


# by the clock


def test_late_units_are_urged_and_late_desks_are_passed_over(world: World) -> None:
    from gongzhi.modules.grid.events.duties import DUTIES

    sent, unsent = world.dispatched(), world.reported(text="这件没有人派遣。")
    later = AT + timedelta(days=3)
    by_name = {one.name: one for one in DUTIES}
    for name in ("grid.urge", "grid.hand_up"):
        for _, row in by_name[name].find(later):
            by_name[name].act(row, later)

    unsent.refresh_from_db()
    assert unsent.level == "county"
    assert Message.objects.filter(officer=world.cityman, title__startswith="已超时").count() == 1
    assert Message.objects.filter(officer=world.centre, title__startswith="乡镇超时").count() == 1
    assert sent.matter.state == "dispatched"


def test_a_deferred_event_goes_on_by_itself_on_its_day(world: World) -> None:
    from gongzhi.modules.grid.events.duties import deferred, resume

    event = world.handling()
    world.move(
        event, "ask_defer", by=world.cityman, until=(AT + timedelta(days=2)).date(), reason="等待配件到货。"
    )
    world.move(event, "grant_defer", by=world.office)
    assert list(deferred(AT)) == []

    later = AT + timedelta(days=2)
    for _, key in deferred(later):
        resume(key, later)
    event.matter.refresh_from_db()
    assert event.matter.state == "handling"


def test_the_nearest_are_told(world: World) -> None:
    world.handled()

    told = Message.objects.filter(title__startswith="请到现场核查").values_list(
        "officer__username", flat=True
    )
    assert set(told) == {"wang", "li", "qian"}
