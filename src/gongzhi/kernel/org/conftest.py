"""What the tests of this package start from."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org.world import World


@pytest.fixture
def on() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def world(db: None) -> World:
    return World()
