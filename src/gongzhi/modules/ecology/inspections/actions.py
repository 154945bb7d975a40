"""Registering an inspection and what it fed back; each item becomes a matter with its own deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import Ends, calendar
from gongzhi.kernel.clock.terms import Term
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.ecology.inspections.flow import ITEM
from gongzhi.modules.ecology.inspections.models import Inspection, Item
from gongzhi.modules.ecology.problems.opening import keep_files

INSPECT, ANSWER = "ecology.inspect", "ecology.answer"
SHORTEST = 6
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


@transaction.atomic
def add_item(*, inspection: Inspection, told: Told, by: Officer, at: datetime) -> Item:
    """Register one finding and give it to its units; they first report how they will put it right.

    Raises: NotAllowed, ItemTooShort, DeadlineBefore, SerialTaken, LeadAgain, FileRefused. Records: flow.opened.
    """
    require(by, INSPECT)
    inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    text = " ".join(told.text.split())
    _check(inspection, told, text)
    last = inspection.items.order_by("-serial").first()
    serial = told.serial or (last.serial + 1 if last else 1)
    due = calendar().due_on(told.deadline, Ends.OFFICE, rolls=False).at
    parties = [Party(Role.LEAD, unit=told.lead), *(Party(Role.CO, unit=one) for one in told.co)]
    new = New(
        title=f"{inspection.get_source_display()}反馈{serial}：{text[:60]}", category=inspection.get_source_display(),
        source=inspection.title[:40], place_code=told.place_code, due_at=due, warn_at=calendar().warn(due, WARN, at),
        parties=parties, text=text[:400],
    )  # fmt: skip
    matter = open_matter(ITEM, new, by=by, at=at, starts=("plan",))
    item = Item.objects.create(
        matter=matter, inspection=inspection, serial=serial, text=told.text.strip(), target=told.target.strip(),
        deadline=told.deadline,
    )  # fmt: skip
    keep_files(told.files, matter, "finding", by, at)
    tell_units(item, [told.lead, *told.co], f"督察整改任务：{matter.title[:40]}", at)
    return item


def _check(inspection: Inspection, told: Told, text: str) -> None:
    if len(text) < SHORTEST:
        raise ItemTooShort(field="text", least=SHORTEST)
    if told.deadline < inspection.fed_back_on:
        raise DeadlineBefore(field="deadline", deadline=told.deadline, fed_back=inspection.fed_back_on)
    if told.lead in told.co:
        raise LeadAgain(field="co", unit=told.lead.label)
    taken = (
        inspection.items.filter(serial=told.serial).select_related("matter").first() if told.serial else None
    )
    if taken is not None:
        raise SerialTaken(field="serial", serial=told.serial, title=taken.text[:30])


def tell_units(
    item: Item, units: Sequence[Unit], title: str, at: datetime, *, body: str = "", needs: str = ANSWER
) -> None:
    """Tell those of units who have to do with an item."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=units, needs=needs, title=title, body=body, url=matter_url(item.matter), matter=item.matter, kind="ecology",
        at=at, key=f"eco-item:{item.pk}:{item.matter.version}:{title[:20]}",
    )  # fmt: skip
