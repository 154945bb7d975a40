"""The columns of the spreadsheets of 人房企, and what each cell may hold."""

from __future__ import annotations

from collections.abc import Sequence

from gongzhi.kernel.people.census.words import OrganisationKind, Relation, Stay, Subject, Use
from gongzhi.kernel.people.masking import mask_id, mask_name, mask_phone
from gongzhi.kernel.sheets import Column


def _codes(choices: list[tuple[str, str]]) -> dict[str, str]:
    return {label: code for code, label in choices}


GRID = Column("网格代码", needed=True, hint="网格、微网格或联户组的代码")
RESIDENT = (
    Column("姓名", needed=True, longest=40, personal=mask_name),
    Column("身份证号", needed=True, key=True, personal=mask_id, hint="18位，这一列要设为文本"),
    GRID,
    Column("房屋编码", longest=30, hint="已采集的房屋；新户必填"),
    Column("户号", longest=30, hint="不填按房屋编码"),
    Column("与户主关系", choices=_codes(Relation.choices)),
    Column("居住类别", choices=_codes(Stay.choices)),
    Column("电话", personal=mask_phone),
    Column("标签", hint="几个标签用顿号隔开"),
)
HOUSE = (
    Column("房屋编码", needed=True, key=True, longest=30),
    Column("地址", needed=True, longest=120),
    GRID,
    Column("用途", choices=_codes(Use.choices)),
    Column("出租", choices={"是": "1", "否": ""}),
    Column("产权人", longest=40, personal=mask_name),
    Column("产权人电话", personal=mask_phone),
    Column("经度"),
    Column("纬度"),
)
ORGANISATION = (
    Column("统一社会信用代码", needed=True, key=True, hint="18位"),
    Column("名称", needed=True, longest=100),
    Column("类别", choices=_codes(OrganisationKind.choices)),
    GRID,
    Column("地址", needed=True, longest=120),
    Column("行业", longest=40),
    Column("重点类型", longest=60, hint="燃气、消防等"),
    Column("负责人", longest=40, personal=mask_name),
    Column("负责人电话", personal=mask_phone),
    Column("经度"),
    Column("纬度"),
)
COLUMNS: dict[str, Sequence[Column]] = {
    Subject.RESIDENT: RESIDENT,
    Subject.HOUSE: HOUSE,
    Subject.ORGANISATION: ORGANISATION,
}
