"""Whether the table of a proposed county is in order, cell by cell. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gongzhi.kernel.org.rules import fold_name, is_place_code
from gongzhi.modules.supervision.founding.sheet import LeadingRow, Sheet, UnitRow
from gongzhi.modules.supervision.founding.words import LETTERS


def check(sheet: Sheet) -> dict[str, str]:
    """What is not in order, by the name of the input that it is to be put right in; empty when all is well."""
    errors: dict[str, str] = {}
    _check_county(sheet.county, errors)
    held: dict[str, tuple[str, str]] = {}  # name -> (key, label) of the unit that it is
    for one in sheet.existing:
        if not one.is_placeholder:
            held |= {fold_name(name): (one.key, one.label) for name in (one.name, one.label)}
    for row in sheet.units:
        if row.keep and row.name:
            _check_unit(sheet, row, held, errors)
        elif row.keep and not row.name:
            errors[f"unit:{row.key}:name"] = "请填写全称，或者不勾选这一行。"
    _check_names("group", sheet.groups, "name", 60, errors)
    _check_names("leader", sheet.leaders, "title", 60, errors)
    _check_names("leading", sheet.leading, "name", 120, errors)
    for leader in sheet.leaders:
        if leader.keep and len(leader.name) > 40:
            errors[f"leader:{leader.key}:name"] = "姓名最多40个字。"
    for group in sheet.leading:
        if group.keep:
            _check_leading(sheet, group, errors)
    return errors


def _check_county(county: Mapping[str, str], errors: dict[str, str]) -> None:
    name, code = county.get("name", ""), county.get("code", "")
    if not re.fullmatch(r".{1,28}[县市区旗州盟]", name):
        errors["county::name"] = "请填写县、市、区的全名，如清泽县。"
    if code and not (is_place_code(code) and len(code) == 12):
        errors["county::code"] = "区划代码是12位数字，如349921000000；不知道可以不填。"
    if not county.get("root", ""):
        errors["county::root"] = "请填写最上一级单位的名称。"


def _check_unit(sheet: Sheet, row: UnitRow, held: dict[str, tuple[str, str]], errors: dict[str, str]) -> None:
    at = f"unit:{row.key}:"
    if row.merge:
        into = sheet.find(row.merge)
        if not into:
            errors[f"{at}merge"] = f"没有“{row.merge}”这个单位，请填表中或已有单位的名称。"
        elif into == row.key or not sheet.target(row.key):
            errors[f"{at}merge"] = "不能并入自己，请改填另一个单位。"
        return
    for name, words, most in (("name", row.name, 80), ("short", row.short, 40)):
        if len(words) > most:
            errors[f"{at}{name}"] = f"最多{most}个字，现在{len(words)}个。"
    if row.kind not in LETTERS:
        errors[f"{at}kind"] = "请选择类别。"
    if row.parent and not sheet.find(row.parent):
        errors[f"{at}parent"] = f"没有“{row.parent}”这个单位，请填表中或已有单位的名称，不填就是县里直属。"
    elif row.parent and _circle(sheet, row):
        errors[f"{at}parent"] = "上级不能是它自己或它的下级。"
    own = dict.fromkeys(fold_name(name) for name in (row.name, row.short, *row.others) if name)
    for name in own:
        key, label = held.setdefault(name, (row.key, row.short or row.name))
        if key != row.key:
            spots = {fold_name(row.name): "name", fold_name(row.short): "short"}
            words = f"“{name}”已是{label}的名称。同一单位请并入，不同单位请改名。"
            errors.setdefault(f"{at}{spots.get(name, 'aliases')}", words)


def _circle(sheet: Sheet, row: UnitRow) -> bool:
    rows = {one.key: one for one in sheet.units}
    seen, key = {row.key}, sheet.target(sheet.find(row.parent))
    while key in rows:
        if key in seen:
            return True
        seen.add(key)
        above = rows[key].parent
        key = sheet.target(sheet.find(above)) if above else ""
    return False


def _check_names(sort: str, rows: Sequence[Any], name: str, most: int, errors: dict[str, str]) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        words, at = getattr(row, name), f"{sort}:{row.key}:{name}"
        if not row.keep:
            continue
        if not words:
            errors[at] = "请填写，或者不勾选这一行。"
        elif len(words) > most:
            errors[at] = f"最多{most}个字，现在{len(words)}个。"
        elif fold_name(words) in seen:
            errors[at] = f"与前面的“{words}”重复，请改名，或者不勾选这一行。"
        seen.setdefault(fold_name(words), words)


def _check_leading(sheet: Sheet, group: LeadingRow, errors: dict[str, str]) -> None:
    cells = [(f"leading:{group.key}:office", group.office)]
    cells += [(f"seat:{seat.key}:unit", seat.unit) for seat in group.seats if seat.keep]
    for at, words in cells:
        if words and not sheet.find(words):
            errors[at] = f"没有“{words}”这个单位，请填表中或已有单位的名称，或者留空。"
    for seat in group.seats:
        if seat.keep and not (seat.name or seat.post or seat.unit or seat.leader):
            errors[f"seat:{seat.key}:post"] = "请填写职务，或者不勾选这一行。"
        if len(seat.name) > 40 or len(seat.post) > 120:
            errors[f"seat:{seat.key}:post"] = "姓名最多40个字，职务最多120个字。"
