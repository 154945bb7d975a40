"""A Word file as a layout: the way back from `word`, so that a filled template is set as PDF without a word processor.

What `word` writes comes back as it was. Of what people add in a word processor it keeps text, faces, sizes, indents,
tables, page size and margins; pictures and headers that are not a letter's are left out (`left_out` says so).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from .ooxml import TIGHT, on_grid
from .page import (
    BODY,
    BOTTOM,
    LEFT,
    PAPER,
    RIGHT,
    TOP,
    WIDTH,
    Cell,
    Grid,
    Layout,
    Line,
    Part,
    Row,
    Run,
    Section,
)
from .word_styles import Looks, Styles

SKIPPED = tuple(map(qn, ("w:del", "w:moveFrom", "w:txbxContent")))


def layout_of(file: bytes) -> Layout:
    """What the file shows, ready to be set."""
    document = Document(BytesIO(file))
    reader = _Reader(Styles(document))
    sections, parts = [], []
    for child in _unwrapped(document.element.body):
        if child.tag == qn("w:tbl"):
            parts.append(reader.grid(child))
        elif child.tag == qn("w:p"):
            parts += reader.lines(child)
            shape = child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
            if shape is not None:
                sections.append(_section(parts, shape))
                parts = []
        elif child.tag == qn("w:sectPr"):
            sections.append(_section(parts, child))
    core = document.core_properties
    found = Layout(tuple(sections), title=core.title, author=core.author, numbered=_numbered(document))
    return _with_letter(found, document, reader)


def left_out(file: bytes) -> tuple[str, ...]:
    """What of a file `layout_of` does not show, in words."""
    document = Document(BytesIO(file))
    body = document.element.body
    found = ["图片"] if next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None else []
    headers = (s.header for s in document.sections)
    found += (
        ["页眉"] if any(not h.is_linked_to_previous and _words(h._element).strip() for h in headers) else []
    )
    return tuple(found)


class _Reader:
    def __init__(self, styles: Styles) -> None:
        self.styles = styles

    def lines(self, element: Any, width: float = WIDTH) -> list[Line]:
        """A paragraph as lines, one for each break in it; none for one that only parts two tables.

        width: of what it stands in.
        """
        looks = self.styles.paragraph(element)
        runs: list[list[Run]] = [[]]
        tails: list[list[Run]] = [[]]
        new_page = looks.new_page
        for kind, run in self._runs(element):
            if kind == "page":
                new_page = True
            elif kind == "break":
                runs.append([])
                tails.append([])
            elif kind == "tab" and looks.tab:
                tails[-1].append(Run("", size=run.size))
            elif tails[-1]:
                tails[-1].append(run)
            else:
                runs[-1].append(run)
        if not any(runs) and looks.pitch <= 1.5 and element.find(f".//{qn('w:br')}") is None:
            return []
        return [
            self._line(looks, tuple(some), tuple(r for r in tail if r.text), n, new_page and n == 0, width)
            for n, (some, tail) in enumerate(zip(runs, tails, strict=True))
        ]

    def _line(
        self, looks: Looks, runs: tuple[Run, ...], tail: tuple[Run, ...], n: int, new_page: bool, width: float
    ) -> Line:
        size = max((run.size for run in (*runs, *tail)), default=BODY)
        pitch = looks.pitch or round(size * 1.3 * looks.lines, 2)
        line = Line(
            runs, looks.align, looks.first if n == 0 else min(0.0, looks.first), looks.left, looks.right, pitch,
            looks.before if n == 0 else 0.0, looks.keep, looks.rule, tail, looks.level, new_page,
        )  # fmt: skip
        if tail:
            line = replace(line, right=max(0.0, round(width - looks.tab, 2)))
        if on_grid(line):
            line = replace(line, runs=_loosened(line.runs), tail=_loosened(line.tail))
        return line

    def _runs(self, element: Any) -> Iterator[tuple[str, Run]]:
        for run in element.iter(qn("w:r")):
            if any(
                parent.tag in SKIPPED or parent.tag.endswith("}Fallback") for parent in run.iterancestors()
            ):
                continue
            looks = self.styles.run(element, run)
            for part in run:
                if part.tag == qn("w:t") and part.text:
                    yield "text", replace(looks, text=part.text)
                elif part.tag == qn("w:tab"):
                    yield "tab", replace(looks, text="　")
                elif part.tag in (qn("w:br"), qn("w:cr")):
                    yield "page" if part.get(qn("w:type")) == "page" else "break", looks

    def grid(self, element: Any) -> Grid:
        columns = tuple(int(one.get(qn("w:w")) or 0) / 20 for one in element.iter(qn("w:gridCol")))
        looks = element.find(qn("w:tblPr"))
        place = looks.find(qn("w:tblpPr")) if looks is not None else None
        side = looks.find(f"{qn('w:tblCellMar')}/{qn('w:left')}") if looks is not None else None
        pad = int(side.get(qn("w:w")) or 0) / 20 if side is not None else 5.4
        rows = tuple(self._row(row, columns, pad) for row in element.findall(qn("w:tr")))
        pinned = place is not None and place.get(qn("w:tblpYSpec")) == "bottom"
        return Grid(columns, rows, _borders(looks), pinned, pad)

    def _row(self, element: Any, columns: tuple[float, ...], pad: float) -> Row:
        looks = element.find(qn("w:trPr"))

        def has(name: str) -> bool:
            return looks is not None and looks.find(qn(name)) is not None

        height = int(looks.find(qn("w:trHeight")).get(qn("w:val")) or 0) / 20 if has("w:trHeight") else 0.0
        cells: list[Cell] = []
        for cell in element.findall(qn("w:tc")):
            at = sum(one.span for one in cells)
            cells.append(self._cell(cell, columns[at:], pad))
        return Row(tuple(cells), height, has("w:tblHeader"), has("w:cantSplit"))

    def _cell(self, element: Any, columns: tuple[float, ...], pad: float) -> Cell:
        looks = element.find(qn("w:tcPr"))

        def value(name: str) -> str:
            found = looks.find(qn(name)) if looks is not None else None
            return "" if found is None else found.get(qn("w:val")) or ""

        span = int(value("w:gridSpan") or 1)
        width = sum(columns[:span]) - 2 * pad
        lines = tuple(line for p in element.iter(qn("w:p")) for line in self.lines(p, width))
        return Cell(lines or (Line(pitch=12),), span, value("w:vAlign") == "center")


def _loosened(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(replace(run, gap=round(run.gap - TIGHT, 3)) for run in runs)


def _unwrapped(body: Any) -> Iterator[Any]:
    """The paragraphs, tables and the section of a body, those in content controls too."""
    for child in body:
        if child.tag == qn("w:sdt"):
            inner = child.find(qn("w:sdtContent"))
            yield from _unwrapped(inner) if inner is not None else ()
        else:
            yield child


def _borders(looks: Any) -> str:
    borders = looks.find(qn("w:tblBorders")) if looks is not None else None
    if borders is None:
        styled = looks is not None and looks.find(qn("w:tblStyle")) is not None
        return "all" if styled else "none"
    sides = {one.tag.split("}")[1]: one.get(qn("w:val")) for one in borders}
    if "dashed" in sides.values():
        return "dashed"
    if all(value in ("nil", "none") for value in sides.values()):
        return "none"
    return "all" if sides.get("left") not in (None, "nil", "none") else "colophon"


def _section(parts: list[Part], shape: Any) -> Section:
    size, margins = shape.find(qn("w:pgSz")), shape.find(qn("w:pgMar"))
    landscape = size is not None and size.get(qn("w:orient")) == "landscape"
    usual = (LEFT, TOP, RIGHT, BOTTOM) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
    edges = usual
    if margins is not None:
        edges = tuple(
            int(margins.get(qn(f"w:{side}")) or 0) / 20 for side in ("top", "right", "bottom", "left")
        )
    sheet = (
        tuple(int(size.get(qn(f"w:{side}")) or 0) / 20 for side in ("w", "h")) if size is not None else PAPER
    )
    paper = PAPER[::-1] if landscape else PAPER
    same = all(abs(a - b) < 1 for a, b in zip((*edges, *sheet), (*usual, *paper), strict=True))
    return Section(tuple(parts), landscape, () if same else (*sheet, *edges))


def _numbered(document: Any) -> bool:
    return any(
        "PAGE" in (one.text or "")
        for s in document.sections
        for one in s.footer._element.iter(qn("w:instrText"))
    )


def _with_letter(found: Layout, document: Any, reader: _Reader) -> Layout:
    """A letter's head and foot, which stand on the first page alone."""
    first = document.sections[0]
    if not first.different_first_page_header_footer or first.first_page_header.is_linked_to_previous:
        return found
    head = [line for p in first.first_page_header._element.iter(qn("w:p")) for line in reader.lines(p)]
    foot = [line for p in first.first_page_footer._element.iter(qn("w:p")) for line in reader.lines(p)]
    return replace(
        found, first_header=tuple(head), first_footer=foot[0] if foot else None,
        first_top=first.header_distance.pt, first_bottom=first.footer_distance.pt,
    )  # fmt: skip


def _words(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))
