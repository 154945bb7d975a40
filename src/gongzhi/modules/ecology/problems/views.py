"""Pages of problems: the list, and one problem with both lines of its double report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Clock
from gongzhi.kernel.org.queries import named_place
from gongzhi.kernel.rounds.models import Finding
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.matters import matter_context
from gongzhi.modules.ecology.problems.lists import VIEW, ProblemFilter, ProblemList, problem_url, seen
from gongzhi.modules.ecology.problems.models import Problem

CRUMBS = [("生态环境问题", "/ecology/problems/")]
PURPOSES = {"before": "发现时", "files": "办理材料"}


@guard(VIEW)
def problems(request: HttpRequest) -> HttpResponse:
    """The list; figures of problems open it with filters."""
    return ProblemList(request).response(map=f"{reverse('ecology:problem_map')}?{request.GET.urlencode()}")


@guard(VIEW)
def problem_map(request: HttpRequest) -> HttpResponse:
    """The problems of the list's filters on the map."""
    points = f"{reverse('ecology:problem_points')}?{request.GET.urlencode()}"
    back = f"{reverse('ecology:problems')}?{request.GET.urlencode()}"
    return render(
        request,
        "ecology/problem_map.html",
        {"title": "问题分布", "points": points, "back": back, "crumbs": CRUMBS},
    )


@guard(VIEW)
def points(request: HttpRequest) -> JsonResponse:
    """Where the problems are, each with its light. One query."""
    from gongzhi.kernel.flow.queries import light_at

    rows = ProblemFilter(request.GET, queryset=seen(request.user), request=request).qs  # type: ignore[arg-type]
    rows = rows.exclude(matter__longitude=None).annotate(light=light_at(now(), "matter__"))
    found = rows.values_list("matter__longitude", "matter__latitude", "matter__number", "light")
    return maps.points(found, detail=reverse("ecology:problem_popup", args=["KEY"]))


@guard(VIEW)
def popup(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "ecology/problem_popup.html", {"problem": problem_of(request.user, number)})


def problem_of(officer: Any, number: str) -> Problem:
    """Raises: NotFound."""
    rows = seen(officer).select_related(
        "matter", "town", "bureau", "station", "found_by", "rectified_by", "checked_by", "struck_by"
    )
    found = rows.filter(matter__number=number.strip().upper()).first()
    if found is None:
        raise NotFound(value=number)
    return found


@guard(VIEW)
def problem(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one problem. Some sixteen statements."""
    one = problem_of(request.user, number)
    finding = Finding.objects.filter(matter=one.pk).select_related("round__route", "stop").first()
    place = named_place(one.matter.place_code)
    context = {
        **matter_context(one.matter, request.user, one),
        "problem": one,
        "title": f"{one.number} {one.matter.title[:40]}",
        "lines": _lines(one),
        "finding": finding,
        "answer": None if finding else _answer(one),
        "facts": _facts(one, maps.full_name(place) if place else ""),
        "extensions": list(one.extensions.select_related("asked_by", "decided_by")),
        "steps": _steps(one),
        "within": one.matter.place_code[:9].ljust(12, "0"),
        "spot": f"{reverse('ecology:problem_spot', args=[one.number])}"
        if one.matter.longitude is not None
        else "",
    }
    return render(request, "ecology/problem.html", context)


@guard(VIEW)
def spot(request: HttpRequest, number: str) -> JsonResponse:
    """The one point of a problem."""
    matter = problem_of(request.user, number).matter
    there = [(matter.longitude, matter.latitude, matter.number, "red" if matter.is_open else "done")]
    return maps.points(there if matter.longitude is not None else [], fit=True)  # type: ignore[arg-type]


def _answer(one: Problem) -> Any:
    """The item of a site's check that it came of. One query."""
    from gongzhi.modules.ecology.sites.models import Answer

    return Answer.objects.filter(problem=one).select_related("check_of__site").first()


def _lines(one: Problem) -> list[dict[str, Any]]:
    """Both lines of the double report: told when, how long after it was found, received when, in time or not."""
    receive = {
        clock.assignment.role: clock
        for clock in Clock.objects.filter(matter=one.pk, name="receive").select_related("assignment")
        if clock.assignment is not None
    }
    delay = _span(one.reported_at - one.found_at)
    sides = (("lead", one.town, one.town_received_at), ("co", one.bureau, one.bureau_received_at))
    return [
        {
            "unit": unit, "label": "属地乡镇（街道）" if role == "lead" else "县级主管部门", "told_at": one.reported_at, "delay": delay,
            "received_at": received, "due_at": receive[role].due_at if role in receive else None,
            "late": role in receive and (received or now()) > receive[role].due_at,
        }
        for role, unit, received in sides
    ]  # fmt: skip


def _span(gone: timedelta) -> str:
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return "当即"
    return f"{minutes}分钟" if minutes < 60 else f"{minutes // 60}小时{minutes % 60}分"


def _facts(one: Problem, place: str) -> list[tuple[str, Any]]:
    pairs = [
        ("类型", one.get_type_display()), ("程度", one.get_severity_display()), ("地方", place), ("具体位置", one.spot),
        ("责任主体", one.liable), ("发现单位", one.station.label if one.station else ""),
        ("发现人", one.found_by.name if one.found_by else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


def _steps(one: Problem) -> list[dict[str, Any]]:
    """Put right, checked, struck off: who and when; three different hands."""
    steps = (
        ("整改", one.rectified_at, one.rectified_by, one.measure), ("核查", one.checked_at, one.checked_by, ""),
        ("销号", one.struck_at, one.struck_by, ""),
    )  # fmt: skip
    return [{"label": label, "at": at, "by": by, "text": text} for label, at, by, text in steps]


problem_urls = [
    path("problems/", problems, name="problems"),
    path("problems/map/", problem_map, name="problem_map"),
    path("problems/points/", points, name="problem_points"),
    path("problems/<str:number>/", problem, name="problem"),
    path("problems/<str:number>/popup/", popup, name="problem_popup"),
    path("problems/<str:number>/spot/", spot, name="problem_spot"),
]
__all__ = ["problem_url", "problem_urls"]
