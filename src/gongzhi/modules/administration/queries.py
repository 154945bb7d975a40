"""What administration's lists show."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from gongzhi.kernel.access.models import Holding, SignIn
from gongzhi.kernel.clock import ZONE
from gongzhi.kernel.events import anchors
from gongzhi.kernel.events.models import Anchor, Event, Personal
from gongzhi.kernel.events.rules import commitment, masked
from gongzhi.kernel.flow.models import Matter
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


# kinds of event that are never about a matter: an index of their own finds them
LOOSE = (
    "access",
    "org",
    "clock",
    "parameters",
    "events",
    "duty",
    "notify",
    "exchange",
    "documents",
    "administration",
)
MOST_PEOPLE = 50


def with_numbers(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Events with their matters' numbers (`number`), in the same statement."""
    named = Matter.objects.filter(pk=OuterRef("matter")).values("number")
    return rows.annotate(number=Subquery(named))


def of_kind(rows: QuerySet[Event], kind: str) -> QuerySet[Event]:
    rows = rows.filter(kind=kind)
    return rows.filter(matter=None) if kind.partition(".")[0] in LOOSE else rows


def by_people(rows: QuerySet[Event], words: str) -> QuerySet[Event]:
    """Events of officers by user name or a part of the name; 系统 finds what nobody did. One query."""
    if words.strip() == "系统":
        return rows.filter(actor=None)
    named = Q(username=words.strip().lower()) | Q(name__icontains=words.strip())
    keys = list(Officer.objects.filter(named).order_by("id").values_list("pk", flat=True)[:MOST_PEOPLE])
    # one key alone is a range of the index, ended by the order of the list
    return rows.filter(actor=keys[0]) if len(keys) == 1 else rows.filter(actor__in=keys)


def matter_key(number: str) -> int:
    """A matter's key by its number; 0, which is nobody's, when there is none. One query."""
    found = Matter.objects.filter(number__iexact=number.strip()).values_list("pk", flat=True).first()
    return found or 0


def neighbours(event: Event) -> tuple[Event | None, Event | None]:
    """The events before and after it in its matter's chain; none for those of no matter. Two queries at most."""
    if event.matter is None:
        return None, None
    rows = {
        one.seq: one
        for one in Event.objects.filter(matter=event.matter, seq__in=(event.seq - 1, event.seq + 1))
    }
    return rows.get(event.seq - 1), rows.get(event.seq + 1)


def anchor_of(event: Event) -> Anchor | None:
    """The daily anchor that holds this event. One query."""
    return Anchor.objects.filter(first_id__lte=event.pk, last_id__gte=event.pk).order_by("first_id").first()


def grouped(digest: str) -> str:
    return anchors.grouped(digest)


def to_the_second(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def masked_text(personal: Personal, clear: str | None) -> str:
    """The text in the clear when it is given, else masked."""
    return personal.text if clear is not None else masked(personal.text)


def commits(event: Event, personal: Personal) -> str:
    same = event.facts.get(personal.field) == commitment(personal.salt, personal.text)
    return "与记录相符" if same else "与记录不符，可能被改动"
