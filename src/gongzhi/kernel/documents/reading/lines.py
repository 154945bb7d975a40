"""A document as lines and table rows, whatever file it came in; the rest of the reader knows nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

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
class Source:
    """What a file holds: one text, its lines in order, and what its own metadata says (名称, 文号 ...)."""

    text: str
    lines: tuple[Line, ...]
    meta: dict[str, str] = field(default_factory=dict)


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


def from_text(text: str) -> Source:
    """Plain text as lines; runs of lines cut by ｜ or tabs below a recognised head become tables.

    Lines that were wrapped by a converter are one paragraph again.
    """
    text = clean(text.removeprefix("\ufeff"))
    folded = fold(text)
    raw: list[tuple[int, int]] = []
    at = 0
    for piece in text.split("\n"):
        a, b = trim(folded, at, at + len(piece))
        if heading := re.match(r"#{1,6} +", folded[a:b]):
            a += heading.end()
        if b > a:
            raw.append((a, b))
        at += len(piece) + 1
    return Source(text, tuple(_tabulated(text, folded, _unwrapped(folded, raw))))


def _unwrapped(folded: str, raw: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a line to the one before it when that one was plainly cut in mid-sentence at the page's width."""
    raw = _closed(folded, raw)
    lengths = sorted(b - a for a, b in raw)
    if len(lengths) < 8 or lengths[-1] > 60:
        return raw
    width = lengths[int(len(lengths) * 0.9)]
    if sum(n >= width - 3 for n in lengths) < len(lengths) * 0.25:
        return raw
    is_indented = sum(folded[max(0, a - 2) : a] == "  " for a, _ in raw) * 6 > len(raw)
    stops = "。;:!?|" if is_indented else "。;:!?|)]"
    joined: list[tuple[int, int]] = []
    for a, b in raw:
        if joined and width >= 18:
            x, y = joined[-1]
            last = max(folded.rfind("\n", x, y) + 1, x)
            full = y - last >= width - 4 and folded[y - 1] not in stops
            if full and folded.count("\n", y, a) == 1 and not _starts_anew(folded, a, b):
                joined[-1] = (x, b)
                continue
        joined.append((a, b))
    return joined


def _closed(folded: str, raw: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join lines where a bracket opened on one is closed on one of the next three."""
    joined: list[tuple[int, int]] = []
    i = 0
    while i < len(raw):
        a, b = raw[i]
        opened = folded.rfind("(", max(a, b - 120), b)
        if opened >= 0 and folded.find(")", opened, b) < 0:
            for j in range(i + 1, min(i + 4, len(raw))):
                x, y = raw[j]
                if (
                    starts_anew(folded[x:y])
                    or "(" in folded[x:y].split(")")[0]
                    or folded.count("\n", raw[j - 1][1], x) > 1
                ):
                    break
                if ")" in folded[x:y]:
                    b, i = y, j
                    break
        joined.append((a, b))
        i += 1
    return joined


def _starts_anew(folded: str, a: int, b: int) -> bool:
    is_indented = folded[max(0, a - 2) : a].replace("\n", "") == "  "
    return is_indented or starts_anew(folded[a:b])


def starts_anew(folded: str) -> bool:
    """Whether a folded line can only begin a paragraph: a number, a label, an annex, a bracketed owner.

    >>> starts_anew("责任单位:县财政局"), starts_anew("场监管局配合)")
    (True, False)
    """
    if find_mark(folded) or label_at(folded, 0, len(folded)) or "|" in folded:
        return True
    return folded.startswith("附件") or bool(re.match(r"[(\[](?:责任|牵头|主办)", folded))


def _tabulated(text: str, folded: str, raw: list[tuple[int, int]]) -> Iterable[Line]:
    table, head_width, framed = -1, 0, False
    inside = False
    for a, b in raw:
        cells = _cells(folded, a, b, framed=framed or not inside)
        if inside and len(cells) > head_width:
            cells = _cells(folded, a, b, _BARS, framed=framed)
        is_head = len(cells) >= 3 and sum(bool(field_of(folded[x:y])) for x, y in cells) >= max(
            2, len(cells) // 2
        )
        if is_head and not inside:
            table, inside, head_width, framed = table + 1, True, len(cells), folded[a] == "|"
        elif inside and len(cells) < 2 and (head_width < 2 or find_mark(folded[a:b]) or b - a > 12):
            inside = False
        if not inside:
            yield Line(a, b)
            continue
        if set(folded[a:b]) <= set("|:—- \t+="):
            continue
        if len(cells) == 1:
            yield Line(a, b, (Cell(a, b, 0, head_width),), table)
        else:
            yield Line(a, b, tuple(Cell(x, y, i) for i, (x, y) in enumerate(cells)), table)


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
