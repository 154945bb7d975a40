"""What a program posts: understood, or refused by name."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

from gongzhi.modules.appeals.open311.protocol import fields, filters, posting, rendering, shapes, times
from gongzhi.modules.appeals.open311.protocol.conftest import (
    HARD,
    lamp,
    lamp_refused,
    post,
    refused,
)
from gongzhi.modules.appeals.open311.protocol.fields import Fields, decoded, parted


@pytest.mark.parametrize("module", [fields, filters, posting, rendering, shapes, times])
def test_the_examples_hold(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


def test_post_becomes_a_submission() -> None:
    found = post(
        first_name="小明",
        last_name="王",
        phone="13800138000",
        email="a@b.example",
        address_string="人民路1号",
    )

    assert (found.lat, found.long, found.description) == (33.0001, 116.0001, "坑")
    assert (found.name, found.phone, found.email) == ("王小明", "13800138000", "a@b.example")


def test_four_thousand_characters_pass_whole_and_one_more_is_refused() -> None:
    assert post(description="路" * 4000).description == "路" * 4000
    assert post(description="😀" * 4000).description == "😀" * 4000
    assert refused(description="路" * 4001) == [(400, "description_too_long")]


def test_line_ends_count_once() -> None:
    assert post(description="一\r\n二\r三").description == "一\n二\n三"
    assert len(post(description="路\r\n" * 2000).description) == 4000


@pytest.mark.parametrize("text", [HARD, " 前后有空格 ", "<b>不是标签</b>", "&lt;", "'\"`{{ x }}"])
def test_description_is_kept_as_it_was_sent(text: str) -> None:
    assert post(description=text).description == text


def test_control_characters_are_dropped() -> None:
    assert post(description="路\x0b灯\x07坏\x00了\ufffe\t\n").description == "路灯坏了\t\n"


@pytest.mark.parametrize(
    ("lat", "long"),
    [("NaN", "116"), ("inf", "116"), ("-Infinity", "116"), ("91", "116"), ("-90.01", "116"), ("33", "180.5"),
     ("abc", "116"), ("1_0", "116"), ("３３", "116"), ("33,1", "116"), ("1e999", "116"), ("0x10", "116")],
)  # fmt: skip
def test_what_is_no_position_is_refused(lat: str, long: str) -> None:
    assert refused(lat=lat, long=long) == [(400, "bad_location")]


def test_half_a_position_is_refused_even_with_an_address() -> None:
    assert refused(lat="") == [(400, "half_location")]
    assert refused(long="", address_string="人民路1号") == [(400, "half_location")]


def test_one_full_location_is_needed_and_enough() -> None:
    assert refused(lat="", long="") == [(400, "location_missing")]
    assert post(lat="", long="", address_string="人民路1号").lat is None
    assert post(lat="", long="", address_id="349921001001").address_id == "349921001001"
    assert refused(address_id="a,b") == [(400, "bad_address_id")]


def test_service_code_is_needed_and_known() -> None:
    assert refused(service_code="") == [(400, "service_code_missing")]
    assert refused(service_code=" ") == [(400, "service_code_missing")]
    assert refused(service_code="E99") == [(404, "service_code_unknown")]
    assert refused(service_code="E09\x00") == [
        (400, "attribute_missing")
    ]  # it is E09 without what cannot be written


def test_every_error_is_told() -> None:
    assert refused(lat="NaN", description="路" * 4001, media_url="javascript:alert(1)") == [
        (400, "bad_location"),
        (400, "description_too_long"),
        (400, "bad_media_url"),
    ]


def test_nobody_sets_status_number_or_time_by_a_field() -> None:
    plain = post()

    assert (
        post(status="closed", service_request_id="1", requested_datetime="2020-01-01T00:00:00Z", token="t")
        == plain
    )


def test_media_addresses_may_be_several() -> None:
    found = post(("media_url", "https://a.example/1.jpg"), ("media_url", "https://a.example/2.jpg"))

    assert found.media_urls == ("https://a.example/1.jpg", "https://a.example/2.jpg")
    assert refused(*[("media_url", f"https://a.example/{n}.jpg") for n in range(11)]) == [
        (400, "too_many_media")
    ]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://a/b", "//a/b", "/x", "http://[bad", "http://a/\"onload=x"])  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert refused(media_url=url) == [(400, "bad_media_url")]


def test_names_of_others_are_understood() -> None:
    assert post(deviceid="d1").device_id == "d1"
    assert post(first_name="张三", last_name="-").name == "张三"


def test_long_names_are_refused_not_cut() -> None:
    assert refused(first_name="长" * 201) == [(400, "first_name_too_long")]


def test_required_attribute_missing_or_empty_is_refused() -> None:
    assert lamp_refused() == [(400, "attribute_missing")]
    assert lamp_refused(("attribute[lamps]", "")) == [(400, "attribute_missing")]
    assert lamp_refused(("attribute[lamps]", "  ")) == [(400, "attribute_missing")]


@pytest.mark.parametrize("value", ["三", "NaN", "1,5", "1_000", "inf"])
def test_number_is_checked(value: str) -> None:
    assert lamp_refused(("attribute[lamps]", value)) == [(400, "bad_attribute")]


@pytest.mark.parametrize("value", ["yesterday", "2026-02-30", "2026-03-02T25:00:00Z", "03/02/2026"])
def test_datetime_is_checked(value: str) -> None:
    assert lamp_refused(("attribute[lamps]", "1"), ("attribute[since]", value)) == [(400, "bad_attribute")]


def test_datetime_with_zone_and_day_alone_are_understood() -> None:
    for value in ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00+08:00", "2026-03-02"):
        assert lamp(("attribute[since]", value)).attributes["since"] == (value,)


def test_key_outside_the_list_is_refused() -> None:
    assert lamp_refused(("attribute[lamps]", "1"), ("attribute[kind]", "LED")) == [(400, "bad_attribute")]
    assert lamp_refused(("attribute[lamps]", "1"), ("attribute[signs][]", "x")) == [(400, "bad_attribute")]


@pytest.mark.parametrize("name", ["attribute[signs]", "attribute[signs][]"])
def test_several_answers_come_repeated_with_or_without_brackets(name: str) -> None:
    assert lamp((name, "dark"), (name, "blink")).attributes["signs"] == ("dark", "blink")


def test_one_of_a_single_list_only() -> None:
    pairs = [("attribute[lamps]", "1"), ("attribute[kind]", "led"), ("attribute[kind]", "sun")]

    assert lamp_refused(*pairs) == [(400, "bad_attribute")]


def test_answers_that_nobody_asked_for_are_passed_over() -> None:
    found = lamp(
        ("attribute[uprn]", "1"), ("attribute[hint]", "x"), ("attribute[]", "y"), ("attribute[lamps]x", "z")
    )

    assert found.attributes == {"lamps": ("3",)}


def test_senders_own_number_is_the_reference() -> None:
    assert (lamp(("attribute[fixmystreet_id]", "987")).reference, lamp().reference) == ("987", "")


def test_body_is_utf8_or_refused() -> None:
    assert decoded(b"description=%E8%B7%AF&b=+%2B").text("description") == "路"  # type: ignore[union-attr]
    for raw in (b"a=%ff", b"a=\xff", b"a=%C0%80", b"a=%ED%A0%80", "a=路灯".encode("gbk")):
        assert decoded(raw) == fields.NOT_UTF8


def test_thousands_of_fields_are_refused() -> None:
    assert decoded(b"a=1&" * 301) == fields.TOO_MANY
    assert parted([("a", "1")] * 301) == fields.TOO_MANY


def test_parts_of_a_form_are_the_same_fields() -> None:
    found = parted([("service_code", "E10"), ("attribute[x]", "1"), ("attribute[x]", "2")])

    assert isinstance(found, Fields)
    assert (found.one("service_code"), found.attributes()) == ("E10", {"x": ("1", "2")})
    assert parted([("a", "\ufffd")]) == fields.NOT_UTF8


def test_photos_are_parts_by_name() -> None:
    assert fields.photo_names(["photo2", "avatar", "photo1", "photos"]) == ["photo1", "photo2"]
