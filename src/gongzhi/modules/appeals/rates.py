"""The three rates 响应率、解决率、满意率, their ratios and the ranking: pure, every figure with the keys it rests on.

A rate keeps its numerator and denominator and which appeals are in each, which were left out and why, so that it can
be opened. Each appeal is reckoned by the formula in force on its own date; what a period is ranked by is the formula
of the period's last day. Defaults are practice (通行做法); the composite 20/40/40 and n >= 10 as in county circulars.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

HALF, ONE, NONE = Decimal("0.5"), Decimal(1), Decimal(0)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Formula:
    """How rates are reckoned from a day on. `partly` is what 部分解决 counts, `weights` 响应, 解决, 满意 of 100."""

    version: str
    from_on: date
    source: str = "通行做法"
    partly: Decimal = NONE
    fairly: bool = True  # 基本满意 counts as satisfied
    weights: tuple[int, int, int] = (20, 40, 40)
    minimum: int = 10  # appeals below which nobody is ranked

    def __post_init__(self) -> None:
        if sum(self.weights) != 100 or not 0 <= self.partly <= 1 or self.minimum < 0:
            raise ValueError(f"公式{self.version}不成立：权重合计应为100，部分解决在0到1之间")


FIRST = Formula("2020-01", date(2020, 1, 1))


def formula_on(day: date, formulas: Sequence[Formula] = (FIRST,)) -> Formula:
    """The formula in force on a day: the latest that had begun; before all of them the earliest.

    >>> later = Formula("2026-07", date(2026, 7, 1), partly=HALF)
    >>> [formula_on(day, [later, FIRST]).version for day in (date(2026, 6, 30), date(2026, 7, 1), date(2019, 1, 1))]
    ['2020-01', '2026-07', '2020-01']
    """
    begun = [one for one in formulas if one.from_on <= day]
    return max(begun, key=lambda one: one.from_on) if begun else min(formulas, key=lambda one: one.from_on)


class Outcome(NamedTuple):
    """One order as it went. None is: not decided yet, its term still runs.

    `solved` is full, partly, no or ""; `satisfied` very, yes, fairly, no or "". `called` says that a call-back was
    made; without an answer both are "". `unreasonable`: found so after the second review, not before.
    """

    key: Hashable
    on: date  # the day it is reckoned by: of its dispatch
    unit: Hashable = ""
    place: str = ""
    dispatched: bool = True
    responded: bool | None = None  # first contact within its term
    called: bool = False
    solved: str = ""
    satisfied: str = ""
    unreasonable: bool = False
    signed_in_time: bool | None = None
    in_time: bool | None = None
    direct: bool = False  # answered at once, never dispatched
    returned: bool = False
    replied: bool = False
    redone: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Rate:
    """`top` ÷ `bottom`, and whose they are. `partly` are in the numerator with less than one."""

    name: str
    label: str
    top: Decimal
    bottom: int
    hits: tuple[Hashable, ...] = ()
    partly: tuple[Hashable, ...] = ()
    misses: tuple[Hashable, ...] = ()
    unreached: tuple[Hashable, ...] = ()  # called back without an answer: not in the denominator
    excluded: tuple[Hashable, ...] = ()  # unreasonable after the second review
    undecided: tuple[Hashable, ...] = ()  # the term still runs, or not called back yet
    versions: tuple[str, ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """With two digits, halves upwards; None when there is nothing to divide by."""
        return _rounded(self.top * 100 / self.bottom) if self.bottom else None

    @property
    def shown(self) -> str:
        """As it is read: the figure and what it is made of."""
        if self.percent is None:
            return "—"
        return f"{self.percent}%（{self.top.normalize():f}/{self.bottom}）"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass
class _Sorted:
    """Keys by what became of them."""

    name: str
    label: str
    top: Decimal = NONE
    hits: list[Hashable] = field(default_factory=list)
    partly: list[Hashable] = field(default_factory=list)
    misses: list[Hashable] = field(default_factory=list)
    unreached: list[Hashable] = field(default_factory=list)
    excluded: list[Hashable] = field(default_factory=list)
    undecided: list[Hashable] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)

    def count(self, key: Hashable, worth: Decimal) -> None:
        self.top += worth
        (self.hits if worth == 1 else self.partly if worth else self.misses).append(key)

    def rate(self) -> Rate:
        return Rate(
            self.name,
            self.label,
            self.top,
            len(self.hits) + len(self.partly) + len(self.misses),
            hits=tuple(self.hits),
            partly=tuple(self.partly),
            misses=tuple(self.misses),
            unreached=tuple(self.unreached),
            excluded=tuple(self.excluded),
            undecided=tuple(self.undecided),
            versions=tuple(sorted(self.versions)),
        )


def response_rate(rows: Iterable[Outcome], formulas: Sequence[Formula] = (FIRST,)) -> Rate:
    """First contacted within the term ÷ dispatched. What is unreasonable still had to be answered, and counts.

    >>> day = date(2026, 3, 2)
    >>> rows = [Outcome(1, day, responded=True), Outcome(2, day, responded=False, unreasonable=True), Outcome(3, day)]
    >>> rate = response_rate(rows)
    >>> rate.shown, rate.misses, rate.undecided
    ('50.00%（1/2）', (2,), (3,))
    """
    found = _Sorted("response_rate", "响应率")
    for row in rows:
        if not row.dispatched:
            continue
        if row.responded is None:
            found.undecided.append(row.key)
            continue
        found.versions.add(formula_on(row.on, formulas).version)
        found.count(row.key, ONE if row.responded else NONE)
    return found.rate()


def solution_rate(rows: Iterable[Outcome], formulas: Sequence[Formula] = (FIRST,)) -> Rate:
    """Told to be solved ÷ reached in the call-back, without those found unreasonable.

    >>> half = Formula("2026-07", date(2026, 7, 1), partly=HALF)
    >>> june, july = date(2026, 6, 30), date(2026, 7, 1)
    >>> rows = [Outcome(n, day, called=True, solved="partly") for n, day in enumerate((june, july))]
    >>> rows += [Outcome(2, july, called=True, solved="full"), Outcome(3, july, called=True)]
    >>> rows += [Outcome(4, july, called=True, solved="no", unreasonable=True)]
    >>> rate = solution_rate(rows, [FIRST, half])
    >>> rate.shown, rate.partly, rate.misses, rate.unreached, rate.excluded, rate.versions
    ('50.00%（1.5/3）', (1,), (0,), (3,), (4,), ('2020-01', '2026-07'))
    """
    return _heard(_Sorted("solution_rate", "解决率"), rows, formulas, lambda row: row.solved, _solved_worth)


def satisfaction_rate(rows: Iterable[Outcome], formulas: Sequence[Formula] = (FIRST,)) -> Rate:
    """Satisfied ÷ reached in the call-back, without those found unreasonable.

    >>> said = ("very", "yes", "fairly", "no")
    >>> rows = [Outcome(n, date(2026, 3, 2), called=True, satisfied=word) for n, word in enumerate(said)]
    >>> satisfaction_rate(rows).shown
    '75.00%（3/4）'
    >>> satisfaction_rate(rows, [Formula("strict", date(2026, 1, 1), fairly=False)]).shown
    '50.00%（2/4）'
    """
    return _heard(
        _Sorted("satisfaction_rate", "满意率"), rows, formulas, lambda row: row.satisfied, _satisfied_worth
    )


def _heard(
    found: _Sorted,
    rows: Iterable[Outcome],
    formulas: Sequence[Formula],
    said: Callable[[Outcome], str],
    worth: Callable[[str, Formula], Decimal],
) -> Rate:
    for row in rows:
        if not row.dispatched:
            continue
        if row.unreasonable:
            found.excluded.append(row.key)
        elif not row.called:
            found.undecided.append(row.key)
        elif not said(row):
            found.unreached.append(row.key)
        else:
            formula = formula_on(row.on, formulas)
            found.versions.add(formula.version)
            found.count(row.key, worth(said(row), formula))
    return found.rate()


def _solved_worth(said: str, formula: Formula) -> Decimal:
    return {"full": ONE, "partly": formula.partly}.get(said, NONE)


def _satisfied_worth(said: str, formula: Formula) -> Decimal:
    return ONE if said in ("very", "yes") or (said == "fairly" and formula.fairly) else NONE


# plain ratios: name -> label, of whom, who of them (None: not decided)
_Ask = Callable[[Outcome], bool | None]
RATIOS: Mapping[str, tuple[str, _Ask, _Ask]] = {
    "sign_in_time": ("签收及时率", lambda row: row.dispatched, lambda row: row.signed_in_time),
    "finish_in_time": ("按期办结率", lambda row: row.dispatched, lambda row: row.in_time),
    "return_rate": ("退单率", lambda row: row.dispatched, lambda row: row.returned),
    "redo_rate": ("重办率", lambda row: row.dispatched and row.replied, lambda row: row.redone),
    "once_rate": ("一次办结率", lambda row: row.dispatched and row.closed, lambda row: not row.redone),
    "direct_rate": ("直接办结率", lambda row: True, lambda row: row.direct),
}


def ratio(name: str, rows: Iterable[Outcome]) -> Rate:
    """A plain ratio by its name in `RATIOS`.

    >>> day = date(2026, 3, 2)
    >>> rows = [Outcome(1, day, closed=True), Outcome(2, day, closed=True, redone=True), Outcome(3, day)]
    >>> ratio("once_rate", rows).shown, ratio("finish_in_time", rows).shown, ratio("finish_in_time", rows).undecided
    ('50.00%（1/2）', '—', (1, 2, 3))
    """
    label, among, asked = RATIOS[name]
    found = _Sorted(name, label)
    for row in rows:
        if not among(row):
            continue
        answer = asked(row)
        if answer is None:
            found.undecided.append(row.key)
        else:
            found.count(row.key, ONE if answer else NONE)
    return found.rate()


def connect_rate(waits: Iterable[tuple[Hashable, float | None]], within: float = 15) -> Rate:
    """接通率 of the hotline: calls picked up within the seconds ÷ calls; None was never picked up.

    >>> connect_rate([("a", 3), ("b", 15), ("c", 40), ("d", None)]).shown
    '50.00%（2/4）'
    """
    found = _Sorted("connect_rate", "接通率")
    for key, seconds in waits:
        found.count(key, ONE if seconds is not None and seconds <= within else NONE)
    return found.rate()


# composite and ranking


@dataclass(frozen=True)
class Three:
    """The three rates of one unit or town."""

    response: Rate
    solution: Rate
    satisfaction: Rate

    def composite(self, formula: Formula = FIRST) -> Decimal | None:
        """Their weighted mean, of 100; None when one of them has no denominator."""
        parts = [one.percent for one in (self.response, self.solution, self.satisfaction)]
        if None in parts:
            return None
        weighted = (
            part * weight for part, weight in zip(parts, formula.weights, strict=True) if part is not None
        )
        return _rounded(sum(weighted, NONE) / 100)


def three_rates(rows: Iterable[Outcome], formulas: Sequence[Formula] = (FIRST,)) -> Three:
    """
    >>> row = Outcome(1, date(2026, 3, 2), responded=True, called=True, solved="full", satisfied="no")
    >>> three_rates([row]).composite()
    Decimal('60.00')
    """
    known = list(rows)
    return Three(
        response_rate(known, formulas), solution_rate(known, formulas), satisfaction_rate(known, formulas)
    )


@dataclass(frozen=True)
class Standing:
    """One line of a ranking. `rank` None: not ranked, `why` says why not."""

    who: Hashable
    group: str
    volume: int  # appeals dispatched
    rates: Three
    score: Decimal | None
    per_ten_thousand: Decimal | None = None  # appeals for 10 000 people
    rank: int | None = None
    why: str = ""


def ranking(
    rows: Iterable[Outcome],
    groups: Mapping[Any, str],
    *,
    on: date,
    formulas: Sequence[Formula] = (FIRST,),
    people: Mapping[Any, int] | None = None,
    by: Callable[[Outcome], Hashable] = lambda row: row.unit,
) -> dict[str, list[Standing]]:
    """Standings by group (乡镇街道, 县直部门, 企业): those ranked first, then those with too few appeals.

    `groups` names everybody's group; whoever had nothing to do is listed too. Equal scores share a rank and the next
    is skipped (1, 2, 2, 4). `on` is the period's last day, whose formula ranks.
    """
    formula, heaps = formula_on(on, formulas), _heaped(rows, by)
    found: dict[str, list[Standing]] = {}
    for who, group in groups.items():
        heap = heaps.get(who, [])
        rates = three_rates(heap, formulas)
        volume = sum(row.dispatched for row in heap)
        living = (people or {}).get(who, 0)
        dense = _rounded(Decimal(volume) * 10_000 / living) if living else None
        score = rates.composite(formula)
        standing = Standing(who, group, volume, rates, score, dense, why=why_unranked(volume, score, formula))
        found.setdefault(group, []).append(standing)
    return {group: ranked(standings) for group, standings in found.items()}


def _heaped(rows: Iterable[Outcome], by: Callable[[Outcome], Hashable]) -> dict[Hashable, list[Outcome]]:
    heaps: dict[Hashable, list[Outcome]] = {}
    for row in rows:
        heaps.setdefault(by(row), []).append(row)
    return heaps


def why_unranked(volume: int, score: Decimal | None, formula: Formula) -> str:
    if volume < formula.minimum:
        return f"受理{volume}件，不足{formula.minimum}件，不参加排名"
    return "" if score is not None else "没有接通的回访，不参加排名"


def ranked(standings: Sequence[Standing]) -> list[Standing]:
    """
    >>> none = three_rates([])
    >>> rows = [Standing(who, "乡镇", 10, none, Decimal(score)) for who, score in zip("abcd", (90, 95, 90, 80))]
    >>> [(one.who, one.rank) for one in ranked(rows)]
    [('b', 1), ('a', 2), ('c', 2), ('d', 4)]
    """
    able = sorted((one for one in standings if not one.why), key=lambda one: -(one.score or NONE))
    scores = [one.score for one in able]
    placed = [_with_rank(one, scores.index(one.score) + 1) for one in able]
    return [*placed, *sorted((one for one in standings if one.why), key=lambda one: -one.volume)]


def _with_rank(one: Standing, rank: int) -> Standing:
    return Standing(one.who, one.group, one.volume, one.rates, one.score, one.per_ten_thousand, rank, one.why)
