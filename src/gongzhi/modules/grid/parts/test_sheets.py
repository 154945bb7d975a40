"""部件 by spreadsheet: the rules of one component, for thousands."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.org.models import Officer, UnitName
from gongzhi.kernel.org.queries import place_code_at, place_codes_at
from gongzhi.kernel.sheets.actions import examine, look_over, take_in
from gongzhi.kernel.sheets.models import Intake
from gongzhi.modules.grid.conftest import AT, FIRST, HERE, SECOND, World
from gongzhi.modules.grid.parts.actions import set_component
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.parts.sheets import COMPONENTS
from gongzhi.modules.grid.refused import OutsideOwnPlaces


def code(n: int, part_class: str = "01") -> str:
    return f"349921{part_class}01{n:06}"


def lamp(n: int, **more: str) -> dict[str, str]:
    return {
        "部件编码": code(n),
        "名称": "路灯",
        "网格代码": FIRST,
        "养护单位": "县城管局",
        "状态": "完好",
    } | more


def sheet(*rows: dict[str, str]) -> bytes:
    heads = COMPONENTS.heads
    return written_table("部件", heads, [[row.get(head, "") for head in heads] for row in rows])


def taken(by: Officer, *rows: dict[str, str]) -> dict[str, int]:
    kept = look_over(kind=COMPONENTS, data=sheet(*rows), name="部件.xlsx", by=by, at=AT)
    return take_in(intake=kept, by=by, at=AT).counts


def faults(by: Officer, *rows: dict[str, str]) -> list[list[str]]:
    seen = examine(COMPONENTS, sheet(*rows), by=by, at=AT)
    return [[f"{column}：{text}" for column, text in line.faults] for line in seen.lines]


def counts(*given: int) -> dict[str, int]:
    return dict(zip(("added", "changed", "same", "refused"), given, strict=True))


def test_new_codes_are_added_known_ones_updated_and_equal_ones_stay(world: World) -> None:
    first = taken(world.office, lamp(1), lamp(2), lamp(3))
    second = taken(world.office, lamp(1), lamp(2, 状态="破损"), lamp(3, 名称="高杆灯", 养护单位=""), lamp(4))

    assert (first, second) == (counts(3, 0, 0, 0), counts(1, 2, 1, 0))
    rows = Component.objects.select_related("unit")
    assert [(one.name, one.condition, one.unit) for one in rows] == [
        ("路灯", "good", world.city), ("路灯", "damaged", world.city), ("高杆灯", "good", world.city), ("路灯", "good", world.city),
    ]  # fmt: skip
    assert Event.objects.filter(kind="grid.component_set").count() == 6


def test_without_a_grid_the_position_decides(world: World) -> None:
    placed = {"网格代码": "", "经度": str(HERE[0]), "纬度": str(HERE[1])}
    taken(world.office, lamp(1, **placed), lamp(2, **(placed | {"经度": str(HERE[0] + 0.01)})))

    assert [(one.place_code, one.longitude) for one in Component.objects.all()] == [
        (FIRST, HERE[0]),
        (SECOND, HERE[0] + 0.01),
    ]


def test_many_positions_are_placed_as_one_is(world: World) -> None:
    spots = [(116.19 + n * 0.004, 32.905) for n in range(80)]

    found = place_codes_at(spots)
    assert found == [place_code_at(*one) for one in spots]
    assert set(found) == {"", world.county.code, world.town_place.code, FIRST, SECOND}


def test_a_unit_is_found_by_its_name_short_name_or_alias(world: World) -> None:
    UnitName.objects.create(unit=world.city, name="城管执法局", kind="alias")
    names = ("清泽县城市管理局", "县城管局", "城管执法局")
    taken(world.office, *(lamp(n, 养护单位=name) for n, name in enumerate(names)))

    assert {one.unit_id for one in Component.objects.all()} == {world.city.pk}


def test_every_faulty_line_says_what_to_do(world: World) -> None:
    found = faults(
        world.office,
        lamp(1, 部件编码="34992109010000"),
        lamp(2, 名称=""),
        lamp(3, 网格代码=""),
        lamp(4, 网格代码="349921100200999"),
        lamp(5, 网格代码="", 经度="116.45", 纬度="36"),
        lamp(6, 网格代码="", 经度="32.9", 纬度="116.3"),
        lamp(7, 养护单位="县城市管里局"),
        lamp(8, 状态="坏"),
        lamp(9, 部件编码=code(2)),
    )

    assert found == [
        ["部件编码：部件编码“34992109010000”不对：应为16位数字，前6位是区划，第7、8位是大类（01至05）。"],
        ["名称：不能为空"],
        ["网格代码：网格代码和经纬度都没有填，请填网格代码，或者填经度和纬度"],
        ["网格代码：没有代码为“349921100200999”的网格，请核对"],
        ["经度：（116.45，36.0）不在本县范围内，请核对，或者填网格代码"],
        ["经度：（32.9，116.3）不在国内，经度在前、纬度在后，请核对"],
        ["养护单位：没有叫“县城市管里局”的单位，是不是县城管局？请改正"],
        ["状态：“坏”不在选项里，可填：完好、破损、丢失、废除"],
        ["部件编码：与第3行重复，请只留一行"],
    ]


def test_form_and_sheet_refuse_what_lies_out_of_reach(world: World) -> None:
    elsewhere = world.place("349921101000", "柳湾镇", "town", world.county, _far())
    with pytest.raises(OutsideOwnPlaces) as refused:
        set_component(code=code(1), name="路灯", place=elsewhere.code, by=world.office, at=AT)

    assert faults(world.office, lamp(1, 网格代码=elsewhere.code)) == [[f"网格代码：{refused.value}"]]


def test_a_component_out_of_reach_is_not_taken_over(world: World) -> None:
    taken(world.centre, lamp(1))
    elsewhere = world.place("349921101000", "柳湾镇", "town", world.county, _far())
    Component.objects.update(place_code=elsewhere.code)

    assert faults(world.office, lamp(1)) == [["部件编码：已在您的范围以外登记，请联系县网格中心核对"]]


def _far() -> dict[str, Any]:
    from gongzhi.modules.grid.conftest import square

    return square(116.42, 32.85, 116.48, 32.95)


@pytest.mark.parametrize("most", [1000, pytest.param(10_000, marks=pytest.mark.long)])
def test_thousands_are_looked_over_and_taken_in_bulk(world: World, most: int) -> None:
    placed = {"网格代码": "", "经度": str(HERE[0]), "纬度": str(HERE[1])}
    few, many = ([lamp(n, **(placed if n % 2 else {})) for n in range(count)] for count in (100, most))
    told = []
    for rows in (few, many, [row | {"状态": "破损"} for row in many]):
        kept = look_over(kind=COMPONENTS, data=sheet(*rows), name="部件.xlsx", by=world.centre, at=AT)
        with CaptureQueriesContext(connection) as seen:
            done = take_in(intake=kept, by=world.centre, at=AT)
        told.append((done.added, done.changed, done.same))
        assert len(seen) < 40 + len(rows) / 15  # batches of either engine
    assert told == [(100, 0, 0), (most - 100, 0, 100), (0, most, 0)]


def test_nobody_without_the_permission_takes_components_in(world: World) -> None:
    with pytest.raises(NotAllowed):
        taken(world.worker, lamp(1))


def test_a_sheet_is_taken_in_on_the_pages(world: World, client: Client) -> None:
    client.force_login(world.office)
    assert reverse("grid:component_sheets") in client.get(reverse("grid:components")).content.decode()
    upload = client.get(reverse("grid:component_sheet_upload")).content.decode()
    assert (reverse("grid:component_sheet_blank", args=["component"]) in upload, "位置说明" in upload) == (
        True,
        True,
    )
    assert client.get(reverse("grid:component_sheet_blank", args=["component"])).status_code == 200

    file = SimpleUploadedFile("部件.xlsx", sheet(lamp(1), lamp(2, 名称="")))
    answer = client.post(reverse("grid:component_sheet_upload"), {"file": file, "_once": "a"})
    report = client.get(answer["Location"]).content.decode()
    assert ("登记无误的1行" in report, "不能为空" in report) == (True, True)
    faulty = client.get(reverse("grid:component_sheet_faulty", args=[Intake.objects.get().pk]))
    assert faulty.status_code == 200
    for key in ("b", "b"):  # pressed twice
        client.post(answer["Location"], {"_once": key})
    assert (Component.objects.count(), "已登记" in client.get(answer["Location"]).content.decode()) == (
        1,
        True,
    )
    assert client.get(reverse("grid:intakes")).content.decode().count("部件.xlsx") == 0


def test_an_intake_is_its_officers_own(world: World, client: Client) -> None:
    kept = look_over(kind=COMPONENTS, data=sheet(lamp(1)), name="部件.xlsx", by=world.centre, at=AT)
    client.force_login(world.office)

    assert client.get(reverse("grid:component_sheet", args=[kept.pk])).status_code == 404
    assert client.get(reverse("grid:intake", args=[kept.pk])).status_code == 404
