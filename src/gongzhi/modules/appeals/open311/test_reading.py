"""What programs of others read, and what they never read."""

from __future__ import annotations

import doctest
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.kernel.people.erasing import erase
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.models import Filed
from gongzhi.modules.appeals.open311 import limits, moves
from gongzhi.modules.appeals.open311.conftest import ROOT, TEXT, Door
from gongzhi.modules.appeals.open311.protocol.times import written
from gongzhi.modules.appeals.open311.refused import PublicTellsSomebody


def test_the_examples_hold() -> None:
    assert doctest.testmod(moves).failed == 0
    assert doctest.testmod(limits).failed == 0


def test_only_publishable_categories_are_offered(door: Door) -> None:
    found = door.get("services.json")[1]

    assert [(one["service_code"], one["service_name"], one["type"], one["metadata"]) for one in found] == [
        ("E01", "市容/暴露垃圾", "realtime", True),
        ("E10", "设施/道路破损", "batch", True),
    ]
    assert "会公开" in found[0]["description"]


def test_definition_asks_what_was_set(door: Door) -> None:
    status, found = door.get("services/E01.json")

    assert status == 200
    assert [one["code"] for one in found["attributes"]] == ["lamps", "signs", "fixmystreet_id"]
    assert door.code(door.get("services/E13.json")) == (404, "service_code_unknown")


def test_request_is_read_as_it_was_filed(door: Door) -> None:
    number = door.filed(address_string="人民路东段")
    status, [found] = door.get(f"requests/{number}.json")

    assert (status, found["service_request_id"], found["status"]) == (200, number, "open")
    assert (found["description"], found["address"], found["service_code"]) == (TEXT, "人民路东段", "E01")
    assert (found["lat"], found["long"]) == (33.1234567, 116.7654321)
    assert found["requested_datetime"].endswith("Z")


def test_xml_says_the_same(door: Door) -> None:
    number = door.filed()
    root = door.get("requests.xml", service_request_id=number)[1]

    assert (root.tag, root.findtext("request/description")) == ("service_requests", TEXT)
    assert root.findtext("request/service_request_id") == number


def test_nobody_is_named_in_any_answer(door: Door) -> None:
    number = door.filed(
        description="我叫王小明，电话13911112222，邮箱wang@mail.example，垃圾没人清", first_name="赵", last_name="铁柱",
        phone="13700009999", email="zhao@mail.example", device_id="dev-77", account_id="acc-88",
        **{"attribute[fixmystreet_id]": "4711"},
    )  # fmt: skip
    paths = ["requests.json", "requests.xml", f"requests/{number}.json", f"requests/{number}.xml",
             "servicerequestupdates.json", "services.json", f"requests.json?service_request_id={number}&extensions=true"]  # fmt: skip
    told = "".join(Client().get(f"{ROOT}/{path}").content.decode() for path in paths)

    secrets = (
        "王小明",
        "13911112222",
        "wang@",
        "铁柱",
        "赵",
        "13700009999",
        "zhao@",
        "dev-77",
        "acc-88",
        door.key,
    )
    assert [one for one in secrets if one in told] == []
    assert "垃圾没人清" in told


def test_appeals_that_came_otherwise_are_not_shown(door: Door) -> None:
    other = door.world.appeal(category="E01")

    assert door.get("requests.json") == (200, [])
    assert door.code(door.get(f"requests/{other.number}.json")) == (404, "request_unknown")


def test_what_becomes_private_disappears(door: Door) -> None:
    number = door.filed()
    Appeal.objects.update(category=door.world.categories["E13"])
    assert door.get(f"requests/{number}.json")[0] == 404

    Appeal.objects.update(category=door.lamps, confidential=True)
    assert door.get("requests.json") == (200, [])


def test_batch_gives_a_token_and_the_id_after_a_look(door: Door) -> None:
    status, [told] = door.post(service_code="E10")
    assert (status, "service_request_id" in told) == (200, False)
    token, appeal = told["token"], Appeal.objects.get()

    assert door.get(f"tokens/{token}.json") == (200, [{"service_request_id": None, "token": token}])
    assert door.get(f"requests/{appeal.number}.json")[0] == 404
    door.world.move(appeal, "dispatch", by=door.world.sender, at=now())
    assert door.get(f"tokens/{token}.json")[1][0]["service_request_id"] == appeal.number
    assert door.get(f"requests/{appeal.number}.json")[1][0]["agency_responsible"] == "县住建局"
    assert door.code(door.get("tokens/nothing.json")) == (404, "token_unknown")


