"""A handler's days: the first sign-in, other people's tasks, sessions that end, two at once, a phone, no mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.papers import PHOTO
from tests.journeys.tasks import given, taken_on
from tests.journeys.visitor import fill

pytestmark = pytest.mark.browser
SESSION = "sessionid"
NEW = "Liulin-Hedao-8263"
TYPED = "完成两座泵站的基础施工，正在安装机组。"


def test_a_first_password_is_changed_before_anything_else(enter):
    admin = enter("sysadmin")
    admin.open("/administration/officers?q=u20")
    admin.page.locator("main td a", has_text=re.compile(".")).first.click()
    admin.press("重置密码")
    admin.page.locator("#dialog form.form button[type=submit]").click()
    admin.page.wait_for_url("**/first-passwords")
    first = admin.text(".slip code >> nth=-1")

    handler = enter()
    handler.sign_in("u20", first)
    assert handler.page.url.endswith("/password")
    for name in ("old_password", "new_password1", "new_password2"):
        handler.page.fill(f"[name={name}]", first if name == "old_password" else NEW)
    handler.press("保存")
    handler.page.wait_for_url(lambda url: not url.endswith("/password"))
    handler.open("/worklist/")
    assert handler.text("h1") == "我的待办"


def test_another_units_task_is_not_found_by_its_address(enter):
    address = given(enter("ducha1"), "补种县城东环绿化带二百株行道树。", "县林业局")
    other = enter("u13")
    other.open(address)

    assert "没有找到" in other.text("h1")
    assert "补种" not in other.text("body")


def test_a_session_that_ends_while_one_types_loses_nothing(enter):
    address = given(enter("ducha1"), "完成清河东段三公里清淤。", "县水利局")
    unit = enter("u15")
    taken_on(unit, address)
    form = unit.offered("报送进展")
    fill(form, "percent", 30)
    fill(form, "narrative", TYPED)
    unit.page.context.clear_cookies(name=SESSION)
    form.locator("button[type=submit]").first.click()
    box = unit.page.locator("#signed-out")
    box.locator("[name=username]").fill("u15")
    box.locator("[name=password]").fill("Qingze-2026")
    box.locator("button[type=submit]").click()
    expect(box).to_be_hidden()

    assert form.locator("[name=narrative]").input_value() == TYPED
    form.locator("button[type=submit]").first.click()
    unit.page.wait_for_selector("#dialog", state="hidden")
    expect(unit.page.locator(".report")).to_contain_text(TYPED)


def test_the_second_of_two_officers_is_told_what_the_first_did(enter):
    address = given(enter("ducha1"), "建成农村寄递物流站点四十个。", "县交通局")
    first, second = enter("u14"), enter("u14.head")
    taken_on(first, address)
    second.open(address)
    form = second.offered("报送进展")
    fill(form, "percent", 20)
    fill(form, "narrative", TYPED)
    first.move("报送进展", percent=15, narrative="已建成六个站点。")
    form.locator("button[type=submit]").first.click()
    told = form.locator("[data-errors]")

    expect(told).to_contain_text("报送进展")
    assert form.locator("[name=narrative]").input_value() == TYPED
    second.page.locator("#dialog [data-close-dialog]").first.click()
    second.sure()
    second.open(address)
    assert second.page.locator(".report").count() == 1


def test_a_double_click_reports_once(enter):
    address = given(enter("ducha1"), "新增公共充电桩一百二十个。", "县发改委")
    unit = enter("u02")
    taken_on(unit, address)
    form = unit.offered("报送进展")
    fill(form, "percent", 10)
    fill(form, "narrative", "完成选址。")
    form.locator("button[type=submit]").first.dblclick()
    unit.page.wait_for_selector("#dialog", state="hidden")
    unit.open(address)

    assert unit.page.locator(".report").count() == 1
    assert unit.page.locator(".timeline li", has_text="报送进展").count() == 1


def test_the_back_button_returns_to_the_list_as_it_was(enter):
    ducha = enter("ducha1")
    ducha.open("/supervision/tasks/")
    ducha.page.locator(".tabs a:text-is('红灯')").click()
    ducha.page.wait_for_url("**light=red**")
    before = ducha.page.locator("table.list tbody tr").count()
    ducha.page.locator("table.list td.wide a").first.click()
    ducha.page.wait_for_selector(".task-head")
    ducha.page.go_back()
    ducha.page.wait_for_selector("table.list")

    assert "light=red" in ducha.page.url
    assert ducha.page.locator("table.list tbody tr").count() == before


def test_a_handler_works_on_a_phone(enter):
    address = given(enter("ducha1"), "整治集镇主街占道经营。", "泽口镇")
    phone = enter("t03", phone=True)
    phone.open("/worklist/")
    assert width(phone) == 390
    phone.page.locator("main a:has-text('整治集镇主街占道经营')").first.tap()
    phone.page.wait_for_selector(".task-head")
    assert width(phone) == 390
    phone.move("签收")
    phone.move("报送方案", measures="划定疏导点，分片包干。", in_charge="赵镇长")
    photo = {"name": "主街.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    phone.move("报送进展", percent=40, narrative="疏导摊点二十八个。", evidence=photo)
    phone.open(address)

    assert phone.page.locator("a.file:has-text('主街.jpg')").count() > 0
    assert width(phone) == 390


def width(visitor) -> int:
    """How wide the page really is; more than the screen means scrolling sideways."""
    return int(visitor.page.evaluate("document.documentElement.scrollWidth"))


def test_everything_is_done_without_a_mouse(enter):
    address = given(enter("ducha1"), "建成老年食堂十二处。", "县民政局")
    number = address.rstrip("/").rpartition("/")[2]
    taken_on(enter("u07"), address)
    blind = enter()
    keys = blind.page.keyboard
    blind.open("/login")
    keys.type("u07")
    keys.press("Tab")
    keys.type("Qingze-2026")
    keys.press("Enter")
    blind.page.wait_for_selector("main h1:text-is('我的待办')")
    keys.press("/")
    keys.type(number)
    keys.press("Enter")
    blind.page.wait_for_selector(".task-head")
    tab_to(blind, "报送进展")
    keys.press("Enter")
    form = blind.page.locator("#dialog form.form")
    form.wait_for()
    tab_to_field(blind, "percent")
    keys.press("Control+A")
    keys.type("25")
    tab_to_field(blind, "narrative")
    keys.type(TYPED)
    tab_to(blind, "报送进展")
    keys.press("Enter")
    blind.page.wait_for_selector("#dialog", state="hidden")

    expect(blind.page.locator(".report")).to_contain_text(TYPED)


def tab_to(visitor, words: str) -> None:
    """Press Tab until a thing with these words has the focus."""
    _tab(visitor, "document.activeElement.textContent.trim()", words)


def tab_to_field(visitor, name: str) -> None:
    _tab(visitor, "document.activeElement.name || ''", name)


def _tab(visitor, what: str, wanted: str) -> None:
    for _ in range(80):
        if visitor.page.evaluate(what) == wanted:
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def test_the_larger_type_changes_everything_and_breaks_nothing(enter):
    unit = enter("u13")
    unit.open("/worklist/")
    before = size_of_text(unit)
    unit.page.click("button:has-text('关怀版')")
    unit.page.wait_for_selector("html.care")

    assert size_of_text(unit) == before * 1.25
    for narrow in (1440, 390):
        unit.page.set_viewport_size({"width": narrow, "height": 844})
        for path in ("/worklist/", "/supervision/tasks/", "/supervision/tasks/due/"):
            unit.open(path)
            assert (path, width(unit)) == (path, narrow)
            assert unit.faults() == []


def size_of_text(visitor) -> float:
    return float(
        visitor.page.evaluate("parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize)")
    )
