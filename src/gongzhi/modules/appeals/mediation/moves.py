"""受理, 调解, 达成协议, 上交一级, 调解不成, 司法确认, 履行, 回访, 结案."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import Q

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.actions import Party, assign
from gongzhi.kernel.flow.models import AssignmentState, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.people.masking import redacted
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.mediation.models import Agreement, Dispute, Mediator, Session, Visit
from gongzhi.modules.appeals.mediation.opening import (
    PERMISSION,
    DisputeTold,
    PartyTold,
    await_visit,
    register,
    term_rule,
    told_unit,
    unit_for,
)
from gongzhi.modules.appeals.mediation.refused import (
    EffectiveAhead,
    NoLevelAbove,
    NotSigned,
    PerformedBefore,
    RightsNotTold,
)
from gongzhi.modules.appeals.mediation.rules import above, confirm_until, visit_days
from gongzhi.modules.appeals.mediation.words import DisputeKind, Form, Level, Risk, Side, Source

YES = [("yes", "是"), ("no", "否")]


def mediators(dispute: Dispute) -> list[tuple[str, str]]:
    """Who can be asked to mediate, those in the dispute's own township first."""
    from gongzhi.kernel.clock import today

    town = dispute.matter.place_code[:9]
    rows = Mediator.objects.filter(serving(today())).select_related("room")
    found = sorted(rows, key=lambda one: (one.room.place_id[:9] != town, one.room.name, one.name))
    return [(str(one.pk), f"{one.name}　{one.get_kind_display()}　{one.room.name}") for one in found[:200]]


