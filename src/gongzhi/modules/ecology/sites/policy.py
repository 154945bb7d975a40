"""What is checked on sites and at firms, and how often: dated, each with its source, for the bureau to change."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongzhi.kernel.parameters import Parameter, value
from gongzhi.modules.ecology.words import SiteKind

GROUP = "工地和企业检查"
DUST, FIRM = "dust", "firm"
STANDARDS = {DUST: "六个百分百", FIRM: "三个全覆盖"}
KINDS = {DUST: tuple(one for one in SiteKind.values if one != SiteKind.FIRM), FIRM: (SiteKind.FIRM.value,)}
COMMON = "施工工地扬尘治理“六个百分百”的通行要求"
OPEN = "暂定：下达任务的文件没有列明“三个全覆盖”的内容，由县生态环境分局核定后改设"
RHYTHM = "暂定，由县生态环境分局、住建局的检查方案确定"
LONGEST = 60
SIX = (
    "工地周边围挡100%", "物料堆放、裸土覆盖100%", "出入车辆冲洗100%", "施工现场地面硬化100%",
    "拆迁、土方作业湿法作业100%", "渣土车辆密闭运输100%",
)  # fmt: skip
THREE = ("污染治理设施全覆盖", "监测监控全覆盖", "物料密闭和覆盖全覆盖")


def _fault(items: list[Any]) -> str:
    """What is wrong with a list of items as typed, "" for nothing.

    >>> _fault(["围挡", "冲洗"]), _fault(["围挡", "围挡"])
    ('', '“围挡”写了两次，请去掉一行。')
    """
    for one in items:
        if not isinstance(one, str) or not 1 <= len(one) <= LONGEST:
            return f"每行一项，每项1到{LONGEST}个字。"
        if items.count(one) > 1:
            return f"“{one}”写了两次，请去掉一行。"
    return ""


def _items(standard: str, given: tuple[str, ...], source: str) -> Parameter:
    return Parameter(
        f"ecology.sites.items.{standard}", f"{STANDARDS[standard]}检查项目", value=list(given), source=source, kind=list,
        group=GROUP, least=1, most=12, check=_fault, help="每行一项；改后只用于生效日期起的检查，以前的检查不变",
    )  # fmt: skip


def _number(name: str, label: str, given: int, unit: str, most: int, source: str = RHYTHM) -> Parameter:
    return Parameter(
        f"ecology.sites.{name}", label, value=given, source=source, kind=int, group=GROUP, unit=unit, least=1, most=most
    )  # fmt: skip


PARAMETERS = (
    _items(DUST, SIX, COMMON),
    _items(FIRM, THREE, OPEN),
    _number(f"days.{DUST}", "工地、裸地、堆场多少天内检查一次", 15, "天", 366),
    _number(f"days.{FIRM}", "企业多少天内检查一次", 30, "天", 366),
    _number("radius", "检查定位在多少米内算在现场", 300, "米", 5000, "按工地和厂区的通常大小确定"),
)


def standard_of(kind: str) -> str:
    """
    >>> standard_of("firm"), standard_of("yard")
    ('firm', 'dust')
    """
    return FIRM if kind == SiteKind.FIRM else DUST


def items(standard: str, on: date) -> list[str]:
    """The items of a check on a day."""
    return list(value(f"ecology.sites.items.{standard}", on))


def days(standard: str, on: date) -> int:
    """Within how many days a site is checked again."""
    return int(value(f"ecology.sites.days.{standard}", on))


def radius(on: date) -> int:
    return int(value("ecology.sites.radius", on))
