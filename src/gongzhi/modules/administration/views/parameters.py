"""Parameters: the values in force, what is planned, and where each comes from."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel import parameters as kept
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters.forms import parameter_form
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, DateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import POLICY
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, act, days

COLUMNS = (
    Column("parameter.group", "类别"),
    Column("parameter.label", "参数", excel_width=28),
    Column("shown", "现值", excel_width=24),
    DateColumn("since", "自"),
    Column("source", "依据", wide=True),
    Column("parameter.name", "代码", excel_width=32),
)


@guard(POLICY)
def parameters(request: HttpRequest) -> HttpResponse:
    """Every parameter by group; the search narrows by name and label."""
    words = request.GET.get("q", "").strip()
    lines = [
        line
        for line in kept.overview(today())
        if words in line.parameter.label or words in line.parameter.name or words in line.parameter.group
    ]
    if request.GET.get("export") == "xlsx":
        file = export.workbook(COLUMNS, lines, [("清单", "参数"), ("日期", today().isoformat())])
        return export.download(file, f"参数{today():%Y%m%d}")
    lines.sort(key=lambda line: (line.parameter.group, line.parameter.name))
    groups = [
        (name or "其他", list(some)) for name, some in groupby(lines, key=lambda line: line.parameter.group)
    ]
    context = {"title": "参数", "groups": groups, "words": words}
    return render(request, "administration/parameters.html", context)


def _known(name: str) -> kept.Parameter:
    try:
        return kept.parameter(name)
    except KeyError:
        raise Http404 from None


@guard(POLICY)
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """One parameter with every value it had."""
    declared = _known(name)
    rows, names = list(kept.history(name)), _names(kept.history(name))
    facts = [
        ("参数", declared.label),
        ("代码", declared.name),
        ("现值", declared.shown(kept.value(name, today()))),
        ("默认值", declared.shown(declared.value)),
        ("默认依据", declared.source),
        ("说明", declared.help),
    ]
    history = [
        (
            declared.shown(declared.loaded(row.value)),
            days(row.from_on, row.to_on),
            row.source,
            row.note,
            names.get(row.set_by, "系统"),
            _withdraw(name, row.from_on),
        )
        for row in rows
    ]
    heads = ("值", "时间", "依据", "说明", "设置人", "")
    to_set = reverse("administration:parameter-set", args=[name])
    context = {
        "title": declared.label,
        "facts": facts,
        "tables": [Table("各时期的值", heads, history, "没有另外设过，一直用默认值。")],
        "crumbs": [("参数", reverse("administration:parameters"))],
        "actions": buttons(Button("设新值", to_set, "pencil", main=True)),
    }
    return render(request, "administration/thing.html", context)


def _withdraw(name: str, day: date) -> str:
    if day <= today():
        return ""
    return act(reverse("administration:parameter-withdraw", args=[name, day.isoformat()]), "撤回")


def _names(rows: Any) -> dict[int, str]:
    return dict(Officer.objects.filter(pk__in=rows.values("set_by")).values_list("pk", "name"))


def _by_key(action: Any, *, by: Officer, **fields: Any) -> Any:
    """The parameters lie below the officers and know them by key only."""
    return action(by=by.pk, **fields)


@guard(POLICY)
def set_value(request: HttpRequest, name: str) -> HttpResponse:
    declared, there = _known(name), reverse("administration:parameter", args=[name])
    form = parameter_form(declared, value=kept.value(name, today()), on=today())
    return form_page(
        request,
        form,
        partial(_by_key, kept.set_value, name=name),
        title=declared.label,
        submit="保存",
        done=there,
        message="新值已保存。",
        cancel=there,
    )


@guard(POLICY)
def withdraw(request: HttpRequest, name: str, day: str) -> HttpResponse:
    declared, there = _known(name), reverse("administration:parameter", args=[name])
    try:
        from_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return form_page(
        request,
        forms.NothingForm,
        partial(_by_key, kept.withdraw, name=name, from_on=from_on),
        title=f"撤回“{declared.label}”自{day}起的值",
        submit="撤回",
        danger=True,
        done=there,
        message="已撤回。",
        cancel=there,
    )
