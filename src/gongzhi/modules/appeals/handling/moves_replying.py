"""协办, 阶段进展, 回复, 审核."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Clock, Role
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals.flow import APPEAL, WORKING
from gongzhi.modules.appeals.handling.models import Opinion, Reply, Review
from gongzhi.modules.appeals.handling.orders import invite, told
from gongzhi.modules.appeals.handling.rules import FAULTS, says_nothing
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import ContactFirst, NoReply
from gongzhi.modules.appeals.words import Closer


@APPEAL.move(
    "invite_units", "邀请协办", WORKING, None, needs="appeals.handle", party=("lead",), assignment_states=("signed", "replied"),
    rank=60,
)  # fmt: skip
def invite_units(
    appeal: Appeal,
    *,
    co: Annotated[list[Unit], Ask("协办单位")],
    reason: Annotated[str, Ask("请协办什么", least=2, most=300)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The host unit asks others along; it stays the one that answers, and nobody sends the caller elsewhere."""
    invite(appeal, [one for one in co if one.pk != assignment.unit_id], at=at)


@APPEAL.move(
    "opine", "提出协办意见", (*WORKING, "dispatched"), None, needs="appeals.handle", party=("co",),
    assignment_states=("open", "signed"), stops=("sign", "opinion"), tone="primary",
)  # fmt: skip
def opine(
    appeal: Appeal,
    *,
    text: Annotated[str, Ask("协办意见", long=True, least=4, personal=True)],
    files: Annotated[list[Attachment] | None, Ask("附件", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """A co-unit tells the host unit what it has to say on its part."""
    late = Clock.objects.filter(assignment=assignment, name="opinion", due_at__lt=at).exists()
    Opinion.objects.create(appeal=appeal, unit=assignment.unit, text=text, in_time=not late, by=by, at=at)
    assignment.state, assignment.replied_at = AssignmentState.REPLIED, at
    assignment.closed_at = at
    assignment.save(update_fields=["state", "replied_at", "closed_at"])


@APPEAL.move(
    "progress", "报阶段进展", "handling", None, needs="appeals.handle", party=("lead",), assignment_states=("signed", "replied"),
    rank=50,
)  # fmt: skip
def progress(
    appeal: Appeal,
    *,
    text: Annotated[str, Ask("进展", long=True, least=4, personal=True)],
    files: Annotated[list[Attachment] | None, Ask("附件", required=False)] = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """What has been done so far; for emergencies instead of an extension."""
    assignment.replied_at = at
    assignment.save(update_fields=["replied_at"])


def _told_before(field: str) -> Any:
    def initial(appeal: Appeal) -> str:
        last = _last(appeal)
        return getattr(last, field).open() if last else ""

    return initial


def _last(appeal: Appeal) -> Reply | None:
    if "_last_reply" not in appeal.__dict__:
        appeal.__dict__["_last_reply"] = appeal.replies.first()
    found: Reply | None = appeal.__dict__["_last_reply"]
    return found


def opinions_aside(appeal: Appeal) -> tuple[str, dict[str, Any]] | None:
    """Above the host unit's form: what the co-units said, and what was found wanting in the reply before."""
    opinions = list(appeal.opinions.select_related("unit"))
    last = _last(appeal)
    review = last.reviews.filter(passed=False).last() if last else None
    faults = [FAULTS.get(one, one) for one in review.faults] if review else []
    shown = {"opinions": opinions, "review": review, "faults": faults}
    return ("appeals/reply_aside.html", shown) if opinions or review else None


Checked = Annotated[
    str,
    Ask(
        "核查情况", long=True, least=4, personal=True, initial=_told_before("checked"),
        help="什么时候、谁、查了什么、是否属实",
    ),
]  # fmt: skip
Done = Annotated[
    str,
    Ask(
        "办理结果", long=True, least=4, personal=True, initial=_told_before("done"),
        help="做了什么、做到什么程度；不能只写“已转办”",
    ),
]  # fmt: skip
Basis = Annotated[
    str,
    Ask("法规政策依据", long=True, least=2, most=500, personal=True, initial=_told_before("basis")),
]
NextStep = Annotated[
    str,
    Ask(
        "下一步安排", long=True, required=False, most=500, personal=True, initial=_told_before("next_step"),
        help="没有办完的写明什么时候办完",
    ),
]  # fmt: skip
Reachable = Annotated[str, Ask("联系人及电话", most=60, personal=True, initial=_told_before("contact"))]
Files = Annotated[list[Attachment] | None, Ask("照片和附件", required=False)]


@APPEAL.move(
    "reply", "回复", "handling", "replied", needs="appeals.handle", party=("lead",), assignment_states=("signed", "replied"),
    tone="primary", rank=20, aside=opinions_aside,
)  # fmt: skip
def reply(
    appeal: Appeal,
    *,
    checked: Checked,
    done: Done,
    basis: Basis,
    next_step: NextStep = "",
    contact: Reachable,
    files: Files = None,
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> str | None:
    """The host unit's reply to the caller, in its parts; the term stands while the hotline looks at it.

    Raises: ContactFirst, NoReply.
    """  # fmt: skip
    _check_reply(appeal, assignment, checked=checked, done=done)
    on_time = appeal.matter.due_at is None or at <= appeal.matter.due_at
    Reply.objects.create(
        appeal=appeal, version=appeal.replies.count() + 1, unit=assignment.unit, checked=checked, done=done,
        basis=basis, next_step=next_step, contact=contact, in_time=on_time, by=by, at=at,
    )  # fmt: skip
    assignment.state, assignment.replied_at = AssignmentState.REPLIED, at
    assignment.due_at = assignment.warn_at = None  # it owes nothing while the hotline looks and calls
    assignment.save(update_fields=["state", "replied_at", "due_at", "warn_at"])
    appeal.replied_at, appeal.in_time = at, on_time
    appeal.save(update_fields=["replied_at", "in_time"])
    appeal.matter.paused_at = at
    if appeal.category and appeal.category.closer == Closer.UNIT:
        finish(appeal, "done", at=at)
        return "closed"
    clocks.start(appeal.matter, "review", at=at)
    return None


def _check_reply(appeal: Appeal, assignment: Assignment, **told: str) -> None:
    """Raises: ContactFirst, NoReply."""
    if not appeal.anonymous and not _spoken(appeal, assignment):
        raise ContactFirst()
    for name, text in told.items():
        if says_nothing(text):
            raise NoReply(field=name, given=text[:30])


def _spoken(appeal: Appeal, assignment: Assignment) -> bool:
    """Whether the unit spoke with the caller, or tried to, since the appeal came (back) to it. One query."""
    tries = appeal.contacts.filter(unit=assignment.unit)
    if appeal.redos and appeal.called_at is not None:
        tries = tries.filter(at__gte=appeal.called_at)
    return tries.exists()


def finish(appeal: Appeal, outcome: str, *, at: datetime) -> None:
    """The appeal is done: its term stands, its outcome is written."""
    clocks.stop(appeal.matter, ("finish", "review", "callback"), at=at)
    appeal.matter.outcome = outcome


@APPEAL.move(
    "review_pass",
    "审核通过",
    "replied",
    "callback",
    needs="appeals.review",
    stops=("review",),
    tone="primary",
    bulk=True,
    rank=10,
)
def review_pass(
    appeal: Appeal,
    *,
    opinion: Annotated[str, Ask("审核意见", required=False, most=500)] = "",
    by: Officer,
    at: datetime,
) -> str | None:
    """The hotline finds the reply complete and to the point; the caller is asked next, where the category wants it."""
    Review.objects.create(reply=_last(appeal), passed=True, opinion=opinion, by=by, at=at)
    clocks.stop(appeal.matter, ("finish",), at=at)
    if appeal.anonymous or (appeal.category and appeal.category.closer == Closer.REVIEW):
        finish(appeal, "done", at=at)
        return "closed"
    clocks.start(appeal.matter, "callback", at=at)
    return None


@APPEAL.move(
    "send_back", "退回重报", "replied", "handling", needs="appeals.review", stops=("review",), rank=20
)
def send_back(
    appeal: Appeal,
    *,
    faults: Annotated[list[str], Ask("问题", choices=list(FAULTS.items()))],
    opinion: Annotated[str, Ask("审核意见", long=True, least=2, most=500)],
    by: Officer,
    at: datetime,
) -> None:
    """The reply does not do; the unit's term runs on as if it had never been sent."""
    Review.objects.create(
        reply=_last(appeal), passed=False, faults=list(faults), opinion=opinion, by=by, at=at
    )
    appeal.matter.paused_at = None
    appeal.replied_at = appeal.in_time = None
    appeal.save(update_fields=["replied_at", "in_time"])
    appeal.matter.assignments.filter(role=Role.LEAD, closed_at=None).update(
        state=AssignmentState.SIGNED, due_at=appeal.matter.due_at, warn_at=appeal.matter.warn_at
    )
    lead = appeal.matter.lead_unit
    if lead is not None:
        told(appeal, [lead], f"回复被退回：{appeal.matter.title[:40]}", opinion, at=at, level="warn")
