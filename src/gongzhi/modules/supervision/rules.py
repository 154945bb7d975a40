"""Cycles, scheduled progress, lights and scores: pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Cycle(StrEnum):
    """How often progress is reported; the value is stored."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    MIDYEAR = "midyear"
    ANNUAL = "annual"


CYCLE_LABELS = {
    Cycle.WEEKLY: "周报",
    Cycle.MONTHLY: "月报",
    Cycle.QUARTERLY: "季度调度",
    Cycle.MIDYEAR: "半年督导",
    Cycle.ANNUAL: "年度总结",
}


REPORT_WORDS = {
    Cycle.WEEKLY: "周报",
    Cycle.MONTHLY: "月报",
    Cycle.QUARTERLY: "季报",
    Cycle.MIDYEAR: "总结",
    Cycle.ANNUAL: "总结",
}


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period: `first` to `last`, both included. Its code sorts within one cycle."""

    first: date
    last: date
    code: str
    label: str


def period_of(day: date, cycle: str) -> Period:
    """The period of a cycle in which a day lies.

    >>> period_of(date(2026, 11, 23), "quarterly").code, period_of(date(2026, 2, 9), "monthly").last
    ('2026-Q4', datetime.date(2026, 2, 28))
    """
    year = day.year
    if cycle == Cycle.WEEKLY:
        first = day - timedelta(days=day.weekday())
        week = first.isocalendar()
        return Period(
            first, first + timedelta(days=6), f"{week.year}-W{week.week:02d}", f"{week.year}年第{week.week}周"
        )
    if cycle == Cycle.MONTHLY:
        return Period(
            date(year, day.month, 1),
            _month_end(year, day.month),
            f"{year}-{day.month:02d}",
            f"{year}年{day.month}月",
        )
    if cycle == Cycle.QUARTERLY:
        quarter = (day.month + 2) // 3
        last = _month_end(year, quarter * 3)
        return Period(
            date(year, quarter * 3 - 2, 1),
            last,
            f"{year}-Q{quarter}",
            f"{year}年第{'一二三四'[quarter - 1]}季度",
        )
    if cycle == Cycle.MIDYEAR:
        half = 1 if day.month <= 6 else 2
        first, last = (
            (date(year, 1, 1), date(year, 6, 30)) if half == 1 else (date(year, 7, 1), date(year, 12, 31))
        )
        return Period(first, last, f"{year}-H{half}", f"{year}年{'上' if half == 1 else '下'}半年")
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year}", f"{year}年")


def report_name(period: Period, cycle: str) -> str:
    """How the report of a period is called.

    >>> report_name(period_of(date(2026, 11, 3), "monthly"), "monthly")
    '2026年11月月报'
    """
    return period.label + REPORT_WORDS[Cycle(cycle)]


def period_before(period: Period, cycle: str) -> Period:
    return period_of(period.first - timedelta(days=1), cycle)


def period_of_code(code: str) -> tuple[str, Period]:
    """The cycle and period that a code such as 2026-11 names. Raises ValueError.

    >>> period_of_code("2026-H1")[1].label
    '2026年上半年'
    """
    year = int(code[:4])
    rest = code[5:]
    if not rest:
        return Cycle.ANNUAL, period_of(date(year, 1, 1), Cycle.ANNUAL)
    if rest[0] == "W":
        return Cycle.WEEKLY, period_of(date.fromisocalendar(year, int(rest[1:]), 1), Cycle.WEEKLY)
    if rest[0] == "Q":
        return Cycle.QUARTERLY, period_of(date(year, int(rest[1:]) * 3, 1), Cycle.QUARTERLY)
    if rest[0] == "H":
        return Cycle.MIDYEAR, period_of(date(year, int(rest[1:]) * 6, 1), Cycle.MIDYEAR)
    return Cycle.MONTHLY, period_of(date(year, int(rest), 1), Cycle.MONTHLY)


@dataclass(frozen=True)
class Span:
    """The days that are assessed, both included; `on` is the day of reckoning, never after `last`."""

    first: date
    last: date
    on: date


def span_of(code: str, today: date) -> Span:
    """The span that a period code names, reckoned on its last day, or today while it runs. Raises ValueError."""
    _cycle, period = period_of_code(code)
    return Span(period.first, period.last, min(period.last, today))


def report_due(period: Period, days_after: int) -> date:
    """The last day for the report of a period: so many natural days after its end; a holiday is moved by the calendar."""
    return period.last + timedelta(days=days_after)


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class NodePoint:
    """By the end of `on` so many per cent should be reached."""

    on: date
    percent: int


def scheduled_progress(start: date, deadline: date, on: date, nodes: Sequence[NodePoint] = ()) -> int:
    """序时进度 in whole per cent: along the nodes when there are any, else days elapsed over total days.

    >>> scheduled_progress(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2))
    50
    >>> scheduled_progress(date(2026, 1, 1), date(2026, 12, 31), date(2026, 5, 16), [NodePoint(date(2026, 3, 31), 10), NodePoint(date(2026, 6, 30), 60)])
    35
    """
    points = [NodePoint(start, 0), *sorted(nodes, key=lambda node: node.on)]
    if points[-1].on < deadline and points[-1].percent < 100:
        points.append(NodePoint(deadline, 100))
    if on >= points[-1].on:
        return points[-1].percent if on <= deadline else 100
    for before, after in itertools.pairwise(points):
        if before.on <= on < after.on:
            share = (on - before.on).days / max(1, (after.on - before.on).days)
            return round(before.percent + (after.percent - before.percent) * share)
    return 0


class Basis(StrEnum):
    """What day's scheduled progress a reported figure is held against; the value is stored."""

    PERIOD = "period"
    TODAY = "today"


