"""The spreadsheets of 人房企 as kinds that a module declares: `Module(..., sheets=CENSUS)`."""

from __future__ import annotations

from functools import partial

from gongzhi.kernel.people.census.checking import COLLECT, check
from gongzhi.kernel.people.census.forms_of import COLUMNS
from gongzhi.kernel.people.census.taking import plan, take_sheet
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.sheets import SheetKind


def _kind(subject: Subject) -> SheetKind:
    return SheetKind(
        f"people.{subject.value}", str(subject.label), COLLECT, COLUMNS[subject],
        check=partial(check, subject), plan=partial(plan, subject), take=partial(take_sheet, subject), own_event=True,
    )  # fmt: skip


FORMS: dict[str, SheetKind] = {subject.value: _kind(subject) for subject in Subject}
CENSUS = tuple(FORMS.values())
