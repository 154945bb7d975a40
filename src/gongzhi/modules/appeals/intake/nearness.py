"""What was told before that may be the same thing: candidates by place and time, ranked by their likeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from gongzhi.kernel.flow.rules import bigrams
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.rules import place_range, place_stem
from gongzhi.modules.appeals.desk.queries import appeals
from gongzhi.modules.appeals.flow import OVER
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.likeness import Candidate, near_duplicates
from gongzhi.modules.appeals.policy import number

LOOKED_AT, SHOWN = 120, 4


@dataclass(frozen=True)
class Near:
    """An appeal that may be about the same thing, and why."""

    appeal: Appeal
    score: float
    why: str

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def near(
    text: str, *, given: Mapping[str, str], category: str, for_officer: Officer, at: datetime
) -> list[Near]:
    """Appeals still in work that may be about the same, likest first; none before the place is known. One query."""
    place = given.get("place", "")
    if len(text) < 4 or len(place_stem(place)) < 9:
        return []
    begun = at - timedelta(days=number("repeat.days", at))
    first, last = place_range(place[:9].ljust(12, "0"))
    rows = appeals(for_officer).filter(
        Q(matter__place_code__gte=first, matter__place_code__lt=last), matter__opened_at__gte=begun
    )
    rows = rows.exclude(matter__state__in=(*OVER, "archived")).defer(None).defer("matter__search")
    found = {one.pk: one for one in rows.order_by("-pk")[:LOOKED_AT]}
    new = Candidate(
        0,
        bigrams(text).split(),
        place,
        degrees(given, "longitude"),
        degrees(given, "latitude"),
        at,
        category,
        address=given.get("address", ""),
    )
    ranked = near_duplicates(
        new, map(_candidate, found.values()), window=timedelta(days=number("repeat.days", at)), most=SHOWN
    )
    return [Near(found[one.key], one.score, one.why) for one in ranked]  # type: ignore[index]


def degrees(given: Mapping[str, str], name: str) -> float | None:
    """A coordinate of a half-filled form; None for anything that is none.

    >>> degrees({"a": "116.3"}, "a"), degrees({"a": ""}, "a"), degrees({"a": "nan"}, "a")
    (116.3, None, None)
    """
    try:
        found = float(given.get(name, ""))
    except ValueError:
        return None
    return found if abs(found) <= 180 else None


def _candidate(one: Appeal) -> Candidate:
    """An appeal as likeness sees it; opens its seals."""
    matter = one.matter
    return Candidate(
        one.pk,
        bigrams(one.text.open()).split(),
        matter.place_code,
        matter.longitude,
        matter.latitude,
        matter.opened_at,
        one.category.code if one.category else "",
        one.address.open(),
    )
