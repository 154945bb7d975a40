"""Officers and their accounts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.access import accounts, codes, lockout, rules
from gongzhi.kernel.access.accounts import NewAccount, Opened
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web import first_passwords, keyset
from gongzhi.kernel.web.columns import Column, MomentColumn, StateColumn
from gongzhi.kernel.web.filters import choice, unit_filter
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import actions, forms, queries
from gongzhi.modules.administration.module import OFFICERS
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, days, joined


def href(officer: Officer) -> str:
    return reverse("administration:officer", args=[officer.pk])


def state(officer: Officer) -> str:
    if not officer.is_active:
        return "已停用"
    if getattr(officer, "locked", False):
        return "已锁定"
    return "待改初始密码" if officer.must_change_password else "启用"


TONES = {"启用": "good", "已锁定": "bad", "待改初始密码": "busy"}


class OfficerFilter(django_filters.FilterSet):
    unit = unit_filter("单位")
    active = choice("状态", [("1", "启用"), ("0", "已停用")], field_name="is_active")


class OfficerList(Listing):
    title = "人员账号"
    model = Officer
    searchable = "姓名、账号、单位"
    count_to = 1000
    order = ("username",)
    filters = OfficerFilter
    columns = (
        Column("username", "账号", sort="username"),
        Column("name", "姓名", sort="name", link=href, wide=True),
        Column("unit.label", "单位", sort="unit__code"),
        Column("duty", "职务"),
        Column("sets", "权限集", value=lambda row: joined(held.set for held in row.in_force) or "未授权"),
        StateColumn("state", "状态", value=state, tone=lambda row: TONES.get(state(row), "plain")),
        MomentColumn("last", "最近登录"),
        Column("phone", "电话", shown=False),
        Column("email", "邮箱", shown=False),
    )
    empty = ("还没有人员。", "新建账号", "/administration/officers/new")

    def queryset(self, request: HttpRequest) -> QuerySet[Officer]:
        return queries.officers(today())

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        unit = Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
        return rows.filter(unit | Q(name__icontains=words) | Q(username__icontains=words))

    @cached_property
    def page(self) -> keyset.Page:
        """The page, with who is locked just now."""
        page = keyset.page(self.rows(), self.keys, self.request.GET.get("at", ""), self.page_size)
        locked = lockout.locked_usernames([row.username for row in page.rows])
        for row in page.rows:
            row.locked = row.username in locked
        return page

    def href(self, row: Any) -> str:
        return href(row)


@guard(OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    return OfficerList(request).response(
        actions=buttons(
            Button("按单位批量开通", reverse("administration:officers-from-units"), "users"),
            Button("新建账号", reverse("administration:officer-new"), "user-plus", main=True),
        )
    )


@guard(OFFICERS, Officer, lookup="pk")
def officer(request: HttpRequest, officer: Officer) -> HttpResponse:
    """One officer: account, holdings, posts, open sign-ins."""
    officer.locked = officer.username in lockout.locked_usernames([officer.username])
    facts = [
        ("账号", officer.username),
        ("姓名", officer.name),
        ("单位", officer.unit),
        ("职务", officer.duty),
        ("电话", officer.phone),
        ("邮箱", officer.email),
        ("负责地方", officer.place),
        ("状态", state(officer)),
    ]
    context = {"title": officer.name, "facts": facts, "tables": _tables(officer)}
    context |= {"crumbs": [("人员账号", reverse("administration:officers"))], "actions": _changes(officer)}
    return render(request, "administration/thing.html", context)


def _tables(officer: Officer) -> list[Table]:
    holdings = [
        (one.set, rules.extent(str(one.unit or ""), str(one.place or "")), days(one.from_on, one.to_on))
        for one in officer.holdings.select_related("set", "unit", "place").order_by("-from_on", "-id")
    ]
    tenures = [(one.post, days(one.from_on, one.to_on)) for one in officer.tenures.select_related("post")]
    return [
        Table("授权", ("权限集", "范围", "时间"), holdings, "还没有授权。请安全管理员在“待授权人员”里办理。"),
        Table("任职", ("职务", "时间"), tenures, "没有任职记录。"),
    ]


def _changes(officer: Officer) -> str:
    def to(name: str) -> str:
        return reverse(f"administration:{name}", args=[officer.pk])

    if not officer.is_active:
        return buttons(Button("启用", to("officer-start"), "player-play"))
    unlocking = [Button("解锁", to("officer-unlock"), "lock", main=True)] if officer.locked else []
    lost = [Button("停用动态验证码", to("officer-code-off"), "phone")] if codes.asks(officer) else []
    return buttons(
        *unlocking,
        *lost,
        Button("修改", to("officer-change"), "pencil"),
        Button("重置密码", to("officer-reset"), "key"),
        Button("停用", to("officer-stop"), "hand-stop"),
    )


def _sheet(request: HttpRequest, opened: Sequence[Opened]) -> str:
    """Keep the first passwords for the sheet and say where it is."""
    return first_passwords.keep(request, opened, back=reverse("administration:officers"))


def _create(*, by: Officer, at: Any, **fields: Any) -> Opened:
    return accounts.create_officer(account=NewAccount(**fields), by=by, at=at)


@guard(OFFICERS)
def create(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.OfficerForm,
        _create,
        title="新建账号",
        submit="开通",
        done=lambda opened: _sheet(request, [opened]),
        message=lambda opened: f"已为{opened.officer.name}开通账号。",
        cancel=reverse("administration:officers"),
    )


@guard(OFFICERS)
def create_for_units(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.ForUnitsForm,
        actions.open_for_units,
        title="按单位批量开通账号",
        submit="开通",
        done=lambda opened: _sheet(request, opened),
        message=lambda opened: f"已开通{len(opened)}个账号。",
        cancel=reverse("administration:officers"),
        intro="每个单位开一个账号，账号名取单位代码。开通后打印初始密码单，再请安全管理员授权。",
    )


def _about(
    request: HttpRequest, officer: Officer, form: Any, action: Any, title: str, **more: Any
) -> HttpResponse:
    more.setdefault("done", lambda _: href(officer))
    return form_page(
        request, form, partial(action, officer=officer), title=title, cancel=href(officer), **more
    )


@guard(OFFICERS, Officer, lookup="pk")
def change(request: HttpRequest, officer: Officer) -> HttpResponse:
    names = ("name", "unit", "duty", "phone", "email", "place")
    given = {name: getattr(officer, name) for name in names}
    return _about(
        request,
        officer,
        forms.OfficerChangeForm,
        accounts.change_officer,
        f"修改{officer.name}",
        submit="保存",
        message="已保存。",
        initial=given,
    )


@guard(OFFICERS, Officer, lookup="pk")
def reset(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _about(
        request,
        officer,
        forms.NothingForm,
        accounts.reset_password,
        f"重置{officer.name}的密码",
        submit="重置",
        danger=True,
        intro="会生成新的初始密码，原密码立即失效，已登录的会话全部结束。",
        done=lambda opened: _sheet(request, [opened]),
        message="密码已重置。",
    )


@guard(OFFICERS, Officer, lookup="pk")
def stop(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _about(
        request,
        officer,
        forms.NothingForm,
        accounts.deactivate,
        f"停用{officer.name}的账号",
        submit="停用",
        danger=True,
        intro="停用后不能登录，已登录的会话立即结束。任职请在“职务”里另办离任。",
        message="已停用。",
    )


@guard(OFFICERS, Officer, lookup="pk")
def start(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _about(
        request,
        officer,
        forms.NothingForm,
        accounts.reactivate,
        f"启用{officer.name}的账号",
        submit="启用",
        message="已启用。",
    )


@guard(OFFICERS, Officer, lookup="pk")
def unlock(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _about(
        request,
        officer,
        forms.NothingForm,
        lockout.unlock,
        f"解锁{officer.name}的账号",
        submit="解锁",
        intro="解锁后可以马上再登录。请先核实是本人输错。",
        message="已解锁。",
    )


@guard(OFFICERS, Officer, lookup="pk")
def code_off(request: HttpRequest, officer: Officer) -> HttpResponse:
    return _about(
        request,
        officer,
        forms.NothingForm,
        codes.turn_off,
        f"停用{officer.name}的动态验证码",
        submit="停用",
        danger=True,
        intro="手机丢失时用。停用后只凭密码登录，请先核实身份。",
        message="已停用。",
    )
