"""The events of sites and their checks. No positions: they lie in the rows."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("ecology.site_set", "登记工地企业")
@dataclass(frozen=True)
class SiteSet:
    site: int
    name: str
    sort: str
    unit: str
    new: bool = True

    def sentence(self) -> str:
        return f"{'登记' if self.new else '修改'}{self.sort}“{self.name}”，监管单位{self.unit}"


@event("ecology.site_ended", "工地企业结束监管")
@dataclass(frozen=True)
class SiteEnded:
    site: int
    name: str
    on: str
    reason: str

    def sentence(self) -> str:
        return f"“{self.name}”自{self.on}起不再检查：{self.reason}"


@event("ecology.site_resumed", "工地企业恢复监管")
@dataclass(frozen=True)
class SiteResumed:
    site: int
    name: str

    def sentence(self) -> str:
        return f"“{self.name}”恢复检查"


@event("ecology.site_checked", "检查工地企业")
@dataclass(frozen=True)
class SiteChecked:
    check: int
    name: str
    standard: str
    met: int
    of: int
    verdict: str
    metres: int | None = None

    def sentence(self) -> str:
        far = f"，距{self.metres}米" if self.metres is not None else ""
        return f"检查“{self.name}”{self.standard}：{self.of}项中{self.met}项达标，{self.verdict}{far}"


@event("ecology.check_voided", "作废检查")
@dataclass(frozen=True)
class CheckVoided:
    check: int
    name: str
    on: str
    reason: str

    def sentence(self) -> str:
        return f"作废“{self.name}”{self.on}的检查：{self.reason}"


@event("ecology.check_reported", "检查问题双报告")
@dataclass(frozen=True)
class CheckReported:
    check: int
    name: str
    item: str
    number: str

    def sentence(self) -> str:
        return f"“{self.name}”的“{self.item}”未达标，双报告为{self.number}"
