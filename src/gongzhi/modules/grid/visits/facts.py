"""The events of visits."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("grid.visited", "走访")
@dataclass(frozen=True)
class Visited:
    """A household was visited."""

    household: str  # its number
    met: bool
    findings: int

    def sentence(self) -> str:
        found = f"，发现问题{self.findings}个" if self.findings else ""
        return f"走访住户{self.household}{'' if self.met else '，没见到人'}{found}"


@event("grid.asks_set", "设置走访问题")
@dataclass(frozen=True)
class AsksSet:
    """What is asked at visits was set."""

    name: str
    from_on: str
    questions: int

    def sentence(self) -> str:
        return f"设置走访问题“{self.name}”，{self.questions}个，自{self.from_on}起"


@event("grid.care_set", "设置关爱类别")
@dataclass(frozen=True)
class CareSet:
    """How a household is cared for was set."""

    household: str
    before: str
    after: str

    def sentence(self) -> str:
        return f"住户{self.household}由{self.before}改为{self.after}"