def test_closed_request_tells_what_was_done_and_nobody(door: Door) -> None:
    number = door.filed()
    _close(door, number)
    [found] = door.get(f"requests/{number}.json")[1]

    assert found["status"] == "closed"
    assert found["status_notes"].startswith("已办结。")
    assert "吴干事" not in json.dumps(found, ensure_ascii=False)
    assert found["updated_datetime"] == written(Appeal.objects.get().matter.closed_at)  # type: ignore[arg-type]


def _close(door: Door, number: str) -> None:
    world, appeal = door.world, Appeal.objects.get(matter__number=number)
    from gongzhi.modules.appeals.conftest import REPLY

    appeal = world.move(appeal, "dispatch", by=world.sender, at=now())
    appeal = world.move(appeal, "sign_for", by=world.cityman, at=now())
    step: Any = ("begin", {}) if appeal.anonymous else ("contact", {"note": "已联系。"})
    appeal = world.move(appeal, step[0], by=world.cityman, at=now(), **step[1])
    appeal = world.move(appeal, "reply", by=world.cityman, at=now(), **REPLY)
    appeal = world.move(appeal, "review_pass", by=world.sender, at=now())
    world.heard(appeal, "full", "yes", at=now())


def test_updates_tell_what_happened_once_each(door: Door) -> None:
    number = door.filed(**{"attribute[fixmystreet_id]": "4711"})
    _close(door, number)
    found = door.get("servicerequestupdates.json")[1]

    assert [one["status"] for one in found] == ["ACTION_SCHEDULED", "INVESTIGATING", "IN_PROGRESS", "FIXED"]
    assert len({one["update_id"] for one in found}) == 4
    assert {one["fixmystreet_id"] for one in found} == {"4711"}
    late = {
        "start_date": written(now() + timedelta(hours=1)),
        "end_date": written(now() + timedelta(hours=2)),
    }
    assert door.get("servicerequestupdates.json", **late) == (200, [])
    assert door.code(door.get("servicerequestupdates.json", start_date=late["start_date"])) == (
        400,
        "half_window",
    )


def test_rejected_request_keeps_its_words_to_itself(door: Door) -> None:
    number = door.filed()
    appeal = Appeal.objects.get()
    door.world.move(
        appeal,
        "reject",
        by=door.world.clerk,
        at=now(),
        ground="unlawful",
        guided_to="请改由有权机关的专门渠道反映",
    )
    [found] = door.get(f"requests/{number}.json")[1]

    assert (found["status"], found["description"]) == ("closed", None)
    assert found["status_notes"].startswith("不予受理：")


def test_filters_narrow(door: Door) -> None:
    one, two = door.filed(), door.filed(description="另一处垃圾没有人清理")

    def ids(**query: str) -> list[str]:
        return [row["service_request_id"] for row in door.get("requests.json", **query)[1]]

    assert (ids(), ids(status="open"), ids(service_code="E01")) == ([two, one], [two, one], [two, one])
    assert (ids(status="closed"), ids(service_code="E10"), ids(status="banana"), ids(service_code="X")) == (
        [],
        [],
        [],
        [],
    )
    assert (ids(service_request_id=f"{one},unknown"), ids(service_request_id="中")) == ([one], [])
    assert ids(end_date="2020-01-01T00:00:00Z") == []
    assert door.code(door.get("requests.json", start_date="yesterday")) == (400, "bad_date")


def test_id_finds_a_request_older_than_the_window(door: Door) -> None:
    number = door.filed()
    Filed.objects.update(at=now() - timedelta(days=100))

    assert door.get("requests.json") == (200, [])
    assert len(door.get("requests.json", service_request_id=number)[1]) == 1


def test_odd_ids_and_addresses_are_absent(door: Door) -> None:
    for odd in ("99999999999999999999999", "-1", "0", "中", "a%00b", "a%20b"):
        assert door.client.get(f"{ROOT}/requests/{odd}.json").status_code == 404
    for path in ("services", "services.csv", "requests.html", "nothing.json"):
        assert door.client.get(f"{ROOT}/{path}").status_code == 404


