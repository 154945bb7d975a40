"""Reading disputes and what is counted of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.flow.queries import light_at
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.rules import place_range
from gongzhi.modules.appeals.mediation.models import Dispute, Mediator, Room, TalkPoint, Visit

VIEW = "appeals.disputes"
DONE = ("agreed", "closed", "failed")
SETTLED = ("agreed", "closed")


def disputes(officer: Officer) -> QuerySet[Dispute]:
    """The disputes this officer sees, with what a list shows of them, in no order. One query."""
    rows = visible(Dispute.objects.all(), officer, VIEW)
    return rows.select_related("matter__lead_unit", "mediator", "point").defer("matter__search", "text")


def with_light(rows: QuerySet[Dispute], at: datetime) -> QuerySet[Dispute]:
    return rows.annotate(light=light_at(at, "matter__"))


def visit_owed(on: date) -> Q:
    """Disputes of whose parties a visit is due on a day or before."""
    return Q(Exists(Visit.objects.filter(dispute=OuterRef("pk"), at=None, due_on__lte=on))) & Q(
        matter__state="agreed"
    )


def confirmable(on: date) -> Q:
    """Disputes whose agreement can still be confirmed by the court."""
    return Q(matter__state="agreed", agreement__confirmation="none", agreement__confirm_until__gte=on)


def settled() -> Q:
    return Q(matter__state__in=SETTLED)


def decided() -> Q:
    return Q(matter__state__in=DONE)


def at_place(code: str) -> Q:
    first, last = place_range(code)
    return Q(matter__place_code__gte=first, matter__place_code__lt=last)


def points() -> QuerySet[TalkPoint]:
    """The talk points with how many disputes each collected, and how many of those were dealt with. One query."""
    told = Count("disputes")
    dealt = Count("disputes", filter=Q(disputes__matter__state__in=(*DONE, "withdrawn")))
    return (
        TalkPoint.objects.select_related("place__parent")
        .defer("place__boundary", "place__parent__boundary")
        .annotate(collected=told, dealt=dealt)
    )


def point_totals(rows: QuerySet[Dispute]) -> dict[str, int]:
    """Collected and dealt with at talk points, of the disputes an officer sees. One query."""
    told = rows.filter(source="talk_point").order_by()
    return told.aggregate(
        collected=Count("pk"), dealt=Count("pk", filter=Q(matter__state__in=(*DONE, "withdrawn")))
    )


def rooms() -> QuerySet[Room]:
    """The rooms with their mediators and disputes counted. One query."""
    return (
        Room.objects.select_related("place")
        .defer("place__boundary")
        .annotate(people=Count("mediators", distinct=True), taken=Count("mediators__disputes", distinct=True))
    )


def mediators() -> QuerySet[Mediator]:
    return Mediator.objects.select_related("room").annotate(
        taken=Count("disputes"), settled=Count("disputes", filter=Q(disputes__matter__state__in=SETTLED))
    )


def kinds(rows: QuerySet[Dispute]) -> list[dict[str, Any]]:
    """How many disputes of each kind, decided and settled, most first. One query."""
    counted = (
        rows.order_by()
        .values("kind")
        .annotate(
            told=Count("pk"), decided=Count("pk", filter=decided()), settled=Count("pk", filter=settled())
        )
    )
    return sorted(counted, key=lambda row: (-row["told"], row["kind"]))


def levels(rows: QuerySet[Dispute]) -> list[dict[str, Any]]:
    """At which level disputes were settled or failed. One query."""
    return list(
        rows.filter(decided())
        .order_by()
        .values("level")
        .annotate(decided=Count("pk"), settled=Count("pk", filter=settled()))
    )
