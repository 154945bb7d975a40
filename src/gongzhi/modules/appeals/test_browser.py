"""Intake by keyboard and the pages of appeals in a real browser; and axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect

from gongzhi.kernel.clock import now
from gongzhi.kernel.events import guards
from gongzhi.kernel.modules.install import sync_sets
from gongzhi.modules.appeals.conftest import World
from gongzhi.modules.appeals.directory import queries as directory
from gongzhi.modules.appeals.intake.models import Appeal

pytestmark = pytest.mark.browser
TEXT = "小区门口垃圾桶满了三天没人清，臭味很大"


@pytest.fixture
def guarded_after(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The log's guards stand again once the database was emptied."""
    yield
    with django_db_blocker.unblock():
        guards.install(connection)


@pytest.fixture
def county(
    guarded_after: None, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """The small county with real transactions; the log may be emptied after the test."""
    monkeypatch.setenv("GONGZHI_APPEALS_MODEL", str(tmp_path / "none.npz"))
    sync_sets()
    directory.forget()
    yield World()
    directory.forget()
    guards.remove(connection)


@pytest.fixture
def opened(live_server: Any, county: World, client: Any) -> Callable[[Page, str], Page]:
    """`opened(page, "intake/")`: a page of appeals, as the dispatcher."""
    client.force_login(county.sender)

    def go(page: Page, path: str) -> Page:
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": live_server.url}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto(f"{live_server.url}/appeals/{path}")
        page.wait_for_load_state("networkidle")
        return page

    return go


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:90]}" for one in found]


def test_an_appeal_is_taken_in_and_dispatched_by_keyboard_alone(opened: Any, page: Page) -> None:
    opened(page, "intake/")
    keys = page.keyboard

    keys.type("13800138000")
    keys.press("Tab")
    keys.type("王小明")
    page.locator("#id_text").focus()
    keys.type(TEXT)
    expect(page.locator("[data-propose=E01]")).to_be_visible()
    keys.press("Alt+1")
    expect(page.locator(".route")).to_contain_text("派县城管局，4个工作小时内")
    keys.press("Alt+p")
    expect(page.locator(".note-toast")).to_contain_text("已登记并派单")

    appeal = Appeal.objects.get()
    assert (appeal.matter.state, appeal.text.open(), appeal.caller) == (
        "dispatched",
        TEXT,
        "王** 138****8000",
    )
    expect(page.locator("#id_text")).to_have_value("")  # ready for the next call


def test_a_like_appeal_near_by_is_joined_by_one_click(opened: Any, county: World, page: Page) -> None:
    first = county.handling(text=TEXT, category="E01", at=now() - timedelta(hours=2), address="文昌路口")
    opened(page, "intake/")

    page.fill("#id_text", TEXT)
    page.evaluate(
        "document.getElementById('id_place').tomselect.addOption({value: '349921001001', text: '文昌社区'})"
    )
    page.evaluate("document.getElementById('id_place').tomselect.setValue('349921001001')")
    page.locator(f'[data-join="{first.number}"]').click()
    expect(page.locator("[data-joined]")).to_have_text(first.number)
    page.keyboard.press("Control+Enter")

    expect(page.locator(".note-toast")).to_contain_text("已登记并并案")
    assert Appeal.objects.exclude(pk=first.pk).get().matter.parent == first.matter


@pytest.mark.parametrize(
    "path", ["", "intake/", "directory/", "directory/categories/", "directory/upload/", "directory/model/"]
)
def test_axe_finds_nothing(opened: Any, page: Page, path: str) -> None:
    assert faults(opened(page, path)) == []


def test_page_of_an_appeal_is_sound_and_fits_a_phone(
    opened: Any, county: World, page: Page, phone: Page
) -> None:
    appeal = county.closed(solved="no", satisfied="no")

    assert faults(opened(page, f"{appeal.number}/")) == []
    for path in (f"{appeal.number}/", "", "intake/", "directory/"):
        opened(phone, path)
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, path


def test_caller_is_shown_in_the_dialog_after_a_purpose(opened: Any, county: World, page: Page) -> None:
    appeal = county.dispatched()
    opened(page, f"{appeal.number}/")

    page.get_by_role("button", name="查看诉求人和地址").click()
    page.fill("#id_purpose", "电话联系诉求人核实情况")
    page.locator("#dialog").get_by_role("button", name="查看", exact=True).click()

    expect(page.locator("#dialog")).to_contain_text("王小明")
