"""识别例题: keeping a reviewed document for the reader's test set, and taking the set out of the county on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.modules.supervision.models import Case, Plan
from gongzhi.modules.supervision.plan_cases import corrections, drop_case, export_cases, keep_case

NEEDS = "supervision.plan"


class CaseForm(forms.Form):
    """The consent."""

    agreed = forms.BooleanField(label="同意把这份文件的全文和核对结果存为例题")


@guard(NEEDS, Plan, "pk")
def keep(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Ask for consent in a dialog, saying what is kept and where."""
    count = corrections(plan)
    intro = (
        f"核对时改动了{count}步。存为例题后，可以用来检验识别程序。例题只存在本系统里，不会自动传出；"
        "要交给开发人员，须在“识别例题”页另行导出。"
    )
    return form_page(
        request, CaseForm, lambda **values: keep_case(plan=plan, **values), title="存为识别例题", submit="存为例题",
        intro=intro, message="已存为例题。", done=reverse("supervision:plan", args=[plan.pk]),
    )  # fmt: skip


@require_POST
@guard(NEEDS, Plan, "pk")
def drop(request: HttpRequest, plan: Plan) -> HttpResponse:
    drop_case(plan=plan, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"《{plan.title}》不再作为例题。")
    return redirect("supervision:plan_cases")


def _cases(request: HttpRequest) -> QuerySet[Case]:
    mine = visible(Plan.objects.all(), request.user, NEEDS).filter(removed_at=None)
    return Case.objects.filter(plan__in=mine.values("pk")).select_related("by").defer("text")


@require_GET
@guard(NEEDS)
def cases(request: HttpRequest) -> HttpResponse:
    """The kept documents. One query."""
    rows = list(_cases(request)[:500])
    crumbs = [("任务清单", reverse("supervision:plans"))]
    return render(
        request, "supervision/plan_cases.html", {"title": "识别例题", "cases": rows, "crumbs": crumbs}
    )


@require_POST
@guard(NEEDS)
def export(request: HttpRequest) -> HttpResponse:
    """The whole set, or the chosen ones, as a ZIP file."""
    given: list[Any] = [key for key in request.POST.getlist("case") if key.isascii() and key.isdigit()]
    data = export_cases(
        cases=list(_cases(request).defer(None).filter(pk__in=given)), by=request.user, at=now()
    )  # type: ignore[arg-type]
    response = HttpResponse(data, content_type="application/zip")
    response["Content-Disposition"] = content_disposition(f"识别例题-{today():%Y%m%d}.zip", inline=False)
    return response


case_urls = [
    path("plans/cases/", cases, name="plan_cases"),
    path("plans/cases/export", export, name="plan_cases_export"),
    path("plans/<int:pk>/case", keep, name="plan_case"),
    path("plans/<int:pk>/case/drop", drop, name="plan_case_drop"),
]
