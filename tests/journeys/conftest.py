"""One demonstration county for all journeys: started once, as a newcomer starts it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.visitor import Visitor, visitor
from tests.support.running import County

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BEGUN = "2026-07-20"  # half a year of the story has been played, and half of it is to come
Enter = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one county, so they run in one process."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("journeys"))


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The demonstration county, its clock set to a Monday in July; GONGZHI_COUNTY_PORT names one that runs already."""
    if running := os.environ.get("GONGZHI_COUNTY_PORT"):
        yield County(tmp_path_factory.mktemp("county"), port=int(running))
        return
    made = County(tmp_path_factory.mktemp("county") / "data", ("--at", BEGUN))
    try:
        yield made.start(patience=280)
    finally:
        if made.process and made.process.poll() is None:
            made.stop(patience=60)


@pytest.fixture
def enter(county: County, chromium: Browser) -> Iterator[Enter]:
    """Call it with a username: that officer, signed in, in a browser of their own."""
    with ExitStack() as stack:

        def go(username: str = "", **options: Any) -> Visitor:
            options.setdefault("width", 1440)
            made = stack.enter_context(visitor(chromium, county.address, **options))
            return made.sign_in(username) if username else made

        yield go
