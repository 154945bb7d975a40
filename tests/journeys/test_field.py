"""A grid worker's day without signal, from the patrol to the event that a second worker finds in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from gongzhi.demo.accounts import PASSWORD
from tests.journeys.papers import PHOTO
from tests.support.handset import Handset
from tests.support.running import County

pytestmark = [pytest.mark.browser, pytest.mark.long]
SEEN: dict[str, Any] = {}  # what one step leaves for the next
FIRST, SECOND = "wg001", "wg000"  # two workers of one grid
Hand = Callable[..., Handset]
TEXT = "村口路灯坏了三盏，晚上看不见路。"


@pytest.fixture(scope="module")
def hand(county: County, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    """Call it with a username: that worker's phone, which keeps its memory through the whole journey."""
    folder, phones = tmp_path_factory.mktemp("phones"), dict[str, Handset]()

    def phone(username: str) -> Handset:
        if username not in phones:
            phones[username] = Handset(chromium, Path(folder) / username, county.address)
        return phones[username]

    yield phone
    for one in phones.values():
        one.close()
    assert [fault for one in phones.values() for fault in one.complaints] == []


def signed_in(phone: Handset, username: str) -> None:
    """The one time that signal is needed."""
    page = phone.open()
    phone.press("登录", "main")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form.form button[type=submit]")
    expect(page.locator(".link")).to_contain_text("已更新")
    page.evaluate("navigator.serviceWorker.ready")


def photographed(phone: Handset, name: str = "photos") -> None:
    box = phone.page.locator(f"[data-field={name}]")
    box.locator("input[type=file]").first.set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    )
    expect(box.locator(".thumbs img")).to_have_count(1)


def sent(phone: Handset) -> None:
    phone.page.locator("form button[type=submit]").click()
    expect(phone.page.locator("form")).to_have_count(0)


def home(phone: Handset) -> None:
    phone.press("今天", ".tabs")


def test_a_worker_signs_in_once_and_goes_out(hand: Hand) -> None:
    phone = hand(FIRST)
    signed_in(phone, FIRST)
    page = phone.page
    card = page.locator("a.card", has_text="日常巡查")
    expect(card).to_have_count(1)
    card.click()
    SEEN["stop"] = page.locator(".steps li").first.locator("b").inner_text()
    where = page.locator(".steps [data-at]").first.get_attribute("data-at") or ""
    SEEN["at"] = [float(one) for one in re.findall(r"[\d.]+", where)]
    phone.close()


def test_without_signal_the_patrol_is_walked(hand: Hand) -> None:
    phone = hand(FIRST)
    phone.place = tuple(SEEN["at"])
    page = phone.open(signal=False)
    phone.press("日常巡查", "main")
    phone.press("开始巡查", "main")
    sent(phone)
    first = page.locator(".steps li").first
    expect(first).to_contain_text("距您 0 米")
    first.locator("button", has_text="打卡").click()
    expect(page.locator(".where")).to_contain_text("在点位上")
    sent(phone)
    expect(first).to_contain_text("待发送")
    phone.press("结束巡查", "main")
    page.fill("#f-note", "道路施工，其余两处没有进去")
    sent(phone)
    expect(page.locator("main")).to_contain_text("有信号时自动发送")


def test_an_event_is_reported_in_five_taps(hand: Hand) -> None:
    phone = hand(FIRST)
    page = phone.page
    home(phone)
    phone.press("上报事件", "main")
    page.locator("[data-field=category] .choice", has_text="设施").click()
    page.locator("[data-field=category] .choice", has_text="路灯不亮").click()
    photographed(phone)
    page.fill("#f-text", TEXT)
    sent(phone)
    expect(page.locator(".count")).to_have_text("4")


def test_two_households_are_visited(hand: Hand) -> None:
    phone = hand(FIRST)
    page = phone.page
    for n in range(2):
        phone.press("名册", ".tabs")
        phone.press("住户", "main")
        page.locator(".list a.card").nth(n).click()
        phone.press("走访", "main")
        page.locator("[data-field=met] [data-value=yes]").click()
        for one in page.locator("[data-field^=q__]").all():
            choices = one.locator(".choice")
            if one.is_visible() and choices.count():
                choices.last.click()
        sent(phone)
    expect(page.locator(".count")).to_have_text("6")
    phone.close()


def test_back_in_the_signal_everything_arrives_once_and_in_order(hand: Hand) -> None:
    phone = hand(FIRST)
    page = phone.open()
    expect(page.locator(".count")).to_have_count(0)
    phone.press("发件箱", ".tabs")
    cards = page.locator("[data-state=sent]")
    expect(cards).to_have_count(6)
    words = [one.split("\n")[0] for one in cards.all_inner_texts()]
    SEEN["number"] = re.search(r"WG\w+", page.locator("[data-state=sent]", has_text="上报事件").inner_text())[
        0
    ]  # type: ignore[index]

    assert words == ["走访", "走访", "上报事件", "结束巡查", "到位打卡", "开始巡查"]
    phone.close()
    phone.open()
    phone.press("发件箱", ".tabs")
    expect(phone.page.locator("[data-state=sent]")).to_have_count(6)


def test_the_desk_files_and_dispatches_it_and_the_unit_handles_it(enter: Any) -> None:
    desk = enter("wgb")
    desk.open(f"/grid/events/{SEEN['number']}/")
    assert TEXT[:10] in desk.text()
    picture = desk.page.locator("main a[href*='/files/'], main img[src*='/files/']").first
    there = picture.get_attribute("href") or picture.get_attribute("src") or ""
    shown = desk.page.request.get(desk.address + there)
    assert (shown.status, shown.headers["content-type"]) == (200, "image/jpeg")
    desk.move("立案")
    desk.open(f"/grid/events/{SEEN['number']}/")
    desk.move("派遣")
    unit = enter(SEEN.setdefault("unit", "u26"))
    for label, values in (
        ("接单", {}),
        ("处理反馈", {"result": "已更换灯泡三只，恢复照明。", "photos": photo_file()}),
    ):
        unit.open(f"/grid/events/{SEEN['number']}/")
        unit.move(label, **values)


def photo_file() -> dict[str, Any]:
    return {"name": "处理后.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}


def test_another_worker_looks_on_the_spot_and_the_first_is_not_asked(hand: Hand) -> None:
    first, second = hand(FIRST), hand(SECOND)
    second.place = tuple(SEEN["at"])
    signed_in(second, SECOND)
    second.press("现场核查：路灯不亮", "main")
    second.press("开始核查", "main")
    second.page.locator("[data-field=passed] [data-value=yes]").click()
    photographed(second)
    sent(second)
    second.press("发件箱", ".tabs")
    expect(second.page.locator("[data-state=sent]")).to_have_count(1)

    home(first)
    expect(first.page.locator("a.card", has_text="现场核查：路灯不亮")).to_have_count(0)


def test_the_event_is_closed_with_its_photos(enter: Any) -> None:
    desk = enter("wgb")
    desk.open(f"/grid/events/{SEEN['number']}/")
    desk.move("结案")
    desk.open(f"/grid/events/{SEEN['number']}/")

    assert "已结案" in desk.text()
