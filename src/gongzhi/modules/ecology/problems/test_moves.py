"""A problem from the patrol that found it to being struck off, and what is refused on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.kernel.flow.refused import MoveNotOpen, NotParty
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.parameters.actions import set_value
from gongzhi.modules.ecology.conftest import AT, DAY, HOUR, LONG_AGO, MEASURE, Eco, photo, shanghai
from gongzhi.modules.ecology.models import Activity, Problem
from gongzhi.modules.ecology.problems import refused
from gongzhi.modules.ecology.problems.opening import Told, report


def clocks(problem: Problem) -> dict[tuple[str, str], Any]:
    """The running clocks by side and name."""
    rows = Clock.objects.filter(matter=problem.pk, stopped_at=None).select_related("assignment")
    return {(one.assignment.role if one.assignment else "", one.name): one.due_at for one in rows}


def titles(officer: Any) -> list[str]:
    return list(Message.objects.filter(officer=officer).order_by("pk").values_list("title", flat=True))


def county_sets(name: str, value: str) -> None:
    set_value(
        name=name, value=value, from_on=LONG_AGO, source="县工作站管理办法", note="按县办法", by=None, at=AT
    )


def test_a_finding_is_reported_on_both_lines_in_one_moment(eco: Eco):
    problem = eco.reported(at=AT)

    assert (problem.number[:2], problem.matter.state, problem.reported_at) == ("HB", "reported", AT)
    sides = [(one.role, one.unit, one.opened_at) for one in problem.matter.assignments.order_by("order")]
    assert sides == [("lead", eco.town, AT), ("co", eco.bureau, AT), ("checker", eco.site, AT)]
    assert titles(eco.townsman) == titles(eco.checker) == [f"请接报：{problem.matter.title}"]


def test_each_side_has_its_own_clocks(eco: Eco):
    problem = eco.reported()

    noon, fifteen = shanghai(2, 15, 30), shanghai(23, 17, 30)  # 4 working hours; 15 working days
    assert clocks(problem) == {
        ("", "rectify"): fifteen, ("lead", "rectify"): fifteen, ("lead", "receive"): noon, ("co", "receive"): noon,
        ("co", "advise"): shanghai(4, 17, 30),
    }  # fmt: skip
    assert [one.due_at for one in problem.matter.assignments.filter(role__in=("lead", "co"))] == [noon, noon]


@pytest.mark.parametrize(
    ("severity", "receive", "rectify"),
    [
        ("spot", shanghai(2, 15, 30), shanghai(5, 17, 30)),
        ("serious", AT + 2 * HOUR, shanghai(1, 17, 30) + 31 * DAY),
    ],
)
def test_terms_follow_the_severity(eco: Eco, severity, receive, rectify):
    found = clocks(eco.reported(more={"severity": severity}))

    assert (found["lead", "receive"], found["", "rectify"]) == (receive, rectify)


def test_a_county_sets_its_own_terms(eco: Eco):
    county_sets("ecology.problem.receive.normal", "30min")

    assert clocks(eco.reported())["co", "receive"] == AT + timedelta(minutes=30)


def test_receiving_stops_ones_own_clock_and_leaves_the_other(eco: Eco):
    problem = eco.move(eco.reported(), "receive", eco.townsman, at=AT + HOUR, note="镇长到现场")

    assert (problem.matter.state, problem.town_received_at, problem.bureau_received_at) == (
        "rectifying",
        AT + HOUR,
        None,
    )
    assert ("lead", "receive") not in clocks(problem) and ("co", "receive") in clocks(problem)
    lead = problem.matter.assignments.get(role="lead")
    assert (lead.state, lead.due_at) == ("signed", shanghai(23, 17, 30))
    problem = eco.move(problem, "receive", eco.checker, at=AT + 2 * HOUR)
    assert problem.bureau_received_at == AT + 2 * HOUR


def test_a_problem_goes_from_patrol_to_struck_off(eco: Eco):
    problem = eco.struck()

    assert (problem.matter.state, problem.matter.outcome, problem.struck_by) == (
        "struck",
        "struck",
        eco.chief,
    )
    assert (problem.rectified_by, problem.checked_by) == (eco.townsman, eco.checker)
    assert clocks(problem) == {}
    assert titles(eco.scout)[-1].startswith("已销号")


def test_advice_may_change_the_severity_and_with_it_the_term(eco: Eco):
    problem = eco.move(
        eco.received(),
        "advise",
        eco.checker,
        at=AT + 2 * HOUR,
        text="立即停产，三日内清运。",
        severity="spot",
    )

    assert (problem.severity, problem.matter.due_at) == ("spot", shanghai(5, 17, 30))
    assert problem.matter.assignments.get(role="lead").due_at == shanghai(5, 17, 30)
    assert ("co", "advise") not in clocks(problem)


def test_more_time_is_asked_and_decided(eco: Eco):
    problem = eco.move(
        eco.received(), "ask_time", eco.townsman, at=AT + DAY, days=10, reason="设备采购需要时间"
    )
    problem = eco.move(problem, "decide_time", eco.checker, at=AT + 2 * DAY, grant="yes")

    assert problem.matter.due_at == shanghai(2, 17, 30) + 31 * DAY  # ten days on from Monday 23 March
    assert list(problem.extensions.values_list("granted", flat=True)) == [True]


def test_more_time_that_is_refused_changes_nothing(eco: Eco):
    problem = eco.move(eco.received(), "ask_time", eco.townsman, days=10, reason="设备采购需要时间")
    problem = eco.move(problem, "decide_time", eco.checker, grant="no", reason="理由不充分")

    assert problem.matter.due_at == shanghai(23, 17, 30)


def test_a_rectification_that_fails_the_check_begins_anew(eco: Eco):
    problem = eco.move(
        eco.put_right(), "send_back", eco.checker, at=AT + 2 * DAY, reason="仍有渗漏，没有封堵到位。"
    )

    assert (problem.matter.state, problem.sent_back, problem.rectified_at) == ("rectifying", 1, None)
    assert clocks(problem)["lead", "rectify"] == shanghai(11, 17, 30)  # five working days from Wednesday
    problem = eco.move(problem, "rectified", eco.townsman, at=AT + 4 * DAY, measure=MEASURE, files=[photo()])
    assert problem.matter.state == "rectified"


def test_checking_and_striking_off_need_other_hands(eco: Eco):
    problem = eco.checked()
    head = eco.officer("both", "双职", eco.bureau, "unit_head", eco.bureau)
    Problem.objects.filter(pk=problem.pk).update(checked_by=head)

    with pytest.raises(refused.SamePerson, match="另一人"):
        eco.move(problem, "strike", head)


def test_only_the_sides_act(eco: Eco):
    problem = eco.received()

    with pytest.raises((NotParty, NotAllowed)):
        eco.move(problem, "rectified", eco.stranger, measure=MEASURE, files=[photo()])
    with pytest.raises(NotParty):
        eco.move(problem, "rectified", eco.checker, measure=MEASURE, files=[photo()])
    with pytest.raises(NotAllowed):
        eco.move(eco.checked(), "strike", eco.checker)
    with pytest.raises(MoveNotOpen):
        eco.move(problem, "confirm", eco.checker, text="看过了", files=[photo()])


def test_the_station_follows_and_that_is_an_overseers_work(eco: Eco):
    problem = eco.move(eco.received(), "follow_up", eco.second, at=AT + DAY, text="现场还在清运。")

    told = list(Activity.objects.order_by("pk").values_list("duty", "officer__username"))
    assert (problem.matter.state, told) == ("rectifying", [("informant", "scout"), ("overseer", "second")])


def test_what_is_no_problem_is_withdrawn_and_does_not_count(eco: Eco):
    problem = eco.move(eco.received(), "withdraw", eco.chief, reason="同一排口已经报过。")

    assert (problem.matter.state, problem.matter.closed_at) == ("void", AT)


@pytest.mark.parametrize(
    ("kind", "bureau"),
    [("ecology.river", "water"), ("ecology.forest", "forestry"), ("ecology.patrol", "bureau")],
)
def test_each_sort_of_patrol_reports_to_its_own_bureau(eco: Eco, kind, bureau):
    route = eco.planned(kind, name="另一条")

    assert eco.find(eco.begun(route=route)).bureau == getattr(eco, bureau)


def test_a_problem_on_another_townships_land_is_that_townships(eco: Eco):
    from gongzhi.kernel.org.models import Place, PlaceKind, UnitKind

    there = Place.objects.create(code="349921101000", name="白石桥镇", kind=PlaceKind.TOWN, parent=eco.county)
    other = eco.unit("T02", "白石桥镇人民政府", "白石桥镇", place=there, kind=UnitKind.TOWNSHIP)

    told = Told("河对岸养殖场直排粪污。", "livestock", place_code=there.code)
    assert report(told=told, station=eco.site, by=eco.scout, at=AT).town == other


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"text": "有水"}, refused.ProblemTooShort),
        ({"category": "moon"}, refused.TypeUnknown),
        ({"more": {"severity": "odd"}}, refused.SeverityUnknown),
    ],
)
def test_what_cannot_be_reported_leaves_nothing(eco: Eco, more, wrong):
    round = eco.begun()
    with pytest.raises(wrong):
        eco.find(round, **more)

    assert not Matter.objects.exists() and not round.findings.exists()


def test_a_wrong_code_of_the_bureau_is_said_with_the_remedy(eco: Eco):
    county_sets("ecology.bureau.patrol", "U99")

    with pytest.raises(refused.BureauMissing, match="U99"):
        eco.reported()


def test_the_phones_time_is_when_it_was_found(eco: Eco):
    from gongzhi.kernel.rounds.actions import Problem as Finding
    from gongzhi.kernel.rounds.actions import found

    made = found(
        round=eco.begun(),
        problem=Finding("河面有大片油污漂浮。", category="floating"),
        by=eco.scout,
        at=AT + 5 * HOUR,
        said_at=AT + HOUR,
    )

    problem = Problem.objects.get(pk=made.matter_id)
    assert (problem.found_at, problem.reported_at) == (AT + HOUR, AT + 5 * HOUR)
