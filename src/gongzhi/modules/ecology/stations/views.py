"""Pages of stations: the list, one station with its staff and their four duties, and the log of what was done."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import Route
from gongzhi.kernel.web.fields import DateField, Picker, TextField, UnitField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.ecology.stations import actions
from gongzhi.modules.ecology.stations.lists import ActivityList, StationList, duty_counts, reached
from gongzhi.modules.ecology.stations.models import Staff, Station
from gongzhi.modules.ecology.words import Duty

VIEW, PLAN, PATROL = "ecology.view", "ecology.plan", "ecology.patrol"
CRUMBS = [("环保工作站", "/ecology/stations/")]
YUAN = 100


class StationForm(forms.Form):
    town = UnitField(label="乡镇（街道）")
    unit = UnitField(label="工作站", help_text="乡镇（街道）的下属单位；还没有的，先在单位管理里设立")
    opened_on = DateField(label="挂牌日期")
    posts = forms.IntegerField(label="编制（人）", min_value=1, max_value=200, initial=8)
    yuan = forms.DecimalField(
        label="年度经费（元）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    address = forms.CharField(label="办公地点", max_length=120, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)


class StaffForm(forms.Form):
    officer = forms.ModelChoiceField(
        label="人员", queryset=Officer.objects.filter(is_active=True).order_by("username"), widget=Picker()
    )
    duties = forms.MultipleChoiceField(
        label="职责", choices=Duty.choices, widget=forms.CheckboxSelectMultiple
    )
    head = forms.BooleanField(label="站长", required=False)
    from_on = DateField(label="到站日期", required=False)


class LeaveForm(forms.Form):
    on = DateField(label="离站日期")


class ActivityForm(forms.Form):
    duty = forms.ChoiceField(label="职责", choices=Duty.choices)
    on = DateField(label="日期")
    text = TextField(label="内容", rows=3, max_length=300, help_text="做了什么、在哪里、对谁")
    people = forms.IntegerField(label="覆盖人数", min_value=0, max_value=1_000_000, required=False)


def _station(*, yuan: Any, by: Officer, at: Any, station: Station | None = None, **given: Any) -> Station:
    return actions.set_station(budget=int((yuan or 0) * YUAN), station=station, by=by, at=at, **given)


@guard(VIEW)
def listed(request: HttpRequest) -> HttpResponse:
    return StationList(request).response(may_plan=decide(request.user, PLAN).allowed)  # type: ignore[arg-type]


@guard(PLAN)
def new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request, StationForm, _station, title="设立工作站", submit="保存", crumbs=CRUMBS, cancel=reverse("ecology:stations"),
        done=lambda made: reverse("ecology:station", args=[made.pk]), message="工作站已设立。",
    )  # fmt: skip


@guard(PLAN, Station, lookup="pk")
def edit(request: HttpRequest, station: Station) -> HttpResponse:
    names = ("town", "unit", "opened_on", "posts", "address", "phone")
    initial = {name: getattr(station, name) for name in names} | {"yuan": f"{station.budget / YUAN:.2f}"}
    return form_page(
        request, StationForm, partial(_station, station=station), title=f"修改{station}", submit="保存", initial=initial,
        crumbs=CRUMBS, cancel=_url(station), done=_url(station), message="已保存。",
    )  # fmt: skip


def _url(station: Station) -> str:
    return reverse("ecology:station", args=[station.pk])


@guard(VIEW, Station, lookup="pk")
def page(request: HttpRequest, station: Station) -> HttpResponse:
    """One station: people and duties, what was done in the last ninety days, its routes. Some ten statements."""
    officer: Officer = request.user  # type: ignore[assignment]
    since, until = today() - timedelta(days=90), today()
    counts = duty_counts(station, since, until)
    log = f"{reverse('ecology:activities')}?unit={station.unit_id}&since={since}&until={until}"
    context = {
        "title": str(station),
        "station": station,
        "staff": list(station.staff.filter(to_on=None).select_related("officer")),
        "gone": list(station.staff.exclude(to_on=None).select_related("officer")[:10]),
        "duties": [(duty.label, counts.get(duty.value, 0), f"{log}&duty={duty.value}") for duty in Duty],
        "reached": reached(station, since, until),
        "routes": list(
            Route.objects.filter(unit=station.unit, to_on=None).select_related("place").order_by("name")
        ),
        "facts": _facts(station),
        "log": log,
        "may_plan": decide(officer, PLAN, station.unit).allowed,
        "may_log": decide(officer, PATROL, station.unit).allowed,
        "figures": f"?unit={station.unit_id}&since={since}&until={until}",
        "crumbs": CRUMBS,
    }
    return render(request, "ecology/station.html", context)


def _facts(station: Station) -> list[tuple[str, Any]]:
    pairs = [
        ("乡镇", station.town.label), ("挂牌", f"{station.opened_on:%Y-%m-%d}"), ("编制", f"{station.posts}人"),
        ("年度经费", f"{station.budget / YUAN:,.2f}元" if station.budget else ""), ("办公地点", station.address),
        ("电话", station.phone),
    ]  # fmt: skip
    return [(label, value) for label, value in pairs if value]


@guard(PLAN, Station, lookup="pk")
def join(request: HttpRequest, station: Station) -> HttpResponse:
    asked = request.GET.get("officer", "")
    row = station.staff.filter(officer=int(asked), to_on=None).first() if asked.isdigit() else None
    initial = (
        {"officer": row.officer_id, "duties": row.duties, "head": row.head, "from_on": row.from_on}
        if row
        else {}
    )
    return form_page(
        request, StaffForm, partial(actions.join, station=station), title="人员和职责", submit="保存", crumbs=CRUMBS,
        initial=initial, cancel=_url(station), done=_url(station), message="已保存。",
    )  # fmt: skip


@guard(PLAN)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    from gongzhi.kernel.web.guard import load

    staff = load(Staff.objects.select_related("station__unit", "officer"), "pk", pk)
    return form_page(
        request, LeaveForm, partial(actions.leave, staff=staff), title=f"{staff.officer.name}离站", submit="离站", danger=True,
        initial={"on": today()}, crumbs=CRUMBS, cancel=_url(staff.station), done=_url(staff.station), message="已办离站。",
    )  # fmt: skip


@guard(PATROL, Station, lookup="pk")
def log(request: HttpRequest, station: Station) -> HttpResponse:
    return form_page(
        request, ActivityForm, partial(actions.log_activity, station=station), title="登记履职", submit="登记", crumbs=CRUMBS,
        initial={"on": today(), "duty": Duty.PUBLICIST}, cancel=_url(station), done=_url(station), message="已登记。",
    )  # fmt: skip


@guard(VIEW)
def activities(request: HttpRequest) -> HttpResponse:
    return ActivityList(request).response(crumbs=CRUMBS)


station_urls = [
    path("stations/", listed, name="stations"),
    path("stations/new/", new, name="station_new"),
    path("stations/activities/", activities, name="activities"),
    path("stations/<int:pk>/", page, name="station"),
    path("stations/<int:pk>/edit/", edit, name="station_edit"),
    path("stations/<int:pk>/staff/", join, name="station_join"),
    path("stations/<int:pk>/log/", log, name="station_log"),
    path("staff/<int:pk>/leave/", leave, name="staff_leave"),
]
