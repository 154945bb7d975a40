"""The event of taking a spreadsheet in."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("sheets.taken", "用表格登记")
@dataclass(frozen=True)
class SheetTaken:
    """A spreadsheet was taken in."""

    sheet: str
    label: str
    about: str
    intake: int
    rows: int
    added: int
    changed: int
    same: int
    refused: int

    def sentence(self) -> str:
        refused = f"，有误未收{self.refused}" if self.refused else ""
        counts = f"新增{self.added}，更新{self.changed}，未变{self.same}{refused}"
        return f"用表格登记{self.label}{self.rows}行：{counts}"
