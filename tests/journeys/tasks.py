"""A task of one's own for each journey, so that none depends on what another did."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Locator

from tests.journeys.visitor import Visitor, fill

DEADLINE = "2027-06-30"


def pick(form: Locator, name: str, words: str) -> None:
    """Choose in a search-as-you-type field as a person does: click, type, take the first that is offered."""
    control = form.locator(f".field:has([name={name}]) .ts-control")
    control.click()
    form.page.keyboard.type(words)
    form.page.locator(f".ts-dropdown .option:has-text('{words}')").first.click()


def given(ducha: Visitor, text: str, unit: str) -> str:
    """Open one task and give it to a unit; its address."""
    ducha.open("/supervision/tasks/new/")
    form = ducha.page.locator("form.form")
    fill(form, "text", text)
    pick(form, "lead", unit)
    fill(form, "deadline", DEADLINE)
    form.locator("button[type=submit]").first.click()
    ducha.page.wait_for_selector(".task-head")
    return urlsplit(ducha.page.url).path


def taken_on(unit: Visitor, address: str) -> None:
    """Signed for, with a plan: it can be reported on."""
    unit.open(address)
    unit.move("签收")
    unit.move("报送方案", measures="按月推进，每周调度。", in_charge="王科长")


def let_time_pass(ducha: Visitor, day: str) -> None:
    """Set the demonstration's clock in its banner and wait until the days in between have been played."""
    page = ducha.page
    ducha.open("/worklist/")
    page.fill(".demo-clock input[name=day]", day)
    page.click(".demo-clock button:text-is('调到')")
    page.wait_for_selector(".note-toast:has-text('演示时间调到')")
    page.wait_for_selector(".demo-clock input[name=day]", timeout=240_000)
