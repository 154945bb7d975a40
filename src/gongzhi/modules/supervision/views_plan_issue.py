"""Diagnosis and issue of one plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from gongzhi.kernel.clock import today
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.supervision import plan_issue
from gongzhi.modules.supervision.models import Plan, PlanState
from gongzhi.modules.supervision.plan_diagnosis import CHECKS, diagnose
from gongzhi.modules.supervision.plan_forms import IssueForm
from gongzhi.modules.supervision.plan_sheets import diagnosis_sheet

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
    return render(request, "supervision/plan_diagnosis.html", values | {"crumbs": crumbs(plan)})


def crumbs(plan: Plan) -> list[tuple[str, str]]:
    short = plan.title if len(plan.title) <= 24 else f"{plan.title[:23]}…"
    return [("任务清单", reverse("supervision:plans")), (short, reverse("supervision:plan", args=[plan.pk]))]


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
        plan=plan, preview=plan_issue.preview(plan, today()), crumbs=crumbs(plan),
    )  # fmt: skip


issue_urls = [
    path("plans/<int:pk>/diagnosis", diagnosis, name="plan_diagnosis"),
    path("plans/<int:pk>/issue", issue, name="plan_issue"),
]
