from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from gongzhi.kernel.access import actions
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.world import World

FIRST = date(2026, 3, 2)


def a_set(name: str, *permissions: str, exclusive: str = "") -> PermissionSet:
    return PermissionSet.objects.create(
        name=name, label=f"{name}集", permissions=list(permissions), exclusive=exclusive
    )


def give(officer, held, at, **more):
    return actions.grant(officer=officer, set=held, **{"from_on": FIRST, "by": None, "at": at} | more)


def test_grant_keeps_the_three_administrators_apart(world, at):
    give(world.he, a_set("system", exclusive="system"), at)

    with pytest.raises(actions.DutiesSeparated, match="何甲已是系统管理员，按三员分立不能再授予审计员"):
        give(world.he, a_set("audit", exclusive="audit"), at)


def test_grant_sees_a_separated_duty_that_begins_later(world, at):
    give(world.he, a_set("system", exclusive="system"), at, from_on=FIRST + timedelta(30))
    audit = a_set("audit", exclusive="audit")

    with pytest.raises(actions.DutiesSeparated):
        give(world.he, audit, at)
    give(world.he, audit, at, to_on=FIRST + timedelta(30))


def test_grant_refuses_oneself_what_is_held_and_crossed_days(world, at):
    held = a_set("own_head", "tasks.see")
    give(world.he, held, at, unit=world.town)

    with pytest.raises(actions.AlreadyHeld):
        give(world.he, held, at, unit=world.town)
    with pytest.raises(actions.GrantsToOneself):
        give(world.he, held, at, by=world.he)
    with pytest.raises(actions.HoldingDatesCrossed):
        give(world.he, held, at, to_on=FIRST)


def test_end_stops_the_holding_from_that_day(world, at):
    from gongzhi.kernel.access import holds

    holding = give(world.he, a_set("own_head", "tasks.see"), at)
    actions.end(holding=holding, on=FIRST + timedelta(5), by=None, at=at)

    days = [FIRST + timedelta(n) for n in (4, 5)]
    world.he.refresh_from_db()
    world.he.__dict__.pop("_holdings_by_day", None)
    assert [holds(world.he, "tasks.see", day) for day in days] == [True, False]


def test_change_set_leaves_the_three_administrators_as_they_are(world, at):
    with pytest.raises(actions.SetIsSeparated):
        actions.change_set(
            set=a_set("audit", exclusive="audit"), label="审计", permissions=[], by=None, at=at
        )


@pytest.mark.django_db(transaction=True)
def test_two_grants_at_once_never_join_separated_duties(at):
    world = World()
    sets = [a_set("system", exclusive="system"), a_set("security", exclusive="security")]
    start, refused = threading.Barrier(2), []

    def knock(held: PermissionSet) -> None:
        start.wait()
        try:
            give(world.he, held, at)
        except actions.DutiesSeparated as no:
            refused.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=knock, args=(held,)) for held in sets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Holding.objects.count(), len(refused)) == (1, 1)


def test_one_of_the_three_duties_is_for_the_whole_county(world, at):
    audit = a_set("audit", exclusive="audit")

    with pytest.raises(actions.DutyIsWhole, match="管的是全县"):
        actions.grant(officer=world.he, set=audit, unit=world.town, from_on=FIRST, by=None, at=at)
    with pytest.raises(actions.DutyIsWhole):
        actions.grant_many(officers=[world.he], set=audit, from_on=FIRST, by=None, at=at)


def test_the_three_duties_permissions_go_into_no_other_set(world, at):
    a_set("audit", "administration.audit", exclusive="audit")

    with pytest.raises(actions.PermissionSeparated):
        actions.create_set(name="x", label="x", permissions=["administration.audit"], by=None, at=at)
