"""Level 4 of the ladder: 通报. Once a quarter is over the system drafts it with its figures; people check, correct and issue it."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.duties.prompts import Owed, is_working_day
from gongzhi.modules.supervision.models import LightRecord, Paper, PaperKind
from gongzhi.modules.supervision.periods import report_due_day
from gongzhi.modules.supervision.policy import score_policy
from gongzhi.modules.supervision.ranking.queries import GROUPS, ranking
from gongzhi.modules.supervision.rules import Cycle, Period, period_before, period_of, span_of
from gongzhi.modules.supervision.statistics import counts, stands

PATIENCE = 3  # working days until a draft that nobody issued is laid before the office once more


def circulars_owed(at: datetime) -> Owed:
    """The quarter that ended last, once its reports were due, when enough tasks ended it red and nobody wrote its circular.

    And once more, some working days later, the draft that still lies there. Two statements.
    """
    if not is_working_day(at):
        return
    on = local_day(at)
    quarter = period_before(period_of(on, Cycle.QUARTERLY), Cycle.QUARTERLY)
    if on <= report_due_day(quarter.code):
        return
    written = Paper.objects.filter(kind=PaperKind.CIRCULAR, period=quarter.code).first()
    if written is None:
        if reds_at_end(quarter) >= value("supervision.ladder.circular_reds", on):
            yield quarter.code, (quarter.code, 0)
    elif _waits(written, on):
        yield f"{quarter.code}:again", (quarter.code, written.pk)


def reds_at_end(quarter: Period) -> int:
    """How many tasks were red in the reporting period with which a quarter ended. One statement."""
    ends = (period_of(quarter.last, cycle) for cycle in Cycle if cycle != Cycle.ANNUAL)
    codes = [period.code for period in ends if period.last <= quarter.last or period.code.count("W")]
    rows = LightRecord.objects.filter(period__in=codes, light=Light.RED)
    return rows.exclude(task__matter__state="terminated").values("task").distinct().count()


def _waits(paper: Paper, on: date) -> bool:
    old = calendar().between(local_day(paper.created_at), on) >= PATIENCE
    return old and paper.issued_at is None and paper.created_by_id is None


def lay_before_office(row: tuple[str, int], at: datetime) -> None:
    """Draft the circular, unless it is there, and tell those who may issue it. Nothing is sent to units."""
    code, there = row
    on = local_day(at)
    paper = Paper.objects.filter(pk=there).first()
    if paper is None:
        reds = counts(stands(span_of(code, on)))["red"].value
        if reds < value("supervision.ladder.circular_reds", on):
            return
        remarks = last_places(code, on)
        paper = papers.draft(kind=PaperKind.CIRCULAR, period=code, remarks=remarks, by=None, at=at)
    if paper.issued_at is not None:
        return
    red = len(paper.figures["red"]["tasks"])
    again = "仍未印发，" if there else ""
    tell(
        officers=officers_with("supervision.circulate", on=on),
        title=f"请核发通报：{paper.title}",
        body=f"系统已按期末情况起草，红灯{red}项。{again}请核对事实、修改文字后编号印发；不需要通报的请删除草稿。",
        url=reverse("supervision:paper", args=[paper.pk]),
        kind="supervision.circular",
        level="urge" if there else "remind",
        at=at,
        key=f"circular:{code}:{'again' if there else 'draft'}",
    )


def last_places(code: str, today: date) -> list[str]:
    """The last places of each group in the quarter's ranking, in words.

    A group that is hardly longer is left alone, and who scores excellently is not named.
    """
    enough = score_policy(span_of(code, today).on).excellent
    most = value("supervision.ladder.circular_last", today)
    told = []
    for group, (label, _) in GROUPS.items():
        lines = ranking(group, span_of(code, today)) if most else []
        last = [line for line in lines[-most:] if line.score.total < enough] if len(lines) >= 2 * most else []
        if last:
            names = "、".join(f"{line.unit.label}（{line.score.total}分）" for line in last)
            told.append(f"{label}考核得分靠后：{names}。")
    return told
