"""A document as lines and table rows, whatever file it came in; the rest of the reader knows nothing else."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.labels import field_of, label_at
from gongzhi.kernel.documents.reading.marks import find_mark


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its place in the text and its first grid column. `above`: continues the cell over it."""

    start: int
    end: int
    column: int
    width: int = 1
    above: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a table row of `Source.text`; `table` numbers tables from 0, -1 outside.

    `level` is a heading level when the file itself says so, else 0. `meta`: navigation and the like.
    """

    start: int
    end: int
    cells: tuple[Cell, ...] = ()
    table: int = -1
    level: int = 0
    meta: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The text before its cut lines were joined, and the place in it of each character of the joined one."""

    text: str
    places: array[int]


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: one text, its lines in order, and what its own metadata says (名称, 文号 ...)."""

    text: str
    lines: tuple[Line, ...]
    meta: dict[str, str] = field(default_factory=dict)
    origin: Origin | None = None


class Builder:
    """Collects paragraphs and rows into one text, keeping every place.

    >>> b = Builder(); b.paragraph("一、总则"); b.build().lines[0].end
    4
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._lines: list[Line] = []
        self._tables = 0
        self._open: dict[int, Cell] = {}
        self.meta: dict[str, str] = {}

    def _put(self, words: str) -> tuple[int, int]:
        start = self._at
        self._parts.append(words)
        self._at += len(words)
        return start, self._at

    def paragraph(self, words: str, *, level: int = 0, meta: bool = False) -> None:
        words = clean(words)
        start, end = self._put(words)
        if words.strip():
            self._lines.append(Line(start, end, level=level, meta=meta))
        self._put("\n")

    def table(self) -> None:
        """Start a new table; rows that follow belong to it."""
        self._tables += 1
        self._open = {}

    def row(self, cells: Iterable[tuple[str | None, int]]) -> None:
        """Add a row of (words, width in grid columns); words None continues the cell above."""
        begin, column = self._at, 0
        made: list[Cell] = []
        for words, width in cells:
            if made:
                self._put("\t")
            if words is None and column in self._open:
                above = self._open[column]
                made.append(Cell(above.start, above.end, column, width, above=True))
            else:
                start, end = self._put(clean(words or "").replace("\t", " "))
                made.append(Cell(start, end, column, width))
                self._open[column] = made[-1]
            column += width
        end = self._at
        self._put("\n")
        if any(cell.end > cell.start for cell in made):
            self._lines.append(Line(begin, end, tuple(made), self._tables - 1))

    def build(self) -> Source:
        return Source("".join(self._parts), tuple(self._lines), self.meta)


def clean(words: str) -> str:
    """Without carriage returns and control characters that no page can show.

    >>> clean("a\\r\\nb\\x07")
    'a\\nb'
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    words = words.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]", "", words)


_BAR = re.compile(r"[|\t]")
_BARS = re.compile(r"[|]|\t+")
_BLANK = re.compile(r"[ \t]+")
_GAPS = re.compile(r"[ \t]{2,}")


def from_text(text: str) -> Source:
    """Plain text as lines."""
    text = clean(text.removeprefix("\ufeff"))
    folded = fold(text)
    raw: list[Line] = []
    at = 0
    for piece in text.split("\n"):
        a, b = trim(folded, at, at + len(piece))
        if b > a and "\t" in piece.strip():
            a, b = at, at + len(piece)  # blank cells at the ends of a row
        if heading := re.match(r"#{1,6} +", folded[a:b]):
            a += heading.end()
        if b > a:
            raw.append(Line(a, b))
        at += len(piece) + 1
    return Source(text, tuple(raw))


def tabulated(source: Source) -> Source:
    """Runs of lines cut by ｜ or tabs below a recognised head become tables."""
    if any(line.table >= 0 for line in source.lines):
        return source
    folded = fold(source.text)
    lines = tuple(_tabulated(folded, source.lines))
    return replace(source, lines=lines)


def starts_anew(folded: str) -> bool:
    """Whether a folded line can only begin a paragraph: a number, a label, an annex, a bracketed owner.

    >>> starts_anew("责任单位:县财政局"), starts_anew("场监管局配合)")
    (True, False)
    """
    if find_mark(folded) or label_at(folded, 0, len(folded)) or "|" in folded:
        return True
    return folded.startswith("附件") or bool(re.match(r"[(\[](?:责任|牵头|主办)", folded))


def _tabulated(folded: str, lines: tuple[Line, ...]) -> Iterable[Line]:
    raw = [(x.start, x.end) for x in lines]
    table, head_width, framed = -1, 0, False
    inside = by_gaps = False
    gap = _GAPS
    for n, (a, b) in enumerate(raw):
        if lines[n].meta:
            yield lines[n]
            continue
        cells = _cells(folded, a, b, framed=framed or not inside)
        if inside and len(cells) > head_width:
            cells = _cells(folded, a, b, _BARS, framed=framed)
        if len(cells) < 2 and (by_gaps or not inside):
            apart = _cells(folded, a, b, gap, framed=False)
            if not inside and len(apart) < 2:  # every head known: single blanks are the columns
                single = _cells(folded, a, b, _BLANK, framed=False)
                if len(single) > 3 and all(field_of(folded[x:y]) for x, y in single):
                    apart, gap = single, _BLANK
            if len(apart) == head_width if inside else _is_head(folded, apart):
                cells, by_gaps = apart, True
        is_head = len(cells) >= 3 and _is_head(folded, cells)
        if is_head and not inside:
            table, inside, head_width, framed = table + 1, True, len(cells), folded[a] == "|"
        elif inside and by_gaps and len(cells) < 2:
            inside, by_gaps, gap = False, False, _GAPS
        elif inside and len(cells) < 2 and (find_mark(folded[a:b]) or b - a > 12):
            after = raw[n + 1] if n + 1 < len(raw) else (b, b)
            inside = len(_cells(folded, *after, framed=framed)) > 1 and folded.count("\n", b, after[0]) < 2
        if not inside:
            yield lines[n]
            continue
        if set(folded[a:b]) <= set("|:—- \t+="):
            continue
        if len(cells) == 1:
            yield Line(a, b, (Cell(a, b, 0, head_width),), table)
        else:
            yield Line(a, b, tuple(Cell(x, y, i) for i, (x, y) in enumerate(cells)), table)


def _is_head(folded: str, cells: list[tuple[int, int]]) -> bool:
    """Whether a line's parts are the heads of columns."""
    known = sum(bool(field_of(folded[x:y])) for x, y in cells)
    return len(cells) >= 3 and known >= max(2, len(cells) // 2)


def _cells(
    folded: str, a: int, b: int, bar: re.Pattern[str] = _BAR, *, framed: bool
) -> list[tuple[int, int]]:
    """Places of the cells of a line cut by bars or tabs; bars at both ends are a frame."""
    if framed and folded[a] == "|":
        a += 1
    if framed and b > a and folded[b - 1] == "|":
        b -= 1
    parts, begin = [], a
    for found in bar.finditer(folded, a, b):
        parts.append(trim(folded, begin, found.start()))
        begin = found.end()
    return [*parts, trim(folded, begin, b)]
