"""The main job in a real browser: a document becomes tasks, is worked on, pressed, closed, ranked and reported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from gongzhi.launcher.paths import ROOT
from tests.journeys.papers import PHOTO, STRANGER, half_year, paragraphs, word_file
from tests.journeys.tasks import let_time_pass
from tests.journeys.visitor import Visitor, fill
from tests.support.running import County

pytestmark = pytest.mark.browser
READ = 120_000  # milliseconds: the worker has other things to do as well
OURS = "改造老旧小区16个"
SEEN: dict[str, Any] = {}  # what one step leaves for the next: addresses


def test_a_document_is_imported_corrected_and_issued(enter):
    ducha = enter("ducha1")
    import_document(ducha, word_file(half_year()))
    assert counts(ducha)["共"] == 42

    correct_the_stranger(ducha)
    split_and_undo(ducha)
    walk_by_keys(ducha)
    issue(ducha)

    SEEN["plan"] = urlsplit(ducha.page.url).path
    notices = ducha.page.locator("main a:has-text('下载')")
    expect(ducha.page.locator("main .job")).to_have_count(0, timeout=READ)
    assert ducha.text("main .figures").startswith("任务\n42")
    with ducha.page.expect_download() as got:
        notices.nth(20).click()
    words = paragraphs(Path(got.value.path()).read_bytes())
    assert "督办通知单" in words
    assert "签收" in words


def import_document(ducha: Visitor, file: dict[str, Any]) -> None:
    ducha.open("/supervision/plans/")
    ducha.press("导入文件")
    ducha.page.set_input_files("input[type=file]", file)
    ducha.page.select_option("select[name=source]", "key_work")
    assert ducha.text(".drop-list").startswith("下半年重点工作任务分解.docx")
    ducha.press("导入并读取")
    ducha.page.wait_for_selector("progress, #review")  # the reading shows how far it is
    ducha.page.wait_for_selector("#review", timeout=READ)


def counts(ducha: Visitor) -> dict[str, int]:
    """`{"共": 42, "已核对": 0, ...}` as the bar says."""
    words = ducha.text(".review-counts")
    return {name: int(number) for name, number in re.findall(r"([一-鿿]+)\s*(\d+)", words)}


def correct_the_stranger(ducha: Visitor) -> None:
    """The unit that nobody knows is a doubt, with a way to say who it is; the doubt goes away."""
    page = ducha.page
    before = counts(ducha)["有疑问"]
    doubt = page.locator(f".card-item:has([data-name='{STRANGER}'])")
    assert doubt.get_attribute("data-state") == "doubtful"
    doubt.locator("[data-settle='']").click()
    form = page.locator("#dialog form.form")
    form.locator(".ts-control").click()
    page.keyboard.type("城管局")
    page.locator(".ts-dropdown .option:has-text('县城管局')").first.click()
    form.locator("button[type=submit]").click()
    page.wait_for_selector("#dialog", state="hidden")
    page.wait_for_selector(f".card-item:has-text('{STRANGER} → 县城管局')")
    assert counts(ducha)["有疑问"] == before - 1


def split_and_undo(ducha: Visitor) -> None:
    """One row that is two tasks is split as the system offers; undo brings it back."""
    page = ducha.page
    cards = page.locator("#plan-tasks > .card-item")
    page.locator(".card-item:has-text('开工建设标准化厂房15万平方米')").first.locator(
        "[data-do=parts]"
    ).click()
    expect(cards).to_have_count(43)
    page.keyboard.press("u")
    expect(cards).to_have_count(42)


def walk_by_keys(ducha: Visitor) -> None:
    """j and k move, a accepts and goes on, and what has no doubt is accepted in one go."""
    page = ducha.page
    page.locator(".card-item .card-text").first.click()
    here = page.locator(".card-item.here")
    expect(here).to_have_attribute("aria-label", "任务1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(here).to_have_attribute("aria-label", "任务2")
    before = counts(ducha)["已核对"]
    page.keyboard.press("a")
    expect(here).to_have_attribute("aria-label", "任务3")
    assert counts(ducha)["已核对"] == before + 1
    ducha.press("无疑问的全部通过")
    page.wait_for_selector(".note-toast:has-text('已核对通过')")


def issue(ducha: Visitor) -> None:
    """To all recipients, monthly; asked first, for it cannot be taken back."""
    ducha.press("交办")
    form = ducha.page.locator("form.form")
    fill(form, "cycle", "monthly")
    form.get_by_label("确认交办").check()
    form.get_by_role("button", name=re.compile("^交办")).click()
    ducha.sure()
    ducha.page.wait_for_selector("h2:has-text('督办通知单')", timeout=READ)


def test_the_unit_signs_plans_and_reports_with_a_file(enter):
    unit = enter("u13")
    unit.open("/worklist/")
    unit.page.locator(f"main a:has-text('{OURS}')").first.click()
    SEEN["task"] = urlsplit(unit.page.url).path
    unit.move("签收", liaison="李科长")
    unit.move("报送方案", measures="按小区倒排工期，每周调度。", in_charge="王科长")
    unit.move(
        "报送进展",
        percent=20,
        narrative="完成两个小区入户摸底。",
        evidence={"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": PHOTO},
    )
    assert "完成两个小区入户摸底。" in unit.text("main")
    assert unit.page.locator("main a.file:has-text('现场.jpg')").count() > 0


def test_time_turns_the_task_yellow_and_red_with_the_reason_in_words(enter, county):
    ducha = enter("ducha1")
    let_time_pass(ducha, "2026-09-10")
    assert light(ducha) == "黄灯"
    assert re.search(r"应达\d+%，实际20%，落后\d+个百分点", ducha.text(".task-light"))

    let_time_pass(ducha, "2026-10-26")
    assert light(ducha) == "红灯"
    assert re.search(r"落后\d+个百分点|连续\d+期未报", ducha.text(".task-light"))


def light(ducha: Visitor) -> str:
    ducha.open(SEEN["task"])
    return ducha.text(".task-light .light").strip()


def test_the_leader_sees_red_first_and_reminds_with_one_click(enter):
    leader = enter("p06")
    lights = [one.strip()[:2] for one in leader.page.locator(".board-list .c-light").all_inner_texts()]
    assert lights == sorted(lights, key=["红灯", "黄灯"].index)

    row = leader.page.locator(f".board-list tr:has-text('{OURS}')")
    row.locator("button:has-text('催办')").click()
    row.locator(".reminded").wait_for()
    assert "已催办" in row.inner_text()


def test_the_account_is_worked_off_and_the_task_closed(enter):
    ducha, unit, head = enter("ducha1"), enter("u13"), enter("zhuren")
    ducha.open(SEEN["task"])
    if ducha.page.locator(".head-marks:has-text('挂账')").count() == 0:
        ducha.move("挂账", problem="进度严重滞后。")
    unit.open(SEEN["task"])
    unit.move(
        "报整改方案",
        root_cause="施工力量不足。",
        measures="增加两个班组。",
        responsible="王科长",
        target_on="2026-11-20",
    )
    unit.move("报送进展", percent=100, narrative="全部完工并通过验收。", evidence=photo("验收单.jpg"))
    unit.move("整改自查", text="已整改到位。")
    ducha.open(SEEN["task"])
    ducha.move("销账", industry_opinion="同意销账。", site_check="现场已完工。")
    assert ducha.page.locator(".head-marks:has-text('挂账')").count() == 0

    unit.open(SEEN["task"])
    unit.move("申请办结", summary="全部指标完成，资料齐全。")
    ducha.open(SEEN["task"])
    ducha.move("核查通过", method="site", opinion="现场核查属实。")
    head.open(SEEN["task"])
    head.move("销号", opinion="同意销号。")
    assert "已销号" in head.text(".head-marks")


def photo(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": PHOTO}


def test_units_are_ranked_and_every_score_can_be_opened(enter):
    ducha = enter("ducha1")
    ducha.open("/supervision/ranking/?group=departments")
    ducha.page.locator("main td a:text-is('县住建局')").click()
    ducha.page.locator("details.working summary").first.click()

    assert "得分" in ducha.text("details.working[open]")


def test_the_circular_is_written_and_each_figure_opens_its_tasks(enter):
    ducha = enter("ducha1")
    ducha.open("/supervision/papers/new/")
    form = ducha.page.locator("form.form")
    fill(form, "kind", "circular")
    fill(form, "period", "2026-Q3")
    form.locator("button[type=submit]").click()
    ducha.page.wait_for_url(re.compile(r"/papers/\d+/$"))
    told = int(re.search(r"\d+", ducha.text(".figures div:has(dt:text-is('红灯'))"))[0])
    with ducha.page.expect_download() as got:
        ducha.press("下载Word")
    assert "红灯" in paragraphs(Path(got.value.path()).read_bytes())

    ducha.page.locator(".figures div:has(dt:text-is('红灯')) a").click()
    ducha.page.wait_for_selector("table.list")
    assert ducha.page.locator("table.list tbody tr").count() == min(told, 30)


def test_nothing_in_the_log_was_altered(county: County):
    done = subprocess.run(
        [sys.executable, "-m", "django", "gongzhi_verify"], capture_output=True, text=True, timeout=120, check=False,
        cwd=ROOT, env=surroundings_of(county.data),
    )  # fmt: skip

    assert (done.returncode, "没有发现改动" in done.stdout) == (0, True), done.stderr


def surroundings_of(data: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GONGZHI_TEST")}
    return {
        **kept, "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "gongzhi.settings",
        "GONGZHI_VAR": str(data), "GONGZHI_DEMO": "1", "GONGZHI_HOSTS": "*",
    }  # fmt: skip
