"""Hot topics: counts of the last week and month by category, township and word, against the weeks and month before."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse

from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.measures.queries import part_url
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.figures import rules as months
from gongzhi.modules.appeals.figures.measures import INTAKE
from gongzhi.modules.appeals.figures.wording import Cited, Said
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.policy import number
from gongzhi.modules.appeals.topics.models import Topic
from gongzhi.modules.appeals.topics.rules import Heat, Window

SPANS = ("week", "prior", "month", "before")
SHOWN = 8
TITLES = 100_000  # titles that are looked through for words


@dataclass(frozen=True)
class Hot:
    """One category, township or word, with how it stands; the addresses open what the week and the month counted."""

    key: Any
    label: str
    heat: Heat
    is_hot: bool
    week_url: str = ""
    month_url: str = ""

    @property
    def change(self) -> str:
        return months.change(self.heat.month, self.heat.before)


def _within(span: tuple[date, date]) -> Q:
    return Q(matter__opened_at__gte=day_bounds(span[0])[0], matter__opened_at__lt=day_bounds(span[1])[1])


def _all(rows: QuerySet[Appeal], window: Window) -> QuerySet[Appeal]:
    return rows.filter(_within((window.before[0], window.on))).order_by()


def heats(rows: QuerySet[Appeal], window: Window, column: str) -> dict[Any, Heat]:
    """Counts by a column. One query."""
    counts = {span: Count("pk", filter=_within(getattr(window, span))) for span in SPANS}
    found = _all(rows, window).values_list(column).annotate(**counts)
    return {row[0]: Heat(*row[1:]) for row in found}


def by_category(rows: QuerySet[Appeal], at: datetime) -> list[Hot]:
    """One query, and the directory."""
    window, there = Window(local_day(at)), known()
    found = heats(rows.filter(category__isnull=False), window, "category")
    labels = {key: there.kinds[key].label for key in found if key in there.kinds}
    return _hot(found, labels, at, window, "category")


def by_town(rows: QuerySet[Appeal], at: datetime) -> list[Hot]:
    """One query."""
    window, there = Window(local_day(at)), known()
    found = heats(rows.annotate(town=Substr("matter__place_code", 1, 9)), window, "town")
    codes = {f"{stem:0<12}": heat for stem, heat in found.items() if stem and stem != there.stem}
    labels = {code: there.places.get(code, "") for code in codes}
    return _hot({code: heat for code, heat in codes.items() if labels[code]}, labels, at, window, "place")


def _hot(
    found: dict[Any, Heat], labels: dict[Any, str], at: datetime, window: Window, name: str
) -> list[Hot]:
    growth, least = number("hot.growth", at), number("hot.least", at)
    rows = [
        Hot(
            key, labels.get(key, str(key)), heat, heat.is_hot(growth, least),
            part_url(INTAKE.name, since=window.week[0], until=window.week[1], **{name: key}),
            part_url(INTAKE.name, since=window.month[0], until=window.month[1], **{name: key}),
        )
        for key, heat in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda one: (not one.is_hot, -one.heat.week, -one.heat.month, one.label))


def by_word(rows: QuerySet[Appeal], at: datetime) -> list[Hot]:
    """By the directory's words in the headlines. One query, whose rows are looked through here."""
    window, words = Window(local_day(at)), known().keywords
    if not words:
        return []
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    bounds = {
        span: (day_bounds(days[0])[0], day_bounds(days[1])[1])
        for span in SPANS
        for days in [getattr(window, span)]
    }
    counted: dict[str, Counter[str]] = {span: Counter() for span in SPANS}
    titles = _all(rows, window).values_list("matter__title", "matter__opened_at")[:TITLES]
    for title, opened in titles.iterator(chunk_size=5000):
        told = set(pattern.findall(title))
        for span, (first, last) in bounds.items():
            if first <= opened < last:
                counted[span].update(told)
    found = {word: Heat(*(counted[span][word] for span in SPANS)) for word in set().union(*counted.values())}
    growth, least = number("hot.growth", at), number("hot.least", at)
    rows_ = [Hot(word, word, heat, heat.is_hot(growth, least)) for word, heat in found.items()]
    return sorted(rows_, key=lambda one: (not one.is_hot, -one.heat.week, -one.heat.month, one.label))


def said_of_month(code: str) -> Said:
    """What was hot in a month, for its circular: categories that grew, then the topics of the month. Three queries."""
    first, last = months.month_of(code)
    grown, topics = _grown(first, last, code), _topics(first, last)
    told = [
        ("增长较快的事项", [f"{one.label}{one.now}件，环比{months.change(one.now, one.before)}" for one in grown]),
        ("集中反映并建立专题的", [f"“{one.name}”{one.n}件，{one.get_state_display()}" for one in topics]),
    ]  # fmt: skip
    span = {"since": first, "until": last}
    figures = [
        Cited(one.label, f"{one.now}件", part_url(INTAKE.name, category=one.key, **span)) for one in grown
    ]
    figures += [Cited(one.name, f"{one.n}件", reverse("appeals:topic", args=[one.pk])) for one in topics]
    return Said([f"{head}：{'；'.join(rows)}。" for head, rows in told if rows], figures)


@dataclass(frozen=True)
class Grown:
    """A category that grew in a month against the one before."""

    key: int
    label: str
    now: int
    before: int


def _grown(first: date, last: date, code: str) -> list[Grown]:
    was = months.month_of(months.months_before(code, 2)[0])
    spans = {"now": _within((first, last)), "was": _within(was)}
    rows = Appeal.objects.filter(_within((was[0], last)), category__isnull=False).order_by()
    counts = {name: Count("pk", filter=span) for name, span in spans.items()}
    at = day_bounds(last)[0] + timedelta(hours=12)
    growth, least = number("hot.growth", at), number("hot.least", at)
    found = [
        (key, now, before)
        for key, now, before in rows.values_list("category").annotate(**counts)
        if now >= least and (not before or (now - before) * 100 >= growth * before)
    ]
    labels = {one.pk: one.label for one in Category.objects.filter(pk__in=[key for key, _, _ in found])}
    found.sort(key=lambda one: (-one[1], one[0]))
    return [Grown(key, labels[key], now, before) for key, now, before in found[:SHOWN]]


def _topics(first: date, last: date) -> list[Any]:
    rows = Topic.objects.filter(from_on__lte=last, to_on__gte=first)
    return list(rows.annotate(n=Count("members")).order_by("-n", "pk")[:SHOWN])
