"""One move for several picked matters: one dialog, one confirmation, and what could not be done in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.access import visible
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.declare import Move, flow_of
from gongzhi.kernel.flow.forms import MoveForm, move_form
from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.flow.queries import row_of, worklist
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, NotFound, back, guard
from gongzhi.kernel.web.listing import NothingPicked, TooManyPicked

MOST = 500
TOLD = 5  # titles in the dialog, refusals in the message


@dataclass
class Outcome:
    """How many were done, and of which the move was refused and why."""

    done: int = 0
    refused: list[tuple[Matter, str]] = field(default_factory=list)

    def sentence(self, label: str) -> str:
        text = f"“{label}”已办理{self.done}项。"
        if not self.refused:
            return text
        told = "；".join(f"{matter.number} {reason.rstrip('。')}" for matter, reason in self.refused[:TOLD])
        return f"{text}{len(self.refused)}项没有办成：{told}{'；……' if len(self.refused) > TOLD else ''}。"


Chosen = Sequence[tuple[Matter, int | None]]  # a matter, and the assignment on whose behalf


def run_each(
    chosen: Chosen, move: Move, data: Any, *, by: Officer, at: datetime, correlation: str = ""
) -> Outcome:
    """Make the move for each matter with the same answers; one that is refused does not stop the others."""
    outcome = Outcome()
    for matter, assignment in chosen:
        try:
            with transaction.atomic():
                form = move_form(move, row_of(matter), data)
                actions.run(
                    matter, move.code, form=form, by=by, at=at, assignment=assignment, correlation=correlation
                )
        except Refusal as refusal:
            outcome.refused.append((matter, str(refusal)))
        else:
            outcome.done += 1
    return outcome


def bulk_page(request: HttpRequest, move: Move, chosen: Chosen) -> HttpResponse:
    """The dialog of a move for several matters: the form by GET, the moves by POST."""
    from gongzhi.kernel.web.matters import dressed

    first = row_of(chosen[0][0])
    given: list[Any] = []

    def form(data: Any = None, files: Any = None, initial: Any = None) -> MoveForm:
        given.append(data)
        made = dressed(move_form(move, first, data, files))
        if data is None and len(chosen) > 1:
            for name in made.fields:  # what one matter's form begins with is not the others'
                made.initial[name] = ""
        return made

    def act(*, by: Officer, at: datetime, **_: Any) -> Outcome:
        return run_each(chosen, move, given[-1], by=by, at=at)

    def done(outcome: Outcome) -> str:
        level = messages.WARNING if outcome.refused else messages.SUCCESS
        messages.add_message(request, level, outcome.sentence(move.label))
        return "" if request.htmx else back(request, "/worklist/")

    titles = "、".join(f"“{_short(matter.title)}”" for matter, _ in chosen[:TOLD])
    more = f"等{len(chosen)}项" if len(chosen) > TOLD else f"，共{len(chosen)}项" if len(chosen) > 1 else ""
    return form_page(
        request,
        form,  # type: ignore[arg-type]
        act,
        title=f"批量{move.label}（{len(chosen)}项）",
        submit=f"{move.label}{len(chosen)}项",
        intro=f"{titles}{more}。{move.confirm}",
        done=done,
    )


def _short(title: str) -> str:
    return title if len(title) <= 20 else f"{title[:19]}…"


def picks(request: HttpRequest) -> list[int]:
    """Keys of the ticked rows, from the form or, in the dialog, from its address.

    Raises: NothingPicked, TooManyPicked.
    """
    given = [*request.POST.getlist("pick"), *request.GET.getlist("pick")]
    keys = list(dict.fromkeys(int(one) for one in given if one.isascii() and one.isdigit()))
    if not keys:
        raise NothingPicked(field="pick")
    if len(keys) > MOST:
        raise TooManyPicked(field="pick", most=MOST, count=len(keys))
    return keys


def bulk_move(kind: str, code: str) -> Move:
    """A move that may be made in bulk. Raises: NotFound."""
    try:
        move = flow_of(kind).moves[code]
    except (KeyError, ValueError):
        raise NotFound(value=code) from None
    if not move.bulk:
        raise NotFound(value=code)
    return move


@guard(SIGNED_IN)
def on_assignments(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """For rows picked in the officer's own worklist."""
    move = bulk_move(kind, code)
    rows = worklist(request.user, kind).filter(pk__in=picks(request))  # type: ignore[arg-type]
    chosen: list[tuple[Matter, int | None]] = [(row.matter, row.pk) for row in rows if _fits(row, move)]
    if not chosen:
        raise NothingPicked(field="pick")
    return bulk_page(request, move, chosen)


def _fits(row: Assignment, move: Move) -> bool:
    return row.role in move.party and (not move.assignment_states or row.state in move.assignment_states)


def on_matters(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """For rows picked in a list whose rows have a matter's key; the list's own guard comes first."""
    move = bulk_move(kind, code)
    rows = Matter.objects.filter(pk__in=picks(request), kind=kind).select_related("lead_unit").order_by("pk")
    seen = visible(rows, request.user, flow_of(kind).view)  # type: ignore[arg-type]
    chosen: list[tuple[Matter, int | None]] = [(matter, None) for matter in seen]
    if not chosen:
        raise NothingPicked(field="pick")
    return bulk_page(request, move, chosen)
