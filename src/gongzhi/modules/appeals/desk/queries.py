"""Reading appeals: which an officer sees, and what each desk has to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from gongzhi.kernel.access import scope, visible
from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.flow.models import Assignment, Clock, Matter, Role
from gongzhi.kernel.flow.queries import light_at, light_is
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.blind import folded
from gongzhi.kernel.people.queries import by_phone
from gongzhi.modules.appeals.flow import UNDECIDED
from gongzhi.modules.appeals.handling.models import Extension
from gongzhi.modules.appeals.intake.models import Appeal, Merit
from gongzhi.modules.appeals.words import Decision

UNREAD = ("matter__search", "text", "address")  # sealed and long: nothing that a list shows
OWED = ("dispatched", "signed", "returning", "arbitrating", "handling")
# said beside the states, for the indexes of open matters do not know which states are open
IN_WORK = {"matter__kind": "appeal", "matter__closed_at": None}
# what a desk has to do -> (its name, the states it looks at)
DESKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "dispatch": ("待派单", UNDECIDED),
    "sign": ("待签收", ("dispatched",)),
    "handle": ("办理中", ("signed", "handling")),
    "return": ("退单待审", ("returning", "arbitrating")),
    "review": ("待审核", ("replied",)),
    "callback": ("待回访", ("callback",)),
    "extension": ("延期待批", ()),
    "claim": ("认定待审", ()),
}


def appeals(officer: Officer, of_unit: bool = False) -> QuerySet[Appeal]:
    """The appeals this officer sees, with what a list shows of them, in no order. One query.

    `of_unit` tells that the list will be limited to `own`: what lies within it is not asked twice.
    """
    every = Appeal.objects.all()
    rows = every if of_unit and sees_own(officer) else visible(every, officer, "appeals.view")
    return rows.select_related("matter__lead_unit", "category", "appellant").defer(*UNREAD)


def with_light(rows: QuerySet[Appeal], at: datetime) -> QuerySet[Appeal]:
    """The appeals with their light at a moment as `light`."""
    return rows.annotate(light=light_at(at, "matter__"))


def at_desk(desk: str) -> Q:
    """Appeals that wait at a desk of `DESKS`."""
    if desk == "extension":
        return Q(pk__in=Extension.objects.filter(decision=Decision.PENDING).values("appeal"))
    if desk == "claim":
        return Q(merit__in=(Merit.CLAIMED, Merit.DOUBTED))
    return Q(matter__state__in=DESKS[desk][1], **IN_WORK)


# the desk's own term, where it is not the unit's
DESK_CLOCKS = {
    "dispatch": "triage",
    "sign": "sign",
    "return": "return",
    "review": "review",
    "callback": "callback",
}


def desk_terms(rows: Sequence[Appeal], desk: str) -> dict[int, datetime]:
    """When the running clock of a desk ends, by appeal. One query."""
    running = Clock.objects.filter(
        matter__in=[row.pk for row in rows], name=DESK_CLOCKS[desk], stopped_at=None
    )
    return dict(running.order_by("pk").values_list("matter", "due_at"))


def overdue(at: datetime) -> Q:
    """Appeals that a unit owes past their term."""
    return Q(matter__state__in=OWED, matter__due_at__lt=at, matter__paused_at=None, **IN_WORK)


def lit(light: str, at: datetime) -> Q:
    return overdue(at) if light == "overdue" else light_is(light, at, "matter__")


def own(officer: Officer, still: bool = False) -> Q:
    """Appeals that the officer's unit is or was party to; `still`: is, and owes a part of."""
    mine = Assignment.objects.filter(unit=officer.unit_id, role__in=(Role.LEAD, Role.CO)).exclude(
        state="returned"
    )
    return Q(pk__in=(mine.filter(closed_at=None) if still else mine).values("matter"))


def sees_own(officer: Officer) -> bool:
    """Whether everything that the officer's unit is party to is within the officer's reach."""
    return scope(officer, "appeals.view").covers([officer.unit.path] if officer.unit else [])


def told_by(words: str) -> Q | None:
    """Appeals of whoever has the number that the words are; None when they are no number. One query more."""
    number = folded(words)
    if not (7 <= len(number) <= 20 and number.isdigit()):
        return None
    return Q(appellant__in=by_phone(number).values("pk"))


def of_caller(appeal: Appeal, most: int = 20) -> QuerySet[Appeal]:
    """Other appeals of the same caller, latest first; none of an anonymous one, or where the caller is kept secret."""
    if appeal.appellant is None or not appeal.appellant.phone_index or appeal.secret:
        return Appeal.objects.none()
    gone = appeal.appellant.gone_at is not None  # a number that changed hands is two callers
    rows = Appeal.objects.filter(
        appellant__phone_index=appeal.appellant.phone_index, appellant__gone_at__isnull=not gone,
        confidential=False,
    )  # fmt: skip
    rows = (
        rows.exclude(pk=appeal.pk).exclude(type="report").select_related("matter__lead_unit").defer(*UNREAD)
    )
    return rows.order_by("-pk")[:most]


def by_caller(officer: Officer, phone: str, most: int = 10) -> QuerySet[Appeal]:
    """Earlier appeals of a number that this officer may see, latest first. One query."""
    return appeals(officer).filter(appellant__in=by_phone(phone).values("pk")).order_by("-pk")[:most]


def joined(matter: Matter, most: int = 200) -> QuerySet[Appeal]:
    """Appeals that were merged into one. One query."""
    rows = (
        Appeal.objects.filter(matter__parent=matter.pk).select_related("matter", "appellant").defer(*UNREAD)
    )
    return rows.order_by("pk")[:most]


def since(on: date) -> Q:
    """Registered on a day or later."""
    return Q(matter__opened_at__gte=day_bounds(on)[0])


def until(on: date) -> Q:
    """Registered on a day or before."""
    return Q(matter__opened_at__lt=day_bounds(on)[1])


def special(what: str) -> Q:
    """Appeals out of the ordinary: redo, returned, extended, hard, supervised, joined, urgent."""
    if what == "joined":
        children = Matter.objects.filter(kind="appeal", parent__isnull=False)
        return Q(pk__in=children.values("parent"))
    return {
        "redo": Q(redos__gt=0),
        "returned": Q(returns__gt=0),
        "extended": Q(extensions__gt=0),
        "hard": Q(hard=True),
        "supervised": Q(supervised_at__isnull=False),
        "urgent": ~Q(urgency="normal"),
    }[what]


Counter = Callable[[Officer], int]


def waiting(*desks: str) -> Counter:
    """How many wait at the desks, for a badge: counted no further than 99. One query."""

    def count(officer: Officer) -> int:
        found = Q()
        for desk in desks:
            found |= at_desk(desk)
        rows = visible(Appeal.objects.order_by(), officer, "appeals.view").filter(found)
        return rows[:99].count()

    return count
