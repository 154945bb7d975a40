"""Slips to units: numbered by issuer and year, told to the unit, kept with the matter."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.org.queries import holders
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Slip, SlipKind, Task

MARKS = {
    SlipKind.REMINDER: "supervision.reminder.mark",
    SlipKind.NOTICE: "supervision.notice.mark",
}
LEVELS = {SlipKind.PROMPT: "remind", SlipKind.REMINDER: "urge"}
SILENT = (SlipKind.PROMPT, SlipKind.REFERRAL, SlipKind.ASSIGNMENT, SlipKind.CIRCULAR)
"""Kinds that no reply is asked for."""


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

    The number is taken in the same transaction, so that none is lost or used twice; so is the errand that makes
    the paper of a 督办通知单.
    """
    if key and Slip.objects.filter(key=key).exists():
        return None
    on = local_day(at)
    unit = heir(to or task.matter.lead_unit, on)
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
    if kind == SlipKind.NOTICE:
        from gongzhi.modules.supervision.slip_papers import write_paper

        write_paper.enqueue(slip.pk)
    tell(
        units=(unit,),
        needs="supervision.report",
        title=f"{SlipKind(kind).label}：{task.matter.title[:60]}",
        body=reason,
        url=slip_page(slip),
        matter=task.matter,
        level=LEVELS.get(SlipKind(kind), "warn"),
        at=at,
        key=slip.key,
    )
    return slip


def heir(unit: Unit, on: date) -> Unit:
    """The unit itself while it exists; once it was merged, the one that took over. One query for each step."""
    seen = {unit.pk}
    while unit.listed_to and unit.listed_to <= on and unit.successor_id and unit.successor_id not in seen:
        seen.add(unit.successor_id)
        unit = unit.successor
    return unit


def leaders_now(matter: Matter, on: date) -> list[Officer]:
    """The lead leaders of a task in person: those named, and who holds the named posts that day. Two queries."""
    rows = list(matter.assignments.filter(role=Role.LEADER).select_related("officer", "post"))
    held = holders([one.post for one in rows if one.post], on) if any(one.post_id for one in rows) else {}
    found = [one.officer or held.get(one.post_id or 0) for one in rows]
    return list(dict.fromkeys(one for one in found if one))


def task_page(matter: Matter) -> str:
    """The address of a task's page."""
    try:
        return reverse("supervision:task", args=[matter.number])
    except NoReverseMatch:
        return reverse("matter", args=[matter.number])  # the short address, which leads to the page


def slip_page(slip: Slip) -> str:
    """The address of a slip's page; the unit that opens it has read it."""
    return reverse("supervision:slip", args=[slip.pk])
