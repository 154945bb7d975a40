"""The corners of GeoReport v2: what is sent is understood or refused, what is answered can be read by everybody."""

from __future__ import annotations

import doctest
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from gongzhi.modules.appeals.open311.protocol import fields, filters, posting, rendering, shapes, times
from gongzhi.modules.appeals.open311.protocol.fields import Fields, decoded, parted
from gongzhi.modules.appeals.open311.protocol.shapes import (
    Attribute,
    Error,
    Posted,
    Receipt,
    Request,
    Service,
    Submission,
    Ticket,
    Update,
)

NOW = datetime(2026, 3, 2, 1, 0, 30, 999, tzinfo=UTC)
HARD = '路灯<3盏> & "x" ]]> &amp; 😀\n第二行'
LAMP = Service(
    "E09",
    "设施/路灯不亮",
    "路灯不亮、闪烁",
    keywords=("路灯", "灯,杆"),
    group="设施",
    attributes=(
        Attribute("lamps", "number", "几盏不亮", required=True),
        Attribute("since", "datetime", "从何时起"),
        Attribute("kind", "singlevaluelist", "灯型", values=(("led", "LED"), ("sun", "太阳能"))),
        Attribute("signs", "multivaluelist", "现象", values=(("dark", "不亮"), ("blink", "闪烁"))),
        Attribute("note", "string", "备注"),
        Attribute("hint", "text", "触电危险请拨95598", variable=False),
        Attribute("fixmystreet_id", "string", "对方编号", automated="hidden_field"),
    ),
)
BARE = Service("E10", "设施/道路破损", kind="batch")
OFFERED = {one.code: one for one in (LAMP, BARE)}
GOOD = {"service_code": "E10", "lat": "33.0001", "long": "116.0001", "description": "坑"}


def sent(*pairs: tuple[str, str], **values: str) -> Fields:
    return Fields([*values.items(), *pairs])


def post(*pairs: tuple[str, str], **values: str) -> Submission:
    found = posting.submission(sent(*pairs, **(GOOD | values)), OFFERED)
    assert isinstance(found, Submission), found
    return found


def refused(*pairs: tuple[str, str], **values: str) -> list[tuple[int, str]]:
    found = posting.submission(sent(*pairs, **(GOOD | values)), OFFERED)
    assert isinstance(found, list), found
    return [(one.status, one.code) for one in found]


def lamp(*pairs: tuple[str, str], **values: str) -> Submission:
    return post(("attribute[lamps]", "3"), *pairs, service_code="E09", **values)


def lamp_refused(*pairs: tuple[str, str]) -> list[tuple[int, str]]:
    return refused(*pairs, service_code="E09")


@pytest.mark.parametrize("module", [fields, filters, posting, rendering, shapes, times])
def test_the_examples_hold(module: Any) -> None:
    assert doctest.testmod(module).failed == 0


# posts


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


# attributes


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


# what was sent


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


# filters


def narrowed(**values: str) -> Any:
    return filters.filters(sent(**values), NOW)


def test_list_is_of_the_last_ninety_days_up_to_now() -> None:
    found = narrowed()

    assert found.start < NOW - timedelta(days=89, hours=23)
    assert found.end > NOW
    assert (found.ids, found.services, found.statuses) == (None, None, None)


def test_ids_override_everything_else() -> None:
    found = narrowed(service_request_id="a,b", status="closed", start_date="yesterday", service_code="x")

    assert found == filters.Filters(ids=("a", "b"))


@pytest.mark.parametrize("ids", [",", "中", "a b", ",,中,", "a/b"])
def test_ids_that_nothing_can_have_find_nothing(ids: str) -> None:
    assert narrowed(service_request_id=ids) == filters.Filters(ids=())


def test_long_and_odd_ids_are_kept_as_words() -> None:
    assert narrowed(service_request_id="99999999999999999999999,-1,0").ids == (
        "99999999999999999999999",
        "-1",
        "0",
    )


def test_a_filter_that_means_nothing_finds_nothing() -> None:
    assert narrowed(status="banana").statuses == ()
    assert narrowed(status="banana,Open").statuses == ("open",)
    assert narrowed(service_code="中").services == ()
    assert narrowed(service_code="E09,E99").services == ("E09", "E99")
    assert narrowed(status="", service_code="").statuses is None


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-03-02", "2026-13-01T00:00:00Z", "1", "2026-03-02T00:00:00"]
)
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_what_is_no_moment_is_refused(name: str, day: str) -> None:
    found = narrowed(**{name: day})

    assert (found.status, found.code) == (400, "bad_date")


def test_bare_plus_is_understood() -> None:
    raw = b"start_date=2026-03-01T08:00:00+08:00"
    found = decoded(raw)
    assert isinstance(found, Fields)

    assert filters.filters(found, NOW).start == datetime(2026, 3, 1, tzinfo=UTC)  # type: ignore[union-attr]


def test_window_is_ninety_days_at_most() -> None:
    edge = narrowed(start_date="2025-12-02T00:00:00Z", end_date="2026-03-02T00:00:00Z")
    over = narrowed(start_date="2025-12-01T00:00:00Z", end_date="2026-03-02T00:00:00Z")

    assert edge.end - edge.start == timedelta(days=90)
    assert (over.status, over.code) == (400, "window_too_long")
    assert narrowed(start_date="2026-03-02T00:00:00Z", end_date="2026-03-01T00:00:00Z").code == "bad_window"


def test_one_end_of_the_window_gives_the_other() -> None:
    assert narrowed(start_date="2020-01-01T00:00:00Z").end == datetime(2020, 3, 31, tzinfo=UTC)
    assert narrowed(end_date="2020-03-31T00:00:00Z").start == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["start_date", "end_date"])
@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_edges_of_time_do_no_harm(name: str, day: str) -> None:
    assert isinstance(narrowed(**{name: day}), filters.Filters | Error)


def test_updates_want_both_dates_or_none() -> None:
    assert filters.window(sent(start_date="2026-03-01T00:00:00Z"), NOW, both=True).code == "half_window"  # type: ignore[union-attr]
    assert isinstance(filters.window(sent(), NOW, both=True), filters.Span)


def test_another_jurisdiction_is_unknown() -> None:
    assert filters.jurisdiction(sent(jurisdiction_id=""), "349921") is None
    assert filters.jurisdiction(sent(jurisdiction_id="349921"), "349921") is None
    assert filters.jurisdiction(sent(jurisdiction_id="x.gov"), "349921").status == 404  # type: ignore[union-attr]


# updates that are posted

UPDATE = {
    "service_request_id": "SQ1", "update_id": "u1", "status": "FIXED", "updated_datetime": "2026-03-02T09:00:00Z",
}  # fmt: skip


def test_update_is_understood() -> None:
    found = posting.posted(sent(**UPDATE, description="修好了", last_name="-"))

    assert found == Posted("SQ1", "u1", "FIXED", datetime(2026, 3, 2, 9, tzinfo=UTC), "修好了")


@pytest.mark.parametrize("name", list(UPDATE))
def test_update_lacking_a_field_is_refused(name: str) -> None:
    assert [one.code for one in posting.posted(sent(**(UPDATE | {name: ""})))] == [f"{name}_missing"]  # type: ignore[union-attr]


def test_update_of_an_unknown_status_or_date_is_refused() -> None:
    found = posting.posted(sent(**(UPDATE | {"status": "BANANA", "updated_datetime": "now"})))

    assert [one.code for one in found] == ["status_unknown", "bad_date"]  # type: ignore[union-attr]


# answers


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
