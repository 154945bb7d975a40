"""签收, 退单和裁定, 首次联系: a unit takes an appeal on, or says that it is not its own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.clock import calendar
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Role
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals.flow import APPEAL, WORKING
from gongzhi.modules.appeals.handling.models import Contact, ContactWay, Dispatch
from gongzhi.modules.appeals.handling.orders import current, give, hand_over, invite
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.policy import number, term
from gongzhi.modules.appeals.refused import AlreadyAsked, ReturnTooLate, UnitIsParty, UnitNeeded
from gongzhi.modules.appeals.words import Decision


@APPEAL.move(
    "sign_for", "签收", "*", None, needs="appeals.handle", party=("lead", "co"), assignment_states=("open",),
    stops=("sign",), bulk=True, tone="primary", rank=5,
)  # fmt: skip
def sign_for(appeal: Appeal, *, by: Officer, at: datetime, assignment: Assignment) -> str | None:
    """The unit signs for the appeal; from now on it answers for it, and who answered before is free."""
    assignment.state, assignment.signed_at = AssignmentState.SIGNED, at
    if assignment.role == Role.LEAD:
        assignment.due_at, assignment.warn_at = appeal.matter.due_at, appeal.matter.warn_at
    assignment.save(update_fields=["state", "signed_at", "due_at", "warn_at"])
    if assignment.role != Role.LEAD:
        return None
    late = Clock.objects.filter(assignment=assignment, name="sign", due_at__lt=at).exists()
    Dispatch.objects.filter(assignment=assignment).update(signed_by=by, signed_at=at, signed_in_time=not late)
    hand_over(appeal, assignment, at=at)
    return "signed" if appeal.matter.state == "dispatched" else None


def _is_designated(appeal: Appeal) -> str:
    return "本件已由热线裁定指定承办，不能再退单。" if appeal.designated else ""


@APPEAL.move(
    "ask_return", "申请退单", ("dispatched", "signed"), "returning", needs="appeals.handle", party=("lead",),
    assignment_states=("open", "signed"), when=_is_designated, hidden=True, rank=70,
    confirm="退单要有职责依据。审核期间原时限照常计算，未同意前仍由本单位负责。",
)  # fmt: skip
def ask_return(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=5, most=500)],
    basis: Annotated[
        str, Ask("职责依据", least=4, most=300, help="法律条文、三定规定或权责清单的名称和条目")
    ],
    suggested: Annotated[Unit, Ask("建议承办单位")],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> str | None:
    """The unit says, before it begins, that the appeal is another's; no clock stands still meanwhile.

    From the county's third work order on it goes to arbitration. Raises: AlreadyAsked, ReturnTooLate,
    UnitIsParty.
    """
    order = Dispatch.objects.select_related("unit").get(assignment=assignment)
    _check_return(appeal, order, at)
    if suggested.pk == order.unit_id:
        raise UnitIsParty(field="suggested", unit=suggested)
    order.return_reason, order.return_basis, order.suggested = reason, basis, suggested
    order.return_by, order.return_at, order.decision = by, at, Decision.PENDING
    order.save()
    appeal.returns += 1
    appeal.save(update_fields=["returns"])
    clocks.start(appeal.matter, "return", at=at)
    return "arbitrating" if appeal.dispatches >= number("return.arbitrate", at) else None


def _check_return(appeal: Appeal, order: Dispatch, at: datetime) -> None:
    if order.decision:
        raise AlreadyAsked()
    limit = term("return.complex" if appeal.complex else "return.normal", at)
    if limit is not None and at > calendar().due(order.at, limit).at:
        raise ReturnTooLate(term=limit.label)


def _suggested(appeal: Appeal) -> Unit | None:
    order = current(appeal)
    return order.suggested if order else None


def _return_aside(appeal: Appeal) -> tuple[str, dict[str, object]] | None:
    """Above the form: who returns it, why, on what basis."""
    order = current(appeal)
    return ("appeals/return_aside.html", {"order": order}) if order else None


@APPEAL.move(
    "decide_return", "审核退单", "returning", "returned", needs="appeals.dispatch", stops=("return",), tone="primary",
    aside=_return_aside,
)  # fmt: skip
def decide_return(
    appeal: Appeal,
    *,
    decision: Annotated[
        str, Ask("审核", choices=[("approved", "同意退单"), ("refused", "不同意，仍由该单位承办")])
    ],
    unit: Annotated[
        Unit | None,
        Ask("改派单位", required=False, help="同意时填写则直接改派；不填为待重派"),
    ] = None,
    opinion: Annotated[str, Ask("审核意见", long=True, required=False, most=500)] = "",
    by: Officer,
    at: datetime,
) -> str | None:
    """The hotline decides on a return. A refused one restarts nothing; an approved one may go on to another unit at once.

    Raises: UnitIsParty, UnitNeeded.
    """
    order = _decided(appeal, decision, opinion, by, at)
    if decision == Decision.REFUSED:
        return "signed" if order.signed_at else "dispatched"
    free(appeal, order, at=at)
    if unit is None:
        clocks.start(appeal.matter, "triage", at=at)
        return None
    give(appeal, unit, by=by, at=at)
    return "dispatched"


@APPEAL.move(
    "designate", "裁定承办", "arbitrating", "dispatched", needs="appeals.arbitrate", stops=("return",), tone="primary",
    confirm="裁定后指定的单位不能再退单；办结时限不重新计算。", aside=_return_aside,
)  # fmt: skip
def designate(
    appeal: Appeal,
    *,
    unit: Annotated[Unit, Ask("指定主办单位", initial=_suggested)],
    co: Annotated[list[Unit] | None, Ask("协办单位", required=False)] = None,
    opinion: Annotated[str, Ask("裁定意见", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> str | None:
    """After the third return the hotline designates; the term keeps running and nobody returns it any more.

    Raises: UnitIsCo, UnitIsParty.
    """
    order = current(appeal)
    assert order is not None
    appeal.designated = True
    appeal.save(update_fields=["designated"])
    if order.unit_id == unit.pk:
        _decided(appeal, Decision.REFUSED, opinion, by, at)
        invite(appeal, co or (), at=at)
        return "signed" if order.signed_at else None
    order = _decided(appeal, Decision.APPROVED, opinion, by, at)
    free(appeal, order, at=at)
    give(appeal, unit, co=co or (), instructions=opinion, by=by, at=at, keeps_term=True)
    return None


def _decided(appeal: Appeal, decision: str, opinion: str, by: Officer, at: datetime) -> Dispatch:
    order = current(appeal)
    if order is None:
        raise UnitNeeded(field="unit")
    order.decision, order.opinion, order.decided_by, order.decided_at = decision, opinion, by, at
    order.ended_at = at if decision == Decision.APPROVED else None
    order.save(update_fields=["decision", "opinion", "decided_by", "decided_at", "ended_at"])
    return order


def free(appeal: Appeal, order: Dispatch, *, at: datetime) -> None:
    """The unit of an order need not do it. One that had signed stays answerable until another has (首接负责)."""
    assignment = order.assignment
    clocks.stop(appeal.matter, ("sign", "contact"), at=at, assignment=assignment)
    assignment.state = AssignmentState.RETURNED
    if assignment.signed_at is None:
        assignment.closed_at = at
    assignment.save(update_fields=["state", "closed_at"])


def _contact_needed(appeal: Appeal) -> str:
    return "匿名件没有联系方式，请直接“开始办理”。" if appeal.anonymous else ""


@APPEAL.move(
    "contact", "登记联系", WORKING, "handling", needs="appeals.handle", party=("lead",), assignment_states=("signed", "replied"),
    when=_contact_needed, hidden=True, tone="primary", rank=10,
)  # fmt: skip
def contact(
    appeal: Appeal,
    *,
    way: Annotated[str, Ask("联系方式", choices=ContactWay.choices)] = "phone",
    reached: Annotated[str, Ask("结果", choices=[("yes", "联系上"), ("no", "没有联系上")])] = "yes",
    note: Annotated[str, Ask("联系情况", long=True, least=2, personal=True)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit speaks with the caller, or tries to; the first time that it reaches the caller is its response."""
    clock = Clock.objects.filter(assignment=assignment, name="contact", stopped_at=None).first()
    spoke = reached == "yes"
    in_time = clock is None or at <= clock.due_at
    Contact.objects.create(
        appeal=appeal, unit=assignment.unit, way=way, reached=spoke, note=note, in_time=in_time, by=by, at=at
    )
    if not spoke:
        return
    clocks.stop(appeal.matter, ("contact",), at=at, assignment=assignment)
    if appeal.contacted_at is None:
        appeal.contacted_at, appeal.responded = at, in_time
        appeal.save(update_fields=["contacted_at", "responded"])


def _is_anonymous(appeal: Appeal) -> str:
    return "" if appeal.anonymous else "要先登记与诉求人的联系。"


@APPEAL.move(
    "begin", "开始办理", "signed", "handling", needs="appeals.handle", party=("lead",), assignment_states=("signed",),
    when=_is_anonymous, hidden=True, tone="primary",
)  # fmt: skip
def begin(appeal: Appeal, *, by: Officer, at: datetime, assignment: Assignment) -> None:
    """An anonymous appeal is begun without a contact, which nobody can make."""
    appeal.responded = None
    appeal.save(update_fields=["responded"])
