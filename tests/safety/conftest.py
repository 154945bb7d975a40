"""A county in which somebody typed markup and formulas wherever one can type."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongzhi.kernel.access.backend import PATH
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.modules.declare import permission_names
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World

MARKUP = '<img src=x onerror="alert(1)">'
FORMULA = '=HYPERLINK("http://evil.example","点这里")'


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.unit("U91", MARKUP, MARKUP)
    world.unit("U92", FORMULA, FORMULA)
    world.officer("odd", MARKUP)
    every = PermissionSet.objects.create(name="every", label="全部", permissions=sorted(permission_names()))
    Holding.objects.create(officer=world.he, set=every, from_on=date(2015, 1, 1))
    return world


@pytest.fixture
def client_of_all(world: World) -> Client:
    """Signed in as one who may do everything."""
    client = Client()
    client.force_login(Officer.objects.get(pk=world.he.pk), PATH)
    return client
