"""Opening matters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.support.errands import AT, ERRAND, County, statements

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.actions import New, Party, open_matters
from gongzhi.kernel.flow.models import Assignment, Clock, Matter, Role
from gongzhi.kernel.flow.rules import is_number


def test_open_writes_row_parties_clock_and_event(county: County) -> None:
    matter = county.open(
        "修桥",
        starts=("sign",),
        parties=[Party(Role.LEAD, unit=county.town), Party(Role.LEADER, post=county.post)],
    )

    kept = Matter.objects.get(pk=matter.pk)
    event = Event.objects.get(matter=matter.pk)
    assert (kept.state, kept.lead_unit, kept.place_code) == ("issued", county.town, "349921100000")
    assert is_number(kept.number)
    assert [one.party for one in kept.assignments.order_by("order")] == ["泽口镇", "副县长（农业）"]
    assert (kept.tip_seq, kept.tip_hash) == (1, event.hash)
    assert (event.seq, event.previous, event.to_state) == (1, "", "issued")
    assert event.sentence == "立项：修桥；交泽口镇"


def test_open_gives_the_owing_units_their_term(county: County) -> None:
    matter = county.open(
        starts=("sign",), parties=[Party(Role.LEAD, unit=county.town), Party(Role.LEADER, post=county.post)]
    )

    lead, leader = matter.assignments.order_by("order")
    clock = Clock.objects.get(matter=matter)
    assert clock.assignment == lead
    assert lead.due_at == clock.due_at == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert lead.warn_at == clock.warn_at
    assert leader.due_at is None


def test_a_light_judged_at_opening_stands_and_one_that_alarms_is_told(county: County) -> None:
    news = [New("修桥", light="green"), New("清淤", light="yellow", light_reason="距时限2个工作日。")]
    quiet, near = open_matters(ERRAND, news, by=None, at=AT)

    assert [one.judged_light for one in Matter.objects.order_by("pk")] == ["green", "yellow"]
    assert Event.objects.filter(matter=quiet.pk).count() == 1
    assert [event.sentence for event in Event.objects.filter(matter=near.pk).order_by("seq")] == [
        "立项：清淤",
        "黄灯：距时限2个工作日。",
    ]
    assert Matter.objects.get(pk=near.pk).tip_seq == 2


@pytest.mark.parametrize("count", [1, 3, 147])
def test_open_takes_the_same_statements_for_one_and_many(county: County, count: int) -> None:
    county.open_many(1)  # the first of a day begins its serials

    with statements() as told:
        matters = county.open_many(count)

    assert len(told) == 5  # serials with keys, events, matters, assignments, clocks
    assert len({matter.number for matter in matters}) == count
    assert Assignment.objects.filter(matter__in=matters).count() == count


def test_open_none_is_nothing(county: County) -> None:
    assert open_matters(ERRAND, [], by=None, at=AT) == []


def test_numbers_run_on_within_a_day_and_begin_anew_the_next(county: County) -> None:
    first, second = county.open(), county.open()
    next_day = county.open(at=datetime(2026, 3, 2, 16, 1, tzinfo=UTC))  # 00:01 in Shanghai

    assert [one.number[:-1] for one in (first, second, next_day)] == [
        "CS202603020001",
        "CS202603020002",
        "CS202603030001",
    ]
