"""PDF with a text layer: paragraphs by the place of their lines, tables by their ruled lines; scans are refused."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.documents.reading.fold import CJK, fold
from gongzhi.kernel.documents.reading.lines import Builder, Source, starts_anew
from gongzhi.kernel.documents.reading.marks import find_mark
from gongzhi.kernel.documents.reading.sources import Damaged, Empty, Locked
from gongzhi.kernel.documents.reading.units import looks_like_unit
from gongzhi.kernel.refusals import Refusal

PAGE_LIMIT = 400
LEAST_CHARACTERS = 5  # of text a page, below which a document counts as scanned
_PATH = 2  # PDFium's object type of a drawn line
_PAGE_MARK = re.compile(r"^\s*(?:[—\-]*\s*\d{1,3}\s*[—\-]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)\s*$")
# White space that a typesetter puts between Chinese and other characters.
_THIN = re.compile(
    rf"(?<=[{CJK}〔〕（）《》“”、，。；：])[ \xa0](?=[\dA-Za-z.%])|(?<=[\dA-Za-z%])[ \xa0](?=[{CJK}〔〕（）《》“”、，。；：％])"
)


class Scan(Refusal):
    code = "reading.scan"
    message = "这份PDF是扫描件，没有文字。请上传Word原件，或先做文字识别（OCR）再传。"


class TooManyPages(Refusal):
    code = "reading.too_many_pages"
    message = "PDF有{pages}页，超过{limit}页。请拆成几份再传。"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of print: words, left and right edge and height in points."""

    words: str
    left: float
    right: float
    size: float


def from_pdf(data: bytes) -> Source:
    """All pages in reading order. Ruled tables become rows; wrapped lines become paragraphs again."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (Locked if "password" in str(error).lower() else Damaged)(field="file") from error
    try:
        if len(document) > PAGE_LIMIT:
            raise TooManyPages(field="file", pages=len(document), limit=PAGE_LIMIT)
        pages = [_page_lines(document[i]) for i in range(len(document))]
        ruled = any(_has_rules(document[i]) for i in range(len(document)))
    except pdfium.PdfiumError as error:
        raise Damaged(field="file") from error
    finally:
        document.close()
    if sum(len(x.words) for page in pages for x in page) < LEAST_CHARACTERS * max(1, len(pages)):
        raise Scan(field="file")
    builder = Builder()
    if not (ruled and _with_tables(data, builder)):
        _flush(builder, [x for page in pages for x in page])
    source = builder.build()
    if not source.lines:
        raise Empty(field="file")
    return source


def _page_lines(page: Any) -> list[_Row]:
    """The lines of a page from the boxes of its text, top to bottom."""
    text = page.get_textpage()
    try:
        boxes = [(text.get_rect(i), i) for i in range(text.count_rects())]
        found: list[tuple[float, float, float, float, str]] = []
        for (left, bottom, right, top), _ in boxes:
            words = text.get_text_bounded(left, bottom, right, top).strip("\r\n\x00\ufffe")
            if words.strip():
                found.append((top, bottom, left, right, words.replace("\r\n", "")))
    finally:
        text.close()
    return list(_lines(found))


def _lines(boxes: list[tuple[float, float, float, float, str]]) -> Iterator[_Row]:
    """Boxes put together by height; a wide gap inside a line becomes two spaces."""
    row: list[tuple[float, float, float, float, str]] = []
    for box in boxes:
        if row and not _level(row[-1], box):
            yield _row_of(row)
            row = []
        row.append(box)
    if row:
        yield _row_of(row)


def _level(one: tuple[float, float, float, float, str], two: tuple[float, float, float, float, str]) -> bool:
    overlap = min(one[0], two[0]) - max(one[1], two[1])
    return overlap > 0.4 * min(one[0] - one[1], two[0] - two[1])


def _row_of(row: list[tuple[float, float, float, float, str]]) -> _Row:
    size = max(top - bottom for top, bottom, *_ in row)
    parts = sorted(row, key=lambda box: box[2])
    words = parts[0][4]
    for before, box in itertools.pairwise(parts):
        gap = box[2] - before[3]
        words += ("  " if gap > size * 0.9 else " " if gap > size * 0.4 else "") + box[4]
    return _Row(_THIN.sub("", words), parts[0][2], max(box[3] for box in row), size)


def _has_rules(page: Any) -> bool:
    """Whether a page has drawn lines enough for a table."""
    count = 0
    for item in page.get_objects(max_depth=2):
        count += item.type == _PATH
        if count >= 6:
            return True
    return False


def _flush(builder: Builder, rows: list[_Row]) -> None:
    """Write lines as paragraphs: a line that reaches the right edge goes on in the next that is not indented."""
    rows = [x for x in rows if x.words.strip() and not _PAGE_MARK.match(fold(x.words))]
    if not rows:
        return
    edges = sorted(x.right for x in rows)
    right = edges[int(len(edges) * 0.95)]
    left = sorted(x.left for x in rows)[len(rows) // 10]
    indented = sum(x.left > left + x.size * 1.4 for x in rows) * 8 > len(rows)
    joined = rows[0].words.strip()
    for before, row in itertools.pairwise(rows):
        words = row.words.strip()
        missing = (right - before.right) / before.size  # characters short of the edge
        if indented:
            goes_on = missing < 5 and row.left < left + row.size * 1.4 and not _ALONE.search(fold(words))
        else:
            goes_on = missing < 2.3 and not _stands_alone(fold(words)) and not joined.endswith("。")
        if goes_on:
            joined += words
        else:
            builder.paragraph(joined)
            joined = words
    builder.paragraph(joined)


_ALONE = re.compile(
    rf"^[{CJK}]{{2,12}}[〔\[(]20\d\d[〕\])]\s?\d+\s?号$|^20\d\d年\d{{1,2}}月\d{{1,2}}日$|^附件\d{0, 2}$"
)


def _stands_alone(folded: str) -> bool:
    return starts_anew(folded) or folded.endswith(":") or bool(_ALONE.search(folded))


# --- tables ------------------------------------------------------------------------------------------------


def _with_tables(data: bytes, builder: Builder) -> bool:
    """Read words and ruled tables of all pages in reading order; False when there is no table of two rows."""
    import pdfplumber

    pending: list[_Row] = []
    found = False
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                tables = [t for t in page.find_tables() if len(t.rows) > 1 or len(t.rows[0].cells) > 2]
                found |= bool(tables)
                pending = _page(builder, page, tables, pending)
                page.flush_cache()
    except Refusal:
        raise
    except Exception as error:  # pdfminer raises many kinds on damaged files
        raise Damaged(field="file") from error
    if found:
        _flush(builder, pending)
    return found


def _page(builder: Builder, page: Any, tables: list[Any], pending: list[_Row]) -> list[_Row]:
    """Add a page's tables and what stands before them; returns the lines after the last one."""
    lines = page.extract_text_lines()
    for table in sorted(tables, key=lambda t: t.bbox[1]):
        top, bottom = table.bbox[1], table.bbox[3]
        pending += [_printed(x) for x in lines if x["bottom"] <= top + 3]
        lines = [x for x in lines if x["top"] >= bottom - 3]
        _flush(builder, pending)
        pending = []
        builder.table()
        for cells in _grid(table):
            builder.row(cells)
    return pending + [_printed(x) for x in lines]


