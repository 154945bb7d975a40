"""Plans: the list, import, the page of one plan, diagnosis, comparison, issue."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.supervision import plan_imports, plan_issue
from gongzhi.modules.supervision.founding.actions import is_foreign
from gongzhi.modules.supervision.models import Batch, Case, Plan, PlanState, Source, Task
from gongzhi.modules.supervision.plan_diagnosis import CHECKS, diagnose
from gongzhi.modules.supervision.plan_forms import ImportForm
from gongzhi.modules.supervision.plan_refused import BothGiven, SamePlan
from gongzhi.modules.supervision.plan_sheets import items_sheet

NEEDS = "supervision.plan"
TONES = {
    PlanState.READING: "busy",
    PlanState.FAILED: "bad",
    PlanState.REVIEW: "busy",
    PlanState.ISSUED: "good",
}
STEPS = (
    (0, "排队等候"),
    (1, "正在取出文字"),
    (10, "正在识别任务"),
    (60, "正在对应单位和职务"),
    (100, "读取完成"),
)


class PlanFilter(django_filters.FilterSet):
    state = choice("状态", PlanState.choices)
    source = choice("来源", Source.choices)
    year = django_filters.NumberFilter(label="年度")


class PlanList(Listing):
    title = "任务清单"
    model = Plan
    searchable = "标题、文号"
    filters = PlanFilter
    order = ("-id",)
    columns = (
        Column("title", "标题", wide=True, link=lambda plan: reverse("supervision:plan", args=[plan.pk])),
        Column("doc_number", "文号", sort="doc_number"),
        Column("source", "来源", value=lambda plan: plan.get_source_display()),
        NumberColumn("item_count", "任务"),
        NumberColumn(
            "open_count",
            "未核对",
            value=lambda plan: plan.open_count if plan.state == PlanState.REVIEW else None,
        ),
        StateColumn(
            "state", "状态", value=lambda plan: plan.get_state_display(), tone=lambda plan: TONES[plan.state]
        ),
        DateColumn("created_at", "导入日期", sort="created_at"),
        Column("created_by.name", "导入人"),
        DateColumn("issued_at", "交办日期", sort="issued_at"),
    )
    empty = ("还没有任务清单。导入一份文件，系统自动识别任务、单位和时限。", "导入文件", "import")

    def queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        rows = visible(Plan.objects.all(), request.user, NEEDS)
        gone = request.GET.get("removed") == "1"
        return (
            rows.filter(removed_at__isnull=not gone)
            .defer("text", "blocks", "groups", "doubts")
            .select_related("created_by")
            .annotate(
                item_count=Count("items", filter=Q(items__removed=False)),
                open_count=Count("items", filter=Q(items__removed=False, items__accepted=False)),
            )
        )

    def search(self, rows: QuerySet[Plan], words: str) -> QuerySet[Plan]:
        return rows.filter(Q(title__icontains=words) | Q(doc_number__icontains=words))

    def href(self, row: Plan) -> str:
        return reverse("supervision:plan", args=[row.pk])


@require_GET
@guard(NEEDS)
def plans(request: HttpRequest) -> HttpResponse:
    actions = format_html(
        '<a class="btn" href="?removed=1">已删除</a><a class="btn" href="{}">识别例题</a><a class="btn btn-primary" href="{}">导入文件</a>',
        reverse("supervision:plan_cases"),
        reverse("supervision:plan_import"),
    )
    if request.GET.get("removed") == "1":
        actions = format_html('<a class="btn" href="{}">返回清单</a>', reverse("supervision:plans"))
    listing = PlanList(request)
    listing.empty = (PlanList.empty[0], "导入文件", reverse("supervision:plan_import"))  # type: ignore[misc]
    return listing.response(actions=actions)


@guard(NEEDS)
def plan_import(request: HttpRequest) -> HttpResponse:
    """Take a document in. `from` names a failed plan whose pasted text is to be typed on."""
    initial: dict[str, Any] = {}
    before = request.GET.get("from", "")
    if before.isascii() and before.isdigit():
        failed = (
            visible(Plan.objects.all(), request.user, NEEDS)
            .filter(pk=before)
            .select_related("attachment__blob")
            .first()
        )
        initial = {"text": plan_imports.pasted_text(failed), "source": failed.source} if failed else {}

    def action(*, upload: list[Any], text: str, **values: Any) -> Plan | Batch:
        if len(upload) > 1:
            if text.strip():
                raise BothGiven(field="text")
            return plan_imports.import_batch(uploads=upload, **values)
        as_version, older = bool(request.POST.get("as_version")), request.POST.get("replaces", "")
        mine = visible(Plan.objects.all(), request.user, NEEDS)
        replaces = mine.filter(pk=older).first() if as_version and older.isdigit() else None
        try:
            return plan_imports.import_plan(
                upload=upload[0] if upload else None,
                text=text,
                replaces=replaces,
                anyway=as_version,
                **values,
            )
        except SamePlan as refusal:
            request.same_plan = refusal.plan  # type: ignore[attr-defined]
            raise

    return form_page(
        request, ImportForm, action, title="导入文件", submit="导入并读取", initial=initial,
        done=_imported, cancel=reverse("supervision:plans"),
        template="supervision/plan_import.html", partial="supervision/plan_import_form.html",
        crumbs=[("任务清单", reverse("supervision:plans"))],
    )  # fmt: skip


def _imported(made: Plan | Batch) -> str:
    return reverse(
        "supervision:plan_batch" if isinstance(made, Batch) else "supervision:plan", args=[made.pk]
    )


def job_of(plan: Plan) -> SimpleNamespace:
    """The reading's progress as the progress component takes it."""
    text = next(words for percent, words in reversed(STEPS) if plan.progress >= percent)
    finished = plan.state not in (PlanState.READING, PlanState.FAILED)
    return SimpleNamespace(
        done=plan.progress, total=100, text=text, finished=finished, failed=plan.state == PlanState.FAILED
    )


