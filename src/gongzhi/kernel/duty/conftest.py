"""A duty whose effect is a row, so that tests can see when it was done and whether it was undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from gongzhi.kernel.duty import schedule
from gongzhi.kernel.duty.models import Lease
from gongzhi.kernel.duty.rules import Duty


@dataclass
class Owed:
    """What the test duty finds, and which keys fail when acted on."""

    keys: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    looks: list[datetime] = field(default_factory=list)

    def find(self, at: datetime) -> Iterator[tuple[str, Any]]:
        self.looks.append(at)
        if "find" in self.failing:
            raise RuntimeError("cannot look")
        yield from ((key, key) for key in self.keys)

    def act(self, row: str, at: datetime) -> None:
        Lease.objects.create(name=row, holder="effect", until=at)
        if row in self.failing:
            raise RuntimeError("cannot act")


def effects() -> list[str]:
    return list(Lease.objects.filter(holder="effect").order_by("name").values_list("name", flat=True))


@pytest.fixture
def owed() -> Owed:
    return Owed()


@pytest.fixture
def declare(owed: Owed) -> Iterator[Callable[..., Duty]]:
    """Register test duties; only they are in the schedule while the test runs."""
    kept = dict(schedule._duties)
    schedule._duties.clear()

    def made(every: str = "0 8 * * *", name: str = "test.duty") -> Duty:
        return schedule.register(Duty(name, "试验", every, find=owed.find, act=owed.act))

    yield made
    schedule._duties.clear()
    schedule._duties.update(kept)
