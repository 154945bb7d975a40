"""回访, 重办, 办结."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from gongzhi.kernel.clock import local_day, today
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.models import AssignmentState, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.people.queries import holders_until_now
from gongzhi.modules.appeals.callback.models import CallBack, CallWay
from gongzhi.modules.appeals.callback.rules import Leads, leads_to
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.handling.models import PressKind
from gongzhi.modules.appeals.handling.moves_replying import finish
from gongzhi.modules.appeals.handling.orders import finish_of, told
from gongzhi.modules.appeals.handling.pressing import escalate, open_task, press
from gongzhi.modules.appeals.intake.models import Appeal, Merit
from gongzhi.modules.appeals.intake.rules import is_urgent
from gongzhi.modules.appeals.policy import number, rule
from gongzhi.modules.appeals.refused import HeardNothing, NotReachedNoAnswer, ReopenTooLate
from gongzhi.modules.appeals.words import Reached, ReplyWay, Satisfied, Solved

YES_NO = [("yes", "是"), ("no", "否")]


@APPEAL.move("call_back", "登记回访", "callback", None, needs="appeals.callback", tone="primary", rank=10)
def call_back(
    appeal: Appeal,
    *,
    way: Annotated[str, Ask("方式", choices=CallWay.choices)] = "phone",
    reached: Annotated[str, Ask("结果", choices=Reached.choices)] = "yes",
    contacted: Annotated[str, Ask("承办单位联系过您吗", required=False, choices=YES_NO)] = "",
    solved: Annotated[str, Ask("问题解决了吗", required=False, choices=Solved.choices)] = "",
    satisfied: Annotated[str, Ask("对办理结果满意吗", required=False, choices=Satisfied.choices)] = "",
    reasonable: Annotated[
        str, Ask("诉求是否合理", choices=YES_NO, help="不满意但诉求不合理的，写明原因")
    ] = "yes",
    verbatim: Annotated[str, Ask("原话", long=True, required=False, personal=True)] = "",
    by: Officer | None,
    at: datetime,
) -> str | None:
    """One try to ask the caller; what was heard closes the appeal, or gives it back to the unit.

    Raises: HeardNothing, NotReachedNoAnswer.
    """
    heard = reached == Reached.YES
    if heard and not (solved and satisfied):
        raise HeardNothing(field="solved" if not solved else "satisfied")
    if not heard and (solved or satisfied):
        raise NotReachedNoAnswer(field="reached")
    _keep(appeal, way, reached, contacted, solved, satisfied, reasonable, verbatim, by, at)
    days = [
        local_day(moment)
        for moment in appeal.call_backs.filter(round=appeal.redos).values_list("at", flat=True)
    ]
    step = leads_to(
        reached=reached, solved=solved, satisfied=satisfied, redos=appeal.redos, most=number("redo.most", at),
        reasonable=reasonable == "yes" and appeal.merit != Merit.UNREASONABLE, days=days,
        tries=number("callback.tries", at), spread=number("callback.days", at),
    )  # fmt: skip
    return _go(appeal, step, verbatim, at)


def _keep(
    appeal: Appeal, way: str, reached: str, contacted: str, solved: str, satisfied: str, reasonable: str,
    verbatim: str, by: Officer | None, at: datetime,
) -> None:  # fmt: skip
    appeal.calls += 1
    CallBack.objects.create(
        appeal=appeal, number=appeal.calls, round=appeal.redos, way=way, reached=reached,
        contacted={"yes": True, "no": False}.get(contacted), solved=solved, satisfied=satisfied,
        reasonable=reasonable == "yes", verbatim=verbatim, by=by, at=at,
    )  # fmt: skip
    if reached == Reached.YES:
        appeal.called_at, appeal.solved, appeal.satisfied = at, solved, satisfied
        if contacted == "no":
            appeal.responded = False  # what the caller says outweighs what the unit wrote
    if reached == Reached.CHANGED_HANDS and appeal.appellant is not None:
        appeal.appellant.gone_at = at
        holders_until_now(appeal.appellant).update(gone_at=at)  # every appeal that they told with it
    appeal.save(update_fields=["calls", "called_at", "solved", "satisfied", "responded"])


def _go(appeal: Appeal, step: Leads, said: str, at: datetime) -> str | None:
    if step == Leads.WAIT:
        return None
    if step in (Leads.CLOSE, Leads.UNREACHED):
        finish(appeal, "done" if step == Leads.CLOSE else "unreached", at=at)
        return "closed"
    redo(appeal, at=at)
    if step == Leads.SUPERVISE:
        press(appeal, PressKind.NOTICE, "重办后仍未解决或不满意，转督办。", by=None, at=at)
        _to_supervision(appeal, "重办后回访仍未解决或不满意。", at)
    return "handling"


def _to_supervision(appeal: Appeal, why: str, at: datetime) -> None:
    """The second redo is not the hotline's and the unit's alone any more."""
    escalate(appeal, why, at=at)
    open_task(appeal, why, at=at)


def redo(appeal: Appeal, *, at: datetime) -> None:
    """The unit has it again, with a fresh term by the rule of today. The caller saves the matter."""
    matter = appeal.matter
    clocks.stop(matter, ("callback", "review", "finish"), at=at)
    matter.paused_at, matter.closed_at, matter.outcome = None, None, ""
    appeal.redos += 1
    appeal.replied_at = appeal.in_time = None
    appeal.save(update_fields=["redos", "replied_at", "in_time"])
    clock = clocks.start(matter, "finish", at=at, rule=finish_of(appeal, at))
    lead = matter.assignments.filter(role=Role.LEAD, unit=matter.lead_unit_id, signed_at__isnull=False).last()
    if lead is None:
        return
    lead.state, lead.closed_at = AssignmentState.SIGNED, None
    lead.save(update_fields=["state", "closed_at"])
    if not appeal.anonymous:
        clocks.start(matter, "contact", at=at, assignment=lead, rule=rule("contact", appeal.term_class, at))
    lead.due_at, lead.warn_at = clock.due_at, clock.warn_at
    lead.save(update_fields=["due_at", "warn_at"])
    told(
        appeal,
        [lead.unit],
        f"退回重办：{matter.title[:40]}",
        "回访未解决或不满意，请重新办理。",
        at=at,
        level="urge",
    )


def _sampled(appeal: Appeal) -> str:
    """Why an appeal cannot be closed uncalled; "" for kinds that are called in samples, or nobody to ring or to answer."""
    unreachable = appeal.appellant is None or not appeal.appellant.phone_index
    if (
        unreachable
        or appeal.reply_way == ReplyWay.NONE
        or appeal.type in value("appeals.callback.sampled", today())
    ):
        return ""
    return f"{appeal.get_type_display()}件要逐件回访，不能不回访就办结；打不通的登记回访。"


@APPEAL.move(
    "close", "办结", "callback", "closed", needs="appeals.callback", when=_sampled, hidden=True, rank=30
)
def close(
    appeal: Appeal,
    *,
    reason: Annotated[
        str,
        Ask("不回访的原因", least=2, most=200, help="诉求人会看到。如：咨询件抽样回访，本件未抽中"),
    ],
    by: Officer,
    at: datetime,
) -> None:
    """Closed without a call-back: it was not in the sample."""
    finish(appeal, "done", at=at)


def _was_done(appeal: Appeal) -> str:
    return (
        "" if appeal.matter.outcome in ("done", "unreached") else "这一件没有经承办单位办结，不能退回重办。"
    )


def _check_days(ended: datetime | None, at: datetime) -> None:
    days = number("callback.reopen_days", at)
    if ended is not None and at > ended + timedelta(days=days):
        raise ReopenTooLate(days=days)


@APPEAL.move(
    "reopen", "重办", ("closed", "archived"), "handling", needs="appeals.callback", when=_was_done, hidden=True,
    tone="danger", rank=30,
)  # fmt: skip
def reopen(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("重办原因", long=True, least=2, personal=True)],
    by: Officer | None,
    at: datetime,
) -> None:
    """What was closed is not solved after all; within the county's days the unit has it again.

    Raises: ReopenTooLate.
    """
    _check_days(appeal.matter.closed_at, at)
    redo(appeal, at=at)
    if appeal.redos > number("redo.most", at):
        _to_supervision(appeal, "办结后再次反映未解决。", at)


def _was_answered(appeal: Appeal) -> str:
    """Why it is not taken up again; "" for what the hotline answered itself, or with another that is over."""
    matter = appeal.matter
    if matter.outcome == "answered":
        return ""
    if matter.outcome == "merged" and matter.parent is not None and not matter.parent.is_open:
        return ""
    return "只有热线直接答复的，或随主件办结的，才能重新受理。"


@APPEAL.move(
    "take_again", "重新受理", ("answered", "merged", "archived"), "registered", needs="appeals.callback",
    when=_was_answered, hidden=True, tone="danger", rank=30,
    confirm="重新受理后单独派单、单独计时。",
)  # fmt: skip
def take_again(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("重新受理的原因", long=True, least=2, personal=True)],
    by: Officer | None,
    at: datetime,
) -> None:
    """The hotline's own answer, or that to the appeal which it had joined, solved nothing: now it is for a unit.

    Raises: ReopenTooLate.
    """
    matter = appeal.matter
    _check_days(matter.parent.closed_at if matter.parent else matter.closed_at, at)
    matter.closed_at, matter.outcome, matter.parent = None, "", None
    appeal.replied_at = appeal.in_time = None
    appeal.save(update_fields=["replied_at", "in_time"])
    urgency = "urgent" if is_urgent(appeal.term_class) else "normal"
    clocks.start(matter, "triage", at=at, rule=rule("triage", urgency, at))
