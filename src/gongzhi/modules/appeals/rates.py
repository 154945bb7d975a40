"""What the three rates 响应率、解决率、满意率 count for, the score made of them, and the ranking. Pure.

The rates themselves are reckoned in one place, from counts (`figures.rules`, over the kernel's `Rate`). What an answer
counts is the formula's in force on each appeal's own date; what a period is ranked by is the formula of its last day.
Defaults are practice (通行做法); the composite 20/40/40 and n >= 10 as in county circulars.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from gongzhi.kernel.measures.rules import Ratio, rounded

NONE, NO_RATE = Decimal(0), Ratio()


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


@dataclass(frozen=True)
class Three:
    """The three rates of one unit or town."""

    response: Ratio = NO_RATE
    solution: Ratio = NO_RATE
    satisfaction: Ratio = NO_RATE

    def composite(self, formula: Formula = FIRST) -> Decimal | None:
        """Their weighted mean, of 100; None when one of them has no denominator.

        >>> Three(Ratio(100, 1), Ratio(100, 1), Ratio(0, 1)).composite(), Three(Ratio(100, 1)).composite()
        (Decimal('60.00'), None)
        """
        parts = [one.percent for one in (self.response, self.solution, self.satisfaction)]
        if None in parts:
            return None
        weighted = (
            part * weight for part, weight in zip(parts, formula.weights, strict=True) if part is not None
        )
        return rounded(sum(weighted, NONE) / 100)


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


def why_unranked(volume: int, score: Decimal | None, formula: Formula) -> str:
    """Why somebody is not ranked; "" for who is.

    >>> why_unranked(9, Decimal(100), FIRST), why_unranked(12, None, FIRST), why_unranked(10, Decimal(1), FIRST)
    ('受理9件，不足10件，不参加排名', '没有接通的回访，不参加排名', '')
    """
    if volume < formula.minimum:
        return f"受理{volume}件，不足{formula.minimum}件，不参加排名"
    return "" if score is not None else "没有接通的回访，不参加排名"


def ranked(standings: Sequence[Standing]) -> list[Standing]:
    """Best first, equal scores share a rank and the next is skipped; then who is not ranked, the busiest first.

    >>> rows = [Standing(who, "乡镇", 10, Three(), Decimal(score)) for who, score in zip("abcd", (90, 95, 90, 80))]
    >>> [(one.who, one.rank) for one in ranked(rows)]
    [('b', 1), ('a', 2), ('c', 2), ('d', 4)]
    """
    able = sorted((one for one in standings if not one.why), key=lambda one: -(one.score or NONE))
    scores = [one.score for one in able]
    placed = [replace(one, rank=scores.index(one.score) + 1) for one in able]
    return [*placed, *sorted((one for one in standings if one.why), key=lambda one: -one.volume)]
