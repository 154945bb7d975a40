"""延期, 疑难挂起, 不合理诉求认定."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from gongzhi.kernel.clock import Term
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.facts import DueChanged
from gongzhi.kernel.flow.models import Assignment, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.handling.models import Claim, Extension
from gongzhi.modules.appeals.handling.orders import due_words, finish_clock, told
from gongzhi.modules.appeals.intake.models import Appeal, Merit
from gongzhi.modules.appeals.policy import CLASSES, number, term
from gongzhi.modules.appeals.refused import ExtensionTooLate, NotExtendable, SamePerson, TooManyExtensions
from gongzhi.modules.appeals.words import Decision


def _waiting(appeal: Appeal) -> Extension | None:
    """The extension that waits for a decision. One query, once."""
    if "_extension" not in appeal.__dict__:
        rows = appeal.extension_requests.filter(decision=Decision.PENDING).select_related("unit")
        appeal.__dict__["_extension"] = rows.last()
    found: Extension | None = appeal.__dict__["_extension"]
    return found


def _none_waiting(appeal: Appeal) -> str:
    return "已有一份延期申请待审批。" if _waiting(appeal) else ""


@APPEAL.move(
    "ask_extension", "申请延期", "handling", None, needs="appeals.handle", party=("lead",),
    assignment_states=("signed", "replied"), when=_none_waiting, rank=65,
)  # fmt: skip
def ask_extension(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=5, most=500)],
    plan: Annotated[str, Ask("办理计划", long=True, least=5, most=500)],
    told_caller: Annotated[
        str,
        Ask("告知诉求人情况", long=True, least=4, personal=True, help="什么时候、怎样告诉诉求人，对方意见"),
    ],
    files: Annotated[list[Attachment] | None, Ask("佐证材料", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The host unit asks for the class' longer term, in time, with a plan, and having told the caller.

    Raises: NotExtendable, TooManyExtensions, ExtensionTooLate.
    """  # fmt: skip
    cls = appeal.term_class
    longer, most = term(f"extend.{cls}", at), number(f"extend_times.{cls}", at)
    if longer is None or not most:
        raise NotExtendable(cls=CLASSES[cls])
    if appeal.extensions >= most:
        raise TooManyExtensions(count=appeal.extensions, cls=CLASSES[cls], most=most)
    due = appeal.matter.due_at
    if due is None or at > due:
        raise ExtensionTooLate(due=due_words(due) if due else "（未定）")
    Extension.objects.create(
        appeal=appeal, unit=assignment.unit, term=str(longer), reason=reason, plan=plan, told=told_caller,
        before=due, by=by, at=at,
    )  # fmt: skip


def _one_waiting(appeal: Appeal) -> str:
    return "" if _waiting(appeal) else "没有待审批的延期申请。"


def _extension_aside(appeal: Appeal) -> tuple[str, dict[str, object]] | None:
    asked = _waiting(appeal)
    return (
        ("appeals/extension_aside.html", {"asked": asked, "term": Term.parse(asked.term).label})
        if asked
        else None
    )


@APPEAL.move(
    "decide_extension", "审批延期", "*", None, needs="appeals.extend", when=_one_waiting, hidden=True, tone="primary",
    aside=_extension_aside,
)  # fmt: skip
def decide_extension(
    appeal: Appeal,
    *,
    decision: Annotated[str, Ask("审批", choices=[("approved", "同意"), ("refused", "不同意")])],
    opinion: Annotated[str, Ask("意见", long=True, required=False, most=500)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The hotline's head decides; the term is counted on from its end, and the old one stays on record."""
    asked = _waiting(appeal)
    assert asked is not None
    asked.decision, asked.opinion, asked.decided_by, asked.decided_at = decision, opinion, by, at
    clock = finish_clock(appeal.matter)
    if decision == Decision.APPROVED and clock is not None:
        before = clock.due_at
        clocks.extend(clock, appeal.matter, Term.parse(asked.term))
        asked.after = clock.due_at
        appeal.extensions += 1
        appeal.save(update_fields=["extensions"])
        owing = appeal.matter.assignments.filter(role=Role.LEAD, closed_at=None, signed_at__isnull=False)
        owing.update(due_at=clock.due_at, warn_at=clock.warn_at)
        fact = DueChanged("办结", before.isoformat(), clock.due_at.isoformat(), "延期获批")
        record(fact, by=by, at=at, matter=appeal.matter)
    asked.save()
    words = "同意延期" if decision == Decision.APPROVED else "不同意延期"
    told(appeal, [asked.unit], f"{words}：{appeal.matter.title[:40]}", opinion, at=at)


@APPEAL.move(
    "suspend", "疑难挂起", "handling", "suspended", needs="appeals.arbitrate", rank=75, tone="danger",
    confirm="挂起期间不计时限；要写明什么条件下恢复。",
)  # fmt: skip
def suspend(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("挂起原因", long=True, least=5, most=500, help="诉求人会看到")],
    condition: Annotated[str, Ask("恢复条件", least=2, most=300)],
    by: Officer,
    at: datetime,
) -> None:
    """A hard case that cannot go on now: its clocks stand until it is resumed."""
    clocks.pause(appeal.matter, at=at)


@APPEAL.move("resume", "恢复办理", "suspended", "handling", needs="appeals.arbitrate", tone="primary")
def resume(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("恢复说明", least=2, most=300, help="诉求人会看到")],
    by: Officer,
    at: datetime,
) -> None:
    """The clocks run again; each is due later by the time that it stood."""
    clocks.resume(appeal.matter, at=at)
    owing = appeal.matter.assignments.filter(role=Role.LEAD, closed_at=None, signed_at__isnull=False)
    owing.update(due_at=appeal.matter.due_at, warn_at=appeal.matter.warn_at)


