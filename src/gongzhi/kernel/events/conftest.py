"""The county of errands."""

from __future__ import annotations

import pytest
from tests.support.errands import County


@pytest.fixture
def county(db: None) -> County:
    return County()
