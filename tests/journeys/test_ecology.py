"""The main job of ecology in a real browser: from a station's patrol to a problem struck off and a month that opens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.papers import PHOTO
from tests.journeys.visitor import Visitor, fill

pytestmark = pytest.mark.browser
FOUND = "沟口有新倒的建筑垃圾约两车，堵了半边水面，有污水渗出。"
MONTH = "/ecology/?month=2026-07"
SEEN: dict[str, Any] = {}  # what one step leaves for the next


def picture(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": PHOTO}


def figures(who: Visitor) -> dict[str, int]:
    """The month's figures by their labels."""
    page = who.open(MONTH).page
    pairs = page.locator(".month-figures > div").evaluate_all(
        "all => all.map(one => [one.querySelector('dt').innerText, one.querySelector('dd .num').innerText])"
    )
    return {label: int(value.replace(",", "")) for label, value in pairs}


def pick_on_map(who: Visitor) -> None:
    """Say where one is, by a click on the map of the form."""
    who.page.wait_for_selector("form [data-map][data-ready]")
    who.page.locator("form [data-map-ground]").click()
    expect(who.page.locator("form [data-map-note]")).to_contain_text("位置：")


def send(who: Visitor) -> None:
    with who.page.expect_navigation(wait_until="load"):
        who.page.locator("main form.form button[type=submit]").first.click()


def problem_page(who: Visitor) -> Visitor:
    return who.open(f"/ecology/problems/{SEEN['number']}/")


def test_a_station_walks_its_round_and_reports_what_it_found(enter):
    SEEN["before"] = figures(enter("huanbao"))
    scout = enter("t03.eco", width=390, phone=True)
    page = scout.open("/ecology/rounds/mine/").page
    page.locator("main td a").first.click()
    page.wait_for_load_state()
    form = scout.offered("开始巡查")
    choice = form.locator("select[name=others]")
    choice.evaluate(
        "one => { const first = one.options[0].value; one.tomselect ? one.tomselect.setValue([first]) : one.value = first; }"
    )
    scout.submit(form)
    assert "巡查中" in scout.text(".head-marks")
    SEEN["round"] = page.url

    scout.press("签到")
    pick_on_map(scout)
    page.set_input_files("input[name=photos]", picture("签到.jpg"))
    send(scout)
    assert re.search(r"(在现场|不在现场)[\s\S]*\d+米", scout.text())

    scout.press("登记问题")
    fill(page.locator("main form.form"), "category", "garbage")
    fill(page.locator("main form.form"), "severity", "spot")
    fill(page.locator("main form.form"), "text", FOUND)
    page.set_input_files("input[name=files]", picture("现场.jpg"))
    pick_on_map(scout)
    send(scout)
    number = re.search(r"HB\d{8}\w+", scout.text())
    assert number
    SEEN["number"] = number[0]
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    form = scout.offered("结束")
    assert "没有到" in form.inner_text()
    form.locator("[name=note]").fill("雨后道路泥泞，其余点位车辆进不去。")
    scout.submit(form)
    assert "已完成" in scout.text(".head-marks")


