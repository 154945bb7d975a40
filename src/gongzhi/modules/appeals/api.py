"""The API of appeals beside what every kind of matter has: registering one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema
from pydantic import Field, field_validator

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import now
from gongzhi.kernel.web.api.matters import NO, drafts, matter_out
from gongzhi.kernel.web.api.schemas import MatterOut
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.rules import LONGEST
from gongzhi.modules.appeals.words import AppealType, Channel, ReplyWay, Urgency

TYPES, CHANNELS = tuple(AppealType.values), tuple(Channel.values)
URGENCIES, WAYS = tuple(Urgency.values), tuple(ReplyWay.values)
MOST_FILES = 9
router = Router(tags=["民声诉求"])


class AppealIn(Schema):
    """One appeal as it was told; only the text is needed."""

    text: str = Field(min_length=1, max_length=LONGEST, description="诉求内容")
    type: Literal[TYPES] = Field("complaint", description="诉求类型")  # type: ignore[valid-type]
    channel: Literal[CHANNELS] = Field("webhook", description="渠道")  # type: ignore[valid-type]
    category: str = Field("", max_length=12, description="事项代码，不填由受理员确定")
    urgency: Literal[URGENCIES] = Field("normal", description="紧急程度")  # type: ignore[valid-type]
    complex: bool = Field(False, description="疑难复杂")
    title: str = Field("", max_length=60, description="标题，会公开，不写姓名电话；不填取内容第一句")
    name: str = Field("", max_length=40, description="诉求人称呼")
    phone: str = Field("", max_length=30, description="电话")
    anonymous: bool = Field(False, description="匿名")
    confidential: bool = Field(False, description="要求保密")
    reply_way: Literal[WAYS] = Field("phone", description="回复方式")  # type: ignore[valid-type]
    place: str = Field("", max_length=20, description="地方代码")
    address: str = Field("", max_length=200, description="详细地址")
    longitude: float | None = Field(None, description="经度")
    latitude: float | None = Field(None, description="纬度")
    outside_number: str = Field("", max_length=60, description="来文编号")
    files: list[int] = Field(default_factory=list, max_length=MOST_FILES, description="先上传的附件编号")

    @field_validator("text", "title", "name", "phone", "address", "outside_number", mode="after")
    @classmethod
    def plain(cls, given: str) -> str:
        """No database keeps a zero byte; spaces around a text say nothing."""
        if "\x00" in given:
            raise ValueError("含有不能保存的字符")
        return given.strip()


class AppealOut(MatterOut):
    """The appeal with the code by which its caller follows it."""

    code: str


@router.post(
    "",
    response={201: AppealOut, **NO},
    operation_id="appeal_register",
    summary="登记诉求",
    openapi_extra={"x-permission": "appeals.register"},
)
def register_one(request: HttpRequest, given: AppealIn) -> Any:
    """Register one appeal; it waits to be answered or dispatched. Takes an Idempotency-Key.

    Twelve statements at most with a caller and a key, sign-in by token included.
    """
    officer = request.auth  # type: ignore[attr-defined]
    require(officer, "appeals.register")
    at = now()

    def act() -> JsonResponse:
        appeal = register(_told(given, officer, at), by=officer, at=at)
        return JsonResponse({**matter_out(appeal.matter), "code": appeal.code}, status=201)

    return once(request, act, creates=True)


register_one.permission = "appeals.register"  # type: ignore[attr-defined]


def _told(given: AppealIn, officer: Any, at: datetime) -> Told:
    values = given.model_dump(exclude={"place", "files"})
    return Told(place_code=given.place, files=drafts(given.files, officer) if given.files else (), **values)
