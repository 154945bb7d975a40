"""A real Chromium for journeys: found on the machine, never downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/snap/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
    "--lang=zh-CN",
]


def find() -> str | None:
    """The path of a Chromium; GONGZHI_CHROMIUM names another one."""
    if given := os.environ.get("GONGZHI_CHROMIUM"):
        return given
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next(filter(os.path.exists, PLACES), None)


@contextmanager
def running() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        yield browser
        browser.close()


def context(
    browser: Browser, *, width: int = 1366, height: int = 900, phone: bool = False, kept: Any = None
) -> BrowserContext:
    """A fresh Chinese-speaking visitor; `phone` is 390 px wide and touches; `kept` are the cookies of an earlier visit."""
    if phone:
        width, height = 390, 844
    made = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai",
        has_touch=phone, is_mobile=phone, reduced_motion="reduce", accept_downloads=True,
        storage_state=kept,
    )  # fmt: skip
    made.set_default_timeout(15_000)
    return made
