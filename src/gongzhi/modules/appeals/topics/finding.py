"""Repeats and batches among the latest appeals: candidates by SQL, judged by the pure rules of `likeness`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from gongzhi.kernel.clock import local_day
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.likeness import Batch, Repeat, Told, batches, repeat_of
from gongzhi.modules.appeals.policy import number

COLUMNS = (
    "pk", "appellant__phone_index", "appellant__identity_index", "category__code", "matter__place_code",
    "matter__longitude", "matter__latitude", "matter__opened_at", "matter__closed_at",
)  # fmt: skip
MOST = 2000  # appeals of one category and township that are held against each other


def told(rows: QuerySet[Appeal]) -> list[Told]:
    """Appeals as the rules see them; nobody's number or words. One query."""
    return [
        Told(key, phone or identity or "", category or "", place, lon, lat, opened, closed=closed is not None)
        for key, phone, identity, category, place, lon, lat, opened, closed in rows.values_list(*COLUMNS)
    ]


def recent(at: datetime, days: int) -> QuerySet[Appeal]:
    """Appeals of the last days that say what they are about."""
    rows = Appeal.objects.filter(matter__kind="appeal", matter__opened_at__gt=at - timedelta(days=days))
    return rows.filter(category__isnull=False, matter__opened_at__lte=at)


def crowded(at: datetime) -> list[tuple[int, str]]:
    """(category, township's stem) in which there are enough appeals for a batch. One query."""
    rows = recent(at, number("batch.days", at)).filter(membership=None)
    rows = rows.exclude(matter__outcome__in=("rejected", "withdrawn")).order_by()
    counted = (
        rows.annotate(town=Substr("matter__place_code", 1, 9))
        .values_list("category", "town")
        .annotate(n=Count("pk"))
    )
    return [(category, town) for category, town, _ in counted.filter(n__gte=number("batch.people", at))]


def batch_rows(at: datetime) -> Iterable[tuple[int, Batch]]:
    """Batches of the last days, each with its category. One query, and one for each crowded township."""
    days = number("batch.days", at)
    for category, town in crowded(at):
        rows = recent(at, days).filter(
            category=category, matter__place_code__startswith=town, membership=None
        )
        rows = rows.exclude(matter__outcome__in=("rejected", "withdrawn")).order_by("-pk")[:MOST]
        found = batches(
            told(rows), near=float(number("near.metres", at)), within=timedelta(days=days),
            people=number("batch.people", at), emergency=number("batch.urgent", at),
        )  # fmt: skip
        yield from ((category, one) for one in found)


def again(at: datetime, hours: int = 48) -> QuerySet[Appeal]:
    """Appeals of the last hours whose caller asked the same kind of thing not long before. One query."""
    since = at - timedelta(days=number("repeat.hard_days", at))
    earlier = Appeal.objects.filter(
        appellant__phone_index=OuterRef("appellant__phone_index"), category=OuterRef("category"), pk__lt=OuterRef("pk"),
        matter__opened_at__gte=since, appellant__gone_at=None,
    )  # fmt: skip
    rows = Appeal.objects.filter(matter__kind="appeal", matter__opened_at__gt=at - timedelta(hours=hours))
    rows = rows.filter(~Q(appellant__phone_index=""), appellant__isnull=False, category__isnull=False)
    return rows.filter(Exists(earlier)).select_related("matter", "appellant").defer("text", "address")


def repeat(appeal: Appeal, at: datetime) -> Repeat | None:
    """How an appeal repeats what its caller told before. One query."""
    if appeal.appellant is None or not appeal.appellant.phone_index:
        return None
    rows = Appeal.objects.filter(
        appellant__phone_index=appeal.appellant.phone_index, appellant__gone_at=None,
        category=appeal.category_id, pk__lte=appeal.pk,
    )  # fmt: skip
    found = told(rows.order_by("-pk")[:200])
    new = next((one for one in found if one.key == appeal.pk), None)
    if new is None:
        return None
    return repeat_of(
        new, [one for one in found if one.key != appeal.pk], near=float(number("near.metres", at)),
        within=timedelta(days=number("repeat.days", at)), hard_times=number("repeat.hard", at),
        hard_within=timedelta(days=number("repeat.hard_days", at)),
    )  # fmt: skip


def common_place(codes: Sequence[str]) -> str:
    """The lowest place that holds all of these: their own, their township, or "" for the county.

    >>> common_place(["349921001001", "349921001001"]), common_place(["349921001001", "349921001002"])
    ('349921001001', '349921001000')
    >>> common_place(["349921001001", "349921100200"]), common_place([])
    ('', '')
    """
    known = [code for code in codes if code]
    if not known:
        return ""
    if len(set(known)) == 1:
        return known[0]
    towns = {code[:9] for code in known}
    return f"{towns.pop():0<12}" if len(towns) == 1 else ""


def days_of(moments: Sequence[Any]) -> tuple[Any, Any]:
    return local_day(min(moments)), local_day(max(moments))