BASIS_LABELS = {Basis.PERIOD: "最近应报期末", Basis.TODAY: "判定当天"}


def held_against(day: date, on: date, basis: str) -> str:
    """The day of reckoning in words, for the reason of a light that is judged on `on`.

    >>> held_against(date(2025, 12, 31), date(2026, 1, 20), "period"), held_against(date(2026, 1, 20), date(2026, 1, 20), "today")
    ('截至2025年12月31日', '按当天进度')
    """
    if basis == Basis.TODAY:
        return "按当天进度"
    year = "" if day.year == on.year else f"{day.year}年"
    return f"截至{year}{day.month}月{day.day}日"


@dataclass(frozen=True)
class LightPolicy:
    """The thresholds in force on a day, in percentage points, working days and reports (all parameters)."""

    green_gap: int = 5
    yellow_gap: int = 20
    near_days: int = 10
    near_percent: int = 90
    missed_reports: int = 2


@dataclass(frozen=True)
class Standing:
    """What the light of a task is judged by."""

    started: bool
    closed: bool
    quantified: bool
    expected: int
    actual: int
    days_left: int | None  # working days to the deadline; negative when overdue; None without a deadline
    missed_reports: int = 0
    verifier_light: str = ""  # set by hand for a task without figures
    verifier_reason: str = ""
    ended: str = "已办结"  # how a closed one ended
    against: str = ""  # the day that `expected` is of, in words


@dataclass(frozen=True)
class Verdict:
    light: str
    reason: str


def judge(standing: Standing, policy: LightPolicy) -> Verdict:
    """The light of a task with its reason in words.

    >>> judge(Standing(True, False, True, expected=60, actual=30, days_left=40), LightPolicy())
    Verdict(light='red', reason='应达60%，实际30%，落后30个百分点，超过20个百分点。')
    """
    if standing.closed:
        return Verdict("done", f"{standing.ended}。")
    gap = standing.expected - standing.actual
    if standing.days_left is not None and standing.days_left < 0:
        return Verdict("red", f"已超过完成时限{-standing.days_left}个工作日，实际进度{standing.actual}%。")
    if standing.missed_reports >= policy.missed_reports:
        return Verdict("red", f"连续{standing.missed_reports}期未报进展。")
    if standing.verifier_light and not standing.quantified:
        return Verdict(standing.verifier_light, standing.verifier_reason)
    told = f"{standing.against}应达{standing.expected}%，实际{standing.actual}%"
    if gap > policy.yellow_gap:
        return Verdict("red", f"{told}，落后{gap}个百分点，超过{policy.yellow_gap}个百分点。")
    if gap > policy.green_gap:
        return Verdict("yellow", f"{told}，落后{gap}个百分点。")
    near = standing.days_left is not None and standing.days_left <= policy.near_days
    if near and standing.actual < policy.near_percent:
        return Verdict(
            "yellow",
            f"距时限{standing.days_left}个工作日，实际进度{standing.actual}%，不足{policy.near_percent}%。",
        )
    if not standing.started and standing.expected == 0:
        return Verdict("grey", "尚未启动，未到时间。")
    if gap < 0:
        return Verdict("green", f"{told}，超前{-gap}个百分点。")
    return Verdict("green", f"{told}，达到序时进度。")


class Bucket(StrEnum):
    """The five buckets of a mid-year report."""

    BEHIND = "behind"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    DONE = "done"
    OTHER = "other"


BUCKET_LABELS = {
    Bucket.BEHIND: "欠进度",
    Bucket.ON_TRACK: "达进度",
    Bucket.AHEAD: "超进度",
    Bucket.DONE: "已完成",
    Bucket.OTHER: "其它",
}


def bucket(*, done: bool, started: bool, expected: int, actual: int, slack: int = 5) -> Bucket:
    """The bucket of one concrete item; within `slack` points either way it is on track.

    >>> bucket(done=False, started=True, expected=50, actual=70)
    <Bucket.AHEAD: 'ahead'>
    """
    if done:
        return Bucket.DONE
    if not started:
        return Bucket.OTHER if expected == 0 else Bucket.BEHIND
    if expected - actual > slack:
        return Bucket.BEHIND
    return Bucket.AHEAD if actual - expected > slack else Bucket.ON_TRACK


def achieved(op: str, target: Decimal, reached: Decimal | None) -> int | None:
    """How far one target is reached, in whole per cent 0-100; None when nothing was reported.

    For "at most" targets it is 100 while the figure is kept, else 0.

    >>> achieved(">=", Decimal(12), Decimal(9)), achieved("<=", Decimal(38), Decimal(41))
    (75, 0)
    """
    if reached is None:
        return None
    if op in ("<=", "<"):
        return 100 if (reached <= target if op == "<=" else reached < target) else 0
    if target <= 0:
        return 100 if reached >= target else 0
    return max(0, min(100, int(reached * 100 / target)))
