"""Calling units: each gets its part of the whistle, with its two clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.clock import Term, TermKind
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import Party, assign
from gongzhi.kernel.flow.models import Assignment, Role
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.opening import ANSWER, tell_unit
from gongzhi.modules.appeals.whistles.policy import number, rule
from gongzhi.modules.appeals.whistles.refused import (
    AlreadyCalled,
    DaysAreFixed,
    DaysOutOfRange,
    TownCallsItself,
)
from gongzhi.modules.appeals.whistles.words import WhistleType


def call_units(
    whistle: Whistle, lead: Unit | None, others: Sequence[Unit], *, days: int | None, at: datetime
) -> list[Call]:
    """Call units inside a move: the lead first, with the term of the whole whistle.

    Raises: TownCallsItself, AlreadyCalled, DaysOutOfRange, DaysAreFixed.
    """
    term = _result_rule(whistle, days, at)
    _check(whistle, lead, others)
    if lead is not None:
        clocks.start(whistle.matter, "result", at=at, rule=term)
    roles = [(Role.LEAD, 0, lead)] if lead is not None else []
    made = [_call(whistle, *one, term, at) for one in [*roles, *((Role.CO, 1, unit) for unit in others)]]
    for call in made:
        due = call.assignment.due_at
        tell_unit(
            whistle, call.unit, f"{whistle.town.label}吹哨，请报到：{whistle.matter.title[:40]}", at, needs=ANSWER,
            body=f"请于{_words(due)}前到现场报到。" if due else "", urgent=whistle.type == WhistleType.EMERGENCY,
        )  # fmt: skip
    return made


def _check(whistle: Whistle, lead: Unit | None, others: Sequence[Unit]) -> None:
    there = set(whistle.calls.values_list("unit", flat=True))
    for field, unit in [("lead", lead), *(("co", one) for one in others)]:
        if unit is None:
            continue
        if unit.pk == whistle.town_id:
            raise TownCallsItself(field=field, unit=unit.label)
        if unit.pk in there:
            raise AlreadyCalled(field=field, unit=unit.label)


def _call(whistle: Whistle, role: Role, order: int, unit: Unit, term: str, at: datetime) -> Call:
    part = assign(whistle.matter, Party(role, unit=unit), at=at, order=order)
    clocks.start(whistle.matter, "result", at=at, assignment=part, rule=term)
    # last, so that the assignment's own term is the next one: to report in
    clocks.start(whistle.matter, "report_in", at=at, assignment=part, rule=rule("in", whistle.type, at))
    return Call.objects.create(whistle=whistle, unit=unit, assignment=part, called_at=at)


def _result_rule(whistle: Whistle, days: int | None, at: datetime) -> str:
    """The rule of the result clock; key work may be given more days within the county's bounds."""
    given = rule("end", whistle.type, at)
    if days is None:
        return given
    if whistle.type != WhistleType.KEY_WORK:
        raise DaysAreFixed(field="days", type=WhistleType(whistle.type).label)
    name, _, code = given.rpartition("=")
    shortest = Term.parse(code)
    least = int(shortest.amount) if shortest.kind == TermKind.DAYS else 1
    most = number("longest", at)
    if not least <= days <= most:
        raise DaysOutOfRange(field="days", least=least, most=most, given=days)
    return f"{name}={days}d"


def came_in_time(assignment: Assignment, clock: str, at: datetime) -> bool:
    """Whether a term of an assignment was not over at a moment. One query."""
    return not assignment.clocks.filter(name=clock, due_at__lt=at).exists()


def _words(at: datetime) -> str:
    from gongzhi.kernel.web.templatetags.ui import local_minute

    return str(local_minute(at))
