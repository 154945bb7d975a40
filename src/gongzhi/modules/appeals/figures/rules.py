"""From counts to rates, scores and places: the one place where rates of appeals are reckoned. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from gongzhi.kernel.measures import Rate, Ratio
from gongzhi.kernel.measures.rules import rounded
from gongzhi.modules.appeals import rates
from gongzhi.modules.appeals.rates import Formula

RATES = {
    one.name: one
    for one in (
        Rate("response", "响应率", "respond_due", {"responded": 100},
             "时限内首次联系到诉求人的÷应联系的（匿名件、还在联系时限内的不计）。诉求人在回访中说没有联系过的，不算响应。"),
        Rate("solution", "解决率", "reached", {"solved_full": 100, "solved_partly": 0},
             "回访答“已解决”的÷回访接通的。没有接通的、经两人认定为不合理的，不进分母，另列。"),
        Rate("satisfaction", "满意率", "reached", {"satisfied": 100, "fairly": 100},
             "回访答“满意”“非常满意”的÷回访接通的；分母同解决率。"),
        Rate("sign", "签收及时率", "sign_due", {"signed": 100}, "按时签收的派单÷应签收的派单（还在签收时限内的不计）。"),
        Rate("on_time", "按期办结率", "finish_due", {"in_time": 100}, "时限内答复的÷已答复的和到期没有答复的。"),
        Rate("returned", "退单率", "", {"returned": 100}, "经同意退单的派单÷全部派单（件次）。"),
        Rate("redo", "重办率", "answered", {"redone": 100}, "回访后退回重办过的÷答复过的。"),
        Rate("once", "一次办结率", "closed", {"once": 100}, "没有退单、改派和重办就办结的÷已办结的。"),
    )
}  # fmt: skip
DIRECT = Rate("direct", "直接办结率", "", {"direct": 100}, "热线当场答复办结的÷受理的全部诉求。")
THREE = ("response", "solution", "satisfaction")
OTHERS = ("sign", "on_time", "returned", "redo", "once")

Counts = Mapping[str, int]


def month_of(code: str) -> tuple[date, date]:
    """First and last day of a month. Raises ValueError for what is none.

    >>> month_of("2026-02")
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    year, _, month = code.partition("-")
    if len(year) != 4 or len(month) != 2:
        raise ValueError(code)
    first = date(int(year), int(month), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def code_of(on: date) -> str:
    return f"{on:%Y-%m}"


def words_of_month(code: str) -> str:
    """
    >>> words_of_month("2026-03")
    '2026年3月'
    """
    return f"{code[:4]}年{int(code[5:])}月"


def months_before(code: str, count: int) -> list[str]:
    """So many months up to and with one, oldest first.

    >>> months_before("2026-02", 3)
    ['2025-12', '2026-01', '2026-02']
    """
    first, _ = month_of(code)
    place = first.year * 12 + first.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(place - count + 1, place + 1)]


@dataclass(frozen=True)
class Tally:
    """Counts of one unit or place, by the formula that was in force when its cases were dispatched."""

    by_formula: tuple[tuple[Formula, Counts], ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.by_formula + other.by_formula)

    def count(self, part: str) -> int:
        return sum(counts.get(part, 0) for _, counts in self.by_formula)

    def ratio(self, name: str) -> Ratio:
        """A rate: each case counts as the formula of its own day says.

        >>> day = date(2026, 7, 1)
        >>> old, new = Formula("a", day, partly=Decimal(1)), Formula("b", day)
        >>> counts = {"reached": 2, "solved_full": 0, "solved_partly": 2}
        >>> str(Tally(((old, counts), (new, counts))).ratio("solution"))
        '50.00%'
        """
        rate = RATES[name]
        return sum((rate.ratio(counts, weights(formula)) for formula, counts in self.by_formula), Ratio())

    @property
    def orders(self) -> int:
        return self.count("")

    @property
    def cases(self) -> int:
        return self.count("cases")

    @cached_property
    def three(self) -> rates.Three:
        return rates.Three(*(self.ratio(name) for name in THREE))


