"""Reading visits: who is to be visited, what to ask, and what a worker's phone takes along."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import decide, scope
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.models import Household
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.visits.models import AskList, Visit

OWNER = "grid.visit"
VIEW = "people.view"
MOST_PACKED = 3000


def may_read(officer: Officer, attachment: Attachment) -> Decision:
    """Who sees the household's people sees the photos of its visits. Two queries."""
    found = Visit.objects.filter(pk=attachment.owner_key).first()
    return decide(officer, VIEW, found) if found else Decision(False, "没有这次走访。")


def own_places(officer: Officer, on: date | None = None) -> list[str]:
    """The grids in which the officer works on a day, by code. One query."""
    on = on or today()
    rows = Member.objects.filter(officer=officer, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    return sorted(set(rows.values_list("place_id", flat=True)))


def households(officer: Officer) -> QuerySet[Household]:
    """The households that the officer sees, masked, in no order. One query."""
    rows = visible(Household.objects.filter(gone_on=None), officer, VIEW)
    return rows.select_related("house").defer("house__owner", "house__owner_phone")


def within(codes: list[str], column: str = "place_code") -> Q:
    """At or below any of the places."""
    found = Q(pk__in=[])
    for code in codes:
        found |= places(code, column)
    return found


def pack_for(officer: Officer, on: date | None = None) -> list[dict[str, Any]]:
    """The households of the officer's own grids as a phone takes them along, by number. Three statements at most.

    Each: id, number, address, head (masked), size, care, place, visited_on, visit_by, longitude, latitude. No name,
    no telephone number and no identity number in the clear. At most 3,000.
    """
    codes = own_places(officer, on)
    if not codes or not scope(officer, VIEW):
        return []
    rows = visible(Household.objects.filter(within(codes), gone_on=None), officer, VIEW).order_by("number")
    found = rows.values_list(
        "pk", "number", "house__address", "head_name", "size", "care", "place_code", "visited_on", "visit_by",
        "house__longitude", "house__latitude",
    )  # fmt: skip
    names = (
        "id", "number", "address", "head", "size", "care", "place", "visited_on", "visit_by", "longitude", "latitude",
    )  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in found[:MOST_PACKED]]


def ask_lists(on: date | None = None) -> dict[str, AskList]:
    """What is asked on a day, by sort of care; "" for households that have no list of their own. One query."""
    found: dict[str, AskList] = {}
    for one in AskList.objects.filter(from_on__lte=on or today()).order_by("from_on"):
        found[one.care] = one
    return found


def asked_of(household: Household, on: date | None = None) -> AskList | None:
    """The questions for a household. One query."""
    lists = ask_lists(on)
    return lists.get(household.care) or lists.get("")


def visits(officer: Officer) -> QuerySet[Visit]:
    """The visits that the officer sees, in no order. One query."""
    rows = visible(Visit.objects.all(), officer, VIEW)
    return rows.select_related("household__house", "by__unit").defer(
        "answers", "note", "household__house__owner", "household__house__owner_phone"
    )


def answered(visit: Visit) -> list[tuple[str, str]]:
    """(question, answer) of one visit; opens its seal."""
    text = visit.answers.open()
    answers = json.loads(text) if text else {}
    questions = visit.asked.questions if visit.asked else []
    return [(one["label"], answers[one["code"]]) for one in questions if answers.get(one["code"])]


def overdue(on: date) -> Q:
    """Households whose visit is late."""
    return Q(gone_on=None, visit_by__lt=on)


def late_visits(officer: Officer) -> int:
    """How many households of the officer's own grids are late to be visited, counted no further than 99. Two queries."""
    codes = own_places(officer)
    if not codes:
        return 0
    rows = Household.objects.filter(within(codes)).filter(overdue(today()))
    return rows.order_by()[:99].count()
