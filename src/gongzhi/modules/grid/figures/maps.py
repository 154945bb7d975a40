"""The grid map: places coloured by a measure, events on them, filters, a click through to what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import today
from gongzhi.kernel.measures import queries as measures
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.org.queries import present_places
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.fields import PlaceField
from gongzhi.kernel.web.forms import Renderer
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.grid.census.lists import seen
from gongzhi.modules.grid.grids.queries import WIDTH
from gongzhi.modules.grid.places import TOWNS, VILLAGES, named

# what places are coloured by: code -> (label, unit, part of the events' measure or what else)
SHADES: dict[str, tuple[str, str, str]] = {
    "all": ("上报事件", "件", ""),
    "open": ("未结事件", "件", "open"),
    "overdue": ("超期未办", "件", "overdue"),
    "self": ("自办事件", "件", "self"),
    "rework": ("返工", "件", "rework"),
    "visits": ("走访", "户次", ""),
    "due": ("超期未走访的住户", "户", ""),
    "homes": ("住户", "户", ""),
}
OF_PEOPLE = ("due", "homes")
SPANS = [("30", "近30天"), ("90", "近90天"), ("365", "近一年"), ("", "全部")]
LEVELS = [("", "自动"), ("town", "乡镇"), ("village", "村（社区）"), ("grid", "网格")]
DIGITS = {"town": 9, "village": 12, "grid": WIDTH}
KINDS = {"town": TOWNS, "village": VILLAGES, "grid": (PlaceKind.GRID,)}


class MapForm(forms.Form):
    by = forms.ChoiceField(
        label="着色", choices=[(code, label) for code, (label, _, _) in SHADES.items()], required=False
    )
    level = forms.ChoiceField(label="划到", choices=LEVELS, required=False)
    place = PlaceField(label="范围", required=False)
    span = forms.ChoiceField(label="时间", choices=SPANS, required=False)
    state = forms.ChoiceField(
        label="事件", required=False,
        choices=[("open", "未结"), ("all", "全部"), ("none", "不显示")],
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the map shall show."""

    by: str
    level: str
    within: str
    since: date | None
    state: str

    @classmethod
    def of(cls, given: Any, officer: Officer) -> Asked:
        by = given.get("by", "")
        by = by if by in SHADES else "open"
        within = given.get("place", "")
        within = within if within.isdigit() and len(within) >= 12 else home(officer)
        level = given.get("level", "")
        level = level if level in DIGITS else _fitting(within)
        span = given.get("span", "30" if "span" not in given else "")
        since = today() - timedelta(days=int(span)) if span in ("30", "90", "365") else None
        state = given.get("state", "open")
        return cls(by, level, within, since, state if state in ("open", "all", "none") else "open")

    @property
    def events(self) -> dict[str, Any]:
        """Filters of the list of events that say the same."""
        found: dict[str, Any] = {"grid": self.within}
        if self.since and self.by not in ("open", "overdue"):
            found["since"] = self.since
        return found


def home(officer: Officer) -> str:
    """Where the officer's map begins: the narrowest place that holds everything the officer sees, or the county."""
    reach = scope(officer, "grid.view")
    if not reach or any(not one.place for one in reach.reaches):
        return maps.shown_county()
    codes = [one.place for one in reach.reaches]
    same = next((n for n in (12, 9) if len({code[:n] for code in codes}) == 1), 6)
    return codes[0][:same].ljust(12, "0")


def _fitting(within: str) -> str:
    """Townships of a county, villages of a township, grids of a village."""
    if within[6:] == "000000":
        return "town"
    return "village" if within[9:] == "000" else "grid"


def values_of(asked: Asked, officer: Officer) -> dict[str, int]:
    """The number of each place, by its code. One statement."""
    digits = DIGITS[asked.level]
    if asked.by in OF_PEOPLE:
        from gongzhi.kernel.people.models import Household

        rows = seen(Household, officer)
        if asked.by == "due":
            rows = rows.filter(visit_by__lt=today())
        found = (
            rows.annotate(of=Substr("place_code", 1, digits))
            .order_by()
            .values_list("of")
            .annotate(n=Count("pk"))
        )
        return {_code(key): count for key, count in found}
    if asked.by == "visits":
        table = measures.table(
            "grid.visits", officer, "grid", **({"since": asked.since} if asked.since else {})
        )
    else:
        part = SHADES[asked.by][2]
        table = measures.table("grid.events", officer, "grid", **asked.events, part=part)
    found_: dict[str, int] = {}
    for (key,), count in table.items():
        code = _code(key[:digits])
        found_[code] = found_.get(code, 0) + count
    return found_


