"""People of a test, and an officer who may see them."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def clerk(world: World) -> Officer:
    """An officer who may see people of the whole county in the clear."""
    held = PermissionSet.objects.create(name="clerk", label="受理员", permissions=["people.reveal"])
    Holding.objects.create(officer=world.he, set=held, from_on=date(2020, 1, 1))
    return world.he
