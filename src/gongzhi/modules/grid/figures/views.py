"""The overview of grid governance: a month in figures, by township and unit; every figure opens what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.clock import today
from gongzhi.kernel.measures import measure_of
from gongzhi.kernel.measures import queries as measures
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.grid.figures.rates import RATES
from gongzhi.modules.grid.places import names_of

SEE = "grid.figures"
MONTHS = 13


@dataclass(frozen=True)
class Month:
    """A month as the page asks for it."""

    first: date

    @classmethod
    def asked(cls, code: str, on: date) -> Month:
        try:
            return cls(date.fromisoformat(f"{code}-01"))
        except ValueError:
            return cls(on.replace(day=1))

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        following = date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)

    @property
    def filters(self) -> dict[str, date]:
        return {"since": self.first, "until": self.last}


def months(on: date) -> list[tuple[str, str]]:
    """The last thirteen months as (code, words), the present one first."""
    found, year, month = [], on.year, on.month
    for _ in range(MONTHS):
        found.append((f"{year}-{month:02}", f"{year}年{month}月"))
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return found


def events_url(**asked: Any) -> str:
    """The list of events with filters; empty ones are left out."""
    query = urlencode({name: value for name, value in asked.items() if value not in (None, "")})
    return f"{reverse('grid:events')}?{query}"


@guard(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """A month of events and visits. Eight statements beside the frame."""
    officer: Officer = request.user  # type: ignore[assignment]
    month = Month.asked(request.GET.get("month", ""), today())
    whole = measures.parts("grid.events", officer, **month.filters)[()]
    visits = measures.parts("grid.visits", officer, **month.filters)[()]
    context = {
        "title": "网格总览",
        "month": month.code,
        "months": months(today()),
        "strip": _strip(whole, visits, month),
        "towns": _lines(officer, "town", month),
        "units": _lines(officer, "unit", month),
        "categories": _lines(officer, "category", month)[:12],
        "rates": [(one.label, one.rule) for one in RATES.values()],
    }
    return render(request, "grid/overview.html", context)


def _strip(
    whole: dict[str, int], visits: dict[str, int], month: Month
) -> list[tuple[str, Any, str, str, int]]:
    def figure(label: str, part: str) -> tuple[str, Any, str, str, int]:
        return label, whole.get(part, 0), events_url(**month.filters, part=part), "件", 0

    def rate(name: str) -> tuple[str, Any, str, str, int]:
        ratio = RATES[name].ratio(whole | {"all": whole.get("", 0)})
        part = "" if RATES[name].of == "all" else RATES[name].of
        return RATES[name].label, ratio.percent, events_url(**month.filters, part=part), "%", 2

    there = f"{reverse('grid:visits')}?{urlencode(month.filters)}"
    return [
        figure("上报", ""), figure("自办", "self"), figure("立案", "filed"), figure("结案", "closed"), figure("超期未办", "overdue"),
        rate("self"), rate("on_time"), rate("closing"), rate("rework"), ("走访", visits.get("", 0), there, "次", 0),
        ("走访发现问题", visits.get("found", 0), f"{there}&part=found", "次", 0),
    ]  # fmt: skip


def _lines(officer: Officer, cut: str, month: Month) -> list[dict[str, Any]]:
    """One line for each value of a cut, the most first. Two statements."""
    only = ("self", "filed", "due", "in_time", "closed", "rework", "handled", "overdue")
    counted = measures.parts("grid.events", officer, cut, only=only, **month.filters)
    keys = [key for (key,) in counted if key is not None]
    words = _words(cut, keys)
    found = []
    for (key,), counts in counted.items():
        if key is None:
            continue
        asked = {"grid" if cut == "town" else cut: f"{key}000" if cut == "town" else key}
        found.append(
            {
                "label": words.get(key, str(key)), "counts": counts, "all": counts[""],
                "on_time": RATES["on_time"].ratio(counts).percent, "rework": RATES["rework"].ratio(counts).percent,
                "to_all": events_url(**month.filters, **asked),
                "to": {part: events_url(**month.filters, **asked, part=part) for part in only},
            }
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one["all"], one["label"]))


def _words(cut: str, keys: list[Any]) -> Any:
    if cut == "town":
        return {code[:9]: name for code, name in names_of(f"{key}000" for key in keys).items()}
    if cut == "unit":
        return {one.pk: one.label for one in Unit.objects.filter(pk__in=keys)}
    return measures.words_of(measure_of("grid.events").cuts[cut], keys)


figure_urls = [path("overview/", overview, name="overview")]
