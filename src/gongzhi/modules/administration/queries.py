"""What administration's lists show."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Prefetch, QuerySet

from gongzhi.kernel.access.models import Holding, SignIn
from gongzhi.kernel.org.models import Officer, Unit

HEAD, HANDLER = "单位负责人", "联络员"


def officers(on: date) -> QuerySet[Officer]:
    """Every officer with unit, holdings in force (`in_force`) and last sign-in (`last`). Two queries."""
    holdings = Holding.objects.filter(Holding.in_force(on)).select_related("set")
    return (
        Officer.objects.select_related("unit")
        .prefetch_related(Prefetch("holdings", queryset=holdings, to_attr="in_force"))
        .annotate(last=Max("sign_ins__started_at"))
    )


def ungranted(on: date) -> QuerySet[Officer]:
    """Officers in use who may do nothing on a day."""
    held = Holding.objects.filter(Holding.in_force(on)).values("officer")
    return Officer.objects.filter(is_active=True).exclude(pk__in=held).select_related("unit")


def holdings() -> QuerySet[Holding]:
    return Holding.objects.select_related("officer__unit", "set", "unit", "place", "granted_by")


def administrators(on: date) -> list[tuple[str, list[str]]]:
    """The three separated duties with who holds each. One query."""
    rows = (
        Holding.objects.filter(Holding.in_force(on))
        .exclude(set__exclusive="")
        .select_related("officer", "set")
    )
    found: dict[str, list[str]] = {"system": [], "security": [], "audit": []}
    for row in rows.order_by("officer__username"):
        found[row.set.exclusive].append(row.officer.name)
    return list(found.items())


def units_without(duty: str, on: date) -> QuerySet[Unit]:
    """Units of a day in which no account in use has this duty, by code."""
    have = Officer.objects.filter(is_active=True, duty=duty).values("unit")
    return Unit.objects.filter(Unit.listed_on(on)).exclude(parent=None).exclude(pk__in=have).order_by("code")


def sign_ins(officer: Officer) -> QuerySet[SignIn]:
    """The officer's sign-ins that are open, latest use first."""
    return SignIn.objects.filter(officer=officer, ended_at=None).order_by("-seen_at", "-id")
