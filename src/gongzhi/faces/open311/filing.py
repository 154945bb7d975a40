"""A post becomes an appeal, by the one way in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.faces.open311.reading import CHANNEL
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.follow.actions import add
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.protocol.shapes import Submission


class PositionOutside(Refusal):
    code = "open311.position_outside"
    message = "这个位置不在本县。请核对经纬度；确属外地的，请向当地反映。"


@transaction.atomic
def file(sent: Submission, files: Sequence[Any], *, by: Officer, at: datetime) -> Appeal:
    """Register a post; what it says beside its words is added where only the county reads it.

    The same `fixmystreet_id` again is the same appeal: AlreadyTold names it. Raises: what registering raises.
    """
    reference = sent.reference
    appeal = register(
        Told(
            text=sent.description.strip() or known().by_code[sent.service_code].label,
            channel=CHANNEL,
            category=sent.service_code,
            name=sent.name,
            phone=sent.phone,
            reply_way="portal",
            place_code=_place(sent),
            address=sent.address,
            longitude=sent.long,
            latitude=sent.lat,
            outside_number=reference[:60],
            key=f"{by.pk}:{reference}" if reference else "",
            files=files,
            allowed=("image",),
        ),
        by=by,
        at=at,
    )
    beside = "\n".join(_beside(sent))
    if beside:
        add(appeal=appeal, text=beside, by=by, at=at)
    return appeal


def _place(sent: Submission) -> str:
    """The lowest place of a position, else the one that is named. Raises: PositionOutside."""
    if sent.lat is None or sent.long is None:
        return sent.address_id if sent.address_id in known().places else ""
    place = place_at(sent.long, sent.lat)
    if place is None and Place.objects.filter(boundary__isnull=False).exists():
        raise PositionOutside(field="lat")
    return place.code if place else ""


def _beside(sent: Submission) -> list[str]:
    given = sent.attributes
    rows = [f"从何时起：{one}" for one in given.get("since", ())]
    rows += ["有危险" for one in given.get("danger", ()) if one == "yes"]
    rows += [f"邮箱：{sent.email}"] if sent.email else []
    return rows + [f"照片地址：{one}" for one in sent.media_urls]
