"""An empty county in a real browser: a published document founds it, becomes its tasks, and is followed up to the circular."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, expect

from gongzhi.launcher.paths import ROOT
from tests.journeys.papers import PHOTO, paragraphs
from tests.journeys.tasks import let_time_pass, pick
from tests.journeys.visitor import Visitor, fill, visitor
from tests.support.running import County

pytestmark = pytest.mark.browser
SOURCES = ROOT.parent / "shared" / "sources"
READ = 60_000  # milliseconds: 147 tasks are read in the background
NEW = "Xinmima-2468"


@dataclass(frozen=True)
class Case:
    """A source document: its day, how many tasks it gives, one unit of it with its account, and who leads what nobody leads."""

    number: str
    day: str
    tasks: int
    unit: str
    username: str
    corrected: str
    lead: str = ""
    days: tuple[str, str, str] = (
        "",
        "",
        "",
    )  # the task's deadline, and the mornings that find it yellow and red


CASES = (
    Case("004", "2020-08-03", 147, "市教育局", "sjyj", "市教育体育局", days=("2020-09-11", "2020-08-11", "2020-08-18")),
    Case(
        "003", "2024-09-02", 39, "区住建局", "qzjj", "区住房和城乡建设管理局", "区发改委",
        ("2024-10-11", "2024-09-10", "2024-09-19"),
    ),
)  # fmt: skip


def source(number: str) -> Path:
    found = sorted(SOURCES.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("needs the public source documents in ../shared/sources")
    return found[0]


@dataclass
class Story:
    """One county under way: its people, and what one step leaves for the next."""

    case: Case
    ducha: Visitor
    handler: Visitor
    seen: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(params=CASES, ids=lambda case: case.number)
def story(request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser) -> Iterator[Story]:
    """An empty county on the morning of the document, with the supervision officer signed in."""
    case: Case = request.param
    source(case.number)
    made = County(tmp_path / "empty", ("--empty", "--at", case.day))
    try:
        made.start()
        with ExitStack() as stack:
            people = [stack.enter_context(visitor(chromium, made.address, width=1440)) for _ in range(2)]
            yield Story(case, people[0].sign_in("ducha1"), people[1])
    finally:
        if made.process and made.process.poll() is None:
            made.stop(patience=60)


def test_a_document_founds_a_county_and_is_followed_up_to_the_circular(story: Story) -> None:
    import_document(story)
    found_the_county(story)
    open_accounts(story)
    issue(story)
    sign_in_for_the_first_time(story)
    work_on_one_task(story)
    let_it_fall_behind(story)
    press_and_hold(story)
    rank(story)
    write_the_circular(story)


def import_document(story: Story) -> None:
    ducha = story.ducha
    ducha.open("/supervision/plans/")
    ducha.press("导入文件")
    ducha.page.set_input_files("input[type=file]", source(story.case.number))
    ducha.page.select_option("select[name=source]", "work_report")
    ducha.press("导入并读取")
    ducha.page.wait_for_selector("#review", timeout=READ)
    assert f"共 {story.case.tasks} 项" in ducha.text(".review-counts")


def found_the_county(story: Story) -> None:
    """The table is confirmed as proposed, but for the full name of one unit, which the officer corrects."""
    ducha, page = story.ducha, story.ducha.page
    ducha.press("从文件建立单位体系")
    page.wait_for_selector("#founding")
    row = row_of(page.locator(".founding-units"), story.case.unit)
    row.locator("[name$=':name']").fill(story.case.corrected)
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert "按类别填入" in ducha.text(".founding-rows")
    ducha.press("确认建立")
    page.wait_for_url("**/accounts/**")
    assert re.search(r"已建立\d+个单位", ducha.text("body"))


def row_of(table: Locator, short: str) -> Locator:
    rows = table.locator("tr[data-row]")
    shorts = [one.input_value() for one in rows.locator("[name$=':short']").all()]
    return rows.nth(shorts.index(short))


def open_accounts(story: Story) -> None:
    """One account for each unit, and the sheet of first passwords."""
    ducha, page = story.ducha, story.ducha.page
    ducha.press("开通账号，生成初始密码单")
    page.wait_for_url("**/first-passwords", timeout=READ)
    slip = page.locator(f".slip:has(code:text-is('{story.case.username}'))")
    story.seen["password"] = slip.locator("code").nth(-1).inner_text()
    with page.expect_download() as got:
        ducha.press("下载 Word")
    assert story.seen["password"] in paragraphs(Path(got.value.path()).read_bytes())


def issue(story: Story) -> None:
    """What has no lead unit gets one, all at once; then everything is given to its units."""
    ducha, page = story.ducha, story.ducha.page
    ducha.open("/supervision/plans/")
    page.locator("main td a").first.click()
    ducha.press("核对任务")
    page.wait_for_selector("#review")
    page.locator("#plan-bar a:has-text('交办')").click()
    if story.case.lead:
        page.locator("main a:has-text('项指定牵头单位')").click()
        form = page.locator("#dialog form.form")
        pick(form, "lead_units", story.case.lead)
        ducha.submit(form)
    form = page.locator("main form.form")
    fill(form, "cycle", "monthly")
    if form.locator("[name=default_deadline]").count():
        fill(form, "default_deadline", f"{story.case.day[:4]}-12-31")
    form.get_by_label("确认交办").check()
    form.get_by_role("button", name=re.compile("^交办")).click()
    ducha.sure()
    page.wait_for_selector("h2:has-text('督办通知单')", timeout=READ)
    assert ducha.text("main .figures").startswith(f"任务\n{story.case.tasks}")


def sign_in_for_the_first_time(story: Story) -> None:
    handler, first = story.handler, story.seen["password"]
    handler.sign_in(story.case.username, first)
    for name in ("old", "new", "again"):
        handler.page.fill(f"[name={name}]", first if name == "old" else NEW)
    handler.press("保存")
    handler.page.wait_for_url(lambda url: not url.endswith("/password"))


def work_on_one_task(story: Story) -> None:
    """The unit signs for a task that it leads, files its plan and reports with a file; the office wants it weekly and soon."""
    handler, ducha = story.handler, story.ducha
    handler.open("/supervision/tasks/?role=lead")
    handler.page.locator("table.list td.wide a").first.click()
    handler.page.wait_for_selector(".task-head")
    story.seen["task"] = urlsplit(handler.page.url).path
    handler.move("签收", liaison="李科长")
    handler.move("报送方案", measures="倒排工期，每周调度。", in_charge="王科长")
    ducha.open(story.seen["task"])
    ducha.move("设置督办要求", cycle="weekly")
    ducha.move("调整任务", deadline=story.case.days[0], reason="经市（区）政府常务会议研究。")
    handler.open(story.seen["task"])
    handler.move("报送进展", percent=5, narrative="完成前期摸底。", evidence=photo("现场.jpg"))
    assert handler.page.locator("main a.file:has-text('现场.jpg')").count() > 0


def photo(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": PHOTO}


def let_it_fall_behind(story: Story) -> None:
    """The clock is moved: yellow, then red, each with the reason and the day that it was held against."""
    for day, light in zip(story.case.days[1:], ("黄灯", "红灯"), strict=True):
        let_time_pass(story.ducha, day)
        story.ducha.open(story.seen["task"])
        assert story.ducha.text(".task-light .light").strip() == light
        words = story.ducha.text(".task-light")
        assert re.search(r"截至\d+月\d+日应达\d+%，实际5%，落后\d+个百分点", words), words


def press_and_hold(story: Story) -> None:
    """Reminded, put on the account, worked off and struck off."""
    ducha, handler = story.ducha, story.handler
    ducha.move("催办", text="请抓紧追赶。")
    assert "请抓紧追赶。" in ducha.text("main")
    if ducha.page.locator(".head-marks:has-text('挂账')").count() == 0:
        ducha.move("挂账", problem="进度严重滞后。")
    handler.open(story.seen["task"])
    handler.move(
        "报整改方案", root_cause="前期手续慢。", measures="增加力量。", responsible="王科长",
        target_on=story.case.days[0],
    )  # fmt: skip
    handler.move("报送进展", percent=60, narrative="已全面铺开。", evidence=photo("进度.jpg"))
    handler.move("整改自查", text="已赶上序时进度。")
    ducha.open(story.seen["task"])
    ducha.move("销账", industry_opinion="同意销账。", site_check="现场已核。")
    assert ducha.page.locator(".head-marks:has-text('挂账')").count() == 0
    assert ducha.text(".task-light .light").strip() == "绿灯"


def rank(story: Story) -> None:
    ducha = story.ducha
    ducha.open("/supervision/ranking/?group=departments")
    ducha.page.locator(f"main td a:text-is('{story.case.unit}')").click()
    ducha.page.locator("details.working summary").first.click()
    assert "得分" in ducha.text("details.working[open]")


def write_the_circular(story: Story) -> None:
    """Counted and drafted for the quarter; the Word file says the same number as the page."""
    ducha = story.ducha
    ducha.open("/supervision/papers/new/")
    form = ducha.page.locator("form.form")
    fill(form, "kind", "circular")
    fill(form, "period", f"{story.case.day[:4]}-Q3")
    form.locator("button[type=submit]").click()
    ducha.page.wait_for_url(re.compile(r"/papers/\d+/$"))
    assert ducha.text(".figures").startswith(f"任务总数\n{story.case.tasks}")
    with ducha.page.expect_download() as got:
        ducha.press("下载Word")
    words = paragraphs(Path(got.value.path()).read_bytes())
    assert f"纳入督查的任务共{story.case.tasks}项" in words
    assert "重点工作任务落实情况的通报" in words
