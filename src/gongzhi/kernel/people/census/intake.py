"""Entering one by hand, by the rules of the spreadsheet; and those who leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.sheets import SheetLine
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.census.checking import COLLECT
from gongzhi.kernel.people.census.facts import Left
from gongzhi.kernel.people.census.kinds import FORMS
from gongzhi.kernel.people.census.models import Change, House, Household, Resident
from gongzhi.kernel.people.census.residents import recount
from gongzhi.kernel.people.census.taking import take
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.sheets.actions import weigh
from gongzhi.kernel.sheets.planning import Planned


class EntryRefused(Refusal):
    code = "people.entry_refused"
    message = "{problem}"


class StillLivedIn(Refusal):
    code = "people.still_lived_in"
    kind = Kind.CONFLICT
    message = "{what}里还有{count}人在住，请先办理迁出。"


class ReasonMissing(Refusal):
    code = "people.reason_missing"
    message = "请写明原因（至少2个字），例如“迁往外地”。"


@transaction.atomic
def enter(*, subject: str, cells: Mapping[str, str], by: Officer, at: datetime) -> Planned:
    """Enter or change one by hand, by the rules of the spreadsheet.

    Raises: NotAllowed, EntryRefused naming the field. Records: people.collected.
    """
    require(by, COLLECT)
    line = SheetLine(1, {name: str(text).strip() for name, text in cells.items()})
    planned = weigh(FORMS[subject], [line], by=by, at=at).planned
    if planned.refused:
        column, problem = planned.refused[0].faults[0]
        raise EntryRefused(field=column, problem=f"{column}{problem}" if problem[0] not in "“（" else problem)
    return take(Subject(subject), planned, how="手工", by=by, at=at)


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