def _printed(line: dict[str, Any]) -> _Row:
    return _Row(_THIN.sub("", line["text"]), line["x0"], line["x1"], line["bottom"] - line["top"])


def _grid(table: Any) -> Iterator[list[tuple[str | None, int]]]:
    """Rows as (words, width); None where the cell above reaches down."""
    starts = sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell})
    texts = table.extract()
    for row, words in zip(table.rows, texts, strict=True):
        cells: list[tuple[str | None, int]] = []
        edge = -1.0
        for cell, word in zip(row.cells, words, strict=True):
            if cell is None:
                continue
            missed = (
                [s for s in starts if edge - 1 <= s < round(cell[0]) - 1]
                if edge > 0
                else [s for s in starts if s < round(cell[0]) - 1]
            )
            cells += [(None, 1) for _ in missed]
            width = sum(round(cell[0]) - 1 <= s < round(cell[2]) - 1 for s in starts)
            cells.append((_cell(word or ""), max(width, 1)))
            edge = cell[2]
        cells += [(None, 1) for s in starts if s >= edge - 1 and edge > 0]
        yield cells


def _cell(words: str) -> str:
    """A cell's words with the page's line breaks closed; those after a full stop or between whole units stay.

    >>> _cell("县住房城乡\\n建设局")
    '县住房城乡建设局'
    """
    lines = [x for x in _THIN.sub("", words).split("\n") if x.strip()]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        folded = fold(line)
        new = (
            joined.endswith(("。", "；", ";"))
            or find_mark(folded)
            or (
                looks_like_unit(re.split("[、，,；;]", joined)[-1])
                and folded[0] in "县市区各"
                and looks_like_unit(re.split("[、,;]", folded)[0])
            )
        )
        joined += ("\n" if new else "") + line
    return _THIN.sub("", joined)
