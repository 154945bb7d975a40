"""What each paper says: from the appeal's rows, and from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.writing.templates import (
    AcceptanceNotice,
    AssignmentSlip,
    ExtensionNotice,
    RejectionNotice,
    ReplyLetter,
    TransferSlip,
)
from gongzhi.kernel.flow.models import Assignment, Role
from gongzhi.kernel.parameters import value
from gongzhi.kernel.people.masking import mask_address, redacted
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers.kinds import HANDED, HandoverLetter
from gongzhi.modules.appeals.papers.queries import Offer
from gongzhi.modules.appeals.words import Channel, Ground

Typed = Mapping[str, Any]  # field -> text, or lines


def standing(name: str, on: date) -> str:
    return str(value(f"appeals.papers.{name}", on))


def initial(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    """What stands in the fields before anybody typed."""
    own = _INITIAL.get(offer.kind)
    given = {"contact": standing("contact", on)} | (own(offer, appeal, on) if own else {})
    return {name: given.get(name, "") for name in offer.sort.fields}


def _slip_words(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    said = str(getattr(offer.row, "instructions", ""))
    return {"demand": said or standing("demand", on), "opinion": said}


def _rejected(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    ground = Ground(appeal.ground).label if appeal.ground else "不在受理范围"
    return {
        "reasons": f"反映的事项属于{ground}，不在12345热线受理范围。",
        "elsewhere": appeal.guided_to,
        "basis": "《国务院办公厅关于进一步优化地方政务服务便民热线的指导意见》（国办发〔2020〕53号）",
    }


def _extended(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    row: Any = offer.row
    return {"reasons": row.reason, "progress": row.plan}


def _answered(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    row: Any = offer.row
    told = {name: getattr(row, name).open() for name in ("checked", "done", "basis", "next_step", "contact")}
    return {
        "findings": told["checked"] or "经核实，情况属实。",
        "opinions": "\n".join(text for text in (told["done"], told["next_step"]) if text),
        "basis": told["basis"],
        "remedy": standing("remedy", on),
        "contact": told["contact"] or standing("contact", on),
    }


def _handed(offer: Offer, appeal: Appeal, on: date) -> dict[str, str]:
    return {
        "unit": HANDED.get(appeal.ground, ""),
        "reasons": f"该事项属于{Ground(appeal.ground).label}，不在12345热线受理范围。",
        "content": redacted(appeal.text.open()),
        "basis": "国办发〔2020〕53号文件",
    }


_INITIAL: dict[str, Callable[[Offer, Appeal, date], dict[str, str]]] = {
    "assignment_slip": _slip_words,
    "transfer_slip": _slip_words,
    "rejection_notice": _rejected,
    "extension_notice": _extended,
    "reply_letter": _answered,
    "appeals_handover": _handed,
}


def said(
    offer: Offer,
    appeal: Appeal,
    typed: Typed,
    *,
    number: str,
    receiver: str,
    parties: list[Assignment],
    on: date,
) -> Any:
    """The value of the paper's kind. `receiver` is the caller as the paper names one."""
    shared = {
        "issuer": standing("issuer", on),
        "number": number,
        "issued_on": on,
        "matter": appeal.matter.title,
    }
    told = _SAID[offer.kind](offer, appeal, {**shared, "matter_number": appeal.number}, parties)
    return told(receiver, dict(typed))


Made = Callable[[str, dict[str, Any]], Any]


def _assignment(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    order: Any = offer.row
    item = f"{appeal.matter.title}（编号{appeal.number}）"
    place = known().place_name(appeal.matter.place_code)
    source = " ".join(part for part in (Channel(appeal.channel).label, place, appeal.outside_number) if part)
    head = {name: shared[name] for name in ("issuer", "number", "issued_on")}
    return lambda receiver, typed: AssignmentSlip(
        **head, **typed, unit=order.unit.name, items=(item,), due=local_day(appeal.matter.due_at or order.due_at), source=source,
        co_units=_co(parties),
    )  # fmt: skip


def _co(parties: list[Assignment]) -> tuple[str, ...]:
    return tuple(one.unit.label for one in parties if one.role == Role.CO and one.unit)


def _transfer(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    order: Any = offer.row
    part = next((one for one in parties if one.pk == offer.about), None)
    unit = part.unit if part and part.unit else order.unit
    due = (part.due_at if part and part.due_at else None) or appeal.matter.due_at or order.due_at
    text = appeal.text.open()
    return lambda receiver, typed: TransferSlip(
        **shared, **typed, unit=unit.name, accepted_on=local_day(appeal.matter.opened_at), due=local_day(due),
        content=redacted(text) if appeal.secret else text, receiver=appeal.caller,
        source=Channel(appeal.channel).label, place=_place(appeal), co_units=_co(parties) if unit == order.unit else (),
        urgency=appeal.get_urgency_display() if appeal.urgency != "normal" else "",
    )  # fmt: skip


def _place(appeal: Appeal) -> str:
    return f"{known().place_name(appeal.matter.place_code)}{mask_address(appeal.address.open())}"


def _acceptance(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    assert appeal.matter.due_at is not None
    days: dict[str, Any] = {
        "accepted_on": local_day(appeal.matter.opened_at),
        "due": local_day(appeal.matter.due_at),
    }
    return lambda receiver, typed: AcceptanceNotice(**shared, **days, **typed, receiver=receiver)


def _rejection(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    on = local_day(appeal.matter.opened_at)
    return lambda receiver, typed: RejectionNotice(**shared, **typed, receiver=receiver, accepted_on=on)


def _extension(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    row: Any = offer.row
    days: dict[str, Any] = {"before": local_day(row.before), "due": local_day(row.after or row.before)}
    return lambda receiver, typed: ExtensionNotice(**shared, **days, **typed, receiver=receiver)


def _reply(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    row: Any = offer.row
    own = shared | ({"issuer": row.unit.name} if row.unit else {})
    on = local_day(appeal.matter.opened_at)
    return lambda receiver, typed: ReplyLetter(**own, **typed, receiver=receiver, accepted_on=on)


def _handover(offer: Offer, appeal: Appeal, shared: dict[str, Any], parties: list[Assignment]) -> Made:
    on = local_day(appeal.matter.opened_at)
    return lambda receiver, typed: HandoverLetter(**shared, **typed, accepted_on=on)


_SAID: dict[str, Callable[[Offer, Appeal, dict[str, Any], list[Assignment]], Made]] = {
    "assignment_slip": _assignment,
    "transfer_slip": _transfer,
    "acceptance_notice": _acceptance,
    "rejection_notice": _rejection,
    "extension_notice": _extension,
    "reply_letter": _reply,
    "appeals_handover": _handover,
}
