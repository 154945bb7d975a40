"""Grids in the tree of places: their names, the one at a position, the township that answers for them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet

from gongzhi.kernel.org.models import Place, PlaceHeir, PlaceKind, Unit, UnitKind
from gongzhi.kernel.org.queries import named_place, place_at, place_codes_at
from gongzhi.kernel.web.maps import full_name
from gongzhi.modules.grid.refused import PlaceNeeded, PlaceUnknown, PositionOutside

TOWNS = (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP, PlaceKind.ZONE)
VILLAGES = (PlaceKind.VILLAGE, PlaceKind.COMMUNITY)
GRIDS = (PlaceKind.GRID, PlaceKind.MICRO_GRID, PlaceKind.TEN_HOMES)


def is_position(longitude: float | None, latitude: float | None) -> bool:
    """Whether the two are a position on the globe; phones that cannot tell send noughts.

    >>> is_position(116.3, 32.9), is_position(0.0, 0.0), is_position(float("nan"), 1.0), is_position(None, 32.9)
    (True, False, False, False)
    """
    if longitude is None or latitude is None or not (math.isfinite(longitude) and math.isfinite(latitude)):
        return False
    return abs(longitude) <= 180 and abs(latitude) <= 90 and (longitude, latitude) != (0, 0)


def named(rows: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """Rows with the places above them, from which `full_name` reads, without their boundaries, which are long."""
    levels = [f"{prefix}{'parent__' * n}" for n in range(4)]
    found = rows.select_related(f"{levels[3]}"[:-2])
    return found.defer(*[f"{level}boundary" for level in levels])


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The full names of places from the township down, by code: `泽口镇东庄村第1网格`. One query."""
    wanted = {code for code in codes if code}
    rows = named(Place.objects.filter(pk__in=wanted)) if wanted else ()
    return {one.code: full_name(one) for one in rows}


def town_unit(code: str) -> Unit | None:
    """The township's or zone's unit of a place. One query."""
    rows = Unit.objects.filter(kind__in=(UnitKind.TOWNSHIP, UnitKind.ZONE), place=code[:9].ljust(12, "0"))
    return rows.order_by("-pk").first() if len(code) >= 9 else None


def grid_for(given: str, longitude: float | None, latitude: float | None) -> tuple[Place, bool]:
    """The place of an event, and whether its position is of use. Two or three queries; for many use `Grids`.

    Raises: PlaceNeeded, PlaceUnknown, PositionOutside.
    """
    there = place_at(longitude, latitude) if is_position(longitude, latitude) else None  # type: ignore[arg-type]
    place = named_place(given) if given else None
    return _settled(given, place, there, (longitude, latitude), _heir)


class Grids:
    """What `grid_for` says of many codes and positions, read in two queries however many they are."""

    def __init__(self, wanted: Iterable[tuple[str, float | None, float | None]]) -> None:
        wanted = list(wanted)
        positions = list(dict.fromkeys((x, y) for _, x, y in wanted if is_position(x, y)))
        codes = place_codes_at(positions)  # type: ignore[arg-type]
        self._at = dict(zip(positions, codes, strict=True))
        keys = {code for code in (*(given for given, _, _ in wanted), *codes) if code}
        rows = named(Place.objects.filter(pk__in=keys)) if keys else ()
        self._places = {one.code: one for one in rows}
        self._heir = cache(_heir)

    def of(self, given: str, longitude: float | None, latitude: float | None) -> tuple[Place, bool]:
        """As `grid_for`."""
        there = self._places.get(self._at.get((longitude, latitude), ""))
        return _settled(given, self._places.get(given), there, (longitude, latitude), self._heir)


def _settled(
    given: str,
    place: Place | None,
    there: Place | None,
    position: tuple[float | None, float | None],
    heir: Callable[[Place], Place],
) -> tuple[Place, bool]:
    """The place, and whether the position is of use: `place` is that of the code, `there` that at the position.

    A position in the county decides when no place was given. A place that has ended, such as a grid that was split
    after the phone last heard of it, gives way to the part at the position, or to its village.
    """
    if not given:
        if there is None:
            if position == (None, None):
                raise PlaceNeeded(field="place")
            raise PositionOutside(field="longitude", given=f"{position[0]}，{position[1]}")
        return there, True
    if place is None:
        raise PlaceUnknown(field="place", given=given)
    if place.listed_to is not None:
        place = there if there is not None and there.kind in GRIDS else heir(place)
    return place, there is not None


def _heir(place: Place) -> Place:
    """Where an ended place's affairs go on: its only heir, else what it lay in."""
    heirs = list(PlaceHeir.objects.filter(place=place).values_list("heir", flat=True)[:2])
    key = heirs[0] if len(heirs) == 1 else place.parent_id
    found = named_place(key) if key else None
    if found is None:
        raise PlaceUnknown(field="place", given=place.code)
    return _heir(found) if found.listed_to is not None else found