def _not_claimed(appeal: Appeal) -> str:
    return "" if appeal.merit == Merit.REASONABLE else "已经申请过认定。"


@APPEAL.move(
    "claim", "申请不合理认定", ("handling", "replied", "callback"), None, needs="appeals.handle", party=("lead",),
    assignment_states=("signed", "replied"), when=_not_claimed, hidden=True, rank=85,
    confirm="认定要由热线两个人先后同意。认定后不计入解决率、满意率，仍计入响应率。",
)  # fmt: skip
def claim(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("理由和依据", long=True, least=10, personal=True)],
    evidence: Annotated[list[Attachment], Ask("佐证材料")],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit says, with evidence, that the appeal asks what cannot be given."""
    Claim.objects.create(appeal=appeal, unit=assignment.unit, reason=reason, by=by, at=at)
    appeal.merit = Merit.CLAIMED
    appeal.save(update_fields=["merit"])


def _is(merit: str, otherwise: str) -> object:
    return lambda appeal: "" if appeal.merit == merit else otherwise


def _claim_aside(appeal: Appeal) -> tuple[str, dict[str, object]] | None:
    one = appeal.claims.select_related("unit", "first_by").last()
    return ("appeals/claim_aside.html", {"claim": one}) if one else None


JUDGED = [("approved", "认定为不合理"), ("refused", "不认定")]


@APPEAL.move(
    "judge_claim", "不合理认定初审", ("handling", "replied", "callback"), None, needs="appeals.judge",
    when=_is(Merit.CLAIMED, "没有待初审的认定申请。"), hidden=True, tone="primary", aside=_claim_aside,
)  # fmt: skip
def judge_claim(
    appeal: Appeal,
    *,
    decision: Annotated[str, Ask("初审", choices=JUDGED)],
    opinion: Annotated[str, Ask("意见", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """The first of two persons; a no ends it, a yes goes to the second."""
    one = appeal.claims.latest("id")
    one.first_by, one.first_at, one.first_opinion = by, at, opinion
    if decision == Decision.REFUSED:
        one.decision = Decision.REFUSED
    one.save()
    appeal.merit = Merit.DOUBTED if decision == Decision.APPROVED else Merit.REASONABLE
    appeal.save(update_fields=["merit"])


@APPEAL.move(
    "confirm_claim", "不合理认定复核", ("handling", "replied", "callback"), None, needs="appeals.judge",
    when=_is(Merit.DOUBTED, "没有待复核的认定申请。"), hidden=True, tone="primary", aside=_claim_aside,
)  # fmt: skip
def confirm_claim(
    appeal: Appeal,
    *,
    decision: Annotated[str, Ask("复核", choices=JUDGED)],
    opinion: Annotated[str, Ask("意见", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """The second person, who is not the first. Raises: SamePerson."""
    one = appeal.claims.latest("id")
    if one.first_by_id == by.pk:
        raise SamePerson()
    one.second_by, one.second_at, one.second_opinion, one.decision = by, at, opinion, decision
    one.save()
    appeal.merit = Merit.UNREASONABLE if decision == Decision.APPROVED else Merit.REASONABLE
    appeal.save(update_fields=["merit"])
