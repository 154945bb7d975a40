"""Pages of grids: the list, one grid with its board, teams, volunteers, departments' tasks."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.maps import full_name
from gongzhi.modules.grid.census.lists import VIEW as PEOPLE
from gongzhi.modules.grid.events.queries import events
from gongzhi.modules.grid.grids import queries
from gongzhi.modules.grid.grids.actions import (
    BELOW,
    DUTIES,
    SPLIT,
    TEAMS,
    admit,
    end_duty,
    enrol,
    join,
    new_grid,
    part,
    withdraw,
)
from gongzhi.modules.grid.grids.forms import DutyForm, MemberForm, NewGridForm, VolunteerForm
from gongzhi.modules.grid.grids.lists import DutyList, GridList, MemberList, VolunteerList, grid_url
from gongzhi.modules.grid.grids.models import FIXED, Duty, Member, Post, Split, Volunteer
from gongzhi.modules.grid.places import GRIDS, named

KINDS = {"grid": PlaceKind.GRID, "micro": PlaceKind.MICRO_GRID, "homes": PlaceKind.TEN_HOMES}


@guard("grid.view")
def grids(request: HttpRequest) -> HttpResponse:
    return GridList(request).response()


def place_of(request: HttpRequest, code: str) -> Place:
    """A place that the officer sees. One query. Raises: NotFound."""
    rows = named(queries.seen_places(request.user))  # type: ignore[arg-type]
    found = rows.filter(pk=code).first()
    if found is None:
        raise NotFound(value=code)
    return found


@guard("grid.view")
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """The board of one grid, or of what lies below it: land, team, people, tasks, events, what became of it."""
    place = place_of(request, code)
    if place.kind not in GRIDS:
        raise NotFound(value=code)
    officer: Any = request.user
    may_people = decide(officer, PEOPLE, place).allowed
    team = queries.team(place)
    values = {
        "title": full_name(place),
        "crumbs": [("网格", reverse("grid:grids"))],
        "place": place,
        "counts": _counts(place) if may_people else [],
        "team": team,
        "lacks": _lacks(team) if place.kind == PlaceKind.GRID and place.listed_to is None else [],
        "above": queries.team(place.parent) if place.parent else [],
        "below": Place.objects.filter(parent=place, listed_to=None).defer("boundary").order_by("code"),
        "duties": list(queries.duties_at(place)),
        "events": events(officer).filter(matter__place_code__startswith=code).order_by("-pk")[:10],
        "history": queries.history(place),
        "split": Split.objects.filter(place=place).select_related("by").first(),
        "may_team": decide(officer, TEAMS, place).allowed and place.listed_to is None,
        "may_split": place.kind == PlaceKind.GRID
        and place.listed_to is None
        and decide(officer, SPLIT, place).allowed,
        "kinds": [name for name, kind in KINDS.items() if place.kind in BELOW[kind]],
    }
    return render(request, "grid/grid.html", values)


def _counts(place: Place) -> list[tuple[str, int, str, str]]:
    counts = queries.tally(place)
    pages = (
        ("户数", "households", "户"),
        ("居民", "residents", "人"),
        ("房屋", "houses", "处"),
        ("单位", "organisations", "家"),
    )
    return [
        (label, counts[name], f"{reverse(f'grid:{name}')}?place={place.code}", unit)
        for label, name, unit in pages
    ]


def _lacks(team: list[Member]) -> list[str]:
    """Which of the four fixed forces a grid has not."""
    there = {one.post for one in team}
    return [str(post.label) for post in FIXED if post not in there]


@guard("grid.view")
def land(request: HttpRequest, code: str) -> HttpResponse:
    """The land of a grid among its neighbours, itself shaded."""
    place = place_of(request, code)
    near = Place.objects.filter(boundary__isnull=False).filter(
        Q(pk=code) | Q(parent=place.parent_id, listed_to=None)
    )
    values = {one.code: float(one.code == code) for one in near}
    hrefs = {one.code: grid_url(one.code) for one in near if one.kind in GRIDS}
    return _json(maps.features(near, values, hrefs))


def _json(found: dict[str, Any]) -> HttpResponse:
    for one in found["features"]:
        one["properties"].pop("value", None)
    return JsonResponse(found)


@guard(TEAMS)
def grid_new(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Set up a grid in a village, or a micro-grid or a group of ten households below a grid."""
    parent = place_of(request, code)
    require(request.user, TEAMS, parent)
    if kind not in KINDS:
        raise NotFound(value=kind)
    label = PlaceKind(KINDS[kind]).label
    return form_page(
        request,
        NewGridForm,
        partial(new_grid, parent=parent, kind=KINDS[kind]),
        title=f"新建{label}",
        submit="新建",
        intro=f"在{full_name(parent)}里新建{label}。",
        done=lambda made: grid_url(made.code),
        message=lambda made: f"已新建{made.name}，编码{made.code}。",
        cancel=grid_url(code) if parent.kind in GRIDS else reverse("grid:grids"),
        crumbs=[("网格", reverse("grid:grids"))],
    )