def serving(on: date) -> Q:
    """Mediators who are on the list on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))


def _chosen(key: str) -> Mediator | None:
    return Mediator.objects.filter(pk=key).first() if key else None


@DISPUTE.move(
    "accept", "受理", "registered", "mediating", needs=PERMISSION, party=("lead",), tone="primary", rank=10
)
def accept(
    dispute: Dispute,
    *,
    mediator: Annotated[str, Ask("调解员", choices=mediators)],
    by: Officer,
    at: datetime,
) -> None:
    """The level takes the dispute on and names who mediates."""
    dispute.mediator = _chosen(mediator)
    dispute.save(update_fields=["mediator"])
    dispute.matter.assignments.filter(role=Role.LEAD, closed_at=None, signed_at=None).update(
        state=AssignmentState.SIGNED, signed_at=at
    )


@DISPUTE.move(
    "hear", "登记调解", "mediating", None, needs=PERMISSION, party=("lead",), rank=20, tone="primary"
)
def hear(
    dispute: Dispute,
    *,
    came: Annotated[
        str, Ask("到场", choices=[("both", "双方到场"), ("one", "一方到场"), ("apart", "分别听取")])
    ],
    mediator: Annotated[
        str, Ask("调解员", choices=mediators, initial=lambda row: str(row.mediator_id or ""))
    ],
    minutes: Annotated[str, Ask("调解记录", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """One sitting; what was said is kept sealed."""
    who = _chosen(mediator)
    made = Session.objects.create(
        dispute=dispute, number=dispute.sessions.count() + 1, level=dispute.level,
        room=who.room if who else None, came=came, minutes=minutes, by=by, at=at,
    )  # fmt: skip
    if who is not None:
        made.mediators.add(who)


@DISPUTE.move(
    "agree", "达成协议", "mediating", "agreed", needs=PERMISSION, party=("lead",), rank=10, tone="primary", basis="《人民调解法》第二十八条至第三十一条",
)  # fmt: skip
def agree(
    dispute: Dispute,
    *,
    shape: Annotated[str, Ask("形式", choices=Form.choices)] = "written",
    content: Annotated[
        str, Ask("协议内容", long=True, least=10, personal=True, help="事实、责任、内容、履行方式")
    ],
    effective_on: Annotated[date, Ask("生效日期", help="双方和调解员签字、盖章之日；口头协议为达成之日")],
    perform_by: Annotated[date | None, Ask("履行期限", required=False)] = None,
    signed: Annotated[bool, Ask("双方、调解员已签名，已加盖调解委员会印章", required=False)] = False,
    by: Officer,
    at: datetime,
) -> None:
    """The parties agree; they are visited after a while, and may have it confirmed by the court in thirty days.

    Raises: NotSigned, EffectiveAhead, PerformedBefore.
    """
    if shape == Form.WRITTEN and not signed:
        raise NotSigned(field="signed")
    if effective_on > local_day(at):
        raise EffectiveAhead(field="effective_on", given=effective_on)
    if perform_by is not None and perform_by < effective_on:
        raise PerformedBefore(field="perform_by", effective=effective_on)
    clocks.stop(dispute.matter, ("mediate", "report"), at=at)
    Agreement.objects.create(
        dispute=dispute, form=shape, content=content, effective_on=effective_on, perform_by=perform_by,
        level=dispute.level, confirm_until=confirm_until(effective_on),
    )  # fmt: skip
    Visit.objects.bulk_create([Visit(dispute=dispute, due_on=day) for day in _visits(effective_on, at)])
    dispute.agreed_at = at
    dispute.save(update_fields=["agreed_at"])
    await_visit(dispute)
    dispute.matter.outcome = "agreed"


def _visits(effective_on: date, at: datetime) -> list[date]:
    given = str(value("appeals.mediate.visits", local_day(at)))
    return visit_days(
        effective_on, [int(word) for word in given.replace("，", ",").split(",") if word.strip().isdigit()]
    )


@DISPUTE.move(
    "pass_up", "上交一级", ("registered", "mediating"), "registered", needs=PERMISSION, party=("lead",),
    rank=40,
)  # fmt: skip
def pass_up(
    dispute: Dispute,
    *,
    reason: Annotated[str, Ask("理由", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """This level cannot settle it; the next one has it, with a term of its own.

    Raises: NoLevelAbove, NobodyMediates.
    """
    level = above(dispute.level)
    if not level:
        raise NoLevelAbove()
    unit = unit_for(level, dispute.matter.place_code, at)
    clocks.stop(dispute.matter, ("mediate",), at=at)
    dispute.level, dispute.mediator = level, None
    dispute.save(update_fields=["level", "mediator"])
    clocks.start(dispute.matter, "mediate", at=at, rule=term_rule(level, at))
    lead = dispute.matter.assignments.filter(role=Role.LEAD, closed_at=None)
    if not lead.filter(unit=unit).exists():
        lead.update(closed_at=at, state=AssignmentState.REPLIED)
        assign(dispute.matter, Party(Role.LEAD, unit=unit), at=at)
    else:
        lead.update(state=AssignmentState.OPEN, signed_at=None)
    told_unit(dispute, unit, f"上交到{Level(level).label}调解：{dispute.matter.title[:40]}", at)


@DISPUTE.move(
    "fail", "调解不成", "mediating", "failed", needs=PERMISSION, party=("lead",), rank=60, tone="danger",
    basis="《人民调解法》第二十六条",
)  # fmt: skip
def fail(
    dispute: Dispute,
    *,
    reason: Annotated[str, Ask("原因", long=True, least=4, personal=True)],
    told: Annotated[bool, Ask("已告知可以仲裁、行政处理、诉讼", required=False)] = False,
    risk: Annotated[str, Ask("结束时风险", choices=Risk.choices, initial=lambda row: row.risk)] = "blue",
    by: Officer,
    at: datetime,
) -> None:
    """No agreement; the parties are told their rights, and what risk is left is kept. Raises: RightsNotTold."""
    if not told:
        raise RightsNotTold(field="told")
    dispute.risk = risk
    dispute.save(update_fields=["risk"])
    dispute.matter.outcome = "failed"


@DISPUTE.move(
    "rate",
    "调整风险",
    ("registered", "mediating", "agreed"),
    None,
    needs=PERMISSION,
    party=("lead",),
    rank=70,
)
def rate(
    dispute: Dispute,
    *,
    risk: Annotated[str, Ask("风险", choices=Risk.choices, initial=lambda row: row.risk)],
    reason: Annotated[str, Ask("依据", long=True, least=2, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The risk is judged anew; a red one is to be reported in the county's hours."""
    before, dispute.risk = dispute.risk, risk
    dispute.save(update_fields=["risk"])
    if risk == Risk.RED and before != Risk.RED:
        clocks.start(dispute.matter, "report", at=at)


