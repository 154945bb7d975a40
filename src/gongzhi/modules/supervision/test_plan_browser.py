"""The review page in a real browser: keys, both sides, splitting at a click, undo; and axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in

pytestmark = pytest.mark.browser


@pytest.fixture
def plan(committed, request):
    world = request.getfixturevalue("world")
    settle_in(world)
    with at_once():
        yield import_plan(text=TEXT, by=world.ducha, at=world.at)


@pytest.fixture
def opened(live_server, plan, client):
    """`opened(page, "review")`: a page of the plan, as the supervision officer."""
    client.force_login(plan.created_by)

    def go(page, name: str):
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/supervision/plans/{plan.pk}/{name}")
        page.wait_for_load_state("networkidle")
        return page

    return go


def faults(page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:90]}" for one in Axe().run(page).response["violations"]]


def texts(page) -> list[str]:
    return page.locator(".card-item [data-text]").all_inner_texts()


@pytest.mark.parametrize("name", ["review", "diagnosis", "issue", "compare", "lint", ""])
def test_axe_finds_nothing(opened, page, name):
    assert faults(opened(page, name)) == []


@pytest.mark.parametrize("name", ["review", "diagnosis", "issue", "lint", ""])
def test_a_phone_shows_everything_without_scrolling_sideways(opened, phone, name):
    opened(phone, name)

    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_keys_go_through_the_tasks_and_the_document_follows(opened, page):
    opened(page, "review")
    page.keyboard.press("d")
    assert page.inner_text(".card-item.here .no") == "3"
    assert page.inner_text("mark.here").startswith("3. 城区停车难")

    page.keyboard.press("k")
    page.keyboard.press("a")
    page.wait_for_selector('.card-item[data-state="accepted"]')
    assert page.inner_text('mark[data-state="accepted"]').startswith("2. 新建污水管网")

    page.keyboard.press("u")
    page.wait_for_selector('.card-item[data-state="accepted"]', state="detached")


def test_a_click_says_where_to_split_and_undo_joins_again(opened, page):
    opened(page, "review")
    words = page.locator(".card-item [data-text]").nth(1)
    box = words.bounding_box()
    page.mouse.click(box["x"] + 14 * 9, box["y"] + 10)
    page.keyboard.press("s")
    expect(page.locator(".card-item")).to_have_count(11)
    assert texts(page)[1] + texts(page)[2] == "新建污水管网8公里，雨水管网5公里。"

    page.keyboard.press("m")
    expect(page.locator(".card-item")).to_have_count(10)
    assert texts(page)[1] == "新建污水管网8公里，雨水管网5公里。"


def test_an_unknown_name_is_settled_with_one_press(opened, page):
    opened(page, "review")
    page.click('.question.blocking [data-settle]:has-text("县城管局")')
    page.wait_for_selector(".question.blocking", state="detached")

    assert "县城管综合执法局 → 县城管局" in page.inner_text(".card-item >> nth=2")


def test_editing_in_place_keeps_what_was_typed_until_it_is_right(opened, page):
    opened(page, "review")
    page.keyboard.press("j")
    page.keyboard.press("e")
    form = page.locator(".card-item.editing form")
    form.locator("textarea[name=text]").fill("改造老旧小区15个。")
    form.locator("input[name=target_value]").first.fill("十五")
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".editing [data-errors]")
    assert form.locator("textarea[name=text]").input_value() == "改造老旧小区15个。"

    form.locator("input[name=target_value]").first.fill("15")
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".editing", state="detached")
    assert texts(page)[0] == "改造老旧小区15个。"


def test_adding_in_the_dialog_shows_in_the_page(opened, page):
    opened(page, "review")
    page.click("#plan-bar >> text=添加")
    page.fill("#dialog textarea[name=text]", "另加一项任务。")
    page.click("#dialog select[name=lead_units] + .ts-wrapper .ts-control")
    page.keyboard.type("教育")
    page.wait_for_selector("#dialog .ts-dropdown .option")
    page.keyboard.press("Enter")
    page.click("#dialog button[type=submit]")
    expect(page.locator(".card-item")).to_have_count(11)

    assert texts(page)[-1] == "另加一项任务。"
    assert page.locator("#dialog[open]").count() == 0


def test_scrolling_one_side_brings_the_other(opened, page):
    opened(page, "review")
    page.locator("#plan-tasks").evaluate("pane => { pane.scrollTop = 900 }")
    page.wait_for_timeout(300)

    assert page.locator("#plan-document").evaluate("pane => pane.scrollTop") > 60


def test_findings_are_walked_judged_and_undone_with_keys(opened, page):
    opened(page, "review")
    page.keyboard.press("l")
    page.wait_for_selector(".finding.here")
    assert page.inner_text(".finding.here .finding-text").startswith("完成时限2026-10-31是休息日")
    assert page.evaluate("CSS.highlights.get('finding').size") == 1

    page.keyboard.press("a")
    expect(page.locator("#lint-count")).to_have_text("0")
    expect(page.locator("[data-undo]")).to_be_enabled()
    page.keyboard.press("u")
    expect(page.locator("#lint-count")).to_have_text("1")


def test_a_place_is_shown_where_it_stands_in_the_document(opened, page):
    opened(page, "review#lint")
    page.click(".finding [data-spot]")
    words = page.evaluate("[...CSS.highlights.get('finding')].map(String)")

    assert words == ["2026年10月底"]


def test_a_finding_opens_the_task_to_change(opened, page):
    opened(page, "review#lint")
    page.wait_for_selector(".finding.here")
    page.keyboard.press("e")
    page.wait_for_selector(".card-item.editing")

    assert page.input_value(".card-item.editing input[name=no]") == "2"


def test_passing_all_that_are_clear_colours_the_cards(opened, page):
    opened(page, "review")
    page.click("text=无疑问的全部通过")
    expect(page.locator('.card-item[data-state="accepted"]')).to_have_count(8)
    expect(page.locator('mark[data-state="accepted"]')).to_have_count(8)

    page.keyboard.press("u")
    expect(page.locator('.card-item[data-state="accepted"]')).to_have_count(0)


def test_several_files_come_in_and_each_shows_where_it_is(opened, page, tmp_path):
    paths = []
    for n in (1, 2):
        path = tmp_path / f"方案{n}.txt"
        path.write_text(TEXT.replace("12个，惠及", f"{n + 30}个，惠及"), "utf-8")
        paths.append(str(path))
    opened(page, "")
    page.goto(page.url.split("/supervision/")[0] + "/supervision/plans/import")
    page.set_input_files("input[type=file]", paths)
    page.click("main form.form button.btn-primary[type=submit]")
    page.wait_for_selector("text=都读完了")

    assert page.locator(".batch-files a.btn-primary").count() == 2
