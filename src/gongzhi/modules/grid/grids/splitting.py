"""Splitting a grid in mid-year: households, open matters and workers go on in the parts; what was counted stays counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.actions import note
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.scoping import places
from gongzhi.kernel.org.geometry import halves
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.org.splitting import PlacePart, check_fit, split_place
from gongzhi.kernel.people.models import House, Household, Organisation, Resident
from gongzhi.modules.grid.grids.actions import SPLIT, free_codes, in_force, join, part
from gongzhi.modules.grid.grids.dividing import Ground
from gongzhi.modules.grid.grids.facts import Divided
from gongzhi.modules.grid.grids.models import WITH_ACCOUNT, Member, Post, Split, Volunteer
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.refused import GridEnded, NotAGrid, NothingToSplit, PartWithoutWorker


@dataclass
class Piece:
    """A part as it is proposed: what it is called, its land, and what would go to it."""

    code: str
    name: str
    boundary: dict[str, Any] | None
    houses: list[int] = field(default_factory=list)
    matters: list[int] = field(default_factory=list)
    households: int = 0
    residents: int = 0

    @property
    def counts(self) -> dict[str, Any]:
        return {
            "code": self.code, "name": self.name, "households": self.households, "residents": self.residents,
            "events": len(self.matters),
        }  # fmt: skip


def cut(place: Place, *, across: bool) -> list[dict[str, Any]]:
    """The grid's land cut in two so that about half of its houses lie on each side. One query. Raises: NothingToSplit."""
    if not place.boundary:
        raise NothingToSplit(field="way", place=place.name)
    rows = House.objects.filter(_in(place), gone_on=None, longitude__isnull=False)
    return halves(place.boundary, list(rows.values_list("longitude", "latitude")), across=across)


def propose(
    place: Place, boundaries: Sequence[dict[str, Any] | None], names: Sequence[str] = (), *, rest: int = 0
) -> list[Piece]:
    """The parts with what would go to each. Six queries. Raises: NotAGrid, GridEnded, BoundaryWrong, PartsDoNotFit."""
    if place.kind != PlaceKind.GRID:
        raise NotAGrid(field="place", place=place.name)
    if place.listed_to is not None:
        raise GridEnded(place=place.name, on=place.listed_to)
    parent = place.parent
    assert parent is not None
    sort = place.code[len(parent.code) : len(parent.code) + 1]
    codes = free_codes(parent, PlaceKind.GRID, len(boundaries), sort)
    given = [*names, *_names(parent, len(boundaries), sort)[len(names) :]]
    pieces = [Piece(*one) for one in zip(codes, given, boundaries, strict=False)]
    check_fit(place, [PlacePart(one.code, one.name, one.boundary) for one in pieces])
    ground = Ground.of(boundaries, rest)
    _share(place, pieces, ground)
    return pieces


def _names(parent: Place, count: int, sort: str) -> list[str]:
    """`第8网格`, `第9网格`: the numbers after all that were ever given in the village."""
    word = "专属网格" if sort == "1" else "网格"
    taken = set(Place.objects.filter(parent=parent).values_list("name", flat=True))
    free = (f"第{n}{word}" for n in range(1, 10_000))
    return [name for name, _ in zip((one for one in free if one not in taken), range(count), strict=False)]


def _share(place: Place, pieces: Sequence[Piece], ground: Ground) -> None:
    houses = House.objects.filter(_in(place)).values_list("pk", "longitude", "latitude")
    for n, keys in ground.share(houses).items():
        pieces[n].houses = keys
    open_ = Matter.objects.filter(_in(place), closed_at=None).values_list("pk", "longitude", "latitude")
    for n, keys in ground.share(open_).items():
        pieces[n].matters = keys
    of_house = {key: n for n, one in enumerate(pieces) for key in one.houses}
    homes = list(Household.objects.filter(_in(place), gone_on=None).values_list("pk", "house"))
    of_home = {pk: of_house.get(house, ground.rest) for pk, house in homes}
    for n in of_home.values():
        pieces[n].households += 1
    for home in Resident.objects.filter(_in(place), left_on=None).values_list("household", flat=True):
        pieces[of_home.get(home, ground.rest)].residents += 1


def _in(place: Place) -> Any:
    return places(place.code, "place_code")


