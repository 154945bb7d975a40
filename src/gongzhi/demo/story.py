"""A year of supervision in 清泽县, played through the product's own moves, so that there is something to look at.

The plan is issued in January and worked on month by month up to the present day. Every unit has a temper drawn
with a fixed seed: most keep pace, some lag, a few are far behind or forget to report.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from gongzhi.demo.plans import left_to_review
from gongzhi.kernel.clock import ZONE, calendar, local_day
from gongzhi.kernel.documents.reading import read
from gongzhi.kernel.duty.schedule import registered
from gongzhi.kernel.duty.sweeping import run as run_duty
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.models import Paper, Plan, Task
from gongzhi.modules.supervision.plan_edits import accept_clear
from gongzhi.modules.supervision.plan_imports import fill, import_plan
from gongzhi.modules.supervision.plan_issue import issue
from gongzhi.modules.supervision.ranking.views import publish_ranking
from gongzhi.modules.supervision.rules import period_before, period_of, scheduled_progress

TEXT = Path(__file__).parent / "data" / "key-work.txt"
Progress = Callable[[str, int, int], None]
WORDS = (
    "已完成招标，施工单位进场。",
    "现场推进顺利，主体工程按计划实施。",
    "完成阶段任务，正在组织验收。",
    "已召开专题调度会，倒排工期，挂图作战。",
    "资金已到位，各项手续办理完毕。",
)
PROBLEMS = ("征地拆迁尚有扫尾。", "配套资金到位偏慢。", "连续阴雨影响施工。", "", "", "")
NEXT = ("加派力量，确保下月达到序时进度。", "完成剩余标段招标。", "组织现场核查，及时销号。", "按计划推进。")


@dataclass(frozen=True)
class Temper:
    """How a task is worked on: the share of the schedule that is reached, and the chance of a late or missing report."""

    pace: float
    late: float
    missing: float


STEADY, QUICK, SLOW, STUCK = (
    Temper(1.02, 0.03, 0.0),
    Temper(1.35, 0, 0),
    Temper(0.86, 0.15, 0.05),
    Temper(0.55, 0.3, 0.25),
)


def play(at: datetime, progress: Progress) -> None:
    """Play the story up to a moment; does nothing when the county has a plan already."""
    if Plan.objects.exists():
        return
    with transaction.atomic():
        _Story(at, progress).tell()
        left_to_review(at - timedelta(hours=2))


def year_of(at: datetime) -> int:
    """The year that is played: this one, or from January to March the one before."""
    on = local_day(at)
    return on.year if on.month > 3 else on.year - 1


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


class _Story:
    def __init__(self, at: datetime, progress: Progress) -> None:
        self.at, self.progress = at, progress
        self.year = year_of(at)
        self.dice = random.Random(3499)
        self.officers = {officer.username: officer for officer in Officer.objects.select_related("unit")}
        self.handlers = {
            officer.unit_id: officer for officer in self.officers.values() if "." not in officer.username
        }
        self.ducha, self.zhuren = self.officers["ducha1"], self.officers["zhuren"]
        self.tempers: dict[int, Temper] = {}

    def tell(self) -> None:
        plan = self.issue()
        months = list(self.months())
        self.receive(plan)
        for n, (first, last) in enumerate(months):
            self.progress(f"正在演示{first.year}年{first.month}月", n, len(months))
            self.month(plan, first, last)
        self.papers()

    # January

    def issue(self) -> Plan:
        """Import, accept and issue the plan."""
        day = calendar().open_from(date(self.year, 1, 16))
        text = TEXT.read_text(encoding="utf-8").replace("{year}", str(self.year))
        plan = import_plan(text=text, source="key_work", by=self.ducha, at=moment(day, 10))
        plan.refresh_from_db()
        if plan.state == "reading":
            plan = fill(plan, read(text, "重点工作.txt"), at=moment(day, 10, 2))
        accept_clear(plan=plan, by=self.ducha, at=moment(day, 11))
        plan.refresh_from_db()
        return issue(
            plan=plan,
            version=plan.version,
            by=self.ducha,
            at=moment(day, 15),
            cycle="monthly",
            signer="沈主任",
        )

    def receive(self, plan: Plan) -> None:
        """Every unit signs within a day or two; the leads file their plans."""
        begun = local_day(plan.issued_at or self.at)
        tasks = list(Task.objects.filter(plan=plan).select_related("matter__lead_unit"))
        for n, task in enumerate(tasks):
            self.tempers[task.pk] = self.dice.choices((STEADY, QUICK, SLOW, STUCK), (56, 12, 22, 10))[0]
            task.start_on = begun
            for one in Assignment.objects.filter(
                matter=task.pk, unit__isnull=False, state=AssignmentState.OPEN
            ):
                if one.role == Role.LEAD or self.dice.random() < 0.97:
                    self.move(
                        task, "sign_for", self.handler(one), moment(calendar().add(begun, 1), 9 + n % 8), one
                    )
            lead = self.handler_of(task)
            self.move(
                task,
                "file_plan",
                lead,
                moment(calendar().add(begun, 3 + n % 6), 16),
                measures="成立工作专班，明确分管负责人，按月分解指标，每周调度。",
                in_charge=f"{lead.name[:1]}科长",
                phone="0550-0000000",
                roadmap="",
            )

    # month by month

    def months(self) -> Iterator[tuple[date, date]]:
        on = local_day(self.at)
        for month in range(2, 13):
            period = period_of(date(self.year, month, 1), "monthly")
            if period.first <= on:
                yield period.first, min(period.last, on)

    def month(self, plan: Plan, first: date, last: date) -> None:
        """Reports on the month before in the first days, then the office's work, with duties looked at twice."""
        tasks = list(
            Task.objects.filter(plan=plan, matter__closed_at=None).select_related("matter__lead_unit")
        )
        for task in tasks:
            self.report(task, first, last)
        for day in (first + timedelta(days=8), last - timedelta(days=4)):
            if first <= day <= last:
                self.look(moment(calendar().open_from(day), 9, 30))
        self.office(plan, last)
        self.circulate(moment(calendar().open_from(last - timedelta(days=3)), 16))

    def report(self, task: Task, first: date, last: date) -> None:
        temper = self.tempers[task.pk]
        if self.dice.random() < temper.missing:
            return
        late = self.dice.randint(3, 6) if self.dice.random() < temper.late else 0
        day = calendar().open_from(first + timedelta(days=1 + self.dice.randint(0, 2) + late))
        if day > last or moment(day, 17) > self.at:
            return
        before = period_before(period_of(first, "monthly"), "monthly").last
        percent = self.percent(task, before, temper)
        values = {
            str(target.pk): (target.value * percent / 100).quantize(
                Decimal("0.1") if target.unit in ("%", "万亩", "亿元") else 1
            )
            for target in task.targets.all()
            if target.value is not None and target.op not in ("<=", "<")
        }
        evidence = [SimpleUploadedFile("佐证说明.txt", "现场照片和验收单已归档。".encode(), "text/plain")]
        self.move(
            task,
            "report",
            self.handler_of(task),
            moment(day, self.dice.randint(9, 17), self.dice.randint(0, 59)),
            percent=percent,
            values=values,
            narrative=self.dice.choice(WORDS),
            problems=self.dice.choice(PROBLEMS) if temper in (SLOW, STUCK) else "",
            next_step=self.dice.choice(NEXT),
            evidence=evidence if percent == 100 else [],
        )

    def percent(self, task: Task, on: date, temper: Temper) -> int:
        deadline = task.deadline or date(self.year, 12, 31)
        due = scheduled_progress(task.start_on, deadline, on)
        reached = round(due * temper.pace) + self.dice.randint(-2, 2)
        top = 100 if temper.pace >= 1 else 96
        return max(task.actual, min(top, reached))

    def look(self, at: datetime) -> None:
        """Let supervision's duties look, as the clock would have."""
        if at <= self.at:
            for duty in registered():
                if duty.name.startswith("supervision."):
                    run_duty(duty, at)

    def office(self, plan: Plan, last: date) -> None:
        """Slips are answered, what is done is claimed, checked and struck off, the account is worked on."""
        claim, check, close = (moment(calendar().open_from(last - timedelta(days=n)), 10) for n in (12, 8, 5))
        if local_day(close) > last:
            return
        tasks = Task.objects.filter(plan=plan, matter__closed_at=None).select_related("matter__lead_unit")
        for task in tasks:
            self.answer(task, claim)
            if task.matter.state == "in_progress" and task.actual == 100:
                self.move(
                    task, "claim_done", self.handler_of(task), claim, summary="全部指标完成，申请核查。"
                )
                self.move(
                    task, "check_pass", self.ducha, check, method="site", opinion="现场核查，情况属实。"
                )
        for task in tasks.all():
            if task.on_hold_account:
                self.rectify(task, moment(calendar().open_from(last - timedelta(days=6)), 11))
            if task.matter.state == "completed":
                self.move(task, "close", self.zhuren, close, opinion="同意销号。")

    def answer(self, task: Task, at: datetime) -> None:
        """Most units answer their slips."""
        waiting = task.slip_items.filter(replied_at=None).exclude(slip__kind="prompt").exists()
        if waiting and self.dice.random() < 0.85:
            self.move(
                task,
                "reply_slip",
                self.handler_of(task),
                at,
                text="已专题研究，落实责任人和时间节点，按周推进。",
            )

    def rectify(self, task: Task, at: datetime) -> None:
        item = task.holds.filter(closed_at=None).first()
        if item is None or at > self.at:
            return
        if task.matter.state == "completed":
            self.strike_off(task, at)
            return
        if not item.measures:
            self.move(
                task,
                "rectify",
                self.handler_of(task),
                at,
                root_cause="前期手续办理慢，施工组织不力。",
                measures="主要负责人包抓，增加作业班组，每周报进度。",
                responsible="单位主要负责人",
                target_on=local_day(at) + timedelta(days=45),
            )
        elif task.matter.state == "completed":
            self.move(task, "self_check", self.handler_of(task), at, text="已整改到位，指标全部完成。")
            self.move(
                task,
                "strike_off",
                self.ducha,
                at + timedelta(hours=4),
                industry_opinion="同意销账。",
                site_check="现场核查照片已归档，整改到位。",
            )
        else:
            self.move(task, "hold_update", self.handler_of(task), at, text="按整改方案推进，已追回部分工期。")

    def strike_off(self, task: Task, at: datetime) -> None:
        """What was checked and is done leaves the account, and then the list."""
        self.move(task, "self_check", self.handler_of(task), at, text="已全部完成，资料齐全。")
        opinions = {"industry_opinion": "同意销账。", "site_check": "现场已整改到位。"}
        if self.move(task, "strike_off", self.ducha, at + timedelta(hours=1), **opinions):
            self.move(task, "close", self.zhuren, at + timedelta(hours=2), opinion="同意销号。")

    def papers(self) -> None:
        """A ranking at half-year and a circular for the last quarter that ended."""
        on = local_day(self.at)
        quarter = period_before(period_of(on, "quarterly"), "quarterly")
        if quarter.first.year != self.year:
            return
        day = calendar().open_from(quarter.last + timedelta(days=9))
        if moment(day, 10) <= self.at:
            if not Paper.objects.filter(period=quarter.code).exists():
                paper = papers.draft(kind="circular", period=quarter.code, by=self.ducha, at=moment(day, 10))
                papers.issue(paper=paper, by=self.ducha, at=moment(day, 16))
            publish_ranking(
                group="departments", period=quarter.code, plan=None, by=self.ducha, at=moment(day, 16, 30)
            )

    def circulate(self, at: datetime) -> None:
        """The circular that the ladder drafted is checked and issued."""
        for paper in Paper.objects.filter(created_by=None, issued_at=None) if at <= self.at else ():
            papers.issue(paper=paper, by=self.zhuren, at=at)

    # helpers

    def handler(self, one: Assignment) -> Officer:
        return self.handlers.get(one.unit_id or 0, self.ducha)

    def handler_of(self, task: Task) -> Officer:
        return self.handlers[task.matter.lead_unit_id or 0]

    def move(
        self,
        task: Task,
        code: str,
        by: Officer,
        at: datetime,
        assignment: Assignment | None = None,
        **values: Any,
    ) -> bool:
        """Make one move if its time has come; a refusal is part of the story and leaves things as they are."""
        if at > self.at:
            return False
        try:
            with transaction.atomic():
                run(
                    task.matter,
                    code,
                    by=by,
                    at=at,
                    assignment=assignment.pk if assignment else None,
                    **values,
                )
        except Refusal:
            return False
        return True
