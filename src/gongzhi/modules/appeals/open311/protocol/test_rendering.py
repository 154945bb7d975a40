"""What a program is answered, in both formats."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from gongzhi.modules.appeals.open311.protocol import rendering
from gongzhi.modules.appeals.open311.protocol.conftest import (
    BARE,
    HARD,
    LAMP,
    NOW,
)
from gongzhi.modules.appeals.open311.protocol.shapes import (
    Error,
    Receipt,
    Request,
    Ticket,
    Update,
)


def xml(body: bytes) -> etree._Element:
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return etree.fromstring(body)


def request(**more: Any) -> Request:
    given: dict[str, Any] = {"description": HARD, "lat": 33.0001, "long": 116.0001}
    return Request("SQ1", "open", "设施/路灯不亮", "E09", NOW, NOW, **(given | more))


def test_services_are_a_bare_array_and_booleans_are_booleans() -> None:
    found = json.loads(rendering.services([LAMP, BARE], "json"))

    assert [(one["service_code"], one["metadata"], one["type"]) for one in found] == [
        ("E09", True, "realtime"),
        ("E10", False, "batch"),
    ]
    assert found[0]["keywords"] == "路灯,灯 杆"


def test_booleans_are_small_in_xml() -> None:
    root = xml(rendering.services([LAMP, BARE], "xml"))

    assert (root.tag, [one.tag for one in root]) == ("services", ["service", "service"])
    assert [one.findtext("metadata") for one in root] == ["true", "false"]


def test_definition_is_a_bare_object_with_wrapped_lists_in_xml() -> None:
    found = json.loads(rendering.definition(LAMP, "json"))
    root = xml(rendering.definition(LAMP, "xml"))

    assert (found["service_code"], found["attributes"][0]["required"]) == ("E09", True)
    assert [one["order"] for one in found["attributes"]] == [1, 2, 3, 4, 5, 6, 7]
    assert found["attributes"][2]["values"] == [
        {"key": "led", "name": "LED"},
        {"key": "sun", "name": "太阳能"},
    ]
    assert ["values" in one for one in found["attributes"]] == [False, False, True, True, False, False, False]
    assert root.xpath("/service_definition/attributes/attribute[3]/values/value/key/text()") == ["led", "sun"]
    assert root.xpath("//attribute/variable/text()") == ["true"] * 5 + ["false", "true"]
    assert root.xpath("//attribute[7]/automated/text()") == ["hidden_field"]


def test_receipt_has_an_id_or_a_token_never_both() -> None:
    [by_id] = json.loads(rendering.receipt(Receipt("SQ1", notice="已收到"), "json"))
    [by_token] = json.loads(rendering.receipt(Receipt(token="T1"), "json"))

    assert (by_id["service_request_id"], by_id["service_notice"], "token" in by_id) == (
        "SQ1",
        "已收到",
        False,
    )
    assert (by_token["token"], "service_request_id" in by_token) == ("T1", False)
    with pytest.raises(ValueError, match="never both"):
        Receipt("SQ1", "T1")


def test_token_answers_with_an_empty_id_while_there_is_none() -> None:
    assert json.loads(rendering.ticket(Ticket("T1"), "json")) == [{"service_request_id": None, "token": "T1"}]
    assert xml(rendering.ticket(Ticket("T1", "SQ1"), "xml")).findtext("request/service_request_id") == "SQ1"


@pytest.mark.parametrize("format", ["json", "xml"])
def test_text_returns_exactly(format: str) -> None:
    body = rendering.requests([request()], format)
    found = (
        json.loads(body)[0]["description"] if format == "json" else xml(body).findtext("request/description")
    )

    assert found == HARD


def test_request_has_all_its_fields_and_numbers_are_numbers() -> None:
    [found] = json.loads(rendering.requests([request()], "json"))

    assert list(found) == [
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    ]  # fmt: skip
    assert (found["lat"], found["long"], found["requested_datetime"]) == (
        33.0001,
        116.0001,
        "2026-03-02T01:00:30Z",
    )


def test_what_is_unknown_is_null_or_empty() -> None:
    bare = request(description="", lat=None, long=None)

    assert json.loads(rendering.requests([bare], "json"))[0]["lat"] is None
    assert xml(rendering.requests([bare], "xml")).find("request/lat").text is None  # type: ignore[union-attr]


def test_no_rows_are_an_empty_array_and_an_empty_root() -> None:
    assert rendering.requests([], "json") == b"[]"
    assert (xml(rendering.requests([], "xml")).tag, len(xml(rendering.requests([], "xml")))) == (
        "service_requests",
        0,
    )


def test_a_control_character_in_the_rows_breaks_no_list() -> None:
    rows = [request(description="路\x0b灯"), request(address="一\x00号\ud800")]

    assert xml(rendering.requests(rows, "xml")).xpath("//description/text()")[0] == "路灯"
    assert json.loads(rendering.requests(rows, "json"))[1]["address"] == "一号"


def test_a_request_is_open_or_closed() -> None:
    with pytest.raises(ValueError, match="open or closed"):
        Request("1", "FIXED", "x", "E09", NOW, NOW)


def test_errors_are_a_list_in_both_formats() -> None:
    rows = [Error(400, "bad_date", "日期<不对>"), Error(404, "gone", "没有")]

    assert json.loads(rendering.errors(rows, "json"))[0] == {"code": "bad_date", "description": "日期<不对>"}
    assert xml(rendering.errors(rows, "xml")).xpath("/errors/error/code/text()") == ["bad_date", "gone"]


def test_a_wrong_key_comes_before_a_missing_thing_before_the_rest() -> None:
    rows = [Error(400, "a", ""), Error(404, "b", ""), Error(403, "c", "")]

    assert [rendering.status_of(rows[:n]) for n in (1, 2, 3)] == [400, 404, 403]


def test_updates_carry_their_extras() -> None:
    row = Update("7", "SQ1", "FIXED", NOW, "修好了", extras=(("fixmystreet_id", "9"),))

    assert json.loads(rendering.updates([row], "json"))[0]["fixmystreet_id"] == "9"
    assert xml(rendering.updates([row], "xml")).findtext("request_update/update_id") == "7"
    assert xml(rendering.update_receipt("7", "xml")).xpath(
        "/service_request_updates/request_update/update_id/text()"
    ) == ["7"]


def test_no_answer_can_hold_a_person() -> None:
    personal = {"first_name", "last_name", "email", "phone", "device_id", "account_id", "api_key"}

    assert personal & set(Request.__dataclass_fields__) == set()
    assert personal & set(Update.__dataclass_fields__) == set()