def weights(formula: Formula) -> dict[str, int]:
    """What an answer counts under a formula, in hundredths of a case."""
    return {"solved_partly": int(formula.partly * 100), "fairly": 100 if formula.fairly else 0}


def ranked(
    tallies: Mapping[Any, Tally],
    formula: Formula,
    people: Mapping[Any, int] | None = None,
    volume: Mapping[Any, int] | None = None,
) -> list[rates.Standing]:
    """Standings: best first, equal scores share a place; then those who are not ranked, with the reason.

    `people` and `volume`: residents and appeals by the same keys, for the volume per 10,000 people.
    """
    rows = []
    for who, tally in tallies.items():
        score = tally.three.composite(formula)
        dense = per_ten_thousand((volume or {}).get(who, 0), (people or {}).get(who, 0))
        why = rates.why_unranked(tally.cases, score, formula)
        rows.append(rates.Standing(who, "", tally.cases, tally.three, score, dense, why=why))
    return rates.ranked(rows)


def per_ten_thousand(count: int, people: int) -> Decimal | None:
    """
    >>> per_ten_thousand(60, 47200), per_ten_thousand(60, 0)
    (Decimal('12.71'), None)
    """
    return rounded(Decimal(count) * 10_000 / people) if people else None


FEW, MANYFOLD = 10, 10  # a base below the first, or growth to more than so many times, is said in numbers


def change(now: int, before: int) -> str:
    """The change against another period in words: in per cent only where the base is large enough to mean something.

    >>> change(15, 10), change(8, 10), change(10, 10), change(3, 0), change(0, 0)
    ('+50.0%', '-20.0%', '持平', '增3件（上期0件）', '持平')
    >>> change(104, 1), change(2, 5), change(250, 20)
    ('增103件（上期1件）', '减3件（上期5件）', '增230件（上期20件）')
    """
    if now == before:
        return "持平"
    if before < FEW or now >= MANYFOLD * before:
        return f"{'增' if now > before else '减'}{abs(now - before)}件（上期{before}件）"
    return f"{rounded(Decimal(now - before) * 100 / before, 1):+f}%"


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    merged: dict[Formula, dict[str, int]] = {}
    for tally in tallies:
        for formula, counts in tally.by_formula:
            into = merged.setdefault(formula, {})
            for part, count in counts.items():
                into[part] = into.get(part, 0) + count
    return Tally(tuple(merged.items()))


@dataclass(frozen=True)
class Step:
    """One line of the working: a rate, its division, and the points that it gives."""

    name: str
    label: str
    working: str
    percent: Decimal | None
    weight: int
    points: Decimal | None


def steps(tally: Tally, formula: Formula) -> Sequence[Step]:
    """How a composite came about; the last line but the sum.

    >>> counts = {"respond_due": 3, "responded": 2, "reached": 2, "solved_full": 1, "satisfied": 2}
    >>> [(one.working, one.points) for one in steps(Tally(((rates.FIRST, counts),)), rates.FIRST)]
    [('2÷3', Decimal('13.33')), ('1÷2', Decimal('20.00')), ('2÷2', Decimal('40.00'))]
    """
    found = []
    for name, weight in zip(THREE, formula.weights, strict=True):
        percent = tally.ratio(name).percent
        points = rounded(percent * weight / 100) if percent is not None else None
        found.append(Step(name, RATES[name].label, working(tally, name), percent, weight, points))
    return found


def working(tally: Tally, name: str) -> str:
    """The division, formula by formula when there were several."""
    found = [RATES[name].ratio(counts, weights(formula)) for formula, counts in tally.by_formula]
    parts, whole = [one for one in found if one.of], tally.ratio(name)
    if len(parts) < 2:
        return whole.working
    tops = "＋".join(f"{one.counted.normalize():f}" for one in parts)
    return f"（{tops}）÷（{'＋'.join(str(one.of) for one in parts)}）＝{whole.working}"
