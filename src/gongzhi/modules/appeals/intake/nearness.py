"""What was told before that may be the same thing: same category or same words, near by, not long ago."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from gongzhi.kernel.flow.rules import bigrams
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.rules import place_range, place_stem
from gongzhi.modules.appeals.desk.queries import appeals
from gongzhi.modules.appeals.flow import OVER
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.policy import number

LOOKED_AT, SHOWN = 120, 4
LEAST = 0.25  # likeness below which two texts have little in common
Likeness = Callable[[str, Sequence[str]], Sequence[float]]  # (text, others) -> 0 to 1 for each


@dataclass(frozen=True)
class Near:
    """An appeal that may be about the same thing."""

    appeal: Appeal
    likeness: float

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


def by_pairs(text: str, others: Sequence[str]) -> list[float]:
    """The share of the shorter text's pairs of characters that the other has too.

    >>> [round(one, 2) for one in by_pairs("小区三号楼没水", ["三号楼没水了", "路灯不亮"])]
    [0.83, 0.0]
    """
    mine = set(bigrams(text).split())
    found = []
    for other in others:
        theirs = set(bigrams(other).split())
        least = min(len(mine), len(theirs))
        found.append(len(mine & theirs) / least if least else 0.0)
    return found


_likeness: list[Likeness] = [by_pairs]


def use(likeness: Likeness) -> None:
    """Judge likeness by another function."""
    _likeness[:] = [likeness]


def near(
    text: str,
    *,
    category: int | None,
    place: str,
    for_officer: Officer,
    at: datetime,
    besides: int | None = None,
) -> list[Near]:
    """Appeals still in work that may be about the same, likest first. One query.

    Looks at the township of the place (the county without one), and at the days of the county's rule of repeats.
    """
    if len(text) < 4:
        return []
    begun = at - timedelta(days=number("repeat.days", at))
    rows = (
        appeals(for_officer)
        .filter(matter__opened_at__gte=begun)
        .exclude(matter__state__in=(*OVER, "archived"))
    )
    if place and len(place_stem(place)) >= 9:
        first, last = place_range(place[:9].ljust(12, "0"))
        rows = rows.filter(Q(matter__place_code__gte=first, matter__place_code__lt=last))
    if category:
        rows = rows.filter(category=category)
    if besides:
        rows = rows.exclude(pk=besides)
    found = list(rows.defer(None).defer("matter__search", "address").order_by("-pk")[:LOOKED_AT])
    scores = _likeness[0](text, [one.text.open() for one in found])
    pairs = [Near(one, score) for one, score in zip(found, scores, strict=True) if score >= LEAST]
    return sorted(pairs, key=lambda one: -one.likeness)[:SHOWN]