@guard(TEAMS)
def member_new(request: HttpRequest, code: str) -> HttpResponse:
    place = place_of(request, code)
    return form_page(
        request,
        MemberForm,
        partial(join, place=place),
        title="安排人员",
        submit="保存",
        intro=full_name(place),
        done=grid_url(code),
        message=lambda made: f"{made.name}已担任{Post(made.post).label}。",
        cancel=grid_url(code),
        crumbs=[("网格", reverse("grid:grids")), (full_name(place), grid_url(code))],
    )


@guard(TEAMS, Member, lookup="pk")
def member_end(request: HttpRequest, row: Member) -> HttpResponse:
    return form_page(
        request,
        forms.Form,
        partial(part, member=row),
        title="不再担任",
        submit="确定",
        danger=True,
        intro=f"{row.name}自今天起不再担任{row.place.name}{row.get_post_display()}，授权同时终止。",
        done=grid_url(row.place_id),
        message="已办理。",
        cancel=grid_url(row.place_id),
    )


@guard("grid.view")
def members(request: HttpRequest) -> HttpResponse:
    return MemberList(request).response(crumbs=[("网格", reverse("grid:grids"))])


@guard("grid.view")
def volunteers(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, TEAMS).allowed
    return VolunteerList(request).response(
        crumbs=[("网格", reverse("grid:grids"))], new=reverse("grid:volunteer_new") if may else ""
    )


@guard(TEAMS)
def volunteer_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        VolunteerForm,
        enrol,
        title="登记志愿者",
        submit="保存",
        done=reverse("grid:volunteers"),
        message="志愿者已登记。",
        cancel=reverse("grid:volunteers"),
        crumbs=[("志愿者", reverse("grid:volunteers"))],
    )


@guard(TEAMS, Volunteer, lookup="pk")
def volunteer(request: HttpRequest, row: Volunteer) -> HttpResponse:
    return form_page(
        request,
        forms.Form,
        partial(withdraw, volunteer=row),
        title=row.masked_name,
        submit="办理退出",
        danger=True,
        intro=f"{row.masked_name} {row.masked_phone}，{row.team or '未编队'}，{row.skills or '未填专长'}。退出后姓名和电话清空。",
        done=reverse("grid:volunteers"),
        message="已退出。",
        cancel=reverse("grid:volunteers"),
        crumbs=[("志愿者", reverse("grid:volunteers"))],
    )


@guard("grid.view")
def duties(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, DUTIES).allowed
    return DutyList(request).response(
        crumbs=[("网格", reverse("grid:grids"))], new=reverse("grid:duty_new") if may else ""
    )


@guard(DUTIES)
def duty_new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        DutyForm,
        admit,
        title="任务准入",
        submit="准入",
        initial={"from_on": today()},
        done=reverse("grid:duties"),
        message="任务已准入。",
        cancel=reverse("grid:duties"),
        crumbs=[("多网合一", reverse("grid:duties"))],
    )


@guard("grid.view")
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One task; whoever admits tasks can take it out again."""
    row = Duty.objects.select_related("unit", "place").filter(pk=pk).first()
    if row is None:
        raise NotFound(value=pk)
    over = row.to_on is not None and row.to_on <= today()
    if over or not decide(request.user, DUTIES).allowed:
        return render(
            request,
            "grid/duty.html",
            {"title": row.name, "crumbs": [("多网合一", reverse("grid:duties"))], "facts": _duty(row)},
        )
    return form_page(
        request,
        forms.Form,
        partial(end_duty, duty=row),
        title=row.name,
        submit="退出网格",
        danger=True,
        intro=f"{row.unit.label}：{row.content}。依据：{row.basis}。退出后网格员不再承担。",
        done=reverse("grid:duties"),
        message="任务已退出网格。",
        cancel=reverse("grid:duties"),
        crumbs=[("多网合一", reverse("grid:duties"))],
    )


def _duty(row: Duty) -> list[tuple[str, Any]]:
    return [
        ("部门", row.unit.label), ("原有网格", row.net), ("内容和频次", row.content), ("准入依据", row.basis),
        ("范围", row.place.name if row.place else "全县"), ("起", row.from_on), ("止", row.to_on),
    ]  # fmt: skip


grid_urls = [
    path("grids/", grids, name="grids"),
    path("grids/members/", members, name="members"),
    path("grids/members/<int:pk>/end/", member_end, name="member_end"),
    path("grids/volunteers/", volunteers, name="volunteers"),
    path("grids/volunteers/new/", volunteer_new, name="volunteer_new"),
    path("grids/volunteers/<int:pk>/", volunteer, name="volunteer"),
    path("grids/duties/", duties, name="duties"),
    path("grids/duties/new/", duty_new, name="duty_new"),
    path("grids/duties/<int:pk>/", duty, name="duty"),
    path("grids/<str:code>/", grid, name="grid"),
    path("grids/<str:code>/land/", land, name="land"),
    path("grids/<str:code>/new/<slug:kind>/", grid_new, name="grid_new"),
    path("grids/<str:code>/members/new/", member_new, name="member_new"),
]
