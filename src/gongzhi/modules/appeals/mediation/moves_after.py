"""What follows an agreement: 司法确认, 履行, 回访, 结案."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow import Ask
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.mediation.models import Dispute, Visit
from gongzhi.modules.appeals.mediation.opening import PERMISSION, await_visit
from gongzhi.modules.appeals.mediation.refused import ConfirmationTooLate, CourtNumberNeeded, VisitsOwed
from gongzhi.modules.appeals.mediation.words import Confirmation

YES = [("yes", "是"), ("no", "否")]


def _confirmable(dispute: Dispute) -> str:
    agreement = getattr(dispute, "agreement", None)
    return "" if agreement and agreement.confirmation == Confirmation.NONE else "已经申请过司法确认。"


@DISPUTE.move(
    "apply", "申请司法确认", "agreed", None, needs=PERMISSION, party=("lead",), when=_confirmable, hidden=True, rank=20,
    basis="《人民调解法》第三十三条",
)  # fmt: skip
def apply(
    dispute: Dispute,
    *,
    note: Annotated[str, Ask("说明", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """Both parties ask the court to confirm their agreement. Raises: ConfirmationTooLate."""
    agreement = dispute.agreement
    if local_day(at) > agreement.confirm_until:
        raise ConfirmationTooLate(until=agreement.confirm_until)
    agreement.confirmation = Confirmation.APPLIED
    agreement.save(update_fields=["confirmation"])


def _applied(dispute: Dispute) -> str:
    agreement = getattr(dispute, "agreement", None)
    return "" if agreement and agreement.confirmation == Confirmation.APPLIED else "还没有申请司法确认。"


@DISPUTE.move(
    "confirmed",
    "登记确认结果",
    "agreed",
    None,
    needs=PERMISSION,
    party=("lead",),
    when=_applied,
    hidden=True,
    rank=20,
)
def confirmed(
    dispute: Dispute,
    *,
    result: Annotated[str, Ask("结果", choices=[("confirmed", "确认有效"), ("refused", "未予确认")])],
    court_number: Annotated[str, Ask("裁定书文号", required=False, most=60)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """What the court said; a confirmed agreement can be enforced. Raises: CourtNumberNeeded."""
    if result == Confirmation.CONFIRMED and not court_number.strip():
        raise CourtNumberNeeded(field="court_number")
    agreement = dispute.agreement
    agreement.confirmation, agreement.court_number = result, court_number.strip()
    agreement.save(update_fields=["confirmation", "court_number"])


@DISPUTE.move("visit", "登记回访", "agreed", None, needs=PERMISSION, party=("lead",), rank=10, tone="primary")
def visit(
    dispute: Dispute,
    *,
    performed: Annotated[
        str, Ask("协议履行了吗", choices=[("yes", "已履行"), ("going", "正在履行"), ("no", "没有履行")])
    ],
    stable: Annotated[str, Ask("双方关系稳定吗", choices=YES)],
    note: Annotated[str, Ask("回访情况", long=True, least=2, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The parties are visited; the visit that was due first counts, or one more is kept."""
    owed = dispute.visits.filter(at=None).first() or Visit(
        dispute=dispute, due_on=_free_day(dispute, local_day(at))
    )
    owed.at, owed.by, owed.stable, owed.note = at, by, stable == "yes", note
    owed.save()
    await_visit(dispute)
    agreement = dispute.agreement
    agreement.performed_on = local_day(at) if performed == "yes" else None
    agreement.broken = performed == "no"
    agreement.save(update_fields=["performed_on", "broken"])


def _free_day(dispute: Dispute, on: date) -> date:
    taken = set(dispute.visits.values_list("due_on", flat=True))
    while on in taken:
        on += timedelta(days=1)
    return on


@DISPUTE.move("close", "案结事了", "agreed", "closed", needs=PERMISSION, party=("lead",), rank=50)
def close(
    dispute: Dispute,
    *,
    early: Annotated[str, Ask("提前结案的理由", required=False, help="回访都做完的不用填")] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The agreement holds and the visits are done. Raises: VisitsOwed."""
    owed = list(dispute.visits.filter(at=None).values_list("due_on", flat=True))
    if owed and not early.strip():
        raise VisitsOwed(field="early", count=len(owed), due=owed[0])
