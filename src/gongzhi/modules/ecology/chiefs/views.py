"""河长林长: who is chief of which stretch, when it was patrolled last, what is open on it; on the map too."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import today
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.rounds.rules import is_position
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.fields import DateField, Picker, PlaceField, TextField, UnitField
from gongzhi.kernel.web.filters import choice, unit_filter
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.ecology.chiefs import actions, queries
from gongzhi.modules.ecology.chiefs.models import Chief, Reach
from gongzhi.modules.ecology.words import Level, ReachKind

VIEW, PLAN = queries.VIEW, actions.PLAN
CRUMBS = [("河长林长", "/ecology/reaches/")]
STALE = {"30": "30天", "60": "60天", "90": "90天"}


def reach_url(reach: Reach) -> str:
    return reverse("ecology:reach", args=[reach.pk])


class ReachFilter(django_filters.FilterSet):
    kind = choice("类别", ReachKind.choices, "by_own")
    level = choice("级别", Level.choices, "by_own")
    unit = unit_filter("责任单位", "by_unit")
    stale = choice("久未巡查", [(code, f"{label}没有巡查") for code, label in STALE.items()], "by_stale")
    special = choice(
        "特殊",
        [("vacant", "没有河长林长"), ("troubled", "有未销号问题"), ("missed", "有未巡查轮次")],
        "by_special",
    )

    class Meta:
        model = Reach
        fields = ()

    def by_own(self, rows: QuerySet[Reach], name: str, value: str) -> QuerySet[Reach]:
        return rows.filter(**{name: value})

    def by_unit(self, rows: QuerySet[Reach], name: str, value: Any) -> QuerySet[Reach]:
        return rows.filter(unit__path__startswith=value.path)

    def by_stale(self, rows: QuerySet[Reach], name: str, value: str) -> QuerySet[Reach]:
        return rows.filter(queries.without_patrol(today() - timedelta(days=int(value))))

    def by_special(self, rows: QuerySet[Reach], name: str, value: str) -> QuerySet[Reach]:
        wanted = {"vacant": Q(chief_name=None), "troubled": Q(open_problems__gt=0), "missed": Q(missed__gt=0)}
        return rows.filter(wanted[value])


class ReachList(Listing):
    title = "河长林长"
    model = Reach
    filters = ReachFilter
    first_filters = ("kind", "level", "unit", "stale")
    order = ("kind", "name", "pk")
    searchable = "名称"
    count_to = 10_000
    template = "ecology/reaches.html"
    columns = (
        Column("name", "河湖、林区", wide=True),
        Column("get_kind_display", "类别"),
        Column("get_level_display", "级别"),
        Column("place.name", "地方"),
        Column("size", "长度、面积"),
        Column("chief_title", "职务"),
        StateColumn("chief", "河长、林长", value=lambda one: one.chief_name or "空缺", tone=lambda one: "plain" if one.chief_name else "bad"),
        Column("often", "巡查频次", value=lambda one: one.route.often if one.route else "—"),
        DateColumn("last_on", "最近巡查"),
        NumberColumn("missed", "未巡查", unit="次"),
        NumberColumn("open_problems", "未销号问题"),
        Column("unit.label", "责任单位", shown=False),
    )  # fmt: skip
    empty = ("还没有河湖、林区。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Reach]:
        return queries.reaches(request.user)  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Reach], words: str) -> QuerySet[Reach]:
        return rows.filter(name__icontains=words)

    def href(self, row: Reach) -> str:
        return reach_url(row)


class ReachForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="如：清河泽口段")
    kind = forms.ChoiceField(label="类别", choices=ReachKind.choices)
    level = forms.ChoiceField(
        label="级别", choices=Level.choices, help_text="巡查频次由级别定，见参数“河长林长巡查”"
    )
    place = PlaceField(label="所在地方")
    unit = UnitField(label="责任单位")
    parent = forms.ModelChoiceField(
        label="所属河湖、林区",
        queryset=Reach.objects.order_by("kind", "name"),
        required=False,
        empty_label="不属于别的河湖、林区",
        widget=Picker(),
    )
    course = TextField(
        label="走向", rows=3, max_length=8000, required=False, draft=False,
        help_text="在下面的地图上点出来，或一行一个点填“经度，纬度”，从上游到下游；可以不填",
    )  # fmt: skip
    metres = forms.IntegerField(
        label="长度（米）",
        min_value=0,
        max_value=5_000_000,
        initial=0,
        help_text="画出走向后自动算出，可以改",
    )
    hectares = forms.DecimalField(
        label="面积（公顷）", min_value=0, max_digits=10, decimal_places=2, initial=0
    )


class ChiefForm(forms.Form):
    officer = forms.ModelChoiceField(
        label="人员", queryset=Officer.objects.filter(is_active=True).order_by("username"), widget=Picker()
    )
    title = forms.CharField(label="职务", max_length=40, required=False, help_text="不填按级别拟，如镇级河长")
    from_on = DateField(label="任职日期")


class CourseWrong(Refusal):
    code = "ecology.course_wrong"
    message = "走向第{n}行“{line}”不是坐标。一行一个点，写“经度，纬度”，至少两个点。"


def course_of(text: str) -> dict[str, Any] | None:
    """The course as a GeoJSON line from its points as they are typed; None for none. Raises: CourseWrong.

    >>> course_of("116.30，32.95\\n116.31, 32.96")["coordinates"], course_of(" ")
    ([[116.3, 32.95], [116.31, 32.96]], None)
    """
    points = []
    lines = [one.strip() for one in text.splitlines() if one.strip()]
    for n, line in enumerate(lines, 1):
        parts = [one for one in re.split(r"[,，\s]+", line) if one]
        try:
            longitude, latitude = (float(one) for one in parts)
        except ValueError as wrong:
            raise CourseWrong(field="course", n=n, line=line[:30]) from wrong
        if not is_position(longitude, latitude):
            raise CourseWrong(field="course", n=n, line=line[:30])
        points.append([longitude, latitude])
    if len(points) == 1:
        raise CourseWrong(field="course", n=1, line=lines[0][:30])
    return {"type": "LineString", "coordinates": points} if points else None


@guard(VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    officer: Officer = request.user  # type: ignore[assignment]
    totals = queries.totals(queries.reaches(officer))
    here = reverse("ecology:reaches")
    figures = [
        ("河湖、林区", totals["all"], here), ("已有河长林长", totals["led"], here), ("有未销号问题", totals["troubled"], f"{here}?special=troubled"),
    ]  # fmt: skip
    return ReachList(request).response(may_plan=decide(officer, PLAN).allowed, figures=figures)


def _set(*, course: str, by: Officer, at: Any, reach: Reach | None = None, **given: Any) -> Reach:
    return actions.set_reach(drawn=actions.Drawn(**given, line=course_of(course)), reach=reach, by=by, at=at)


FORM = {"template": "ecology/reach_form.html", "partial": "ecology/_reach_form.html"}


def course_in_lines(reach: Reach) -> str:
    line = reach.line or {}
    found = line.get("coordinates", []) if line.get("type") == "LineString" else []
    return "\n".join(f"{one[0]}，{one[1]}" for one in found)


@guard(PLAN)
def new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request, ReachForm, _set, title="登记河湖、林区", submit="保存", crumbs=CRUMBS, cancel=reverse("ecology:reaches"),
        done=reach_url, message="已登记，请任命河长、林长。", within="", **FORM,
    )  # fmt: skip


@guard(PLAN, Reach, lookup="pk")
def edit(request: HttpRequest, reach: Reach) -> HttpResponse:
    names = ("name", "kind", "level", "place", "unit", "parent", "metres", "hectares")
    return form_page(
        request, ReachForm, partial(_set, reach=reach), title=f"修改{reach}", submit="保存", crumbs=CRUMBS,
        initial={name: getattr(reach, name) for name in names} | {"course": course_in_lines(reach)},
        cancel=reach_url(reach), done=reach_url(reach), message="已保存。", within=within(reach), **FORM,
    )  # fmt: skip


@guard(PLAN, Reach, lookup="pk")
def name(request: HttpRequest, reach: Reach) -> HttpResponse:
    return form_page(
        request, ChiefForm, partial(actions.name_chief, reach=reach), title=f"任命{reach}{actions.title_of(reach)}", submit="任命",
        initial={"from_on": today()}, crumbs=CRUMBS, cancel=reach_url(reach), done=reach_url(reach),
        message="已任命，巡查轮次按级别生成。",
    )  # fmt: skip


@guard(VIEW, Reach, lookup="pk")
def page(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Who is chief of this stretch, the last patrols, the problems found on them. Some ten statements."""
    officer: Officer = request.user  # type: ignore[assignment]
    found = queries.reaches(officer).get(pk=reach.pk)
    chiefs = list(queries.history(reach))
    route = reach.route
    problems = Matter.objects.filter(found_on__round__route=route).order_by("-pk")[:20] if route else []
    context = {
        "title": reach.name,
        "reach": found,
        "chief": next((one for one in chiefs if one.to_on is None), None),
        "former": [one for one in chiefs if one.to_on is not None],
        "rounds": list(route.rounds.order_by("-due_on", "-pk")[:10]) if route else [],
        "problems": list(problems),
        "parts": list(queries.reaches(officer).filter(parent=reach)),
        "facts": _facts(found),
        "crumbs": CRUMBS,
        "may_plan": decide(officer, PLAN, reach.unit).allowed,
        "shape": reverse("ecology:reach_shape", args=[reach.pk]),
        "within": within(reach),
    }
    return render(request, "ecology/reach.html", context)


