"""A small county, and a small table of things that lists can list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection, models
from django.test import Client

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World


class Owner(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "web_things"

    def __str__(self) -> str:
        return self.name


class Thing(models.Model):
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    owner = models.ForeignKey(Owner, models.CASCADE, null=True)
    due_at = models.DateTimeField(null=True)
    weight = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        app_label = "web_things"

    def __str__(self) -> str:
        return self.number


@pytest.fixture(scope="session")
def tables(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Owner)
            editor.create_model(Thing)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Thing)
            editor.delete_model(Owner)


@pytest.fixture
def things(tables: None, db: None) -> type[Thing]:
    return Thing


def make_things(count: int) -> list[Thing]:
    """Things with equal and missing dates among them, each third without an owner."""
    owners = [Owner.objects.create(name=name) for name in ("县住建局", "县水利局")]
    made = [
        Thing(
            number=f"T{n:03d}",
            title=f"第{n}件",
            owner=None if n % 3 == 0 else owners[n % 2],
            due_at=None if n % 5 == 0 else datetime(2026, 3, 1 + n % 7, tzinfo=UTC),
            weight=n % 4,
        )
        for n in range(count)
    ]
    return Thing.objects.bulk_create(made)


@pytest.fixture
def at() -> datetime:
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def signed_in(world: World) -> Client:
    """何甲's browser; he holds things.see and nothing else."""
    held = PermissionSet.objects.create(name="seer", label="查看", permissions=["things.see"])
    Holding.objects.create(officer=world.he, set=held, from_on=date(2020, 1, 1))
    return browser_of(world.he)


def browser_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client
