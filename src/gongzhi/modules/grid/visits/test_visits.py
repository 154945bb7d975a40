"""Visiting households."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.people.erasing import erase
from gongzhi.kernel.people.models import Person
from gongzhi.modules.grid.conftest import AT, FIRST, LONG_AGO, SECOND, World, photo
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.actions import join, part
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.refused import AnswerMissing, AnswerWrong, HouseholdGone, QuestionsUnclear
from gongzhi.modules.grid.visits.actions import set_asks, visit
from gongzhi.modules.grid.visits.models import Visit
from gongzhi.modules.grid.visits.queries import answered, pack_for

ASKS = "燃气软管是否老化｜是否→E31：是\n主要收入｜单选：务农、务工\n有什么困难｜文字"


@pytest.fixture
def asked(world: World) -> None:
    set_asks(name="日常走访", care="", questions=ASKS, from_on=LONG_AGO, by=None, at=AT)


def call(world: World, home: Any, **more: Any) -> Visit:
    given: dict[str, Any] = {"answers": {"q1": "否", "q2": "务农"}, "longitude": 116.302, "latitude": 32.905}
    return visit(household=home, by=world.worker, at=AT, **(given | more))


def test_a_visit_is_kept_sealed_and_the_next_one_is_due(world: World, asked: None) -> None:
    home = world.household()
    made = call(world, home, note="老人身体尚好。", photos=[photo()])

    assert answered(made) == [("燃气软管是否老化", "否"), ("主要收入", "务农")]
    assert "务农" not in made.answers.token
    assert (home.visited_on, home.visit_by) == (date(2026, 3, 2), date(2026, 6, 1))


def test_households_in_care_are_visited_oftener(world: World, asked: None) -> None:
    home = world.household(care="high")
    call(world, home)

    assert home.visit_by == date(2026, 3, 9)


def test_a_finding_becomes_an_event_of_the_grid(world: World, asked: None) -> None:
    home = world.household()
    call(
        world,
        home,
        answers={"q1": "是", "q2": "务工"},
        findings=[{"text": "门前水沟堵了，污水外溢。", "category": "E01"}],
    )

    rows = GridEvent.objects.order_by("pk")
    assert [(one.household, one.channel, one.reported_in) for one in rows] == [(home, "visit", FIRST)] * 2
    assert [one.category.code for one in rows if one.category] == ["E31", "E01"]


def test_given_twice_is_one_visit_with_its_findings_once(world: World, asked: None) -> None:
    home = world.household()
    for _ in range(2):
        call(world, home, answers={"q1": "是", "q2": "务工"}, key="v-1")

    assert (Visit.objects.count(), GridEvent.objects.count()) == (1, 1)


def test_questions_are_answered_when_somebody_was_met(world: World, asked: None) -> None:
    home = world.household()

    with pytest.raises(AnswerMissing, match="主要收入"):
        call(world, home, answers={"q1": "否"})
    with pytest.raises(AnswerWrong):
        call(world, home, answers={"q1": "也许", "q2": "务农"})
    assert call(world, home, answers={}, met=False).met is False
    assert home.visited_on is None


def test_a_household_that_is_gone_is_not_visited(world: World) -> None:
    with pytest.raises(HouseholdGone):
        call(world, world.household(gone_on=date(2026, 1, 1)))


def test_nobody_visits_another_grid(world: World, asked: None) -> None:
    with pytest.raises(NotVisible):
        call(world, world.household(place=SECOND))


def test_what_a_phone_sends_late_counts_after_its_worker_moved_on(world: World, asked: None) -> None:
    home = world.household()
    member = Member.objects.get(officer=world.worker)
    part(member=member, by=None, at=AT)
    join(place=world.second, post="worker", officer=world.worker, by=None, at=AT)

    assert visit(
        household=home, answers={"q1": "否", "q2": "务农"}, by=world.worker, at=AT + timedelta(days=2)
    ).met
    with pytest.raises(NotVisible):
        visit(household=home, answers={"q1": "否", "q2": "务农"}, by=world.worker, at=AT + timedelta(days=20))


def test_a_question_that_cannot_be_read_names_its_line(world: World) -> None:
    with pytest.raises(QuestionsUnclear, match="第2行"):
        set_asks(
            name="走访", care="", questions="好吗｜是否\n怎么样", from_on=LONG_AGO, by=world.centre, at=AT
        )


def test_the_pack_holds_own_households_masked(world: World, django_assert_num_queries: Any) -> None:
    for n in range(1, 4):
        world.household(f"000{n}")
    world.household("0009", place=SECOND)
    pack_for(world.worker, AT.date())

    with django_assert_num_queries(2):
        pack = pack_for(world.worker, AT.date())

    assert [one["number"] for one in pack] == ["0001", "0002", "0003"]
    assert pack[0]["head"] == "王**"
    assert "王小明" not in json.dumps(pack, default=str, ensure_ascii=False)
    assert pack_for(world.office, AT.date()) == []


def test_erasing_somebody_empties_what_visits_say(world: World, asked: None) -> None:
    home = world.household()
    made = call(world, home, note="子女在外务工。")
    erase(people=list(Person.objects.all()), ground="本人申请删除", by=None, at=AT + timedelta(days=1))

    made.refresh_from_db()
    home.refresh_from_db()
    assert (made.note.open(), made.answers.open(), home.head_name) == ("", "", "")
