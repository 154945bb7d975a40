"""The three administrators of a small county, each signed in as one would be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from gongzhi.kernel.access.backend import PATH
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.modules.install import sync_sets
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World

SINCE = date(2020, 1, 1)


@pytest.fixture
def world(db: None) -> World:
    sync_sets()
    world = World()
    for name in ("system_admin", "security_admin", "auditor"):
        officer = world.officer(name, name)
        Holding.objects.create(officer=officer, set=PermissionSet.objects.get(name=name), from_on=SINCE)
    return world


@pytest.fixture
def as_(world: World) -> Callable[[str], Client]:
    """A browser in which this account is signed in."""

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(Officer.objects.get(username=username), PATH)
        return client

    return signed_in


@pytest.fixture
def system(as_: Callable[[str], Client]) -> Client:
    return as_("system_admin")


@pytest.fixture
def security(as_: Callable[[str], Client]) -> Client:
    return as_("security_admin")


@pytest.fixture
def auditor(as_: Callable[[str], Client]) -> Client:
    return as_("auditor")
