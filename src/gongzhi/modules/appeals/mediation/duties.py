"""What mediation owes by the clock: visits after an agreement, and the last days to ask the court."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.web.matters import matter_url
from gongzhi.modules.appeals.mediation.models import Agreement, Dispute, Visit
from gongzhi.modules.appeals.mediation.opening import PERMISSION

DAYS_BEFORE = 5


def visits(at: datetime) -> Iterator[tuple[str, int]]:
    """Visits that are due and not done. One query."""
    rows = Visit.objects.filter(at=None, due_on__lte=local_day(at), dispute__matter__state="agreed")
    yield from ((str(key), key) for key in rows.order_by("pk").values_list("pk", flat=True))


def remind_visit(key: int, at: datetime) -> None:
    """Tell the unit once that the parties are to be visited."""
    visit = Visit.objects.select_related("dispute__matter__lead_unit").get(pk=key)
    if visit.at is None:
        _tell(
            visit.dispute,
            f"该回访了：{visit.dispute.matter.title[:40]}",
            f"应在{visit.due_on}回访双方。",
            f"visit:{key}",
            at,
        )


def confirmations(at: datetime) -> Iterator[tuple[str, int]]:
    """Agreements of which the court may be asked for a few days more. One query."""
    day = local_day(at)
    rows = Agreement.objects.filter(
        confirmation="none", confirm_until__gte=day, confirm_until__lte=day + timedelta(days=DAYS_BEFORE),
        dispute__matter__state="agreed",
    )  # fmt: skip
    yield from ((str(key), key) for key in rows.order_by("pk").values_list("pk", flat=True))


def remind_confirmation(key: int, at: datetime) -> None:
    """Tell the unit once that the term of the judicial confirmation ends."""
    agreement = Agreement.objects.select_related("dispute__matter__lead_unit").get(pk=key)
    if agreement.confirmation == "none":
        text = f"申请司法确认的期限到{agreement.confirm_until}为止。"
        _tell(
            agreement.dispute,
            f"司法确认将到期：{agreement.dispute.matter.title[:40]}",
            text,
            f"confirm:{key}",
            at,
        )


def _tell(dispute: Dispute, title: str, body: str, key: str, at: datetime) -> None:
    unit = dispute.matter.lead_unit
    if unit is not None:
        tell(
            units=[unit], needs=PERMISSION, title=title, body=body, url=matter_url(dispute.matter), matter=dispute.matter,
            kind="appeals", at=at, key=f"dispute-{key}",
        )  # fmt: skip


DUTIES = (
    Duty("appeals.visits", "纠纷回访提醒", "0 9 * * *", visits, remind_visit),
    Duty("appeals.confirmations", "司法确认到期提醒", "0 9 * * *", confirmations, remind_confirmation),
)
