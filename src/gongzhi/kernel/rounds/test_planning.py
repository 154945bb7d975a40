"""Routes as they are kept, and the rounds that fall due on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.duty import sweeping
from gongzhi.kernel.duty.schedule import registered
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.rounds import refused
from gongzhi.kernel.rounds.conftest import AT, Walks
from gongzhi.kernel.rounds.models import Round, Route
from gongzhi.kernel.rounds.planning import Point, end_route, make_rounds, set_route

DAY = timedelta(days=1)


def night(day: int) -> datetime:
    """Ten past midnight of a day of March 2026."""
    return datetime(2026, 3, day, tzinfo=UTC) - timedelta(hours=8) + timedelta(minutes=11)


def sweep(day: int) -> None:
    for duty in registered():
        if duty.name.startswith("rounds."):
            sweeping.run(duty, night(day))


def dues() -> list[tuple[str, str]]:
    return [(f"{one.due_on:%d}", one.state) for one in Round.objects.order_by("due_on")]


def test_todays_round_is_made_with_the_route(walks: Walks):
    assert dues() == [("04", "due")]


def test_rounds_are_made_day_by_day_and_never_twice(walks: Walks):
    for day in (3, 4, 5, 5, 9):
        sweep(day)

    assert [due for due, _ in dues()] == ["04", "06", "11"]


def test_a_clock_that_stood_still_makes_up_for_it(walks: Walks):
    sweep(13)

    assert [due for due, _ in dues()] == ["04", "06", "11", "13"]


def test_a_round_that_nobody_walked_is_missed_once(walks: Walks):
    sweep(4)
    assert dues() == [("04", "due")]
    sweep(5)
    sweep(5)

    assert dues() == [("04", "missed"), ("06", "due")]
    assert Event.objects.filter(kind="rounds.missed").count() == 1


def test_a_round_that_was_walked_but_not_ended_is_ended(walks: Walks):
    round = walks.begun()
    walks.at_stop(round, 0)
    walks.at_stop(round, 1, minutes=40)
    sweep(5)

    round.refresh_from_db()
    assert (round.state, round.ended_at) == ("done", AT + timedelta(minutes=40))


def test_a_round_left_half_way_is_missed(walks: Walks):
    round = walks.begun()
    walks.at_stop(round, 0)
    sweep(5)

    round.refresh_from_db()
    assert (round.state, round.note, round.on) == ("missed", "没有走完", date(2026, 3, 4))


def test_a_changed_rhythm_begins_after_the_round_that_is_due(walks: Walks):
    set_route(kind="test.patrol", plan=walks.plan(rhythm="workday"), route=walks.route, by=walks.boss, at=AT)
    sweep(6)

    assert [due for due, _ in dues()] == ["04", "05", "06"]


def test_a_route_that_ends_takes_the_rounds_that_are_due_later(walks: Walks):
    end_route(route=walks.route, on=date(2026, 3, 3), by=walks.boss, at=AT)
    sweep(9)

    assert dues() == []
    with pytest.raises(refused.RouteOver):
        end_route(route=walks.route, on=date(2026, 3, 3), by=walks.boss, at=AT + DAY)


def test_stops_that_go_stay_for_the_rounds_that_reached_them(walks: Walks):
    round = walks.begun()
    made = walks.at_stop(round, 0)
    kept = walks.stop(1)
    plan = walks.plan(stops=[Point("老桥", kept.longitude, kept.latitude, key=kept.pk), Point("新闸")])
    set_route(kind="test.patrol", plan=plan, route=walks.route, by=walks.boss, at=AT)

    assert [(one.name, one.is_active) for one in walks.route.stops.order_by("pk")] == [
        ("闸口", False), ("老桥", True), ("新闸", True),
    ]  # fmt: skip
    made.refresh_from_db()
    assert str(made.stop) == "闸口"


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"name": " "}, refused.RouteUnclear),
        ({"name": "清河线"}, refused.RouteNameTaken),
        ({"officers": []}, refused.RouteUnclear),
        ({"times": 0}, refused.TimesOutOfRange),
        ({"to_on": date(2026, 3, 1)}, refused.RouteDatesCrossed),
        ({"stops": [Point("")]}, refused.StopUnclear),
        ({"stops": [Point("闸", 116.0)]}, refused.StopUnclear),
        ({"stops": [Point("闸", 116.0, 133.0)]}, refused.StopUnclear),
        ({"stops": [Point("闸", radius=1)]}, refused.StopUnclear),
    ],
)
def test_an_unclear_route_is_refused_and_leaves_nothing(walks: Walks, more, wrong):
    with pytest.raises(wrong):
        set_route(kind="test.patrol", plan=walks.plan(**({"name": "新线"} | more)), by=walks.boss, at=AT)

    assert Route.objects.count() == 1


def test_only_who_may_plan_for_the_unit_sets_routes(walks: Walks):
    with pytest.raises(NotAllowed):
        set_route(kind="test.patrol", plan=walks.plan(name="新线"), by=walks.he, at=AT)


def test_making_rounds_costs_the_same_for_few_and_many(walks: Walks, django_assert_num_queries):
    for n in range(20):
        set_route(kind="test.patrol", plan=walks.plan(name=f"线路{n}"), by=walks.boss, at=AT)
    routes = list(Route.objects.all())

    with django_assert_num_queries(2):
        make_rounds(routes, date(2026, 3, 9))
    assert Round.objects.count() == 3 * 21
