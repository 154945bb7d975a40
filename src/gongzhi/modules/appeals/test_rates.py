"""Formulas, scores and the ranking."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from gongzhi.modules.appeals import rates
from gongzhi.modules.appeals.figures.rules import Tally, ranked
from gongzhi.modules.appeals.rates import FIRST, Formula


def tally(cases: int, satisfied: int | None = None, **more: int) -> Tally:
    """So many cases that were all answered in time and solved."""
    pleased = cases if satisfied is None else satisfied
    counts = {
        "cases": cases, "respond_due": cases, "responded": cases, "reached": cases, "solved_full": cases,
        "satisfied": pleased,
    }  # fmt: skip
    return Tally(((FIRST, counts | more),))


def test_the_examples_hold() -> None:
    assert doctest.testmod(rates).failed == 0


def test_weights_that_are_not_a_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="权重合计应为100"):
        Formula("bad", FIRST.from_on, weights=(20, 40, 50))


def test_ranking_leaves_out_the_small_and_those_with_nothing_to_do() -> None:
    found = ranked(
        {"T1": tally(10), "T2": tally(10, satisfied=9), "T3": tally(9), "T4": Tally()}, FIRST,
        people={"T1": 47_200}, volume={"T1": 60},
    )  # fmt: skip

    assert [(one.who, one.rank, one.score) for one in found] == [
        ("T1", 1, Decimal("100.00")),
        ("T2", 2, Decimal("96.00")),
        ("T3", None, Decimal("100.00")),
        ("T4", None, None),
    ]
    assert found[0].per_ten_thousand == Decimal("12.71")
    assert found[2].why == "受理9件，不足10件，不参加排名"


def test_the_unreached_alone_are_not_ranked() -> None:
    [found] = ranked({"U26": tally(12, reached=0, solved_full=0, satisfied=0)}, FIRST)

    assert (found.rank, found.why) == (None, "没有接通的回访，不参加排名")


def test_what_is_partly_solved_counts_by_the_formula_of_its_day() -> None:
    counts = {"reached": 2, "solved_full": 1, "solved_partly": 1}
    later = Formula("2026-07", FIRST.from_on, partly=Decimal("0.5"))

    found = [str(Tally(((formula, counts),)).ratio("solution")) for formula in (FIRST, later)]
    assert found == ["50.00%", "75.00%"]
