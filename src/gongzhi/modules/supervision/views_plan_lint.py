"""计划体检: the findings beside the document, what is made of each, and the spreadsheet for who drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.web.errors import trigger
from gongzhi.kernel.web.fields import TextField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.supervision.models import Plan, PlanState
from gongzhi.modules.supervision.plan_lint import ACCEPTED, DISMISSED, Examination, judge
from gongzhi.modules.supervision.plan_refused import NotReadYet
from gongzhi.modules.supervision.plan_sheets import lint_sheet

NEEDS = "supervision.plan"
STATES = {"accept": ACCEPTED, "reopen": ""}


class DismissForm(forms.Form):
    """Why a finding does not count."""

    reason = TextField(
        label="理由", rows=3, max_length=200, help_text="如：两处口径不同；文件原样如此，已与起草单位核对"
    )


def _day(plan: Plan) -> Any:
    return plan.issued_on or local_day(plan.created_at)


def _examined(plan: Plan) -> Examination:
    if plan.state not in (PlanState.REVIEW, PlanState.ISSUED):
        raise NotReadYet(title=plan.title, state=plan.get_state_display())
    return Examination(plan, _day(plan))


@require_GET
@guard(NEEDS, Plan, "pk")
def findings(request: HttpRequest, plan: Plan) -> HttpResponse:
    """All findings; for htmx the panel of the review page alone."""
    found = _examined(plan)
    if request.GET.get("export") == "xlsx":
        return lint_sheet(plan, found.rows)
    if request.htmx:  # type: ignore[attr-defined]
        return _panel(request, plan, found)
    short = plan.title if len(plan.title) <= 24 else f"{plan.title[:23]}…"
    crumbs = [
        ("任务清单", reverse("supervision:plans")),
        (short, reverse("supervision:plan", args=[plan.pk])),
    ]
    values = {"title": "计划体检", "plan": plan, "found": found, "crumbs": crumbs, "live": False}
    return render(request, "supervision/plan_lint.html", values)


def _panel(request: HttpRequest, plan: Plan, found: Examination | None = None) -> HttpResponse:
    found = found or _examined(plan)
    return render(request, "supervision/plan_lint_panel.html", {"plan": plan, "found": found, "live": True})


def _judged(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The panel anew in its place, whatever asked for it."""
    plan.refresh_from_db()
    response = _panel(request, plan)
    response["HX-Retarget"], response["HX-Reswap"] = "#plan-lint", "innerHTML"
    return trigger(response, "plan-judged", {})


@require_POST
@guard(NEEDS, Plan, "pk")
def act(request: HttpRequest, plan: Plan, key: str, verb: str) -> HttpResponse:
    """A finding will be corrected, or is open again."""
    if verb not in STATES:
        raise NotFound(value=verb)
    judge(plan=plan, key=key, state=STATES[verb], on=_day(plan), by=request.user, at=now())  # type: ignore[arg-type]
    return _judged(request, plan)


@guard(NEEDS, Plan, "pk")
def dismiss(request: HttpRequest, plan: Plan, key: str) -> HttpResponse:
    """A finding does not count: the reason, in a dialog."""

    def action(**values: Any) -> Plan:
        return judge(plan=plan, key=key, state=DISMISSED, on=_day(plan), **values)

    message = "" if request.method == "POST" else _examined(plan).row(key).finding.message
    return form_page(
        request, DismissForm, action, title="不采纳这条发现", submit="不采纳", intro=message,
        done=lambda _: _judged(request, plan),
    )  # fmt: skip


lint_urls = [
    path("plans/<int:pk>/lint", findings, name="plan_lint"),
    path("plans/<int:pk>/lint/<str:key>/dismiss", dismiss, name="plan_lint_dismiss"),
    path("plans/<int:pk>/lint/<str:key>/<str:verb>", act, name="plan_lint_act"),
]
