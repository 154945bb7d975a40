"""Taking checked lines in: what is new is added, what differs is changed with its history, the rest stays. All or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.census.checking import COLLECT
from gongzhi.kernel.people.census.facts import Collected
from gongzhi.kernel.people.census.houses import (
    add_houses,
    add_organisations,
    change_house,
    change_organisation,
    house_fields,
    house_stands,
    houses_there,
    organisation_fields,
    organisation_stands,
    organisations_there,
)
from gongzhi.kernel.people.census.models import Change
from gongzhi.kernel.people.census.residents import (
    add_residents,
    change_resident,
    count_households,
    resident_fields,
    resident_stands,
    residents_there,
)
from gongzhi.kernel.people.census.sharing import BATCH
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.people.masking import mask_id, mask_name, mask_phone
from gongzhi.kernel.sheets.lines import Line
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.sheets.planning import Planned, Told, compare, differences


def plan(subject: Subject, lines: Sequence[Line], *, about: Any = None, by: Officer, at: datetime) -> Planned:
    """What taking these lines in would do. Reads what is there in a statement for each few thousand lines."""
    there, reach = _THERE[subject](lines), scope(by, COLLECT)

    def differs(line: Line, row: Any) -> Told | None:
        if not reach.covers((), row.place_code):
            line.fault(_KEY[subject], "已在其他网格登记，请联系乡镇网格办核对后办理迁移")
            return None
        return differences(_FIELDS[subject](line), _STANDS[subject](row), _masked)

    return compare(lines, there, differs)


@transaction.atomic
def take(
    subject: Subject, planned: Planned, *, how: str, intake: Intake | None = None, by: Officer, at: datetime
) -> Planned:
    """Write what was planned. A constant number of statements for each five hundred rows. Records: people.collected."""
    added = _ADD[subject](planned.add, at) if planned.add else []
    for line, row, _ in planned.change:
        _CHANGE[subject](line, row, at)
    changes = [
        Change(subject=subject, key=key, what=[], how=f"{how}新增", intake=intake, by=by, at=at)
        for key in added
    ]
    changes += [
        Change(subject=subject, key=row.pk, what=told, how=f"{how}更新", intake=intake, by=by, at=at)
        for _, row, told in planned.change
    ]
    Change.objects.bulk_create(changes, batch_size=BATCH)
    if subject == Subject.RESIDENT:
        count_households(planned)
    counts = planned.counts
    total = sum(counts.values())
    record(Collected(subject.label, total, **counts), by=by, at=at)
    return planned


def take_sheet(
    subject: Subject, planned: Planned, *, intake: Intake, about: Any, by: Officer, at: datetime
) -> None:
    """Write what was planned of a spreadsheet. Records: people.collected."""
    take(subject, planned, how="表格", intake=intake, by=by, at=at)


def _masked(label: str, text: str) -> str:
    if label in ("姓名", "产权人", "负责人"):
        return mask_name(text)
    if "电话" in label:
        return mask_phone(text)
    return mask_id(text) if label == "身份证号" else text


PEOPLE, HOUSES, FIRMS = Subject.RESIDENT, Subject.HOUSE, Subject.ORGANISATION
_KEY = {PEOPLE: "身份证号", HOUSES: "房屋编码", FIRMS: "统一社会信用代码"}
_THERE: dict[str, Callable[..., dict[int, Any]]] = {
    PEOPLE: residents_there,
    HOUSES: houses_there,
    FIRMS: organisations_there,
}
_FIELDS: dict[str, Callable[[Line], dict[str, str]]] = {
    PEOPLE: resident_fields,
    HOUSES: house_fields,
    FIRMS: organisation_fields,
}
_STANDS: dict[str, Callable[[Any], dict[str, str]]] = {
    PEOPLE: resident_stands,
    HOUSES: house_stands,
    FIRMS: organisation_stands,
}
_ADD: dict[str, Callable[..., list[int]]] = {
    PEOPLE: add_residents,
    HOUSES: add_houses,
    FIRMS: add_organisations,
}
_CHANGE: dict[str, Callable[..., None]] = {
    PEOPLE: change_resident,
    HOUSES: change_house,
    FIRMS: change_organisation,
}
