"""The main jobs of grids in a real browser: an event from the photo to the verdict, a split, a spreadsheet of people."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.people.census.kinds import FORMS
from gongzhi.kernel.people.census.rules import credit_check, identity_check
from tests.journeys.papers import PHOTO
from tests.journeys.visitor import Visitor, fill

pytestmark = [pytest.mark.browser, pytest.mark.long]
GRID = "349921100001001"  # the first of 泽口镇, with two workers
OTHER = "349921100001002"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEEN: dict[str, Any] = {}  # what one step leaves for the next


def photo(name: str) -> dict[str, Any]:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}


def stand(who: Visitor, position: list[float], off: float = 0) -> None:
    """Give the form a position, as the device does."""
    who.page.evaluate(
        "([lon, lat]) => { document.querySelector('[name=longitude]').value = lon; document.querySelector('[name=latitude]').value = lat; }",
        [position[0] + off, position[1]],
    )


def middle(who: Visitor, grid: str) -> list[float]:
    """A position in a grid."""
    land = who.page.request.get(f"{who.address}/grid/grids/{grid}/land/").json()
    own = next(one for one in land["features"] if one["properties"]["code"] == grid)
    ring = own["geometry"]["coordinates"][0][:-1]
    return [sum(point[axis] for point in ring) / len(ring) for axis in (0, 1)]


# one event, seven stages


def test_a_worker_reports_with_a_photo(enter):
    worker = enter("wg001", width=390, phone=True)
    page = worker.open("/grid/report/").page
    page.fill("#id_text", "社区东门路灯坏了两盏，晚上看不见路。")
    page.set_input_files("#id_photos", photo("现场"))
    form = page.locator("form.event-form")
    fill(form, "category", "E09")
    stand(worker, middle(worker, GRID))
    worker.press("上报")
    page.wait_for_selector(".stages")
    SEEN["event"] = urlsplit(page.url).path
    assert "待立案" in worker.text(".head-marks")
    assert page.locator(".photos img").first.evaluate("one => one.complete && one.naturalWidth > 0")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_it_is_dispatched_and_handled(enter):
    desk = enter("wgb").open(SEEN["event"])
    desk.move("派遣")
    unit = enter("u26").open(SEEN["event"])
    unit.move("接单")
    unit.move("处理反馈", result="已更换两盏路灯。", photos=photo("修好"))
    assert "待核查" in unit.text(".head-marks")


def test_only_another_worker_verifies_on_the_spot(enter):
    reporter = enter("wg001").open(SEEN["event"])
    assert reporter.page.locator("a:has-text('现场核查')").count() == 0

    second = enter("wg000", width=390, phone=True).open(SEEN["event"])
    point = second.page.request.get(second.address + SEEN["event"] + "point/").json()["points"][0]
    second.press("现场核查")
    page = second.page
    page.locator("[name=passed][value='1']").check()
    page.set_input_files("#id_photos", photo("核查"))
    stand(second, point, off=0.1)
    second.press("提交核查")
    expect(page.locator("main")).to_contain_text("超过200米")
    stand(second, point)
    second.press("提交核查")
    page.wait_for_selector(".stages")
    assert "在现场" in second.text("main")

    desk = enter("wgb").open(SEEN["event"])
    desk.move("结案", rating="5")
    assert desk.page.locator(".stage-done").count() == 7


# a spreadsheet of people


def identity(n: int) -> str:
    first = f"3499211988{n // 800 % 12 + 1:02}{n // 30 % 28 + 1:02}{n % 1000:03}"
    return first + identity_check(first)


def sheets() -> dict[str, tuple[int, bytes]]:
    """10,000 residents, 4,000 houses and 800 organisations, three in a hundred with an error: (errors, workbook)."""
    found = {}
    wrong = {
        "house": ("网格代码", "349921100001999"),
        "organisation": ("统一社会信用代码", "91349921MA00000000"),
        "resident": ("身份证号", "349921198801010000"),
    }
    for subject, count in (("house", 4000), ("resident", 10_000), ("organisation", 800)):
        rows, errors = [], 0
        for n in range(count):
            row = {
                "house": {"房屋编码": f"J{n:05}", "地址": f"新建路{n}号", "网格代码": OTHER},
                "resident": {"姓名": f"村民{n:05}", "身份证号": identity(n), "网格代码": OTHER, "房屋编码": f"J{n % 3800:05}", "与户主关系": "户主" if n < 3800 else "子女", "电话": f"198{n:08}"},
                "organisation": {"统一社会信用代码": (code := f"91349921MB{n:07}") + credit_check(code), "名称": f"新建商店{n}", "网格代码": OTHER, "地址": f"新建路{n}号"},
            }[subject]  # fmt: skip
            if n % 33 == 32 and not (subject == "house" and n < 3800):
                row[wrong[subject][0]] = wrong[subject][1]
                errors += 1
            rows.append([row.get(head, "") for head in FORMS[subject].heads])
        found[subject] = (errors, written_table("表", FORMS[subject].heads, rows))
    return found


def taken(desk: Visitor, subject: str, data: bytes) -> tuple[int, int, int, int]:
    """Upload, read the report, take in: (added, changed, same, refused)."""
    page = desk.open(f"/grid/intakes/upload/?subject={subject}").page
    page.set_input_files("input[type=file]", {"name": f"{subject}.xlsx", "mimeType": XLSX, "buffer": data})
    desk.press("上传并核对")
    page.wait_for_selector(".figures")
    button = page.locator("main button:has-text('收入无误的')")
    if button.count():
        button.click()
        desk.sure()
        page.wait_for_selector(".state:has-text('已采集')")
    numbers = [int(one) for one in re.findall(r"\d+", desk.text(".figures"))]
    return numbers[1], numbers[2], numbers[3], numbers[4]


def test_large_sheets_come_in_once_with_their_errors_named(enter):
    desk = enter("wgb")
    made = sheets()
    for subject in ("house", "resident", "organisation"):
        errors, data = made[subject]
        total = {"house": 4000, "resident": 10_000, "organisation": 800}[subject]
        first = taken(desk, subject, data)
        again = taken(desk, subject, data)
        assert (first[3], again[:2], again[2] + again[3]) == (errors, (0, 0), total)
        assert first[0] == total - errors


def test_a_worker_sees_own_people_masked_and_each_opening_is_logged(enter):
    worker = enter("wg001").open("/grid/people/?q=19800000001")
    assert "村民" not in worker.text("main")  # of another grid
    worker.open("/grid/people/")
    worker.page.locator("tr[data-href]").first.click()
    worker.press("查看完整信息")
    form = worker.page.locator("#dialog form.form")
    form.wait_for()
    fill(form, "purpose", "走访前核对对象")
    form.locator("button[type=submit]").first.click()
    expect(worker.page.locator("#dialog")).to_contain_text("本次查看已记入日志")
    expect(worker.page.locator("#dialog")).to_contain_text("居民")

    log = enter("auditor").open("/administration/log?kind=access.revealed")
    assert "people.resident:" in log.text("main")


# a split in mid-year


def test_a_grid_is_split_and_figures_stay(enter):
    centre = enter("wangge")
    figures = f"/grid/?grid={GRID}"
    before = count(centre, figures)
    centre.open(f"/grid/grids/{GRID}/split/")
    centre.press("下一步")
    page = centre.page
    page.wait_for_selector("[data-map][data-ready]")
    fill(page.locator("main form.form"), "reason", "社区居民代表会议决议")
    centre.press("拆分")
    centre.sure()
    page.wait_for_selector("main .note:has-text('已拆分为')")
    parts = [
        one.split("/")[-2]
        for one in page.locator("main .note a").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
    ]

    assert count(centre, figures) == before
    assert sum(count(centre, f"/grid/households/?place={one}") for one in parts) == 36
    assert count(centre, f"/grid/households/?place={GRID}") == 0
    worker = enter("wg001").open("/grid/households/")
    assert worker.page.locator("tr[data-href]").count() > 0


def count(who: Visitor, path: str) -> int:
    """How many rows a list says it has."""
    who.open(path)
    words = who.page.locator("main").inner_text()
    found = re.search(r"共\s*([\d,]+)\s*条", words)
    return int(found[1].replace(",", "")) if found else who.page.locator("tr[data-href]").count()
