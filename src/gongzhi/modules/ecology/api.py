"""The API of ecology beside what every kind of matter has: today's rounds and walking them, and the month's figures.

Each step of a round takes an Idempotency-Key, which is also the action's key: twice is once, over whichever door.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from gongzhi.kernel.access import require, visible
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.rounds import actions, queries
from gongzhi.kernel.rounds.models import Round, Stop
from gongzhi.kernel.web.api.matters import NO, drafts
from gongzhi.kernel.web.guard import load
from gongzhi.kernel.web.idempotency import HEADER, once
from gongzhi.modules.ecology.patrols.kinds import CODES, VIEW, WALK
from gongzhi.modules.ecology.reports.queries import NAMES, Report
from gongzhi.modules.ecology.reports.rules import month_of
from gongzhi.modules.ecology.words import ProblemType, Severity

TYPES, SEVERITIES = tuple(ProblemType.values), tuple(Severity.values)
MOST_FILES = 9
router = Router(tags=["生态环保"])


class StopOut(Schema):
    id: int
    name: str
    longitude: float | None
    latitude: float | None
    radius: int
    todo: str


class RoundOut(Schema):
    """A round with the stops of its route."""

    id: int
    kind: str
    route: str
    unit: str
    state: str
    from_on: date
    due_on: date
    stops_reached: int
    stops: list[StopOut]


class CheckInOut(Schema):
    id: int
    verdict: str
    metres: int | None
    doubts: list[str]


class FoundOut(Schema):
    number: str
    title: str


class MonthLine(Schema):
    unit: str
    name: str
    rounds: int
    persons: int
    problems: int
    rectified: int
    struck: int
    overdue: int
    missed: int


class MonthOut(Schema):
    """The month in all and by unit."""

    month: str
    total: MonthLine
    units: list[MonthLine]


class Said(Schema):
    said_at: AwareDatetime | None = Field(None, description="手机上的时间")


class Here(Said):
    """Where the phone is; everything may be unknown."""

    stop: int | None = Field(None, description="点位编号，途中不填")
    longitude: float | None = Field(None, description="经度，WGS 84")
    latitude: float | None = Field(None, description="纬度")
    accuracy: float | None = Field(None, ge=0, description="误差，米")
    files: list[int] = Field(default_factory=list, max_length=MOST_FILES, description="先上传的附件编号")

    def spot(self) -> actions.Spot:
        return actions.Spot(self.longitude, self.latitude, self.accuracy)


class CheckInIn(Here):
    note: str = Field("", max_length=500, description="情况")


class FindingIn(Here):
    text: str = Field(min_length=1, max_length=2000, description="情况")
    type: Literal[TYPES] = Field(description="类型")  # type: ignore[valid-type]
    severity: Literal[SEVERITIES] = Field("normal", description="程度")  # type: ignore[valid-type]
    liable: str = Field("", max_length=80, description="责任主体")
    title: str = Field("", max_length=60, description="标题，不填由系统拟")


class FinishIn(Said):
    note: str = Field("", max_length=500, description="巡查情况；有点位没有到时必填")


def _round(officer: Any, pk: int) -> Round:
    """Raises: NotFound."""
    return load(visible(Round.objects.filter(kind__in=CODES), officer, WALK), "pk", pk)


def _stop(round: Round, key: int | None) -> Stop | None:
    return load(Stop.objects.filter(route=round.route_id), "pk", key) if key is not None else None


def _key(request: HttpRequest) -> str:
    return request.headers.get(HEADER, "")[:64]


def _out(round: Round) -> dict[str, Any]:
    names = ("id", "name", "longitude", "latitude", "radius", "todo")
    stops = [one for one in round.route.stops.all() if one.is_active]
    return {
        "id": round.pk, "kind": round.kind, "route": round.route.name, "unit": round.unit.code, "state": round.state,
        "from_on": round.from_on, "due_on": round.due_on, "stops_reached": round.stops_reached,
        "stops": [{name: getattr(one, name) for name in names} for one in stops],
    }  # fmt: skip


def _permit(permission: str) -> dict[str, Any]:
    return {"openapi_extra": {"x-permission": permission}}


@router.get("/rounds/due", response={200: list[RoundOut], **NO}, operation_id="ecology_rounds_due", summary="今天要巡查的轮次", **_permit(WALK))  # fmt: skip
def due(request: HttpRequest) -> Any:
    """What the caller has to walk today or is walking. Three statements."""
    officer = request.auth  # type: ignore[attr-defined]
    require(officer, WALK)
    return [_out(one) for one in queries.due_for(officer, today(), CODES)]


@router.post("/rounds/{pk}/begin", response={200: RoundOut, **NO}, operation_id="ecology_round_begin", summary="开始巡查", **_permit(WALK))  # fmt: skip
def begin(request: HttpRequest, pk: int, given: Said) -> Any:
    """Begin a round, or join it when it runs."""
    officer = request.auth  # type: ignore[attr-defined]
    round = _round(officer, pk)

    def act() -> JsonResponse:
        made = actions.begin_round(
            round=round, by=officer, at=now(), said_at=given.said_at, key=_key(request)
        )
        return JsonResponse(_out(made))

    return once(request, act)


@router.post("/rounds/{pk}/check-ins", response={201: CheckInOut, **NO}, operation_id="ecology_round_check_in", summary="签到", **_permit(WALK))  # fmt: skip
def check_in(request: HttpRequest, pk: int, given: CheckInIn) -> Any:
    """Say to be at a stop; the answer tells how far it is."""
    officer = request.auth  # type: ignore[attr-defined]
    round = _round(officer, pk)

    def act() -> JsonResponse:
        made = actions.check_in(
            round=round, stop=_stop(round, given.stop), spot=given.spot(), said_at=given.said_at, note=given.note,
            photos=drafts(given.files, officer) if given.files else (), by=officer, at=now(), key=_key(request),
        )  # fmt: skip
        told = {"id": made.pk, "verdict": made.verdict, "metres": made.metres, "doubts": made.doubts}
        return JsonResponse(told, status=201)

    return once(request, act)


@router.post("/rounds/{pk}/findings", response={201: FoundOut, **NO}, operation_id="ecology_round_find", summary="登记问题", **_permit(WALK))  # fmt: skip
def find(request: HttpRequest, pk: int, given: FindingIn) -> Any:
    """Report a problem to the township and to the county's bureau at once."""
    officer = request.auth  # type: ignore[attr-defined]
    round = _round(officer, pk)

    def act() -> JsonResponse:
        problem = actions.Problem(
            text=given.text, title=given.title, category=given.type, spot=given.spot(),
            files=drafts(given.files, officer) if given.files else (),
            more={"severity": given.severity, "liable": given.liable},
        )  # fmt: skip
        stop, key = _stop(round, given.stop), _key(request)
        made = actions.found(
            round=round, stop=stop, problem=problem, said_at=given.said_at, by=officer, at=now(), key=key
        )
        return JsonResponse({"number": made.matter.number, "title": made.matter.title}, status=201)

    return once(request, act)


