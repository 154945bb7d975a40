"""A person at a browser: signs in, opens, presses; whatever the browser complains of is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from gongzhi.demo.accounts import PASSWORD
from tests.support import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Request

PATIENCE = 60_000  # milliseconds: a loaded machine is slow, not wrong
expect.set_options(timeout=PATIENCE)
EXPECTED = (
    "Error Code 401",
    "status of 401",
    "status of 404",
    "status of 409",
    "status of 413",
    "status of 422",
)


@dataclass
class Visitor:
    """One person's browser. `complaints` are console errors, script errors and requests to another host."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.set_default_navigation_timeout(PATIENCE)
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(words in text for words in EXPECTED):
            self.complaints.append(f"{urlsplit(self.page.url).path}: {text}")

    def _asked(self, request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme in ("http", "https") and there.netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"request to another host: {request.url}")

    def open(self, path: str) -> Visitor:
        self.page.goto(self.address + path)
        return self

    def sign_in(self, username: str, password: str = PASSWORD) -> Visitor:
        self.open("/login")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("form.form button[type=submit]")
        self.page.wait_for_url(lambda url: not urlsplit(url).path.startswith("/login"))
        self.page.wait_for_load_state()
        return self

    def sign_out(self) -> None:
        self.page.click("details.account summary")
        self.page.click("details.account button:has-text('退出登录')")
        self.page.wait_for_selector("input[name=username]")

    def press(self, words: str, within: str = "main") -> None:
        """Press the first button or link with exactly these words."""
        self.control(words, within).click()

    def control(self, words: str, within: str = "main") -> Locator:
        box = self.page.locator(within)
        exact = box.get_by_role("button", name=words, exact=True)
        return exact.or_(box.get_by_role("link", name=words, exact=True)).first

    def sure(self) -> None:
        """Answer the question in the page with yes."""
        self.page.click("#confirm [data-yes]")

    def offered(self, label: str) -> Locator:
        """The form of a move, opened in the dialog from the page of its matter, behind 更多 if need be."""
        box = self.page.locator("main .head-actions")
        offer = box.locator(f"a:text-is('{label}')").first
        if not offer.is_visible():
            box.get_by_role("button", name="更多").click()
        offer.click()
        form = self.page.locator("#dialog form.form")
        form.wait_for()
        return form

    def move(self, label: str, **values: Any) -> None:
        """Make a move of the matter that is open; `values` by field name, a file for a file field."""
        form = self.offered(label)
        for name, value in values.items():
            fill(form, name, value)
        self.submit(form)

    def submit(self, form: Locator) -> None:
        """Send the form of the dialog; the page under it comes anew."""
        with self.page.expect_navigation(wait_until="load"):
            form.locator("button[type=submit]").first.click()

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def faults(self) -> list[str]:
        """What axe calls serious or critical."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{urlsplit(self.page.url).path} {one['id']}: {node['html'][:120]}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]


def fill(form: Locator, name: str, value: Any) -> None:
    """Fill one field whatever it is: text, number, date, choice, files."""
    control = form.locator(f"[name='{name}']").first
    kind = control.evaluate("one => one.type || one.tagName")
    if kind == "file":
        control.set_input_files(value)
    elif kind.startswith("select"):
        control.evaluate(
            "(one, value) => { one.tomselect ? one.tomselect.setValue(value) : one.value = value;"
            " one.dispatchEvent(new Event('change', {bubbles: true})); }",
            str(value),
        )
    elif kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    else:
        control.fill(str(value))


@contextmanager
def visitor(chromium: Browser, address: str, **options: Any) -> Iterator[Visitor]:
    """A fresh visitor, who must have had nothing to complain of at the end. `options`: width, height, phone."""
    context = browser.context(chromium, **options)
    made = Visitor(context.new_page(), address)
    yield made
    context.close()
    assert not made.complaints, "\n".join(made.complaints)
