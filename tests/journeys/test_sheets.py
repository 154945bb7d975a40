"""Spreadsheets in a real browser: components by the thousand, the list of measures of an inspection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from gongzhi.kernel.files.sheets import read_table, written_table
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
GRID = "349921100001001"  # the first of 泽口镇
INSPECTION = "/ecology/items/inspections/1/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARTS = ("部件编码", "名称", "网格代码", "位置说明", "养护单位", "状态")
MEASURES = ("序号", "反馈问题", "牵头单位", "配合单位", "整改时限")


def lamps(count: int) -> list[list[str]]:
    return [
        [f"349921010177{n:04}", "路灯", GRID, f"新建路{n}号门前", "县城管局", "完好"] for n in range(count)
    ]


def looked_over(desk: Visitor, path: str, data: bytes) -> list[int]:
    """Upload a sheet by the page: what its report counts."""
    desk.open(path).page.set_input_files(
        "input[type=file]", {"name": "表.xlsx", "mimeType": XLSX, "buffer": data}
    )
    desk.press("上传并核对")
    desk.page.wait_for_selector(".figures")
    return [int(one) for one in re.findall(r"\d+", desk.text(".figures"))]


def yes(desk: Visitor, button: str, state: str) -> None:
    desk.page.locator(f"main button:has-text('{button}')").click()
    desk.sure()
    desk.page.wait_for_selector(f".state:has-text('{state}')")


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_components_come_in_and_faulty_ones_a_second_time(enter, count):
    desk = enter("wangge")
    desk.open("/grid/components/").press("用表格登记")
    desk.press("用表格登记部件")
    path, rows = "/grid/components/sheets/upload/", lamps(count)
    rows[7][4] = "县城市管局里"
    first = looked_over(desk, path, written_table("表", PARTS, rows))
    assert (first[0], first[4], sum(first[1:5])) == (count, 1, count)
    with desk.page.expect_download() as coming:
        desk.press("下载有误的1行")
    faulty = read_table(Path(coming.value.path()).read_bytes(), needed=PARTS, most=9)
    assert "没有叫“县城市管局里”的单位" in faulty[0].cells["原因"]
    if first[1] + first[2]:
        yes(desk, "登记无误的", "已登记")

    mended = [faulty[0].cells[head] for head in PARTS[:4]] + ["县城管局", "完好"]
    assert looked_over(desk, path, written_table("表", PARTS, [mended]))[1:5] in ([1, 0, 0, 0], [0, 0, 1, 0])
    if desk.page.locator("main button:has-text('登记无误的')").count():
        yes(desk, "登记无误的1行", "已登记")
    assert looked_over(desk, path, written_table("表", PARTS, lamps(count)))[1:5] == [0, 0, count, 0]


def test_a_list_of_measures_is_given_to_its_units(enter):
    desk = enter("huanbao")
    page = desk.open(INSPECTION).page
    there = page.locator("tbody tr").count()
    desk.press("用表格添加问题")
    page.wait_for_selector("input[type=file]")
    serial = 800 + there
    rows = [
        [
            str(serial),
            "北片区雨污管网混接没有改造，雨天污水直排。",
            "县住建局",
            "县水利局、泽口镇",
            "2027年6月底前",
        ]
    ]
    rows.append([str(serial + 1), "另有一处排口没有登记，需要查清来源。", "县住建局", "", "长期坚持"])
    counts = looked_over(desk, page.url.removeprefix(desk.address), written_table("表", MEASURES, rows))
    assert counts == [2, 1, 0, 0, 1]
    expect(page.locator("main")).to_contain_text("“长期坚持”里没有到哪一天")
    yes(desk, "交办无误的1行", "已交办")

    desk.open(INSPECTION)
    assert page.locator("tbody tr").count() == there + 1
    row = page.locator("tbody tr").last
    expect(row).to_contain_text("北片区雨污管网混接没有改造")
    expect(row).to_contain_text("2027-06-30")