@router.post("/rounds/{pk}/finish", response={200: RoundOut, **NO}, operation_id="ecology_round_finish", summary="结束巡查", **_permit(WALK))  # fmt: skip
def finish(request: HttpRequest, pk: int, given: FinishIn) -> Any:
    """End a round."""
    officer = request.auth  # type: ignore[attr-defined]
    round = _round(officer, pk)

    def act() -> JsonResponse:
        made = actions.finish_round(
            round=round, note=given.note, said_at=given.said_at, by=officer, at=now(), key=_key(request)
        )
        return JsonResponse(_out(made))

    return once(request, act)


@router.get("/months/{month}", response={200: MonthOut, **NO}, operation_id="ecology_month", summary="生态月报", **_permit(VIEW))  # fmt: skip
def month(request: HttpRequest, month: str) -> Any:
    """轮次, 人次, 问题数 of a month such as 2026-03, as the page shows them. Seven statements."""
    officer = request.auth  # type: ignore[attr-defined]
    require(officer, VIEW)
    report = Report(month_of(month, today()), officer)
    lines = [_line(one.unit.code, one.label, one.counts) for one in report.lines]
    return {"month": report.month.code, "total": _line("", "全县", report.total), "units": lines}


def _line(code: str, name: str, counts: Any) -> dict[str, Any]:
    return {"unit": code, "name": name} | {one: counts.get(one, 0) for one in NAMES}


for _one, _name in (
    (due, WALK),
    (begin, WALK),
    (check_in, WALK),
    (find, WALK),
    (finish, WALK),
    (month, VIEW),
):
    _one.permission = _name  # type: ignore[attr-defined]
