"""Clocks of matters: started and stopped by moves, reckoned anew when the calendar changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction

from gongzhi.kernel.clock import Pause, Term, calendar, local_day
from gongzhi.kernel.flow.declare import ClockRule, Flow, Move
from gongzhi.kernel.flow.models import Assignment, Clock, Matter
from gongzhi.kernel.parameters import value
from gongzhi.kernel.rows import insert

if TYPE_CHECKING:
    from gongzhi.kernel.clock import WorkCalendar


def wind(
    flow: Flow, name: str, assignments: Sequence[Assignment], *, at: datetime, rule: str = ""
) -> list[Clock]:
    """Clocks for assignments that are not written yet, and their own terms from them. No query; `keep` writes them."""
    declared, days = flow.clocks[name], calendar()
    made = []
    for one in assignments:
        clock = _clock(declared, one.matter_id, one, days, at, rule)
        one.due_at, one.warn_at = clock.due_at, clock.warn_at
        made.append(clock)
    return made


def keep(wound: Sequence[Clock]) -> Sequence[Clock]:
    """Write clocks whose assignments have been written by now. One statement, or none."""
    for clock in wound:
        clock.assignment = clock.assignment  # takes over the key that writing gave it
    return insert(wound)


def start_many(flow: Flow, name: str, assignments: Sequence[Assignment], *, at: datetime) -> Sequence[Clock]:
    """Start one clock for each written assignment (one statement) and set the assignments' own term (one more)."""
    made = keep(wind(flow, name, assignments, at=at))
    if made:
        Assignment.objects.filter(pk__in=[one.pk for one in assignments]).update(
            due_at=made[0].due_at, warn_at=made[0].warn_at
        )
    return made


def start(
    matter: Matter, name: str, *, at: datetime, assignment: Assignment | None = None, rule: str = ""
) -> Clock:
    """Start one clock of the matter, or of one assignment, whose own term it becomes.

    A clock of the matter whose rule `governs` gives the matter its term; the caller saves the matter. Its term is the
    declared parameter's, or that of another `rule`, written with where it comes from: "appeals.sign.help=3.25wh".
    """
    clock = _clock(matter.flow.clocks[name], matter.pk, assignment, calendar(), at, rule)
    insert([clock])
    if assignment is not None:
        assignment.due_at, assignment.warn_at = clock.due_at, clock.warn_at
        assignment.save(update_fields=["due_at", "warn_at"])
    elif matter.flow.clocks[name].governs:
        matter.due_at, matter.warn_at = clock.due_at, clock.warn_at
    return clock


def _clock(
    rule: ClockRule,
    matter: int,
    assignment: Assignment | None,
    days: WorkCalendar,
    at: datetime,
    other: str = "",
) -> Clock:
    on = local_day(at)
    source, _, given = other.rpartition("=")
    term = Term.parse(given or value(rule.term, on))
    due = days.due(at, term)
    warn = days.warn(due.at, Term.parse(value(rule.warn, on)), at) if rule.warn else None
    return Clock(
        matter_id=matter,
        assignment=assignment,
        name=rule.name,
        rule=f"{source or rule.term}={term}",
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
    """Pause the matter and its running clocks. Idempotent; the caller saves the matter."""
    if matter.paused_at is not None:
        return
    matter.paused_at = at
    for clock in matter.clocks.filter(stopped_at=None):
        clock.pauses = [*clock.pauses, [at.isoformat(), None]]
        clock.save(update_fields=["pauses"])


def resume(matter: Matter, *, at: datetime) -> None:
    """Let the clocks run again; each is due later by the legal time that it stood. The caller saves the matter."""
    if matter.paused_at is None:
        return
    matter.paused_at = None
    for clock in matter.clocks.filter(stopped_at=None).select_related("assignment"):
        if clock.pauses and clock.pauses[-1][1] is None:
            clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], at.isoformat()]]
        reckon(clock, matter, calendar())


def extend(clock: Clock, matter: Matter, term: Term) -> Clock:
    """Let a running clock run longer by a term, counted on from its end. The caller saves the matter."""
    clock.extensions = [*clock.extensions, str(term)]
    reckon(clock, matter, calendar())
    return clock


def reckon(clock: Clock, matter: Matter, days: WorkCalendar) -> bool:
    """Reckon a clock's end anew under a calendar and save it; whether the end changed.

    Moves the term of the assignment, or of the matter when the clock governs it; the caller saves the matter.
    """
    pauses = [
        Pause(datetime.fromisoformat(begun), datetime.fromisoformat(ended) if ended else None)
        for begun, ended in clock.pauses
    ]
    term = Term.parse(clock.rule.partition("=")[2])
    longer = [Term.parse(code) for code in clock.extensions]
    due = days.due(clock.started_at, term, pauses=pauses, extensions=longer)
    changed = due.at != clock.due_at
    rule = matter.flow.clocks[clock.name]
    if changed and rule.warn:
        ahead = Term.parse(value(rule.warn, local_day(clock.started_at)))
        clock.warn_at = days.warn(due.at, ahead, clock.started_at)
    clock.due_at, clock.provisional, clock.calendar_version = due.at, due.provisional, due.calendar_version
    clock.save(update_fields=["due_at", "warn_at", "provisional", "calendar_version", "pauses", "extensions"])
    if changed and clock.assignment is not None:
        clock.assignment.due_at, clock.assignment.warn_at = clock.due_at, clock.warn_at
        clock.assignment.save(update_fields=["due_at", "warn_at"])
    elif changed and rule.governs:
        matter.due_at, matter.warn_at = clock.due_at, clock.warn_at
    return changed


def stale(at: datetime) -> Iterator[tuple[str, tuple[int, int]]]:
    """Running clocks of older calendar versions, as a duty is found: (key, (clock, matter)). A query per 500."""
    version, last = calendar().version, 0
    rows = Clock.objects.filter(stopped_at=None, calendar_version__lt=version).order_by("id")
    while batch := list(rows.filter(pk__gt=last).values_list("pk", "matter_id")[:500]):
        yield from ((f"{version}-{clock}", (clock, matter)) for clock, matter in batch)
        last = batch[-1][0]


def recompute(at: datetime, limit: int = 1000) -> int:
    """Reckon stale clocks anew, telling each matter whose term changed; returns how many were looked at."""
    rows = [row for _, row in islice(stale(at), limit)]
    for clock, matter in rows:
        recompute_one(clock, matter, at=at)
    return len(rows)


@transaction.atomic
def recompute_one(key: int, matter_key: int, *, at: datetime) -> None:
    """Reckon one clock anew under its matter's lock. Records: flow.due_changed when its end changed."""
    from gongzhi.kernel.flow.actions import lock, note
    from gongzhi.kernel.flow.facts import DueChanged

    matter = lock(matter_key)
    clock = Clock.objects.filter(pk=key, stopped_at=None).select_related("assignment").first()
    if clock is None:
        return
    before, term = clock.due_at, matter.due_at
    if reckon(clock, matter, calendar()):
        label = matter.flow.clocks[clock.name].label
        fact = DueChanged(label, before.isoformat(), clock.due_at.isoformat(), "工作日历已更新")
        moved = {"due_at": matter.due_at, "warn_at": matter.warn_at} if matter.due_at != term else {}
        note(matter, fact, by=None, at=at, **moved)
