from __future__ import annotations

import json
from typing import Any

import pytest

from gongzhi.kernel.org import boundaries
from gongzhi.kernel.org.geometry import metres, to_gcj
from gongzhi.kernel.org.models import Place, PlaceKind


def square(west: float, south: float, side: float = 0.1) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def file(*features: tuple[dict[str, Any], Any]) -> bytes:
    rows = [{"type": "Feature", "properties": told, "geometry": boundary} for told, boundary in features]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


@pytest.fixture
def village(world) -> Place:
    return Place.objects.create(
        code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent=world.place
    )


def test_boundaries_are_matched_by_code_or_by_a_name_that_only_one_place_has(world, village, at):
    data = file(({"code": "349921100000"}, square(116, 33)), ({"name": "东庄村"}, square(116, 33, 0.05)))

    taken = boundaries.take_boundaries(data=data, by=world.he, at=at)

    village.refresh_from_db()
    assert (taken.places, village.east) == (2, 116.05)


def test_one_bad_feature_keeps_all_of_them_out_and_every_reason_is_told(world, village, at):
    data = file(
        ({"code": "349921100000"}, square(116, 33)),
        ({"code": "349921109999"}, square(116, 33)),
        ({}, square(116, 33)),
        ({"name": "东庄村"}, {"type": "Point", "coordinates": [1, 2]}),
    )

    with pytest.raises(boundaries.BoundariesRefused) as refused:
        boundaries.take_boundaries(data=data, by=world.he, at=at)

    assert str(refused.value) == (
        "有3个要素不能用，一个也没有保存：第2个：没有代码为“349921109999”的地方，请先新建它；"
        "第3个：没有 code 或 name 属性，不知道是哪个地方；第4个：没有围成面。请改正后再上传。"
    )
    assert not Place.objects.filter(boundary__isnull=False).exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "文字编码不是 UTF-8"),
        (b"{", "内容读不懂"),
        (b"[]", "里面没有要素"),
        (b'{"features": []}', "里面没有要素"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused_with_the_reason(world, at, data, reason):
    with pytest.raises(boundaries.NotGeoJson, match=reason):
        boundaries.take_boundaries(data=data, by=world.he, at=at)


def test_boundaries_drawn_on_a_chinese_map_service_are_moved_back(world, at):
    ring = [to_gcj(*point) for point in square(116, 33)["coordinates"][0]]
    data = file(({"code": "349921100000"}, {"type": "Polygon", "coordinates": [ring]}))

    boundaries.take_boundaries(data=data, gcj=True, by=world.he, at=at)

    world.place.refresh_from_db()
    assert metres((world.place.west, world.place.south), (116, 33)) < 1


def test_what_was_exported_can_be_taken_again(world, at):
    boundaries.take_boundaries(data=file(({"code": "349921100000"}, square(116, 33))), by=None, at=at)
    given = boundaries.export("349921000000", PlaceKind.values)

    taken = boundaries.take_boundaries(data=json.dumps(given).encode(), by=None, at=at)

    assert taken.places == 1
    assert boundaries.export("349921000000", PlaceKind.values) == given


def test_villages_that_overlap_or_leave_a_gap_are_named(world, village, at):
    Place.objects.create(code="349921100201", name="西庄村", kind=PlaceKind.VILLAGE, parent=world.place)
    data = file(
        ({"code": "349921100000"}, square(116, 33)),
        ({"code": "349921100200"}, square(116, 33, 0.06)),
        ({"code": "349921100201"}, square(116.05, 33.05, 0.05)),
    )

    taken = boundaries.take_boundaries(data=data, by=None, at=at)

    found = [(flaw.kind, flaw.codes) for flaw in boundaries.misfits("349921100000")]
    assert found == [("gap", ()), ("gap", ()), ("overlap", ("349921100200", "349921100201"))]
    assert taken.flaws == 3
