"""What is looked for by itself: batches, repeats, and what grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.flow.actions import link, note
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import LinkKind, Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.likeness import Batch
from gongzhi.modules.appeals.topics import finding, hotness
from gongzhi.modules.appeals.topics.models import Proposal, ProposalState, Sort, Topic, TopicState
from gongzhi.modules.appeals.topics.rules import Window


def find_batches(at: datetime) -> Iterator[tuple[str, tuple[int, Batch]]]:
    """Batches as they stand; one that has grown is owed again."""
    for category, batch in finding.batch_rows(at):
        yield f"{category}:{batch.keys[0]}:{batch.keys[-1]}:{len(batch.keys)}", (category, batch)


def propose_batch(row: tuple[int, Batch], at: datetime) -> None:
    """Propose a topic, or let the proposal that waits grow. Leaders are told of a large one, once."""
    category, batch = row
    keys = [int(str(key)) for key in batch.keys]
    codes = list(Matter.objects.filter(pk__in=keys).values_list("place_code", flat=True))
    place = finding.common_place(codes)
    days = finding.days_of((batch.first, batch.last))
    known = _waiting(category, keys) or Proposal(
        sort=Sort.BATCH, key=f"batch:{category}:{keys[0]}", category_id=category, found_at=at
    )
    fresh = known.pk is None
    if known.state == ProposalState.PASSED and batch.people < 2 * known.people:
        return  # found to be no topic, and not so much more of it since
    known.state = ProposalState.OPEN
    known.place_code, (known.from_on, known.to_on) = place, days
    known.appeals, known.people, known.why = keys, batch.people, batch.why
    known.topic = known.topic or _open_topic(category, place)
    was, known.urgent = known.urgent, batch.emergency
    known.save()
    if fresh:
        _tell(known, "appeals.topic", "remind", at)
    if known.urgent and not was:
        _tell(known, "appeals.rank", "warn", at)


def _waiting(category: int, keys: list[int]) -> Proposal | None:
    """The latest proposal of a batch that shares appeals with this one and made no topic of them."""
    rows = Proposal.objects.filter(category=category, sort=Sort.BATCH).order_by("-id")
    same = (one for one in rows.exclude(state=ProposalState.TAKEN)[:50] if set(one.appeals) & set(keys))
    return next(same, None) or rows.filter(key=f"batch:{category}:{keys[0]}").first()


def _open_topic(category: int, place: str) -> Topic | None:
    """The topic in work of the same category at the same place."""
    states = (TopicState.OPEN, TopicState.ASKED, TopicState.TASKED)
    return Topic.objects.filter(category=category, place_code=place, state__in=states).order_by("-id").first()


def _tell(proposal: Proposal, needs: str, level: str, at: datetime) -> None:
    category = proposal.category.label if proposal.category else ""
    tell(
        officers=officers_with(needs, on=local_day(at)),
        title=f"{proposal.get_sort_display()}：{category}",
        body=proposal.why,
        url=reverse("appeals:topics"),
        kind="appeals.topic",
        level=level,
        at=at,
        key=f"proposal:{proposal.pk}:{level}",
    )


def find_repeats(at: datetime) -> Iterator[tuple[str, Appeal]]:
    for appeal in finding.again(at):
        yield f"{appeal.pk}", appeal


def mark_repeat(appeal: Appeal, at: datetime) -> None:
    """Link an appeal to the one that it repeats; who comes again and again is a hard case."""
    found = finding.repeat(appeal, at)
    if found is None:
        return
    parent = Matter.objects.get(pk=int(str(found.parent)))
    link(appeal.matter, parent, LinkKind.RELATED)
    text = f"{found.why}，与{parent.number}相关。"
    if found.hard and not appeal.hard:
        appeal.hard = True
        appeal.save(update_fields=["hard"])
        text += "列为疑难件，请确定包案领导。"
        _tell_hard(appeal, found.why, at)
    note(appeal.matter, Noted("重复诉求", text), by=None, at=at)


def _tell_hard(appeal: Appeal, why: str, at: datetime) -> None:
    tell(
        officers=officers_with("appeals.arbitrate", on=local_day(at)),
        title=f"疑难件：{appeal.matter.title[:60]}",
        body=f"{why}，请确定包案领导。",
        url=reverse("appeals:appeal", args=[appeal.matter.number]),
        matter=appeal.matter,
        kind="appeals.hard",
        level="warn",
        at=at,
        key=f"appeal:{appeal.pk}:hard",
    )


def find_hot(at: datetime) -> Iterator[tuple[str, Any]]:
    """Hot categories of the week, each once a week."""
    monday = local_day(at).isocalendar()
    for one in hotness.by_category(Appeal.objects.all(), at):
        if one.is_hot:
            yield f"{one.key}:{monday.year}-{monday.week}", one


def propose_hot(row: hotness.Hot, at: datetime) -> None:
    """Propose a topic of a category that grows, with the week's appeals that are in none yet."""
    first, last = Window(local_day(at)).week
    rows = Appeal.objects.filter(
        category=row.key, matter__opened_at__gte=day_bounds(first)[0], matter__opened_at__lt=day_bounds(last)[1],
        membership=None,
    )  # fmt: skip
    pairs = list(rows.order_by("pk").values_list("pk", "matter__place_code"))
    week = last.isocalendar()
    made, fresh = Proposal.objects.get_or_create(
        key=f"hot:{row.key}:{week.year}-{week.week}",
        defaults={
            "sort": Sort.HOT, "category_id": row.key, "place_code": finding.common_place([code for _, code in pairs]),
            "from_on": first, "to_on": last, "appeals": [key for key, _ in pairs], "people": len(pairs),
            "why": row.heat.words, "found_at": at,
        },
    )  # fmt: skip
    if fresh:
        _tell(made, "appeals.topic", "remind", at)


DUTIES = (
    Duty("appeals.batches", "发现批量反映", every="* * * * *", find=find_batches, act=propose_batch),
    Duty("appeals.repeats", "发现重复诉求", every="* * * * *", find=find_repeats, act=mark_repeat),
    Duty("appeals.hot", "发现增长热点", every="30 7 * * *", find=find_hot, act=propose_hot),
)
