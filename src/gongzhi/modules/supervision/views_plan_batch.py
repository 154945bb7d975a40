"""Several files taken in at once: how far each is, what did not come in and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.supervision.models import Batch, Item, Plan, PlanState
from gongzhi.modules.supervision.plan_board import counts_of
from gongzhi.modules.supervision.views_plans import TONES, job_of

NEEDS = "supervision.plan"


@dataclass(frozen=True)
class File:
    """One file of a batch as the page shows it."""

    plan: Plan
    counts: dict[str, int]

    @property
    def job(self) -> object:
        return job_of(self.plan)

    @property
    def tone(self) -> str:
        return TONES[PlanState(self.plan.state)]


def _files(request: HttpRequest, batch: Batch) -> list[File]:
    """Two queries, however many files."""
    plans = list(
        visible(Plan.objects.all(), request.user, NEEDS)
        .filter(batch=batch, removed_at=None)
        .defer("text", "blocks", "groups", "doubts")
        .select_related("attachment")
        .order_by("pk")
    )
    items: dict[int, list[Item]] = defaultdict(list)
    rows = Item.objects.filter(plan__in=plans, removed=False)
    for item in rows.only("plan_id", "accepted", "removed", "doubts").order_by():
        items[item.plan_id].append(item)
    return [File(plan, counts_of(items[plan.pk])) for plan in plans]


@require_GET
@guard(NEEDS)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch; for htmx the table alone, which asks again until all files are read."""
    found = Batch.objects.select_related("created_by").filter(pk=pk).first()
    files = _files(request, found) if found else []
    if found is None or (not files and found.created_by != request.user):
        raise NotFound(value="批量导入")
    reading = sum(one.plan.state == PlanState.READING for one in files)
    values = {
        "title": f"批量导入{len(files) + len(found.refused)}份文件", "batch": found, "files": files, "reading": reading,
        "read": len(files) - reading, "crumbs": [("任务清单", reverse("supervision:plans"))],
    }  # fmt: skip
    partial = request.htmx and request.GET.get("part")  # type: ignore[attr-defined]
    return render(request, f"supervision/plan_batch{'_table' if partial else ''}.html", values)


batch_urls = [path("plans/batches/<int:pk>", batch, name="plan_batch")]
