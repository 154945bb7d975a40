from __future__ import annotations

import doctest

import pytest

from gongzhi.kernel.org import actions, geometry, queries
from gongzhi.kernel.org.models import Place, PlaceKind

WIDE = {"type": "Polygon", "coordinates": [[[116, 33], [116.2, 33], [116.2, 33.2], [116, 33.2], [116, 33]]]}
LEFT = {"type": "Polygon", "coordinates": [[[116, 33], [116.1, 33], [116.1, 33.2], [116, 33.2], [116, 33]]]}


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(geometry).failed == 0


def test_the_lowest_place_that_contains_a_position_is_found(world, at):
    actions.change_place(place=world.county, name="清泽县", boundary=WIDE, by=None, at=at)
    actions.change_place(place=world.place, name="泽口镇", boundary=LEFT, by=None, at=at)

    found = [queries.place_at(*here) for here in ((116.05, 33.1), (116.15, 33.1), (115.9, 33.1))]

    assert found == [world.place, world.county, None]


def test_finding_a_place_costs_two_statements(world, at, django_assert_num_queries):
    actions.change_place(place=world.county, name="清泽县", boundary=WIDE, by=None, at=at)

    with django_assert_num_queries(2):
        place = queries.place_at(116.05, 33.1)
        assert (place.name, place.parent.name) == ("清泽县", "淮宁市")


def test_a_grid_is_found_below_its_village(world, at):
    actions.change_place(place=world.place, name="泽口镇", boundary=WIDE, by=None, at=at)
    village = Place.objects.create(
        code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent=world.place
    )
    grid = Place(code="349921100200001", name="第1网格", kind=PlaceKind.GRID, parent=village)
    grid.bound(LEFT)
    grid.save()

    assert queries.place_at(116.05, 33.1) == grid


@pytest.mark.parametrize(
    ("boundary", "reason"),
    [
        ({"type": "Point", "coordinates": [116, 33]}, "没有围成面"),
        ({"type": "Polygon"}, "不是 GeoJSON 的面（Polygon 或 MultiPolygon）"),
        (
            {"type": "Polygon", "coordinates": [[[33, 116], [33, 117], [34, 117], [33, 116]]]},
            "坐标不是经纬度，经度在前、纬度在后",
        ),
    ],
)
def test_a_boundary_that_is_none_is_refused_with_the_reason(world, at, boundary, reason):
    with pytest.raises(actions.BoundaryWrong) as refused:
        actions.change_place(place=world.place, name="泽口镇", boundary=boundary, by=None, at=at)

    assert refused.value.values["reason"].args == (reason,)
