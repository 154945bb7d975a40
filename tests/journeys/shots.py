"""The pictures of docs/screenshots, taken from a demonstration that runs:

./gongzhi demo
python -m tests.journeys.shots [address]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from gongzhi.launcher.paths import ROOT
from tests.journeys.visitor import Visitor
from tests.support import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = ROOT / "docs" / "screenshots"
MOST = 300_000  # bytes of one picture


@contextmanager
def someone(chromium: Browser, address: str, username: str = "", *, phone: bool = False) -> Iterator[Visitor]:
    context = browser.context(chromium, width=1440, height=900, phone=phone)
    made = Visitor(context.new_page(), address)
    yield made.sign_in(username) if username else made
    context.close()


def shoot(visitor: Visitor, name: str) -> None:
    """Take what the screen shows, when everything has come."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.mouse.move(0, 0)
    path = FOLDER / f"{name}.png"
    taken = visitor.page.screenshot(animations="disabled")
    Image.open(BytesIO(taken)).quantize(200, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB{'  TOO LARGE' if size > MOST else ''}")


def follow(visitor: Visitor, path: str, selector: str) -> Visitor:
    """Open a page and there the first link that fits."""
    visitor.open(path).page.locator(selector).first.click()
    visitor.page.wait_for_load_state()
    return visitor


def desk(chromium: Browser, address: str) -> None:
    """Of those who sit at a desk, 1440 by 900."""
    with someone(chromium, address) as nobody:
        shoot(nobody.open("/login"), "login")
    with someone(chromium, address, "u13") as unit:
        shoot(unit.open("/worklist/"), "worklist")
    with someone(chromium, address, "ducha1") as ducha:
        shoot(ducha.open("/supervision/tasks/"), "tasks")
        shoot(follow(ducha, "/supervision/tasks/?light=red", "td.wide a"), "task")
        follow(ducha, "/supervision/plans/?state=review", "td.wide a").press("核对任务")
        ducha.page.wait_for_selector("#review .card-item")
        ducha.page.locator(".card-item .card-text").nth(1).click()
        shoot(ducha, "review")
        shoot(ducha.open("/supervision/ranking/?group=departments"), "ranking")
        shoot(follow(ducha, "/supervision/ranking/?group=departments", "td a"), "score")
        shoot(follow(ducha, "/supervision/papers/", "td.wide a"), "circular")
    with someone(chromium, address, "p01") as leader:
        shoot(leader.open("/supervision/leaders/?scope=all"), "leaders")


def appeals(chromium: Browser, address: str) -> None:
    """Of the hotline, 1440 by 900."""
    with someone(chromium, address, "shouli1") as desk:
        desk.open("/appeals/intake/").page.fill(
            "[name=text]", "文昌社区3号楼前的垃圾桶满了好几天没人清，味道很大"
        )
        desk.page.wait_for_selector(".proposal")
        shoot(desk, "appeal-intake")
    with someone(chromium, address, "rexian") as head:
        shoot(head.open("/appeals/"), "appeals")
        shoot(follow(head, "/appeals/?state=open", "td.wide a"), "appeal")
        shoot(head.open("/appeals/figures/"), "appeal-figures")
        shoot(head.open("/appeals/topics/"), "topics")


def patrols(chromium: Browser, address: str) -> None:
    """Of grids and ecology, 1440 by 900."""
    with someone(chromium, address, "wangge") as centre:
        centre.open("/grid/map/").page.wait_for_selector("[data-map][data-ready='1']")
        shoot(centre, "grid-map")
        shoot(centre.open("/grid/overview/"), "grid-overview")
        shoot(follow(centre, "/grid/?state=open", "tr[data-href]"), "grid-event")
    with someone(chromium, address, "huanbao") as bureau:
        shoot(bureau.open("/ecology/"), "ecology-report")


def pocket(chromium: Browser, address: str) -> None:
    """Of those with a phone, 390 by 844."""
    with someone(chromium, address, "u13", phone=True) as unit:
        shoot(unit.open("/worklist/"), "phone-worklist")
        shoot(follow(unit, "/worklist/", "td.wide a"), "phone-task")
    with someone(chromium, address, "p06", phone=True) as leader:
        shoot(leader.open("/supervision/leaders/"), "phone-leaders")
    with someone(chromium, address, "wg001", phone=True) as worker:
        worker.open("/field/").page.wait_for_selector(".list a.card, a.card")
        shoot(worker, "phone-field")
    with someone(chromium, address, phone=True) as resident:
        shoot(resident.open("/portal/appeals/new"), "phone-portal")


def main(address: str) -> None:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with browser.running() as chromium:
        desk(chromium, address)
        appeals(chromium, address)
        patrols(chromium, address)
        pocket(chromium, address)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8800")
