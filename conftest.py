"""Fixtures and rules for every test, wherever it lies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run tests marked long as well")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run cannot or need not do; `./gongzhi test` says at the end what that was."""
    without = {
        "long": None if config.getoption("--long") else "only with --long",
        "postgres": None if _engine() == "postgresql" else "needs PostgreSQL",
        "browser": None if browser.find() else "no Chromium found",
    }
    for item in items:
        if not _needs_an_engine(item):
            item.add_marker(pytest.mark.once)
        for marker, reason in without.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"not here: {reason}"))


def _needs_an_engine(item: pytest.Item) -> bool:
    """Whether the test may touch a database: without one of these pytest-django refuses it every connection."""
    if any(item.get_closest_marker(marker) for marker in ("django_db", "faults", "postgres")):
        return True
    return not {"db", "transactional_db", "engine"}.isdisjoint(getattr(item, "fixturenames", ()))


def _engine() -> str:
    from django.conf import settings

    return str(settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


@pytest.fixture
def at() -> datetime:
    """The moment of most tests: Monday 2 March 2026, 09:00 in Shanghai."""
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _emptied_after_real_transactions() -> None:
    from tests.support import flushing

    flushing.allow()


@pytest.fixture(scope="session")
def engine() -> str:
    """ "sqlite3" or "postgresql"."""
    return _engine()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    with browser.running() as running:
        yield running


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a fresh visitor, 1366 by 900. Its console errors fail the test."""
    yield from _watched(chromium)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """The same on a phone, 390 by 844."""
    yield from _watched(chromium, phone=True)


@pytest.fixture
def django_assert_num_queries() -> Any:
    """In place of pytest-django's: a slow machine does not make a look of once a second a statement too many."""
    from tests.support.counting import bounded

    return partial(bounded, exact=True)


@pytest.fixture
def django_assert_max_num_queries() -> Any:
    """The same for a bound."""
    from tests.support.counting import bounded

    return partial(bounded, exact=False)


def _watched(chromium: Browser, **options: Any) -> Iterator[Page]:
    context = browser.context(chromium, **options)
    opened, errors = context.new_page(), []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Leave the reasons of skipped tests for `./gongzhi test` to count."""
    report = os.environ.get("GONGZHI_TEST_SKIPPED")
    if report:
        skipped = [row.longrepr for row in terminalreporter.stats.get("skipped", ())]
        reasons = [row[2] if isinstance(row, tuple) else str(row) for row in skipped]
        Path(report).write_text(json.dumps([reason.removeprefix("Skipped: ") for reason in reasons]))
