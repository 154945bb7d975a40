"""Dispatch meetings of a leading group: agenda from red and yellow tasks, minutes, decisions that become tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import Party, note
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Light, Role
from gongzhi.kernel.org.models import LeadingGroup, LeadingGroupMember, MemberRole, Officer, Post, Unit
from gongzhi.kernel.org.queries import holders
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.supervision.meeting_facts import MeetingCalled, MeetingHeld
from gongzhi.modules.supervision.models import AgendaItem, Meeting, Source, Task
from gongzhi.modules.supervision.opening import Draft, open_task
from gongzhi.modules.supervision.rules import period_of_code

MOST = 30  # agenda items drawn


class MeetingClosed(Refusal):
    code = "supervision.meeting_closed"
    kind = Kind.CONFLICT
    message = "纪要{number}已经印发，不能再改。"


class NothingDecided(Refusal):
    code = "supervision.nothing_decided"
    message = "还没有任何议定事项。请先在议题下填写“议定事项”，再印发纪要。"


class TaskUnknown(Refusal):
    code = "supervision.agenda_task_unknown"
    message = "没有编号为“{number}”的任务。请核对编号，或只填议题。"


class DecisionMissing(Refusal):
    code = "supervision.decision_missing"
    message = "这个议题还没有议定事项，不能立项。"


class AlreadyTask(Refusal):
    code = "supervision.decision_is_task"
    kind = Kind.CONFLICT
    message = "这项议定事项已经立项，编号{number}。"


@dataclass(frozen=True)
class Seat:
    """One seat of a group, with who sits in it now."""

    member: LeadingGroupMember
    holder: Officer | None

    @property
    def post(self) -> str:
        one = self.member
        return str(one.printed_post or one.post or (one.unit.label if one.unit else ""))

    @property
    def name(self) -> str:
        one = self.member.officer or self.holder
        return one.name if one else self.member.printed_name


def seats(group: LeadingGroup, on: date) -> list[Seat]:
    """The members in order, with the present holders of their posts. Two queries."""
    members = list(group.members.select_related("post", "officer", "unit").order_by("order", "id"))
    held = holders([one.post for one in members if one.post], on)
    return [Seat(one, held.get(one.post_id or 0)) for one in members]


def present_words(rows: Sequence[Seat]) -> str:
    """Who is expected, as minutes print it: posts with their holders, then units."""
    posts = [f"{seat.post} {seat.name}".strip() for seat in rows if seat.member.unit is None]
    units = [seat.post for seat in rows if seat.member.unit]
    return "、".join([*posts, *(f"{unit}主要负责人" for unit in units)])


def chair_of(rows: Sequence[Seat]) -> str:
    head = next((seat for seat in rows if seat.member.role == MemberRole.HEAD), None)
    return f"{head.post} {head.name}".strip() if head else ""


def lagging(group: LeadingGroup) -> QuerySet[Task]:
    """Open red and yellow tasks of the group's plans, and of its members' units and units in charge; red first."""
    posts = Post.objects.filter(pk__in=group.members.exclude(post=None).values("post"))
    units = Unit.objects.filter(
        Q(pk__in=group.members.exclude(unit=None).values("unit")) | Q(charged_posts__in=posts)
    )
    rows = Task.objects.filter(
        Q(plan__leading_group=group) | Q(matter__lead_unit__in=units.values("pk")),
        matter__closed_at=None,
        matter__judged_light__in=(Light.RED, Light.YELLOW),
    )
    return rows.select_related("matter__lead_unit").order_by("matter__judged_light", "pk")


@transaction.atomic
def call(
    *,
    group: LeadingGroup,
    period: str,
    held_at: datetime,
    room: str = "",
    chair: str = "",
    by: Officer,
    at: datetime,
) -> Meeting:
    """Call a meeting for a quarter; its agenda is drawn from what lags. Records: supervision.meeting_called."""
    rows = seats(group, local_day(held_at))
    meeting = Meeting.objects.create(
        group=group,
        title=f"{group.name}{period_of_code(period)[1].label}调度会议"[:120],
        held_at=held_at,
        room=room,
        chair=chair or chair_of(rows)[:40],
        present=present_words(rows),
        created_by=by,
        created_at=at,
    )
    tasks = list(lagging(group)[:MOST])
    AgendaItem.objects.bulk_create([_item(meeting, order, task) for order, task in enumerate(tasks, 1)])
    record(MeetingCalled(meeting.pk, meeting.title, len(tasks)), by=by, at=at)
    return meeting


def _item(meeting: Meeting, order: int, task: Task) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        order=order,
        task=task,
        subject=f"{task.matter.lead_unit.label}：{task.matter.title}"[:300],
        light=task.matter.judged_light,
        reason=task.light_reason,
    )


def locked(meeting: Meeting) -> Meeting:
    """The meeting under lock, still open. Raises: MeetingClosed."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("group").get(pk=meeting.pk)
    if meeting.finished_at:
        raise MeetingClosed(number=meeting.number)
    return meeting


