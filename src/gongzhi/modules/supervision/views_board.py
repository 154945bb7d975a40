"""督查总览: the leader's page and the start of the office's day; one click presses a unit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.access.queries import holds
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.queries import posts_of
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.modules.supervision import board_rows
from gongzhi.modules.supervision.board import Board, Line, waiting_count
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.slip_lists import burden


def decisions_waiting(officer: Any) -> int:
    return waiting_count(officer)


@require_safe
@guard("supervision.lead")
def leaders(request: HttpRequest) -> HttpResponse:
    """Mine or the whole county's: figures, the worst first, what waits for a decision. Ten statements at most."""
    officer: Any = request.user
    leads = bool(posts_of(officer))
    given = request.GET.get("scope", "")
    everything = given == "all" or (given != "mine" and not leads)
    board = Board(officer, now(), everything, all_units=request.GET.get("units") == "all")
    here = reverse("supervision:leaders")
    context = {
        "title": "督查总览",
        "board": board,
        "tabs": [
            ("我的", f"{here}?scope=mine", None, not everything),
            ("全县", f"{here}?scope=all", None, everything),
        ],
        "bars": board_rows.bar_rows(board.bars),
        "lines": board_rows.line_rows(board.lines, _remind(request, holds(officer, "supervision.remind"))),
        "leads": leads,
    }
    return render(request, "supervision/board.html", context)


@require_POST
@guard("supervision.remind", Task)
@idempotent
def remind_one(request: HttpRequest, task: Task) -> HttpResponse:
    """Press the lead unit of a task with one click; answers with the cell that says so."""
    officer: Any = request.user
    at = now()
    actions.run(task.matter, "remind", by=officer, at=at)
    line = Line(task, at, burden(task.matter.lead_unit_id or 0, at), today=True)
    return HttpResponse(_remind(request, may=True)(line))


def _remind(request: HttpRequest, may: bool) -> board_rows.Remind:
    return board_rows.Remind(may, get_random_string(16), get_token(request))


board_urls: list[Any] = [
    path("leaders/", leaders, name="leaders"),
    path("tasks/<str:number>/remind/", remind_one, name="remind_one"),
]
