"""Pages of the catalogue: what can be reported, and the rules for it by date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import Term, today
from gongzhi.kernel.web.columns import Column, StateColumn
from gongzhi.kernel.web.fields import DateField, TextField, UnitField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.grid.catalogue.actions import PERMISSION, set_category, set_rule
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.catalogue.queries import in_force, with_rules
from gongzhi.modules.grid.words import Level, Sort


class CategoryForm(forms.Form):
    code = forms.CharField(label="代码", max_length=12)
    sort = forms.ChoiceField(label="种类", choices=Sort.choices)
    major = forms.CharField(label="大类", max_length=20)
    name = forms.CharField(label="小类", max_length=30)
    withdrawn_on = DateField(label="停用日期", required=False)


class RuleForm(forms.Form):
    from_on = DateField(label="施行日期")
    unit = UnitField(
        label="处理单位", required=False, empty_label="属地乡镇", help_text="不选为事件所在地的乡镇"
    )
    level = forms.ChoiceField(label="处置层级", choices=Level.choices, initial=Level.TOWN)
    limit = forms.CharField(label="处理时限", max_length=20, help_text="例如：4工作小时、1个工作日、2小时")
    self_allowed = forms.BooleanField(label="网格员可自办", required=False, initial=True)
    standard = TextField(label="立案和结案标准", rows=2, max_length=300, required=False)
    source = forms.CharField(label="依据", max_length=200)


class EventKindList(Listing):
    title = "事件类别"
    model = Category
    order = ("code",)
    searchable = "代码、名称"
    template = "grid/new_list.html"
    empty = ("还没有事件类别。", "新增", "/grid/categories/new/")
    columns = (
        Column("code", "代码", css="num", sort="code"),
        Column("sort", "种类", value=lambda one: one.get_sort_display()),
        Column("major", "大类"),
        Column("name", "小类", wide=True),
        Column("host", "处理单位", value=lambda one: (one.rule.unit.label if one.rule.unit else "属地乡镇") if one.rule else "未定"),
        Column("limit", "处理时限", value=lambda one: Term.parse(one.rule.limit).label if one.rule else "按一般时限"),
        Column("self", "可自办", value=lambda one: "是" if one.rule is None or one.rule.self_allowed else "否"),
        Column("since", "自", value=lambda one: one.rule.from_on.isoformat() if one.rule else "", css="num"),
        StateColumn(
            "state", "状态", value=lambda one: "停用" if one.withdrawn_on and one.withdrawn_on <= today() else "在用",
            tone=lambda one: "plain" if one.withdrawn_on and one.withdrawn_on <= today() else "good",
        ),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return with_rules()

    def search(self, rows: QuerySet[Category], words: str) -> QuerySet[Category]:
        return rows.filter(Q(code__istartswith=words) | Q(name__icontains=words) | Q(major__icontains=words))

    def complete(self, rows: Sequence[Any]) -> None:
        for one in rows:
            one.rule = in_force(one, today())

    def href(self, row: Category) -> str:
        return reverse("grid:category", args=[row.pk])


def _crumbs() -> list[tuple[str, str]]:
    return [("事件类别", reverse("grid:categories"))]


@guard("grid.view")
def categories(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, PERMISSION).allowed
    return EventKindList(request).response(new=reverse("grid:category_new") if may else "")


def _category(pk: int) -> Category:
    found = with_rules().filter(pk=pk).first()
    if found is None:
        raise NotFound(value=pk)
    return found


@guard("grid.view")
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """One category with its rules by date."""
    one = _category(pk)
    values = {
        "title": one.label,
        "crumbs": _crumbs(),
        "category": one,
        "now": in_force(one, today()),
        "rules": [(rule, Term.parse(rule.limit).label) for rule in one.rules.all()],
        "may_change": decide(request.user, PERMISSION).allowed,
    }
    return render(request, "grid/category.html", values)


@guard(PERMISSION)
def category_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@guard(PERMISSION)
def category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _category(pk))


def _edit(request: HttpRequest, one: Category | None) -> HttpResponse:
    names = ("code", "sort", "major", "name", "withdrawn_on")
    return form_page(
        request,
        CategoryForm,
        partial(set_category, category=one),
        title="修改类别" if one else "新增类别",
        submit="保存",
        initial={name: getattr(one, name) for name in names} if one else None,
        done=lambda made: reverse("grid:category", args=[made.pk]),
        message="类别已保存。",
        cancel=reverse("grid:category", args=[one.pk]) if one else reverse("grid:categories"),
        crumbs=_crumbs(),
    )


@guard(PERMISSION)
def rule_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new rule from a day on; begins with the one in force."""
    one = _category(pk)
    now_ = in_force(one, today())
    initial: dict[str, Any] = {"from_on": today() + timedelta(days=1)}
    if now_ is not None:
        initial |= {
            "unit": now_.unit, "level": now_.level, "limit": Term.parse(now_.limit).label,
            "self_allowed": now_.self_allowed, "standard": now_.standard,
        }  # fmt: skip
    return form_page(
        request,
        RuleForm,
        partial(set_rule, category=one),
        title="新的处置规则",
        submit="保存",
        intro=f"{one.code} {one.label}。从施行日期起派遣的事件按新规则，之前的不变。",
        initial=initial,
        done=reverse("grid:category", args=[pk]),
        message="规则已保存。",
        cancel=reverse("grid:category", args=[pk]),
        crumbs=[*_crumbs(), (one.label, reverse("grid:category", args=[pk]))],
    )


catalogue_urls = [
    path("categories/", categories, name="categories"),
    path("categories/new/", category_new, name="category_new"),
    path("categories/<int:pk>/", category, name="category"),
    path("categories/<int:pk>/edit/", category_edit, name="category_edit"),
    path("categories/<int:pk>/rule/", rule_new, name="rule_new"),
]
