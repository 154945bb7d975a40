"""The main jobs of appeals in a real browser: from a resident's photo to the month's rates, returns, a topic of forty."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from gongzhi.launcher.paths import ROOT
from tests.journeys.conftest import Enter
from tests.journeys.papers import PHOTO
from tests.journeys.tasks import pick
from tests.journeys.test_main_job import let_time_pass, surroundings_of
from tests.journeys.visitor import Visitor, fill, visitor
from tests.support.running import County

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
RUBBISH = "小区东门外的垃圾桶满出来三天没人清，臭味很大，请尽快清走。"
REPLY = {
    "checked": "现场查看属实，垃圾外溢约两平方米。",
    "done": "已清运并消杀，增加每日一次清运。",
    "basis": "县城区环境卫生管理办法第八条",
    "contact": "李干事 0550-0000000",
}
CALLS = {"way": "phone", "note": "已电话联系，约定当天到场。"}
SEEN: dict[str, Any] = {}  # what one step leaves for the next
SIGNED: dict[str, Any] = {}  # who has signed in already stays so: the steps of one job follow each other


@pytest.fixture
def enter(county: County, chromium: Browser) -> Iterator[Enter]:
    """As everywhere, but each officer signs in once."""
    with ExitStack() as stack:

        def go(username: str = "", **options: Any) -> Visitor:
            kept = SIGNED.get(username)
            made = stack.enter_context(
                visitor(chromium, county.address, **({"width": 1440} | options), kept=kept)
            )
            if username and kept is None:
                made.sign_in(username)
                SIGNED[username] = made.page.context.storage_state()
            return made

        yield go


def appeal_page(who: Visitor, number: str) -> Visitor:
    return who.open(f"/appeals/{number}/")


def told_code(who: Visitor, number: str) -> str:
    """The resident's address of an appeal, as the desk reads the code out."""
    appeal_page(who, number)
    code = re.search(r"查询码\s*([0-9A-Z]{10})", who.text())
    assert code
    return f"/portal/appeals/{number}/{code[1]}/"


# one report from the photo to the rates


