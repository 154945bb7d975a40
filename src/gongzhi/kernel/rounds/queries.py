"""Reading routes and rounds: what is due for somebody, what one sees, the track of a round."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import CheckIn, Finding, Round, Route, Stop, Walker
from gongzhi.kernel.rounds.rules import Position
from gongzhi.kernel.rounds.words import RoundState


def due_for(officer: Officer, day: date, kinds: Collection[str] = ()) -> QuerySet[Round]:
    """The rounds that an officer has to walk on a day or is walking, soonest due first, with routes and stops.

    Two queries, three when there are any.
    """
    mine = Q(route__in=officer.routes.values("pk")) | Q(
        pk__in=Walker.objects.filter(officer=officer).values("round")
    )  # type: ignore[attr-defined]
    open_now = Q(state=RoundState.DUE, from_on__lte=day, due_on__gte=day) | Q(state=RoundState.UNDER_WAY)
    rows = Round.objects.filter(mine, open_now)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    stops = Prefetch("route__stops", Stop.objects.filter(is_active=True))
    return rows.select_related("route__place", "unit").prefetch_related(stops).order_by("due_on", "pk")


def rounds_of(officer: Officer, permission: str, kinds: Collection[str] = ()) -> QuerySet[Round]:
    """The rounds that an officer sees under a permission, in no order. One query."""
    rows = visible(Round.objects.order_by(), officer, permission)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.select_related("route__place", "unit")


def routes_of(officer: Officer, permission: str, kinds: Collection[str] = ()) -> QuerySet[Route]:
    """The routes that an officer sees under a permission, in no order. One query."""
    rows = visible(Route.objects.order_by(), officer, permission)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return rows.select_related("place", "unit")


def walkers_of(rounds: QuerySet[Round]) -> QuerySet[Walker]:
    """The person-times of rounds. One query."""
    rows = Walker.objects.filter(round__in=rounds.values("pk"))
    return rows.select_related("round__route__place", "round__unit", "officer__unit")


def findings_of(rounds: QuerySet[Round]) -> QuerySet[Finding]:
    rows = Finding.objects.filter(round__in=rounds.values("pk"))
    return rows.select_related("matter", "stop", "officer", "round__route")


def round_begun(key: str) -> Round | None:
    """The round that was begun under a key: how a phone finds what it began without signal."""
    return Round.objects.select_related("route").filter(begin_key=key).first() if key else None


@dataclass(frozen=True)
class Trace:
    """A moment of a round's track; `check_in` when it is one."""

    longitude: float
    latitude: float
    at: datetime
    check_in: CheckIn | None = None


def track_of(round: Round) -> list[Trace]:
    """The track of one round in the order of time: a task's, never a person's day. Two queries."""
    found = [
        Trace(one.longitude, one.latitude, one.at, one)
        for one in round.check_ins.exclude(longitude=None).select_related("stop", "officer")
        if one.longitude is not None and one.latitude is not None
    ]
    for stretch in round.stretches.all():
        found += [Trace(x, y, datetime.fromisoformat(said)) for x, y, said in stretch.points]
    return sorted(found, key=lambda one: one.at)


def path_of(round: Round) -> list[Position]:
    return [(one.longitude, one.latitude) for one in track_of(round)]


def last_done(kind: str, subjects: Collection[str]) -> dict[str, Round]:
    """The latest finished round on each subject of routes of a kind. One query."""
    rows = Round.objects.filter(kind=kind, route__subject__in=subjects, state=RoundState.DONE)
    return {one.route.subject: one for one in rows.select_related("route").order_by("on", "pk")}
