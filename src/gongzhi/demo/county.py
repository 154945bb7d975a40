"""The fictional county as plain values, from the data files: pure but for reading them.

Codes begin with 3499, which GB/T 2260 gives to nobody.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
PROVINCE, CITY, COUNTY = ("340000000000", "江淮省"), ("349900000000", "淮宁市"), ("349921000000", "清泽县")
FRONT, BACK = "东西南北前后大小新老", "庄湾桥塘岗集铺圩井槐"
COMMUNITIES = [
    "文昌",
    "站前",
    "锦绣",
    "滨河",
    "北苑",
    "学府",
    "向阳",
    "友谊",
    "兴业",
    "泰和",
    "东门",
    "西关",
    "南苑",
    "和平",
    "新华",
    "建设",
    "光明",
    "幸福",
    "团结",
    "胜利",
    "人民",
    "朝阳",
    "迎宾",
    "百合",
    "金桂",
    "梧桐",
    "翠竹",
    "清泉",
    "泽园",
    "双塔",
    "柳岸",
    "龙腾",
    "石榴",
    "永安",
    "南湖",
    "春晖",
    "秋实",
    "书香",
]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"


@dataclass(frozen=True)
class PlaceRow:
    code: str
    name: str
    kind: str
    parent: str = ""


@dataclass(frozen=True)
class OfficerRow:
    """`set` names the permission set that the officer holds; over the own unit unless `county_wide`."""

    username: str
    name: str
    unit: str
    duty: str
    set: str
    county_wide: bool = False


def _json(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def townships() -> list[dict[str, str]]:
    with (DATA / "townships.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places() -> list[PlaceRow]:
    """Province, city, county, 15 townships and 261 villages and communities; the same every time."""
    rows = [
        PlaceRow(*PROVINCE, "province"),
        PlaceRow(*CITY, "city", PROVINCE[0]),
        PlaceRow(*COUNTY, "county", CITY[0]),
    ]
    names = iter(COMMUNITIES)
    for town in townships():
        rows.append(PlaceRow(town["code"], town["name"], town["kind"], COUNTY[0]))
        rows.extend(_below(town, names))
    return rows


def _below(town: dict[str, str], communities: Iterator[str]) -> Iterator[PlaceRow]:
    stem = town["code"][:9]
    for n in range(int(town["communities"])):
        yield PlaceRow(f"{stem}{n + 1:03}", f"{next(communities)}社区", "community", town["code"])
    every = [f"{front}{back}村" for front in FRONT for back in BACK]
    chosen = random.Random(town["code"]).sample(every, int(town["villages"]))
    for n, name in enumerate(chosen):
        yield PlaceRow(f"{stem}{n + 200:03}", name, "village", town["code"])


def units() -> list[dict[str, Any]]:
    """The root, 40 units and 14 township governments; the zone's committee is one of the 40."""
    root = {"code": "A00", "name": "中共清泽县委、清泽县人民政府", "short": "县委县政府", "kind": "party_gov"}
    root |= {"place": COUNTY[0], "names": [{"name": name, "kind": "alias"} for name in ("县委", "县政府")]}
    rows = [root]
    zone = next(town["code"] for town in townships() if town["kind"] == "zone")
    for row in _json("units.json"):
        rows.append({**row, "parent": "A00", "place": zone if row["kind"] == "zone" else COUNTY[0]})
    towns = [town for town in townships() if town["kind"] != "zone"]
    for n, town in enumerate(towns, 1):
        rows.append({"code": f"T{n:02}", "parent": "A00", "place": town["code"], **_government(town)})
    return rows


def _government(town: dict[str, str]) -> dict[str, Any]:
    street = town["kind"] == "street"
    name = f"清泽县{town['name']}办事处" if street else f"清泽县{town['name']}人民政府"
    plain = town["name"].rstrip("镇乡") if not street else town["name"].removesuffix("街道")
    return {
        "name": name,
        "short": town["name"],
        "kind": "township",
        "names": [{"name": plain, "kind": "alias"}],
    }


def groups() -> list[dict[str, Any]]:
    return _json("groups.json")


def posts() -> list[dict[str, Any]]:
    return _json("posts.json")


def officers() -> list[OfficerRow]:
    """Leaders, the supervision office, the hotline, a head and a handler of every unit, the three administrators."""
    rows = [
        OfficerRow(
            post["code"].lower(), post["holder"], post.get("unit", "A00"), post["title"], "leader", True
        )
        for post in posts()
    ]
    rows += [
        OfficerRow("zhuren", "沈主任", "U01", "督查负责人", "office_head", True),
        OfficerRow("ducha1", "韩专员", "U01", "督查专员", "supervision_officer", True),
        OfficerRow("ducha2", "杨专员", "U01", "督查专员", "supervision_officer", True),
        OfficerRow("rexian", "冯主任", "U27", "热线负责人", "appeal_head", True),
        OfficerRow("rexian2", "陈主任", "U27", "热线副职", "appeal_head", True),
        OfficerRow("shouli1", "褚话务", "U27", "热线受理员", "appeal_clerk", True),
        OfficerRow("paidan1", "卫派单", "U27", "热线派单员", "appeal_dispatcher", True),
        OfficerRow("huifang1", "蒋回访", "U27", "热线回访员", "appeal_caller", True),
        OfficerRow("sysadmin", "秦工", "U27", "系统管理员", "system_admin", True),
        OfficerRow("secadmin", "尤工", "U27", "安全管理员", "security_admin", True),
        OfficerRow("auditor", "许工", "U22", "审计员", "auditor", True),
    ]
    for n, unit in enumerate(units()[1:]):
        head = f"{SURNAMES[n % len(SURNAMES)]}{_title(unit)}"
        handler = f"{SURNAMES[(n + 17) % len(SURNAMES)]}干事"
        code = unit["code"]
        rows.append(OfficerRow(f"{code.lower()}.head", head, code, "单位负责人", "unit_head"))
        rows.append(OfficerRow(code.lower(), handler, code, "联络员", "unit_handler"))
    return rows


def _title(unit: dict[str, Any]) -> str:
    """How the head of a unit is called, from the end of its name."""
    short = unit["short"]
    endings = {
        "镇": "镇长",
        "乡": "乡长",
        "局": "局长",
        "部": "部长",
        "队": "队长",
        "公司": "经理",
        "集团": "经理",
    }
    return next((title for ending, title in endings.items() if short.endswith(ending)), "主任")
