"""What everybody may read: the first page, and what is being dealt with in the county."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.org.rules import place_range
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.guard import public
from gongzhi.modules.appeals.directory.queries import TOWNS, Known, known
from gongzhi.modules.appeals.follow import queries
from gongzhi.modules.appeals.follow.rules import WAITING
from gongzhi.modules.appeals.intake.models import Appeal

ROWS = 20
POINTS = 3_000
SHOWN = (("", "全部"), ("open", "办理中"), ("late", "已逾期"), ("closed", "已办结"))


@public
def home(request: HttpRequest) -> HttpResponse:
    """Three doors, and how the county is doing this month. One statement in ten minutes, else none."""
    figures = cache.get_or_set("portal:figures", _figures, 600)
    return render(request, "portal/home.html", {"title": "民声诉求", "figures": figures})


def _figures() -> dict[str, Any]:
    """Of this month: how many came in, how many of them are done, how many are late now."""
    at = now()
    first = local_day(at).replace(day=1)
    came = Q(matter__opened_at__date__gte=first)
    found = Appeal.objects.aggregate(
        came=Count("pk", filter=came),
        done=Count("pk", filter=came & ~Q(matter__closed_at=None)),
        late=Count("pk", filter=queries.late(at)),
    )
    return found | {"month": f"{first.month}月"}


@public
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals fit for publication, newest first, twenty a page by key. Three statements."""
    rows, asked = _asked(request)
    after = request.GET.get("after", "")
    if after.isdigit():
        rows = rows.filter(matter__lt=int(after))
    found, there = list(rows[: ROWS + 1]), known()
    context = {
        "title": "正在办理的事",
        "rows": [_row(one, there, now()) for one in found[:ROWS]],
        "following": found[ROWS - 1].pk if len(found) > ROWS else "",
        "asked": asked,
        "shown": SHOWN,
        "towns": list(Place.objects.filter(kind__in=TOWNS).order_by("code").values_list("code", "name")),
    }
    return render(request, "portal/appeals.html", context)


def _asked(request: HttpRequest) -> tuple[QuerySet[Appeal], dict[str, str]]:
    """The rows that the page's filters leave, and the filters in force."""
    rows, at = queries.published(), now()
    place, show = request.GET.get("place", ""), request.GET.get("show", "")
    if place.isdigit():
        first, last = place_range(place)
        rows = rows.filter(matter__place_code__gte=first, matter__place_code__lt=last)
    if show == "open":
        rows = rows.filter(matter__closed_at=None)
    if show == "closed":
        rows = rows.exclude(matter__closed_at=None)
    if show == "late":
        rows = rows.filter(queries.late(at))
    return rows, {"place": place if place.isdigit() else "", "show": show}


def _row(appeal: Appeal, there: Known, at: datetime) -> dict[str, Any]:
    matter = appeal.matter
    return {
        "number": matter.number,
        "category": appeal.category.label if appeal.category else "",
        "place": there.place_name(matter.place_code),
        "unit": matter.lead_unit.label if matter.lead_unit else "",
        "opened": matter.opened_at,
        "due": matter.due_at,
        "closed": matter.closed_at,
        "state": WAITING.get(matter.state, matter.state_now.label),
        "late": queries.lateness(matter, at),
    }


@public
def points(request: HttpRequest) -> JsonResponse:
    """Where those appeals are, to some hundred metres: the newest three thousand that have a position."""
    rows, _ = _asked(request)
    placed = rows.exclude(matter__longitude=None)[:POINTS]
    at = now()
    return maps.points(
        (round(one.matter.longitude or 0, 3), round(one.matter.latitude or 0, 3), "", _light(one, at))
        for one in placed
    )


def _light(appeal: Appeal, at: datetime) -> str:
    if appeal.matter.closed_at:
        return "green"
    return "red" if queries.lateness(appeal.matter, at) else "blue"
