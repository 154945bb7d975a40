"""The events of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("grid.category_set", "设置事件类别")
@dataclass(frozen=True)
class CategorySet:
    """A category was made, changed or withdrawn."""

    code: str
    label: str
    what: str

    def sentence(self) -> str:
        return f"{self.what}事件类别{self.code} {self.label}"


@event("grid.rule_set", "设置处置规则")
@dataclass(frozen=True)
class RuleSet:
    """How a category is handled from a day on."""

    label: str
    from_on: str
    limit: str
    unit: str
    source: str

    def sentence(self) -> str:
        return f"{self.label}自{self.from_on}起由{self.unit}处理，时限{self.limit}，依据：{self.source}"