@transaction.atomic
def split(
    *,
    place: Place,
    boundaries: Sequence[dict[str, Any] | None],
    names: Sequence[str] = (),
    workers: Mapping[int, Sequence[Officer]],
    rest: int = 0,
    reason: str,
    by: Officer,
    at: datetime,
) -> list[Place]:
    """Split a grid today. Houses, households, residents, firms, facilities and open matters go to the part they lie in
    (what has no position goes to part number `rest`), each part gets its workers and the others of the team.

    Events and visits of the past keep the grid in which they were reported, so that its figures stay.
    Raises: NotAllowed, NotAGrid, GridEnded, PartWithoutWorker, what `split_place` and `join` refuse.
    Records: org.place_split, grid.divided, grid.member_set, flow.noted for each open matter.
    """
    require(by, SPLIT, place)
    place = Place.objects.select_for_update(of=("self",)).select_related("parent").get(pk=place.pk)
    pieces = propose(place, boundaries, names, rest=rest)
    for n, piece in enumerate(pieces):
        if not workers.get(n):
            raise PartWithoutWorker(field=f"workers{n}", part=piece.name)
    ground = Ground.of(boundaries, rest)
    below = _below(place, pieces, ground)
    parts = [PlacePart(one.code, one.name, one.boundary) for one in pieces]
    made = split_place(place=place, parts=parts, below=below, reason=reason, by=by, at=at)
    _move_people(place, pieces, ground, below)
    _move_matters(place, pieces, by, at)
    _move_team(place, made, workers, at)
    counts = [one.counts for one in pieces]
    Split.objects.create(place=place, reason=reason, counts=counts, by=by, at=at)
    told = [[one.name, str(one.households), str(one.residents), str(len(one.matters))] for one in pieces]
    record(Divided(place.name, told), by=by, at=at)
    return made


def _below(place: Place, pieces: Sequence[Piece], ground: Ground) -> dict[str, str]:
    """Micro-grids and groups right below the grid, each with the code of the part in which it lies."""
    rows = Place.objects.filter(parent=place, listed_to=None)
    found = {}
    for one in rows:
        n = ground.part_of_area(one.boundary)
        if n is None:
            n = _majority(one, pieces, ground.rest)
        found[one.code] = pieces[n].code
    return found


def _majority(micro: Place, pieces: Sequence[Piece], rest: int) -> int:
    """The part in which most houses of a micro-grid without a boundary lie. One query."""
    houses = set(House.objects.filter(_in(micro)).values_list("pk", flat=True))
    shares = [len(houses.intersection(one.houses)) for one in pieces]
    return shares.index(max(shares)) if any(shares) else rest


def _move_people(place: Place, pieces: Sequence[Piece], ground: Ground, below: Mapping[str, str]) -> None:
    """Houses with their households and residents; firms, facilities and volunteers. Some statements for each part.

    What lay in a micro-grid stays in it where that went to the same part.
    """
    for n, piece in enumerate(pieces):
        kept = {old: f"{new}{old[len(place.code) :]}" for old, new in below.items() if new == piece.code}
        of_piece = {
            House: {"pk__in": piece.houses},
            Household: {"house__in": piece.houses},
            Resident: {"household__house__in": piece.houses},
        }
        for model, which in of_piece.items():
            _place(model.objects.filter(_in(place), **which), piece.code, kept, place)  # type: ignore[attr-defined]
        for model in (Organisation, Component):
            rows = model.objects.filter(_in(place)).values_list("pk", "longitude", "latitude")  # type: ignore[attr-defined]
            keys = ground.share(rows)[n]
            _place(model.objects.filter(pk__in=keys), piece.code, kept, place)  # type: ignore[attr-defined]
    rest = pieces[ground.rest].code
    Resident.objects.filter(_in(place)).update(place_code=rest)  # who is of no household
    Volunteer.objects.filter(place__code__startswith=place.code, left_on=None).update(place=rest)


def _place(rows: Any, code: str, kept: Mapping[str, str], place: Place) -> None:
    for old, new in kept.items():
        for was in rows.filter(place_code__startswith=old).values_list("place_code", flat=True).distinct():
            rows.filter(place_code=was).update(place_code=f"{new}{was[len(old) :]}")
    rows.filter(_in(place)).update(place_code=code)


def _move_matters(place: Place, pieces: Sequence[Piece], by: Officer, at: datetime) -> None:
    """Open matters of every kind go on in the part where they lie; each one's log says so."""
    for piece in pieces:
        for matter in Matter.objects.filter(pk__in=piece.matters):
            fact = Noted("网格调整", f"{place.name}已拆分，转入{piece.name}")
            note(matter, fact, by=by, at=at, place_code=piece.code)


def _move_team(
    place: Place, made: Sequence[Place], workers: Mapping[int, Sequence[Officer]], at: datetime
) -> None:
    """End the old grid's team; its workers go where they were sent, everybody else serves all parts."""
    team = list(
        Member.objects.filter(in_force(local_day(at)), place=place).select_related("officer", "place")
    )
    for member in team:
        part(member=member, by=None, at=at)
    for n, grid in enumerate(made):
        for officer in workers[n]:
            join(place=grid, post=Post.WORKER, officer=officer, by=None, at=at)
        for member in team:
            if member.post == Post.WORKER:
                continue
            account = member.officer if member.post in WITH_ACCOUNT else None
            join(
                place=grid,
                post=member.post,
                officer=account,
                name=member.name,
                phone=member.phone,
                by=None,
                at=at,
            )
