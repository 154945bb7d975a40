"""Looking a spreadsheet over, and taking its good lines in: all of them or none."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.sheets import SheetLine, read_table
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.sheets.declare import SheetKind, kind_of
from gongzhi.kernel.sheets.facts import SheetTaken
from gongzhi.kernel.sheets.lines import Line, check_columns, check_keys, lines_of
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.sheets.planning import Planned
from gongzhi.kernel.sheets.refused import IntakeOver


@dataclass(frozen=True)
class Seen:
    """A spreadsheet as it was looked over: all its lines, and what taking it in would do."""

    lines: list[Line]
    planned: Planned


@transaction.atomic
def look_over(
    *, kind: SheetKind, data: bytes, name: str, about: str = "", by: Officer, at: datetime
) -> Intake:
    """Read and check a spreadsheet and keep it, sealed, to be taken in. Nothing of it is taken yet.

    Raises: NotAllowed, NotASheet, HeadMissing, TooManyLines, and what the kind's `about` raises.
    """
    require(by, kind.permission)
    seen = examine(kind, data, about=kind.of(about), by=by, at=at)
    return Intake.objects.create(
        kind=kind.code, about=about, name=name[:120], content=base64.b64encode(data).decode(), rows=len(seen.lines),
        by=by, at=at, **seen.planned.counts,
    )  # fmt: skip


def examine(kind: SheetKind, data: bytes, *, about: Any = None, by: Officer, at: datetime) -> Seen:
    """The lines with their faults, and what taking the good ones in would do."""
    return weigh(kind, read_table(data, needed=kind.needed, most=kind.most), about=about, by=by, at=at)


def weigh(
    kind: SheetKind, sheet: Iterable[SheetLine], *, about: Any = None, by: Officer, at: datetime
) -> Seen:
    """The same for lines that came in another way, as one entered by hand."""
    lines = lines_of(kind.columns, sheet)
    check_columns(kind.columns, lines)
    kind.check(lines, about=about, by=by, at=at)
    check_keys(kind.columns, lines)
    planned = kind.plan([line for line in lines if not line.faults], about=about, by=by, at=at)
    planned.refused = [line for line in lines if line.faults]
    return Seen(lines, planned)


def again(intake: Intake, *, by: Officer, at: datetime) -> Seen:
    """The spreadsheet held against what is there now. Raises: IntakeOver, and what the kind's `about` raises."""
    if not intake.is_open or intake.by_id != by.pk:
        raise IntakeOver()
    kind = kind_of(intake.kind)
    data = base64.b64decode(intake.content.open())
    return examine(kind, data, about=kind.of(intake.about), by=by, at=at)


@transaction.atomic
def take_in(*, intake: Intake, by: Officer, at: datetime) -> Intake:
    """Take the good lines in, all in one transaction, and empty what was kept. A second time is refused.

    Raises: NotAllowed, IntakeOver. Records: sheets.taken, or the kind's own event.
    """
    kind = kind_of(intake.kind)
    require(by, kind.permission)
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    planned = again(intake, by=by, at=at).planned
    kind.take(planned, intake=intake, about=kind.of(intake.about), by=by, at=at)
    for name, count in planned.counts.items():
        setattr(intake, name, count)
    intake.taken_at, intake.content = at, ""
    intake.save()
    if not kind.own_event:
        told = SheetTaken(kind.code, kind.label, intake.about, intake.pk, intake.rows, **planned.counts)
        record(told, by=by, at=at)
    return intake
