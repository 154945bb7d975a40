"""Sending a reminder, an urging or a notice to the unit that answers for an appeal."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.models import LinkKind, Matter, MatterLink, Role
from gongzhi.kernel.flow.spawning import Wanted, is_offered, spawn
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals.handling.models import Press, PressKind
from gongzhi.modules.appeals.handling.orders import told
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.policy import term

LEVELS = {
    PressKind.PROMPT: "remind",
    PressKind.URGE: "urge",
    PressKind.NOTICE: "warn",
    PressKind.CIRCULAR: "warn",
}
# a permission and a kind of matter by their names: supervision need not be installed
SUPERVISORS, TASK = "supervision.issue", "task"


def owing_unit(appeal: Appeal) -> Unit | None:
    """Who is to act now: the unit of the latest order that is not returned, else the one that answers. One query."""
    rows = appeal.matter.assignments.filter(role=Role.LEAD, closed_at=None).exclude(state="returned")
    last = rows.select_related("unit").order_by("-id").first()
    return last.unit if last else appeal.matter.lead_unit


def press(
    appeal: Appeal, kind: str, text: str, *, by: Officer | None, at: datetime, key: str = ""
) -> Press | None:
    """Send one and tell the unit; None when nobody owes the appeal."""
    unit = owing_unit(appeal)
    if unit is None:
        return None
    made = Press.objects.create(appeal=appeal, kind=kind, unit=unit, text=text[:500], by=by, at=at)
    label = PressKind(kind).label
    told(
        appeal, [unit], f"{label}：{appeal.matter.title[:40]}", text, at=at, level=LEVELS[PressKind(kind)],
        key=key or f"appeal:{appeal.pk}:press:{made.pk}",
    )  # fmt: skip
    return made


def escalate(appeal: Appeal, why: str, *, at: datetime) -> None:
    """Mark the appeal as one for supervision and tell the supervisors, once."""
    from gongzhi.kernel.web.matters import matter_url

    if appeal.supervised_at is None:
        appeal.supervised_at = at
        appeal.save(update_fields=["supervised_at"])
    tell(
        officers=officers_with(SUPERVISORS, on=local_day(at)),
        title=f"诉求转督办：{appeal.matter.title[:40]}",
        body=why,
        url=matter_url(appeal.matter),
        matter=appeal.matter,
        kind="appeals.supervise",
        level="warn",
        at=at,
        key=f"appeal:{appeal.pk}:supervise:{appeal.redos}",
    )


def open_task(appeal: Appeal, why: str, *, at: datetime) -> Matter | None:
    """A supervised task for an appeal that was done again in vain: one while it runs, none where nobody offers tasks."""
    unit, longest = appeal.matter.lead_unit, term("redo.task", at)
    running = MatterLink.objects.filter(
        other=appeal.pk, kind=LinkKind.CAUSE, matter__kind=TASK, matter__closed_at=None
    )
    if unit is None or longest is None or not is_offered(TASK) or running.exists():
        return None
    text = f"解决诉求{appeal.number}反映的问题：{appeal.matter.title}。{why}"
    due = local_day(calendar().due(at, longest).at)
    wanted = Wanted(
        title=text, text=text, lead=unit.code, deadline=due,
        source=f"12345诉求{appeal.number}重办后仍未解决",
    )  # fmt: skip
    return spawn(TASK, wanted, cause=appeal.matter, label="督查任务", by=None, at=at)
