"""A list as a spreadsheet: the columns seen, in the order seen, every row of the filter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.http import FileResponse

from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.columns import Column

MOST_ROWS = 200_000
LONGEST_CELL = 32_767  # Excel's own limit; a longer text would be left out without a word
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TooManyRows(Refusal):
    code = "web.too_many_rows"
    kind = Kind.TOO_LARGE
    message = "一次最多导出{most}行。请先筛选，缩小范围后再导出。"


def workbook(
    columns: Sequence[Column], rows: Iterable[Any], notes: Sequence[tuple[str, str]], most: int = MOST_ROWS
) -> IO[bytes]:
    """An open temporary file with the sheet; memory stays constant however many rows there are.

    Every text is written as text, so nothing that was typed can run as a formula.
    Raises: TooManyRows.
    """
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 -- FileResponse closes it
    try:
        _write(file, columns, rows, notes, most)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _write(
    file: IO[bytes],
    columns: Sequence[Column],
    rows: Iterable[Any],
    notes: Sequence[tuple[str, str]],
    most: int,
) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # here and not above: a process starts a tenth of a second sooner

    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # equal rows give equal bytes
        formats = _formats(book)
        sheet = book.add_worksheet("清单")
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 60 if column.wide else column.excel_width)
            sheet.write_string(0, at, column.label, formats["head"])
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > most:
                raise TooManyRows(most=most)
            for at, column in enumerate(columns):
                _cell(sheet, last, at, column.excel(row), formats)
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
        sheet.repeat_rows(0)
        sheet.set_landscape()
        _notes(book.add_worksheet("说明"), notes)


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F5", "text_wrap": True}),
        "text": book.add_format(top | {"text_wrap": True}),
        "date": book.add_format(top | {"num_format": "yyyy-mm-dd"}),
        "number": book.add_format(top),
    }


def _cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats["number"])
    else:
        text = str(value)
        if len(text) > LONGEST_CELL:
            text = text[: LONGEST_CELL - 10] + "……（过长，已截断）"[:10]
        sheet.write_string(row, column, text, formats["text"])


def _notes(sheet: Any, notes: Sequence[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 80)
    for at, (label, text) in enumerate(notes):
        sheet.write_string(at, 0, label)
        sheet.write_string(at, 1, text)


def download(file: IO[bytes], name: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, content_type=XLSX)
    response["Content-Disposition"] = content_disposition(f"{name}.xlsx", inline=False)
    response["Cache-Control"] = "private, no-store"
    return response
