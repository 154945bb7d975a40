from __future__ import annotations

import doctest
import json
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gongzhi.faces.portal import views_filing
from gongzhi.kernel.files.models import Attachment
from gongzhi.modules.appeals.conftest import TEXT, World
from gongzhi.modules.appeals.directory.actions import touch
from gongzhi.modules.appeals.models import Appeal, Category

NEW = "/portal/appeals/new"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def photo(name: str = "现场.jpg") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def told(**more: Any) -> dict[str, Any]:
    return {
        "text": TEXT,
        "type": "help",
        "phone": "13800138000",
        "name": "王小明",
        "address": "3号楼",
        "_once": "a1",
    } | more


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(views_filing).failed == 0


def test_a_resident_files_with_a_photo_and_gets_a_number_and_a_code(client, world: World):
    answer = client.post(NEW, told(files=photo(), place="349921001001"))

    appeal = Appeal.objects.get()
    assert answer.headers["Location"] == f"/portal/appeals/{appeal.number}/{appeal.code}/?filed=1"
    assert (appeal.channel, appeal.registered_by, appeal.matter.place_code) == (
        "portal",
        None,
        "349921001001",
    )
    page = client.get(answer.headers["Location"]).content.decode()
    assert appeal.code in page and "照片1" in page


def test_the_page_of_an_appeal_names_no_officer_and_shows_the_photo(client, world: World):
    client.post(NEW, told(files=photo()))
    appeal = Appeal.objects.get()
    world.move(appeal, "recategorise", by=world.sender, category="E13", reason="供水问题")
    world.move(appeal, "dispatch", by=world.sender, unit=None)

    page = client.get(f"/portal/appeals/{appeal.number}/{appeal.code}/").content.decode()
    shown = client.get(f"/portal/appeals/{appeal.number}/{appeal.code}/files/{Attachment.objects.get().pk}")

    assert "已交县供水公司办理" in page and world.sender.name not in page
    assert shown.headers["Content-Type"] == "image/jpeg"


def test_a_double_click_files_once(client, world: World):
    first, second = (client.post(NEW, told()) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Appeal.objects.count() == 1


def test_a_photo_that_is_no_photo_keeps_nothing_and_says_so(client, world: World):
    fake = SimpleUploadedFile("现场.jpg", b"MZ\x90\x00 not a picture", "image/jpeg")

    answer = client.post(NEW, told(files=fake), headers={"Accept": "application/json"})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["files"])
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "坏"}, "text"),
        ({"text": "很" * 20_001}, "text"),
        ({"phone": ""}, "phone"),
        ({"phone": "12345"}, "phone"),
        ({"type": "banana"}, "type"),
        ({"longitude": "999", "latitude": "33"}, "longitude"),
        ({"website": "http"}, "__all__"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(client, world: World, given, field):
    answer = client.post(NEW, told(**given), headers={"Accept": "application/json"})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Appeal.objects.exists()


def test_without_script_the_form_comes_back_with_what_was_typed(client, world: World):
    answer = client.post(NEW, told(phone=""))

    assert answer.status_code == 422
    assert TEXT in answer.content.decode()


def test_an_anonymous_appeal_keeps_no_name_even_when_one_was_typed(client, world: World):
    client.post(NEW, told(anonymous="on"))

    assert (Appeal.objects.get().appellant, Appeal.objects.get().anonymous) == (None, True)


def test_the_same_words_from_the_same_number_on_one_day_name_the_first(client, world: World):
    client.post(NEW, told())

    answer = client.post(NEW, told(_once="b2"), headers={"Accept": "application/json"})

    assert Appeal.objects.get().number in json.dumps(answer.json()["errors"])


def test_one_address_cannot_flood_the_hotline(client, world: World):
    sent = [client.post(NEW, told(_once=f"k{n}", text=f"{TEXT}{n}")).status_code for n in range(21)]

    assert (sent[:20], sent[20]) == ([302] * 20, 429)


def test_typed_words_get_kinds_with_their_confidence_and_danger_gets_a_number_to_dial(client, world: World):
    shown = client.post(
        "/portal/appeals/hints", {"text": "小区没水了停水两天，有人晕倒在楼下"}
    ).content.decode()

    assert 'data-category="E13"' in shown
    assert 'href="tel:120"' in shown


def test_what_belongs_elsewhere_is_said_before_anything_is_written(client, world: World):
    Category.objects.filter(code="E13").update(guidance="抢修进度请拨供水热线96666")
    touch()

    page = client.get(NEW).content.decode()
    assert "设施/供水中断：抢修进度请拨供水热线96666" in page
    assert page.index("12388") < page.index('id="id_text"')
