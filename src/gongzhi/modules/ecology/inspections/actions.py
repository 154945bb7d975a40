"""Registering an inspection and what it fed back; each item becomes a matter with its own deadline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import Ends, calendar
from gongzhi.kernel.clock.terms import Term
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import New, Party, open_matters
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.ecology.inspections.flow import ITEM
from gongzhi.modules.ecology.inspections.models import Inspection, Item
from gongzhi.modules.ecology.problems.opening import keep_files

INSPECT, ANSWER = "ecology.inspect", "ecology.answer"
SHORTEST = 6
BATCH = 200
WARN = Term.parse("15d")


@event("ecology.inspection_set", "登记督察反馈")
@dataclass(frozen=True)
class InspectionSet:
    inspection: int
    title: str
    fed_back_on: str

    def sentence(self) -> str:
        return f"登记督察反馈“{self.title}”，{self.fed_back_on}反馈"


class InspectionThere(Refusal):
    code = "ecology.inspection_there"
    kind = Kind.CONFLICT
    message = "“{title}”已经登记过，请打开原来的添加问题。"


class SerialTaken(Refusal):
    code = "ecology.serial_taken"
    kind = Kind.CONFLICT
    message = "第{serial}号问题已经登记：{title}。请换一个序号。"


class ItemTooShort(Refusal):
    code = "ecology.item_too_short"
    message = "反馈问题至少{least}个字，请照反馈意见原文填写。"


class DeadlineBefore(Refusal):
    code = "ecology.deadline_before"
    message = "整改时限{deadline}早于反馈日期{fed_back}，请核对。"


class LeadAgain(Refusal):
    code = "ecology.lead_again"
    message = "{unit}已经是牵头单位，不用再列为配合单位。请去掉一处。"


@transaction.atomic
def set_inspection(
    *, title: str, source: str, fed_back_on: date, document: str = "", by: Officer, at: datetime
) -> Inspection:
    """Register an inspection that fed back. Raises: NotAllowed, InspectionThere. Records: ecology.inspection_set."""
    require(by, INSPECT)
    if Inspection.objects.filter(title=title.strip()).exists():
        raise InspectionThere(field="title", title=title.strip())
    made = Inspection.objects.create(
        title=title.strip(),
        source=source,
        fed_back_on=fed_back_on,
        document=document.strip(),
        created_by=by,
        created_at=at,
    )
    record(InspectionSet(made.pk, made.title, fed_back_on.isoformat()), by=by, at=at)
    return made


@dataclass(frozen=True)
class Told:
    """One finding as the list of measures has it. Without a serial it gets the next one."""

    text: str
    lead: Unit
    deadline: date
    co: Sequence[Unit] = ()
    target: str = ""
    serial: int | None = None
    place_code: str = ""
    files: Sequence[Any] = ()


def add_item(*, inspection: Inspection, told: Told, by: Officer, at: datetime) -> Item:
    """Register one finding and give it to its units; see `add_items`."""
    return add_items(inspection=inspection, told=[told], by=by, at=at)[0]


@transaction.atomic
def add_items(*, inspection: Inspection, told: Sequence[Told], by: Officer, at: datetime) -> list[Item]:
    """Register findings and give them to their units, all or none; they first report how they will put them right.

    Each unit gets one message however many it is given. Some twenty statements, and six for units that are given the same.
    Raises: NotAllowed, ItemTooShort, DeadlineBefore, SerialTaken, LeadAgain, FileRefused. Records: flow.opened for each.
    """
    require(by, INSPECT)
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    taken = {one.serial: one for one in inspection.items.select_related("matter")}
    serials = _serials(told, last=max(taken, default=0))
    for one in told:
        for refusal in wrong_with(one, inspection):
            raise refusal
        if one.serial in taken:
            raise SerialTaken(field="serial", serial=one.serial, title=taken[one.serial].text[:30])
    news = [_new(inspection, one, serial, at) for one, serial in zip(told, serials, strict=True)]
    matters = open_matters(ITEM, news, by=by, at=at, starts=("plan",))
    items = [
        Item(
            matter=matter, inspection=inspection, serial=serial, text=one.text.strip(), target=one.target.strip(),
            deadline=one.deadline,
        )
        for matter, one, serial in zip(matters, told, serials, strict=True)
    ]  # fmt: skip
    Item.objects.bulk_create(items, batch_size=BATCH)
    for item, one in zip(items, told, strict=True):
        if one.files:
            keep_files(one.files, item.matter, "finding", by, at)
    _tell(inspection, list(zip(items, told, strict=True)), at)
    return items


def wrong_with(told: Told, inspection: Inspection) -> Iterator[Refusal]:
    """Everything that is wrong with a finding in itself, whether it was filled in on a form or in a sheet. No query."""
    if len(" ".join(told.text.split())) < SHORTEST:
        yield ItemTooShort(field="text", least=SHORTEST)
    if told.deadline < inspection.fed_back_on:
        yield DeadlineBefore(field="deadline", deadline=told.deadline, fed_back=inspection.fed_back_on)
    if told.lead in told.co:
        yield LeadAgain(field="co", unit=told.lead.label)


def _serials(told: Sequence[Told], last: int) -> list[int]:
    """The serial of each: its own, else the next after all that are known by then."""
    found = []
    for one in told:
        found.append(one.serial or last + 1)
        last = max(last, found[-1])
    return found


def _new(inspection: Inspection, told: Told, serial: int, at: datetime) -> New:
    text, source = " ".join(told.text.split()), inspection.get_source_display()
    due = calendar().due_on(told.deadline, Ends.OFFICE, rolls=False).at
    parties = [Party(Role.LEAD, unit=told.lead), *(Party(Role.CO, unit=one) for one in told.co)]
    return New(
        title=f"{source}反馈{serial}：{text[:60]}", category=source, source=inspection.title[:40], place_code=told.place_code,
        due_at=due, warn_at=calendar().warn(due, WARN, at), parties=parties, text=text[:400],
    )  # fmt: skip


def _tell(inspection: Inspection, given: Sequence[tuple[Item, Told]], at: datetime) -> None:
    """Tell every unit once: of its item, or of how many it was given. Those who were given the same are told together."""
    theirs: dict[Unit, list[Item]] = {}
    for item, told in given:
        for unit in (told.lead, *told.co):
            theirs.setdefault(unit, []).append(item)
    alike: dict[tuple[int, ...], list[Unit]] = {}
    for unit, items in theirs.items():
        alike.setdefault(tuple(one.pk for one in items), []).append(unit)
    for units in alike.values():
        items = theirs[units[0]]
        if len(items) == 1:
            tell_units(items[0], units, f"督察整改任务：{items[0].matter.title[:40]}", at)
        else:
            _tell_several(inspection, items, units, at)


def _tell_several(inspection: Inspection, items: Sequence[Item], units: Sequence[Unit], at: datetime) -> None:
    numbers = "、".join(f"第{one.serial}号" for one in items)
    tell(
        units=units, needs=ANSWER, title=f"督察整改任务{len(items)}项：{inspection.title[:40]}", body=f"{numbers}问题。",
        url=reverse("ecology:inspection", args=[inspection.pk]), kind="ecology", at=at,
        key=f"eco-items:{items[0].pk}-{items[-1].pk}:{len(items)}",
    )  # fmt: skip


def tell_units(
    item: Item, units: Sequence[Unit], title: str, at: datetime, *, body: str = "", needs: str = ANSWER
) -> None:
    """Tell those of units who have to do with an item."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=units, needs=needs, title=title, body=body, url=matter_url(item.matter), matter=item.matter, kind="ecology",
        at=at, key=f"eco-item:{item.pk}:{item.matter.version}:{title[:20]}",
    )  # fmt: skip
