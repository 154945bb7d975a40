"""Clocks of matters: started and stopped by moves, reckoned anew when the calendar changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from gongzhi.kernel.clock import Pause, Term, calendar, local_day
from gongzhi.kernel.flow.declare import ClockRule, Flow, Move
from gongzhi.kernel.flow.models import Assignment, Clock, Matter
from gongzhi.kernel.parameters import value

if TYPE_CHECKING:
    from gongzhi.kernel.clock import WorkCalendar


def start_many(flow: Flow, name: str, assignments: Sequence[Assignment], *, at: datetime) -> list[Clock]:
    """Start one clock for each assignment (one statement) and set the assignments' own term (one more)."""
    if not assignments:
        return []
    rule = flow.clocks[name]
    days = calendar()
    made = [_clock(rule, one.matter_id, one, days, at) for one in assignments]
    Clock.objects.bulk_create(made)
    for one, clock in zip(assignments, made, strict=True):
        one.due_at, one.warn_at = clock.due_at, clock.warn_at
    Assignment.objects.filter(pk__in=[one.pk for one in assignments]).update(
        due_at=made[0].due_at, warn_at=made[0].warn_at
    )
    return made


def start(matter: Matter, name: str, *, at: datetime, assignment: Assignment | None = None) -> Clock:
    """Start one clock of the matter, or of one assignment."""
    clock = _clock(matter.flow.clocks[name], matter.pk, assignment, calendar(), at)
    clock.save()
    if assignment is not None:
        assignment.due_at, assignment.warn_at = clock.due_at, clock.warn_at
        assignment.save(update_fields=["due_at", "warn_at"])
    return clock


def _clock(
    rule: ClockRule, matter: int, assignment: Assignment | None, days: WorkCalendar, at: datetime
) -> Clock:
    on = local_day(at)
    term = Term.parse(value(rule.term, on))
    due = days.due(at, term)
    warn = days.warn(due.at, Term.parse(value(rule.warn, on)), at) if rule.warn else None
    return Clock(
        matter_id=matter,
        assignment=assignment,
        name=rule.name,
        rule=f"{rule.term}={term}",
        calendar_version=due.calendar_version,
        provisional=due.provisional,
        started_at=at,
        due_at=due.at,
        warn_at=warn,
    )


def stop(matter: Matter, names: Iterable[str], *, at: datetime, assignment: Assignment | None = None) -> int:
    """Stop running clocks by name; of one assignment when given. Returns how many ran."""
    running = Clock.objects.filter(matter=matter, name__in=tuple(names), stopped_at=None)
    if assignment is not None:
        running = running.filter(assignment=assignment)
    return running.update(stopped_at=at)


def after_move(matter: Matter, move: Move, assignment: Assignment | None, *, at: datetime) -> None:
    """What the declaration says of clocks: stop, then start."""
    if move.stops:
        stop(matter, move.stops, at=at, assignment=assignment)
    for name in move.starts:
        start(matter, name, at=at, assignment=assignment)


def pause(matter: Matter, *, at: datetime) -> None:
    """Pause the matter and its running clocks. Idempotent."""
    if matter.paused_at is not None:
        return
    matter.paused_at = at
    for clock in matter.clocks.filter(stopped_at=None):
        clock.pauses = [*clock.pauses, [at.isoformat(), None]]
        clock.save(update_fields=["pauses"])


def resume(matter: Matter, *, at: datetime) -> None:
    """Let the clocks run again; each is due later by the legal time that it stood."""
    if matter.paused_at is None:
        return
    matter.paused_at = None
    for clock in matter.clocks.filter(stopped_at=None).select_related("assignment"):
        if clock.pauses and clock.pauses[-1][1] is None:
            clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], at.isoformat()]]
        reckon(clock, calendar())


def reckon(clock: Clock, days: WorkCalendar) -> bool:
    """Reckon a clock's end anew under a calendar and save it; whether the end changed."""
    term = Term.parse(clock.rule.partition("=")[2])
    pauses = [
        Pause(datetime.fromisoformat(begun), datetime.fromisoformat(ended) if ended else None)
        for begun, ended in clock.pauses
    ]
    due = days.due(clock.started_at, term, pauses=pauses)
    changed = due.at != clock.due_at
    clock.due_at, clock.provisional, clock.calendar_version = due.at, due.provisional, due.calendar_version
    clock.save(update_fields=["due_at", "provisional", "calendar_version", "pauses"])
    if clock.assignment is not None and changed:
        clock.assignment.due_at = due.at
        clock.assignment.save(update_fields=["due_at"])
    return changed


def recompute(at: datetime, limit: int = 1000) -> int:
    """Reckon running clocks of older calendar versions anew, telling each matter whose term changed.

    Returns how many clocks were looked at; call again until it returns less than `limit`.
    Records: flow.due_changed.
    """
    from gongzhi.kernel.flow.actions import note
    from gongzhi.kernel.flow.facts import DueChanged

    days = calendar()
    rows = Clock.objects.filter(stopped_at=None, calendar_version__lt=days.version).select_related(
        "assignment", "matter"
    )
    looked = 0
    for clock in rows[:limit]:
        with transaction.atomic():
            before = clock.due_at
            if reckon(clock, days):
                label = clock.matter.flow.clocks[clock.name].label
                fact = DueChanged(label, before.isoformat(), clock.due_at.isoformat(), "工作日历已更新")
                note(clock.matter, fact, by=None, at=at)
        looked += 1
    return looked
