"""The three rates, their exclusions, and the ranking."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongzhi.modules.appeals import rates
from gongzhi.modules.appeals.rates import HALF, Formula, Outcome, ranking, ratio, three_rates

DAY = date(2026, 3, 2)


def outcome(key: int, unit: str = "U26", **more: Any) -> Outcome:
    given: dict[str, Any] = {
        "responded": True,
        "called": True,
        "solved": "full",
        "satisfied": "yes",
        "closed": True,
    }
    return Outcome(key, DAY, unit, **(given | more))


def test_the_examples_hold() -> None:
    assert doctest.testmod(rates).failed == 0


def test_unreached_is_in_no_denominator_and_shown() -> None:
    found = three_rates([outcome(1), outcome(2, solved="", satisfied="")])

    assert (found.solution.shown, found.satisfaction.shown) == ("100.00%（1/1）", "100.00%（1/1）")
    assert (found.solution.unreached, found.satisfaction.unreached) == ((2,), (2,))


def test_unreasonable_counts_for_the_response_alone() -> None:
    found = three_rates(
        [outcome(1), outcome(2, solved="no", satisfied="no", responded=False, unreasonable=True)]
    )

    assert found.response.shown == "50.00%（1/2）"
    assert (found.solution.shown, found.solution.excluded) == ("100.00%（1/1）", (2,))
    assert (found.satisfaction.shown, found.satisfaction.excluded) == ("100.00%（1/1）", (2,))


def test_answered_at_once_is_in_the_direct_rate_only() -> None:
    rows = [outcome(1), outcome(2, dispatched=False, direct=True)]

    assert three_rates(rows).response.bottom == 1
    assert ratio("direct_rate", rows).shown == "50.00%（1/2）"


def test_every_row_of_the_denominator_is_named_once() -> None:
    rows = [
        outcome(n, solved=("full", "partly", "no", "")[n % 4], unreasonable=n % 5 == 0) for n in range(40)
    ]
    found = three_rates(rows).solution
    named = [*found.hits, *found.partly, *found.misses, *found.unreached, *found.excluded, *found.undecided]

    assert sorted(named, key=str) == sorted(range(40), key=str)
    assert found.bottom == len(found.hits) + len(found.partly) + len(found.misses)


def test_a_new_formula_leaves_last_months_figures_alone() -> None:
    rows = [outcome(1, solved="partly"), outcome(2)]
    later = Formula("2026-04", date(2026, 4, 1), partly=HALF)

    assert three_rates(rows).solution == three_rates(rows, [rates.FIRST, later]).solution


def test_nothing_to_divide_by_is_no_rate_and_no_score() -> None:
    found = three_rates([outcome(1, called=False, solved="", satisfied="")])

    assert (found.solution.percent, found.solution.shown, found.composite()) == (None, "—", None)
    assert found.solution.undecided == (1,)


def test_weights_that_are_not_a_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="权重合计应为100"):
        Formula("bad", DAY, weights=(20, 40, 50))


def test_ranking_keeps_groups_apart_and_leaves_out_the_small() -> None:
    rows = [outcome(n, "T1") for n in range(10)]
    rows += [outcome(20 + n, "T2", satisfied="no" if n == 0 else "yes") for n in range(10)]
    rows += [outcome(40 + n, "T3") for n in range(9)] + [outcome(60 + n, "U26") for n in range(10)]
    groups = {"T1": "乡镇街道", "T2": "乡镇街道", "T3": "乡镇街道", "T4": "乡镇街道", "U26": "县直部门"}
    found = ranking(rows, groups, on=DAY, people={"T1": 47_200})

    assert [(one.who, one.rank, one.score) for one in found["乡镇街道"]] == [
        ("T1", 1, Decimal("100.00")),
        ("T2", 2, Decimal("96.00")),
        ("T3", None, Decimal("100.00")),
        ("T4", None, None),
    ]
    assert found["乡镇街道"][0].per_ten_thousand == Decimal("2.12")
    assert found["乡镇街道"][2].why == "受理9件，不足10件，不参加排名"
    assert [(one.who, one.rank) for one in found["县直部门"]] == [("U26", 1)]


def test_ranking_counts_towns_by_place() -> None:
    rows = [outcome(n)._replace(place="349921100000") for n in range(10)]
    found = ranking(rows, {"349921100000": "乡镇街道"}, on=DAY, by=lambda row: row.place)

    assert found["乡镇街道"][0].rank == 1


def test_the_unreached_alone_are_not_ranked() -> None:
    rows = [outcome(n, solved="", satisfied="") for n in range(12)]
    [found] = ranking(rows, {"U26": "县直部门"}, on=DAY)["县直部门"]

    assert (found.rank, found.why) == (None, "没有接通的回访，不参加排名")
