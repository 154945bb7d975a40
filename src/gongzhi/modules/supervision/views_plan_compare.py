"""Two versions of a document side by side: two plans, or a plan and a file that was brought along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.files.actions import withdraw
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.web.fields import FilesField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.supervision.models import Plan, PlanState
from gongzhi.modules.supervision.plan_compare import (
    ASPECT_LABELS,
    LABELS,
    MOVED,
    SAME,
    carry_over,
    chosen,
    compare,
    counts,
)
from gongzhi.modules.supervision.plan_forms import READABLE_NAMES
from gongzhi.modules.supervision.plan_sheets import compare_sheet
from gongzhi.modules.supervision.plan_versions import Version, bring, brought, of_file, of_plan
from gongzhi.modules.supervision.views_plan_issue import crumbs

NEEDS = "supervision.plan"


class BringForm(forms.Form):
    """A file to compare with."""

    upload = FilesField(
        label="文件", most=1, limit_mb=100, accept=READABLE_NAMES, help_text="只用来比较，不会变成任务清单"
    )


def _plans(request: HttpRequest, plan: Plan) -> QuerySet[Plan]:
    rows = visible(Plan.objects.all(), request.user, NEEDS).exclude(pk=plan.pk).filter(removed_at=None)
    return rows.filter(state__in=(PlanState.REVIEW, PlanState.ISSUED))


def _other(plan: Plan, token: str, plans: QuerySet[Plan], files: Sequence[Attachment]) -> Version | None:
    """The version that the address names; without one the plan that this one replaces."""
    if token.startswith("f") and token[1:].isdigit():
        file = next((one for one in files if one.pk == int(token[1:])), None)
        return of_file(file) if file else None
    key = token.removeprefix("p")
    wanted = int(key) if key.isascii() and key.isdigit() else plan.replaces_id
    found = plans.filter(pk=wanted).first() if wanted else None
    return of_plan(found) if found else None


@require_GET
@guard(NEEDS, Plan, "pk")
def comparison(request: HttpRequest, plan: Plan) -> HttpResponse:
    """This plan beside `with`: p7 a plan, f9 a file. The other one is the older, unless it is said to be `newer`."""
    plans, files = _plans(request, plan), brought(plan)
    other = _other(plan, request.GET.get("with", ""), plans, files)
    newer = request.GET.get("newer") == "1"
    mine = of_plan(plan)
    old, new = (mine, other) if newer else (other, mine)
    pairs = compare(old.items, new.items) if old and new else []
    if other and request.GET.get("export") == "xlsx":
        return compare_sheet(plan, pairs)
    kind = request.GET.get("kind", "")
    keep = f"&with={other.token}{'&newer=1' if newer else ''}" if other else ""
    values = {
        "title": "版本比较", "plan": plan, "other": other, "old": old, "new": new, "newer": newer, "keep": keep,
        "tabs": _tabs(pairs, kind, keep), "pairs": chosen(pairs, kind), "crumbs": crumbs(plan),
        "others": _choices(plans, files),
        "may_carry": plan.state == PlanState.REVIEW and other is not None and other.token[0] == "p" and not newer,
    }  # fmt: skip
    return render(request, "supervision/plan_compare.html", values)


def _choices(plans: QuerySet[Plan], files: Sequence[Attachment]) -> list[tuple[str, str]]:
    """(token, label) of everything to compare with. One query."""
    found = [
        (f"p{one.pk}", f"{one.title}（{one.doc_number or '无文号'}，{local_day(one.created_at)}导入）")
        for one in plans.only("pk", "title", "doc_number", "created_at")[:50]
    ]
    return found + [(f"f{one.pk}", f"上传的文件：{one.name}") for one in files]


def _tabs(pairs: Sequence[Any], kind: str, keep: str) -> list[tuple[str, str, int, bool]]:
    found = counts(pairs)
    every = LABELS | ASPECT_LABELS
    order = [*(name for name in LABELS if name not in (MOVED, SAME)), *ASPECT_LABELS, MOVED, SAME]
    tabs = [("全部", f"?{keep.lstrip('&')}", len(pairs), kind not in every)]
    return tabs + [(every[name], f"?kind={name}{keep}", found[name], kind == name) for name in order]


@guard(NEEDS, Plan, "pk")
def bring_along(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Upload a file to compare with, in a dialog."""

    def action(*, upload: list[Any], by: Any, at: Any) -> Attachment:
        return bring(plan=plan, upload=upload[0], by=by, at=at)

    where = reverse("supervision:plan_compare", args=[plan.pk])
    return form_page(
        request, BringForm, action, title="上传一份文件来比较", submit="上传并比较", crumbs=crumbs(plan), cancel=where,
        done=lambda file: f"{where}?with=f{file.pk}",
    )  # fmt: skip


@require_POST
@guard(NEEDS, Plan, "pk")
def take_away(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Take a file that was brought along out of sight again."""
    given = request.POST.get("file", "")
    file = next((one for one in brought(plan) if str(one.pk) == given), None)
    if file is None:
        raise NotFound(value="文件")
    withdraw(file, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("supervision:plan_compare", plan.pk)


@require_POST
@guard(NEEDS, Plan, "pk")
def carry(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Make this plan the next version of another and take over what was settled there."""
    given = request.POST.get("with", "").removeprefix("p")
    if given.isascii() and given.isdigit() and (other := _plans(request, plan).filter(pk=given).first()):
        Plan.objects.filter(pk=plan.pk, state=PlanState.REVIEW).update(
            replaces=other, version=F("version") + 1
        )
    count = carry_over(plan=plan, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(
        request, f"已沿用{count}项任务的核对结果，可以撤销。" if count else "没有可以沿用的核对结果。"
    )
    return redirect("supervision:plan_review", plan.pk)


compare_urls = [
    path("plans/<int:pk>/compare", comparison, name="plan_compare"),
    path("plans/<int:pk>/compare/upload", bring_along, name="plan_bring"),
    path("plans/<int:pk>/compare/remove", take_away, name="plan_take_away"),
    path("plans/<int:pk>/carry", carry, name="plan_carry"),
]
