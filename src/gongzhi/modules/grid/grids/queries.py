"""Reading grids: the list with who works there and what lies there, and one grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Substr

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import today
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.people.models import House, Household, Organisation, Resident
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.actions import in_force
from gongzhi.modules.grid.grids.models import Duty, Member, Post
from gongzhi.modules.grid.places import named

VIEW = "grid.view"
WIDTH = 15  # digits of a grid's code; what lies below has more


def seen_places(officer: Officer, permission: str = VIEW) -> QuerySet[Place]:
    """The places over which the officer holds a permission; all for whoever holds it over units only, for where a grid
    lies and who works there stands on its board. One query."""
    reach = scope(officer, permission)
    if not reach:
        return bare_places().none()
    if reach.whole or any(not one.place for one in reach.reaches):
        return bare_places()
    found = Q()
    for one in reach.reaches:
        found |= places(one.place, "code")
    return bare_places().filter(found)


def grids(officer: Officer) -> QuerySet[Place]:
    """The grids that the officer sees, with their village and township, in no order. One query."""
    return named(seen_places(officer).filter(kind=PlaceKind.GRID))


def with_counts(rows: QuerySet[Place], on: date) -> QuerySet[Place]:
    """With who heads and who works there, households and open events."""
    team = Member.objects.filter(in_force(on), place=OuterRef("pk")).order_by("pk")

    def below(model: Any, column: str, **more: Any) -> Coalesce:
        own = model.objects.filter(**more).annotate(of=Substr(column, 1, WIDTH)).filter(of=OuterRef("code"))
        return Coalesce(Subquery(own.order_by().values("of").annotate(n=Count("pk")).values("n")), 0)

    return rows.annotate(
        worker=Subquery(team.filter(post=Post.WORKER).values("name")[:1]),
        head=Subquery(team.filter(post=Post.HEAD).values("name")[:1]),
        village_head=Subquery(
            Member.objects.filter(in_force(on), place=OuterRef("parent"), post=Post.HEAD).values("name")[:1]
        ),
        homes=below(Household, "place_code", gone_on=None),
        open_events=below(GridEvent, "matter__place_code", matter__closed_at=None),
    )


def tally(place: Place) -> dict[str, int]:
    """What lies in a place: houses, households, residents, organisations. Four statements."""
    here = places(place.code, "place_code")
    return {
        "houses": House.objects.filter(here, gone_on=None).count(),
        "households": Household.objects.filter(here, gone_on=None).count(),
        "residents": Resident.objects.filter(here, left_on=None).count(),
        "organisations": Organisation.objects.filter(here, gone_on=None).count(),
    }


def team(place: Place, on: date | None = None) -> list[Member]:
    """Who works in a grid on a day, in the order of the posts. One query."""
    order = {post: n for n, post in enumerate(Post.values)}
    rows = Member.objects.filter(in_force(on or today()), place=place).select_related("officer")
    return sorted(rows, key=lambda one: (order[one.post], one.pk))


def duties_at(place: Place, on: date | None = None) -> QuerySet[Duty]:
    """The departments' tasks that run on a grid on a day. One query."""
    on = on or today()
    above = [place.code[:n] for n in range(6, len(place.code) + 1)]
    codes = [code.ljust(12, "0") if len(code) < 12 else code for code in above]
    rows = Duty.objects.filter(Q(place=None) | Q(place__in=codes), from_on__lte=on)
    return rows.filter(Q(to_on=None) | Q(to_on__gt=on)).select_related("unit").order_by("net", "pk")


def members(officer: Officer, on: date | None = None) -> QuerySet[Member]:
    """Everybody of the teams that the officer sees, on a day. One query."""
    rows = visible(Member.objects.all(), officer, VIEW).filter(in_force(on or today()))
    return named(rows.select_related("officer"), "place__")


def history(place: Place) -> list[tuple[str, Sequence[Place], date]]:
    """Where a grid came from and what became of it: (words, places, day). Two queries."""
    came = list(place.forebears.select_related("place").annotate(day=F("on")))
    went = list(place.heirs.select_related("heir"))
    found: list[tuple[str, Sequence[Place], date]] = []
    if came:
        found.append(("由其拆分而来", [one.place for one in came], came[0].on))
    if went:
        found.append(("已拆分为", [one.heir for one in went], went[0].on))
    return found
