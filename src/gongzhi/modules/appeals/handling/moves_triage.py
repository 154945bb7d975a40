"""At the hotline: 直接答复, 不予受理, 派单, 变更事项, 并案, 撤回."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from gongzhi.kernel.clock import Term, calendar, now, today
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow import Ask, clocks
from gongzhi.kernel.flow.facts import DueChanged
from gongzhi.kernel.flow.models import LinkKind, Matter, MatterLink
from gongzhi.kernel.flow.rules import bigrams
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.people.masking import tells_somebody
from gongzhi.modules.appeals.directory.queries import VILLAGE, categories, known
from gongzhi.modules.appeals.flow import APPEAL, OVER, UNDECIDED
from gongzhi.modules.appeals.handling.models import CategoryChange, Reply
from gongzhi.modules.appeals.handling.orders import finish_clock, finish_of, give
from gongzhi.modules.appeals.intake.actions import category_of, check_place
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import headline, told_words
from gongzhi.modules.appeals.intake.suggesting import suggest
from gongzhi.modules.appeals.policy import number
from gongzhi.modules.appeals.refused import (
    CategoryNeeded,
    HeadlineTellsSomebody,
    ParentMissing,
    ParentUnfit,
    UnitNeeded,
)
from gongzhi.modules.appeals.words import GUIDES, AppealType, Ground, Urgency


@APPEAL.move(
    "answer", "直接答复", UNDECIDED, "answered", needs="appeals.register", stops=("triage",), rank=20
)
def answer(
    appeal: Appeal,
    *,
    done: Annotated[str, Ask("答复内容", long=True, least=4, personal=True)],
    basis: Annotated[str, Ask("法规政策依据", required=False, personal=True)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The hotline answers the caller itself, out of what it knows."""
    version = appeal.replies.count() + 1
    Reply.objects.create(appeal=appeal, version=version, done=done, basis=basis, in_time=True, by=by, at=at)
    appeal.replied_at, appeal.in_time = at, True
    appeal.save(update_fields=["replied_at", "in_time"])
    appeal.matter.outcome = "answered"


@APPEAL.move(
    "reject", "不予受理", UNDECIDED, "rejected", needs="appeals.register", stops=("triage",), tone="danger",
    confirm="不予受理时要告诉诉求人正确的渠道。", basis="国办发〔2020〕53号",
)  # fmt: skip
def reject(
    appeal: Appeal,
    *,
    ground: Annotated[str, Ask("原因", choices=Ground.choices)],
    guided_to: Annotated[str, Ask("引导到哪里", required=False, help="不填按原因用通常的渠道")] = "",
    note: Annotated[str, Ask("说明", long=True, required=False, personal=True, help="诉求人会看到")] = "",
    by: Officer,
    at: datetime,
) -> None:
    """What the hotline may not take up; the caller is told the right way."""
    appeal.ground = ground
    appeal.guided_to = guided_to or GUIDES[Ground(ground)]
    appeal.save(update_fields=["ground", "guided_to"])
    appeal.matter.outcome = "rejected"


def _proposed_unit(appeal: Appeal) -> Unit | None:
    """Who the directory names today. One query."""
    proposed = known().propose(appeal.category_id, appeal.matter.place_code, today())
    return Unit.objects.filter(pk=proposed.unit).first()


def _proposed_co(appeal: Appeal) -> list[Unit]:
    """Who the directory names beside. One query, or none."""
    proposed = known().propose(appeal.category_id, appeal.matter.place_code, today())
    return list(Unit.objects.filter(pk__in=proposed.co)) if proposed.co else []


def _dispatch_aside(appeal: Appeal) -> tuple[str, dict[str, object]] | None:
    """Above the form: what term it would have by now, or what it may be where nobody has said."""
    at = now()
    if appeal.category_id is None:
        guesses = suggest(appeal.text.open(), appeal.matter.place_code, on=today())
        return "appeals/dispatch_aside.html", {"guesses": guesses}
    rule = finish_of(appeal, at)
    term = Term.parse(rule.rpartition("=")[2])
    shown = {"kind": appeal.category, "term": term.label, "due": calendar().due(at, term).at}
    return "appeals/dispatch_aside.html", shown