@require_GET
@guard(NEEDS, Plan, "pk")
def plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    """One plan: its reading, its figures, and once issued its notices and tasks."""
    values: dict[str, Any] = {
        "title": plan.title, "plan": plan, "crumbs": [("任务清单", reverse("supervision:plans"))],
        "job": job_of(plan), "tone": TONES[plan.state],
        "pasted": bool(plan.attachment and plan.attachment.purpose == plan_imports.PASTED),
        "facts": _facts(plan),
        "case": Case.objects.select_related("by").filter(plan=plan).defer("text", "answer").first(),
    }  # fmt: skip
    if plan.state == PlanState.REVIEW:
        items = list(plan.items.filter(removed=False))
        values |= {
            "found": diagnose(plan, items),
            "preview": plan_issue.preview(plan, today()),
            "checks": len(CHECKS),
        }
        values |= {"accepted": sum(item.accepted for item in items), "namesake": plan_imports.namesake(plan)}
        values["may_found"] = decide(request.user, "supervision.found").allowed
        values["foreign"] = is_foreign(items) if values["may_found"] else None
        values["may_issue"] = decide(request.user, "supervision.issue").allowed
    if plan.state == PlanState.ISSUED:
        values |= _issued(plan)
    return render(request, "supervision/plan.html", values)


def _facts(plan: Plan) -> list[tuple[str, Any]]:
    file = plan.attachment
    link = (
        format_html('<a href="{}">{}</a>', reverse("files:download", args=[file.pk]), file.name)
        if file
        else ""
    )
    return [
        ("文号", plan.doc_number), ("发文机关", plan.issuer), ("成文日期", plan.issued_on), ("年度", str(plan.year or "")),
        ("来源", plan.get_source_display()), ("原文", link), ("导入", f"{plan.created_by.name} {plan_imports.local_minute(plan.created_at)}"),
        ("报送周期", plan.get_cycle_display()), ("默认时限", plan.default_deadline),
        ("交办", f"{plan.issued_by.name} {plan_imports.local_minute(plan.issued_at)}" if plan.issued_at and plan.issued_by else ""),
    ]  # fmt: skip


