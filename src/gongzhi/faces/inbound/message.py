"""A message as it is posted: JSON, or a part named `message` beside the pictures whose digests it lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from ninja import Schema
from pydantic import Field, ValidationError, field_validator

from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.appeals.intake.rules import LONGEST

MOST_PICTURES = 9


class MessageUnreadable(Refusal):
    code = "inbound.message_unreadable"
    message = "消息看不懂：{what}。请按接口说明填写。"


class PicturesDiffer(Refusal):
    code = "inbound.pictures_differ"
    message = "图片与消息里的摘要不符：消息列了{listed}张，收到{came}张，内容或顺序不同。请重发。"


class Message(Schema):
    """What a resident wrote. `id` is the platform's own of the message: the same again is the same appeal."""

    id: str = Field(min_length=1, max_length=64)
    text: str = Field(min_length=1, max_length=LONGEST)
    openid: str = Field("", max_length=56)
    phone: str = Field("", max_length=20)
    name: str = Field("", max_length=40)
    place: str = Field("", max_length=20)
    address: str = Field("", max_length=200)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    pictures: list[str] = Field(default_factory=list, max_length=MOST_PICTURES)  # SHA-256, hex

    @field_validator("id", "text", "openid", "phone", "name", "place", "address", mode="after")
    @classmethod
    def plain(cls, given: str) -> str:
        if "\x00" in given:
            raise ValueError("含有不能保存的字符")
        return given.strip()


def read(raw: bytes) -> Message:
    """Raises: MessageUnreadable, with the first thing that is wrong.

    >>> read(b'{"id": "1", "text": "x"}').text
    'x'
    """
    try:
        return Message.model_validate(json.loads(raw))
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        raise MessageUnreadable(field=where, what=f"{where} {first['msg']}"[:120]) from None
    except (ValueError, RecursionError):
        raise MessageUnreadable(what="不是 UTF-8 的 JSON") from None


def check_pictures(message: Message, uploads: Sequence[Any]) -> None:
    """Hold the uploads against the digests that were signed with the message. Raises: PicturesDiffer."""
    if [_digest(one) for one in uploads] != [one.lower() for one in message.pictures]:
        raise PicturesDiffer(listed=len(message.pictures), came=len(uploads))


def _digest(upload: Any) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()
