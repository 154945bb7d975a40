"""Keeping routes, and making the rounds that fall due on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import WorkCalendar, calendar, local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.facts import RouteEnded, RouteSet
from gongzhi.kernel.rounds.models import Round, Route, Stop
from gongzhi.kernel.rounds.refused import (
    RouteDatesCrossed,
    RouteNameTaken,
    RouteOver,
    RouteUnclear,
    StopUnclear,
    TimesOutOfRange,
)
from gongzhi.kernel.rounds.rules import is_position, windows
from gongzhi.kernel.rounds.words import RoundState

MOST_TIMES = 31
CHUNK = 500


COLUMNS = (
    "unit",
    "place",
    "rhythm",
    "times",
    "from_on",
    "to_on",
    "least_minutes",
    "least_metres",
)  # as planned


@dataclass(frozen=True)
class Point:
    """A stop as it is planned; `key` is that of a stop which is there already."""

    name: str
    longitude: float | None = None
    latitude: float | None = None
    radius: int = 100
    place: Place | None = None
    todo: str = ""
    subject: str = ""
    key: int | None = None


@dataclass(frozen=True)
class Plan:
    """A route as it is planned."""

    name: str
    unit: Unit
    place: Place
    officers: Sequence[Officer]
    stops: Sequence[Point]
    from_on: date
    rhythm: str = "weekly"
    times: int = 1
    to_on: date | None = None
    least_minutes: int = 0
    least_metres: int = 0
    subject: str = ""


@transaction.atomic
def set_route(
    *, kind: str, plan: Plan, by: Officer | None, at: datetime, route: Route | None = None
) -> Route:
    """Set up a route, or change one; what is due on it today is made at once. `by` None is the system.

    A changed rhythm begins when the days of the last round that was made are over. Raises: NotAllowed, RouteUnclear,
    RouteNameTaken, RouteDatesCrossed, TimesOutOfRange, StopUnclear. Records: rounds.route_set.
    """
    if by is not None:
        require(by, kind_of(kind).plan, plan.unit)
    _check(kind, plan, route)
    new = route is None
    route = route or Route(kind=kind)
    for name in (*COLUMNS, "subject"):
        setattr(route, name, getattr(plan, name))
    route.name = plan.name.strip()
    route.save()
    route.officers.set(plan.officers)
    _keep_stops(route, plan.stops)
    fact = RouteSet(route.pk, kind, route.name, plan.unit.label, route.often, len(plan.stops), new)
    record(fact, by=by, at=at)
    make_rounds([route], local_day(at))
    return route


def _check(kind: str, plan: Plan, route: Route | None) -> None:
    if not plan.name.strip():
        raise RouteUnclear(field="name", what="路线名称")
    if not plan.officers:
        raise RouteUnclear(field="officers", what="巡查人员")
    if not 1 <= plan.times <= MOST_TIMES:
        raise TimesOutOfRange(field="times", given=plan.times)
    if plan.to_on is not None and plan.to_on < plan.from_on:
        raise RouteDatesCrossed(field="to_on", to_on=plan.to_on, from_on=plan.from_on)
    twins = Route.objects.filter(kind=kind, unit=plan.unit, name=plan.name.strip(), to_on=None)
    if (twins.exclude(pk=route.pk) if route else twins).exists():
        raise RouteNameTaken(field="name", unit=plan.unit.label, name=plan.name.strip())
    for n, stop in enumerate(plan.stops, 1):
        _check_stop(n, stop)


def _check_stop(n: int, stop: Point) -> None:
    if not stop.name.strip():
        raise StopUnclear(field="stops", n=n, wrong="没有名称，请写上")
    if (stop.longitude is None) != (stop.latitude is None):
        raise StopUnclear(field="stops", n=n, wrong=f"“{stop.name}”只有经度或只有纬度，请补全或都不填")
    if stop.longitude is not None and not is_position(stop.longitude, stop.latitude):
        raise StopUnclear(field="stops", n=n, wrong=f"“{stop.name}”的坐标不对，请在地图上重新点选")
    if not 10 <= stop.radius <= 5000:
        raise StopUnclear(field="stops", n=n, wrong=f"“{stop.name}”的范围应在10到5000米之间")


def _keep_stops(route: Route, points: Sequence[Point]) -> None:
    known = {one.pk: one for one in route.stops.all()} if route.pk else {}
    kept = set()
    for order, point in enumerate(points, 1):
        stop = known.get(point.key or 0) or Stop(route=route)
        stop.order, stop.name, stop.is_active = order, point.name.strip(), True
        for name in ("longitude", "latitude", "radius", "place", "todo", "subject"):
            setattr(stop, name, getattr(point, name))
        stop.save()
        kept.add(stop.pk)
    route.stops.exclude(pk__in=kept).update(is_active=False)


@transaction.atomic
def end_route(*, route: Route, on: date, by: Officer | None, at: datetime) -> Route:
    """Walk a route no more from a day on; rounds that are due later and not begun go.

    Raises: NotAllowed, RouteOver, RouteDatesCrossed. Records: rounds.route_ended.
    """
    route = Route.objects.select_for_update(of=("self",)).select_related("unit").get(pk=route.pk)
    if by is not None:
        require(by, kind_of(route.kind).plan, route)
    if route.to_on is not None and route.to_on <= local_day(at):
        raise RouteOver(route=route.name)
    if on < route.from_on:
        raise RouteDatesCrossed(field="on", to_on=on, from_on=route.from_on)
    route.to_on = on
    route.save(update_fields=["to_on"])
    route.rounds.filter(state=RoundState.DUE, due_on__gte=on).delete()
    record(RouteEnded(route.pk, route.name, on.isoformat()), by=by, at=at)
    return route


def make_rounds(routes: Iterable[Route], on: date, days: WorkCalendar | None = None) -> int:
    """Make the rounds of these routes whose days have begun by `on`; twice is once. Returns how many are new.

    Two statements for up to 500 routes.
    """
    days, made = days or calendar(), 0
    for batch in _batches(routes):
        rows = [one for route in batch for one in _rounds(route, on, days)]
        made += len(Round.objects.bulk_create(rows, ignore_conflicts=True))
        Route.objects.bulk_update(batch, ["planned_to"])
    return made


def _batches(routes: Iterable[Route]) -> Iterator[list[Route]]:
    batch: list[Route] = []
    for route in routes:
        batch.append(route)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _rounds(route: Route, on: date, days: WorkCalendar) -> list[Round]:
    first = (
        route.from_on
        if route.planned_to is None
        else max(route.from_on, route.planned_to + timedelta(days=1))
    )
    found = [
        one for one in windows(route.rhythm, route.times, first, on, days) if _in_force(route, one.due_on)
    ]
    if found:
        route.planned_to = found[-1].due_on
    return [
        Round(
            kind=route.kind, route=route, unit_id=route.unit_id, place_code=route.place_id, from_on=one.from_on,
            due_on=one.due_on, on=one.due_on,
        )
        for one in found
    ]  # fmt: skip


def _in_force(route: Route, day: date) -> bool:
    return route.to_on is None or day < route.to_on


def routes_to_plan(on: date) -> Iterator[Route]:
    """Routes in force that may lack a round on a day. One query."""
    rows = Route.objects.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on).exclude(rhythm="none")
    return rows.filter(Q(planned_to=None) | Q(planned_to__lt=on)).order_by("pk").iterator(chunk_size=CHUNK)