@DISPUTE.move(
    "report", "报告重大纠纷", ("registered", "mediating"), None, needs=PERMISSION, party=("lead",),
    rank=30, when=lambda row: "" if row.risk == Risk.RED else "只有红色风险的纠纷需要报告。", hidden=True, tone="danger",
)  # fmt: skip
def report(
    dispute: Dispute,
    *,
    measures: Annotated[str, Ask("已采取的措施", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """Those who lead are told of a grave dispute."""
    from gongzhi.kernel.web.matters import matter_url

    clocks.stop(dispute.matter, ("report",), at=at)
    leaders = officers_with("appeals.disputes_lead", on=local_day(at))
    tell(
        officers=leaders, title=f"重大矛盾纠纷报告：{dispute.matter.title[:40]}", url=matter_url(dispute.matter),
        matter=dispute.matter, kind="appeals", level="urge", at=at, key=f"dispute-report:{dispute.pk}:{dispute.matter.version}",
    )  # fmt: skip


@DISPUTE.move(
    "reopen", "反弹重调", "agreed", "mediating", needs=PERMISSION, party=("lead",), rank=60, tone="danger"
)
def reopen(
    dispute: Dispute,
    *,
    reason: Annotated[str, Ask("原因", long=True, least=4, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The agreement did not hold; it is mediated again, with a fresh term."""
    dispute.agreement.delete()
    dispute.visits.filter(at=None).delete()
    dispute.agreed_at, dispute.again = None, True
    dispute.save(update_fields=["agreed_at", "again"])
    dispute.matter.outcome = ""
    clocks.start(dispute.matter, "mediate", at=at, rule=term_rule(dispute.level, at))


@DISPUTE.move(
    "withdraw", "撤回", ("registered", "mediating"), "withdrawn", needs=PERMISSION, party=("lead",), rank=90
)
def withdraw(
    dispute: Dispute,
    *,
    reason: Annotated[str, Ask("撤回的原因", least=2, personal=True)],
    by: Officer,
    at: datetime,
) -> None:
    """The parties do not ask for it any more."""
    dispute.matter.outcome = "withdrawn"


@APPEAL.move(
    "mediate", "转调解", ("registered", "returned", "handling"), None, needs="appeals.dispatch", rank=65
)
def mediate(
    appeal: Appeal,
    *,
    kind: Annotated[str, Ask("纠纷类型", choices=DisputeKind.choices)],
    level: Annotated[str, Ask("调解层级", choices=Level.choices)] = "town",
    respondent: Annotated[str, Ask("被申请人", required=False, most=40, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """What an appeal tells is a dispute: it is mediated besides, and both point at each other.

    Raises: what registering a dispute is refused for.
    """
    named = "保密" if appeal.secret else appeal.appellant.name.open() if appeal.appellant else "匿名"
    parties = [PartyTold(named or "未留姓名")]
    if respondent.strip():
        parties.append(PartyTold(respondent, side=Side.RESPONDENT))
    told = DisputeTold(
        text=redacted(appeal.text.open()) if appeal.secret else appeal.text.open(), kind=kind, parties=parties, source=Source.APPEAL, level=level,
        place_code=appeal.matter.place_code, title=appeal.matter.title,
    )  # fmt: skip
    register(told, by=by, at=at, appeal=appeal)