@pytest.mark.parametrize("side", ["t03", "u12"])
def test_both_offices_have_it_at_once_with_their_own_clocks(enter, side):
    office = enter(side)
    office.open("/inbox/")
    assert "请接报" in office.text()
    problem_page(office)
    lines = office.page.locator("section:has(h2:text-is('双报告')) tbody tr").all_inner_texts()
    assert len(lines) == 2 and len({re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", line)[0] for line in lines}) == 1
    clocks = office.text()
    assert re.search(r"接报（.*?）：|接报：", clocks) and "整改" in clocks
    office.move("接报", note="已安排人员到现场。")
    assert "整改中" in office.text(".head-marks")


def test_it_is_put_right_checked_by_another_and_struck_off_by_a_third(enter):
    problem_page(enter("t03")).move("报整改完成", measure="已清运并设隔离桩。", files=picture("整改后.jpg"))
    checker = problem_page(enter("u12"))
    checker.move("核查通过", text="到现场核查，已清运干净。", files=picture("核查.jpg"))
    assert "待销号" in checker.text(".head-marks")
    chief = problem_page(enter("u12.head"))
    chief.move("销号")

    assert "已销号" in chief.text(".head-marks")
    assert chief.page.locator(".eco-steps li.is-done").count() == 3
    files = chief.page.locator("section:has(h2:text-is('照片和材料')) a.file")
    assert files.count() == 3
    answer = chief.page.request.get(chief.address + str(files.first.get_attribute("href")))
    assert answer.ok and answer.body() == PHOTO


def test_the_month_says_one_round_two_person_times_one_problem_more(enter):
    office = enter("huanbao")
    after, before = figures(office), SEEN["before"]

    more = {label: after[label] - before[label] for label in after}
    assert (more["巡查"], more["参加"], more["发现问题"], more["已整改"], more["已销号"]) == (1, 2, 1, 1, 1)


@pytest.mark.parametrize("label", ["巡查", "参加", "发现问题", "已整改", "已销号", "逾期未整改", "未巡查"])
def test_every_figure_opens_what_it_counts(enter, label):
    office = enter("huanbao")
    value = figures(office)[label]
    office.page.locator(f".month-figures > div:has(dt:text-is('{label}')) dd a").click()
    office.page.wait_for_load_state()

    said = re.search(r"共\s*([\d,]+)\s*条", office.text())
    assert (
        int(said[1].replace(",", "")) if said else office.page.locator("main tr[data-href]").count()
    ) == value


def test_the_track_of_the_round_is_on_its_map(enter):
    office = enter("huanbao")
    office.page.goto(SEEN["round"])
    office.page.wait_for_selector("[data-map][data-ready]")

    assert "共1个点" in office.text()
    assert office.faults() == []


def test_the_course_of_a_stretch_is_drawn_on_the_map(enter):
    bureau = enter("huanbao").open("/ecology/reaches/")
    bureau.page.locator("tr[data-href]").first.click()
    bureau.press("修改")
    course, ground = bureau.page.locator("[name=course]"), bureau.page.locator("[data-map-ground]")
    bureau.page.wait_for_selector("[data-map][data-ready='1']")
    bureau.page.locator("[data-trace-clear]").click()
    ground.scroll_into_view_if_needed()
    for x, y in ((200, 90), (240, 140), (300, 170)):
        ground.click(position={"x": x, "y": y})
    three = course.input_value().splitlines()
    bureau.page.locator("[data-trace-back]").click()
    two = course.input_value().splitlines()
    metres = int(bureau.page.locator("[name=metres]").input_value())
    bureau.page.locator("form.form button[type=submit]").first.click()
    bureau.page.wait_for_url("**/reaches/*/")

    assert (len(three), two) == (3, three[:2])
    assert metres > 100
    assert "已保存" in bureau.text("body")


def test_a_site_is_checked_on_a_phone_and_its_failed_item_reported(enter):
    scout = enter("t03.eco1", width=390, phone=True)
    page = scout.open("/ecology/sites/").page
    page.locator("tr[data-href]", has_text="泽口镇污水管网工地").click()
    page.wait_for_url("**/ecology/sites/*/")
    scout.press("检查")
    page.wait_for_url("**/check/")
    for n in range(6):
        fill(page.locator("form.form"), f"state_{n}", "no" if n == 2 else "yes")
    pick_on_map(scout)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("[data-errors]")).to_contain_text("“出入车辆冲洗100%”未达标，请写明是什么情况")
    page.locator("[name=note_2]").fill("出入口没有冲洗台，车轮带泥。")
    page.set_input_files("input[name=photos]", picture("出入口.jpg"))
    send(scout)
    assert "5/6" in scout.text(".site-said")

    form = dialog_of(scout, "双报告")
    assert form.locator("[name=text]").input_value().endswith("出入口没有冲洗台，车轮带泥。")
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/ecology/problems/*/")
    assert "泽口镇污水管网工地：出入车辆冲洗100%未达标" in scout.text(".task-text")
    assert "待接报" in scout.text()


def dialog_of(who: Visitor, words: str) -> Any:
    who.press(words)
    form = who.page.locator("#dialog form.form")
    form.wait_for()
    return form


def test_a_wrong_check_is_voided_and_the_one_before_counts(enter):
    office = enter("huanbao").open("/ecology/sites/?q=污水管网")
    page = office.page
    page.locator("tr[data-href]").first.click()
    page.wait_for_url("**/ecology/sites/*/")
    form = dialog_of(office, "填错了，作废这次检查")
    fill(form, "reason", "填错了工地，重新检查。")
    form.locator("button[type=submit]").click()
    page.wait_for_url("**/ecology/sites/checks/*/")
    expect(page.locator(".note-warning")).to_contain_text("填错了工地，重新检查。")
    office.press("泽口镇污水管网工地", within=".crumbs")
    page.wait_for_selector("text=已作废")

    assert "六个百分百：达标" in office.text(".head-marks")
