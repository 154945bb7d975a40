"""Spreadsheets and CSV: every sheet a table, empty merged cells left to the table reader."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

from gongzhi.kernel.documents.reading.lines import Builder, Source
from gongzhi.kernel.documents.reading.sources import Damaged, Empty

ROW_LIMIT = 50_000


def from_workbook(data: bytes) -> Source:
    """All visible sheets in order; a merged cell continues downwards."""
    from python_calamine import CalamineError, CalamineWorkbook

    builder = Builder()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            ranges = getattr(sheet, "merged_cell_ranges", None) or []
            _sheet(builder, rows[:ROW_LIMIT], ranges)
    except (CalamineError, OSError, ValueError) as error:
        raise Damaged(field="file") from error
    except BaseException as error:  # the parser's own panics are no Exceptions
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(field="file") from error
    return _filled(builder)


def from_csv(words: str) -> Source:
    """Comma, semicolon or tab separated text."""
    head = words[:4000]
    mark = max(",;\t", key=head.count)
    builder = Builder()
    try:
        rows = [
            r for r, _ in zip(csv.reader(io.StringIO(words), delimiter=mark), range(ROW_LIMIT), strict=False)
        ]
    except csv.Error as error:
        raise Damaged(field="file") from error
    _sheet(builder, rows, [])
    return _filled(builder)


def _filled(builder: Builder) -> Source:
    source = builder.build()
    if not source.lines:
        raise Empty(field="file")
    return source


def _sheet(
    builder: Builder, rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    below, right = _merged(ranges)
    rows = _titles(builder, rows)
    builder.table()
    for i, row in enumerate(rows):
        words = [_shown(v) for v in row]
        if not any(words):
            continue
        last = max(j for j, w in enumerate(words) if w)
        only = [j for j, w in enumerate(words) if w]
        cells: list[tuple[str | None, int]] = []
        for j, w in enumerate(words):
            if (i, j) in right:
                cells[-1:] = [(cells[-1][0], cells[-1][1] + 1)] if cells else []
            elif (i, j) in below:
                cells.append((None, 1))
            else:
                cells.append((w, 1))
        if (
            len(only) == 1
            and only[0] == 0
            and last == 0
            and not any((i, j) in below for j in range(len(words)))
        ):
            cells = [(words[0], len(words))]
        builder.row(cells)


def _titles(builder: Builder, rows: list[list[Any]]) -> list[list[Any]]:
    """Write the rows of one cell above the table as paragraphs; blank ones in their stead keep the others' numbers."""
    for i, row in enumerate(rows):
        words = [w for v in row if (w := _shown(v))]
        if len(words) > 1:
            return [[""] * len(r) for r in rows[:i]] + rows[i:]
        for word in words:
            builder.paragraph(word)
    return []


def _merged(
    ranges: list[tuple[tuple[int, int], tuple[int, int]]],
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(cells that continue the one above, cells that continue the one to the left)."""
    below: set[tuple[int, int]] = set()
    right: set[tuple[int, int]] = set()
    for (top, left), (bottom, end) in ranges:
        for i in range(top, min(bottom, top + ROW_LIMIT) + 1):
            for j in range(left, min(end, left + 200) + 1):
                if j > left:
                    right.add((i, j))
                elif i > top:
                    below.add((i, j))
    return below, right


def _shown(value: Any) -> str:
    """A cell as the sheet shows it: whole numbers without .0, days without a time."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value).strip()
