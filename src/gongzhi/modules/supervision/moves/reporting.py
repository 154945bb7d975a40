"""进展反馈: reports by cycle, frozen once submitted; a correction is a new version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from gongzhi.kernel.clock import calendar, local_day, today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, Each
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.flow import TASK, WORKING
from gongzhi.modules.supervision.models import Report, Task
from gongzhi.modules.supervision.periods import due_period, report_due_on
from gongzhi.modules.supervision.queries import co_reports, merged
from gongzhi.modules.supervision.refused import (
    AlreadyReported,
    NoEvidence,
    NotFullyReached,
    NothingToCorrect,
    PercentFell,
)


def target_asks(task: Task) -> Sequence[Ask]:
    """One number asked for each target, in its printed unit, with what was reached before."""
    return [
        Ask(
            label=f"{target.name or target.raw}（{target.unit}）"
            if target.unit
            else target.name or target.raw,
            name=str(target.pk),
            type=Decimal,
            required=False,
            initial=None if target.reached is None else f"{target.reached.normalize():f}",
            help=f"目标：{target.raw}",
        )
        for target in task.targets.all()
    ]


def _last(field: str) -> Any:
    def initial(task: Task) -> Any:
        last = _last_report(task)
        return getattr(last, field) if last else task.actual if field == "percent" else ""

    return initial


def _merging(field: str) -> Any:
    """A field of the lead's report begins with what the co-units said, when the officer asked to merge."""

    def initial(task: Task) -> str:
        options = task.__dict__.get("options", {})
        if "merge" not in options:
            return ""
        task.__dict__.setdefault("filled", set()).add(field)
        typed = options.get(field, "").strip()
        return "\n".join(one for one in (typed, merged(_told_by_co_units(task))[field]) if one)

    return initial


def _told_by_co_units(task: Task) -> list[Report]:
    """The co-units' reports for the period that the lead unit is to report on. Three queries, once."""
    kept: list[Report] | None = task.__dict__.get("_co_reports")
    if kept is None:
        lead = task.matter.assignments.filter(role=Role.LEAD, unit=task.matter.lead_unit_id).first()
        period = due_period(task, today(), lead) if lead else None
        kept = task.__dict__["_co_reports"] = co_reports(task, period.code) if period else []
    return kept


def co_reports_aside(task: Task) -> tuple[str, dict[str, Any]] | None:
    """Above the lead's form: what the co-units told for the period, to be read and merged."""
    told = _told_by_co_units(task)
    merging = "merge" in task.__dict__.get("options", {})
    return ("supervision/task_co_reports.html", {"told": told, "merging": merging}) if told else None


def _last_report(task: Task) -> Report | None:
    """The newest report of the unit that the form is for; the lead unit's when the form does not say."""
    kept: list[Report] | None = task.__dict__.get("_last_report")
    if kept is None:
        rows = task.reports.filter(current=True).order_by("-period", "-at")
        acting = task.__dict__.get("acting_assignment")
        mine = rows.filter(assignment=acting) if acting else rows.filter(as_lead=True)
        kept = task.__dict__["_last_report"] = list(mine[:1])
    return kept[0] if kept else None


