from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org import seats
from gongzhi.kernel.org.seats import Seat

FIRST, SECOND = date(2025, 1, 6), date(2026, 3, 2)


def test_appoint_ends_the_tenure_before_it_the_same_day(world, at):
    seats.appoint(post=world.chief, officer=world.he, on=FIRST, by=None, at=at)
    seats.appoint(post=world.chief, officer=world.lin, on=SECOND, by=None, at=at)

    days = [date(2026, 3, 1), SECOND]
    assert [world.chief.holder(day) for day in days] == [world.he, world.lin]


def test_appoint_refuses_who_already_holds_the_post(world, at):
    seats.appoint(post=world.chief, officer=world.he, on=FIRST, by=None, at=at)

    with pytest.raises(seats.AlreadyInPost, match="何甲自2025-01-06起已任县长"):
        seats.appoint(post=world.chief, officer=world.he, on=SECOND, by=None, at=at)


def test_appoint_refuses_a_day_before_a_later_tenure(world, at):
    seats.appoint(post=world.chief, officer=world.he, on=SECOND, by=None, at=at)

    with pytest.raises(seats.TenureOverlaps):
        seats.appoint(post=world.chief, officer=world.lin, on=FIRST, by=None, at=at)


def test_appoint_refuses_an_account_that_is_off(world, at):
    world.he.is_active = False

    with pytest.raises(seats.OfficerGone):
        seats.appoint(post=world.chief, officer=world.he, on=FIRST, by=None, at=at)


def test_leave_makes_the_post_vacant_that_day(world, at):
    seats.appoint(post=world.chief, officer=world.he, on=FIRST, by=None, at=at)
    seats.leave(post=world.chief, on=SECOND, by=None, at=at)

    assert world.chief.holder(SECOND) is None
    with pytest.raises(seats.PostVacant):
        seats.leave(post=world.chief, on=SECOND, by=None, at=at)


def test_leading_group_keeps_its_seats_in_order(world, at):
    group = seats.create_leading_group(
        name="重点工作领导小组",
        office=world.office,
        seats=[Seat("head", post=world.chief), Seat(unit=world.reform), Seat(printed_post="县委常委")],
        by=None,
        at=at,
    )

    assert [str(member.post or member.unit or member.printed_post) for member in group.members.all()] == [
        "县长",
        "县发改委",
        "县委常委",
    ]


def test_leading_group_refuses_an_empty_seat(world, at):
    with pytest.raises(seats.SeatEmpty, match="第1行"):
        seats.create_leading_group(name="专班", seats=[Seat(printed_name=" ")], by=None, at=at)
