"""Filing by a program, what its side adds later, and what is asked."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.flow.actions import note
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.org.queries import place_code_at
from gongzhi.kernel.people.masking import redacted
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.rows import insert
from gongzhi.modules.appeals.directory.actions import PERMISSION as DIRECTORY
from gongzhi.modules.appeals.directory.actions import touch
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.directory.queries import Known
from gongzhi.modules.appeals.intake.actions import PERMISSION, Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.facts import OfferSet, OutsideRemark
from gongzhi.modules.appeals.open311.models import Filed, Offer, Remark
from gongzhi.modules.appeals.open311.protocol.shapes import Posted, Receipt, Service, Submission
from gongzhi.modules.appeals.open311.queries import question, readable
from gongzhi.modules.appeals.open311.refused import (
    AddressUnknown,
    NotPublishable,
    PositionOutside,
    RequestUnknown,
)
from gongzhi.modules.appeals.refused import AlreadyTold

AGAIN = "这件事已经收到过，这是原来的编号。"
RECEIVED = "已受理，可用编号查询进展。"
TO_CHECK = "已收到，核对后公开并给出编号。"


def file(
    sent: Submission, service: Service, *, there: Known, photos: Sequence[Any] = (), by: Officer, at: datetime
) -> Receipt:
    """Register what a program sent. The same reference of the same program gives the same request again.

    Raises: NotAllowed, AddressUnknown, PositionOutside, what registering refuses, and what files are refused for.
    Records: flow.opened. Twelve statements at most, signing in by the key included.
    """
    require(by, PERMISSION)
    try:
        with transaction.atomic():
            return _receipt(_file(sent, service, _place(sent, there), photos, by, at))
    except (IntegrityError, Refusal) as no:
        # that it was sent before is looked up only now: what comes for the first time costs no statement more
        before = _before(sent, by) or (_same(no, by) if isinstance(no, AlreadyTold) else None)
        if before is None:
            raise
        return _receipt(before, again=True)


def _before(sent: Submission, by: Officer) -> Filed | None:
    if not sent.reference:
        return None
    rows = Filed.objects.select_related("appeal__matter").filter(client=by, reference=sent.reference)
    return rows.first()


def _same(told: AlreadyTold, by: Officer) -> Filed | None:
    rows = Filed.objects.select_related("appeal__matter")
    return rows.filter(appeal__matter__number=told.values["number"], client=by).first()


def _file(
    sent: Submission, service: Service, place: str, photos: Sequence[Any], by: Officer, at: datetime
) -> Filed:
    told = Told(
        _text(sent, service),
        channel="open311",
        type="complaint",
        category=service.code,
        name=sent.name,
        phone=sent.phone,
        reply_way="phone" if sent.phone else "portal",
        place_code=place,
        address=sent.address,
        longitude=sent.long,
        latitude=sent.lat,
        located=True,
        outside_number=sent.reference,
    )
    appeal = register(told, by=by, at=at)
    for photo in photos:
        store(photo, by=by, at=at, matter_id=appeal.pk, purpose="appeal", allowed=("image",), field="media")
    [filed] = insert(
        [
            Filed(
                appeal=appeal,
                client=by,
                reference=sent.reference,
                token=secrets.token_urlsafe(16).replace("_", "."),
                checked_first=service.kind == "batch",
                description=redacted(sent.description, homes=False),
                address=redacted(sent.address, homes=False),
                media_url=next(iter(sent.media_urls), ""),
                latitude=sent.lat,
                longitude=sent.long,
                answers={
                    code: list(values) for code, values in sent.attributes.items() if code != "fixmystreet_id"
                },
                at=at,
            )
        ]
    )
    return filed


def _text(sent: Submission, service: Service) -> str:
    """The whole appeal for those who handle it: the words, the answers, where pictures lie, how to reach the sender."""
    lines = [sent.description.strip() or service.name]
    for one in service.attributes:
        if one.code != "fixmystreet_id" and (values := sent.attributes.get(one.code)):
            names = dict(one.values)
            lines.append(f"{one.description}：{'、'.join(names.get(value, value) for value in values)}")
    lines += [f"图片：{url}" for url in sent.media_urls]
    lines += [f"电子邮箱：{sent.email}"] if sent.email else []
    if len(lines[0]) < 4:
        lines[0] = f"{service.name}：{lines[0]}"
    return "\n".join(lines)


def _place(sent: Submission, there: Known) -> str:
    """The place that was named, or that contains the position. Raises: AddressUnknown, PositionOutside."""
    places = there.places
    if sent.address_id:
        if sent.address_id not in places:
            raise AddressUnknown(field="address_id", given=sent.address_id)
        return sent.address_id
    if sent.lat is None or sent.long is None:
        return ""
    code = place_code_at(sent.long, sent.lat)
    if not code and Place.objects.exclude(west=None).exists():
        raise PositionOutside(field="lat", lat=sent.lat, long=sent.long)
    return code if code in places else ""


def _receipt(filed: Filed, again: bool = False) -> Receipt:
    if filed.checked_first:
        return Receipt(token=filed.token, notice=AGAIN if again else TO_CHECK)
    return Receipt(filed.appeal.matter.number, notice=AGAIN if again else RECEIVED)


@transaction.atomic
def remark(sent: Posted, *, by: Officer, at: datetime) -> Remark:
    """Keep what the sender's side added, and tell the log of the appeal; nothing moves by it.

    The same update number of the same program is kept once. Raises: NotAllowed, RequestUnknown.
    Records: appeals.outside_remark.
    """
    require(by, PERMISSION)
    filed = readable().select_related("appeal__matter").filter(appeal__matter__number=sent.request_id).first()
    if filed is None:
        raise RequestUnknown(field="service_request_id", given=sent.request_id[:60])
    text = "\n".join([sent.description, *(f"图片：{url}" for url in sent.media_urls)]).strip()
    kept, fresh = Remark.objects.get_or_create(
        client=by,
        update_id=sent.update_id,
        defaults={"filed": filed, "status": sent.status, "text": text, "at": sent.updated_at},
    )
    if fresh:
        note(filed.appeal.matter, OutsideRemark(sent.update_id, sent.status, text), by=by, at=at)
    return kept


@transaction.atomic
def set_offer(
    *,
    category: Category,
    questions: Sequence[dict[str, Any]],
    checked_first: bool = False,
    by: Officer | None,
    at: datetime,
) -> Offer:
    """Set what is asked with a publishable category, and whether a look comes before publishing.

    Raises: NotAllowed, NotPublishable, ValueError for what is no question. Records: appeals.offer_set.
    """
    if by is not None:
        require(by, DIRECTORY)
    if not category.publishable:
        raise NotPublishable(label=category.label)
    for row in questions:
        question(row)
    offer, _ = Offer.objects.update_or_create(
        category=category, defaults={"questions": list(questions), "checked_first": checked_first}
    )
    touch()
    record(OfferSet(category.code, len(questions), checked_first), by=by, at=at)
    return offer


def forget(people: Collection[int], at: datetime) -> None:
    """Empty what these people's appeals say in public, and what was added to them."""
    keys = list(Appeal.objects.filter(appellant__in=people).values_list("pk", flat=True))
    Filed.objects.filter(pk__in=keys).update(
        description="", address="", media_url="", answers={}, latitude=None, longitude=None
    )
    Remark.objects.filter(filed__in=keys).update(text="")
