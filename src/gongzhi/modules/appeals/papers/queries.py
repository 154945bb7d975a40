"""Which papers an appeal can have now, and which it has."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.access import decide, holds
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers.kinds import HANDED, SORTS, Sort
from gongzhi.modules.appeals.papers.models import AppealPaper
from gongzhi.modules.appeals.words import Decision

OWED = ("dispatched", "signed", "handling", "suspended", "replied")
UNNAMED = "诉求人"
TOLD = ("callback", "closed", "answered", "archived")  # the reply was let through


@dataclass(frozen=True)
class Offer:
    """A paper that can be written: of what it tells (`about`), and to whom it goes."""

    kind: str
    about: int
    to: str
    row: object = None  # the order, assignment, extension or reply itself

    @property
    def sort(self) -> Sort:
        return SORTS[self.kind]

    @property
    def label(self) -> str:
        return self.sort.label if self.sort.personal or not self.to else f"{self.sort.label}（{self.to}）"


def fitting(appeal: Appeal, parties: list[Assignment]) -> list[Offer]:
    """What fits the appeal as it stands, whoever asks. No query where the page's rows are in hand."""
    return [*_slips(appeal, parties), *(_letters(appeal) if appeal.appellant_id else []), *_handover(appeal)]


def _slips(appeal: Appeal, parties: list[Assignment]) -> list[Offer]:
    """To the host unit of the running order a 交办单; to its co-units, and to it for what others sent us, a 转办单."""
    order = max(appeal.orders.all(), key=lambda one: one.number, default=None)
    if order is None or order.ended_at is not None or appeal.matter.state not in OWED:
        return []
    found = [Offer("assignment_slip", order.pk, order.unit.label, order)]
    if appeal.channel in ("superior", "mailbox"):
        found.append(Offer("transfer_slip", order.assignment_id, order.unit.label, order))
    helping = (one for one in parties if one.role == Role.CO and one.state != AssignmentState.RETURNED)
    return found + [Offer("transfer_slip", one.pk, one.unit.label, order) for one in helping if one.unit]


def unnamed(appeal: Appeal) -> str:
    """The caller as a log and a preview show one."""
    masked = appeal.appellant.masked_name if appeal.appellant and not appeal.secret else ""
    return masked or UNNAMED


def _letters(appeal: Appeal) -> list[Offer]:
    """To the caller: taken on, not taken on, later than said, answered."""
    state, found, to = appeal.matter.state, [], unnamed(appeal)
    if state == "rejected":
        return [Offer("rejection_notice", 0, to)]
    if appeal.matter.due_at is not None and state in OWED:
        found.append(Offer("acceptance_notice", 0, to))
    granted = [one for one in appeal.extension_requests.all() if one.decision == Decision.APPROVED]
    if granted and appeal.matter.is_open:
        found.append(Offer("extension_notice", granted[-1].pk, to, granted[-1]))
    replies = sorted(appeal.replies.all(), key=lambda one: one.version)
    if replies and state in TOLD:
        found.append(Offer("reply_letter", replies[-1].pk, to, replies[-1]))
    return found


def _handover(appeal: Appeal) -> list[Offer]:
    handed = appeal.matter.state == "rejected" and appeal.ground in HANDED
    return [Offer("appeals_handover", 0, "")] if handed else []


def written(appeal: Appeal) -> list[AppealPaper]:
    """The papers that there are, the first first. One query."""
    return list(appeal.papers.select_related("by"))


def may_write(offer: Offer, appeal: Appeal, officer: Officer) -> bool:
    """Whether this officer writes such papers of this appeal. Two queries at most."""
    if not any(holds(officer, one) for one in offer.sort.needs):
        return False
    if offer.sort.personal and not decide(officer, appeal.reveal_permission, appeal):
        return False
    return any(decide(officer, one, appeal).allowed for one in offer.sort.needs)


def offers(
    appeal: Appeal, officer: Officer, parties: list[Assignment], there: list[AppealPaper]
) -> list[Offer]:
    """What this officer can write of the appeal now: nothing twice."""
    done = {(one.kind, one.about) for one in there}
    fresh = (one for one in fitting(appeal, parties) if (one.kind, one.about) not in done)
    return [one for one in fresh if may_write(one, appeal, officer)]