@transaction.atomic
def write(meeting: Meeting, *, texts: Mapping[str, str], items: Mapping[int, tuple[str, str]]) -> Meeting:
    """Keep what was typed: the meeting's own words, and (discussion, decision) of agenda items by key.

    Raises: MeetingClosed.
    """
    meeting = locked(meeting)
    limits = {"chair": 40, "room": 60, "present": 4000, "minutes": 4000}
    for name in set(texts) & set(limits):
        setattr(meeting, name, texts[name].strip()[: limits[name]])
    meeting.save(update_fields=list(limits))
    rows = list(meeting.agenda.filter(pk__in=items))
    for row in rows:
        row.discussion, row.decision = (text.strip()[:4000] for text in items[row.pk])
    AgendaItem.objects.bulk_update(rows, ["discussion", "decision"])
    return meeting


@transaction.atomic
def add(meeting: Meeting, *, subject: str = "", number: str = "") -> AgendaItem:
    """Add a point at the end: a task by its number, or a subject. Raises: MeetingClosed, TaskUnknown."""
    meeting = locked(meeting)
    order = (meeting.agenda.aggregate(last=Max("order"))["last"] or 0) + 1
    if number.strip():
        plain = number.strip().upper().split("-R")[0]
        task = Task.objects.select_related("matter__lead_unit").filter(matter__number=plain).first()
        if task is None:
            raise TaskUnknown(field="number", number=number.strip())
        item = _item(meeting, order, task)
        item.save()
        return item
    return AgendaItem.objects.create(meeting=meeting, order=order, subject=subject.strip()[:300])


@transaction.atomic
def shift(meeting: Meeting, item: int, by: int) -> None:
    """Move a point up (-1) or down (1) by one place. Raises: MeetingClosed."""
    meeting = locked(meeting)
    rows = list(meeting.agenda.order_by("order", "id"))
    at = next((n for n, row in enumerate(rows) if row.pk == item), None)
    if at is None or not 0 <= at + by < len(rows):
        return
    rows[at], rows[at + by] = rows[at + by], rows[at]
    for n, row in enumerate(rows, 1):
        row.order = n
    AgendaItem.objects.bulk_update(rows, ["order"])


@transaction.atomic
def drop(meeting: Meeting, item: int) -> None:
    """Take a point off the agenda, unless it has become a task. Raises: MeetingClosed."""
    locked(meeting).agenda.filter(pk=item, became=None).delete()


@transaction.atomic
def finish(meeting: Meeting, *, by: Officer, at: datetime) -> Meeting:
    """Close the meeting: number the minutes once, note each decision with its task, have the paper made.

    Raises: MeetingClosed, NothingDecided. Records: supervision.meeting_held, flow.noted for each task.
    """
    from gongzhi.modules.supervision.meeting_papers import write_minutes

    meeting = locked(meeting)
    decided = list(meeting.agenda.exclude(decision="").select_related("task__matter"))
    if not decided:
        raise NothingDecided()
    on = local_day(at)
    meeting.number = allot_one(value("supervision.minutes.mark", on), on.year, at=at).text
    meeting.finished_at = at
    meeting.held_at = min(meeting.held_at, at)  # held before its day, when its minutes are there before
    meeting.save(update_fields=["number", "finished_at", "held_at"])
    for item in decided:
        if item.task and item.task.matter.is_open:
            note(item.task.matter, Noted("调度会议定", f"{meeting.number} {item.decision}"), by=by, at=at)
    record(MeetingHeld(meeting.pk, meeting.title, meeting.number, len(decided)), by=by, at=at)
    write_minutes.enqueue(meeting.pk)
    return meeting


@transaction.atomic
def to_task(
    item: AgendaItem,
    *,
    text: str,
    lead: Unit,
    co: Sequence[Unit] = (),
    leader: Post | None = None,
    deadline: date,
    cycle: str = "weekly",
    by: Officer,
    at: datetime,
) -> Task:
    """A decision becomes a task of its own, to be reported on within so many working days after the meeting.

    Raises: DecisionMissing, AlreadyTask, NotAllowed.
    """
    item = (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("meeting", "became__matter")
        .get(pk=item.pk)
    )
    if item.became:
        raise AlreadyTask(number=item.became.number)
    if not item.decision:
        raise DecisionMissing()
    meeting = item.meeting
    held = local_day(meeting.held_at)
    days = int(value("supervision.meeting.report_days", held))
    parties = [Party(Role.LEAD, unit=lead), *[Party(Role.CO, unit=unit) for unit in co if unit != lead]]
    if leader:
        parties.append(Party(Role.LEADER, post=leader))
    first = max(calendar().add(held, days), local_day(at))
    draft = Draft(
        text=text,
        parties=parties,
        deadline=deadline,
        cycle=cycle,
        source=Source.MEETING_RESOLUTION,
        basis=f"{meeting.title}{meeting.number}"[:200],
        nodes=[{"on": first.isoformat(), "percent": 1, "text": f"会后{days}个工作日内报送落实情况"}],
    )
    item.became = open_task(draft, by=by, at=at, correlation=f"meeting:{meeting.pk}")
    item.save(update_fields=["became"])
    return item.became
