"""What programs of others may read: publishable categories, and what was filed through this door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, OuterRef, Q, QuerySet, Subquery

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.people.masking import redacted
from gongzhi.modules.appeals.directory.queries import Known
from gongzhi.modules.appeals.directory.rules import Kind
from gongzhi.modules.appeals.follow.queries import lateness
from gongzhi.modules.appeals.handling.models import CategoryChange, Extension, Reply
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.models import Filed, Offer
from gongzhi.modules.appeals.open311.protocol.filters import MOST_ROWS, Filters, Span
from gongzhi.modules.appeals.open311.protocol.shapes import Attribute, Request, Service, Update
from gongzhi.modules.appeals.words import AppealType, Decision, Ground

NOTICE = "您写的内容和位置会公开，请不要写姓名、电话和他人隐私。"
REFERENCE = Attribute("fixmystreet_id", "string", "来源平台的报告编号", automated="hidden_field")
NOT_CHECKED = ("registered", "rejected", "withdrawn")  # states in which nobody has agreed to publish
WITHHELD = ("rejected",)  # what was not taken up is not published, only that it was not
WORDS = {
    "registered": "已受理，待派单。",
    "answered": "已答复办结。",
    "closed": "已办结。",
    "archived": "已办结。",
    "merged": "已并入反映同一问题的诉求一并办理。",
    "withdrawn": "诉求人已撤回。",
}
# state that was reached -> mySociety's word
UPDATES = {
    "dispatched": "ACTION_SCHEDULED",
    "signed": "INVESTIGATING",
    "handling": "IN_PROGRESS",
    "answered": "FIXED",
    "closed": "CLOSED",
    "rejected": "NO_FURTHER_ACTION",
    "merged": "DUPLICATE",
    "withdrawn": "CANCELLED",
}
RECATEGORISED = "recategorise"
OVER = ("callback", "closed", "answered", "archived")


def services(there: Known, on: date) -> dict[str, Service]:
    """The publishable categories offered on a day, by code. One query after a change of the directory, then none."""
    kinds = [one for one in there.offered(on) if one.publishable]
    offers = _offers(there)
    return {one.code: _service(one, offers.get(one.pk)) for one in kinds}


_kept: tuple[Known | None, dict[int, Offer]] = (None, {})


def _offers(there: Known) -> dict[int, Offer]:
    """What is asked, by category: read with the directory, whose mark changes with every offer."""
    global _kept
    if _kept[0] is not there:
        _kept = (there, Offer.objects.in_bulk())
    return _kept[1]


def _service(kind: Kind, offer: Offer | None) -> Service:
    asked = [question(row) for row in offer.questions] if offer else []
    return Service(
        kind.code,
        kind.label,
        " ".join(part for part in (kind.guidance, NOTICE) if part),
        kind="batch" if offer and offer.checked_first else "realtime",
        keywords=kind.keywords,
        group=kind.label.split("/")[0],
        attributes=(*asked, REFERENCE),
    )


def question(row: dict[str, Any]) -> Attribute:
    """A question as it is kept. Raises: ValueError, KeyError."""
    return Attribute(
        row["code"],
        row["datatype"],
        row["description"],
        required=bool(row.get("required")),
        variable=bool(row.get("variable", True)),
        datatype_description=row.get("datatype_description", ""),
        values=tuple((key, name) for key, name in row.get("values", ())),
    )


def filed_of(appeal: Appeal) -> Filed | None:
    """What everybody may read of an appeal, if anything. One query, once for each object."""
    if "_filed" not in appeal.__dict__:
        appeal.__dict__["_filed"] = Filed.objects.filter(pk=appeal.pk).first()
    found: Filed | None = appeal.__dict__["_filed"]
    return found


def readable() -> QuerySet[Filed]:
    """What was filed and may be read: its category is publishable, nobody asked for silence, checked where need be."""
    return Filed.objects.filter(
        Q(checked_first=False) | ~Q(appeal__matter__state__in=NOT_CHECKED),
        appeal__category__publishable=True,
        appeal__confidential=False,
    ).exclude(appeal__type=AppealType.REPORT)


def requests(filters: Filters, at: datetime) -> list[Request]:
    """The requests that are asked for as they stand at a moment, newest first, 1,000 at most. One statement."""
    rows = readable()
    if filters.ids is not None:
        rows = rows.filter(appeal__matter__number__in=filters.ids)
    else:
        rows = rows.filter(at__gte=filters.start, at__lte=filters.end)
    if filters.services is not None:
        rows = rows.filter(appeal__category__code__in=filters.services)
    if filters.statuses is not None:
        rows = rows.filter(_of(filters.statuses))
    return [_request(one, at) for one in _whole(rows).order_by("-at", "-pk")[:MOST_ROWS]]


def _of(statuses: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    if "open" in statuses:
        found |= Q(appeal__matter__closed_at=None)
    if "closed" in statuses:
        found |= Q(appeal__matter__closed_at__isnull=False)
    return found


def _whole(rows: QuerySet[Filed]) -> QuerySet[Any]:
    last = Event.objects.filter(matter=OuterRef("pk"), seq=OuterRef("appeal__matter__tip_seq"))
    replies = Reply.objects.filter(appeal=OuterRef("pk")).order_by("-version")
    changes = CategoryChange.objects.filter(appeal=OuterRef("pk")).order_by("-at", "-id")
    granted = Extension.objects.filter(appeal=OuterRef("pk"), decision=Decision.APPROVED).order_by(
        "-at", "-id"
    )
    return rows.select_related("appeal__category", "appeal__matter__lead_unit").annotate(
        changed_at=Subquery(last.values("at")[:1], output_field=DateTimeField()),
        done=Subquery(replies.values("done")[:1]),
        recategorised=Subquery(changes.values("reason")[:1]),
        extended=Subquery(granted.values("reason")[:1]),
    )


def _request(one: Any, at: datetime) -> Request:
    appeal, matter = one.appeal, one.appeal.matter
    withheld = matter.state in WITHHELD
    return Request(
        matter.number,
        "open" if matter.is_open else "closed",
        appeal.category.label,
        appeal.category.code,
        requested_at=one.at,
        updated_at=matter.closed_at or one.changed_at or one.at,
        description="" if withheld else one.description,
        status_notes=_notes(one, at),
        agency=matter.lead_unit.label if matter.lead_unit else "",
        expected_at=matter.due_at,
        address="" if withheld else one.address,
        address_id=matter.place_code,
        lat=one.latitude,
        long=one.longitude,
        media_url="" if withheld else one.media_url,
    )


def _notes(one: Any, at: datetime) -> str:
    """How it stands, in words for everybody: late or not, why it was changed; of the unit's reply what was done."""
    appeal, matter = one.appeal, one.appeal.matter
    if matter.state == "rejected":
        return f"不予受理：{Ground(appeal.ground).label if appeal.ground else '不在受理范围'}。{appeal.guided_to}"
    if matter.state in WORDS:
        done = redacted(one.done.open()) if matter.state in OVER and one.done else ""
        return f"{WORDS[matter.state]}{done}{_why(one)}"
    unit = matter.lead_unit.label if matter.lead_unit else ""
    late = lateness(matter, at)
    return f"{unit}正在办理。{f'已超过办结时限{late}天。' if late else ''}{_why(one)}"


