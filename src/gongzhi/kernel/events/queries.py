"""Reading the log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from gongzhi.kernel.events.models import Event


def timeline(matter: int) -> QuerySet[Event]:
    """A matter's events, oldest first, with actors and personal texts. Two queries."""
    return (
        Event.objects.filter(matter=matter)
        .select_related("actor__unit", "behalf")
        .prefetch_related("personals")
        .order_by("seq")
    )


def unmattered(kinds: tuple[str, ...] = ()) -> QuerySet[Event]:
    """Events of no matter (sign-ins, grants, settings), newest first."""
    rows = (
        Event.objects.filter(matter__isnull=True).select_related("actor__unit").prefetch_related("personals")
    )
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("-id")


def log() -> QuerySet[Event]:
    """All events with actors and personal texts, in no order. Two queries."""
    return Event.objects.select_related("actor__unit", "behalf").prefetch_related("personals")


def latest_moment() -> datetime | None:
    """The moment of the latest event of the log; None while it is empty. One query over the index of moments."""
    found: datetime | None = Event.objects.aggregate(latest=Max("at"))["latest"]
    return found
