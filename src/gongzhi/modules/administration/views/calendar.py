"""The work calendar: notices by year, days the county set apart, office hours."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.clock import actions, queries, today
from gongzhi.kernel.clock.models import CalendarDay, OfficeHoursRow
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, DateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import POLICY
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, act

WEEK = "一二三四五六日"
COLUMNS = (
    DateColumn("day", "日期", value=lambda row: row[0]),
    Column("week", "星期", value=lambda row: WEEK[row[0].weekday()]),
    Column("open", "安排", value=lambda row: "上班" if row[1] else "放假"),
    Column("note", "说明", value=lambda row: row[2], wide=True),
)


@guard(POLICY)
def calendar(request: HttpRequest) -> HttpResponse:
    """One year: what differs from the plain week. Four queries."""
    given = request.GET.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and 2000 <= int(given) <= 2199 else today().year
    special = queries.special_days(year)
    if request.GET.get("export") == "xlsx":
        return export.download(
            export.workbook(COLUMNS, special, [("清单", f"{year}年安排")]), f"工作日历{year}"
        )
    missing = queries.years_missing(today())
    warning = (
        f"{'、'.join(map(str, missing))}年的节假日安排还没有录入，涉及的期限暂按平日推算。" if missing else ""
    )
    latest = queries.versions().first()
    facts = [
        ("年份", f"{year}年"),
        ("与平日不同", f"{len(special)}天"),
        ("当前版本", f"第{latest.version}版，{latest.reason}" if latest else "系统自带"),
    ]
    context = {"title": "工作日历", "facts": facts, "tables": _tables(year, special), "warning": warning}
    return render(request, "administration/thing.html", context | {"actions": _changes(year)})


def _tables(year: int, special: list[tuple[date, bool, str]]) -> list[Table]:
    arranged = [
        (day.isoformat(), f"星期{WEEK[day.weekday()]}", "上班" if open else "放假", note)
        for day, open, note in special
    ]
    apart = [
        (row.day.isoformat(), "上班" if row.open else "放假", row.note, row.source, _clear(row))
        for row in queries.days_set_apart()[:100]
    ]
    hours = [
        (row.from_on.isoformat(), "，".join(f"{a}—{b}" for a, b in row.spans), row.source)
        for row in OfficeHoursRow.objects.order_by("-from_on")
    ]
    return [
        Table("本县单独设置", ("日期", "安排", "说明", "依据", ""), apart, "没有单独设置的日期。"),
        Table("办公时间", ("自", "时段", "依据"), hours, "用默认的8:30—12:00，14:30—17:30。"),
        Table(
            f"{year}年节假日和调休", ("日期", "星期", "安排", "说明"), arranged, "这一年的安排还没有录入。"
        ),
    ]


def _clear(row: CalendarDay) -> str:
    return act(reverse("administration:calendar-day-clear", args=[row.day.isoformat()]), "取消")


def _changes(year: int) -> str:
    here = reverse("administration:calendar")
    return buttons(
        Button(f"{year - 1}年", f"{here}?year={year - 1}", "chevron-left", dialog=False),
        Button(f"{year + 1}年", f"{here}?year={year + 1}", "chevron-right", dialog=False),
        Button("导出", f"{here}?year={year}&export=xlsx", "file-spreadsheet", dialog=False),
        Button("设置一天", reverse("administration:calendar-day"), "calendar-due"),
        Button("录入年度安排", reverse("administration:calendar-notice"), "calendar"),
        Button("办公时间", reverse("administration:calendar-hours"), "clock"),
    )


def _by_key(action: Any, *, by: Officer, **fields: Any) -> Any:
    return action(by=by.pk, **fields)


def _form(request: HttpRequest, form: Any, action: Any, title: str, **more: Any) -> HttpResponse:
    there = reverse("administration:calendar")
    more.setdefault("submit", "保存")
    return form_page(
        request,
        form,
        partial(_by_key, action),
        title=title,
        done=there,
        message="工作日历已更新，未办结事项的期限随之重算。",
        cancel=there,
        **more,
    )


@guard(POLICY)
def set_day(request: HttpRequest) -> HttpResponse:
    return _form(request, forms.DayApartForm, actions.set_day, "设置一天")


@guard(POLICY)
def clear_day(request: HttpRequest, day: str) -> HttpResponse:
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    action = partial(actions.clear_day, day=chosen)
    return _form(request, forms.NothingForm, action, f"取消{day}的单独设置", submit="取消设置", danger=True)


@guard(POLICY)
def notice(request: HttpRequest) -> HttpResponse:
    missing = queries.years_missing(today())
    given = {"year": missing[0] if missing else today().year + 1}
    return _form(request, forms.NoticeForm, actions.publish_notice, "录入年度节假日安排", initial=given)


@guard(POLICY)
def hours(request: HttpRequest) -> HttpResponse:
    return _form(request, forms.HoursForm, actions.set_office_hours, "设置办公时间")
