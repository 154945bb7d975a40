"""The API of supervision beside what every kind of matter has: opening one task."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema
from pydantic import Field, field_validator

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import now
from gongzhi.kernel.org.models import Post
from gongzhi.kernel.org.queries import units_by_code
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.api.matters import NO, matter_out
from gongzhi.kernel.web.api.schemas import MatterOut
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.supervision.models import Source
from gongzhi.modules.supervision.opening import Draft, open_task
from gongzhi.modules.supervision.rules import Cycle
from gongzhi.modules.supervision.task_forms import parties, targets_in

SOURCES = tuple(one.value for one in Source)
MOST_UNITS = 200
router = Router(tags=["督查任务"])


class UnknownCode(Refusal):
    code = "supervision.unknown_code"
    message = "没有代码为“{given}”的{what}，请核对代码表。"


class LeadIsCo(Refusal):
    code = "supervision.lead_is_co"
    message = "“{given}”已经是牵头单位，请从协同单位里去掉。"


class TargetIn(Schema):
    """A quantified target; without any, they are read out of the text."""

    name: str = Field(max_length=120, description="指标")
    op: Literal[">=", ">", "<=", "<", "approx"] = Field(">=", description="比较")
    value: Decimal | None = Field(None, max_digits=18, decimal_places=4, description="目标值")
    unit: str = Field("", max_length=20, description="单位")
    raw: str = Field("", max_length=200, description="原文")
    stretch: bool = Field(False, description="力争")


class TaskIn(Schema):
    """One task to be opened and given to its units."""

    text: str = Field(min_length=5, max_length=2000, description="任务内容")
    source: Literal[SOURCES] = Field("key_work", description="来源")  # type: ignore[valid-type]
    basis: str = Field("", max_length=200, description="来源依据")
    lead: str = Field(max_length=20, description="牵头单位代码")
    co: list[str] = Field(default_factory=list, max_length=MOST_UNITS, description="协同单位代码")
    leader: str = Field("", max_length=20, description="牵头领导职务代码")
    deadline: date | None = Field(None, description="完成时限；不填就是长期任务")
    cycle: Cycle = Field(Cycle.MONTHLY, description="报送周期")
    category: str = Field("", max_length=60, description="类别")
    weight: Decimal = Field(Decimal(1), ge=0, le=100, decimal_places=2, description="考核权重")
    critical: bool = Field(False, description="重点事项，由牵头领导销号")
    recorder: str = Field("", max_length=40, description="口头指示记录人")
    told_at: datetime | None = Field(None, description="口头指示时间，带时区")
    targets: list[TargetIn] | None = Field(None, max_length=50, description="指标；不填则从任务内容里识别")

    @field_validator("text", "basis", "category", "recorder", mode="after")
    @classmethod
    def plain(cls, given: str) -> str:
        """No database keeps a zero byte; spaces around a text say nothing."""
        if "\x00" in given:
            raise ValueError("含有不能保存的字符")
        return given.strip()

    @field_validator("told_at", mode="after")
    @classmethod
    def zoned(cls, given: datetime | None) -> datetime | None:
        if given is not None and given.tzinfo is None:
            raise ValueError("要写明时区，如 2026-03-02T09:00:00+08:00")
        return given


@router.post(
    "/tasks",
    response={201: MatterOut, **NO},
    operation_id="task_open",
    summary="立项一件并交办",
    openapi_extra={"x-permission": "supervision.issue"},
)
def open_one(request: HttpRequest, given: TaskIn) -> Any:
    """Open one task, give it to its units and start their clocks. Takes an Idempotency-Key.

    Twelve statements at most with one co-unit and a key, sign-in by token included.
    """
    officer = request.auth  # type: ignore[attr-defined]
    require(officer, "supervision.issue")

    def act() -> JsonResponse:
        task = open_task(_draft(given), by=officer, at=now())
        return JsonResponse(matter_out(task.matter), status=201)

    return once(request, act, creates=True)


open_one.permission = "supervision.issue"  # type: ignore[attr-defined]


def _draft(given: TaskIn) -> Draft:
    """The draft of a request, its codes looked up. One query, two with a leader. Raises: UnknownCode, LeadIsCo."""
    if given.lead in given.co:
        raise LeadIsCo(field="co", given=given.lead)
    wanted = dict.fromkeys([given.lead, *given.co])
    units = units_by_code(wanted)
    for code in wanted:
        if code not in units:
            raise UnknownCode(field="lead" if code == given.lead else "co", given=code, what="单位")
    leader = Post.objects.filter(code=given.leader).first() if given.leader else None
    if given.leader and leader is None:
        raise UnknownCode(field="leader", given=given.leader, what="职务")
    targets = targets_in(given.text) if given.targets is None else [one.model_dump() for one in given.targets]
    return Draft(
        text=given.text,
        parties=parties(units[given.lead], [units[code] for code in dict.fromkeys(given.co)], leader),
        deadline=given.deadline,
        cycle=given.cycle.value,
        source=given.source,
        category=given.category,
        weight=given.weight,
        is_continuous=given.deadline is None,
        targets=targets,
        critical=given.critical,
        basis=given.basis,
        recorder=given.recorder,
        told_at=given.told_at,
    )
