"""Closing without a call, and taking up again what was never a unit's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.modules.appeals.conftest import AT, World, clocks_of
from gongzhi.modules.appeals.refused import ReopenTooLate

LATER = AT + timedelta(days=1)
WHY = {"reason": "打了电话，还是没有水。"}


def test_an_appeal_for_help_is_not_closed_uncalled(world: World) -> None:
    with pytest.raises(MoveNotNow, match="求助件要逐件回访"):
        world.move(world.awaiting_call(), "close", by=world.caller, at=LATER, reason="不想打电话")


def test_a_question_out_of_the_sample_is_closed_uncalled(world: World) -> None:
    asked = world.awaiting_call(type="consult")

    assert world.move(asked, "close", by=world.caller, at=LATER, reason="未抽中").matter.state == "closed"


def test_a_letter_without_a_number_is_closed_uncalled(world: World) -> None:
    letter = world.awaiting_call(phone="", channel="letter")

    assert (
        world.move(letter, "close", by=world.caller, at=LATER, reason="来信没有电话").matter.state == "closed"
    )


def test_the_county_says_which_kinds_are_called_in_samples(world: World) -> None:
    world.rule("appeals.callback.sampled", ["help"])

    closed = world.move(world.awaiting_call(), "close", by=world.caller, at=LATER, reason="未抽中")
    assert (closed.matter.state, closed.matter.outcome) == ("closed", "done")


def test_what_the_hotline_answered_in_vain_waits_to_be_dispatched(world: World) -> None:
    answered = world.move(world.appeal(), "answer", by=world.clerk, done="请先关总阀再打开试试。")
    again = world.move(answered, "take_again", by=None, at=LATER, **WHY)

    assert (again.matter.state, again.matter.outcome, again.matter.closed_at) == ("registered", "", None)
    assert (again.in_time, list(clocks_of(again))) == (None, ["triage"])
    assert world.move(again, "dispatch", by=world.sender, at=LATER, unit=None).matter.state == "dispatched"


def test_what_joined_another_is_taken_up_alone_once_that_is_over(world: World) -> None:
    first = world.awaiting_call()
    child = world.appeal("三号楼也没有水。", phone="13900139000")
    child = world.move(child, "merge", by=world.clerk, parent=first.number)
    with pytest.raises(MoveNotNow):
        world.move(child, "take_again", by=None, at=LATER, **WHY)

    world.heard(first, "full", "yes", at=AT + timedelta(hours=3))
    child = world.move(child, "take_again", by=None, at=LATER, **WHY)
    assert (child.matter.state, child.matter.parent) == ("registered", None)


def test_it_is_not_taken_up_again_after_the_countys_days(world: World) -> None:
    answered = world.move(world.appeal(), "answer", by=world.clerk, done="请先关总阀再打开试试。")

    with pytest.raises(ReopenTooLate):
        world.move(answered, "take_again", by=None, at=AT + timedelta(days=31), **WHY)


def test_what_was_put_away_without_a_unit_is_not_given_back_to_one(world: World) -> None:
    refused = world.move(world.appeal(), "reject", by=world.clerk, ground="outside")
    away = world.move(refused, "archive", by=world.head)

    with pytest.raises(MoveNotNow, match="没有经承办单位办结"):
        world.move(away, "reopen", by=world.caller, at=LATER, **WHY)
