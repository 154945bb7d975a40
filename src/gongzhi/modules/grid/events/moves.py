"""立案, 派遣, 接单, 处理, 反馈, 核查, 结案: the moves of a grid event, each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Assignment, AssignmentState
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.grid.catalogue.queries import choices
from gongzhi.modules.grid.events.models import GridEvent, Look
from gongzhi.modules.grid.events.orders import (
    DISPATCH,
    HANDLE,
    category_of,
    current,
    host_of,
    rework,
    send_to,
    tell_desk,
    tell_unit,
)
from gongzhi.modules.grid.events.rules import stand
from gongzhi.modules.grid.flow import GRID_EVENT, UNSENT
from gongzhi.modules.grid.places import is_position
from gongzhi.modules.grid.policy import number
from gongzhi.modules.grid.refused import (
    DeferTooEarly,
    HandlerVerifies,
    NoPosition,
    NotOnTheSpot,
    PhotoNeeded,
    ReporterVerifies,
)
from gongzhi.modules.grid.words import Level, Void


@GRID_EVENT.move(
    "settle", "自办办结", "reported", "settled", needs="grid.report", quiet=True, stops=("file",)
)
def settle(
    event: GridEvent,
    *,
    done: Annotated[str, Ask("自办情况", long=True, personal=True)],
    count: Annotated[int, Ask("处理后照片", required=False)] = 0,
    by: Officer | None,
    at: datetime,
) -> None:
    """The worker settled it on the spot: the lowest level that can."""
    event.matter.outcome = "self"


def _category(event: GridEvent) -> str:
    return event.category.code if event.category else ""


def _choices(event: GridEvent) -> list[tuple[str, str]]:
    return choices()


@GRID_EVENT.move(
    "file", "立案", "reported", "filed", needs=DISPATCH, rank=20, stops=("file",), starts=("dispatch",)
)
def file(
    event: GridEvent,
    *,
    category: Annotated[str, Ask("事件类别", choices=_choices, initial=_category)],
    urgent: Annotated[bool, Ask("紧急")] = False,
    by: Officer,
    at: datetime,
) -> None:
    """The desk finds that it is so and gives it its category. Raises: CategoryUnknown."""
    event.category = category_of(category)
    event.filed_at, event.filed_by, event.urgent = at, by, urgent or event.urgent
    event.matter.category = event.category.label
    event.save(update_fields=["category", "filed_at", "filed_by", "urgent"])


@GRID_EVENT.move(
    "void",
    "不予立案",
    ("reported", "filed"),
    "void",
    needs=DISPATCH,
    tone="danger",
    stops=("file", "dispatch"),
)
def void(
    event: GridEvent,
    *,
    ground: Annotated[str, Ask("原因", choices=Void.choices)],
    reason: Annotated[str, Ask("说明", least=4, most=300, help="上报人据此知道为什么", personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """It is not so, told before, or gone; the reporter is told why."""
    event.ground = ground
    event.matter.outcome = "void"
    event.save(update_fields=["ground"])
    tell_desk(
        event, f"不予立案（{Void(ground).label}）：{event.matter.title[:40]}", at, officer=event.reported_by
    )


def _host(event: GridEvent) -> Unit | None:
    return host_of(event, local_day(event.matter.opened_at))


@GRID_EVENT.move(
    "dispatch", "派遣", UNSENT, "dispatched", needs=DISPATCH, tone="primary", rank=10, stops=("file", "dispatch"),
)  # fmt: skip
def dispatch(
    event: GridEvent,
    *,
    category: Annotated[str, Ask("事件类别", choices=_choices, initial=_category)],
    lead: Annotated[Unit, Ask("处理单位", initial=_host)],
    co: Annotated[list[Unit], Ask("协办单位", required=False)] = [],  # noqa: B006 - the declaration only
    order: Annotated[str, Ask("派遣要求", long=True, required=False, most=500, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Give it to the unit that settles it; its term runs from now, by the rule of its category. Raises: UnitIsCo."""
    event.category = category_of(category)
    event.matter.category = event.category.label
    if event.filed_at is None:
        event.filed_at, event.filed_by = at, by
    others: Sequence[Unit] = list(co or ())
    send_to(event, lead, others, by=by, at=at)


@GRID_EVENT.move("escalate", "上报县级", UNSENT, "filed", needs=DISPATCH, rank=30, stops=("file",))
def escalate(
    event: GridEvent,
    *,
    reason: Annotated[str, Ask("本级不能处置的原因", long=True, least=4, most=300)],
    by: Officer,
    at: datetime,
) -> None:
    """The town cannot settle it: the county's desk dispatches."""
    event.level = Level.COUNTY
    if event.filed_at is None:
        event.filed_at, event.filed_by = at, by
    event.save(update_fields=["level", "filed_at", "filed_by"])
    if not event.matter.clocks.filter(name="dispatch", stopped_at=None).exists():
        clocks.start(event.matter, "dispatch", at=at)
    tell_desk(event, f"乡镇上报待派遣：{event.matter.title[:40]}", at)


