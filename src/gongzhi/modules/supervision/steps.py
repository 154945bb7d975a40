"""What each party of a task has to do next, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.rows import Keys, Prepared
from gongzhi.modules.supervision.models import Decision, Extension, HoldItem, SlipItem, SlipKind
from gongzhi.modules.supervision.moves.pressing import SILENT
from gongzhi.modules.supervision.queries import Owed, reports_owed


def steps(assignments: Sequence[Assignment], at: datetime) -> dict[int, str]:
    """The next step of each assignment (its matter loaded). Three queries at most, whatever their number."""
    owed = {one.assignment.pk: one for one in reports_owed(assignments, local_day(at))}
    found: dict[str, dict[int, str]] = {"slip": {}, "hold": {}, "extension": {}}
    waiting = _WAITING.tuples(keys={one.matter_id for one in assignments}) if assignments else []
    for what, _key, task, word in sorted(waiting):
        found[what][task] = word
    slips, holds, asked = found["slip"], found["hold"], set(found["extension"])
    return {one.pk: _step(one, owed.get(one.pk), slips, holds, asked) for one in assignments}


def _waiting() -> QuerySet[Any, Any]:
    """(what, its key, task, a word of it): slips that ask for an answer, tasks on account, extensions asked for."""

    def of(rows: QuerySet[Any], what: str, word: Any) -> QuerySet[Any, Any]:
        rows = rows.filter(task__in=Keys("keys")).order_by()
        return rows.annotate(what=Value(what), word=word).values_list("what", "pk", "task_id", "word")

    slips = SlipItem.objects.filter(replied_at=None).exclude(slip__kind__in=SILENT)
    pending = Extension.objects.filter(decision=Decision.PENDING)
    return of(slips, "slip", Cast("slip__kind", TextField())).union(
        of(HoldItem.objects.filter(closed_at=None), "hold", F("measures")),
        of(pending, "extension", Value("", TextField())),
        all=True,
    )


_WAITING: Prepared[Any] = Prepared(_waiting)


def _step(
    one: Assignment, owed: Owed | None, slips: dict[int, str], holds: dict[int, str], asked: set[int]
) -> str:
    if one.role == Role.LEADER:
        return _leaders(one, asked)
    if one.state == AssignmentState.OPEN:
        return "待签收"
    if one.state == AssignmentState.OBJECTED:
        return "异议待裁定"
    if one.role == Role.LEAD and one.unit_id == one.matter.lead_unit_id:
        return _leads(one, owed, slips, holds)
    return owed.words if owed and owed.ended else ""


def _leaders(one: Assignment, asked: set[int]) -> str:
    if one.matter_id in asked:
        return "待审批延期"
    if one.matter.state == "completed":
        return "待销号"
    return "看红灯原因" if one.matter.judged_light == "red" else ""


def _leads(one: Assignment, owed: Owed | None, slips: dict[int, str], holds: dict[int, str]) -> str:
    """Of the unit that answers for the task: what presses most stands first."""
    key, state = one.matter_id, one.matter.state
    if key in slips:
        return f"待回复{SlipKind(slips[key]).label}"
    if state == "signed":
        return "待报方案"
    if holds.get(key) == "":
        return "挂账，待报整改方案"
    if state == "verifying":
        return "等待核查"
    if state == "completed":
        return "等待销号"
    if owed and owed.task.actual >= 100:
        return "可申请办结"
    return owed.words if owed and (owed.ended or not owed.task.reported_at) else ""
