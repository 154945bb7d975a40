"""The spreadsheets of 人房企: their columns, and what each cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gongzhi.kernel.people.census.words import OrganisationKind, Relation, Stay, Subject, Use


@dataclass(frozen=True)
class Form:
    """The columns of one subject; `needed` must be filled, `key` tells whether a row is there already."""

    subject: str
    heads: tuple[str, ...]
    needed: tuple[str, ...]
    key: str
    personal: tuple[str, ...]  # masked wherever a row is shown
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # column -> word -> code
    most: Mapping[str, int] = field(default_factory=dict)  # column -> characters


def _codes(choices: list[tuple[str, str]]) -> dict[str, str]:
    return {label: code for code, label in choices}


RESIDENT = Form(
    Subject.RESIDENT,
    ("姓名", "身份证号", "网格代码", "房屋编码", "户号", "与户主关系", "居住类别", "电话", "标签"),
    ("姓名", "身份证号", "网格代码"),
    "身份证号",
    ("姓名", "身份证号", "电话"),
    {"与户主关系": _codes(Relation.choices), "居住类别": _codes(Stay.choices)},
    {"姓名": 40, "户号": 30, "房屋编码": 30},
)
HOUSE = Form(
    Subject.HOUSE,
    ("房屋编码", "地址", "网格代码", "用途", "出租", "产权人", "产权人电话", "经度", "纬度"),
    ("房屋编码", "地址", "网格代码"),
    "房屋编码",
    ("产权人", "产权人电话"),
    {"用途": _codes(Use.choices), "出租": {"是": "1", "否": ""}},
    {"房屋编码": 30, "地址": 120, "产权人": 40},
)
ORGANISATION = Form(
    Subject.ORGANISATION,
    (
        "统一社会信用代码",
        "名称",
        "类别",
        "网格代码",
        "地址",
        "行业",
        "重点类型",
        "负责人",
        "负责人电话",
        "经度",
        "纬度",
    ),
    ("统一社会信用代码", "名称", "网格代码", "地址"),
    "统一社会信用代码",
    ("负责人", "负责人电话"),
    {"类别": _codes(OrganisationKind.choices)},
    {"名称": 100, "地址": 120, "行业": 40, "重点类型": 60, "负责人": 40},
)
FORMS: dict[str, Form] = {one.subject: one for one in (RESIDENT, HOUSE, ORGANISATION)}
MOST = 20_000
