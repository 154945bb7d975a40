"""The phone in a worker's hand: no signal, closed browsers, full storage, refused positions."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import expect
from tests.support.handset import Handset

from gongzhi.faces.field.models import Arrival
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer, Post
from gongzhi.kernel.org.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Phones = Callable[..., Handset]
TEXT = "#f-text"


@pytest.fixture
def world(transactional_db: None, walks: Any) -> World:
    from gongzhi.faces.field.conftest import furnished

    return furnished()


@pytest.fixture
def phones(live_server: Any, chromium: Any, tmp_path: Path, world: World) -> Iterator[Phones]:
    """Call it for a phone that somebody is signed in on."""
    made: list[Handset] = []

    def phone(officer: Officer, name: str = "a", **options: Any) -> Handset:
        handset = Handset(chromium, tmp_path / name, live_server.url, **options)
        made.append(handset)
        handset.session = session(officer, live_server.url)  # type: ignore[attr-defined]
        return handset

    yield phone
    for one in made:
        one.close()
    assert [fault for one in made for fault in one.complaints] == []


def session(officer: Officer, address: str) -> dict[str, Any]:
    client = Client()
    client.force_login(officer)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": kept,
        "url": address,
        "expires": time.time() + 9999,
    }


def opened(phone: Handset, **options: Any) -> Any:
    """Signed in, with the page and its data on the phone."""
    page = phone.open(before=lambda context: context.add_cookies([phone.session]), **options)  # type: ignore[attr-defined]
    expect(page.locator("h1")).to_contain_text("星期")
    page.evaluate("navigator.serviceWorker.ready")
    expect(page.locator(".link")).to_contain_text("已更新")
    return page


def photo(width: int = 1200, height: int = 900, *, noise: bool = False) -> dict[str, Any]:
    file = io.BytesIO()
    picture = (
        Image.effect_noise((width, height), 90).convert("RGB")
        if noise
        else Image.new("RGB", (width, height), "green")
    )
    picture.save(file, "JPEG", quality=97)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def report(phone: Handset, words: str, picture: dict[str, Any] | None = None) -> None:
    phone.press("上报问题", "main")
    phone.page.fill(TEXT, words)
    if picture:
        phone.page.locator("input[type=file]").first.set_input_files(picture)
        expect(phone.page.locator(".thumbs img")).to_have_count(1)
    phone.press("保存并发送")
    expect(phone.page.locator("h1")).to_contain_text("星期")


def arrived(count: int) -> list[Arrival]:
    until = time.monotonic() + 40
    while time.monotonic() < until and Arrival.objects.exclude(kind="file").count() < count:
        time.sleep(0.2)
    return list(Arrival.objects.exclude(kind="file").order_by("at", "pk"))


def test_a_day_without_signal_arrives_once_and_in_order(phones, world) -> None:
    phone = phones(world.he)
    opened(phone)
    phone.close()
    page = phone.open(signal=False)
    phone.press("东庄水库巡查")
    phone.press("开始巡查")
    phone.press("保存并发送")
    expect(page.locator("[data-step='1']")).to_contain_text("距您 0 米")
    phone.press("到位打卡", "[data-step='1']")
    expect(page.locator(".where")).to_contain_text("在点位上")
    phone.press("保存并发送")
    expect(page.locator("[data-step='1']")).to_contain_text("待发送")
    page.goto(phone.address + "/field/#/")
    report(phone, "水沟堵了", photo())
    expect(page.locator(".count")).to_have_text("3")
    phone.close()
    phone.open()

    found = arrived(3)
    assert [one.kind for one in found] == ["walks.begin", "walks.check", "walks.report"]
    assert [one.owner for one in Attachment.objects.all()] == ["post"]
    expect(phone.page.locator(".count")).to_have_count(0)


def test_a_half_written_report_with_its_photo_survives_the_browser(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    phone.press("上报问题", "main")
    page.fill(TEXT, "井盖")
    page.locator("input[type=file]").first.set_input_files(photo())
    expect(page.locator(".thumbs img")).to_have_count(1)
    phone.close()
    page = phone.open(signal=False)
    phone.press("没写完")

    assert page.locator(TEXT).input_value() == "井盖"
    expect(page.locator(".thumbs img")).to_have_count(1)


def test_a_photo_of_forty_megabytes_leaves_the_phone_small(phones, world) -> None:
    big = photo(5600, 4200, noise=True)
    assert len(big["buffer"]) > 25e6
    big["buffer"] += b"\0" * (40_000_000 - len(big["buffer"]))
    phone = phones(world.he)
    opened(phone)
    report(phone, "大照片", big)
    arrived(1)

    assert Attachment.objects.get().blob.size < 900_000


def test_two_phones_with_one_outbox_make_one(phones, world, tmp_path) -> None:
    import shutil

    first = phones(world.he)
    opened(first)
    first.signal(False)
    report(first, "水沟堵了", photo())
    first.close()
    shutil.copytree(tmp_path / "a", tmp_path / "b", ignore=shutil.ignore_patterns("Singleton*"))
    second = phones(world.he, "b")
    for one in (first, second):
        one.open()
        one.press("发件箱")
        expect(one.page.locator("[data-state=sent]")).to_have_count(1)
        one.close()

    assert Post.objects.filter(title="水沟堵了").count() == 1


def test_a_refusal_shows_its_reason_and_the_entry_can_be_put_right(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    report(phone, "别人的", photo())
    expect(page.locator(".strip")).to_contain_text("没有收下")
    phone.press("没有收下", ".bar")
    phone.press("上报问题")
    expect(page.locator(".note.bad")).to_contain_text("不是您的网格。")
    expect(page.locator(".thumbs img")).to_have_count(1)
    phone.press("修改")
    page.fill(TEXT, "水沟堵了")
    phone.press("保存并发送")
    arrived(1)

    assert Post.objects.filter(title="水沟堵了").count() == 1
    expect(page.locator(".count")).to_have_count(0)


def test_full_storage_is_said_and_nothing_that_was_typed_goes(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    phone.press("上报问题", "main")
    page.fill(TEXT, "井盖")
    page.wait_for_timeout(500)
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    phone.press("保存并发送")

    expect(page.locator("[role=alert]")).to_contain_text("手机存储满了")
    assert page.locator(TEXT).input_value() == "井盖"


def test_a_position_that_is_denied_has_a_way_out(phones, world) -> None:
    phone = phones(world.he)
    phone.place = None
    page = opened(phone)
    phone.press("东庄水库巡查")
    phone.press("开始巡查")
    expect(page.locator(".where .note")).to_contain_text("没有定位权限")
    phone.press("保存并发送")
    expect(page.locator("[role=alert]")).to_contain_text("请写明在哪里")
    page.fill("#where", "大坝东头")
    phone.press("保存并发送")
    arrived(1)

    assert Arrival.objects.get().facts["no_position"] == "手机不准定位：大坝东头"


def test_a_phone_a_year_behind_is_put_right_and_told(phones, world) -> None:
    year = timedelta(days=365).total_seconds() * 1000
    phone = phones(world.he)
    late = f"(() => {{ const real = Date.now; Date.now = () => real() - {year}; }})()"
    phone.open(before=lambda context: (context.add_cookies([phone.session]), context.add_init_script(late)))
    expect(phone.page.locator("h1")).to_contain_text("星期")
    report(phone, "水沟堵了")
    found = arrived(1)[0]

    assert abs((found.at - found.said_at).total_seconds()) < 60
    assert found.clock_off > 31_000_000


def test_somebody_else_on_the_phone_does_not_send_what_is_not_theirs(phones, world, live_server) -> None:
    phone = phones(world.he)
    page = opened(phone)
    phone.signal(False)
    report(phone, "水沟堵了")
    phone.context.clear_cookies()
    phone.context.add_cookies([session(world.lin, live_server.url)])
    phone.signal(True)
    expect(page.locator(".who")).to_contain_text("林乙")
    phone.press("发件箱")

    expect(page.locator("main")).to_contain_text("还有何甲没有发送的1条")
    assert not Arrival.objects.exists()


def test_a_voice_note_is_recorded_and_arrives(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    phone.press("上报问题", "main")
    page.fill(TEXT, "水沟堵了")
    phone.press("开始录音")
    page.wait_for_timeout(1500)
    phone.press("正在录音")
    expect(page.locator("audio")).to_have_count(1)
    phone.press("保存并发送")
    arrived(1)

    assert Attachment.objects.get().kind.family == "audio"


def test_a_code_is_scanned_where_the_phone_can_and_typed_where_it_cannot(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    phone.press("扫码")
    page.fill("#code", "F0000002")
    phone.press("查找")
    expect(page.locator("h1")).to_contain_text("东庄村2号")
    page.evaluate(
        "() => { window.BarcodeDetector = class { static async getSupportedFormats() { return ['qr_code']; }"
        " async detect() { return [{ rawValue: 'F0000003' }]; } }; }"
    )
    phone.press("扫码")

    expect(page.locator("h1")).to_contain_text("东庄村3号")


def test_every_screen_is_readable_and_passes_axe(phones, world) -> None:
    phone = phones(world.he)
    page = opened(phone)
    report(phone, "别人的", photo())
    expect(page.locator(".strip")).to_contain_text("没有收下")
    found = []
    for there in (
        "",
        "item/walk-1",
        "packs",
        "pack/walks.households",
        "row/walks.households/1",
        "scan",
        "out",
        "me",
    ):
        page.goto(f"{phone.address}/field/#/{there}")
        page.wait_for_timeout(300)
        found += [
            f"{there} {one['id']}: {one['nodes'][0]['html'][:90]}"
            for one in Axe().run(page).response["violations"]
        ]
        found += [f"{there} is too wide"] * (page.evaluate("document.documentElement.scrollWidth") > 390)

    assert found == []
