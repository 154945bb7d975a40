"""Invented residents, houses and firms of a dozen grids. Codes begin with 3499, so that nobody has these numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.org.geometry import area_of
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.people.census.residents import recount
from gongzhi.kernel.people.census.rules import credit_check, identity_check
from gongzhi.kernel.people.masking import mask_name, mask_phone
from gongzhi.kernel.people.models import House, Household, Mark, Organisation, Person, Resident

HOMES, FIRMS = 36, 5  # of a grid
TRADES = (
    ("粮油店", "零售"),
    ("早点铺", "餐饮"),
    ("五金厂", "制造"),
    ("幼儿看护点", "服务"),
    ("农机合作社", "农业"),
)


def settle(grids: Sequence[Place], at: datetime, dice: random.Random) -> None:
    """Houses with a household each, its members, and some firms."""
    houses = [_house(grid, n, dice, at) for grid in grids for n in range(HOMES)]
    House.objects.bulk_create(houses, batch_size=500)
    homes = [
        Household(
            number=f"{one.place_code[-6:]}{n % HOMES + 1:03}",
            house=one,
            place_code=one.place_code,
            care=_care(n),
        )
        for n, one in enumerate(houses)
    ]
    Household.objects.bulk_create(homes, batch_size=500)
    _people(homes, at, dice)
    recount([one.pk for one in homes])
    Organisation.objects.bulk_create(_firms(grids, at))


def _care(n: int) -> str:
    return "high" if n % 31 == 4 else "key" if n % 11 == 2 else ""


def _house(grid: Place, n: int, dice: random.Random, at: datetime) -> House:
    area = area_of(grid.boundary or {})
    middle, (west, south, east, north) = area.representative_point(), area.bounds
    village = grid.parent.name if grid.parent else ""
    return House(
        code=f"{grid.code}F{n + 1:03}", place_code=grid.code, address=f"{village}{grid.name}{n + 1}号",
        use="shop" if n % 17 == 3 else "home", rented=n % 7 == 5, changed_at=at,
        longitude=round(middle.x + dice.uniform(-0.28, 0.28) * (east - west), 6),
        latitude=round(middle.y + dice.uniform(-0.28, 0.28) * (north - south), 6),
    )  # fmt: skip


def _people(homes: Sequence[Household], at: datetime, dice: random.Random) -> None:
    people, rows = [], []
    serial = 0
    for home in homes:
        for relation in ("head", "spouse", "child", "parent")[: dice.randint(1, 4)]:
            serial += 1
            year = {"head": 1975, "spouse": 1977, "child": 2008, "parent": 1946}[relation] + dice.randint(
                -9, 9
            )
            first = f"349921{year}{dice.randint(1, 12):02}{dice.randint(1, 28):02}{serial % 1000:03}"
            person = Person.told(
                name=f"居民{serial:04}",
                phone=f"199{serial:08}",
                identity=first + identity_check(first),
                at=at,
            )
            people.append(person)
            row = Resident(
                person=person, identity_index=person.identity_index, household=home, place_code=home.place_code, relation=relation,
                stay="moved_in" if serial % 13 == 0 else "local", woman=serial % 2 == 0, born_year=year, changed_at=at,
            )  # fmt: skip
            rows.append(row)
    Person.objects.bulk_create(people, batch_size=500)
    Resident.objects.bulk_create(rows, batch_size=500)
    old = [row for row in rows if row.born_year and row.born_year < 1946]
    Mark.objects.bulk_create(Mark(resident=row, label="高龄", source="民政数据") for row in old)


def _firms(grids: Sequence[Place], at: datetime) -> list[Organisation]:
    rows = []
    for n, grid in enumerate([one for one in grids for _ in range(FIRMS)]):
        name, trade = TRADES[n % len(TRADES)]
        first = f"91349921MA{n:07}"
        village = grid.parent.name if grid.parent else ""
        rows.append(
            Organisation(
                credit_code=first + credit_check(first), name=f"{village}{name}{n + 1}", kind="shop" if n % 5 < 2 else "firm",
                place_code=grid.code, address=f"{village}主街{n % 60 + 1}号", trade=trade, risk="燃气" if trade == "餐饮" else "",
                principal=f"店主{n:03}", phone=f"198{n:08}", masked_principal=mask_name(f"店主{n:03}"),
                masked_phone=mask_phone(f"198{n:08}"), changed_at=at,
            )
        )  # fmt: skip
    return rows
