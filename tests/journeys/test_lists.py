"""A list's filters, as an officer finds them: some in the open, the others behind a button."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_filters_behind_the_button_narrow_the_list_and_stay(enter):
    visitor = enter("rexian").open("/appeals/")
    page = visitor.page
    page.locator("summary:has-text('更多筛选')").click()
    page.locator("select[name=channel]").wait_for()
    page.locator("select[name=channel]").select_option(index=1)
    page.locator(".chip:has-text('渠道')").wait_for()
    narrowed = page.url
    page.locator("select[name=type]").select_option(index=1)
    page.locator(".chip:has-text('类型')").wait_for()

    assert "channel=" in narrowed and "more" not in narrowed
    assert page.locator(".chip:has-text('渠道')").count() == 1


def test_a_unit_is_found_by_typing_or_from_the_first_of_them(enter):
    visitor = enter("rexian").open("/appeals/")
    page = visitor.page
    box = page.locator(".filter:has([name=unit]) .ts-control")
    box.click()
    page.locator(".ts-dropdown .option").nth(3).wait_for()
    page.keyboard.type("住建")
    page.locator(".ts-dropdown .option:has-text('住建局')").first.click()
    page.locator(".chip:has-text('承办单位')").wait_for()

    assert "住建局" in visitor.text(".chip:has-text('承办单位')")


def test_a_phone_reaches_every_filter(enter):
    visitor = enter("rexian", width=390).open("/appeals/")
    page = visitor.page
    page.locator("[data-filters]").click()
    page.locator("summary:has-text('更多筛选')").click()
    page.locator("select[name=state]").wait_for()
    page.locator("select[name=state]").select_option("open")
    page.locator(".chip:has-text('状态')").wait_for()

    assert visitor.faults() == []
