"""Residents and their households as lines of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.people.blind import blind, blinds
from gongzhi.kernel.people.census.models import Household, Mark, Resident
from gongzhi.kernel.people.census.rules import born_on, is_woman
from gongzhi.kernel.people.census.sharing import BATCH, chunks
from gongzhi.kernel.people.census.words import Relation, Stay
from gongzhi.kernel.people.masking import mask_name, mask_phone
from gongzhi.kernel.sheets.lines import Line
from gongzhi.kernel.sheets.planning import Planned


def residents_there(lines: Sequence[Line]) -> dict[int, Resident]:
    index = {one: line.number for line in lines for one in blinds(line.values["身份证号"], "identity")}
    found: dict[int, Resident] = {}
    for some in chunks(sorted(index), 5000):
        rows = Resident.objects.filter(identity_index__in=some, left_on=None)
        for one in rows.select_related("person", "household__house").prefetch_related("marks"):
            found[index[one.identity_index]] = one
    return found


def resident_fields(line: Line) -> dict[str, str]:
    home, house = line.values["home"], line.values["house"]
    return {
        "姓名": line.cells["姓名"], "电话": line.cells["电话"], "网格": line.cells["网格代码"],
        "户号": line.cells["户号"] or (home.number if home else "") or (house.code if house else ""),
        "与户主关系": line.cells["与户主关系"], "居住类别": line.cells["居住类别"],
        "标签": "、".join(sorted(line.values["marks"])),
    }  # fmt: skip


def resident_stands(row: Resident) -> dict[str, str]:
    return {
        "姓名": row.person.name.open(), "电话": row.person.phone.open(), "网格": row.place_code,
        "户号": row.household.number if row.household else "",
        "与户主关系": Relation(row.relation).label, "居住类别": Stay(row.stay).label,
        "标签": "、".join(sorted(one.label for one in row.marks.all())),
    }  # fmt: skip


def add_residents(lines: Sequence[Line], at: datetime) -> list[int]:
    from gongzhi.kernel.people.models import Person

    homes = _households(lines, at)
    people = [
        Person.told(
            name=line.cells["姓名"], phone=line.cells["电话"], identity=line.values["身份证号"], at=at
        )
        for line in lines
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    rows = [
        Resident(
            person=person, identity_index=person.identity_index, household=homes.get(line.number),
            place_code=line.cells["网格代码"], relation=line.values["与户主关系"] or Relation.OTHER,
            stay=line.values["居住类别"] or Stay.LOCAL, changed_at=at, **_born(line.values["身份证号"]),
        )
        for line, person in zip(lines, people, strict=True)
    ]  # fmt: skip
    Resident.objects.bulk_create(rows, batch_size=BATCH)
    marks = [
        Mark(resident=row, label=label, source="采集")
        for line, row in zip(lines, rows, strict=True)
        for label in dict.fromkeys(line.values["marks"])
    ]
    Mark.objects.bulk_create(marks, batch_size=BATCH)
    return [row.pk for row in rows]


def _born(identity: str) -> dict[str, Any]:
    born = born_on(identity)
    return {"woman": is_woman(identity), "born_year": born.year if born else None}


def _households(lines: Sequence[Line], at: datetime) -> dict[int, Household]:
    """The household of each line by its number; those that are not there yet are set up. A house's first is its own."""
    made: dict[str, Household] = {}
    found: dict[int, Household] = {}
    for line in lines:
        home, house = line.values["home"], line.values["house"]
        number = line.cells["户号"] or (house.code if house else "")
        if home is None and number and house is not None:
            home = made.get(number)
            if home is None:
                home = made[number] = Household(
                    number=number, house=house, place_code=house.place_code, visit_by=local_day(at)
                )
        if home is not None:
            found[line.number] = home
    there = {
        one.number: one
        for some in chunks(sorted(made), 5000)
        for one in Household.objects.filter(number__in=some)
    }
    Household.objects.bulk_create([one for one in made.values() if one.number not in there], batch_size=BATCH)
    return {number: there.get(home.number, home) for number, home in found.items()}


def change_resident(line: Line, row: Resident, at: datetime) -> None:
    from gongzhi.kernel.people.models import PHONE

    person = row.person
    person.name, person.masked_name = line.cells["姓名"], mask_name(line.cells["姓名"])[:20]
    if phone := line.cells["电话"]:
        person.phone, person.masked_phone = phone, mask_phone(phone)[:20]
        person.phone_index = blind(phone, PHONE)
    person.save(update_fields=["name", "masked_name", "phone", "masked_phone", "phone_index"])
    before = row.household
    if (home := _households([line], at).get(line.number)) is not None:
        row.household = home
    row.place_code = line.cells["网格代码"]
    row.relation = line.values["与户主关系"] or row.relation
    row.stay = line.values["居住类别"] or row.stay
    row.changed_at = at
    row.save(update_fields=["household", "place_code", "relation", "stay", "changed_at"])
    line.values["before"] = before
    if line.values["marks"]:
        row.marks.exclude(label__in=line.values["marks"]).filter(source="采集").delete()
        kept = set(row.marks.values_list("label", flat=True))
        Mark.objects.bulk_create(
            Mark(resident=row, label=one, source="采集") for one in line.values["marks"] if one not in kept
        )


def count_households(planned: Planned) -> None:
    """Heads' masked names and sizes of the households that these lines touch."""
    keys = {one.values["home"].pk for one in planned.add if one.values["home"]}
    keys |= {row.household_id for _, row, _ in planned.change if row.household_id}
    keys |= {line.values["before"].pk for line, _, _ in planned.change if line.values.get("before")}
    numbers = {line.cells["户号"] or line.cells["房屋编码"] for line in planned.add}
    for some in chunks(sorted(numbers), 5000):
        keys |= set(Household.objects.filter(number__in=some).values_list("pk", flat=True))
    for some in chunks(sorted(keys), 2000):
        recount(some)


def recount(keys: Sequence[int]) -> None:
    """Set the head's masked name and the size of households anew. Three statements."""
    living = Resident.objects.filter(household__in=keys, left_on=None)
    sizes = dict(living.values_list("household").annotate(n=Count("pk")).order_by())
    heads = dict(living.filter(relation=Relation.HEAD).values_list("household", "person__masked_name"))
    rows = list(Household.objects.filter(pk__in=keys))
    for one in rows:
        one.size, one.head_name = sizes.get(one.pk, 0), heads.get(one.pk, "")
    Household.objects.bulk_update(rows, ["size", "head_name"], batch_size=BATCH)
