"""Diagnosis, comparison and issue of one plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.supervision import plan_issue
from gongzhi.modules.supervision.models import Plan, PlanState
from gongzhi.modules.supervision.plan_compare import GONE, LABELS, carry_over, compared
from gongzhi.modules.supervision.plan_diagnosis import CHECKS, diagnose
from gongzhi.modules.supervision.plan_forms import IssueForm
from gongzhi.modules.supervision.plan_sheets import compare_sheet, diagnosis_sheet

NEEDS = "supervision.plan"


@require_GET
@guard(NEEDS, Plan, "pk")
def diagnosis(request: HttpRequest, plan: Plan) -> HttpResponse:
    """四化三可 of each task, with totals and by unit; `missing` shows only the tasks that lack one check."""
    found = diagnose(plan)
    if request.GET.get("export") == "xlsx":
        return diagnosis_sheet(plan, found.rows)
    names = {name: label for name, label, _ in CHECKS}
    missing = request.GET.get("missing", "")
    rows = [row for row in found.rows if missing not in names or not getattr(row.found, missing)]
    tabs = [("全部", "?", len(found.rows), missing not in names)]
    tabs += [
        (
            f"缺{label}",
            f"?missing={name}",
            sum(not getattr(row.found, name) for row in found.rows),
            missing == name,
        )
        for name, label in names.items()
    ]
    values = {
        "title": "四化三可诊断",
        "plan": plan,
        "found": found,
        "rows": rows,
        "tabs": tabs,
        "checks": CHECKS,
    }
    return render(request, "supervision/plan_diagnosis.html", values | {"crumbs": _crumbs(plan)})


def _crumbs(plan: Plan) -> list[tuple[str, str]]:
    short = plan.title if len(plan.title) <= 24 else f"{plan.title[:23]}…"
    return [("任务清单", reverse("supervision:plans")), (short, reverse("supervision:plan", args=[plan.pk]))]


@require_GET
@guard(NEEDS, Plan, "pk")
def compare(request: HttpRequest, plan: Plan) -> HttpResponse:
    """This version beside the one that it replaces, or beside `with`."""
    chosen = request.GET.get("with", "")
    others = visible(Plan.objects.all(), request.user, NEEDS).exclude(pk=plan.pk).filter(removed_at=None)
    wanted = int(chosen) if chosen.isascii() and chosen.isdigit() else plan.replaces_id
    other = others.filter(pk=wanted).first() if wanted else None
    pairs = compared(plan, other) if other else []
    if other and request.GET.get("export") == "xlsx":
        return compare_sheet(plan, pairs)
    kind = request.GET.get("kind", "")
    kinds = [pair.kind for pair in pairs]
    keep = f"&with={other.pk}" if other else ""
    tabs = [("全部", f"?{keep.lstrip('&')}", len(pairs), kind not in LABELS)]
    tabs += [
        (label, f"?kind={name}{keep}", kinds.count(name), kind == name) for name, label in LABELS.items()
    ]
    values = {
        "title": "版本比较", "plan": plan, "other": other, "tabs": tabs, "crumbs": _crumbs(plan), "GONE": GONE,
        "pairs": [pair for pair in pairs if kind not in LABELS or pair.kind == kind],
        "others": others.exclude(state=PlanState.FAILED).only("pk", "title", "doc_number", "created_at")[:50],
        "may_carry": plan.state == PlanState.REVIEW and other is not None,
    }  # fmt: skip
    return render(request, "supervision/plan_compare.html", values)


@require_POST
@guard(NEEDS, Plan, "pk")
def carry(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Make this plan the next version of another and take over what was settled there."""
    given = request.POST.get("with", "")
    others = visible(Plan.objects.all(), request.user, NEEDS).exclude(pk=plan.pk)
    if given.isascii() and given.isdigit() and (other := others.filter(pk=given).first()):
        Plan.objects.filter(pk=plan.pk, state=PlanState.REVIEW).update(
            replaces=other, version=F("version") + 1
        )
    count = carry_over(plan=plan, by=request.user, at=now())
    messages.success(
        request, f"已沿用{count}项任务的核对结果，可以撤销。" if count else "没有可以沿用的核对结果。"
    )
    return redirect("supervision:plan_review", plan.pk)


@guard("supervision.issue", Plan, "pk")
def issue(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What issuing will do, what stands in its way, and the last confirmation."""
    if plan.state != PlanState.REVIEW or plan.removed_at:
        return redirect("supervision:plan", plan.pk)

    def action(*, sure: bool, version: int, **values: Any) -> Plan:
        return plan_issue.issue(plan=plan, version=version, **values)

    return form_page(
        request, IssueForm, action, title="交办", submit="交办", version=plan.version, form_kwargs={"plan": plan},
        message=lambda plan: f"已交办《{plan.title}》，督办通知单正在生成。",
        done=lambda plan: reverse("supervision:plan", args=[plan.pk]),
        cancel=reverse("supervision:plan_review", args=[plan.pk]),
        template="supervision/plan_issue.html", partial="supervision/plan_issue_form.html",
        plan=plan, preview=plan_issue.preview(plan, today()), crumbs=_crumbs(plan),
    )  # fmt: skip


issue_urls = [
    path("plans/<int:pk>/diagnosis", diagnosis, name="plan_diagnosis"),
    path("plans/<int:pk>/compare", compare, name="plan_compare"),
    path("plans/<int:pk>/carry", carry, name="plan_carry"),
    path("plans/<int:pk>/issue", issue, name="plan_issue"),
]
