"""Slips to units: numbered by issuer and year, told to the unit, kept with the matter."""

from __future__ import annotations

from datetime import date, datetime

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Slip, SlipKind, Task

MARKS = {
    SlipKind.REMINDER: "supervision.reminder.mark",
    SlipKind.NOTICE: "supervision.notice.mark",
}
LEVELS = {SlipKind.PROMPT: "remind", SlipKind.REMINDER: "urge"}


def send(
    task: Task,
    kind: str,
    *,
    reason: str,
    body: str = "",
    by: Officer | None,
    at: datetime,
    due_on: date | None = None,
    key: str = "",
    to: Unit | None = None,
) -> Slip | None:
    """Send a slip about a task to its lead unit, or to another party of it, and tell the unit; with a `key` that was used, None.

    The number is taken in the same transaction, so that none is lost or used twice.
    """
    if key and Slip.objects.filter(key=key).exists():
        return None
    on = local_day(at)
    unit = to or task.matter.lead_unit
    number = allot_one(value(MARKS[kind], on), on.year, at=at).text if kind in MARKS else ""
    if kind == SlipKind.NOTICE and due_on is None:
        due_on = local_day(calendar().due(at, Term.parse(value("supervision.term.notice_reply", on))).at)
    slip = Slip.objects.create(
        kind=kind,
        number=number,
        unit=unit,
        task=task,
        plan_id=task.plan_id,
        title=task.matter.title[:200],
        body=body,
        reason=reason[:200],
        sent_by=by,
        sent_at=at,
        due_on=due_on,
        key=key or f"{kind}:{task.pk}:{task.slips.count() + 1}:{at.isoformat()}",
    )
    if kind == SlipKind.REFERRAL:  # recorded only; the discipline organ speaks to the unit itself
        return slip
    tell(
        units=(unit,),
        needs="supervision.report",
        title=f"{SlipKind(kind).label}：{task.matter.title[:60]}",
        body=reason,
        url=f"/supervision/tasks/{task.matter.number}/",
        matter=task.matter,
        level=LEVELS.get(SlipKind(kind), "warn"),
        at=at,
        key=slip.key,
    )
    return slip
