"""The default assessment formula, every step of which can be opened: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ScorePolicy:
    """The formula's numbers, all dated parameters. Points; deductions are positive and taken off."""

    completion: int = 60
    timeliness: int = 20
    report_quality: int = 10
    verification: int = 10
    yellow: Decimal = Decimal(1)
    red: Decimal = Decimal(2)
    late_report: Decimal = Decimal("0.5")
    false_report: Decimal = Decimal(5)
    co_share: Decimal = Decimal("0.3")
    bonus_cap: Decimal = Decimal(5)
    excellent: int = 90
    good: int = 80
    qualified: int = 60


@dataclass(frozen=True)
class TaskRecord:
    """What one task contributes for one unit. Percentages are whole numbers 0-100."""

    number: str
    title: str
    weight: Decimal
    as_lead: bool
    expected: int
    actual: int
    done: bool
    on_time: bool  # done within the deadline, or the deadline has not passed
    done_on: date | None = None
    reports_due: int = 0
    reports_in: int = 0
    reports_late: int = 0
    checks: int = 0
    checks_passed: int = 0
    yellows: int = 0
    reds: int = 0
    false_reports: int = 0


@dataclass(frozen=True)
class Step:
    """One line of the calculation sheet."""

    label: str
    working: str
    points: Decimal


@dataclass(frozen=True)
class TaskScore:
    record: TaskRecord
    steps: tuple[Step, ...]
    points: Decimal  # never below 0
    weight: Decimal  # after the co-unit's share


@dataclass(frozen=True)
class UnitScore:
    tasks: tuple[TaskScore, ...]
    average: Decimal
    bonus: Decimal
    total: Decimal
    grade: str
    reds: int
    veto: bool
    steps: tuple[Step, ...] = field(default=())


def _cent(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def score_task(record: TaskRecord, policy: ScorePolicy) -> TaskScore:
    """Completion, timeliness, report quality and verification, less deductions; each with its working.

    >>> score_task(TaskRecord("DC1", "修路", Decimal(1), True, 80, 40, False, True), ScorePolicy()).points
    Decimal('70.00')
    """
    reach = (
        100
        if record.done
        else 100
        if record.expected <= 0
        else min(100, record.actual * 100 // record.expected)
    )
    completion = _cent(Decimal(policy.completion) * reach / 100)
    steps = [
        Step(
            "完成情况",
            f"{policy.completion}分×{reach}%（{'已办结' if record.done else f'实际{record.actual}%÷应达{record.expected}%'}）",
            completion,
        ),
        Step(
            "时效",
            "按时" if record.on_time else "已超时限",
            Decimal(policy.timeliness if record.on_time else 0),
        ),
        _reports(record, policy),
        _checks(record, policy),
    ]
    steps += _deductions(record, policy)
    points = max(Decimal(0), _cent(sum((step.points for step in steps), Decimal(0))))
    weight = record.weight if record.as_lead else record.weight * policy.co_share
    return TaskScore(record, tuple(steps), points, weight)


def _reports(record: TaskRecord, policy: ScorePolicy) -> Step:
    if not record.reports_due:
        return Step("报送质量", "本期没有应报的进展", Decimal(policy.report_quality))
    points = _cent(
        Decimal(policy.report_quality) * min(record.reports_in, record.reports_due) / record.reports_due
    )
    return Step(
        "报送质量", f"{policy.report_quality}分×{record.reports_in}÷{record.reports_due}（已报÷应报）", points
    )


def _checks(record: TaskRecord, policy: ScorePolicy) -> Step:
    if not record.checks:
        return Step("核查", "尚未核查，不扣分", Decimal(policy.verification))
    points = _cent(Decimal(policy.verification) * record.checks_passed / record.checks)
    return Step(
        "核查", f"{policy.verification}分×{record.checks_passed}÷{record.checks}（通过÷核查次数）", points
    )


def _deductions(record: TaskRecord, policy: ScorePolicy) -> list[Step]:
    rows = (
        ("黄灯", record.yellows, policy.yellow),
        ("红灯", record.reds, policy.red),
        ("迟报", record.reports_late, policy.late_report),
        ("虚报", record.false_reports, policy.false_report),
    )
    return [
        Step(label, f"{count}次×{points}分", -_cent(points * count)) for label, count, points in rows if count
    ]


def score_unit(records: Sequence[TaskRecord], policy: ScorePolicy, bonus: Decimal = Decimal(0)) -> UnitScore:
    """The weighted mean over tasks, plus the bonus up to its cap; a false report bars the grade of excellent."""
    tasks = tuple(score_task(record, policy) for record in records)
    weights = sum((task.weight for task in tasks), Decimal(0))
    average = (
        _cent(sum((task.points * task.weight for task in tasks), Decimal(0)) / weights)
        if weights
        else Decimal(0)
    )
    added = min(bonus, policy.bonus_cap)
    total = _cent(average + added)
    veto = any(task.record.false_reports for task in tasks)
    steps = (
        Step(
            "加权平均",
            f"Σ(任务得分×权重)÷Σ权重，{len(tasks)}项任务，权重合计{weights.normalize():f}",
            average,
        ),
        Step("加分", f"上级表彰等，封顶{policy.bonus_cap}分", added),
    )
    return UnitScore(
        tasks,
        average,
        added,
        total,
        grade(total, policy, veto),
        sum(t.record.reds for t in tasks),
        veto,
        steps,
    )


def grade(total: Decimal, policy: ScorePolicy, veto: bool = False) -> str:
    """优秀, 良好, 合格 or 不合格.

    >>> grade(Decimal(95), ScorePolicy(), veto=True)
    '良好'
    """
    if total >= policy.excellent:
        return "良好" if veto else "优秀"
    if total >= policy.good:
        return "良好"
    return "合格" if total >= policy.qualified else "不合格"