def _why(one: Any) -> str:
    """Why its category or its term was changed; without names and numbers."""
    said = [("事项归类改为" + one.appeal.category.label, one.recategorised), ("办理时限已延长", one.extended)]
    return "".join(f"{what}，原因：{redacted(why).strip('。')}。" for what, why in said if why)


def updates(span: Span, at: datetime) -> list[Update]:
    """What happened to readable requests in a span, oldest first, 1,000 at most. Two statements."""
    moved = Event.objects.filter(
        at__gte=span.start, at__lte=span.end, kind="flow.moved", matter__in=readable().values("pk")
    )
    moved = moved.filter(to_state__in=[*UPDATES]).exclude(from_state="signed", to_state="signed")
    events = list(moved.order_by("at", "id")[:MOST_ROWS])
    filed = {one.pk: one for one in _whole(readable().filter(pk__in={event.matter for event in events}))}
    return [
        _update(event, filed[event.matter], at) for event in events if _told(event) and event.matter in filed
    ]


def _told(event: Event) -> bool:
    return event.from_state != event.to_state or event.facts.get("move") == RECATEGORISED


def _update(event: Event, one: Any, at: datetime) -> Update:
    matter = one.appeal.matter
    status = UPDATES[event.to_state]
    if event.from_state in OVER and event.to_state in ("handling", "dispatched", "signed"):
        status = "REOPEN"
    elif event.to_state == "closed" and one.appeal.solved == "full" and matter.state in OVER:
        status = "FIXED"
    words = WORDS.get(event.to_state, matter.flow.states[event.to_state].label + "。")
    if event.from_state == event.to_state:
        reason = dict(event.facts.get("values", ())).get("原因", "")
        words = f"事项归类有调整，原因：{redacted(reason).strip('。')}。"
    now_so = matter.state == event.to_state != event.from_state
    extras = (("fixmystreet_id", one.reference),) if one.reference else ()
    return Update(
        str(event.pk), matter.number, status, event.at, _notes(one, at) if now_so else words, extras=extras
    )


def ticket(token: str) -> tuple[Filed, bool] | None:
    """What a token stands for, and whether it may be read yet. Two queries."""
    filed = Filed.objects.select_related("appeal__matter").filter(token=token).first()
    return None if filed is None else (filed, readable().filter(pk=filed.pk).exists())