def _code(stem: str) -> str:
    return stem.ljust(12, "0") if len(stem) < 12 else stem


@guard("grid.view")
def places_(request: HttpRequest) -> JsonResponse:
    """The places of the level with their number and shade; a click narrows the map, or opens what was counted."""
    officer: Officer = request.user  # type: ignore[assignment]
    asked = Asked.of(request.GET, officer)
    rows = present_places(asked.within).filter(kind__in=KINDS[asked.level], boundary__isnull=False)
    values = values_of(asked, officer)
    hrefs = {code: _href(asked, code) for code in rows.values_list("code", flat=True)}
    return JsonResponse(
        maps.features(rows, {code: float(n) for code, n in values.items()}, hrefs, SHADES[asked.by][1])
    )


def _href(asked: Asked, code: str) -> str:
    if asked.by in OF_PEOPLE:
        query = {"place": code} | ({"due": "late"} if asked.by == "due" else {})
        return f"{reverse('grid:households')}?{urlencode(query)}"
    if asked.by == "visits":
        query = {"place": code} | ({"since": asked.since.isoformat()} if asked.since else {})
        return f"{reverse('grid:visits')}?{urlencode(query)}"
    query = {name: str(value) for name, value in asked.events.items()} | {"grid": code}
    part = SHADES[asked.by][2]
    return f"{reverse('grid:events')}?{urlencode(query | ({'part': part} if part else {}))}"


@guard("grid.view")
def page(request: HttpRequest) -> HttpResponse:
    """The map with its filters and the places in a table, greatest first: the same numbers, readable and printable."""
    officer: Officer = request.user  # type: ignore[assignment]
    asked = Asked.of(request.GET, officer)
    given = {
        "by": asked.by,
        "level": request.GET.get("level", ""),
        "place": asked.within,
        "state": asked.state,
    }
    form = MapForm(initial=given | {"span": request.GET.get("span", "30")})
    form.renderer = Renderer()
    values = values_of(asked, officer)
    label, unit, _ = SHADES[asked.by]
    place = Place.objects.filter(pk=asked.within).defer("boundary").first()
    query = urlencode(
        {"by": asked.by, "level": asked.level, "place": asked.within, "span": request.GET.get("span", "30")}
    )
    context = {
        "title": "网格地图",
        "form": form,
        "label": label,
        "unit": unit,
        "drawn": f"{reverse('grid:map_places')}?{query}",
        "points": _points(asked),
        "lines": _lines(asked, values),
        "total": sum(values.values()),
        "place": place,
        "narrower": asked.level != "grid",
    }
    return render(request, "grid/map.html", context)


def _points(asked: Asked) -> str:
    if asked.state == "none":
        return ""
    query: dict[str, Any] = {"grid": asked.within}
    if asked.state == "open":
        query["state"] = "open"
    elif asked.since:
        query["since"] = asked.since.isoformat()
    return f"{reverse('grid:points')}?{urlencode(query)}"


MOST_LINES = 40


def _lines(asked: Asked, values: dict[str, int]) -> list[tuple[str, int, str, str]]:
    """(name, number, what it opens, the map of that place) of the places with the most. One statement."""
    top = sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_LINES]
    rows = present_places(asked.within).filter(
        code__in=[code for code, _ in top], kind__in=KINDS[asked.level]
    )
    names = {one.code: maps.full_name(one) for one in named(rows)}
    return [
        (
            names[code],
            count,
            _href(asked, code),
            f"{reverse('grid:map')}?{urlencode({'by': asked.by, 'place': code})}",
        )
        for code, count in top
        if code in names
    ]


map_urls = [path("map/", page, name="map"), path("map/places/", places_, name="map_places")]