@APPEAL.move(
    "dispatch",
    "派单",
    UNDECIDED,
    "dispatched",
    needs="appeals.dispatch",
    stops=("triage",),
    tone="primary",
    rank=10,
    aside=_dispatch_aside,
)
def dispatch(
    appeal: Appeal,
    *,
    category: Annotated[
        str,
        Ask(
            "事项", required=False, choices=lambda row: categories(), help="还没有选定的在这里选；不选则不变"
        ),
    ] = "",
    unit: Annotated[
        Unit | None, Ask("主办单位", required=False, initial=_proposed_unit, help="不填按目录派")
    ] = None,
    co: Annotated[list[Unit] | None, Ask("协办单位", required=False, initial=_proposed_co)] = None,
    instructions: Annotated[str, Ask("派单意见", long=True, required=False, most=500)] = "",
    by: Officer,
    at: datetime,
) -> None:
    """The hotline gives the appeal to a host unit; its term is reckoned now and stays.

    Raises: CategoryNeeded, CategoryGone, UnitNeeded, UnitIsCo, UnitIsParty.
    """
    _categorise(appeal, category, by, at)
    if appeal.category_id is None:
        raise CategoryNeeded(field="category")
    host = unit or _proposed_unit(appeal)
    if host is None:
        raise UnitNeeded(field="unit")
    appeal.hard = appeal.hard or told_often(appeal, at)
    appeal.save(update_fields=["hard"])
    give(appeal, host, co=co or (), instructions=instructions, by=by, at=at)


def _categorise(appeal: Appeal, code: str, by: Officer, at: datetime) -> None:
    """Put an appeal under the category that the dispatcher chose, with the one before on record. Raises: CategoryGone."""
    if not code or (appeal.category is not None and appeal.category.code == code):
        return
    kind = category_of(code, known(), at)
    assert kind is not None
    due = appeal.matter.due_at
    CategoryChange.objects.create(
        appeal=appeal, before_id=appeal.category_id, after_id=kind.pk, due_before=due, due_after=due,
        reason="派单时确定", by=by, at=at,
    )  # fmt: skip
    appeal.category_id = kind.pk
    appeal.save(update_fields=["category"])
    retitle(appeal, appeal.matter.title, kind.label)


def told_often(appeal: Appeal, at: datetime) -> bool:
    """Whether this caller told of this category so often in the county's days that it is a hard case. One query."""
    if appeal.appellant is None or not appeal.appellant.phone_index:
        return False
    begun = at - timedelta(days=number("repeat.hard_days", at))
    rows = Appeal.objects.filter(
        appellant__phone_index=appeal.appellant.phone_index,
        appellant__gone_at=None,
        category=appeal.category_id,
        matter__opened_at__gte=begun,
    )
    return rows.count() >= number("repeat.hard", at)


def places(appeal: Appeal) -> list[tuple[str, str]]:
    """The county's townships, villages and communities, and where the appeal is now."""
    there, now_at = known(), appeal.matter.place_code
    own = [code for code in there.places if code.startswith(there.stem) and len(code) == VILLAGE]
    return [(code, there.place_name(code) or code) for code in (*own, *({now_at} - {*own, ""}))]


@APPEAL.move(
    "recategorise", "变更事项", ("registered", "returned", "dispatched", "signed", "handling", "returning", "arbitrating"),
    None, needs="appeals.dispatch", rank=60,
)  # fmt: skip
def recategorise(
    appeal: Appeal,
    *,
    category: Annotated[
        str,
        Ask(
            "事项",
            choices=lambda row: categories(),
            initial=lambda row: row.category.code if row.category else "",
        ),
    ],
    type: Annotated[str, Ask("诉求类型", choices=AppealType.choices, initial=lambda row: row.type)] = "",
    urgency: Annotated[str, Ask("紧急程度", choices=Urgency.choices, initial=lambda row: row.urgency)] = "",
    title: Annotated[str, Ask("标题", required=False, most=60, initial=lambda row: row.matter.title)] = "",
    place: Annotated[
        str,
        Ask(
            "地方", required=False, choices=lambda row: places(row), initial=lambda row: row.matter.place_code
        ),
    ] = "",
    recount: Annotated[bool, Ask("按新事项重算办结时限", help="从派单时起算；不勾选则仍按原时限")] = False,
    reason: Annotated[str, Ask("原因", least=2, most=300)],
    by: Officer,
    at: datetime,
) -> None:
    """The hotline puts an appeal under another category or place; the old category and its deadline stay on record.

    Raises: CategoryUnknown, CategoryGone, HeadlineTellsSomebody, PlaceOutside.
    """
    check_place(place, known())
    kind = category_of(category, known(), at)
    assert kind is not None
    if tells_somebody(title):
        raise HeadlineTellsSomebody(field="title", proposal=headline(appeal.text.open()))
    clock, before = finish_clock(appeal.matter), appeal.category_id
    change = CategoryChange(
        appeal=appeal, before_id=before, after_id=kind.pk, due_before=appeal.matter.due_at,
        rule_before=clock.rule if clock else "", reason=reason, by=by, at=at,
    )  # fmt: skip
    appeal.category_id, appeal.type = kind.pk, type or appeal.type
    appeal.urgency = urgency or appeal.urgency
    appeal.save(update_fields=["category", "type", "urgency"])
    appeal.matter.place_code = place or appeal.matter.place_code
    if recount and clock is not None:
        _recount(appeal, clock.started_at, by=by, at=at)
    change.due_after = appeal.matter.due_at
    change.save()
    retitle(appeal, title or appeal.matter.title, kind.label)


