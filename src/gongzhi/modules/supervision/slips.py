"""Slips to units: numbered by issuer and year, one for all that is to be said to a unit, told to it, kept with the matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.notify.actions import retell, tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.org.queries import holders
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Slip, SlipItem, SlipKind, Task

MARKS: dict[str, str] = {
    SlipKind.REMINDER: "supervision.reminder.mark",
    SlipKind.NOTICE: "supervision.notice.mark",
    SlipKind.ASSIGNMENT: "supervision.assignment.mark",
}
PAPERS = (SlipKind.NOTICE, SlipKind.ASSIGNMENT)
"""Kinds whose paper is made as soon as they are sent; that of others when somebody asks for it."""
LEVELS: dict[str, str] = {
    SlipKind.PROMPT: "remind",
    SlipKind.REMINDER: "urge",
    SlipKind.ASSIGNMENT: "info",
}
SILENT = (SlipKind.PROMPT, SlipKind.REFERRAL, SlipKind.ASSIGNMENT, SlipKind.CIRCULAR)
"""Kinds that no reply is asked for."""
NAMED = 3  # tasks in the message


@dataclass(frozen=True)
class About:
    """One task of a slip and why it stands there; what has a `key` that was used is not sent again."""

    task: Task
    reason: str
    key: str = ""


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
    """Send a slip about one task to its lead unit, or to another party of it; see `send_all`."""
    unit = to or task.matter.lead_unit
    if unit is None:
        raise ValueError(f"task {task.pk} has no unit to send to")
    return send_all([About(task, reason, key)], kind, to=unit, body=body, by=by, at=at, due_on=due_on)


def send_all(
    points: Sequence[About],
    kind: str,
    *,
    to: Unit,
    body: str = "",
    by: Officer | None,
    at: datetime,
    due_on: date | None = None,
) -> Slip | None:
    """Send one slip about all these tasks to a unit and tell it; None when every key was used already.

    The number is taken in the same transaction, so that none is lost or used twice; so is the errand that makes
    the paper of a 督办通知单 or 交办单. What one officer says to a unit at one moment is one slip.
    """
    points = unsent(points)
    if not points:
        return None
    on = local_day(at)
    unit = heir(to, on)
    slip = _same_breath(points, kind, unit, body, by, at) or _open(points, kind, unit, body, by, at, due_on)
    first = slip.items.count()
    SlipItem.objects.bulk_create(
        [
            SlipItem(
                slip=slip,
                task=point.task,
                reason=point.reason[:200],
                key=point.key or f"{slip.key}:{first + n}",
            )
            for n, point in enumerate(points)
        ]
    )
    if first:
        _retitle(slip)
    elif kind != SlipKind.REFERRAL:  # recorded only; the discipline organ speaks to the unit itself
        _tell(slip, points, at)
    return slip


def unsent(points: Sequence[About]) -> list[About]:
    """Those whose key no slip holds yet. One query."""
    keys = [point.key for point in points if point.key]
    used = set(SlipItem.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
    return [point for point in points if point.key not in used]


def _open(
    points: Sequence[About],
    kind: str,
    unit: Unit,
    body: str,
    by: Officer | None,
    at: datetime,
    due_on: date | None,
) -> Slip:
    on = local_day(at)
    if kind == SlipKind.NOTICE and due_on is None:
        due_on = local_day(calendar().due(at, Term.parse(value("supervision.term.notice_reply", on))).at)
    first = points[0]
    slip = Slip.objects.create(
        kind=kind,
        number=allot_one(value(MARKS[kind], on), on.year, at=at).text if kind in MARKS else "",
        unit=unit,
        title=titled([point.task.matter for point in points]),
        body=body,
        reason=first.reason[:200],
        sent_by=by,
        sent_at=at,
        due_on=due_on,
        key=first.key or f"{kind}:{first.task.pk}:{first.task.slip_items.count() + 1}:{at.isoformat()}",
    )
    if kind in PAPERS:
        from gongzhi.modules.supervision.slip_papers import write_paper

        write_paper.enqueue(slip.pk)
    return slip


def titled(matters: Sequence[Matter]) -> str:
    """What a slip is about in a line: the first task by name, and how many there are."""
    named = list(dict.fromkeys(matters))
    if len(named) == 1:
        return named[0].title[:200]
    return f"{named[0].title[:60].rstrip('。；;')}等{len(named)}项任务"


def _same_breath(
    points: Sequence[About], kind: str, unit: Unit, body: str, by: Officer | None, at: datetime
) -> Slip | None:
    """The slip that this officer is sending this unit right now: one move for many picked tasks is one slip."""
    if by is None or kind not in MARKS or kind == SlipKind.ASSIGNMENT:  # each task is given with its own
        return None
    rows = Slip.objects.filter(unit=unit, kind=kind, sent_by=by, sent_at=at, body=body, plan=None)
    rows = rows.filter(attachment=None, read_at=None).exclude(items__task__in=[one.task for one in points])
    return rows.order_by("-pk").first()


def _retitle(slip: Slip) -> None:
    """Name a slip that grew by all its tasks, in the message to the unit as well."""
    items = list(slip.items.select_related("task__matter"))
    slip.title = titled([item.task.matter for item in items])
    slip.save(update_fields=["title"])
    points = [About(item.task, item.reason) for item in items]
    retell(key=slip.key, title=_headline(slip), body=_said(points))


def _headline(slip: Slip) -> str:
    return f"{SlipKind(slip.kind).label}：{slip.title[:60]}"


def _said(points: Sequence[About]) -> str:
    """The reasons, with the tasks' names when there are several."""
    if len(points) == 1:
        return points[0].reason
    lines = [f"{point.task.matter.title[:40].rstrip('。；;')}：{point.reason}" for point in points[:NAMED]]
    return "\n".join(lines) + (f"\n……共{len(points)}项。" if len(points) > NAMED else "")


def _tell(slip: Slip, points: Sequence[About], at: datetime) -> None:
    tell(
        units=(slip.unit,),
        needs="supervision.report",
        title=_headline(slip),
        body=_said(points),
        url=slip_page(slip),
        matter=points[0].task.matter if len(points) == 1 else None,
        level=LEVELS.get(SlipKind(slip.kind), "warn"),
        at=at,
        key=slip.key,
    )


def heir(unit: Unit, on: date) -> Unit:
    """The unit itself while it exists; once it was merged, the one that took over. One query for each step."""
    seen = {unit.pk}
    while unit.listed_to and unit.listed_to <= on and unit.successor and unit.successor.pk not in seen:
        unit = unit.successor
        seen.add(unit.pk)
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
