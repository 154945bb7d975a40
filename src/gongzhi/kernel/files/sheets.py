"""Spreadsheets in and out as rows of named cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from gongzhi.kernel.refusals import Kind, Refusal

LOST = "〔数字〕"  # stands behind a long number that the spreadsheet kept as a number, its last digits gone
PRECISE = 10**15


class NotASheet(Refusal):
    code = "files.not_a_sheet"
    message = "打不开这份表格。请用导出的空表填写，存成 xlsx 后再上传。"


class HeadMissing(Refusal):
    code = "files.head_missing"
    message = "表里找不到“{missing}”这一列，第1行应为列名。请用导出的空表填写。"


class TooManyLines(Refusal):
    code = "files.too_many_lines"
    kind = Kind.TOO_LARGE
    message = "一次最多{most}行，这份表有{count}行。请分成几份上传。"


@dataclass(frozen=True)
class SheetLine:
    """One line: its number as the spreadsheet counts, and its cells by the name of their column."""

    number: int
    cells: dict[str, str]


def read_table(
    data: bytes, *, needed: Sequence[str], others: Mapping[str, str] | None = None, most: int
) -> list[SheetLine]:
    """The lines of a workbook's first sheet, blank ones left out. `others`: further names of columns -> the name.

    Raises: NotASheet, HeadMissing, TooManyLines.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        raw = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # calamine raises kinds of its own for each broken part
        raise NotASheet(field="file") from error
    names = [(others or {}).get(name, name) for name in map(cell_text, raw[0])] if raw else []
    for name in needed:
        if name not in names:
            raise HeadMissing(field="file", missing=name)
    lines = []
    for number, row in enumerate(raw[1:], start=2):
        cells = {name: cell_text(cell) for name, cell in zip(names, row, strict=False) if name}
        if any(cells.values()):
            lines.append(SheetLine(number, cells))
    if len(lines) > most:
        raise TooManyLines(field="file", most=most, count=len(lines))
    return lines


def cell_text(cell: Any) -> str:
    """A cell as it is read.

    >>> cell_text(3.0), cell_text(3.5), cell_text(" 甲 "), cell_text(349921199001010013.0)
    ('3', '3.5', '甲', '349921199001010016〔数字〕')
    """
    if isinstance(cell, float) and cell.is_integer():
        return f"{int(cell)}{LOST if abs(cell) >= PRECISE else ''}"
    return str(cell).replace("\x00", "").strip()


def written_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, wide: Sequence[str] = ()
) -> bytes:
    """A workbook of texts; nothing in it is a formula or a link."""
    import xlsxwriter

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "bg_color": "#DDE5EF", "border": 1, "border_color": "#C9D0D9"})
        text = book.add_format({"num_format": "@"})
        for at, name in enumerate(heads):
            sheet.set_column(at, at, 40 if name in wide else 18, text)
            sheet.write_string(0, at, name, head)
        for row, cells in enumerate(rows, start=1):
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, cell, text)
        sheet.freeze_panes(1, 0)
    return file.getvalue()