def within(reach: Reach) -> str:
    """The township whose villages the map of a stretch shows; "" the whole county."""
    return reach.place_id[:9].ljust(12, "0") if reach.level != Level.COUNTY else ""


def _facts(one: Reach) -> list[tuple[str, Any]]:
    pairs = [
        ("类别", one.get_kind_display()), ("级别", one.get_level_display()), ("地方", one.place.name), ("长度、面积", one.size),
        ("责任单位", one.unit.label), ("所属", one.parent.name if one.parent else ""),
        ("巡查频次", one.route.often if one.route else ""), ("最近巡查", _day(one.last_on)),  # type: ignore[attr-defined]
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


def _day(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else "还没有"


@guard(VIEW, Reach, lookup="pk")
def shape(request: HttpRequest, reach: Reach) -> JsonResponse:
    """The course of a reach and the stops of its patrol."""
    line = (reach.line or {}).get("coordinates", []) if (reach.line or {}).get("type") == "LineString" else []
    stops = reach.route.stops.filter(is_active=True).exclude(longitude=None) if reach.route else []
    points = [(one.longitude, one.latitude, str(one.pk), "blue") for one in stops]
    return maps.points(points, line=[(one[0], one[1]) for one in line], fit=True)  # type: ignore[arg-type]


reach_urls = [
    path("reaches/", listed, name="reaches"),
    path("reaches/new/", new, name="reach_new"),
    path("reaches/<int:pk>/", page, name="reach"),
    path("reaches/<int:pk>/edit/", edit, name="reach_edit"),
    path("reaches/<int:pk>/chief/", name, name="reach_chief"),
    path("reaches/<int:pk>/shape/", shape, name="reach_shape"),
]
__all__ = ["Chief", "reach_urls"]
