"""The components in a real browser, on the gallery's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import include, path
from playwright.sync_api import expect

from gongzhi.kernel.org.models import Place
from gongzhi.kernel.org.world import World

pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]
urlpatterns = [
    path("", include("gongzhi.kernel.web.gallery.urls")),
    path("", include("gongzhi.kernel.web.urls")),
]
Open = Callable[[Any, str], Any]


@pytest.fixture
def officer(transactional_db: None) -> Any:
    he = World().he
    he.set_password("清泽-共治-2026")
    he.save()
    return he


@pytest.fixture
def opened(live_server: Any, officer: Any, client: Any) -> Open:
    """Open an address as 何甲, on whichever page is given."""
    client.force_login(officer)

    def go(page: Any, address: str) -> Any:
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": live_server.url}]
        )
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    return go


def faults(page: Any) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:80]}" for one in Axe().run(page).response["violations"]]


@pytest.mark.parametrize(
    "address", ["/_gallery", "/_gallery/list", "/_gallery/form", "/_gallery/empty", "/password"]
)
def test_axe_finds_nothing(opened, page, address):
    assert faults(opened(page, address)) == []


@pytest.mark.parametrize("address", ["/_gallery", "/_gallery/list", "/_gallery/form"])
def test_a_phone_shows_everything_without_scrolling_sideways(opened, phone, address):
    opened(phone, address)

    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_thirty_rows_fit_a_screen(opened, page):
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, "/_gallery/list")
    last = page.locator(".list tbody tr").nth(29).bounding_box()

    assert last["y"] + last["height"] <= 900


def test_filters_change_the_list_and_the_address(opened, page):
    opened(page, "/_gallery/list")
    page.select_option("#id_light", "red")
    page.wait_for_selector(".chip")

    assert page.url.endswith("/_gallery/list?light=red")
    assert set(
        page.locator(".list td.c-light .light").evaluate_all("all => all.map(one => one.className)")
    ) == {"light light-red"}


def test_picked_rows_are_acted_on_after_one_question(opened, page):
    opened(page, "/_gallery/list")
    page.check("input[name=pick] >> nth=0")
    page.check("input[name=pick] >> nth=4")
    page.click(".bulk-bar >> text=催办")
    page.click("#confirm >> text=确定")
    page.wait_for_selector(".note-toast")

    assert page.locator(".note-toast").inner_text().strip() == "已催办2项。"


def test_a_refused_form_keeps_text_and_file_and_asks_before_it_is_closed(opened, page):
    opened(page, "/_gallery")
    page.click("text=挂账（弹出）")
    page.fill("#dialog textarea[name=text]", "太早了")
    page.set_input_files(
        "#dialog input[type=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x"}
    )
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("#dialog [data-errors]")

    assert page.input_value("#dialog textarea[name=text]") == "太早了"
    assert page.evaluate("document.querySelector('#dialog input[type=file]').files.length") == 1
    page.keyboard.press("Escape")
    page.click("#confirm >> text=取消")
    assert page.locator("#dialog").is_visible()


def test_a_long_text_survives_the_browser(opened, page):
    opened(page, "/_gallery/form")
    page.fill("textarea[name=text]", "完成三个小区")
    page.wait_for_timeout(900)  # the draft is kept 0.6 s after the last key
    page.on("dialog", lambda dialog: dialog.accept())
    opened(page, "/_gallery/form")

    assert page.input_value("textarea[name=text]") == "完成三个小区"
    assert "未提交的内容" in page.locator(".note-warning").inner_text()


def test_signing_in_over_an_expired_page_goes_on_where_it_stopped(opened, page):
    opened(page, "/_gallery/form")
    page.fill("textarea[name=text]", "好")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("form.form button[type=submit]")
    page.fill("#signed-out input[name=username]", "he")
    page.fill("#signed-out input[name=password]", "清泽-共治-2026")
    page.click("#signed-out button[type=submit]")
    page.wait_for_selector("#signed-out", state="hidden")

    assert page.input_value("textarea[name=text]") == "好"
    page.click("form.form button[type=submit]")
    page.wait_for_selector("[data-errors]")


def test_a_unit_is_picked_by_its_former_name(opened, page):
    opened(page, "/_gallery/form")
    page.click(".ts-control >> nth=0")
    page.keyboard.type("教体局")
    page.wait_for_selector(".ts-dropdown .option.active:has-text('县教育局')")
    page.keyboard.press("Enter")

    assert page.evaluate("document.querySelector('#id_lead').selectedOptions[0].text") == "县教育局"


def test_enter_right_after_typing_takes_no_unit_that_the_words_rule_out(opened, page):
    opened(page, "/_gallery/form")
    page.click(".ts-control >> nth=0")
    page.keyboard.type("教体局")
    page.keyboard.press("Enter")

    assert page.evaluate("document.querySelector('#id_lead').selectedOptions[0].text") in (
        "请选择单位",
        "县教育局",
    )


def test_the_keyboard_finds_search_and_walks_the_rows(opened, page):
    opened(page, "/_gallery/list")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")

    assert page.locator("tr.at").get_attribute("id") == "row-2"
    assert page.locator("input[name=pick]:checked").count() == 1


def test_a_click_on_the_map_fills_the_position_and_the_place(opened, page, county):
    opened(page, "/_gallery/map")
    page.wait_for_selector("[data-pick='lon,lat,place'][data-ready]")

    page.locator("[data-pick='lon,lat,place'] .map-ground").click()

    expect(page.locator("[name=place]")).to_have_value("349921100000")
    assert abs(float(page.locator("[name=lon]").input_value()) - 116.05) < 0.1


def test_thousands_of_points_are_bunched_and_open_on_a_click(opened, page, county):
    opened(page, "/_gallery/map?n=5000&middle=116.05,33.1")
    points = page.locator("[data-points*='points']")
    page.wait_for_selector("[data-points*='points'][data-ready]")
    before = points.locator(".map-bunch").count()

    points.locator(".map-bunch").first.click()

    assert 0 < before < 300
    assert page.locator("[data-map-note]").last.inner_text() == "共5000个点"


def test_axe_finds_nothing_on_a_map(opened, page, county):
    opened(page, "/_gallery/map")
    page.wait_for_selector("[data-map][data-ready]")

    assert faults(page) == []


@pytest.fixture
def county(officer: Any) -> None:
    """泽口镇 has a boundary."""
    square = [[116.0, 33.0], [116.1, 33.0], [116.1, 33.2], [116.0, 33.2], [116.0, 33.0]]
    town = Place.objects.get(code="349921100000")
    town.bound({"type": "Polygon", "coordinates": [square]})
    town.save()
