"""Pages of whistles: the list, one whistle with its units, the units called, the figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.matters import matter_context
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.whistles import queries
from gongzhi.modules.appeals.whistles.forms import WhistleForm, from_form
from gongzhi.modules.appeals.whistles.lists import (
    CallList,
    WhistleList,
    came_tone,
    came_words,
    whistle_url,
)
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.opening import BLOW
from gongzhi.modules.appeals.whistles.policy import number
from gongzhi.modules.appeals.whistles.rules import oddity, share
from gongzhi.modules.appeals.whistles.words import Period

VIEW = queries.VIEW
CRUMBS = [("吹哨报到", "/appeals/whistles/")]


@guard(VIEW)
def whistles(request: HttpRequest) -> HttpResponse:
    """The list; figures of whistles open it with filters."""
    return WhistleList(request).response(may_blow=decide(request.user, BLOW).allowed)


@guard(VIEW)
def calls(request: HttpRequest) -> HttpResponse:
    """The units that were called; figures of reporting in and of ratings open it with filters."""
    return CallList(request).response(crumbs=CRUMBS)


def whistle_of(officer: Any, number: str) -> Whistle:
    """Raises: NotFound."""
    more = ("lead_wanted", "earlier__matter", "drafted_by", "approved_by", "accepted_by")
    rows = queries.whistles(officer).select_related(*more).defer(None)
    found = rows.filter(matter__number=number.strip().upper()).first()
    if found is None:
        raise NotFound(value=number)
    return found


@guard(VIEW)
def whistle(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one whistle. Some fifteen statements, however many units were called."""
    one = whistle_of(request.user, number)
    called = queries.with_terms(Call.objects.select_related("unit", "assignment"))
    prefetch_related_objects([one], Prefetch("calls", called), "wanted")
    rows = list(one.calls.all())
    for call in rows:
        call.whistle = one
    context = {
        **matter_context(one.matter, request.user, one),
        "whistle": one,
        "title": f"{one.number} {one.matter.title[:40]}",
        "facts": _facts(one),
        "calls": [(call, came_words(call), came_tone(call)) for call in rows],
        "from_appeal": one.matter.links.select_related("other").filter(kind="cause").first(),
    }
    context["offered"] = {offer.move.code for offer in [*context["first_offers"], *context["more_offers"]]}
    return render(request, "appeals/whistle.html", context)


def _facts(one: Whistle) -> list[tuple[str, Any]]:
    pairs = [
        ("类型", one.get_type_display()),
        ("吹哨乡镇", one.town.label),
        ("地方", known().place_name(one.matter.place_code)),
        ("具体位置", one.spot),
        ("需要单位", "、".join(unit.label for unit in one.wanted.all())),
        ("建议牵头", one.lead_wanted.label if one.lead_wanted else ""),
        ("拟稿", one.drafted_by.name if one.drafted_by else ""),
        ("签发", one.approved_by.name if one.approved_by else ""),
        ("受理", one.accepted_by.name if one.accepted_by else ""),
    ]
    return [(label, value) for label, value in pairs if value]


@guard(BLOW)
def whistle_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request, WhistleForm, from_form, title="吹哨", submit="提交审批", crumbs=CRUMBS, cancel=reverse("appeals:whistles"),
        done=lambda made: whistle_url(made.number), message=lambda made: f"已提交审批，编号{made.number}。",
    )  # fmt: skip


@guard(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """How whistles go: report-in, refusals, repeats, ratings; every figure opens what it counts. Six statements."""
    officer: Officer = request.user  # type: ignore[assignment]
    at = now()
    period = request.GET.get("period", "")
    period = period if period in Period.values else ""
    called = queries.calls(officer).filter(queries.since(period, at, "whistle__matter__opened_at"))
    blown = queries.whistles(officer).filter(queries.since(period, at))
    totals = queries.whistle_totals(blown)
    towns = queries.by_town(blown, called, queries.townships(officer))
    context = {
        "title": "吹哨情况",
        "crumbs": CRUMBS,
        "tabs": _periods(period),
        "figures": _figures(totals, queries.call_totals(called, at), period),
        "units": [_unit_row(one, period) for one in queries.by_unit(called, at)],
        "towns": _town_rows(towns, period, at),
    }
    return render(request, "appeals/whistles_overview.html", context)


def _periods(chosen: str) -> list[tuple[str, str, None, bool]]:
    there = reverse("appeals:whistles_overview")
    return [
        (label, f"{there}?period={code}" if code else there, None, code == chosen)
        for code, label in [("", "全部"), *Period.choices]
    ]


def _link(name: str, **asked: Any) -> str:
    """A list with filters; empty ones are left out."""
    query = urlencode({key: value for key, value in asked.items() if value})
    return f"{reverse(f'appeals:{name}')}{f'?{query}' if query else ''}"


def _figures(blown: dict[str, int], called: dict[str, Any], period: str) -> list[dict[str, Any]]:
    def whistles_(label: str, value: int, **asked: str) -> dict[str, Any]:
        return {
            "label": label,
            "value": value,
            "unit": "件",
            "href": _link("whistles", period=period, **asked),
        }

    def calls_(label: str, value: Any, unit: str = "家次", digits: int = 0, **asked: str) -> dict[str, Any]:
        href = _link("whistle_calls", period=period, **asked)
        return {"label": label, "value": value, "unit": unit, "digits": digits, "href": href}

    return [
        whistles_("吹哨", blown["blown"]),
        whistles_("不予受理", blown["refused"], state="refused"),
        whistles_("重复吹哨", blown["repeats"], special="repeated"),
        calls_("应报到", called["decided"], came="decided"),
        calls_("按时报到", called["timely"], came="in_time"),
        calls_("超时报到", called["late"], came="late"),
        calls_("超时未报到", called["missing"], came="missing"),
        calls_("按时报到率", share(called["timely"], called["decided"]), "%", 1, came="decided"),
        calls_("平均评分", called["average"], "分", 1, step="rated"),
    ]


def _unit_row(one: dict[str, Any], period: str) -> dict[str, Any]:
    def link(**asked: str) -> str:
        return _link("whistle_calls", unit=one["unit"], period=period, **asked)

    return one | {
        "label": one["unit__short_name"] or one["unit__name"],
        "rate": share(one["timely"], one["decided"]),
        "all": link(),
        "to_decided": link(came="decided"),
        "to_timely": link(came="in_time"),
        "to_late": link(came="late"),
        "to_missing": link(came="missing"),
        "to_rated": link(step="rated"),
    }


def _town_rows(towns: list[dict[str, Any]], period: str, at: Any) -> list[dict[str, Any]]:
    mean = sum(one["blown"] for one in towns) / len(towns) if towns else 0
    many, few = number("many", at), number("few", at)
    return [
        one | {
            "odd": oddity(one["blown"], mean, many, few),
            "all": _link("whistles", town=one["town"], period=period),
            "to_refused": _link("whistles", town=one["town"], period=period, state="refused"),
            "to_repeats": _link("whistles", town=one["town"], period=period, special="repeated"),
            "to_rated": _link("whistle_calls", town=one["town"], period=period, step="rated"),
        }
        for one in towns
    ]  # fmt: skip


whistle_urls = [
    path("whistles/", whistles, name="whistles"),
    path("whistles/new/", whistle_new, name="whistle_new"),
    path("whistles/overview/", overview, name="whistles_overview"),
    path("whistles/units/", calls, name="whistle_calls"),
    path("whistles/<str:number>/", whistle, name="whistle"),
]
