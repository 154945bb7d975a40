"""Taking spreadsheets in: looked over first, then taken whole; and single entries by hand."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.sheets import SheetLine, read_table, written_table
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.census.checking import COLLECT, Line, check
from gongzhi.kernel.people.census.facts import Left
from gongzhi.kernel.people.census.forms_of import FORMS, MOST, Form
from gongzhi.kernel.people.census.models import Change, House, Household, Intake, Resident
from gongzhi.kernel.people.census.residents import recount
from gongzhi.kernel.people.census.taking import Taken, plan, take
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.people.masking import mask_id, mask_name, mask_phone
from gongzhi.kernel.refusals import Kind, Refusal

KEPT = timedelta(days=1)
WHY = "原因"


class EntryRefused(Refusal):
    code = "people.entry_refused"
    message = "{problem}"


class IntakeOver(Refusal):
    code = "people.intake_over"
    kind = Kind.CONFLICT
    message = "这份表已经采集过，或者超过一天没有确认。请重新上传。"


class StillLivedIn(Refusal):
    code = "people.still_lived_in"
    kind = Kind.CONFLICT
    message = "{what}里还有{count}人在住，请先办理迁出。"


class ReasonMissing(Refusal):
    code = "people.reason_missing"
    message = "请写明原因（至少2个字），例如“迁往外地”。"


@dataclass(frozen=True)
class Seen:
    """A spreadsheet as it was looked over: all its lines, and what taking it in would do."""

    lines: list[Line]
    planned: Taken


@transaction.atomic
def look_over(*, subject: str, data: bytes, name: str, by: Officer, at: datetime) -> Intake:
    """Read and check a spreadsheet and keep it, sealed, to be taken in. Nothing of it is taken yet.

    Raises: NotAllowed, NotASheet, HeadMissing, TooManyLines.
    """
    require(by, COLLECT)
    seen = examine(subject, data, by=by, on=local_day(at))
    return Intake.objects.create(
        subject=subject, name=name[:120], content=base64.b64encode(data).decode(), rows=len(seen.lines), by=by, at=at,
        **seen.planned.counts,
    )  # fmt: skip


def examine(subject: str, data: bytes, *, by: Officer, on: date) -> Seen:
    """The lines with their faults, and what taking the good ones in would do."""
    form = FORMS[subject]
    lines = check(subject, read_table(data, needed=form.needed, most=MOST), by=by, on=on)
    return Seen(lines, plan(subject, lines, by=by))


def again(intake: Intake, *, by: Officer, at: datetime) -> Seen:
    """The spreadsheet held against what is there now. Raises: IntakeOver."""
    if not intake.content or intake.taken_at is not None or intake.by_id != by.pk:
        raise IntakeOver()
    return examine(intake.subject, base64.b64decode(intake.content.open()), by=by, on=local_day(at))


@transaction.atomic
def take_in(*, intake: Intake, by: Officer, at: datetime) -> Intake:
    """Take the good lines in, all in one transaction, and empty what was kept. A second time is refused.

    Raises: NotAllowed, IntakeOver. Records: people.collected.
    """
    require(by, COLLECT)
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    seen = again(intake, by=by, at=at)
    take(intake.subject, seen.planned, how="表格", intake=intake, by=by, at=at)
    for name, count in seen.planned.counts.items():
        setattr(intake, name, count)
    intake.taken_at, intake.content = at, ""
    intake.save()
    return intake


@transaction.atomic
def enter(*, subject: str, cells: Mapping[str, str], by: Officer, at: datetime) -> Taken:
    """Enter or change one by hand, by the rules of the spreadsheet.

    Raises: NotAllowed, EntryRefused naming the field. Records: people.collected.
    """
    require(by, COLLECT)
    line = SheetLine(1, {name: str(text).strip() for name, text in cells.items()})
    lines = check(subject, [line], by=by, on=local_day(at))
    planned = plan(subject, lines, by=by)
    if planned.refused:
        column, problem = planned.refused[0].faults[0]
        raise EntryRefused(field=column, problem=f"{column}{problem}" if problem[0] not in "“（" else problem)
    return take(subject, planned, how="手工", by=by, at=at)


@transaction.atomic
def leave(*, row: Any, reason: str, by: Officer, at: datetime) -> None:
    """A resident moves away, a house or organisation is no more; what was written of them stays.

    Raises: NotAllowed, NotVisible, ReasonMissing, StillLivedIn. Records: people.left.
    """
    require(by, COLLECT, row)
    reason = " ".join(reason.split())[:100]
    if len(reason) < 2:
        raise ReasonMissing(field="reason")
    day = local_day(at)
    if isinstance(row, Resident):
        row.left_on = day
        row.save(update_fields=["left_on"])
        subject = Subject.RESIDENT
        if row.household_id:
            recount([row.household_id])
    else:
        subject = Subject.HOUSE if isinstance(row, House) else Subject.ORGANISATION
        living = (
            Resident.objects.filter(household__house=row.pk, left_on=None).count()
            if isinstance(row, House)
            else 0
        )
        if living:
            raise StillLivedIn(what=str(row), count=living)
        row.gone_on = day
        row.save(update_fields=["gone_on"])
        if isinstance(row, House):
            Household.objects.filter(house=row, gone_on=None).update(gone_on=day)
    Change.objects.create(
        subject=subject, key=row.pk, what=[["状态", "在册", "迁出或注销"]], how=reason[:40], by=by, at=at
    )
    record(Left(subject.label, row.pk, reason), by=by, at=at)


def empty_form(subject: str) -> bytes:
    """The blank spreadsheet of a subject."""
    form = FORMS[subject]
    return written_table(Subject(subject).label, form.heads, [])


def faulty(subject: str, lines: Sequence[Line]) -> bytes:
    """The refused lines as a spreadsheet with the reasons behind, to be put right and uploaded again."""
    form = FORMS[subject]
    rows = [
        [
            *[line.cells[head] for head in form.heads],
            "；".join(f"{column}：{text}" for column, text in line.faults),
        ]
        for line in lines
        if line.faults
    ]
    return written_table("有误的行", [*form.heads, WHY], rows, wide=(WHY,))


def shown(form: Form, line: Line) -> list[str]:
    """The cells of a line as a page may show them."""
    return [_shown(form, head, line.cells[head]) for head in form.heads]


def _shown(form: Form, head: str, text: str) -> str:
    if head not in form.personal:
        return text
    return mask_id(text) if head == "身份证号" else mask_phone(text) if "电话" in head else mask_name(text)


def stale(at: datetime) -> list[tuple[str, int]]:
    """Uploads that nobody confirmed within a day, as a duty is found. One query."""
    rows = Intake.objects.filter(at__lt=at - KEPT).exclude(content="").values_list("pk", flat=True)
    return [(f"{key}", key) for key in rows]


def forget(key: int, at: datetime) -> None:
    """Empty what was kept of an upload."""
    Intake.objects.filter(pk=key).update(content="")
