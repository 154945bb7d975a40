"""The gallery's pages: they show each component and are what its browser tests drive."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from gongzhi.kernel.modules import MenuItem
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web import errors, keyset
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    LightColumn,
    MomentColumn,
    NamesColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.fields import (
    DateField,
    FilesField,
    MomentField,
    PlaceField,
    TextField,
    UnitField,
    UnitsField,
)
from gongzhi.kernel.web.filters import DayFilter, choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.gallery import rows
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.listing import Bulk, Listing, picked
from gongzhi.kernel.web.maps import points
from gongzhi.kernel.web.menu import menu
from gongzhi.kernel.web.models import IdempotencyKey
from gongzhi.kernel.web.shell import Shell
from gongzhi.kernel.web.templatetags.ui import LIGHTS

MENU = [
    (
        "督查督办",
        MenuItem("任务清单", "gallery-list", SIGNED_IN, icon="clipboard-list", badge=lambda officer: 12),
    ),
    ("督查督办", MenuItem("组件总览", "gallery", SIGNED_IN, icon="layout-dashboard")),
    ("督查督办", MenuItem("填报进展", "gallery-form", SIGNED_IN, icon="pencil")),
    ("我的", MenuItem("空清单", "gallery-empty", SIGNED_IN, icon="inbox")),
    ("我的", MenuItem("搜索", "search", SIGNED_IN, icon="search")),
]


class SampleShell(Shell):
    @cached_property
    def menu(self) -> list[Any]:
        return menu(self.request, MENU)

    unread = 3
    inbox = "#"


class TooSoon(Refusal):
    code = "gallery.too_soon"
    message = "“{title}”还在签收期，{day}以后才能申请延期。请先签收。"


class ChangedMeanwhile(Refusal):
    code = "gallery.changed"
    kind = Kind.CONFLICT
    message = "何某在09:32已把它改为“办理中”。请核对后再提交。"


class SampleFilter(django_filters.FilterSet):
    light = choice("灯", list(LIGHTS.items()))
    lead = choice("牵头单位", [(unit, unit) for unit in rows.UNITS])
    due = DayFilter(label="截止不晚于")


class SampleList(Listing):
    title = "任务清单"
    model = IdempotencyKey  # the rows are in memory; a real list names its own model
    searchable = "编号、任务"
    count_to = 1000
    columns = (
        Column("number", "编号", sort="number", css="num"),
        LightColumn("light", "灯", reason=lambda task: task.reason, sort="light"),
        Column("title", "任务", wide=True, link=lambda task: f"{reverse('gallery')}?task={task.pk}"),
        Column("target", "目标", css="end", shown=True),
        NumberColumn("done", "完成", unit="%", sort="done"),
        Column("lead", "牵头单位", sort="lead"),
        NamesColumn("co", "配合单位", first=1),
        DateColumn("due", "截止", sort="due", late=lambda task: task.light == "red"),
        StateColumn("state", "状态", tone=lambda task: task.tone),
        MomentColumn("reported", "最近报送", shown=False),
    )
    bulk = (
        Bulk("催办", "/_gallery/remind", icon="bell", confirm="对选中的任务发催办？承办单位会立即收到消息。"),
        Bulk("挂账", "/_gallery/form", icon="flag", dialog=True),
    )

    def href(self, row: Any) -> str:
        return f"{reverse('gallery')}?task={row.pk}"

    @cached_property
    def filter(self) -> Any:
        return SampleFilter(self.request.GET, queryset=IdempotencyKey.objects.none(), request=self.request)

    @cached_property
    def found(self) -> list[rows.Task]:
        asked = self.filter.form.cleaned_data if self.filter.form.is_valid() else {}
        found = [
            task
            for task in rows.tasks()
            if self.words in task.title + task.number
            and asked.get("light") in ("", None, task.light)
            and asked.get("lead") in ("", None, task.lead)
            and (not asked.get("due") or task.due <= asked["due"])
        ]
        lead = self.keys[0]
        return sorted(found, key=lambda task: getattr(task, lead.path), reverse=lead.down)

    @cached_property
    def page(self) -> keyset.Page:
        start = 30 if self.request.GET.get("at") == "2" else 0
        shown = self.found[start : start + 30]
        return keyset.Page(
            shown, next="2" if len(self.found) > start + 30 else "", previous="1" if start else ""
        )

    @property
    def count(self) -> str:  # type: ignore[override]
        return str(len(self.found))

    def every(self) -> Iterator[Any]:
        return iter(self.found)


class EmptyList(Listing):
    title = "挂账清单"
    model = IdempotencyKey
    columns = (Column("key", "编号"), Column("route", "任务", wide=True))
    empty = ("没有挂账的任务。红灯任务可以从任务清单里挂账。", "去任务清单", "/_gallery/list?light=red")

    def queryset(self, request: HttpRequest) -> Any:
        return IdempotencyKey.objects.none()


class ReportForm(forms.Form):
    number = forms.DecimalField(
        label="本期完成数", help_text="与任务目标同一计量单位", max_digits=12, decimal_places=2
    )
    stage = forms.ChoiceField(
        label="形象进度",
        choices=[("", "请选择"), ("start", "前期工作"), ("build", "建设中"), ("done", "已完工")],
    )
    text = TextField(label="进展情况", help_text="写清做了什么、数据和时间", rows=5, max_length=500)
    problem = TextField(label="存在问题", required=False, rows=3, max_length=300)
    lead = UnitField(label="牵头单位")
    co = UnitsField(label="配合单位", required=False)
    due = DateField(label="预计完成日期", required=False)
    met = MomentField(label="最近调度时间", required=False)
    need = forms.ChoiceField(
        label="需要协调",
        choices=[("none", "不需要"), ("lead", "需要分管领导协调"), ("group", "提请领导小组")],
        widget=forms.RadioSelect,
        initial="none",
    )
    kinds = forms.MultipleChoiceField(
        label="佐证类型",
        required=False,
        choices=[("photo", "照片"), ("file", "文件"), ("data", "数据")],
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = FilesField(
        label="佐证材料", required=False, accept=".pdf,.docx,.xlsx,.jpg,.png", most=5, limit_mb=20
    )
    true = forms.BooleanField(label="已核对，数据真实")


def report(*, text: str, due: Any, by: Any, at: Any, version: int, **fields: Any) -> SimpleNamespace:
    """Refuses two telling words, so that each kind of answer can be seen."""
    if "太早" in text:
        raise TooSoon(field="due", title="老旧小区改造", day="3月5日")
    if "冲突" in text:
        raise ChangedMeanwhile
    return SimpleNamespace(text=text)


@guard(SIGNED_IN)
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    bad = ReportForm({"text": "太短", "number": "很多", "kinds": []})
    values = {
        "title": "组件总览",
        "shell": SampleShell(request),
        "crumbs": [("督查督办", reverse("gallery-list")), ("任务清单", reverse("gallery-list"))],
        "lights": [(code, rows.REASONS.get(code, "")) for code in LIGHTS],
        "states": [("plain", "待签收"), ("busy", "办理中"), ("good", "已办结"), ("bad", "已催办")],
        "entries": rows.entries(),
        "tabs": [
            ("全部", "#", 147, True),
            ("我牵头的", "#", 23, False),
            ("红灯", "#", 6, False),
            ("挂账", "#", None, False),
        ],
        "facts": [
            ("编号", "DB2026-0001"),
            ("牵头领导", "常务副县长"),
            ("牵头单位", "县住建局"),
            ("配合单位", "县自然资源局、县财政局（县国资委）、城关街道、清河街道"),
            ("来源", "《2026年政府工作报告重点任务分解》第12项"),
            ("截止", "2026-06-30（剩18个工作日）"),
            ("目标", "改造老旧小区42个"),
            ("上级考核", ""),
        ],
        "good_form": ReportForm(auto_id="ok_%s"),
        "bad_form": bad,
        "job": SimpleNamespace(done=63, total=147, text="正在识别任务", finished=False, failed=""),
        "failed_job": SimpleNamespace(
            done=12,
            total=147,
            text="识别中断",
            finished=False,
            failed="第3页是扫描图，没有文字。请先用文字识别软件转换。",
        ),
    }
    return render(request, "gallery/gallery.html", values)


@guard(SIGNED_IN)
def sample_list(request: HttpRequest) -> HttpResponse:
    return SampleList(request).response(shell=SampleShell(request), crumbs=[("督查督办", reverse("gallery"))])


@guard(SIGNED_IN)
def empty_list(request: HttpRequest) -> HttpResponse:
    return EmptyList(request).response(shell=SampleShell(request))


@guard(SIGNED_IN)
def sample_form(request: HttpRequest) -> HttpResponse:
    """Write 太早 or 冲突 into the text to see a refusal at a field, or a conflict."""
    return form_page(
        request, ReportForm, report, title="报送进展", submit="报送", version=3, message="进展已报送，牵头单位会收到。",
        done=reverse("gallery-list"), cancel=reverse("gallery-list"), shell=SampleShell(request),
    )  # fmt: skip


@require_POST
@guard(SIGNED_IN)
def remind(request: HttpRequest) -> HttpResponse:
    count = len(picked(request))
    messages.success(request, f"已催办{count}项。")
    return sample_list(request)


@guard(SIGNED_IN)
def progress(request: HttpRequest) -> HttpResponse:
    """A job that moves on by itself each second."""
    done = min(147, int(request.GET.get("done", "0") or 0) + 21)
    text = "识别完成，共147项任务" if done == 147 else "正在识别任务"
    job = SimpleNamespace(done=done, total=147, text=text, finished=done == 147, failed="")
    return render(request, "ui/_progress.html", {"job": job, "poll": f"{request.path}?done={done}"})


@guard(SIGNED_IN)
def error(request: HttpRequest, status: int) -> HttpResponse:
    if status == 500:
        raise RuntimeError("asked for by the gallery")
    return errors.page(request, status)


class PlaceForm(forms.Form):
    address = forms.CharField(label="地址", max_length=80)
    place = PlaceField(label="所在地方", required=False)
    lon = forms.FloatField(label="经度", required=False)
    lat = forms.FloatField(label="纬度", required=False)


@guard(SIGNED_IN)
def sample_map(request: HttpRequest) -> HttpResponse:
    context = {"title": "地图", "form": PlaceForm(), "count": request.GET.get("n", "3000")}
    context["shell"] = SampleShell(request)
    return render(request, "gallery/map.html", context)


@guard(SIGNED_IN)
def sample_points(request: HttpRequest) -> JsonResponse:
    """As many points as `n` says, 64,000 at most, spread about the county's middle."""
    draw = random.Random(7)
    count = min(int(request.GET.get("n", "3000")), 64_000)
    middle = request.GET.get("middle", "116.3,32.95").split(",")
    spread = [(draw.gauss(float(middle[0]), 0.1), draw.gauss(float(middle[1]), 0.08)) for _ in range(count)]
    lights = draw.choices(("green", "yellow", "red"), (80, 15, 5), k=count)
    detail = reverse("gallery-point", args=["KEY"])
    return points(
        ((x, y, str(n), light) for n, ((x, y), light) in enumerate(zip(spread, lights, strict=True))), detail
    )


@guard(SIGNED_IN)
def sample_point(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse(format_html("<a href='{}'>DC{}</a> 路灯不亮", reverse("gallery"), key))
