"""PDF with a text layer: lines by position, tables by their ruled lines; scans are refused."""

from __future__ import annotations

import io
import re
from typing import Any

from gongzhi.kernel.documents.reading.fold import fold
from gongzhi.kernel.documents.reading.lines import Builder, Source, from_text
from gongzhi.kernel.documents.reading.sources import Damaged, Locked
from gongzhi.kernel.refusals import Refusal

PAGE_LIMIT = 400


class Scan(Refusal):
    code = "reading.scan"
    message = "这份PDF是扫描件，没有文字。请上传Word原件，或先做文字识别（OCR）再传。"


class TooManyPages(Refusal):
    code = "reading.too_many_pages"
    message = "PDF有{pages}页，超过{limit}页。请拆成几份再传。"


def from_pdf(data: bytes) -> Source:
    """The text of all pages; pages with ruled tables are read through them, in order with the text around."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else Damaged)(field="file") from error
    try:
        if len(document) > PAGE_LIMIT:
            raise TooManyPages(field="file", pages=len(document), limit=PAGE_LIMIT)
        pages = [_page_text(document[i]) for i in range(len(document))]
        ruled = any(_has_rules(document[i]) for i in range(len(document)))
    except pdfium.PdfiumError as error:
        raise Damaged(field="file") from error
    finally:
        document.close()
    if len(re.sub(r"\s", "", "".join(pages))) < 10 * max(1, len(pages)) // 2:
        raise Scan(field="file")
    if ruled and (source := _with_tables(data)):
        return source
    return from_text(_joined(pages))


def _page_text(page: Any) -> str:
    text = page.get_textpage()
    try:
        return str(text.get_text_bounded())
    finally:
        text.close()


def _has_rules(page: Any) -> bool:
    """Whether a page has drawn lines enough for a table (8 paths or more)."""
    count = 0
    for item in page.get_objects(max_depth=2):
        count += item.type == 2
        if count >= 8:
            return True
    return False


_PAGE_MARK = re.compile(r"^\s*(?:[—\-]?\s*\d{1,3}\s*[—\-]?|第\s*\d+\s*页(?:\s*共\s*\d+\s*页)?)\s*$")


def _joined(pages: list[str]) -> str:
    """Pages one after another without page numbers; wrapped lines are joined by indentation and punctuation."""
    lines = [line.rstrip() for page in pages for line in page.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line.strip() and not _PAGE_MARK.match(fold(line))]
    return "\n".join(lines)


def _with_tables(data: bytes) -> Source | None:
    """Words and ruled tables of all pages in reading order; None when no page has a table of two rows."""
    import pdfplumber

    builder = Builder()
    found = False
    pending: list[str] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                tables = [t for t in page.find_tables() if len(t.rows) > 1 or len(t.rows[0].cells) > 2]
                found |= bool(tables)
                pending += _page(builder, page, tables, pending)
    except Refusal:
        raise
    except Exception as error:  # pdfminer raises many kinds on damaged files
        raise Damaged(field="file") from error
    _flush(builder, pending)
    return builder.build() if found else None


def _page(builder: Builder, page: Any, tables: list[Any], pending: list[str]) -> list[str]:
    """Add a page's tables; returns the lines after the last one, still to be joined with the next page's."""
    lines = page.extract_text_lines()
    rest: list[str] = []
    for table in sorted(tables, key=lambda t: t.bbox[1]):
        top, bottom = table.bbox[1], table.bbox[3]
        rest += [x["text"] for x in lines if x["bottom"] <= top + 2]
        lines = [x for x in lines if x["top"] >= bottom - 2]
        _flush(builder, [*pending, *rest])
        pending.clear()
        rest = []
        builder.table()
        for row in table.extract():
            builder.row(_row(row))
    return [*rest, *(x["text"] for x in lines)]


def _row(row: list[str | None]) -> list[tuple[str | None, int]]:
    """pdfplumber gives None for a cell swallowed by its left neighbour or the one above; the left is meant here."""
    cells: list[tuple[str | None, int]] = []
    for value in row:
        if value is None and cells and cells[-1][0]:
            cells.append(("", 1))
        else:
            cells.append((value or "", 1))
    return cells


def _flush(builder: Builder, lines: list[str]) -> None:
    kept = [x for x in lines if x.strip() and not _PAGE_MARK.match(fold(x))]
    source = from_text("\n".join(kept))
    for line in source.lines:
        builder.paragraph(source.text[line.start : line.end])
