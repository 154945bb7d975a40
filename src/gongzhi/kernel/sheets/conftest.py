"""A county where trees are counted: `trees` holds them, `TREES` is their spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.world import World
from gongzhi.kernel.sheets import Column, Line, Planned, SheetKind, compare, declare, differences
from gongzhi.kernel.sheets.cells import Places, Units
from gongzhi.kernel.sheets.models import Intake

KNOWN: dict[str, dict[str, str]] = {}  # the trees there are, by number


def check(lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> None:
    units, places = Units(at), Places()
    for line in lines:
        line.values["unit"] = units.one(line, "养护单位")
        line.values["place"] = places.one(line, "地方")


def plan(lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> Planned:
    there = {line.number: row for line in lines if (row := KNOWN.get(line.cells["树号"]))}
    return compare(lines, there, lambda line, row: differences(line.cells, row))


def take(planned: Planned, *, intake: Intake, about: Any, by: Officer, at: datetime) -> None:
    for line in [*planned.add, *(line for line, _, _ in planned.change)]:
        if line.cells["树种"] == "禁":
            raise ValueError("no such tree")
        KNOWN[line.cells["树号"]] = dict(line.cells)


TREES = SheetKind(
    "test.tree", "古树", "test.trees",
    (
        Column("树号", needed=True, key=True), Column("树种", needed=True, longest=4),
        Column("长势", choices={"好": "good", "差": "bad"}), Column("养护单位"), Column("地方"),
        Column("看护人", personal=lambda text: text[:1] + "*" * (len(text) - 1)),
    ),
    check=check, plan=plan, take=take, most=20,
)  # fmt: skip


def sheet(*rows: dict[str, str]) -> bytes:
    return written_table("古树", TREES.heads, [[row.get(head, "") for head in TREES.heads] for row in rows])


@pytest.fixture
def keeper(world: World) -> Iterator[Officer]:
    """An officer who may take trees in, where none is known."""
    held = PermissionSet.objects.create(name="trees", label="护林", permissions=["test.trees"])
    Holding.objects.create(officer=world.he, set=held, from_on=date(2020, 1, 1))
    KNOWN.clear()
    declare.register(TREES)
    yield world.he
    declare._kinds.pop(TREES.code)


@pytest.fixture
def world(db: None) -> World:
    return World()