def _recount(appeal: Appeal, started: datetime, *, by: Officer, at: datetime) -> None:
    before = appeal.matter.due_at
    clocks.stop(appeal.matter, ("finish",), at=at)
    clock = clocks.start(appeal.matter, "finish", at=started, rule=finish_of(appeal, started))
    owing = appeal.matter.assignments.filter(role="lead", closed_at=None, signed_at__isnull=False)
    owing.update(due_at=clock.due_at, warn_at=clock.warn_at)
    fact = DueChanged("办结", before.isoformat() if before else "", clock.due_at.isoformat(), "变更事项")
    record(fact, by=by, at=at, matter=appeal.matter)


def retitle(appeal: Appeal, title: str, label: str) -> None:
    """Give the matter another headline and category, and what it is found by. The caller saves the matter."""
    there, matter = known(), appeal.matter
    words = told_words(appeal.text.open(), there.keywords)
    matter.title, matter.category = title.strip(), label
    matter.search = bigrams(
        f"{matter.number} {matter.title} {label} {there.place_name(matter.place_code)} {' '.join(words)}"
    )


@APPEAL.move(
    "merge", "并案", ("registered", "returned", "dispatched", "signed", "handling", "returning", "arbitrating", "suspended"),
    "merged", needs="appeals.register", rank=70, confirm="并入后随主件一起办理、一起答复，本件不再单独计时。",
)  # fmt: skip
def merge(
    appeal: Appeal,
    *,
    parent: Annotated[str, Ask("主件编号", most=32)],
    reason: Annotated[str, Ask("原因", required=False, help="如：同一地点同一问题")] = "",
    by: Officer,
    at: datetime,
) -> None:
    """A repeated or a batch appeal joins another that is in work; it is answered with that one.

    Raises: ParentMissing, ParentUnfit.
    """
    other = Matter.objects.filter(number=parent.strip().upper(), kind="appeal").first()
    if other is None:
        raise ParentMissing(field="parent", given=parent)
    unfit = (
        "就是本件"
        if other.pk == appeal.pk
        else "已经办结或并案"
        if other.state in (*OVER, "archived")
        else ""
    )
    if unfit:
        raise ParentUnfit(field="parent", number=other.number, reason=unfit)
    MatterLink.objects.get_or_create(matter=appeal.matter, other=other, kind=LinkKind.DUPLICATE)
    Matter.objects.filter(parent=appeal.pk).update(parent=other)  # what had joined this one goes along
    appeal.matter.parent = other
    appeal.matter.outcome = "merged"


@APPEAL.move(
    "withdraw", "撤回", ("registered", "returned", "dispatched", "signed", "handling", "returning", "suspended"),
    "withdrawn", needs="appeals.register", rank=90, tone="danger",
)  # fmt: skip
def withdraw(
    appeal: Appeal,
    *,
    reason: Annotated[str, Ask("诉求人撤回的原因", least=2, personal=True, help="诉求人会看到")],
    by: Officer,
    at: datetime,
) -> None:
    """The caller does not ask it any more."""
    appeal.matter.outcome = "withdrawn"


@APPEAL.move("archive", "归档", OVER, "archived", needs="appeals.review", bulk=True, rank=80)
def archive(appeal: Appeal, *, by: Officer, at: datetime) -> None:
    """An appeal that is over is put away."""
