"""Pages of 人房企: lists, one row masked, reading it in the clear, entering and striking off by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now
from gongzhi.kernel.people.census.checking import COLLECT
from gongzhi.kernel.people.census.intake import enter, leave
from gongzhi.kernel.people.census.kinds import FORMS
from gongzhi.kernel.people.census.opening import REVEAL, open_row
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.people.models import Change, House, Organisation, Resident
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.forms import form_page, refuse
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.grid.census.forms import PURPOSES, PurposeForm, ReasonForm, entry_form
from gongzhi.modules.grid.census.lists import (
    VIEW,
    HouseList,
    OrganisationList,
    ResidentList,
    seen,
)
from gongzhi.modules.grid.places import names_of

MODELS: dict[str, Any] = {"resident": Resident, "house": House, "organisation": Organisation}
LISTS: dict[str, type[Any]] = {
    "resident": ResidentList,
    "house": HouseList,
    "organisation": OrganisationList,
}


def listed(subject: str) -> Any:
    @guard(VIEW)
    def view(request: HttpRequest) -> HttpResponse:
        """The list, masked."""
        may = decide(request.user, COLLECT).allowed
        return LISTS[subject](request).response(may_collect=may, subject=subject)

    return view


def _row(request: HttpRequest, subject: str, pk: int) -> Any:
    """Raises: NotFound."""
    rows = seen(MODELS[subject], request.user).defer(None)
    if subject == "resident":
        rows = rows.select_related("person", "household__house").prefetch_related("marks")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(value=pk)
    return found


def _crumbs(subject: str) -> list[tuple[str, str]]:
    return [(LISTS[subject].title, reverse(f"grid:{subject}s"))]


def shown(subject: str) -> Any:
    @guard(VIEW)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        """One row, masked, with what changed of it."""
        row = _row(request, subject, pk)
        values = {
            "title": _title(row),
            "crumbs": _crumbs(subject),
            "row": row,
            "subject": subject,
            "facts": [pair for pair in _facts(row) if pair[1]],
            "changes": Change.objects.filter(subject=subject, key=pk).select_related("by")[:50],
            "may_collect": decide(request.user, COLLECT, row).allowed,
            "may_reveal": decide(request.user, REVEAL, row).allowed,
            "household": getattr(row, "household", None),
            "households": list(row.households.filter(gone_on=None)) if subject == "house" else [],
            "within": row.place_code[:12],
        }
        return render(request, "grid/census_row.html", values)

    return view


def _title(row: Any) -> str:
    return row.person.masked_name if isinstance(row, Resident) else str(row)


def _facts(row: Any) -> list[tuple[str, Any]]:
    place = ("网格", names_of([row.place_code]).get(row.place_code, row.place_code))
    changed = ("更新", local_minute(row.changed_at))
    if isinstance(row, Resident):
        sensitive = sum(one.sensitive for one in row.marks.all())
        return [
            ("性别", {True: "女", False: "男"}.get(row.woman, "")),  # type: ignore[arg-type]
            ("年龄", f"{now().year - row.born_year}岁" if row.born_year else ""),
            ("身份证号", row.person.masked_identity),
            ("电话", row.person.masked_phone),
            ("居住类别", row.get_stay_display()),
            ("与户主关系", row.get_relation_display()),
            ("标签", "、".join(one.label for one in row.marks.all() if not one.sensitive)),
            ("敏感标签", f"{sensitive}项，由主管单位掌握" if sensitive else ""),
            place,
            changed,
        ]
    if isinstance(row, House):
        rented = "出租" if row.rented else "自用"
        return [
            ("房屋编码", row.code),
            ("用途", row.get_use_display()),
            ("出租", rented),
            ("产权人", row.masked_owner),
            place,
            changed,
        ]
    return [
        ("统一社会信用代码", row.credit_code), ("类别", row.get_kind_display()), ("地址", row.address), ("行业", row.trade),
        ("重点类型", row.risk), ("负责人", row.masked_principal), ("电话", row.masked_phone), place, changed,
    ]  # fmt: skip


def opened(subject: str) -> Any:
    @guard(REVEAL)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        """One row in the clear: after a purpose was given, and written down."""
        row = _row(request, subject, pk)
        form = PurposeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                told = open_row(row=row, by=request.user, at=now(), **form.cleaned_data)
            except Refusal as refusal:
                if refusal.kind is not Kind.INVALID:
                    raise
                refuse(form, refusal)
            else:
                return _told(request, subject, row, told)
        return _asked(request, subject, row, form)

    return view


def _told(request: HttpRequest, subject: str, row: Any, told: dict[str, str]) -> HttpResponse:
    values = {
        "title": "完整信息",
        "row": row,
        "back": reverse(f"grid:{subject}", args=[row.pk]),
        "facts": list(told.items()),
    }
    template = "grid/census_told.html" if request.htmx else "grid/census_told_page.html"
    response = render(request, template, values)
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest, subject: str, row: Any, form: PurposeForm) -> HttpResponse:
    values = {
        "title": "查看完整信息",
        "submit": "查看",
        "form": form,
        "action": request.get_full_path(),
        "once": get_random_string(24),
        "version": None,
        "intro": f"{_title(row)}。查看会记入日志，请写明用途。",
        "cancel": reverse(f"grid:{subject}", args=[row.pk]),
        "purposes": PURPOSES,
        "aside": ("grid/purposes.html", {}),
    }
    template = "ui/_form.html" if request.htmx else "pages/form.html"
    return render(request, template, values, status=422 if form.errors else 200)


def entered(subject: str) -> Any:
    @guard(COLLECT)
    def view(request: HttpRequest) -> HttpResponse:
        """One entry by hand, by the rules of the spreadsheet."""

        def act(*, by: Any, at: Any, **cells: str) -> Any:
            return enter(subject=subject, cells=cells, by=by, at=at)

        label = Subject(subject).label
        return form_page(
            request,
            entry_form(subject),  # type: ignore[arg-type]
            act,
            title=f"登记{label}",
            submit="保存",
            done=reverse(f"grid:{subject}s"),
            message=lambda taken: _said(label, taken),
            cancel=reverse(f"grid:{subject}s"),
            crumbs=_crumbs(subject),
            intro=f"“{FORMS[subject].key}”已登记过的，按这里填写的内容更新；不填的保持不变。",
            initial={
                name: request.GET.get(name, "")
                for name in ("网格代码", "房屋编码", "户号")
                if name in request.GET
            },
        )

    return view


def _said(label: str, taken: Any) -> str:
    what = "已新增" if taken.add else "已更新" if taken.change else "内容没有变化"
    return f"{label}{what}。" if taken.add or taken.change else f"{what}。"


def left(subject: str) -> Any:
    @guard(COLLECT)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        """A resident moves away, a house or an organisation is no more."""
        row = _row(request, subject, pk)
        word = "迁出" if subject == "resident" else "注销"
        return form_page(
            request,
            ReasonForm,
            partial(leave, row=row),
            title=f"办理{word}",
            submit=word,
            danger=True,
            intro=f"{_title(row)}。{word}后不再列入名册，变更记录保留。",
            done=reverse(f"grid:{subject}s"),
            message=f"已{word}。",
            cancel=reverse(f"grid:{subject}", args=[pk]),
            crumbs=_crumbs(subject),
        )

    return view


ADDRESSES = {"resident": "people", "house": "houses", "organisation": "organisations"}
census_urls = [
    one
    for subject, word in ADDRESSES.items()
    for one in (
        path(f"{word}/", listed(subject), name=f"{subject}s"),
        path(f"{word}/new/", entered(subject), name=f"{subject}_new"),
        path(f"{word}/<int:pk>/", shown(subject), name=subject),
        path(f"{word}/<int:pk>/open/", opened(subject), name=f"{subject}_open"),
        path(f"{word}/<int:pk>/leave/", left(subject), name=f"{subject}_leave"),
    )
]
