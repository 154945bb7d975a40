from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.kernel.access import decide, visible
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.queries import (
    NotAllowed,
    NotVisible,
    Scoping,
    decide_many,
    officers_with,
    require,
    scope,
    scoped,
)
from gongzhi.kernel.org.models import Officer, Place, Unit

ON = date(2026, 3, 2)
SEE = "tasks.see"
CODES = ["349921000000", "349921100000", "349921100200", "34992110020001", "349921101000", "349922000000"]


@pytest.fixture
def held(db):
    return PermissionSet.objects.create(name="seer", label="查看", permissions=[SEE])


def hold(officer: Officer, held: PermissionSet, **within: object) -> None:
    officer.__dict__.pop("_holdings_by_day", None)
    Holding.objects.create(officer=officer, set=held, from_on=ON, **within)


extents = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.one_of(st.none(), st.integers(0, 5))), max_size=3
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.tuples(*(st.integers(0, n) for n in range(5))),
    places=st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=6, max_size=6),
    reaches=extents,
)
def test_one_rule_decides_one_and_lists_many(db, parents, places, reaches):
    """Whatever the trees and holdings: what is listed is what is allowed, for every kind of row."""
    from django.db import transaction

    with transaction.atomic():
        held = PermissionSet.objects.create(name="seer", label="查看", permissions=[SEE])
        rows = [Place.objects.create(code=code, name=code, kind="town") for code in CODES]
        units = [Unit.objects.create(code="0", name="0", place=rows[places[0]] if places[0] else None)]
        for n, parent in enumerate(parents, 1):
            place = rows[places[n]] if places[n] is not None else None
            units.append(Unit.objects.create(code=str(n), name=str(n), parent=units[parent], place=place))
        people = [
            Officer.objects.create(username=str(n), name=str(n), unit=unit, place=unit.place, password="!")
            for n, unit in enumerate(units)
        ]
        me = people[0]
        for unit, place in reaches:
            hold(
                me,
                held,
                unit=units[unit] if unit is not None else None,
                place=rows[place] if place is not None else None,
            )
        whole = scope(me, SEE, ON)
        for model, every in ((Unit, units), (Place, rows), (Officer, people)):
            listed = set(visible(model.objects.all(), me, SEE, ON))
            allowed = {row for row in every if decide(me, SEE, row, ON)}
            many = decide_many(me, SEE, every, ON)
            assert listed == allowed == {row for row in every if many[row.pk]}
        for person in people:
            by_hand = whole.covers([person.unit.path], person.place_id or "") or (
                bool(whole) and person == me
            )
            assert bool(decide(me, SEE, person, ON)) == by_hand
        for unit in units:
            from_the_other_side = officers_with(SEE, unit=unit, place=unit.place_id or "", on=ON)
            assert (me in from_the_other_side) == bool(decide(me, SEE, unit, ON))
        transaction.set_rollback(True)


def test_visible_costs_the_same_for_one_row_and_three(world, held, django_assert_num_queries):
    hold(world.he, held, unit=world.root)
    for n in range(2):
        world.he.__dict__.pop("_holdings_by_day", None)
        with django_assert_num_queries(2):
            list(visible(Unit.objects.all(), world.he, SEE, ON))
        world.unit(f"X{n}", "新设局")


def test_decide_says_why_not(world, held):
    assert decide(world.he, SEE, world.town, ON).reason == "您没有“tasks.see”的权限，请联系系统管理员。"

    hold(world.he, held, unit=world.reform)
    assert decide(world.he, SEE, world.town, ON).reason == "泽口镇不在您“tasks.see”的范围内。"


def test_decide_forgets_a_stopped_account(world, held):
    hold(world.he, held)
    world.he.is_active = False

    assert not decide(world.he, SEE, world.town, ON)


def test_require_hides_what_may_not_be_seen_and_refuses_what_may(world, held):
    from gongzhi.kernel.access import scoping

    change = PermissionSet.objects.create(name="changer", label="修改", permissions=["tasks.change"])
    hold(world.he, change, unit=world.town)
    scoped(Officer, Scoping(units=lambda path: _of(path), view=SEE, label="人员"))
    try:
        with pytest.raises(NotVisible):
            require(world.he, "tasks.change", world.lin, ON)
        hold(world.he, held)
        with pytest.raises(NotAllowed, match="不在您"):
            require(world.he, "tasks.change", world.lin, ON)
    finally:
        scoping.register()


def _of(path: str):
    from django.db.models import Q

    return Q(unit__path__startswith=path)


def test_reveal_wants_a_permission_and_a_purpose_and_is_announced(world, held, at):
    from gongzhi.kernel.access.reveal import PurposeMissing, check_reveal
    from gongzhi.kernel.org import facts

    heard = []
    facts.on_change(lambda fact, *, by, at: heard.append(fact.sentence()), name="test")
    show = {"fields": ("电话",), "at": at}
    with pytest.raises(NotAllowed):
        check_reveal(world.he, SEE, world.lin, purpose="电话回访", **show)
    hold(world.he, held)
    with pytest.raises(PurposeMissing):
        check_reveal(world.he, SEE, world.lin, purpose="看看", **show)
    check_reveal(world.he, SEE, world.lin, purpose="电话回访核实", **show)
    facts._observers.pop("test")

    assert heard == [f"查看了org.officer:{world.lin.pk}的电话，用途：电话回访核实"]
