"""What a grid worker's phone gets and sends."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
import time_machine

from gongzhi.faces.field.conftest import PhoneOf
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.people.models import House, Household
from gongzhi.kernel.rounds.models import CheckIn, Round
from gongzhi.kernel.rounds.planning import Plan, Point, set_route
from gongzhi.kernel.rounds.queries import track_of
from gongzhi.modules.grid.conftest import AT, HERE, JPEG, World
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.visits.actions import set_asks
from gongzhi.modules.grid.visits.models import Visit

SPOT = {"longitude": HERE[0], "latitude": HERE[1], "accuracy": 8}


@pytest.fixture(autouse=True)
def _nine_o_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


class Worker(PhoneOf):
    """A worker's phone at the spot; keys are counted, so that each thing is said once."""

    count = 0

    def said(self, kind: str, *photos: str, **more: Any) -> Any:
        keys = {name: [self.photo()] for name in photos}
        return self.entry(AT, self.key(), kind, files=keys, **({"position": SPOT} | more))

    def key(self) -> str:
        Worker.count += 1
        return f"0123456789abcdef-{self.officer.pk}-{Worker.count}"

    def photo(self) -> str:
        from django.core.files.uploadedfile import SimpleUploadedFile

        key = self.key()
        assert self.file(AT, key, SimpleUploadedFile("现场.jpg", JPEG, "image/jpeg")).status_code == 200
        return key

    def items(self, sort: str) -> list[dict[str, Any]]:
        return [one for one in self.sync().json()["items"] if one["sort"] == sort]

    def pack(self, name: str) -> list[dict[str, Any]]:
        pack = next(one for one in self.sync().json()["packs"] if one["name"] == name)
        return [dict(zip(pack["columns"], row, strict=True)) for row in pack["rows"]]


def route(world: World) -> Round:
    made = set_route(
        kind="grid.patrol",
        plan=Plan("东庄村第1网格日常巡查", world.town, world.first, [world.worker], [Point("村口", *HERE), Point("水塘", 116.309, 32.909)], date(2026, 1, 1), "daily"),
        by=None, at=AT,
    )  # fmt: skip
    return made.rounds.get(due_on=date(2026, 3, 2))


def test_a_picture_and_a_category_are_a_report(world: World) -> None:
    answer = Worker(world.worker).said("grid.report", "photos", values={"category": "E09"}).json()

    event = GridEvent.objects.get()
    assert (answer["number"], event.reported_in, str(event.text.open())) == (
        event.number,
        world.first.code,
        "路灯不亮（见照片）",
    )
    assert Attachment.objects.get().matter_id == event.pk


def test_without_a_position_the_event_lies_in_the_grid_of_then(world: World) -> None:
    phone, values = Worker(world.worker), {"category": "E09"}
    phone.said(
        "grid.report",
        "photos",
        values=values,
        position=None,
        no_position="定位不到：水塘边",
        place=world.second.code,
    )

    event = GridEvent.objects.get()
    assert (event.reported_in, event.spot) == (world.second.code, "定位不到：水塘边")


def test_what_was_settled_on_the_spot_needs_the_photo_after(world: World) -> None:
    phone, values = Worker(world.worker), {"category": "E01", "done": "已清理干净"}

    refused = phone.said("grid.settle", "photos", values=values)
    taken = phone.said("grid.settle", "photos", "done_photos", values=values)

    assert (refused.status_code, refused.json()["title"][:9]) == (422, "“处理后照片”还没")
    assert (taken.status_code, GridEvent.objects.get().matter.state) == (200, "settled")


def test_a_patrol_is_walked_with_a_finding_and_its_track(world: World) -> None:
    row, phone = route(world), Worker(world.worker)
    item = phone.items("patrol")[0]
    on = {"item": item["key"]}
    stop = item["steps"][0]["key"]
    walk = [[HERE[0], HERE[1], 8, AT.timestamp() * 1000], [116.309, 32.909, 8, AT.timestamp() * 1000]]
    answers = [
        phone.said("grid.begin", **on),
        phone.said("grid.check", "photos", **on, step=stop),
        phone.said(
            "grid.found", "photos", **on, step=stop, values={"category": "E09", "text": "路灯坏了三盏"}
        ),
        phone.said("grid.finish", **on, values={"note": "水塘在施工，没有进去"}, track=walk),
    ]

    row.refresh_from_db()
    assert [one.status_code for one in answers] == [200] * 4
    assert (row.state, row.stops_reached, GridEvent.objects.get().channel) == ("done", 1, "patrol")
    assert CheckIn.objects.get().verdict == "on_spot"
    assert len(track_of(row)) == 3
    assert [one["stage"] for one in phone.items("patrol")] == ["done"]


