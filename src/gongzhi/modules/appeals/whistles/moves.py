"""审批, 受理, 派哨, 报到, 办结, 确认, 评价: the moves of a whistle, each declared once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Assignment, AssignmentState
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.modules.appeals.flow import APPEAL, WORKING
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.whistles.calling import call_units, came_in_time
from gongzhi.modules.appeals.whistles.flow import AWAITING, WHISTLE
from gongzhi.modules.appeals.whistles.models import Call, Whistle
from gongzhi.modules.appeals.whistles.opening import (
    ANSWER,
    APPROVE,
    BLOW,
    COMMAND,
    WhistleTold,
    blow,
    repeated,
    tell_command,
    tell_unit,
)
from gongzhi.modules.appeals.whistles.refused import LeadTwice, UnitNotWaiting
from gongzhi.modules.appeals.whistles.rules import LEAST, MOST
from gongzhi.modules.appeals.whistles.words import WhistleType


@WHISTLE.move(
    "evidence", "补充证据", (*AWAITING, "dispatched"), None, needs=BLOW, party=("checker",), rank=80
)  # fmt: skip
def evidence(
    whistle: Whistle,
    *,
    files: Annotated[list[Attachment], Ask("证据材料", help="照片、文件，一次可选多个")],
    note: Annotated[str, Ask("说明", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The town adds what shows the problem."""


