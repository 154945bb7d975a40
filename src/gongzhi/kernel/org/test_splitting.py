"""A place is split: its parts go on, it stays ended, what lies outside the law of maps is refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.actions import CodeTaken
from gongzhi.kernel.org.models import Place, PlaceHeir, PlaceKind
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.org.splitting import PartsDoNotFit, PlaceEnded, PlacePart, TooFewParts, split_place


def square(west: float, east: float) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]]}


@pytest.fixture
def grid(world: Any) -> Place:
    place = Place(code="349921100200001", name="第1网格", kind=PlaceKind.GRID, parent=world.place)
    place.bound(square(0, 2))
    place.save()
    return place


def parts(*edges: tuple[float, float]) -> list[PlacePart]:
    return [
        PlacePart(f"34992110020000{n}", f"第{n}网格", square(*edge)) for n, edge in enumerate(edges, start=2)
    ]


def test_parts_go_on_and_the_whole_is_ended(grid: Place, at: datetime) -> None:
    west, east = split_place(place=grid, parts=parts((0, 1), (1, 2)), reason="决议", by=None, at=at)
    grid.refresh_from_db()

    assert (place_at(0.5, 0.5), place_at(1.5, 0.5)) == (west, east)
    assert grid.listed_to == west.listed_from is not None
    assert list(PlaceHeir.objects.values_list("place", "heir")) == [(grid.pk, west.pk), (grid.pk, east.pk)]
    assert "拆分为第2网格、第3网格，依据：决议" in Event.objects.get(kind="org.place_split").sentence


def test_places_below_go_on_below_their_part(grid: Place, at: datetime) -> None:
    Place.objects.create(code=f"{grid.code}01", name="第1微网格", kind=PlaceKind.MICRO_GRID, parent=grid)
    made = parts((0, 1), (1, 2))
    split_place(place=grid, parts=made, below={f"{grid.code}01": made[1].code}, by=None, at=at)

    assert Place.objects.get(parent=made[1].code).code == f"{made[1].code}01"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (parts((0, 1)), TooFewParts),
        (parts((0, 1), (1.2, 2)), PartsDoNotFit),
        (parts((0, 1.2), (1, 2)), PartsDoNotFit),
        (parts((0, 1), (1, 3)), PartsDoNotFit),
        ([PlacePart("349921100200001", "同码", square(0, 1)), *parts((1, 2))], CodeTaken),
    ],
)
def test_what_does_not_fit_is_refused(
    grid: Place, given: list[PlacePart], refusal: type[Exception], at: datetime
) -> None:
    with pytest.raises(refusal):
        split_place(place=grid, parts=given, by=None, at=at)

    assert Place.objects.filter(kind=PlaceKind.GRID).count() == 1


def test_what_has_ended_is_not_split_again(grid: Place, at: datetime) -> None:
    split_place(place=grid, parts=parts((0, 1), (1, 2)), by=None, at=at)

    with pytest.raises(PlaceEnded):
        split_place(place=grid, parts=parts((0, 1), (1, 2)), by=None, at=at)
