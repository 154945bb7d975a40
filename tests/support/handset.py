"""A telephone in a test: a Chromium whose memory survives being closed, with a position, and without signal at will."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MEDIA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
NO_ANSWER = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "status of 4")


class Handset:
    """390 px wide; `close` and `open` are a person closing the browser and coming back."""

    def __init__(self, chromium: Browser, folder: Path, address: str, **options: Any) -> None:
        self.chromium, self.folder, self.address, self.options = chromium, folder, address, options
        self.context: BrowserContext | None = None
        self.complaints: list[str] = []
        self.place: tuple[float, float] | None = (118.2, 32.1)

    @property
    def page(self) -> Page:
        assert self.context
        return self.context.pages[0]

    def open(
        self, path: str = "/field/", *, signal: bool = True, before: Callable[[Any], None] | None = None
    ) -> Page:
        """Open the browser and the page; `before` is done to the context first."""
        asked = {"permissions": ["geolocation"], "geolocation": self._where()} if self.place else {}
        self.context = self.chromium.browser_type.launch_persistent_context(
            self.folder, executable_path=browser.find(), args=[*browser.FLAGS, *MEDIA],
            viewport={"width": 390, "height": 844}, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True,
            is_mobile=True, reduced_motion="reduce", **{**asked, **self.options},
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        self.context.set_offline(not signal)
        if before:
            before(self.context)
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.address + path)
        return self.page

    def _where(self) -> dict[str, float]:
        assert self.place
        return {"longitude": self.place[0], "latitude": self.place[1], "accuracy": 8}

    def walk(self, longitude: float, latitude: float) -> None:
        assert self.context
        self.place = (longitude, latitude)
        self.context.set_geolocation(self._where())  # type: ignore[arg-type]

    def signal(self, there: bool) -> None:
        assert self.context
        self.context.set_offline(not there)

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(words in text for words in NO_ANSWER):
            self.complaints.append(text)

    def press(self, words: str, within: str = "body") -> None:
        """Press the first button or link that says so."""
        box = self.page.locator(within)
        box.locator("button, a, label.btn, summary", has_text=words).first.click()
