"""Reading topics: their appeals, their course, what became of the number of complaints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.measures.queries import part_url
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.figures.measures import INTAKE
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.policy import number
from gongzhi.modules.appeals.topics.models import (
    Notice,
    NoticeState,
    Proposal,
    ProposalState,
    Topic,
    TopicState,
)
from gongzhi.modules.appeals.topics.rules import effect_spans

UNREAD = ("text", "address", "matter__search")


def topics() -> QuerySet[Topic]:
    """All topics with what a list shows of them. One query."""
    rows = Topic.objects.select_related("category", "task", "master", "made_by")
    return rows.annotate(size=Count("members", distinct=True))


def proposals() -> QuerySet[Proposal]:
    """Proposals that wait for a person, the urgent and large ones first. One query."""
    rows = Proposal.objects.filter(state=ProposalState.OPEN).select_related("category", "topic")
    return rows.order_by("-urgent", "-people", "-id")


def proposals_waiting(officer: Officer) -> int:
    """For the badge: counted no further than 99. One query."""
    return Proposal.objects.filter(state=ProposalState.OPEN)[:99].count()


def members(topic: Topic, officer: Officer) -> QuerySet[Appeal]:
    """The appeals of a topic that this officer sees, in order. One query."""
    rows = visible(Appeal.objects.filter(membership__topic=topic), officer, "appeals.view")
    rows = rows.select_related("matter__lead_unit", "category", "appellant", "membership")
    return rows.defer(*UNREAD).order_by("pk")


def like(topic: Topic) -> Q:
    """Appeals about the topic's thing: its category at its place."""
    found = Q(matter__kind="appeal")
    if topic.category_id:
        found &= Q(category=topic.category_id)
    return found & places(topic.place_code, "matter__place_code") if topic.place_code else found


def candidates(topic: Topic, officer: Officer, most: int = 100) -> QuerySet[Appeal]:
    """Appeals about the same from the topic's first day on that are in no topic yet. One query."""
    rows = visible(Appeal.objects.filter(like(topic)), officer, "appeals.view")
    rows = rows.filter(membership=None, matter__opened_at__gte=day_bounds(topic.from_on)[0])
    rows = rows.exclude(matter__outcome__in=("rejected", "withdrawn"))
    return rows.select_related("matter__lead_unit", "appellant").defer(*UNREAD).order_by("-pk")[:most]


def place_name(code: str) -> str:
    return known().place_name(code) or "全县"


def words(appeals: Sequence[Appeal], most: int = 20) -> list[tuple[str, int]]:
    """The directory's words in the headlines, the commonest first. No query but the directory's."""
    counted: Counter[str] = Counter()
    for word in known().keywords:
        counted[word] = sum(word in one.matter.title for one in appeals)
    return [(word, count) for word, count in counted.most_common(most) if count]


@dataclass(frozen=True)
class Day:
    """Appeals of one day, as a bar."""

    on: date
    count: int
    x: float
    height: float

    @property
    def y(self) -> float:
        return round(60 - self.height, 1)


def daily(appeals: Sequence[Appeal]) -> list[Day]:
    """How many came on each day from the first to the last, at most the last 60 days. No query."""
    counted = Counter(local_day(one.matter.opened_at) for one in appeals)
    if not counted:
        return []
    first, last = min(counted), max(counted)
    first = max(first, last - timedelta(days=59))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    most = max(counted[on] for on in days) or 1
    return [Day(on, counted[on], n * 10.0, round(counted[on] * 60 / most, 1)) for n, on in enumerate(days)]


@dataclass(frozen=True)
class Effect:
    """Complaints on the topic in so many days before and after its end; `after` None while they are not over."""

    days: int
    before: int
    after: int
    over: bool
    before_url: str
    after_url: str


def effects(topic: Topic, officer: Officer, at: datetime) -> list[Effect]:
    """Whether it became better: 30 and 90 days. One query."""
    if topic.ended_at is None:
        return []
    ended = local_day(topic.ended_at)
    spans = {days: effect_spans(ended, days) for days in (30, 90)}
    counts = {
        f"{name}_{days}": Count("pk", filter=_within(span))
        for days, pair in spans.items()
        for name, span in zip(("before", "after"), pair, strict=True)
    }
    rows = visible(Appeal.objects.filter(like(topic)), officer, "appeals.view")
    widest = (spans[90][0][0], spans[90][1][1])
    found = rows.filter(_within(widest)).order_by().aggregate(**counts)
    return [
        Effect(
            days, found[f"before_{days}"], found[f"after_{days}"], local_day(at) > spans[days][1][1],
            _url(topic, spans[days][0]), _url(topic, spans[days][1]),
        )
        for days in spans
    ]  # fmt: skip


def _within(span: tuple[date, date]) -> Q:
    return Q(matter__opened_at__gte=day_bounds(span[0])[0], matter__opened_at__lt=day_bounds(span[1])[1])


def _url(topic: Topic, span: tuple[date, date]) -> str:
    given: dict[str, Any] = {"category": topic.category_id, "place": topic.place_code}
    return part_url(INTAKE.name, **given, since=span[0], until=span[1])


def notices(officer: Officer) -> QuerySet[Notice]:
    """Who is to be told, of the appeals that this officer sees. One query."""
    rows = Notice.objects.select_related("topic", "parent", "appeal__matter", "appeal__appellant", "by")
    rows = rows.defer("appeal__text", "appeal__address", "appeal__matter__search", "parent__search")
    if scope(officer, "appeals.view").whole:
        return rows
    return rows.filter(appeal__in=visible(Appeal.objects.order_by(), officer, "appeals.view").values("pk"))


def notices_waiting(topic: Topic) -> int:
    return topic.notices.filter(state=NoticeState.PENDING).count()


def topic_of(appeal: Appeal) -> Topic | None:
    """The topic of an appeal. One query."""
    return Topic.objects.filter(members__appeal=appeal).first()


def standing(category: int, place: str, at: datetime) -> tuple[int, Topic | None]:
    """What a clerk should know before registering one more: how many of a category came from a village or community
    in the days of a batch (0 while they are fewer than one), and the topic about it that is in work. Two queries."""
    since = at - timedelta(days=number("batch.days", at))
    rows = Appeal.objects.filter(category=category, matter__place_code=place, matter__kind="appeal")
    count = rows.filter(matter__opened_at__gt=since).count()
    states = (TopicState.OPEN, TopicState.ASKED, TopicState.TASKED)
    codes = ("", place, f"{place[:9]:0<12}")
    topic = (
        Topic.objects.filter(category=category, state__in=states, place_code__in=codes)
        .select_related("master")
        .order_by("-id")
        .first()
    )
    return (count if count + 1 >= number("batch.people", at) else 0), topic
