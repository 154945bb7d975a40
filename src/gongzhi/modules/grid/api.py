"""The API of grid governance beside what every kind of matter has: reporting an event."""

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
from gongzhi.modules.grid.events.actions import REPORT, report
from gongzhi.modules.grid.events.rules import LONGEST
from gongzhi.modules.grid.words import Channel

CHANNELS = tuple(Channel.values)
router = Router(tags=["网格事件"])


class GridEventIn(Schema):
    """One event as it was found; the text, and a position or a grid."""

    text: str = Field(min_length=1, max_length=LONGEST, description="情况")
    category: str = Field("", max_length=12, description="事件类别代码，不填由乡镇确定")
    place: str = Field("", max_length=20, description="网格代码，不填按位置确定")
    longitude: float | None = Field(None, description="经度（WGS 84）")
    latitude: float | None = Field(None, description="纬度（WGS 84）")
    accuracy: int | None = Field(None, ge=0, le=1_000_000, description="定位误差，米")
    spot: str = Field("", max_length=120, description="位置说明")
    component: str = Field("", max_length=20, description="部件编码")
    urgent: bool = Field(False, description="紧急")
    channel: Literal[CHANNELS] = Field("worker", description="来源")  # type: ignore[valid-type]
    self_handled: bool = Field(False, description="已自办")
    done: str = Field("", max_length=1000, description="自办情况")
    photos: list[int] = Field(default_factory=list, max_length=9, description="先上传的现场照片编号")
    done_photos: list[int] = Field(default_factory=list, max_length=9, description="先上传的处理后照片编号")
    said_at: datetime | None = Field(None, description="手机时间")
    key: str = Field("", max_length=64, description="报送方自己的编号，同一编号只登记一次")

    @field_validator("text", "spot", "done", "key", "component", mode="after")
    @classmethod
    def plain(cls, given: str) -> str:
        """No database keeps a zero byte; spaces around a text say nothing."""
        if "\x00" in given:
            raise ValueError("含有不能保存的字符")
        return given.strip()


class GridEventOut(MatterOut):
    """The event with the grid in which it was found."""

    reported_in: str


@router.post(
    "/events",
    response={201: GridEventOut, **NO},
    operation_id="grid_event_report",
    summary="上报网格事件",
    openapi_extra={"x-permission": REPORT},
)
def report_one(request: HttpRequest, given: GridEventIn) -> Any:
    """Report one event; it waits to be filed, or is settled when the worker did it. Takes an Idempotency-Key."""
    officer = request.auth  # type: ignore[attr-defined]
    require(officer, REPORT)
    at = now()

    def act() -> JsonResponse:
        values = given.dict() | {
            "photos": drafts(given.photos, officer),
            "done_photos": drafts(given.done_photos, officer),
        }
        made = report(**values, by=officer, at=at)
        return JsonResponse({**matter_out(made.matter), "reported_in": made.reported_in}, status=201)

    return once(request, act, creates=not given.photos and not given.done_photos)


report_one.permission = REPORT  # type: ignore[attr-defined]