def test_a_resident_reports_rubbish_with_a_photo_without_an_account(enter):
    resident = enter(width=390, phone=True)
    page = resident.open("/portal/appeals/new").page
    page.fill("#id_text", RUBBISH)
    page.locator("[data-category=E01]").click()
    page.set_input_files("input[type=file]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    resident.press("下一步")
    page.fill("#id_address", "文昌小区东门")
    page.wait_for_selector("[data-map][data-ready]")
    expect(
        page.locator(".map-name").first
    ).to_be_visible()  # the whole county, though the map was hidden at first
    page.locator("[data-map-ground]").click()
    expect(page.locator("[data-map-note]")).to_contain_text("位置：")
    SEEN["place"] = page.locator("#id_place").input_value()
    resident.press("下一步")
    page.fill("#id_name", "居民甲")
    page.fill("#id_phone", "19900000001")
    resident.press("提交")

    page.wait_for_selector(".filed")
    SEEN["portal"] = urlsplit(page.url).path
    SEEN["number"] = page.locator(".keys dd").first.inner_text()
    assert page.locator(".photos img").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_desk_joins_the_neighbours_call_and_dispatches(enter):
    desk = enter("paidan1")
    page = desk.open("/appeals/intake/").page
    page.fill("#id_phone", "19900000002")
    page.fill("#id_text", "我也住文昌小区，东门外垃圾桶满出来三天没人清，臭味很大。")
    page.evaluate(
        "code => { const one = document.getElementById('id_place').tomselect;"
        " one.addOption({value: code, text: code}); one.setValue(code); }",
        SEEN["place"],
    )
    page.locator(f"[data-join='{SEEN['number']}']").first.click()
    page.keyboard.press("Control+Enter")
    said = page.locator(".note-toast:has-text('已登记并并案')")
    said.wait_for()
    SEEN["neighbour"] = re.search(r"编号(SQ[0-9A-Z]+)", said.inner_text())[1]  # type: ignore[index]

    appeal_page(desk, SEEN["number"])
    desk.move("派单")
    assert "待签收" in desk.text(".head-marks")


def answered(enter: Any, unit: str) -> None:
    """The unit speaks with the caller and replies; the hotline lets it through."""
    handler, desk = appeal_page(enter(unit), SEEN["number"]), enter("paidan1")
    handler.move("登记联系", **CALLS)
    handler.move("回复", **REPLY)
    appeal_page(desk, SEEN["number"]).move("审核通过")


def test_the_unit_signs_answers_and_the_resident_says_not_solved(enter):
    appeal_page(enter("u26"), SEEN["number"]).move("签收")
    answered(enter, "u26")

    judge(enter(width=390, phone=True), "no", "no", "第二天又满了。")


def judge(resident: Visitor, solved: str, satisfied: str, said: str) -> None:
    page = resident.open(SEEN["portal"]).page
    assert REPLY["done"] in resident.text()
    form = page.locator("#judge form")
    fill(form, "solved", solved)
    fill(form, "satisfied", satisfied)
    fill(form, "said", said)
    form.get_by_role("button", name="提交评价").click()
    page.wait_for_selector("text=谢谢您的评价")


def test_it_is_overdue_for_everybody_and_pressed_by_itself(enter):
    desk = enter("ducha1")
    let_time_pass(desk, later(desk, 2))
    resident = enter(width=390, phone=True).open(SEEN["portal"])
    assert "已逾期" in resident.text()
    assert "承办单位正在办理" in resident.text(".portal-state")

    unit = appeal_page(enter("u26"), SEEN["number"])
    assert re.search(r"催办.*办结时限.*已过", unit.text(), re.DOTALL)


def later(who: Visitor, days: int) -> str:
    """The day so many days after the demonstration's own."""
    who.open("/worklist/")
    shown = who.page.locator(".demo-clock input[name=day]").input_value()
    return (date.fromisoformat(shown) + timedelta(days=days)).isoformat()


def test_it_is_solved_judged_and_the_neighbour_reads_the_reply(enter):
    answered(enter, "u26")
    judge(enter(width=390, phone=True), "full", "very", "这次清干净了。")
    assert "已办结" in enter().open(SEEN["portal"]).text(".portal-state")

    desk = enter("rexian")
    neighbour = told_code(desk, SEEN["neighbour"])
    resident = enter(width=390, phone=True).open(neighbour)
    expect(resident.page.locator("main")).to_contain_text("已清运并消杀")
    assert "居民甲" not in resident.text() and "第二天又满了" not in resident.text()
    desk.open("/appeals/topics/notices/?state=pending")
    assert SEEN["neighbour"] in desk.text("table.list")


@pytest.mark.parametrize("rate", ["响应率", "解决率", "满意率"])
def test_the_months_rates_open_to_their_appeals(enter, rate):
    desk = enter("rexian").open("/appeals/figures/")
    figure = desk.page.locator(f".figures div:has(dt:text-is('{rate}'))")
    assert re.search(r"\d+\.\d\d%", figure.inner_text())
    figure.locator("a").first.click()
    desk.page.wait_for_selector("table.list")

    assert SEEN["number"] in desk.text("table.list")


# a wrong unit, twice and a third time


def test_a_wrong_unit_returns_it_and_the_third_time_is_decided(enter, county):
    desk = enter("paidan1")
    number = SEEN["returned"] = taken_in(desk, "河堤边的路灯杆倒在绿化带里，请来处理。", "19900000003", "E10")
    portal = told_code(desk, number)
    send(desk, number, "派单", unit="县住建局")
    appeal_page(enter("u13"), number).move("签收")
    due = due_of(enter(), portal)
    back(enter("u13"), number, "县城管局")
    send(desk, number, "审核退单", unit="县城管局", decision="approved")
    assert "县住建局" in unit_of(enter(), portal)  # who signed first answers until another has signed
    appeal_page(enter("u26"), number).move("签收")
    assert "县城管局" in unit_of(enter(), portal)
    back(enter("u26"), number, "县水利局")
    send(desk, number, "审核退单", unit="县水利局", decision="approved")
    back(enter("u15"), number, "县住建局")
    assert "待裁定" in appeal_page(desk, number).text(".head-marks")

    before = due_of(enter(), portal)
    send(enter("rexian"), number, "裁定承办", unit="县城管局", opinion="路灯由城管部门管理。")
    assert due_of(enter(), portal) == before >= due
    assert "县城管局" in unit_of(enter(), portal)
    again = appeal_page(enter("u26"), number)
    if again.page.locator("main .head-actions a:text-is('签收')").count():
        again.move("签收")
    assert "申请退单" not in again.text(".head-actions")


def taken_in(desk: Visitor, text: str, phone: str, category: str, **more: str) -> str:
    """Registered at the desk; its number."""
    page = desk.open("/appeals/intake/").page
    form = page.locator("form[data-intake]")
    for name, value in {"phone": phone, "text": text, "category": category, **more}.items():
        fill(form, name, value)
    page.keyboard.press("Control+Enter")
    said = page.locator(".note-toast:has-text('已登记')")
    said.wait_for()
    return re.search(r"编号(SQ[0-9A-Z]+)", said.inner_text())[1]  # type: ignore[index]


def send(who: Visitor, number: str, label: str, unit: str, **values: str) -> None:
    """A move that names a unit."""
    form = appeal_page(who, number).offered(label)
    for name, value in values.items():
        fill(form, name, value)
    pick(form, "unit", unit)
    who.submit(form)


def back(unit: Visitor, number: str, other: str) -> None:
    """The unit says that it is another's."""
    form = appeal_page(unit, number).offered("申请退单")
    fill(form, "reason", "不属本单位职责范围。")
    fill(form, "basis", "三定规定第三条第二款")
    pick(form, "suggested", other)
    form.locator("button[type=submit]").first.click()
    if unit.page.locator("#confirm [data-yes]").is_visible():
        unit.sure()
    unit.page.wait_for_selector("#dialog", state="hidden")
    unit.page.wait_for_load_state()


def due_of(resident: Visitor, portal: str) -> str:
    words = resident.open(portal).text(".facts div:has(dt:text-is('应答复')) dd")
    return re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", words)[0]  # type: ignore[index]


def unit_of(resident: Visitor, portal: str) -> str:
    return resident.open(portal).text(".facts div:has(dt:text-is('承办单位')) dd")


def test_an_emergency_at_night_runs_in_natural_hours(enter, county):
    night = in_the_county(
        county,
        "from gongzhi.kernel.clock import ZONE, now, set_demo_time\n"
        "at = now().astimezone(ZONE).replace(hour=22, minute=30, second=0, microsecond=0); set_demo_time(at); print(at.date())",
    )
    desk = enter("paidan1")
    number = taken_in(desk, "文昌路口井盖没了，天黑有人掉下去。", "19900000004", "E08", urgency="urgent_1")
    portal = told_code(desk, number)
    appeal_page(desk, number).move("派单")

    due = due_of(enter(), portal)
    tomorrow = (date.fromisoformat(night) + timedelta(days=1)).isoformat()
    assert f"{tomorrow} 00:00" <= due <= f"{tomorrow} 00:59"


def in_the_county(county: County, script: str) -> str:
    """The last line that a script says inside the running county."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "shell", "-v", "0", "-c", script], capture_output=True, text=True,
        timeout=120, check=False, cwd=ROOT, env=surroundings_of(county.data),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


# forty become one

FORTY = """
from datetime import timedelta
from gongzhi.kernel.clock import ZONE, now, set_demo_time
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.topics.duties import find_batches, propose_batch
at, clerk = now().astimezone(ZONE) + timedelta(days=1), Officer.objects.get(username="shouli1")
at = at.replace(hour=9, minute=0)  # the morning after the emergency's night
set_demo_time(at)
for n in range(40):
    last = register(Told(f"雨后下水道堵塞，污水倒灌到楼道里，第{n}户。", category="E11", phone=f"1990001{n:04}",
                         place_code="349921002001", reply_way="portal"), by=clerk, at=at)
for _, row in find_batches(at):
    propose_batch(row, at)
print(last.number)
"""


def test_forty_like_complaints_become_a_topic_and_a_task(enter, county):
    SEEN["last"] = in_the_county(county, FORTY)
    head = enter("rexian").open("/appeals/topics/")
    head.page.locator("tr:has-text('下水道堵塞')", has_text="40").locator("a:text-is('建专题')").click()
    head.page.locator("form.form button[type=submit]").first.click()
    head.page.wait_for_selector("dt:text-is('主件')")
    SEEN["topic"] = urlsplit(head.page.url).path
    assert "40" in head.text(".figures div:has(dt:text-is('诉求')) dd")
    assert head.page.locator("main td[data-label='作用']:text-is('并入主件')").count() == 39

    office = enter("zhuren").open(SEEN["topic"])
    office.press("转督查任务")
    form = office.page.locator("form.form")
    form.wait_for()
    if "县住建局" not in form.locator(".field:has([name=lead])").inner_text():
        pick(form, "lead", "县住建局")
    form.locator("button[type=submit]").first.click()
    task = office.page.locator(".figures div:has(dt:text-is('督查任务')) a")
    task.wait_for()
    SEEN["task"] = task.get_attribute("href")


def test_the_task_is_closed_and_the_forty_are_told(enter):
    unit, office, ducha = enter("u13"), enter("zhuren"), enter("ducha1")
    unit.open(SEEN["task"])
    unit.move("签收")
    unit.move("报送方案", measures="清掏管网，更换堵塞管段。", in_charge="王科长")
    done = {"name": "验收.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    unit.move("报送进展", percent=100, narrative="全部管段更换完毕并通过通水试验。", evidence=done)
    unit.move("申请办结", summary="管网清掏更换完毕，资料齐全。")
    ducha.open(SEEN["task"])
    ducha.move("核查通过", method="site", opinion="现场核查属实。")
    office.open(SEEN["task"])
    office.move("销号", opinion="同意销号。")

    head = enter("rexian")
    for _ in range(30):
        if "已办结告知" in head.open(SEEN["topic"]).text("main"):
            break
        head.page.wait_for_timeout(1000)
    assert re.search(r"已告知\s*0/40", head.text(".figures"))
    head.open(f"/appeals/topics/notices/?topic={SEEN['topic'].strip('/').rpartition('/')[2]}&state=pending")
    assert "40" in head.text()
    resident = enter(width=390, phone=True).open(told_code(head, SEEN["last"]))
    assert "集中办理" in resident.text()
