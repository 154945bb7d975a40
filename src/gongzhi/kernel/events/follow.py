"""What the packages below tell of their changes, written into the log in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from gongzhi.kernel.clock import on_calendar_change
from gongzhi.kernel.events.actions import Entry, record, record_all
from gongzhi.kernel.events.kinds import adopt, event
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org import facts as org
from gongzhi.kernel.parameters import on_change as on_parameter_change


@event("parameters.set", "设置参数")
@dataclass(frozen=True)
class ParameterSet:
    """A policy value was set from a day on, or a planned one withdrawn."""

    name: str
    from_on: str
    words: str
    source: str = ""
    note: str = ""

    def sentence(self) -> str:
        return self.words


@event("clock.published", "发布工作日历")
@dataclass(frozen=True)
class CalendarPublished:
    """A working calendar was published."""

    version: int
    reason: str
    digest: str

    def sentence(self) -> str:
        return f"发布工作日历第{self.version}版：{self.reason}"


def _org_changed(fact: Any, *, by: Any, at: datetime) -> None:
    record(fact, by=by, at=at)


def _org_changes(changes: Sequence[Any], *, by: Any, at: datetime) -> None:
    record_all([Entry(fact) for fact in changes], by=by, at=at)


def _parameter_changed(change: Any) -> None:
    fact = ParameterSet(
        name=change.parameter.name,
        from_on=change.from_on.isoformat(),
        words=change.sentence(),
        source=change.source,
        note=change.note,
    )
    record(fact, by=change.by, at=change.at)


def _calendar_published(*, calendar: Any, version: Any) -> None:
    if version.set_by is None and Event._meta.db_table not in connection.introspection.table_names():
        return  # a migration of the first packages alone
    fact = CalendarPublished(version=version.version, reason=version.reason, digest=version.digest)
    record(fact, by=version.set_by, at=version.at)


def follow() -> None:
    """Subscribe; called once at start. Idempotent."""
    adopt(*org.facts().values())
    org.on_change(_org_changed, name="events", many=_org_changes)
    on_parameter_change(_parameter_changed)
    on_calendar_change(_calendar_published)
