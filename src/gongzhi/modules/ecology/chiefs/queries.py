"""Who is chief of which stretch, when it was patrolled last, what is open on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from gongzhi.kernel.access import visible
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import Finding, Round
from gongzhi.kernel.rounds.words import RoundState
from gongzhi.modules.ecology.chiefs.models import Chief, Reach

VIEW = "ecology.view"


def reaches(officer: Officer) -> QuerySet[Reach]:
    """The reaches that an officer sees, with who is chief, the last patrol, what is missed and what is open. One query."""
    rows = visible(Reach.objects.order_by(), officer, VIEW)
    chief = Chief.objects.filter(reach=OuterRef("pk"), to_on=None)
    done = Round.objects.filter(route=OuterRef("route"), state=RoundState.DONE).order_by("-on", "-pk")
    return rows.select_related("place", "unit", "parent", "route").defer("line").annotate(
        chief_name=Subquery(chief.values("officer__name")[:1]), chief_title=Subquery(chief.values("title")[:1]),
        last_on=Subquery(done.values("on")[:1]), last_key=Subquery(done.values("pk")[:1]),
        open_problems=_count(Finding.objects.filter(round__route=OuterRef("route"), matter__closed_at=None)),
        missed=_count(Round.objects.filter(route=OuterRef("route"), state=RoundState.MISSED)),
    )  # fmt: skip


def _count(rows: QuerySet[Any]) -> Subquery:
    """How many rows of a subquery that names the route of the outer row; None for none."""
    by_route = "round__route" if rows.model is Finding else "route"
    return Subquery(rows.order_by().values(by_route).annotate(n=Count("pk")).values("n"))


def without_patrol(since: date) -> Q:
    """Reaches whose last patrol lies before a day, or that never had one."""
    return Q(last_on=None) | Q(last_on__lt=since)


def totals(rows: QuerySet[Reach]) -> dict[str, int]:
    """Reaches, with a chief, with open problems. One query."""
    return rows.aggregate(
        all=Count("pk"),
        led=Count("pk", filter=Q(chief_name__isnull=False)),
        troubled=Count("pk", filter=Q(open_problems__gt=0)),
    )


def history(reach: Reach) -> QuerySet[Chief]:
    return reach.chiefs.select_related("officer__unit").order_by(F("to_on").desc(nulls_first=True), "-pk")
