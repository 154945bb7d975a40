"""签收, 异议, 方案备案: a unit takes the task on, or says that it is not its own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.actions import Party, assign
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.flow import TASK, WORKING
from gongzhi.modules.supervision.models import Decision, Objection, Task, WorkPlan
from gongzhi.modules.supervision.refused import ObjectionTooLate, UnitIsParty, UnitNeeded


@TASK.move(
    "sign_for",
    "签收",
    "*",
    None,
    needs="supervision.sign_for",
    party=("lead", "co"),
    assignment_states=("open",),
    stops=("sign", "objection"),
    bulk=True,
    tone="primary",
)
def sign_for(
    task: Task,
    *,
    liaison: Annotated[str, Ask("联络员", required=False, help="本单位具体联系人")] = "",
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> str | None:
    """The unit signs for the task; when the first lead unit signs, the plan is due."""
    assignment.state = AssignmentState.SIGNED
    assignment.signed_at = at
    assignment.reply = liaison
    assignment.due_at = task.matter.due_at
    assignment.save(update_fields=["state", "signed_at", "reply", "due_at"])
    if (
        assignment.unit_id != task.matter.lead_unit_id
        or assignment.role != Role.LEAD
        or task.matter.state != "issued"
    ):
        return None
    clocks.start(task.matter, "plan", at=at, assignment=assignment)
    return "signed"


@TASK.move(
    "object",
    "提出异议",
    "*",
    None,
    needs="supervision.sign_for",
    party=("lead", "co"),
    assignment_states=("open",),
    stops=("sign", "objection"),
    confirm="提出异议后由督查机构裁定，裁定前不用签收。",
)
def object_to(
    task: Task,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=5, help="写明为什么不属本单位职责，依据是什么")],
    suggested: Annotated[Unit | None, Ask("建议承办单位", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit says within the limit that the task is not its own.

    Raises: ObjectionTooLate.
    """
    term = Term.parse(value("supervision.term.objection", local_day(at)))
    if at > calendar().due(assignment.opened_at, term).at:
        raise ObjectionTooLate(term=term.label)
    assignment.state = AssignmentState.OBJECTED
    assignment.save(update_fields=["state"])
    Objection.objects.create(
        task=task, assignment=assignment, reason=reason, suggested=suggested, by=by, at=at
    )


def _open_objection(task: Task) -> str:
    pending = any(one.decision == Decision.PENDING for one in task.objections.all())
    return "" if pending else "没有待裁定的异议。"


@TASK.move(
    "decide_objection",
    "裁定异议",
    "*",
    None,
    needs="supervision.issue",
    when=_open_objection,
    hidden=True,
    tone="primary",
)
def decide_objection(
    task: Task,
    *,
    decision: Annotated[
        str,
        Ask(
            "裁定",
            choices=[("approved", "异议成立，改交其他单位"), ("refused", "异议不成立，仍由该单位承办")],
        ),
    ],
    unit: Annotated[Unit | None, Ask("改交单位", required=False, help="异议成立时填写")] = None,
    opinion: Annotated[str, Ask("裁定意见", long=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The office decides: another unit takes the part over, or the unit signs after all.

    A co-unit may take over the lead; its own part is then the lead.
    Raises: UnitNeeded, UnitIsParty.
    """
    objection = task.objections.filter(decision=Decision.PENDING).select_related("assignment").latest("id")
    before = objection.assignment
    heir = _checked(task, before, unit) if decision == Decision.APPROVED else None
    objection.decision, objection.opinion = decision, opinion
    objection.decided_by, objection.decided_at = by, at
    objection.save()
    if heir is None:
        before.state = AssignmentState.OPEN
        before.save(update_fields=["state"])
        clocks.start(task.matter, "sign", at=at, assignment=before)
        return
    before.state, before.closed_at = AssignmentState.RETURNED, at
    before.save(update_fields=["state", "closed_at"])
    given = _take_over(task, before, heir, at)
    clocks.start(task.matter, "objection", at=at, assignment=given)
    clocks.start(task.matter, "sign", at=at, assignment=given)
    if before.unit_id == task.matter.lead_unit_id:
        task.matter.lead_unit = heir


def _checked(task: Task, before: Assignment, unit: Unit | None) -> Unit:
    if unit is None:
        raise UnitNeeded(field="unit")
    there = task.matter.assignments.filter(unit=unit, closed_at=None)
    roles = set(there.values_list("role", flat=True)) & {Role.LEAD, Role.CO}
    if roles and not (before.role == Role.LEAD and roles == {Role.CO}):
        raise UnitIsParty(field="unit", unit=unit)
    return unit


def _take_over(task: Task, before: Assignment, unit: Unit, at: datetime) -> Assignment:
    """The part of `before`, now owed by `unit`; a co-unit that takes over the lead is no co-unit any more."""
    co = task.matter.assignments.filter(unit=unit, role=Role.CO, closed_at=None).first()
    if co is not None:
        clocks.stop(task.matter, ("sign", "objection"), at=at, assignment=co)
        co.state, co.closed_at = AssignmentState.RETURNED, at
        co.save(update_fields=["state", "closed_at"])
    return assign(task.matter, Party(before.role, unit=unit), at=at, order=before.order)


def _plan_initial(field: str) -> Any:
    def initial(task: Task) -> str:
        last = task.work_plans.first()
        return getattr(last, field) if last else ""

    return initial


@TASK.move(
    "file_plan",
    "报送方案",
    WORKING,
    "in_progress",
    needs="supervision.report",
    party=("lead",),
    assignment_states=("signed", "replied"),
    stops=("plan",),
    tone="primary",
    basis="定方案、定措施、定人员",
)
def file_plan(
    task: Task,
    *,
    measures: Annotated[str, Ask("工作措施", long=True, least=5, initial=_plan_initial("measures"))],
    in_charge: Annotated[str, Ask("具体负责人", initial=_plan_initial("in_charge"))],
    phone: Annotated[str, Ask("联系电话", required=False, most=20, initial=_plan_initial("phone"))] = "",
    roadmap: Annotated[
        str,
        Ask(
            "时间表、路线图",
            long=True,
            required=False,
            help="一行一个节点，如：6月底 完成主体 60%",
            initial=_plan_initial("roadmap"),
        ),
    ] = "",
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The lead unit files how, when and by whom; nodes with a per cent steer the scheduled progress."""
    from gongzhi.modules.supervision.nodes import replace_nodes

    version = task.work_plans.count() + 1
    WorkPlan.objects.create(
        task=task,
        version=version,
        measures=measures,
        roadmap=roadmap,
        in_charge=in_charge,
        phone=phone,
        filed_by=by,
        filed_at=at,
    )
    replace_nodes(task, roadmap)
    assignment.due_at = task.matter.due_at
    assignment.save(update_fields=["due_at"])