@GRID_EVENT.move(
    "accept", "接单", "dispatched", "handling", needs=HANDLE, party=("lead",), tone="primary", rank=10,
    assignment_states=("open",), stops=("accept",),
)  # fmt: skip
def accept(event: GridEvent, *, by: Officer, at: datetime, assignment: Assignment) -> None:
    """The unit takes it on."""
    assignment.state, assignment.signed_at = AssignmentState.SIGNED, at
    assignment.save(update_fields=["state", "signed_at"])
    order = current(event)
    order.accepted_at = at
    order.save(update_fields=["accepted_at"])


@GRID_EVENT.move(
    "send_back", "退回改派", "dispatched", "returned", needs=HANDLE, party=("lead",), tone="danger",
    assignment_states=("open",), stops=("accept",),
)  # fmt: skip
def send_back(
    event: GridEvent,
    *,
    reason: Annotated[
        str, Ask("退回理由", long=True, least=4, most=300, help="写明依据，例如职责清单第几条")
    ],
    suggested: Annotated[Unit | None, Ask("建议单位", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """It is not this unit's; the desk sends it elsewhere. The term of the whole stops with it."""
    assignment.state, assignment.closed_at = AssignmentState.RETURNED, at
    assignment.save(update_fields=["state", "closed_at"])
    order = current(event)
    order.returned_at, order.reason = at, reason
    order.save(update_fields=["returned_at", "reason"])
    event.returns += 1
    event.save(update_fields=["returns"])
    clocks.stop(event.matter, ("finish",), at=at)
    clocks.start(event.matter, "dispatch", at=at)
    event.matter.warn_at = None
    tell_desk(event, f"{order.unit.label}退回，请改派：{event.matter.title[:40]}", at)


@GRID_EVENT.move("ask_defer", "申请缓办", "handling", "deferring", needs=HANDLE, party=("lead",), rank=60)
def ask_defer(
    event: GridEvent,
    *,
    until: Annotated[date, Ask("缓办至")],
    reason: Annotated[str, Ask("原因", long=True, least=4, most=300)],
    by: Officer,
    at: datetime,
) -> None:
    """The unit asks to wait, for weather or materials; the clock runs on until that is granted. Raises: DeferTooEarly."""
    if until <= local_day(at):
        raise DeferTooEarly(field="until", today=local_day(at))
    event.defer_until = until
    event.save(update_fields=["defer_until"])
    tell_desk(event, f"申请缓办至{until}：{event.matter.title[:40]}", at)


@GRID_EVENT.move("grant_defer", "同意缓办", "deferring", "deferred", needs=DISPATCH, tone="primary", rank=10)
def grant_defer(
    event: GridEvent,
    *,
    opinion: Annotated[str, Ask("意见", required=False, most=200)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The clock stands until the day that was asked for."""
    event.deferrals += 1
    event.save(update_fields=["deferrals"])
    clocks.pause(event.matter, at=at)


@GRID_EVENT.move("refuse_defer", "不同意缓办", "deferring", "handling", needs=DISPATCH, tone="danger")
def refuse_defer(
    event: GridEvent,
    *,
    reason: Annotated[str, Ask("理由", least=4, most=200)],
    by: Officer,
    at: datetime,
) -> None:
    """It goes on in the term that it has."""
    event.defer_until = None
    event.save(update_fields=["defer_until"])
    tell_unit(event, current(event).unit, f"缓办未获同意：{event.matter.title[:40]}", at)


@GRID_EVENT.move("resume", "恢复处理", "deferred", "handling", needs=DISPATCH, rank=20)
def resume(event: GridEvent, *, by: Officer | None, at: datetime) -> None:
    """The clock goes on, later by what it stood; also by itself on the day."""
    event.defer_until = None
    event.save(update_fields=["defer_until"])
    clocks.resume(event.matter, at=at)
    tell_unit(event, current(event).unit, f"缓办到期，请继续处理：{event.matter.title[:40]}", at)


@GRID_EVENT.move(
    "feed_back", "处理反馈", "handling", "handled", needs=HANDLE, party=("lead",), tone="primary", rank=5,
    stops=("accept",),
)  # fmt: skip
def feed_back(
    event: GridEvent,
    *,
    result: Annotated[str, Ask("处理结果", long=True, least=4, most=1000, personal=True)],
    photos: Annotated[list[Attachment], Ask("处理后照片")],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit says that it is done, with photos; somebody else looks. Raises: PhotoNeeded."""
    if not photos:
        raise PhotoNeeded(field="photos", what="处理后")
    due = event.matter.due_at
    event.result, event.handled_at, event.handled_by = result, at, by
    event.in_time = event.in_time is not False and (due is None or at <= due)
    event.save(update_fields=["result", "handled_at", "handled_by", "in_time"])
    assignment.state, assignment.replied_at = AssignmentState.REPLIED, at
    assignment.save(update_fields=["state", "replied_at"])
    clocks.stop(event.matter, ("finish",), at=at)
    clocks.start(event.matter, "verify", at=at)
    tell_desk(event, f"请到现场核查：{event.matter.title[:40]}", at, needs="grid.verify")


@GRID_EVENT.move("verify", "现场核查", "handled", None, needs="grid.verify", quiet=True, stops=("verify",))
def verify(
    event: GridEvent,
    *,
    passed: Annotated[bool, Ask("已处理好")],
    photos: Annotated[list[Attachment], Ask("现场照片")],
    note: Annotated[str, Ask("核查情况", long=True, required=False, most=500, personal=True)] = "",
    longitude: Annotated[str, Ask("经度", required=False, most=24)] = "",
    latitude: Annotated[str, Ask("纬度", required=False, most=24)] = "",
    accuracy: Annotated[int | None, Ask("定位误差", required=False, least=0, most=1_000_000)] = None,
    why: Annotated[str, Ask("不在现场的原因", required=False, most=120)] = "",
    by: Officer,
    at: datetime,
) -> str:
    """A second person looks: passed goes to be closed, not passed back to the unit.

    Raises: ReporterVerifies, HandlerVerifies, PhotoNeeded, NotOnTheSpot, NoPosition.
    """
    if event.reported_by_id == by.pk:
        raise ReporterVerifies()
    if event.handled_by_id == by.pk:
        raise HandlerVerifies()
    if not photos:
        raise PhotoNeeded(field="photos", what="现场")
    look = _look(event, longitude, latitude, accuracy, why, at)
    look.passed, look.note, look.by = passed, note, by
    look.save()
    if not passed:
        rework(event, at=at)
        return "handling"
    event.verified_at, event.verified_by = at, by
    event.save(update_fields=["verified_at", "verified_by"])
    clocks.start(event.matter, "close", at=at)
    tell_desk(event, f"核查通过，待结案：{event.matter.title[:40]}", at)
    return "verified"


def _look(
    event: GridEvent, longitude: str, latitude: str, accuracy: int | None, why: str, at: datetime
) -> Look:
    """Where the officer stood. Raises: NotOnTheSpot, NoPosition."""
    here = _position(longitude, latitude)
    place = _position(str(event.matter.longitude), str(event.matter.latitude))
    spot = number("spot", at)
    judged = stand(place, here, accuracy, spot=spot, worst=number("accuracy", at))
    why = " ".join(why.split())
    if not judged.on_spot and len(why) < 4:
        if judged.fault == "far":
            raise NotOnTheSpot(field="why", metres=judged.metres, spot=spot)
        raise NoPosition(field="why", why=judged.fault)
    return Look(
        event=event,
        longitude=here[0] if here else None,
        latitude=here[1] if here else None,
        accuracy=accuracy,
        metres=judged.metres,
        on_spot=judged.on_spot,
        why="" if judged.on_spot else why,
        at=at,
    )


def _position(longitude: str, latitude: str) -> tuple[float, float] | None:
    """The position of two texts; None for what is none."""
    try:
        found = float(longitude), float(latitude)
    except ValueError:
        return None
    return found if is_position(*found) else None


@GRID_EVENT.move(
    "close", "结案", "verified", "closed", needs=DISPATCH, tone="primary", rank=10, stops=("close",)
)
def close(
    event: GridEvent,
    *,
    rating: Annotated[int, Ask("处理评价", least=1, most=5, initial=5, help="1至5分")],
    opinion: Annotated[str, Ask("结案意见", required=False, most=300)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The desk closes it and rates the handling."""
    event.rating = rating
    event.matter.outcome = "settled"
    event.save(update_fields=["rating"])


@GRID_EVENT.move("press", "催办", ("dispatched", "handling"), None, needs="grid.press", rank=70, bulk=True)
def press(
    event: GridEvent,
    *,
    text: Annotated[str, Ask("催办要求", most=200, initial="请抓紧处理并反馈。")],
    by: Officer,
    at: datetime,
) -> None:
    """The unit is urged."""
    tell_unit(event, current(event).unit, f"催办：{event.matter.title[:40]}", at, body=text, level="urge")