@WHISTLE.move(
    "approve", "批准吹哨", "drafted", "approved_by_town", needs=APPROVE, party=("checker",), tone="primary", rank=10,
)  # fmt: skip
def approve(
    whistle: Whistle,
    *,
    opinion: Annotated[str, Ask("审批意见", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The town's principal signs: the whistle goes to the command desk."""
    whistle.approved_by, whistle.approved_at = by, at
    whistle.save(update_fields=["approved_by", "approved_at"])
    level = "urge" if whistle.type == WhistleType.EMERGENCY else "info"
    tell_command(whistle, f"{whistle.town.label}吹哨：{whistle.matter.title[:40]}", at, level=level)


@WHISTLE.move(
    "disapprove", "不批准", "drafted", "disapproved", needs=APPROVE, party=("checker",), tone="danger"
)
def disapprove(
    whistle: Whistle,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The principal finds that the town can settle it itself."""
    whistle.matter.outcome = "disapproved"
    tell_unit(whistle, whistle.town, f"吹哨单未批准：{whistle.matter.title[:40]}", at, needs=BLOW)


def _repeats(whistle: Whistle) -> tuple[str, dict[str, Any]] | None:
    """Above the form: who was called to the same place for the same before."""
    found = list(repeated(whistle, whistle.matter.opened_at)[:6])
    return ("appeals/whistle_repeats.html", {"repeats": found}) if found else None


@WHISTLE.move(
    "accept", "受理", "approved_by_town", "accepted_by_command", needs=COMMAND, tone="primary", rank=10, aside=_repeats,
)  # fmt: skip
def accept(
    whistle: Whistle,
    *,
    opinion: Annotated[str, Ask("受理意见", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The command desk takes the whistle on; repeated ones on the same place and type stand above the form."""
    whistle.accepted_by, whistle.accepted_at = by, at
    whistle.save(update_fields=["accepted_by", "accepted_at"])


@WHISTLE.move(
    "refuse", "不予受理", ("approved_by_town", "accepted_by_command"), "refused", needs=COMMAND, tone="danger", aside=_repeats,
)  # fmt: skip
def refuse(
    whistle: Whistle,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=4, personal=True, help="乡镇据此知道该怎么办")],
    by: Officer,
    at: datetime,
) -> None:
    """The command desk refuses; the town is told, the reason stands in the log."""
    whistle.matter.outcome = "refused"
    tell_unit(
        whistle, whistle.town, f"吹哨不予受理：{whistle.matter.title[:40]}", at, needs=BLOW, urgent=True
    )


def _lead(whistle: Whistle) -> Unit | None:
    return whistle.lead_wanted or whistle.wanted.order_by("code").first()


def _co(whistle: Whistle) -> list[Unit]:
    lead = _lead(whistle)
    return list(whistle.wanted.exclude(pk=lead.pk if lead else None).order_by("code"))


@WHISTLE.move(
    "dispatch", "派哨", "accepted_by_command", "dispatched", needs=COMMAND, tone="primary", rank=10, aside=_repeats,
)  # fmt: skip
def dispatch(
    whistle: Whistle,
    *,
    lead: Annotated[Unit, Ask("牵头单位", initial=_lead)],
    co: Annotated[list[Unit], Ask("协同单位", required=False, initial=_co)],
    days: Annotated[
        int | None, Ask("办结天数", required=False, least=1, most=365, help="只有重点工作可以另定")
    ] = None,
    order: Annotated[str, Ask("派哨要求", long=True, required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Every unit has to report in and to settle its part, each in a term of its own from now.

    Raises: LeadTwice, TownCallsItself, DaysOutOfRange, DaysAreFixed.
    """
    others: Sequence[Unit] = list(co or ())
    if lead in others:
        raise LeadTwice(field="co", unit=lead.label)
    whistle.dispatched_at = at
    whistle.save(update_fields=["dispatched_at"])
    call_units(whistle, lead, others, days=days, at=at)


@WHISTLE.move("call_more", "增派单位", "dispatched", None, needs=COMMAND, rank=30)
def call_more(
    whistle: Whistle,
    *,
    co: Annotated[list[Unit], Ask("增派的单位")],
    days: Annotated[
        int | None, Ask("办结天数", required=False, least=1, most=365, help="只有重点工作可以另定")
    ] = None,
    by: Officer,
    at: datetime,
) -> None:
    """More units are called; their terms run from now. Raises: AlreadyCalled, TownCallsItself, DaysOutOfRange, DaysAreFixed."""
    call_units(whistle, None, list(co), days=days, at=at)


@WHISTLE.move(
    "report_in", "报到", "dispatched", None, needs=ANSWER, party=("lead", "co"), assignment_states=("open",),
    stops=("report_in",), tone="primary", rank=5,
)  # fmt: skip
def report_in(
    whistle: Whistle,
    *,
    who: Annotated[str, Ask("到场人员", least=2, most=80, personal=True)],
    place: Annotated[str, Ask("报到地点", least=2, most=120, initial=lambda row: row.spot)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """A unit is there: who came, when and where; whether in time is kept."""
    call = whistle.calls.get(assignment=assignment)
    call.reported_at, call.reported_by, call.came, call.place = at, by, who, place
    call.in_time = came_in_time(assignment, "report_in", at)
    call.save()
    left = assignment.clocks.filter(name="result", stopped_at=None).first()
    assignment.state, assignment.signed_at = AssignmentState.SIGNED, at
    if left is not None:
        assignment.due_at, assignment.warn_at = left.due_at, left.warn_at
    assignment.save(update_fields=["state", "signed_at", "due_at", "warn_at"])
    late = "" if call.in_time else "（超时）"
    tell_unit(
        whistle, whistle.town, f"{call.unit.label}已报到{late}：{whistle.matter.title[:40]}", at, needs=BLOW
    )


@WHISTLE.move(
    "result", "报办结", "dispatched", None, needs=ANSWER, party=("lead", "co"), assignment_states=("signed",),
    stops=("result",), tone="primary", rank=6,
)  # fmt: skip
def result(
    whistle: Whistle,
    *,
    text: Annotated[str, Ask("办理结果", long=True, least=4, personal=True)],
    files: Annotated[list[Attachment], Ask("结果材料", required=False)] = [],  # noqa: B006 - the declaration only
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """A unit says that its part is settled; the town is asked to confirm it."""
    call = whistle.calls.get(assignment=assignment)
    call.result, call.result_at, call.result_by = text, at, by
    call.result_in_time = came_in_time(assignment, "result", at)
    call.save()
    assignment.state, assignment.replied_at = AssignmentState.REPLIED, at
    assignment.save(update_fields=["state", "replied_at"])
    tell_unit(
        whistle,
        whistle.town,
        f"请确认{call.unit.label}的办理结果：{whistle.matter.title[:40]}",
        at,
        needs=BLOW,
    )


def _choices(**which: Any) -> Any:
    def found(whistle: Whistle) -> list[tuple[str, str]]:
        rows = whistle.calls.filter(**which).select_related("unit")
        return [(str(one.unit_id), one.unit.label) for one in rows]

    return found


SETTLED = _choices(result_at__isnull=False, confirmed_at=None)
UNRATED = _choices(confirmed_at__isnull=False, score=None)


def _some(choices: Any, reason: str) -> Any:
    return lambda whistle: "" if choices(whistle) else reason


def _picked(whistle: Whistle, unit: str, what: str, **which: Any) -> Call:
    """The call of a unit that was chosen. One query. Raises: UnitNotWaiting."""
    call = whistle.calls.filter(unit=int(unit), **which).select_related("unit", "assignment").first()
    if call is None:
        raise UnitNotWaiting(field="unit", what=what)
    return call


@WHISTLE.move(
    "confirm", "确认办结", "dispatched", None, needs=BLOW, party=("checker",), hidden=True, tone="primary", rank=10,
    when=_some(SETTLED, "还没有单位报办结。"),
)  # fmt: skip
def confirm(
    whistle: Whistle,
    *,
    unit: Annotated[str, Ask("单位", choices=SETTLED)],
    opinion: Annotated[str, Ask("确认意见", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> str | None:
    """The town finds a unit's part settled; when all are, it is left to rate them. Raises: UnitNotWaiting."""
    call = _picked(whistle, unit, "确认", result_at__isnull=False, confirmed_at=None)
    call.confirmed_at, call.confirmed_by = at, by
    call.save(update_fields=["confirmed_at", "confirmed_by"])
    call.assignment.state, call.assignment.closed_at = AssignmentState.CLOSED, at
    call.assignment.save(update_fields=["state", "closed_at"])
    tell_unit(whistle, call.unit, f"办理结果已确认：{whistle.matter.title[:40]}", at, needs=ANSWER)
    if whistle.calls.filter(confirmed_at=None).exists():
        return None
    clocks.stop(whistle.matter, ("result",), at=at)
    return _after(whistle) or "confirmed"


def _after(whistle: Whistle) -> str | None:
    """Closed when every unit is confirmed and rated."""
    if whistle.calls.filter(score=None).exists():
        return None
    whistle.matter.outcome = "settled"
    return "closed"


@WHISTLE.move(
    "send_back", "退回重办", "dispatched", None, needs=BLOW, party=("checker",), hidden=True, tone="danger", rank=20,
    when=_some(SETTLED, "还没有单位报办结。"),
)  # fmt: skip
def send_back(
    whistle: Whistle,
    *,
    unit: Annotated[str, Ask("单位", choices=SETTLED)],
    reason: Annotated[str, Ask("退回的理由", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """It is not settled: the unit goes on, in the term that it had. Raises: UnitNotWaiting."""
    call = _picked(whistle, unit, "退回", result_at__isnull=False, confirmed_at=None)
    call.result_at, call.result_in_time, call.sent_back = None, None, call.sent_back + 1
    call.save(update_fields=["result_at", "result_in_time", "sent_back"])
    call.assignment.clocks.filter(name="result").update(stopped_at=None)
    call.assignment.state = AssignmentState.SIGNED
    call.assignment.save(update_fields=["state"])
    tell_unit(
        whistle, call.unit, f"办理结果被退回：{whistle.matter.title[:40]}", at, needs=ANSWER, urgent=True
    )


@WHISTLE.move(
    "rate", "评价", ("dispatched", "confirmed"), None, needs=BLOW, party=("checker",), hidden=True, tone="primary", rank=15,
    when=_some(UNRATED, "还没有已确认、待评价的单位。"),
)  # fmt: skip
def rate(
    whistle: Whistle,
    *,
    unit: Annotated[str, Ask("单位", choices=UNRATED)],
    score: Annotated[int, Ask("评分", least=LEAST, most=MOST, help="0到100分")],
    reason: Annotated[str, Ask("评分理由", long=True, least=2, personal=True)],
    by: Officer,
    at: datetime,
) -> str | None:
    """The town rates a unit; the last rating closes the whistle. Raises: UnitNotWaiting."""
    call = _picked(whistle, unit, "评价", confirmed_at__isnull=False, score=None)
    call.score, call.reason, call.rated_at, call.rated_by = score, reason, at, by
    call.save(update_fields=["score", "reason", "rated_at", "rated_by"])
    tell_unit(whistle, call.unit, f"乡镇评价{score}分：{whistle.matter.title[:40]}", at, needs=ANSWER)
    return _after(whistle) if whistle.matter.state == "confirmed" else None


@WHISTLE.move(
    "withdraw", "撤回", (*AWAITING, "dispatched"), "withdrawn", needs=BLOW, party=("checker",), rank=90, tone="danger",
    confirm="撤回后，已派的单位不再需要报到和办结。",
)  # fmt: skip
def withdraw(
    whistle: Whistle,
    *,
    reason: Annotated[str, Ask("撤回的原因", least=2, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The town needs nobody any more; units that were called are told."""
    whistle.matter.outcome = "withdrawn"
    for call in whistle.calls.filter(confirmed_at=None).select_related("unit"):
        tell_unit(whistle, call.unit, f"吹哨已撤回：{whistle.matter.title[:40]}", at, needs=ANSWER)


def _of_town(appeal: Appeal) -> str:
    unit = appeal.matter.lead_unit
    return "" if unit and unit.kind == UnitKind.TOWNSHIP else "只有乡镇（街道）承办的诉求可以吹哨。"


@APPEAL.move(
    "whistle", "吹哨", WORKING, None, needs=BLOW, party=("lead",), rank=66, when=_of_town, hidden=True,
)  # fmt: skip
def whistle(
    appeal: Appeal,
    *,
    type: Annotated[str, Ask("类型", choices=WhistleType.choices)],
    tried: Annotated[str, Ask("已采取的措施", long=True, least=4, personal=True)],
    wanted: Annotated[list[Unit], Ask("需要报到的单位")],
    lead: Annotated[Unit | None, Ask("建议牵头单位", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The township that has an appeal cannot settle it alone: departments are called, and both point at each other.

    Raises: what drafting a whistle is refused for.
    """
    place = appeal.matter.place_code
    town = assignment.unit
    inside = town is not None and town.place_id and place.startswith(town.place_id[:9])
    told = WhistleTold(
        text=f"诉求反映：{appeal.text.open()}", type=type, tried=tried, wanted=list(wanted), lead=lead,
        place_code=place if inside else "", title=appeal.matter.title,
    )  # fmt: skip
    blow(told, by=by, at=at, town=town, appeal=appeal)
