"""Setting the value of a parameter from a day on. The observers are told in the same transaction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.refusals import Kind, Refusal

from . import queries
from .models import Revision, Value
from .rules import Parameter, UnknownParameter, parameter

EARLIEST = date(2000, 1, 1)
LATEST = date(2199, 12, 31)


class SourceMissing(Refusal):
    code = "parameters.source_missing"
    message = "请填写依据，例如文件名称和文号。"


class TooLong(Refusal):
    code = "parameters.too_long"
    message = "最多{most}个字，现在{length}个字。"


class DayOutOfRange(Refusal):
    code = "parameters.day_out_of_range"
    message = "生效日期应在2000年到2199年之间，现在是{day}。"


class ReasonMissing(Refusal):
    code = "parameters.reason_missing"
    message = "{day}{why}。请在说明中写明原因。"


class NoChange(Refusal):
    code = "parameters.no_change"
    kind = Kind.CONFLICT
    message = "“{label}”自{day}起已经是{value}，不用再设。"


class NothingSet(Refusal):
    code = "parameters.nothing_set"
    kind = Kind.ABSENT
    message = "“{label}”没有从{day}起生效的值，请刷新后再看。"


class AlreadyInForce(Refusal):
    code = "parameters.already_in_force"
    kind = Kind.CONFLICT
    message = "“{label}”从{day}起的值已经生效，不能撤回；请另设一个新值。"


@dataclass(frozen=True)
class Change:
    """What happened to a parameter: from which day the value is `new`, after it was `old`.

    `new` is None when a planned value was withdrawn.
    """

    parameter: Parameter
    from_on: date
    old: Any
    new: Any
    source: str
    note: str
    by: int | None
    at: datetime

    def sentence(self) -> str:
        if self.new is None:
            return f"撤回“{self.parameter.label}”自{self.from_on}起的值{self.parameter.shown(self.old)}"
        old, new = self.parameter.shown(self.old), self.parameter.shown(self.new)
        return f"“{self.parameter.label}”自{self.from_on}起由{old}改为{new}，依据：{self.source}"


class Observer(Protocol):
    def __call__(self, change: Change) -> None: ...


_observers: list[Observer] = []


def on_change(callback: Observer) -> Observer:
    """Register who is told of every change, inside its transaction."""
    if callback not in _observers:
        _observers.append(callback)
    return callback


@transaction.atomic
def set_value(
    *, name: str, value: Any, from_on: date, source: str, note: str = "", by: int | None, at: datetime
) -> Value:
    """Let a parameter have a value from a day on, until the next value that is already planned.

    The value before ends the day before. A day in the past, or one that has a value already, needs a reason
    in `note`. Raises: UnknownParameter, WrongKind, OutOfRange, NotAChoice, Unfit, SourceMissing, TooLong,
    DayOutOfRange, ReasonMissing, NoChange. Tells: Change.
    """
    declaration = _known(name)
    clean = declaration.clean(value)
    source, note = _texts(source, note)
    if not EARLIEST <= from_on <= LATEST:
        raise DayOutOfRange(field="from_on", day=from_on)
    _lock()
    current = Value.objects.filter(name=name, from_on__lte=from_on).order_by("-from_on").first()
    old = declaration.loaded(current.value) if current else declaration.value
    if current is not None and (old, current.source) == (clean, source):
        raise NoChange(field="value", label=declaration.label, day=from_on, value=declaration.shown(clean))
    row = current if current and current.from_on == from_on else Value(name=name, from_on=from_on)
    _check_reason(row, note, at)
    row.value, row.source, row.note, row.set_by, row.set_at = declaration.stored(clean), source, note, by, at
    _place(row)
    _tell(Change(declaration, from_on, old, clean, source, note, by, at))
    return row


@transaction.atomic
def withdraw(*, name: str, from_on: date, note: str = "", by: int | None, at: datetime) -> None:
    """Take back a value that has not come into force; the one before it goes on.

    Raises: UnknownParameter, NothingSet, AlreadyInForce, TooLong. Tells: Change.
    """
    declaration = _known(name)
    note = _short(note.strip(), 300, "note")
    _lock()
    row = Value.objects.filter(name=name, from_on=from_on).first()
    if row is None:
        raise NothingSet(field="from_on", label=declaration.label, day=from_on)
    if from_on <= local_day(at):
        raise AlreadyInForce(field="from_on", label=declaration.label, day=from_on)
    end, old = row.to_on, declaration.loaded(row.value)
    row.delete()
    Value.objects.filter(name=name, to_on=from_on - timedelta(days=1)).update(to_on=end)
    _tell(Change(declaration, from_on, old, None, row.source, note, by, at))


def _place(row: Value) -> None:
    """Save a row between its neighbours: the one before ends where it begins, it ends where the next begins."""
    others, day = Value.objects.filter(name=row.name).exclude(pk=row.pk), timedelta(days=1)
    before = others.filter(from_on__lt=row.from_on).order_by("from_on").last()
    after = others.filter(from_on__gt=row.from_on).order_by("from_on").first()
    if before is not None:
        before.to_on = row.from_on - day
        before.save(update_fields=["to_on"])
    row.to_on = after.from_on - day if after else None
    row.save()


def _tell(change: Change) -> None:
    """Mark the values as changed for every process, and tell the observers."""
    Revision.objects.update(mark=uuid.uuid4().hex)
    queries.changed()
    for observer in _observers:
        observer(change)


def _lock() -> None:
    """One change at a time, in any process; the row is made on first use."""
    Revision.objects.get_or_create(id=1, defaults={"mark": uuid.uuid4().hex})
    Revision.objects.select_for_update().get(id=1)


def _known(name: str) -> Parameter:
    try:
        return parameter(name)
    except KeyError as unknown:
        raise UnknownParameter(field="name", name=name) from unknown


def _texts(source: str, note: str) -> tuple[str, str]:
    if not source.strip():
        raise SourceMissing(field="source")
    return _short(source.strip(), 200, "source"), _short(note.strip(), 300, "note")


def _short(text: str, most: int, field: str) -> str:
    if len(text) > most:
        raise TooLong(field=field, most=most, length=len(text))
    return text


def _check_reason(row: Value, note: str, at: datetime) -> None:
    """What rewrites the past, or a value already given, says why."""
    if note:
        return
    if row.from_on < local_day(at):
        raise ReasonMissing(field="note", day=row.from_on, why="已过，补设会改变已算出的结果")
    if row.pk is not None:
        raise ReasonMissing(field="note", day=row.from_on, why="已设过值，现在是更正")