def test_unknown_jurisdiction_is_absent_and_an_empty_one_is_ours(door: Door) -> None:
    assert door.get("services.json", jurisdiction_id="")[0] == 200
    assert door.code(door.get("services.json", jurisdiction_id="x.gov")) == (404, "jurisdiction_unknown")


def test_broken_bytes_and_other_methods_are_bad_requests(door: Door) -> None:
    assert door.client.get(f"{ROOT}/requests.json?service_code=%FF").status_code == 400
    assert door.client.put(f"{ROOT}/requests.json").status_code == 400
    assert door.client.delete(f"{ROOT}/services.xml").status_code == 400
    assert door.client.head(f"{ROOT}/services.json").status_code == 200


def test_bare_plus_is_understood(door: Door) -> None:
    door.filed()
    start = (now() - timedelta(hours=1)).isoformat(timespec="seconds")

    answer = door.client.get(f"{ROOT}/requests.json?start_date={start}")
    assert len(answer.json()) == 1


def test_everybody_may_read_from_a_page(door: Door) -> None:
    assert door.client.get(f"{ROOT}/services.json")["Access-Control-Allow-Origin"] == "*"


def test_list_costs_the_same_for_three_and_thirty(door: Door) -> None:
    def cost() -> int:
        with statements() as told:
            door.get("requests.json")
        return len(told)

    for n in range(3):
        door.filed(description=f"第{n}处垃圾没有人清理")
    few = cost()
    for n in range(27):
        door.filed(description=f"又第{n}处垃圾没有人清理")

    assert cost() == few <= 3


def test_erased_person_leaves_no_words(door: Door) -> None:
    number = door.filed(phone="13700009999", last_name="赵", first_name="铁柱")
    erase(people=[Appeal.objects.get().appellant], ground="本人要求删除", by=None, at=now())  # type: ignore[list-item]
    [found] = door.get(f"requests/{number}.json")[1]

    assert (found["description"], found["lat"], found["media_url"]) == (None, None, None)


def test_appeal_told_elsewhere_is_shown_once_somebody_has_read_it(door: Door) -> None:
    world = door.world
    appeal = world.appeal(
        "王小明反映：文昌路路口垃圾堆了三天，电话13800138000。",
        category="E01",
        longitude=116.76543,
        latitude=33.12345,
    )
    given = {"description": "文昌路路口垃圾堆了三天。", "address": "文昌路路口"}
    with pytest.raises(PublicTellsSomebody, match="姓名、电话"):
        world.move(appeal, "publish", by=world.head, at=now(), description="请打13800138000。")
    world.move(appeal, "publish", by=world.head, at=now(), **given)

    [found] = door.get(f"requests/{appeal.number}.json")[1]
    assert (found["description"], found["address"], found["long"]) == (*given.values(), 116.765)

    world.move(Appeal.objects.get(pk=appeal.pk), "unpublish", by=world.head, at=now(), reason="诉求人要求")
    assert door.get(f"requests/{appeal.number}.json")[0] == 404


def test_only_what_is_fit_is_offered_for_publication(door: Door) -> None:
    world = door.world

    told = [
        world.appeal("这里的事请保密，垃圾很多。", category="E01", confidential=True),
        world.appeal("举报有人乱倒垃圾在河边。", category="E01", type="report"),
        world.appeal(category="E13"),
    ]
    for appeal in told:
        with pytest.raises(MoveNotNow):
            world.move(appeal, "publish", by=world.head, at=now(), description="垃圾很多，没有人清理。")


def test_everybody_sees_that_it_is_late_and_why_it_was_changed(door: Door, frozen: Any) -> None:
    number = door.filed()
    world, appeal = door.world, Appeal.objects.get()
    world.move(appeal, "dispatch", by=world.sender, at=now(), unit=world.city)
    world.move(
        appeal,
        "recategorise",
        by=world.sender,
        at=now(),
        category="E10",
        reason="实为路面破损，赵铁柱电话13700009999",
    )
    frozen(now() + timedelta(days=30))

    [found] = door.get(f"requests/{number}.json")[1]
    assert "已超过办结时限" in found["status_notes"]
    assert "事项归类改为设施/道路破损，原因：实为路面破损" in found["status_notes"]
    assert "13700009999" not in found["status_notes"]
