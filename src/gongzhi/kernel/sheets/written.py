"""Sheets that go out: the blank one, and the faulty lines to be put right."""

from __future__ import annotations

from collections.abc import Sequence

from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.sheets.declare import SheetKind
from gongzhi.kernel.sheets.lines import Line

WHY = "原因"


def blank(kind: SheetKind) -> bytes:
    """The empty spreadsheet, every column a text."""
    return written_table(kind.label, kind.heads, [])


def faulty(kind: SheetKind, lines: Sequence[Line]) -> bytes:
    """The refused lines as a spreadsheet with the reasons behind, to be put right and uploaded again."""
    rows = [
        [
            *[line.cells[head] for head in kind.heads],
            "；".join(f"{column}：{text}" for column, text in line.faults),
        ]
        for line in lines
        if line.faults
    ]
    return written_table("有误的行", [*kind.heads, WHY], rows, wide=(WHY,))


def shown(kind: SheetKind, line: Line) -> list[str]:
    """The cells of a line as a page may show them: what is personal masked."""
    return [
        one.personal(line.cells[one.head]) if one.personal else line.cells[one.head] for one in kind.columns
    ]
