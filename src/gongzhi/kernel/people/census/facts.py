"""The events of collecting."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("people.collected", "采集人房企")
@dataclass(frozen=True)
class Collected:
    """A spreadsheet, or one entry by hand, was taken in."""

    subject: str
    rows: int
    added: int
    changed: int
    same: int
    refused: int = 0

    def sentence(self) -> str:
        refused = f"，有误未收{self.refused}" if self.refused else ""
        return (
            f"采集{self.subject}{self.rows}条：新增{self.added}，更新{self.changed}，未变{self.same}{refused}"
        )


@event("people.left", "迁出或注销")
@dataclass(frozen=True)
class Left:
    """A resident, house, household or organisation is no more there."""

    subject: str
    key: int
    reason: str

    def sentence(self) -> str:
        return f"{self.subject}（{self.key}）迁出或注销：{self.reason}"
