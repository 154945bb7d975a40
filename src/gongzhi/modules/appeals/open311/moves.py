"""对外公开, 撤下公开: what came by another door is shown to everybody once somebody has read what will be shown."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Annotated

from gongzhi.kernel.flow import Ask
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.masking import redacted, tells_somebody
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.models import Filed
from gongzhi.modules.appeals.open311.queries import filed_of
from gongzhi.modules.appeals.open311.refused import PublicTellsSomebody

SHOWN_IN = (
    "registered", "dispatched", "signed", "returning", "arbitrating", "returned", "handling", "suspended", "replied",
    "callback", "answered", "closed",
)  # fmt: skip
MARK = re.compile("〔[^〕]*〕")  # where something was taken out
COARSE = 3  # digits of a position that is shown: some hundred metres, no door


DOOR = re.compile(r"[0-9０-９零一二三四五六七八九十百]+(?:号|栋|幢|单元|室|户|楼).*")


def no_door(address: str) -> str:
    """Where something is, down to the street or the village, and not who lives there.

    >>> no_door("石梁镇老岗村12号"), no_door("锦绣花园3栋2单元501室"), no_door("人民路文昌路口")
    ('石梁镇老岗村', '锦绣花园', '人民路文昌路口')
    """
    return redacted(DOOR.sub("", address)).strip()


def _not_fit(appeal: Appeal) -> str:
    if appeal.secret:
        return "举报件和要求保密的诉求不公开。"
    if appeal.category is None or not appeal.category.publishable:
        return "这个事项不对外公开。"
    return "已经公开。" if filed_of(appeal) else ""


@APPEAL.move(
    "publish", "对外公开", SHOWN_IN, None, needs="appeals.review", when=_not_fit, hidden=True, rank=85
)
def publish(
    appeal: Appeal,
    *,
    description: Annotated[
        str,
        Ask(
            "公开的内容",
            long=True,
            least=4,
            most=2000,
            personal=True,
            help="已自动隐去姓名、电话，公开前请再看一遍",
            initial=lambda row: redacted(row.text.open(), homes=True),
        ),
    ],
    address: Annotated[
        str,
        Ask(
            "公开的地点",
            required=False,
            most=200,
            personal=True,
            help="写到路段或小区，不写门牌",
            initial=lambda row: no_door(row.address.open()),
        ),
    ] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Let everybody read the appeal by the open interface: these words, the place coarsely, how it stands.

    Raises: PublicTellsSomebody.
    """  # fmt: skip
    for field, text in (("description", description), ("address", address)):
        if tells_somebody(MARK.sub("", text)):
            raise PublicTellsSomebody(field=field)
    matter = appeal.matter
    there = matter.longitude is not None and matter.latitude is not None
    Filed.objects.create(
        appeal=appeal,
        token=secrets.token_urlsafe(16).replace("_", "."),
        description=description.strip(),
        address=no_door(address),
        longitude=round(matter.longitude, COARSE) if there else None,  # type: ignore[arg-type]
        latitude=round(matter.latitude, COARSE) if there else None,  # type: ignore[arg-type]
        at=matter.opened_at,
    )


def _not_shown(appeal: Appeal) -> str:
    filed = filed_of(appeal)
    if filed is None:
        return "没有公开。"
    return "由对方平台报送，公开与否由事项设定。" if filed.client_id else ""


@APPEAL.move(
    "unpublish", "撤下公开", "*", None, needs="appeals.review", when=_not_shown, hidden=True, rank=86
)
def unpublish(
    appeal: Appeal, *, reason: Annotated[str, Ask("原因", least=2, most=200)], by: Officer, at: datetime
) -> None:
    """Take back what was shown."""
    Filed.objects.filter(pk=appeal.pk, client=None).delete()