def _issued(plan: Plan) -> dict[str, Any]:
    """Notices with how many of each unit's tasks are signed for, and the tasks. Three queries."""
    owed: dict[int, list[int]] = {}
    rows = Assignment.objects.filter(
        matter__in=Task.objects.filter(plan=plan).values("matter"), role__in=(Role.LEAD, Role.CO)
    )
    counts = rows.values_list("unit").annotate(
        all=Count("pk"),
        lead=Count("pk", filter=Q(role=Role.LEAD)),
        signed=Count("pk", filter=~Q(state__in=(AssignmentState.OPEN, AssignmentState.OBJECTED))),
        objected=Count("pk", filter=Q(state=AssignmentState.OBJECTED)),
    )
    owed = {unit: list(figures) for unit, *figures in counts}
    slips = list(plan.slips.select_related("unit", "attachment").order_by("id"))
    for slip in slips:
        slip.all, slip.lead, slip.signed, slip.objected = owed.get(slip.unit_id, [0, 0, 0, 0])
        slip.whole = slip.signed >= slip.all
    tasks = list(plan.tasks.select_related("matter__lead_unit").order_by("order"))
    return {
        "slips": slips,
        "tasks": tasks,
        "waiting": sum(slip.attachment_id is None for slip in slips),
        "made": sum(slip.attachment_id is not None for slip in slips),
        "figures": [
            ("任务", len(tasks), "", plan_issue.tasks_url(plan)),
            ("承办单位", len(slips), "家", ""),
            ("应签收", sum(slip.all for slip in slips), "件次", ""),
            ("已签收", sum(slip.signed for slip in slips), "件次", ""),
            ("有异议", sum(slip.objected for slip in slips), "件次", ""),
        ],
    }


@require_GET
@guard(NEEDS, Plan, "pk")
def progress(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The bar alone; once the reading is over the page moves on by itself."""
    if plan.state == PlanState.REVIEW:
        return HttpResponse(headers={"HX-Redirect": reverse("supervision:plan_review", args=[plan.pk])})
    if plan.state != PlanState.READING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    poll = reverse("supervision:plan_progress", args=[plan.pk])
    return render(request, "ui/_progress.html", {"job": job_of(plan), "poll": poll})


@require_POST
@guard(NEEDS, Plan, "pk")
def read_again(request: HttpRequest, plan: Plan) -> HttpResponse:
    plan_imports.read_again(plan=plan, by=request.user, at=now())
    return redirect("supervision:plan", plan.pk)


@require_POST
@guard(NEEDS, Plan, "pk")
def by_hand(request: HttpRequest, plan: Plan) -> HttpResponse:
    plan_imports.start_by_hand(plan=plan, by=request.user, at=now())
    return redirect("supervision:plan_review", plan.pk)


@require_POST
@guard(NEEDS, Plan, "pk")
def remove(request: HttpRequest, plan: Plan) -> HttpResponse:
    plan_imports.remove_plan(plan=plan, by=request.user, at=now())
    messages.success(request, f"已删除《{plan.title}》，在本页可以恢复。")
    return redirect("supervision:plan", plan.pk)


@require_POST
@guard(NEEDS, Plan, "pk")
def restore(request: HttpRequest, plan: Plan) -> HttpResponse:
    plan_imports.restore_plan(plan=plan, by=request.user, at=now())
    messages.success(request, f"已恢复《{plan.title}》。")
    return redirect("supervision:plan", plan.pk)


@require_GET
@guard(NEEDS, Plan, "pk")
def sheet(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The tasks as a spreadsheet."""
    return items_sheet(plan, plan.items.filter(removed=False).iterator(chunk_size=500))


plan_urls = [
    path("plans/", plans, name="plans"),
    path("plans/import", plan_import, name="plan_import"),
    path("plans/<int:pk>/", plan, name="plan"),
    path("plans/<int:pk>/progress", progress, name="plan_progress"),
    path("plans/<int:pk>/read", read_again, name="plan_read_again"),
    path("plans/<int:pk>/by-hand", by_hand, name="plan_by_hand"),
    path("plans/<int:pk>/remove", remove, name="plan_remove"),
    path("plans/<int:pk>/restore", restore, name="plan_restore"),
    path("plans/<int:pk>/sheet", sheet, name="plan_sheet"),
]
