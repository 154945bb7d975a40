"""Houses and organisations as lines of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gongzhi.kernel.people.census.models import House, Household, Organisation, Resident
from gongzhi.kernel.people.census.sharing import BATCH, spot, there
from gongzhi.kernel.people.census.words import OrganisationKind, Use
from gongzhi.kernel.people.masking import mask_name, mask_phone
from gongzhi.kernel.sheets.lines import Line


def houses_there(lines: Sequence[Line]) -> dict[int, House]:
    return there(House, "code", "房屋编码", lines)


def house_fields(line: Line) -> dict[str, str]:
    return {
        "地址": line.cells["地址"], "网格": line.cells["网格代码"], "用途": line.cells["用途"],
        "出租": line.cells["出租"], "产权人": line.cells["产权人"], "产权人电话": line.cells["产权人电话"],
        "位置": spot(*line.values["position"]),
    }  # fmt: skip


def house_stands(row: House) -> dict[str, str]:
    return {
        "地址": row.address, "网格": "" if row.gone_on else row.place_code, "用途": Use(row.use).label, "出租": "是" if row.rented else "否",
        "产权人": row.owner.open(), "产权人电话": row.owner_phone.open(), "位置": spot(row.longitude, row.latitude),
    }  # fmt: skip


def _house_of(line: Line, row: House, at: datetime) -> House:
    row.address, row.place_code = line.cells["地址"], line.cells["网格代码"]
    row.use = line.values["用途"] or row.use
    if line.cells["出租"]:
        row.rented = bool(line.values["出租"])
    if owner := line.cells["产权人"]:
        row.owner, row.masked_owner = owner, mask_name(owner)[:20]
    if phone := line.cells["产权人电话"]:
        row.owner_phone = phone
    if line.values["position"][0] is not None:
        row.longitude, row.latitude = line.values["position"]
    row.changed_at, row.gone_on = at, None
    return row


def add_houses(lines: Sequence[Line], at: datetime) -> list[int]:
    rows = [_house_of(line, House(code=line.cells["房屋编码"]), at) for line in lines]
    House.objects.bulk_create(rows, batch_size=BATCH)
    return [row.pk for row in rows]


def change_house(line: Line, row: House, at: datetime) -> None:
    """A house that moves to another grid takes its household and residents along."""
    moved = row.place_code != line.cells["网格代码"]
    _house_of(line, row, at).save()
    if moved:
        Household.objects.filter(house=row).update(place_code=row.place_code)
        Resident.objects.filter(household__house=row, left_on=None).update(place_code=row.place_code)


# organisations


def organisations_there(lines: Sequence[Line]) -> dict[int, Organisation]:
    return there(Organisation, "credit_code", "统一社会信用代码", lines)


def organisation_fields(line: Line) -> dict[str, str]:
    names = ("名称", "类别", "地址", "行业", "重点类型", "负责人", "负责人电话")
    return {name: line.cells[name] for name in names} | {
        "网格": line.cells["网格代码"], "位置": spot(*line.values["position"]),
    }  # fmt: skip


def organisation_stands(row: Organisation) -> dict[str, str]:
    return {
        "名称": row.name, "类别": OrganisationKind(row.kind).label, "地址": row.address, "行业": row.trade,
        "重点类型": row.risk, "负责人": row.principal.open(), "负责人电话": row.phone.open(), "网格": "" if row.gone_on else row.place_code,
        "位置": spot(row.longitude, row.latitude),
    }  # fmt: skip


def _organisation_of(line: Line, row: Organisation, at: datetime) -> Organisation:
    row.name, row.address, row.place_code = line.cells["名称"], line.cells["地址"], line.cells["网格代码"]
    row.kind = line.values["类别"] or row.kind
    row.trade, row.risk = line.cells["行业"] or row.trade, line.cells["重点类型"] or row.risk
    if principal := line.cells["负责人"]:
        row.principal, row.masked_principal = principal, mask_name(principal)[:20]
    if phone := line.cells["负责人电话"]:
        row.phone, row.masked_phone = phone, mask_phone(phone)[:20]
    if line.values["position"][0] is not None:
        row.longitude, row.latitude = line.values["position"]
    row.changed_at, row.gone_on = at, None
    return row


def add_organisations(lines: Sequence[Line], at: datetime) -> list[int]:
    rows = [
        _organisation_of(line, Organisation(credit_code=line.values["统一社会信用代码"]), at)
        for line in lines
    ]
    Organisation.objects.bulk_create(rows, batch_size=BATCH)
    return [row.pk for row in rows]


def change_organisation(line: Line, row: Organisation, at: datetime) -> None:
    _organisation_of(line, row, at).save()
