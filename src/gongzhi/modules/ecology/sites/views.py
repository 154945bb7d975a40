"""Sites and firms: the list and the map, one with its checks, checking it, and what a failed item became."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import today
from gongzhi.kernel.rounds.words import Verdict
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.matters import TONES as MATTER_TONES
from gongzhi.kernel.web.rounds.pages import VERDICT_TONES
from gongzhi.modules.ecology.sites import actions, policy, queries
from gongzhi.modules.ecology.sites.changing import changing_urls
from gongzhi.modules.ecology.sites.lists import TONES, SiteFilter, SiteList, place_name, site_url, state_words
from gongzhi.modules.ecology.sites.measures import SITES, standings
from gongzhi.modules.ecology.sites.models import Check, Site
from gongzhi.modules.ecology.words import ItemState

VIEW = queries.VIEW
CRUMBS = [("工地和企业", "/ecology/sites/")]
LIGHTS = {"meeting": "green", "below": "red", "unchecked": "grey", "coming": "grey", "ended": "done"}
ITEM_TONES = {ItemState.YES: "good", ItemState.NO: "bad", ItemState.NA: "plain"}
LATEST = 20


@guard(VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    """The list; figures of sites open it with filters."""
    officer: Any = request.user
    return SiteList(request).response(
        may_keep=decide(officer, actions.KEEP).allowed,
        totals=[one for one in standings(officer) if one.by_town],
        map=f"{reverse('ecology:site_map')}?{request.GET.urlencode()}",
        rule=SITES.rule,
    )


@guard(VIEW)
def mapped(request: HttpRequest) -> HttpResponse:
    """The sites of the list's filters on the map."""
    asked = request.GET.urlencode()
    context = {
        "title": "工地和企业分布",
        "points": f"{reverse('ecology:site_points')}?{asked}",
        "back": f"{reverse('ecology:sites')}?{asked}",
        "crumbs": CRUMBS,
    }
    return render(request, "ecology/site_map.html", context)


@guard(VIEW)
def points(request: HttpRequest) -> JsonResponse:
    """Where the sites are, each in the colour of its last check. One query."""
    rows = SiteFilter(request.GET, queryset=queries.seen(request.user), request=request).qs  # type: ignore[arg-type]
    rows = queries.told(rows.exclude(longitude=None)).values_list("longitude", "latitude", "pk", "state")
    found = [(x, y, str(key), LIGHTS[state]) for x, y, key, state in rows]
    return maps.points(found, detail=reverse("ecology:site_popup", args=[0]).replace("/0/", "/KEY/"))


def told(request: HttpRequest, site: Site) -> Any:
    """A site as lists show it."""
    return queries.told(queries.seen(request.user)).get(pk=site.pk)  # type: ignore[arg-type]


@guard(VIEW, Site, lookup="pk")
def popup(request: HttpRequest, site: Site) -> HttpResponse:
    found = told(request, site)
    return render(request, "ecology/site_popup.html", {"site": found, "state": state_words(found)})


@guard(VIEW, Site, lookup="pk")
def spot(request: HttpRequest, site: Site) -> JsonResponse:
    """The one point of a site."""
    there = [(*site.position, str(site.pk), LIGHTS[told(request, site).state])] if site.position else []
    return maps.points(there, fit=True)


@guard(VIEW, Site, lookup="pk")
def page(request: HttpRequest, site: Site) -> HttpResponse:
    """One site: how it stood on each item, the checks before, what it lies with. Some ten statements beside the frame."""
    found, officer = told(request, site), request.user
    over = found.to_on is not None
    context = {
        "title": found.name,
        "crumbs": CRUMBS,
        "site": found,
        "state": state_words(found),
        "tone": TONES[found.state],
        "facts": _facts(found),
        "due": policy.days(found.standard, today()),
        "may_keep": decide(officer, actions.KEEP, site).allowed,  # type: ignore[arg-type]
        "may_check": not over and decide(officer, actions.CHECK, site).allowed,  # type: ignore[arg-type]
        "checks": list(found.checks.select_related("by").order_by("-at", "-pk")[:LATEST]),
        "within": f"{found.place_id[:9]:0<12}",
        "spot": reverse("ecology:site_spot", args=[found.pk]) if found.position else "",
        "last": _told_check(request, found.last_check) if found.last_check else None,
    }
    return render(request, "ecology/site.html", context)


def _facts(one: Site) -> list[tuple[str, Any]]:
    pairs = [
        ("类别", one.get_kind_display()), ("地方", f"{one.town.label}{place_name(one)}"), ("监管单位", one.unit.label),
        ("责任企业", one.owner), ("开工、投产", f"{one.from_on:%Y-%m-%d}"),
        ("不再检查", f"{one.to_on:%Y-%m-%d}起，{one.get_end_reason_display()}" if one.to_on else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


@guard(VIEW, Check, lookup="pk")
def check(request: HttpRequest, check: Check) -> HttpResponse:
    """One check as it was made."""
    site = check.site
    context = {
        "title": f"{site.name} {check.on:%Y-%m-%d}检查",
        "crumbs": [*CRUMBS, (site.name, site_url(site))],
        "last": _told_check(
            request, Check.objects.select_related("by", "voided_by", "site").get(pk=check.pk)
        ),
    }
    return render(request, "ecology/site_check.html", context)


def _told_check(request: HttpRequest, check: Check) -> dict[str, Any]:
    """A check with its items and photos, and what this officer may do about it."""
    officer: Any = request.user
    may_check = decide(officer, actions.CHECK, check).allowed
    return {
        "check": check,
        "verdict": check.get_verdict_display(),
        "verdict_tone": VERDICT_TONES[Verdict(check.verdict)],
        "items": [_told_item(one) for one in queries.answers(check)],
        "photos": list(queries.photos(check)),
        "may_report": may_check and check.voided_at is None,
        "may_void": may_check and check.voided_at is None and actions.may_void(check, check.site, officer),
    }


def _told_item(answer: Any) -> dict[str, Any]:
    problem = answer.problem
    now = problem.matter.state_now if problem else None
    return {
        "row": answer,
        "tone": ITEM_TONES[ItemState(answer.state)],
        "failed": answer.state == ItemState.NO,
        "problem": problem,
        "problem_state": now.label if now else "",
        "problem_tone": MATTER_TONES[now.tone] if now else "",
    }


site_urls = [
    path("sites/", listed, name="sites"),
    path("sites/map/", mapped, name="site_map"),
    path("sites/points/", points, name="site_points"),
    path("sites/<int:pk>/", page, name="site"),
    path("sites/<int:pk>/popup/", popup, name="site_popup"),
    path("sites/<int:pk>/spot/", spot, name="site_spot"),
    path("sites/checks/<int:pk>/", check, name="site_check"),
    *changing_urls,
]
__all__ = ["site_urls"]
