"""What problems owe by the clock: reminders before a term ends, a push when it has passed, both lines told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gongzhi.kernel.clock import ZONE
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.duty.ladder import Ladder
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.problems.opening import tell_unit

LADDER = Ladder("eco_problem", states=("reported", "rectifying"))
LATE = {"receive": "接报", "advise": "提出意见", "check": "核查"}
CHUNK = 500


def _told(matter: Matter, label: str, said: str, at: datetime) -> Problem:
    problem = Problem.objects.select_related("town", "bureau").get(pk=matter.pk)
    problem.matter = matter
    record(Noted(label, said), by=None, at=at, matter=matter)
    matter.save(update_fields=["tip_seq", "tip_hash"])
    return problem


def words(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}" if moment else ""


def prompt(matter: Matter, at: datetime) -> None:
    """One reminder before the rectification term ends."""
    problem = _told(matter, "到期提醒", f"整改期限{words(matter.due_at)}临近。", at)
    tell_unit(
        problem,
        problem.town,
        f"整改将到期：{matter.title[:40]}",
        at,
        body=f"整改期限{words(matter.due_at)}。",
    )


def urge(matter: Matter, at: datetime) -> None:
    """One push when it has passed; the bureau is told as well."""
    problem = _told(matter, "逾期催办", f"整改期限{words(matter.due_at)}已过。", at)
    for unit in (problem.town, problem.bureau):
        body = f"整改期限{words(matter.due_at)}已过，请立即整改；确有困难的申请延期。"
        tell_unit(problem, unit, f"整改已逾期：{matter.title[:40]}", at, urgent=True, body=body)


def late_sides(at: datetime) -> Iterator[tuple[str, int]]:
    """Terms of one side that have run out: to receive, to advise, to check. A query per 500."""
    rows = Clock.objects.filter(
        matter__kind="eco_problem",
        matter__closed_at=None,
        name__in=tuple(LATE),
        stopped_at=None,
        due_at__lt=at,
    )
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield from ((str(key), key) for key in found)
        last = found[-1]


def remind_side(key: int, at: datetime) -> None:
    """Tell the side whose term has run out, and the other one, once."""
    clock = Clock.objects.select_related("matter", "assignment__unit").get(pk=key)
    if clock.stopped_at is not None or clock.assignment is None or clock.assignment.unit is None:
        return
    problem = Problem.objects.select_related("matter", "town", "bureau").get(pk=clock.matter_id)
    what = LATE[clock.name]
    for unit in dict.fromkeys((clock.assignment.unit, problem.bureau)):
        title = f"{clock.assignment.unit.label}{what}超时：{problem.matter.title[:30]}"
        tell_unit(problem, unit, title, at, body=f"{what}时限{words(clock.due_at)}已过。", urgent=True)


DUTIES = (
    LADDER.duty("ecology.prompt", "整改到期提醒", prompt, early=True),
    LADDER.duty("ecology.urge", "整改逾期催办", urge),
    Duty("ecology.sides", "接报意见核查超时提醒", "*/10 * * * *", late_sides, remind_side),
)
