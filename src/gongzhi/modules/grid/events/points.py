"""Events as points on a map."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.queries import light_now
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.grid.events import page, queries
from gongzhi.modules.grid.events.filters import EventFilter

MOST_POINTS = 100_000


def drawn(rows: QuerySet[Any], at: datetime) -> list[tuple[float, float, str, str]]:
    """(longitude, latitude, number, light) of the events that have a position. One statement."""
    placed = queries.with_light(rows.filter(matter__longitude__isnull=False), at).order_by()
    found = placed.values_list("matter__longitude", "matter__latitude", "matter__number", "light")
    return list(found[:MOST_POINTS])


@guard("grid.view")
def points(request: HttpRequest) -> HttpResponse:
    """The events that the filters of the list leave, as points; a click opens one."""
    found = EventFilter(request.GET, queryset=queries.events(request.user), request=request).qs  # type: ignore[arg-type]
    return maps.points(drawn(found, now()), detail=reverse("grid:event_popup", args=["KEY"]))


@guard("grid.view")
def point(request: HttpRequest, number: str) -> HttpResponse:
    """One event as a point."""
    matter = page.event_of(request.user, number).matter  # type: ignore[arg-type]
    row = (matter.longitude, matter.latitude, matter.number, light_now(matter, now()).value)
    return maps.points([row] if matter.longitude is not None else [])  # type: ignore[list-item]


point_urls = [
    path("points/", points, name="points"),
    path("events/<str:number>/point/", point, name="event_point"),
]
