"""本期应报: the reports that the officer's unit owes, and entering them one after another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.forms import MoveForm, move_form
from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.flow.queries import row_of
from gongzhi.kernel.web import keyset
from gongzhi.kernel.web.columns import Column, DateColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import dressed
from gongzhi.modules.supervision.lists import task_url
from gongzhi.modules.supervision.queries import Owed, owed_by

TOGETHER = 200  # rows on the page: a unit owes fewer


class DueList(Listing):
    """The reports owed now, longest due first; three statements whatever their number."""

    title = "本期应报"
    model = Assignment
    template = "supervision/task_due.html"
    page_size = TOGETHER
    empty = ("没有应报的进展。新的报送期开始后，这里会列出要报的任务。", "", "")
    columns = (
        StateColumn("late", "时限", value=lambda one: _when(one), tone=lambda one: "bad" if one.late else "plain"),
        DateColumn("due_on", "应报", late=lambda one: one.late > 0),
        Column("number", "编号", value=lambda one: one.task.number, css="num"),
        Column("text", "任务", value=lambda one: one.task.text, wide=True, link=lambda one: task_url(one.task.number)),
        Column("name", "报告"),
        Column("role", "角色", value=lambda one: one.assignment.get_role_display()),
        NumberColumn("actual", "上次进度", value=lambda one: one.task.actual, unit="%"),
        NumberColumn("expected", "序时", value=lambda one: one.task.expected, unit="%"),
        Column("go", "办理", css="num", value=lambda one: "报送", link=lambda one: next_url(one.pk)),
    )  # fmt: skip

    @cached_property
    def found(self) -> list[Owed]:
        return owed_by(self.request.user, now())  # type: ignore[arg-type]

    @cached_property
    def page(self) -> keyset.Page:
        return keyset.Page(self.found[:TOGETHER], next="", previous="")

    def every(self) -> Iterator[Any]:
        return iter(self.found)

    @cached_property
    def count(self) -> str:
        return str(len(self.found))

    def href(self, row: Owed) -> str:
        return next_url(row.pk)


def _when(one: Owed) -> str:
    if one.late:
        return f"逾期{one.late}个工作日"
    return "应报" if one.ended else "可提前报"


def next_url(first: int | None = None, skipped: str = "") -> str:
    """The address where reports are entered one after another."""
    query = {name: value for name, value in (("first", first), ("skip", skipped)) if value}
    address = reverse("supervision:tasks_due_next")
    return f"{address}?{urlencode(query)}" if query else address


@guard("supervision.report")
def due(request: HttpRequest) -> HttpResponse:
    """What is owed, with the ways to report it: one after another, or by spreadsheet."""
    return DueList(request).response()


@guard("supervision.report")
def next_due(request: HttpRequest) -> HttpResponse:
    """The form of the report that is due first; when it is sent the next one comes."""
    owed = owed_by(request.user, now())  # type: ignore[arg-type]
    skipped = {one for one in request.GET.get("skip", "").split(".") if one.isdigit()}
    first = request.GET.get("first", "")
    left = [one for one in owed if str(one.pk) not in skipped]
    left.sort(key=lambda one: str(one.pk) != first)  # the chosen one first; the others keep their order
    if not left:
        return redirect("supervision:tasks_due")
    return _report_page(request, left[0], len(left), ".".join(sorted(skipped | {str(left[0].pk)})))


def _report_page(request: HttpRequest, one: Owed, left: int, skipped: str) -> HttpResponse:
    matter = one.assignment.matter
    move = matter.flow.moves[one.move]
    row = row_of(matter)
    row.acting_assignment, row.options = one.assignment.pk, request.GET.dict()
    made: list[MoveForm] = []

    def form(data: Any = None, files: Any = None, initial: Any = None) -> MoveForm:
        made.append(dressed(move_form(move, row, data, files, assignment=one.assignment.pk)))
        return made[-1]

    def act(*, by: Any, at: Any, version: int, **_: Any) -> Matter:
        return actions.run(
            matter, move.code, form=made[-1], by=by, at=at, version=version, assignment=one.assignment.pk
        )

    return form_page(
        request,
        form,  # type: ignore[arg-type]
        act,
        title=f"{one.name}：{one.task.text[:40]}",
        message=f"{one.task.number}的{one.name}已报送。",
        submit="报送，下一件" if left > 1 else "报送",
        version=matter.version,
        done=next_url(),
        template="supervision/task_due_next.html",
        aside=move.aside(row) if move.aside else None,
        cancel=reverse("supervision:tasks_due"),
        crumbs=[("本期应报", reverse("supervision:tasks_due"))],
        one=one,
        left=left,
        skip_href=next_url(skipped=skipped) if left > 1 else "",
        task_href=task_url(one.task.number),
    )
