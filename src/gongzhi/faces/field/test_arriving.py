"""What phones send: once, in the county's time, refused with a remedy."""

from __future__ import annotations

import doctest
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from gongzhi.faces.field import reading, rules
from gongzhi.faces.field.conftest import AT, PhoneOf
from gongzhi.faces.field.models import Arrival
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.samples import picture, upload
from gongzhi.kernel.org.models import Post

KEY, PHOTO = "0123456789abcdef-entry", "0123456789abcdef-photo"
TEXT = {"text": "水沟堵了"}
YEAR = 365 * 86400


@pytest.fixture(autouse=True)
def _nine_o_clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def test_examples_in_the_docstrings_hold() -> None:
    assert [doctest.testmod(one).failed for one in (rules, reading)] == [0, 0]


def test_an_entry_is_done_once_however_often_it_comes(walks, world) -> None:
    phone = PhoneOf(world.he)
    first, second = (phone.entry(AT, KEY, values=TEXT).json() for _ in range(2))

    assert (first["number"], first["again"], second["again"]) == (second["number"], False, True)
    assert Post.objects.filter(title="水沟堵了").count() == 1


def test_a_photo_goes_ahead_and_hangs_on_what_the_entry_became(walks, world) -> None:
    phone = PhoneOf(world.he)
    again = [phone.file(AT, PHOTO, upload("现场.jpg", picture("JPEG"))).json()["again"] for _ in range(2)]
    phone.entry(AT, KEY, values=TEXT, files={"photos": [PHOTO]})

    assert again == [False, True]
    assert [(one.owner, one.purpose) for one in Attachment.objects.all()] == [("post", "photos")]
    assert Arrival.objects.get(pk=PHOTO).facts["longitude"] == 118.2


def test_an_entry_whose_photo_was_lost_on_the_way_asks_for_it(walks, world) -> None:
    answer = PhoneOf(world.he).entry(AT, KEY, values=TEXT, files={"photos": [PHOTO]})

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:gongzhi:field.files_missing")
    assert not Arrival.objects.exists()


def test_the_same_outbox_from_a_second_phone_of_somebody_else_is_explained(walks, world) -> None:
    PhoneOf(world.he).entry(AT, KEY, values=TEXT)

    answer = PhoneOf(world.lin).entry(AT, KEY, values=TEXT)

    assert (answer.status_code, answer.json()["title"]) == (
        409,
        "这条记录已由何甲在03月02日09:00发送过，系统不会重复登记。手机上的这一条不用再发。",
    )


def test_a_clock_that_is_a_year_off_is_put_right(walks, world) -> None:
    said = AT - timedelta(hours=2)
    phone = PhoneOf(world.he, clock=-YEAR)
    letter = {"said_at": (said.timestamp() - YEAR) * 1000, "values": TEXT}

    answer = phone.entry(AT, KEY, **letter).json()

    assert (answer["said_at"], answer["clock_off"]) == (said.timestamp() * 1000, YEAR)


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ({"longitude": 118.2, "latitude": 32.1, "accuracy": 8}, "有定位"),
        ({"longitude": 0, "latitude": 0, "accuracy": 8}, "手机给出的定位不是经纬度"),
        ({"longitude": 121.4, "latitude": 31.2, "accuracy": 8}, "定位在县域以外约290公里"),
        ({"longitude": "x", "latitude": 31.2, "accuracy": 8}, "手机给出的定位不是经纬度"),
        (None, "手机没有定位"),
    ],
)
def test_an_absurd_position_is_said_and_the_entry_kept(walks, world, position, told) -> None:
    PhoneOf(world.he).entry(AT, KEY, values=TEXT, position=position)

    assert Post.objects.get(title="水沟堵了").aliases == [told]


def test_where_a_position_is_needed_a_reason_stands_for_it(walks, world) -> None:
    phone = PhoneOf(world.he)
    answers = [
        phone.entry(AT, KEY, "walks.check", position=None, no_position=why).status_code
        for why in ("", "手机不准定位")
    ]

    assert answers == [422, 200]


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({}, "“说明”还没有填。请点“修改”补上后再发送。"),
        ({"text": "长" * 201}, "“说明”最多200个字，现在201个字。请点“修改”删短后再发送。"),
        (TEXT | {"kind": "E99"}, "“类别”选的“E99”现在已经没有了。请点“修改”重新选一个再发送。"),
        (TEXT | {"sure": "也许"}, "“是否紧急”填的“也许”不对。请点“修改”改正后再发送。"),
        (TEXT | {"count": 101}, "“数量”填的“101”不对。请点“修改”改正后再发送。"),
    ],
)
def test_a_wrong_value_names_the_field_and_leaves_the_key_free(walks, world, values, title) -> None:
    phone = PhoneOf(world.he)
    answer = phone.entry(AT, KEY, values=values)

    assert (answer.status_code, answer.json()["title"]) == (422, title)
    assert phone.entry(AT, KEY, values=TEXT).status_code == 200


def test_too_many_photos_are_refused_by_number(walks, world) -> None:
    answer = PhoneOf(world.he).entry(AT, KEY, values=TEXT, files={"photos": list("abcd")})

    assert answer.json()["title"] == "“照片”最多3个，现在4个。请点“修改”删去几个再发送。"


def test_who_was_given_another_grid_meanwhile_is_told_whom_to_ask(walks, world) -> None:
    answer = PhoneOf(world.he).entry(AT, KEY, values={"text": "别人的"}, place="349921100000")

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:gongzhi:field.moved")
    assert "这条是您在泽口镇时记的，您现在负责第七网格" in answer.json()["title"]


def test_a_picture_that_is_none_is_refused_and_named(walks, world) -> None:
    answer = PhoneOf(world.he).file(AT, PHOTO, upload("现场.jpg", b"MZ\x90\0 no picture"))

    assert (answer.status_code, answer.json()["field"]) == (422, "photos")
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"key": "short"}', b'{"key": "0123456789abcdef", "said_at": "x"}',
     b'{"key": "0123456789abcdef", "said_at": 1e99, "sent_at": 1}', b"\xff\xfe"],
)  # fmt: skip
def test_bytes_that_are_no_entry_are_a_clear_no(walks, world, body) -> None:
    answer = PhoneOf(world.he).post("/field/entries", body, content_type="application/json")

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:gongzhi:field.unreadable")


def test_an_entry_of_a_module_that_is_gone_stays_on_the_phone(world) -> None:
    answer = PhoneOf(world.he).entry(AT, KEY, "walks.report", values=TEXT)

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:gongzhi:field.unknown_entry")


def test_nobody_sends_without_signing_in(client) -> None:
    answer = client.post(
        "/field/entries", "{}", content_type="application/json", headers={"Accept": "application/json"}
    )

    assert answer.status_code == 401


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_phones_at_the_same_moment_make_one(walks, world) -> None:
    answers: list[Any] = []

    def send() -> None:
        answers.append(PhoneOf(world.he).entry(AT, KEY, values=TEXT).json())
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(one["again"] for one in answers) == [False, True, True, True]
    assert Post.objects.filter(title="水沟堵了").count() == 1