def test_a_stop_that_was_left_out_is_refused_with_what_to_do(world: World) -> None:
    row, phone = route(world), Worker(world.worker)
    on = {"item": f"grid.round-{row.pk}"}
    phone.said("grid.begin", **on)
    answer = phone.said("grid.finish", **on)

    assert (answer.status_code, answer.json()["field"]) == (422, "note")


def test_only_a_second_person_is_asked_to_look_and_does(world: World) -> None:
    event = world.handled()
    first, second = Worker(world.worker), Worker(world.other)
    item = second.items("task")[0]
    answer = second.said("grid.verify", "photos", item=item["key"], values={"passed": True})

    event.matter.refresh_from_db()
    assert (first.items("task"), answer.status_code, event.matter.state) == ([], 200, "verified")


def test_a_household_is_asked_what_is_asked_today_and_a_finding_becomes_an_event(world: World) -> None:
    set_asks(
        name="日常",
        care="",
        questions="燃气软管是否老化｜是否→E31：是",
        from_on=date(2026, 1, 1),
        by=None,
        at=AT,
    )
    world.household(visit_by=date(2026, 3, 1))
    phone = Worker(world.worker)
    home, item = phone.pack("grid.households")[0], phone.items("visit")[0]
    fields = next(one for one in phone.sync().json()["entries"] if one["name"] == "grid.visit")["fields"]
    asked = next(one for one in fields if one["name"].startswith("q__"))
    values = {"met": True, asked["name"]: "是"}
    answer = phone.said("grid.visit", row=home["key"], values=values)

    assert (asked["label"], asked["only"], asked["when"]) == (
        "燃气软管是否老化",
        ["normal", "key", "high"],
        ["met", True],
    )
    assert (item["row"], home["note"], home["sort"]) == (home["key"], "王** · 1口人", "normal")
    assert (answer.status_code, Visit.objects.get().findings, GridEvent.objects.get().category.code) == (
        200,
        1,
        "E31",
    )


def test_a_worker_has_only_the_households_of_the_own_grid(world: World) -> None:
    world.household("0001"), world.household("0002", world.second.code)

    assert [one["code"] for one in Worker(world.worker).pack("grid.households")] == ["0001"]


def test_a_visit_made_before_the_worker_moved_is_explained(world: World) -> None:
    home = world.household()
    world.worker.place = world.second
    world.worker.save()
    Member.objects.filter(officer=world.worker).update(place=world.second)
    world.worker.holdings.update(place=world.second)
    answer = Worker(world.worker).said(
        "grid.visit", row=f"h-{home.pk}", values={"met": False}, place=world.first.code
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:gongzhi:field.moved")


def test_a_component_is_found_by_its_code_and_named_in_the_report(world: World) -> None:
    Component.objects.create(
        code="3499210101000001", name="井盖", part_class="01", place_code=world.first.code, changed_at=AT
    )
    phone = Worker(world.worker)
    row = phone.pack("grid.components")[0]
    phone.said("grid.report", "photos", row=row["key"], values={"category": "E01"})

    assert (row["code"], GridEvent.objects.get().component.name) == ("3499210101000001", "井盖")


@pytest.mark.parametrize("count", [3, 30])
def test_a_sync_costs_the_same_for_three_and_thirty_households(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(1, count + 1):
        world.household(f"{n:04}", visit_by=date(2026, 3, 1))
    phone = Worker(world.worker)
    phone.sync()

    with django_assert_max_num_queries(38):
        phone.sync()


def test_the_first_sync_of_two_thousand_households_is_light(world: World) -> None:
    houses = House.objects.bulk_create(
        House(code=f"H{n:05}", place_code=world.first.code, address=f"东庄村{n % 40 + 1}组{n}号", longitude=116.3 + n / 1e6, latitude=32.9 + n / 1e6, changed_at=AT)
        for n in range(2000)
    )  # fmt: skip
    Household.objects.bulk_create(
        Household(number=f"{n:06}", house=house, place_code=world.first.code, head_name="王**", size=n % 6 + 1, visit_by=date(2026, 2, 1 + n % 28))
        for n, house in enumerate(houses)
    )  # fmt: skip
    phone = Worker(world.worker)
    begun = time.process_time()
    answer = phone.client.get(
        "/field/sync", headers={"Accept": "application/json", "Accept-Encoding": "gzip"}
    )
    seconds = time.process_time() - begun

    assert len(answer.content) < 200_000
    assert seconds < 1.5  # of the processor; a sixth of a second on an idle one
