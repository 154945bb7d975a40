"""签收, 退单, 裁定, 首次联系."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel.flow.models import AssignmentState
from gongzhi.kernel.flow.refused import MoveNotNow, MoveNotOpen, NotParty
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals.conftest import AT, World, clocks_of, shanghai
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import AlreadyAsked, ReturnTooLate, UnitIsParty

LATER = AT + timedelta(hours=1)
WHY = {"reason": "小区内管网由物业和住建负责", "basis": "县住建局三定规定第四条"}


def asks(world: World, appeal: Appeal, by: Officer, to: Unit, at: object = LATER) -> Appeal:
    return world.move(appeal, "ask_return", by=by, at=at, suggested=to, **WHY)  # type: ignore[arg-type]


def thrice(world: World) -> Appeal:
    """One dispatched three times: returned by the water company and by the city bureau, asked back by housing."""
    appeal = asks(world, world.signed(), world.waterman, world.city)
    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=world.city
    )
    appeal = world.move(appeal, "sign_for", by=world.cityman, at=LATER)
    appeal = asks(world, appeal, world.cityman, world.housing)
    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=world.housing
    )
    return asks(world, appeal, world.builder, world.water)


def test_signing_is_in_time_by_its_clock(world: World) -> None:
    appeal = world.signed()
    late = world.dispatched(text="楼上漏水，天花板掉了。")
    late = world.move(late, "sign_for", by=world.waterman, at=shanghai(2, 16))

    assert (appeal.matter.state, appeal.orders.get().signed_in_time) == ("signed", True)
    assert (late.orders.get().signed_in_time, "sign" in clocks_of(late)) == (False, False)


def test_signed_unit_owes_the_whole_term(world: World) -> None:
    appeal = world.signed()

    assert appeal.matter.assignments.get(role="lead").due_at == appeal.matter.due_at == shanghai(9, 17, 30)


def test_nobody_signs_for_another_unit(world: World) -> None:
    with pytest.raises(NotParty):
        world.move(world.dispatched(), "sign_for", by=world.cityman)


def test_return_leaves_every_clock_running(world: World) -> None:
    appeal = world.signed()
    before = clocks_of(appeal)

    appeal = asks(world, appeal, world.waterman, world.housing)

    assert (appeal.matter.state, appeal.returns, appeal.matter.lead_unit) == ("returning", 1, world.water)
    assert clocks_of(appeal) == before | {"return": shanghai(2, 16, 30)}


def test_refused_return_restarts_nothing(world: World) -> None:
    appeal = world.signed()
    before = clocks_of(appeal)
    appeal = asks(world, appeal, world.waterman, world.housing)

    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="refused", opinion="属供水职责"
    )

    assert (appeal.matter.state, clocks_of(appeal), appeal.matter.lead_unit) == (
        "signed",
        before,
        world.water,
    )
    with pytest.raises(AlreadyAsked):
        asks(world, appeal, world.waterman, world.city)


def test_return_only_within_its_limit(world: World) -> None:
    with pytest.raises(ReturnTooLate, match="1个工作日"):
        asks(world, world.signed(), world.waterman, world.housing, at=shanghai(4, 9))


def test_return_only_before_handling(world: World) -> None:
    with pytest.raises(MoveNotOpen):
        asks(world, world.handling(), world.waterman, world.housing)


def test_a_unit_cannot_propose_itself(world: World) -> None:
    with pytest.raises(UnitIsParty):
        asks(world, world.signed(), world.waterman, world.water)


def test_first_receiver_answers_until_another_has_signed(world: World) -> None:
    appeal = asks(world, world.signed(), world.waterman, world.housing)

    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=world.housing
    )
    assert (appeal.matter.state, appeal.matter.lead_unit) == ("dispatched", world.water)

    appeal = world.move(appeal, "sign_for", by=world.builder, at=LATER)
    first = appeal.matter.assignments.get(unit=world.water)
    assert (appeal.matter.lead_unit, first.state) == (world.housing, AssignmentState.RETURNED)
    assert first.closed_at == LATER


def test_unit_that_never_signed_is_free_at_once(world: World) -> None:
    appeal = asks(world, world.dispatched(), world.waterman, world.housing)

    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=world.housing
    )

    assert (appeal.matter.lead_unit, appeal.matter.assignments.get(unit=world.water).closed_at) == (
        world.housing,
        LATER,
    )


def test_approved_return_without_a_unit_waits_to_be_dispatched_again(world: World) -> None:
    appeal = asks(world, world.signed(), world.waterman, world.housing)
    appeal = world.move(appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=None)
    assert (appeal.matter.state, appeal.matter.lead_unit) == ("returned", world.water)

    appeal = world.move(appeal, "dispatch", by=world.sender, at=LATER, unit=world.housing)
    assert [(one.number, one.unit, one.decision) for one in appeal.orders.all()] == [
        (1, world.water, "approved"), (2, world.housing, ""),
    ]  # fmt: skip


def test_third_return_goes_to_arbitration_and_the_term_runs_on(world: World) -> None:
    appeal = thrice(world)
    due = appeal.matter.due_at

    assert (appeal.matter.state, appeal.dispatches, appeal.returns) == ("arbitrating", 3, 3)
    with pytest.raises(MoveNotOpen):
        world.move(appeal, "decide_return", by=world.sender, decision="refused")

    appeal = world.move(
        appeal,
        "designate",
        by=world.head,
        at=AT + timedelta(hours=5),
        unit=world.water,
        opinion="管网权属在供水公司",
    )
    assert (appeal.matter.state, appeal.matter.due_at, appeal.matter.lead_unit) == (
        "dispatched",
        due,
        world.city,
    )


def test_designated_unit_cannot_return(world: World) -> None:
    appeal = world.move(
        thrice(world), "designate", by=world.head, at=LATER, unit=world.water, opinion="裁定供水公司"
    )
    appeal = world.move(appeal, "sign_for", by=world.waterman, at=LATER)

    assert appeal.matter.lead_unit == world.water
    with pytest.raises(MoveNotNow, match="裁定指定承办"):
        asks(world, appeal, world.waterman, world.housing)


def test_designating_the_same_unit_gives_it_no_new_order(world: World) -> None:
    appeal = world.move(
        thrice(world), "designate", by=world.head, at=LATER, unit=world.housing, opinion="属房屋附属设施"
    )

    assert (appeal.matter.state, appeal.orders.count(), appeal.designated) == ("dispatched", 3, True)


def test_first_contact_is_the_response(world: World) -> None:
    appeal = world.handling()

    assert (appeal.matter.state, appeal.responded, "contact" in clocks_of(appeal)) == (
        "handling",
        True,
        False,
    )
    assert appeal.contacts.get().note.open() == "已电话联系，约定上门。"


def test_late_contact_is_no_timely_response(world: World) -> None:
    appeal = world.move(world.signed(), "contact", by=world.waterman, at=shanghai(5, 9), note="打通了电话。")

    assert (appeal.responded, appeal.contacted_at) == (False, shanghai(5, 9))


def test_a_try_that_reached_nobody_lets_the_clock_run(world: World) -> None:
    appeal = world.move(
        world.signed(), "contact", by=world.waterman, at=LATER, reached="no", note="无人接听。"
    )

    assert (appeal.matter.state, appeal.responded, "contact" in clocks_of(appeal)) == ("handling", None, True)


def test_anonymous_appeal_needs_no_contact(world: World) -> None:
    appeal = world.handling(anonymous=True)

    assert (appeal.matter.state, "contact" in clocks_of(appeal)) == ("handling", False)