@TASK.move(
    "report",
    "报送进展",
    WORKING,
    None,
    needs="supervision.report",
    party=("lead",),
    assignment_states=("signed", "replied"),
    aside=co_reports_aside,
    tone="primary",
)
def report(
    task: Task,
    *,
    percent: Annotated[int, Ask("实际进度（%）", least=0, most=100, initial=_last("percent"))],
    values: Annotated[dict[str, Decimal] | None, Each(target_asks)] = None,
    narrative: Annotated[
        str,
        Ask(
            "进展情况",
            long=True,
            most=1000,
            help="写做了什么、到什么程度，建议300字以内",
            initial=_merging("narrative"),
        ),
    ],
    problems: Annotated[
        str, Ask("存在问题", long=True, required=False, most=1000, initial=_merging("problems"))
    ] = "",
    next_step: Annotated[
        str, Ask("下一步措施", long=True, required=False, most=1000, initial=_merging("next_step"))
    ] = "",
    explanation: Annotated[
        str, Ask("进度下降说明", long=True, required=False, most=300, help="实际进度比上次低时填写")
    ] = "",
    evidence: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The lead unit's report for the period that is due, or for the running one.

    Raises: AlreadyReported, PercentFell, NoEvidence.
    """
    period = due_period(task, local_day(at), assignment)
    if task.reports.filter(unit=assignment.unit, period=period.code).exists():
        raise AlreadyReported(period=period.label)
    if is_lead(task, assignment):
        _lead_checks(task, percent, explanation, evidence)
    _write(
        task,
        assignment,
        period.code,
        version=1,
        at=at,
        by=by,
        percent=percent,
        values=values,
        narrative=narrative,
        problems=problems,
        next_step=next_step,
        explanation=explanation,
    )


@TASK.move(
    "correct_report",
    "更正进展",
    WORKING,
    None,
    needs="supervision.report",
    party=("lead", "co"),
    confirm="原来的一版保留，更正后的成为新版本。",
)
def correct_report(
    task: Task,
    *,
    percent: Annotated[int, Ask("实际进度（%）", least=0, most=100, initial=_last("percent"))],
    values: Annotated[dict[str, Decimal] | None, Each(target_asks)] = None,
    narrative: Annotated[str, Ask("进展情况", long=True, most=1000, initial=_last("narrative"))],
    problems: Annotated[
        str, Ask("存在问题", long=True, required=False, most=1000, initial=_last("problems"))
    ] = "",
    next_step: Annotated[
        str, Ask("下一步措施", long=True, required=False, most=1000, initial=_last("next_step"))
    ] = "",
    explanation: Annotated[str, Ask("更正原因", long=True, least=2)] = "",
    evidence: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """A new version of the unit's latest report; the frozen one stays.

    Raises: NothingToCorrect, NoEvidence.
    """
    last = task.reports.filter(unit=assignment.unit, current=True).order_by("-period", "-at").first()
    if last is None:
        raise NothingToCorrect(period=due_period(task, local_day(at), assignment).label)
    if is_lead(task, assignment):
        _lead_checks(task, percent, explanation, evidence)
    last.current = False
    last.save(update_fields=["current"])
    _write(
        task,
        assignment,
        last.period,
        version=last.version + 1,
        at=at,
        by=by,
        percent=percent,
        values=values,
        narrative=narrative,
        problems=problems,
        next_step=next_step,
        explanation=explanation,
    )


@TASK.move(
    "report_to_lead",
    "报送协同进展",
    WORKING,
    None,
    needs="supervision.report",
    party=("co",),
    assignment_states=("signed", "replied"),
    tone="primary",
)
def report_to_lead(
    task: Task,
    *,
    percent: Annotated[int, Ask("本单位进度（%）", least=0, most=100)],
    narrative: Annotated[str, Ask("进展情况", long=True, most=1000)],
    problems: Annotated[str, Ask("存在问题", long=True, required=False, most=1000)] = "",
    next_step: Annotated[str, Ask("下一步措施", long=True, required=False, most=1000)] = "",
    evidence: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """A co-unit tells the lead unit of its part; the lead merges it into its own report.

    Raises: AlreadyReported.
    """
    period = due_period(task, local_day(at), assignment)
    if task.reports.filter(unit=assignment.unit, period=period.code).exists():
        raise AlreadyReported(period=period.label)
    _write(
        task,
        assignment,
        period.code,
        version=1,
        at=at,
        by=by,
        percent=percent,
        values={},
        narrative=narrative,
        problems=problems,
        next_step=next_step,
        explanation="",
    )


@TASK.move(
    "claim_done",
    "申请办结",
    WORKING,
    "verifying",
    needs="supervision.report",
    party=("lead",),
    assignment_states=("signed", "replied"),
    starts=("check",),
    confirm="申请后由督查机构核查，核查期间不能再报进展。",
)
def claim_done(
    task: Task,
    *,
    summary: Annotated[str, Ask("完成情况", long=True, least=5)],
    evidence: Annotated[
        list[Attachment] | None, Ask("佐证材料", required=False, help="已随进展上传过的不用重复")
    ] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The lead unit says that the task is done; it needs 100 per cent and evidence. Its term stands still meanwhile.

    Raises: NotFullyReached, NoEvidence.
    """
    if task.actual < 100:
        raise NotFullyReached(actual=task.actual)
    if not evidence and not _has_evidence(task):
        raise NoEvidence(field="evidence")
    task.matter.paused_at = at


def is_lead(task: Task, assignment: Assignment) -> bool:
    """Whether the report of this assignment is the task's: the first lead unit answers for it."""
    return assignment.role == Role.LEAD and assignment.unit_id == task.matter.lead_unit_id


def _lead_checks(task: Task, percent: int, explanation: str, evidence: list[Attachment] | None) -> None:
    if percent < task.actual and not explanation.strip():
        raise PercentFell(field="explanation", before=task.actual, after=percent)
    if percent == 100 and not evidence and not _has_evidence(task):
        raise NoEvidence(field="evidence")


def _has_evidence(task: Task) -> bool:
    return bool(has_evidence({task.pk}))


def has_evidence(tasks: Collection[int]) -> set[int]:
    """Which of these tasks have evidence among their files. One query."""
    rows = Attachment.objects.filter(matter_id__in=tasks, purpose="evidence", withdrawn_at=None)
    return {key for key in rows.values_list("matter_id", flat=True) if key is not None}


def _write(
    task: Task,
    assignment: Assignment,
    period: str,
    *,
    version: int,
    at: datetime,
    by: Officer,
    percent: int,
    values: dict[str, Decimal] | None,
    narrative: str,
    problems: str,
    next_step: str,
    explanation: str,
) -> Report:
    """Write one report row, its figures and the standing of the task."""
    as_lead = is_lead(task, assignment)
    due_on = report_due_on(task, period)
    given = {key: f"{value.normalize():f}" for key, value in (values or {}).items() if value is not None}
    row = Report.objects.create(
        task=task,
        assignment=assignment,
        unit_id=assignment.unit_id,  # type: ignore[misc]  # a reporting party is a unit
        as_lead=as_lead,
        period=period,
        due_on=due_on,
        version=version,
        percent=percent,
        narrative=narrative,
        problems=problems,
        next_step=next_step,
        explanation=explanation,
        values=given,
        late_days=max(0, calendar().between(due_on, local_day(at))),
        by=by,
        at=at,
    )
    assignment.state, assignment.replied_at, assignment.reply = AssignmentState.REPLIED, at, narrative
    assignment.save(update_fields=["state", "replied_at", "reply"])
    if as_lead:
        _take_figures(task, given)
        task.actual, task.reported_at = percent, at
        task.save(update_fields=["actual", "reported_at"])
    return row


def _take_figures(task: Task, given: dict[str, str]) -> None:
    changed = []
    for target in task.targets.all():
        if str(target.pk) in given:
            target.reached = Decimal(given[str(target.pk)])
            changed.append(target)
    if changed:
        type(changed[0]).objects.bulk_update(changed, ["reached"])
