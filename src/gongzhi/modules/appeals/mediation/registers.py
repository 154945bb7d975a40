"""Keeping the lists of talk points, rooms and mediators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.mediation.models import Mediator, Room, TalkPoint

PERMISSION = "appeals.mediation_lists"
M = TypeVar("M", bound=models.Model)


class NameThere(Refusal):
    code = "appeals.name_there"
    kind = Kind.CONFLICT
    message = "“{name}”已经在{what}里，请改已有的那一条，或换一个名称。"


class DaysCrossed(Refusal):
    code = "appeals.days_crossed"
    message = "{later}不能早于{earlier}。"


@event("appeals.list_changed", "变更调解名录")
@dataclass(frozen=True)
class ListChanged:
    """A talk point, a room or a mediator was entered or changed."""

    what: str
    name: str
    new: bool

    def sentence(self) -> str:
        return f"{'新增' if self.new else '变更'}{self.what}“{self.name}”"


def _save(row: M, given: dict[str, Any], *, by: Officer, at: datetime) -> M:
    require(by, PERMISSION)
    new, what = row.pk is None, str(row._meta.verbose_name)
    for name, value in given.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as wrong:
        raise NameThere(field="name", name=given["name"], what=what) from wrong
    record(ListChanged(what, given["name"], new), by=by, at=at)
    return row


def _days(first: date | None, last: date | None, field: str, later: str, earlier: str) -> None:
    if first and last and last < first:
        raise DaysCrossed(field=field, later=later, earlier=earlier)


@transaction.atomic
def save_point(*, point: TalkPoint | None = None, by: Officer, at: datetime, **given: Any) -> TalkPoint:
    """Enter or change a talk point. Raises: NotAllowed, NameThere, DaysCrossed. Records: appeals.list_changed."""
    _days(given["opened_on"], given["closed_on"], "closed_on", "停用日期", "设立日期")
    return _save(point or TalkPoint(), given, by=by, at=at)


@transaction.atomic
def save_room(*, room: Room | None = None, by: Officer, at: datetime, **given: Any) -> Room:
    """Enter or change a room. Raises: NotAllowed, NameThere. Records: appeals.list_changed."""
    return _save(room or Room(), given, by=by, at=at)


@transaction.atomic
def save_mediator(*, mediator: Mediator | None = None, by: Officer, at: datetime, **given: Any) -> Mediator:
    """Enter or change a mediator. Raises: NotAllowed, NameThere, DaysCrossed. Records: appeals.list_changed."""
    _days(given["from_on"], given["to_on"], "to_on", "离任日期", "聘任日期")
    return _save(mediator or Mediator(), given, by=by, at=at)
