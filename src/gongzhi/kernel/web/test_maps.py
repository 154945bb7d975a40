from __future__ import annotations

import doctest
import json

import pytest

from gongzhi.kernel.org.models import Place
from gongzhi.kernel.org.world import World
from gongzhi.kernel.web import maps

SQUARE = {"type": "Polygon", "coordinates": [[[116, 33], [116.1, 33], [116.1, 33.2], [116, 33.2], [116, 33]]]}


@pytest.fixture
def county(db: None) -> World:
    world = World()
    town = Place.objects.get(code="349921100000")
    town.bound(SQUARE)
    town.save()
    return world


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(maps).failed == 0


def test_points_may_come_with_a_line_and_ask_to_be_fitted():
    found = json.loads(
        maps.points([(116.1234567, 33.0, "a", "red")], line=[(116.0, 33.0), (116.2, 33.1)], fit=True).content
    )

    assert found == {
        "points": [[116.123457, 33.0, "a", "red"]], "detail": "", "line": [[116.0, 33.0], [116.2, 33.1]], "fit": True,
    }  # fmt: skip
    assert json.loads(maps.points([]).content) == {"points": [], "detail": ""}


def test_the_place_at_a_position_is_named_from_its_township_down(client, county):
    assert client.get("/map/where?lon=116.05&lat=33.1").json() == {"code": "349921100000", "name": "泽口镇"}


def test_a_position_outside_every_boundary_has_no_place(client, county):
    assert client.get("/map/where?lon=115.05&lat=33.1").json() == {"code": "", "name": ""}


@pytest.mark.parametrize(
    "query", ["", "lon=nan&lat=33", "lon=116&lat=91", "lon=东&lat=33", "lon=inf&lat=inf"]
)
def test_a_position_that_is_none_is_refused_with_the_remedy(client, county, query):
    answer = client.get(f"/map/where?{query}", headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert "请在地图上点选" in answer.json()["title"]


def test_boundaries_of_a_level_come_in_one_statement_and_then_from_the_cache(
    client, county, django_assert_num_queries
):
    with django_assert_num_queries(1):
        first = client.get("/map/places?within=349921000000&level=town").json()
    with django_assert_num_queries(0):
        again = client.get("/map/places?within=349921000000&level=town").json()

    assert [one["properties"] for one in first["features"]] == [{"code": "349921100000", "name": "泽口镇"}]
    assert again == first


@pytest.mark.parametrize("query", ["", "within=x", "within=349921000000&level=street"])
def test_boundaries_of_nothing_known_are_empty(client, db, query):
    assert client.get(f"/map/places?{query}").json()["features"] == []


def test_a_measure_shades_places_by_rank(county):
    (one,) = maps.features(
        Place.objects.filter(code="349921100000"), {"349921100000": 12}, {"349921100000": "/x"}, "件"
    )["features"]

    assert one["properties"] == {
        "code": "349921100000", "name": "泽口镇", "value": 12, "unit": "件", "shade": "s4", "href": "/x",
    }  # fmt: skip
