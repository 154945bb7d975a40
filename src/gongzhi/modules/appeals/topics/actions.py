"""Making a topic, joining appeals to it, handing it to supervision, telling its people what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from gongzhi.kernel.access import require, visible
from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.spawning import Wanted, needs_of, spawn
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.flow import APPEAL, OVER
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.topics.facts import (
    CallerTold,
    ProposalPassed,
    TopicEnded,
    TopicJoined,
    TopicMade,
    TopicTasked,
)
from gongzhi.modules.appeals.topics.models import (
    Membership,
    Notice,
    NoticeState,
    Part,
    Proposal,
    ProposalState,
    Topic,
    TopicState,
)
from gongzhi.modules.appeals.topics.moves import TOLD_IN
from gongzhi.modules.appeals.topics.refused import (
    NothingToJoin,
    ProposalDecided,
    TaskedAlready,
    TopicOver,
    TopicTaskOpen,
)
from gongzhi.modules.appeals.words import ReplyWay

NEEDS, TELLS, TASK = "appeals.topic", "appeals.callback", "task"
MOST = 500  # appeals of one topic that are joined at once


@transaction.atomic
def make(
    *,
    name: str,
    category: Category | None = None,
    place: Place | None = None,
    from_on: date,
    to_on: date,
    note: str = "",
    appeals: Collection[int] = (),
    proposal: Proposal | None = None,
    by: Officer,
    at: datetime,
) -> Topic:
    """Make a topic, by hand or out of a proposal, with its first appeals. Raises: NotAllowed, ProposalDecided, NothingToJoin."""
    require(by, NEEDS)
    if proposal is not None:
        proposal = _undecided(proposal)
    topic = Topic.objects.create(
        name=name.strip(), category=category, place_code=place.code if place else "", from_on=from_on, to_on=max(from_on, to_on),
        note=note, made_by=by, made_at=at,
    )  # fmt: skip
    if appeals:
        join(topic=topic, appeals=appeals, by=by, at=at)
        topic.refresh_from_db()
    if proposal is not None:
        _decide(proposal, ProposalState.TAKEN, by, at, topic=topic)
    record(TopicMade(topic.pk, topic.name, topic.members.count()), by=by, at=at)
    return topic


def _undecided(proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        who = proposal.decided_by.name if proposal.decided_by else "系统"
        raise ProposalDecided(who=who, state=proposal.get_state_display())
    return proposal


def _decide(
    proposal: Proposal, state: str, by: Officer, at: datetime, *, topic: Topic | None = None, reason: str = ""
) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at
    proposal.topic, proposal.reason = topic or proposal.topic, reason
    proposal.save()


@transaction.atomic
def take(*, proposal: Proposal, by: Officer, at: datetime) -> Topic:
    """Let the appeals of a proposal join the topic that it names. Raises: ProposalDecided, TopicOver, NothingToJoin."""
    require(by, NEEDS)
    proposal = _undecided(proposal)
    assert proposal.topic is not None
    join(topic=proposal.topic, appeals=proposal.appeals, by=by, at=at)
    _decide(proposal, ProposalState.TAKEN, by, at)
    return proposal.topic


@transaction.atomic
def pass_over(*, proposal: Proposal, reason: str, by: Officer, at: datetime) -> Proposal:
    """A proposal is no topic. Raises: ProposalDecided, NotAllowed. Records: appeals.proposal_passed."""
    require(by, NEEDS)
    proposal = _undecided(proposal)
    _decide(proposal, ProposalState.PASSED, by, at, reason=reason)
    record(ProposalPassed(proposal.why, reason), by=by, at=at)
    return proposal


@transaction.atomic
def join(*, topic: Topic, appeals: Collection[int], by: Officer, at: datetime) -> int:
    """Join appeals to a topic: the first that is in work becomes the master, the others in work merge into it.

    What is answered already, or cannot be merged, goes along and is told of the outcome. Returns how many joined.
    Raises: NotAllowed, TopicOver, NothingToJoin. Records: flow.moved for each merged one, appeals.topic_joined.
    """
    require(by, NEEDS)
    topic = _open(topic)
    rows = visible(Appeal.objects.filter(pk__in=list(appeals)[:MOST], membership=None), by, "appeals.view")
    found = list(rows.select_related("matter").defer("text", "address").order_by("pk"))
    if not found:
        raise NothingToJoin(field="pick")
    for appeal in found:
        _join(topic, appeal, by, at)
    days = [local_day(one.matter.opened_at) for one in found]
    topic.from_on, topic.to_on = min([topic.from_on, *days]), max([topic.to_on, *days])
    topic.version += 1
    topic.save()
    record(TopicJoined(topic.pk, topic.name, [one.number for one in found]), by=by, at=at)
    return len(found)


def _join(topic: Topic, appeal: Appeal, by: Officer, at: datetime) -> None:
    state = appeal.matter.state
    part = Part.ALONG
    if state not in (*OVER, "archived"):
        if topic.master is None or topic.master.closed_at is not None:
            topic.master, part = appeal.matter, Part.MASTER
            topic.members.filter(part=Part.MASTER).update(part=Part.ALONG)
        elif state in APPEAL.moves["merge"].from_states:
            run(
                appeal.matter,
                "merge",
                by=by,
                at=at,
                parent=topic.master.number,
                reason=f"并入专题“{topic.name}”",
            )
            part = Part.MERGED
    elif state == "merged":
        part = Part.MERGED
    Membership.objects.create(topic=topic, appeal=appeal, part=part, by=by, at=at)


def _open(topic: Topic) -> Topic:
    topic = (
        Topic.objects.select_for_update(of=("self",))
        .select_related("master", "task", "category")
        .get(pk=topic.pk)
    )
    if not topic.is_open:
        raise TopicOver(name=topic.name, state=topic.get_state_display())
    return topic


@transaction.atomic
def ask_task(*, topic: Topic, reason: str, by: Officer, at: datetime) -> Topic:
    """Ask those who may for a supervised task. Raises: TopicOver, TaskedAlready, NotAllowed."""
    require(by, NEEDS)
    topic = _open(topic)
    if topic.task is not None:
        raise TaskedAlready(number=topic.task.number)
    topic.state, topic.asked_at, topic.note = TopicState.ASKED, at, reason[:300]
    topic.version += 1
    topic.save()
    needed = needs_of(TASK)
    tell(
        officers=officers_with(needed, on=local_day(at)) if needed else (),
        title=f"提请督查：{topic.name}",
        body=f"{topic.members.count()}件诉求集中反映。{reason}",
        url=reverse("appeals:topic", args=[topic.pk]),
        kind="appeals.topic",
        level="warn",
        at=at,
        key=f"topic:{topic.pk}:ask:{topic.version}",
    )
    return topic


@transaction.atomic
def make_task(
    *,
    topic: Topic,
    title: str,
    lead: Unit,
    co: Sequence[Unit] = (),
    deadline: date | None = None,
    by: Officer,
    at: datetime,
) -> Matter:
    """未诉先办: the topic becomes a matter of the kind `task`, whichever module offers it; both are linked.

    Raises: TopicOver, TaskedAlready, NotOffered, NotAllowed. Records: flow.opened, appeals.topic_tasked.
    """
    topic = _open(topic)
    if topic.task is not None:
        raise TaskedAlready(number=topic.task.number)
    wanted = Wanted(
        title=title, text=title, lead=lead.code, co=tuple(unit.code for unit in co), deadline=deadline,
        source=f"热线专题“{topic.name}”，{topic.members.count()}件",
    )  # fmt: skip
    topic.task = spawn(TASK, wanted, cause=topic.master, label="督查任务", by=by, at=at)
    topic.state = TopicState.TASKED
    topic.version += 1
    topic.save()
    record(TopicTasked(topic.pk, topic.name, topic.task.number), by=by, at=at)
    return topic.task


@transaction.atomic
def end(*, topic: Topic, outcome: str, by: Officer, at: datetime) -> Topic:
    """End a topic by hand, without a task or after one was given up, and tell its people. Raises: TopicTaskOpen, TopicOver."""
    require(by, NEEDS)
    topic = _open(topic)
    if topic.task is not None and topic.task.is_open:
        raise TopicTaskOpen(number=topic.task.number)
    return conclude(topic, outcome, by=by, at=at)


def conclude(topic: Topic, outcome: str, *, by: Officer | None, at: datetime) -> Topic:
    """Write the outcome to every appeal that is over, and a notice for each caller who wants an answer.

    The caller holds the topic's lock. Records: flow.moved for each, appeals.topic_ended.
    """
    topic.outcome, topic.state, topic.ended_at = outcome, TopicState.TOLD, at
    topic.version += 1
    topic.save()
    rows = (
        Appeal.objects.filter(membership__topic=topic)
        .select_related("matter")
        .defer("text", "address")
        .order_by("pk")
    )
    appeals = list(rows)
    for appeal in appeals:
        if appeal.matter.state in TOLD_IN:
            run(
                appeal.matter,
                "tell_outcome",
                by=by,
                at=at,
                cause=f"纳入“{topic.name}”集中办理",
                outcome=outcome,
            )
    wanted = [one for one in appeals if not one.anonymous and one.reply_way != ReplyWay.NONE]
    Notice.objects.bulk_create(
        [Notice(topic=topic, appeal=one, way=one.reply_way, made_at=at) for one in wanted],
        ignore_conflicts=True,
    )
    record(TopicEnded(topic.pk, topic.name, len(wanted), outcome), by=by, at=at)
    tell(
        officers=officers_with(TELLS, on=local_day(at)),
        title=f"请告知诉求人：{topic.name}",
        body=f"{len(wanted)}人待告知。{outcome[:200]}",
        url=f"{reverse('appeals:notices')}?topic={topic.pk}&state=pending",
        kind="appeals.topic",
        at=at,
        key=f"topic:{topic.pk}:told",
    )
    return topic


@transaction.atomic
def given_up(topic: Topic, *, at: datetime) -> Topic:
    """The task was ended without an outcome: the topic is the hotline's again, and it is told."""
    number = topic.task.number if topic.task else ""
    topic.state, topic.task = TopicState.OPEN, None
    topic.version += 1
    topic.save()
    tell(
        officers=officers_with(NEEDS, on=local_day(at)),
        title=f"督查任务已终止：{topic.name}",
        body=f"任务{number}终止，专题退回热线，请另行办理或重新提请。",
        url=reverse("appeals:topic", args=[topic.pk]),
        kind="appeals.topic",
        level="warn",
        at=at,
        key=f"topic:{topic.pk}:given_up:{topic.version}",
    )
    return topic


@transaction.atomic
def tick(
    *, notices: Collection[int], state: str = NoticeState.DONE, note: str = "", by: Officer, at: datetime
) -> int:
    """The desk has told these callers, or could not. Returns how many were still waiting. Records: appeals.caller_told."""
    require(by, TELLS)
    rows = Notice.objects.filter(pk__in=notices, state=NoticeState.PENDING).select_related("topic", "parent")
    found = list(rows)
    rows.update(state=state, by=by, at=at, note=note[:200])
    for cause, count in Counter(one.cause for one in found).items():
        record(CallerTold(cause, count, NoticeState(state).label), by=by, at=at)
    return len(found)
