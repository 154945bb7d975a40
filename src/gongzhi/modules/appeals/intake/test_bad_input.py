"""What is told wrongly, twice, or ten times: a clear answer, and nothing lost."""

from __future__ import annotations

import doctest
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.refused import FileRefused
from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.modules.appeals.conftest import AT, PHONE, World
from gongzhi.modules.appeals.directory.actions import set_category
from gongzhi.modules.appeals.intake import nearness
from gongzhi.modules.appeals.intake.hints import hints
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import AlreadyTold, CategoryGone, PlaceOutside, PointElsewhere

DAY = timedelta(days=1)


def test_examples_hold() -> None:
    assert doctest.testmod(nearness).failed == 0


def test_ten_calls_of_a_day_are_ten_appeals_and_the_desk_sees_the_number(world: World) -> None:
    for n in range(10):
        world.appeal(f"第{n}次打电话，水还没有来。", at=AT + timedelta(minutes=n))

    found = hints({"phone": PHONE}, officer=world.clerk, at=AT + timedelta(hours=1))
    assert (Appeal.objects.count(), found.calls, found.repeated) == (10, 10, 10)


def test_the_same_report_twice_names_the_first(world: World) -> None:
    first = world.appeal()

    with pytest.raises(AlreadyTold, match=first.number):
        world.appeal(at=AT + timedelta(hours=2))
    assert world.appeal(at=AT + DAY).number != first.number


def test_a_message_that_comes_again_is_the_first_one_on_any_day(world: World) -> None:
    first = world.appeal(channel="webhook", key="m1")

    with pytest.raises(AlreadyTold, match=first.number):
        world.appeal("别的话，同一条消息。", channel="webhook", key="m1", at=AT + 5 * DAY)
    assert world.appeal(channel="open311", key="m1").number != first.number


def test_an_address_of_another_county_is_refused_with_the_way_on(world: World) -> None:
    Place.objects.create(code="341221001000", name="外县城关镇", kind=PlaceKind.TOWN)

    with pytest.raises(PlaceOutside, match="拨打事发地区号加12345"):
        world.appeal(place_code="341221001000")
    assert not Appeal.objects.exists()


SQUARE = [[[116.0, 33.0], [116.2, 33.0], [116.2, 33.2], [116.0, 33.2], [116.0, 33.0]]]


def test_a_position_in_another_county_is_refused_and_one_of_ours_finds_its_place(world: World) -> None:
    world.community.bound({"type": "Polygon", "coordinates": SQUARE})
    world.community.save()

    with pytest.raises(PointElsewhere, match="拨打事发地区号加12345"):
        world.appeal(place_code="", longitude=115.3, latitude=32.1)
    assert not Appeal.objects.exists()
    ours = world.appeal(place_code="", longitude=116.1, latitude=33.1)
    assert ours.matter.place_code == world.community.code


def test_the_only_place_that_an_address_names_is_taken(world: World) -> None:
    there = [
        world.appeal(f"{n}号楼道灯坏了。", place_code="", address=address).matter.place_code
        for n, address in enumerate(("文昌社区3号楼", "泽口镇东庄村12号", "城关街道", "某处"))
    ]

    assert there == ["349921001001", "349921100200", "349921001000", "349921000000"]


def test_a_county_without_a_map_takes_any_position(world: World) -> None:
    assert world.appeal(place_code="", longitude=115.3, latitude=32.1).matter.place_code == "349921000000"


def test_a_photo_that_is_none_is_refused_and_leaves_nothing(world: World) -> None:
    false = SimpleUploadedFile("照片.jpg", b"<script>alert(1)</script>", "image/jpeg")

    with pytest.raises(FileRefused):
        world.appeal(files=[false], allowed=("image",))
    assert (Appeal.objects.count(), Attachment.objects.count()) == (0, 0)


def withdraw(world: World, code: str) -> None:
    one = world.categories[code]
    set_category(
        category=one,
        code=code,
        major=one.major,
        name=one.name,
        keywords=one.keywords,
        withdrawn_on=AT.date(),
        by=None,
        at=AT,
    )


def test_a_category_withdrawn_while_a_case_is_open_lets_it_go_on(world: World) -> None:
    waiting, working = world.appeal(), world.handling(text="三号楼也没有水。", phone="13900139000")
    withdraw(world, "E13")

    waiting = world.move(waiting, "dispatch", by=world.sender, at=AT, unit=None)
    assert (waiting.matter.state, waiting.matter.category) == ("dispatched", "设施/供水中断")
    assert working.category == world.categories["E13"]
    with pytest.raises(CategoryGone):
        world.appeal("五号楼也没有水。", phone="13700137000")


def test_a_grid_from_the_map_is_taken(world: World) -> None:
    grid = Place.objects.create(
        code="349921001001001", name="第1网格", kind=PlaceKind.GRID, parent=world.community
    )
    desk = Client()
    desk.force_login(world.clerk)
    given: dict[str, Any] = {
        "text": "门口垃圾没人清，很臭。", "phone": PHONE, "channel": "phone", "type": "complaint", "urgency": "normal",
        "reply_way": "phone", "place": grid.code, "longitude": "117.21", "latitude": "32.91", "stay": "1",
    }  # fmt: skip
    desk.post("/appeals/intake/", given)

    matter = Appeal.objects.get().matter
    assert (matter.place_code, matter.longitude, matter.latitude) == (grid.code, 117.21, 32.91)


def test_the_desk_reads_that_a_position_is_elsewhere(world: World) -> None:
    world.community.bound({"type": "Polygon", "coordinates": SQUARE})
    world.community.save()
    desk = Client()
    desk.force_login(world.clerk)
    given = {
        "text": "门口垃圾没人清，很臭。", "phone": PHONE, "channel": "phone", "type": "complaint", "urgency": "normal",
        "reply_way": "phone", "longitude": "115.3", "latitude": "32.1",
    }  # fmt: skip

    answer = desk.post("/appeals/intake/", given)
    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
    assert "不在本县范围内" in answer.content.decode()
