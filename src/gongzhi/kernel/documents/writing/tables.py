"""Tables, forms and slips of a paper as grids: widths judged by the contents, sizes by the columns."""

from __future__ import annotations

from math import ceil

from .page import HEIGHT, NOTE, SMALL, TINY, WIDTH, Cell, Grid, Line, Part, Row, Run
from .paper import Align, Entry, Form, Strips, Table
from .wording import ems

PAD = 4.0
LABEL = 5 * SMALL + 14  # a form's label column: five 四号 characters
FORM_ROOM = HEIGHT - 176.0  # under the head of a slip with its urgency
WHOLE_ROW = 260.0  # points; a taller row may break, or it would run off the page


def table(block: Table, width: float = WIDTH) -> tuple[Part, ...]:
    """The table in 小四, or 五号 beyond five columns."""
    size = NOTE if len(block.columns) <= 5 else TINY
    columns = _widths(block, width, size)
    rows = tuple(tuple(row) + ("",) * (len(block.columns) - len(row)) for row in block.rows)
    aligns = tuple(_align(row[i] for row in rows) for i in range(len(block.columns)))
    head = Row(tuple(_cell(text, size, "center", "hei") for text in block.columns), size * 2.1, header=True)
    body = tuple(_row(row, columns, aligns, size) for row in rows) or (_nothing(block, size),)
    caption = (Line((Run(block.caption, "hei"),), "center", keep=True),) if block.caption else ()
    return (Line(pitch=6, keep=True), *caption, Grid(columns, (head, *body), pad=PAD), Line(pitch=6))


def form(block: Form, width: float = WIDTH) -> Grid:
    """Labels in 黑体 and values in 仿宋, both 四号; a row with one entry spans the sheet.

    A form that would pass the end of its sheet gives up the empty lines that its rows would have.
    """
    columns = _form_columns(block, width - 2 * LABEL)
    for loose in (True, False):
        rows = tuple(_form_row(row, columns, loose) for row in block.rows)
        if sum(height for _, height in rows) <= FORM_ROOM:
            break
    return Grid(columns, tuple(row for row, _ in rows), pad=6.0)


def strips(block: Strips, width: float = WIDTH) -> Grid:
    """Slips side by side with dashed edges; none is cut by the end of a page."""
    column = width / block.across
    groups = [block.slips[i : i + block.across] for i in range(0, len(block.slips), block.across)]
    rows = []
    for group in groups:
        cells = [_slip(block.heading, slip, block.mono) for slip in group]
        cells += [Cell((Line(pitch=18),))] * (block.across - len(group))
        rows.append(Row(tuple(cells), 24 + 20 * max(map(len, group))))
    return Grid((column,) * block.across, tuple(rows), borders="dashed", pad=10.0)


def _slip(heading: str, slip: tuple[tuple[str, str], ...], mono: tuple[str, ...]) -> Cell:
    top = (Line((Run(heading, "hei", NOTE),), "left", pitch=20),) if heading else ()
    lines = tuple(
        Line(
            (Run(f"{label}：", "fang", NOTE), Run(value, "mono" if label in mono else "fang", NOTE)),
            "left",
            pitch=20,
        )
        for label, value in slip
    )
    return Cell((*top, *lines))


def _form_columns(block: Form, spare: float) -> tuple[float, ...]:
    """Room for the longest of the values that stand side by side, 3 to 2 when both cannot stand on one line."""
    pairs = [[ems(entry.value) for entry in row] for row in block.rows if len(row) == 2]
    first, second = (max((pair[i] for pair in pairs), default=0) * SMALL + 16 for i in (0, 1))
    left = spare * 0.6
    if first + second <= spare:
        left = min(max(left, first), spare - second)
    return (LABEL, left, LABEL, spare - left)


def _form_row(row: tuple[Entry, ...], columns: tuple[float, ...], loose: bool) -> tuple[Row, float]:
    """The row and about how high it will be; loose: each entry has the lines that it asks for, if only empty."""
    cells: list[Cell] = []
    tall = 0.0
    for i, entry in enumerate(row):
        span = 3 if len(row) == 1 else 1
        room = sum(columns[1:]) if span == 3 else columns[2 * i + 1]
        used = sum(max(1, ceil(ems(t) * SMALL / (room - 12))) for t in entry.value.split("\n"))
        tall = max(tall, 24.0 * used + 6)
        align: Align = "both" if span == 3 else "center" if used == 1 else "left"
        cells.append(Cell((Line((Run(entry.label, "hei", SMALL),), "center", pitch=24),)))
        cells.append(Cell(_lines(entry.value, SMALL, align), span=span, middle=used < 4))
    wanted = max(34.0, 24.0 * max(entry.lines for entry in row) + 8) if loose else 30.0
    return Row(tuple(cells), wanted, whole=tall < WHOLE_ROW), max(wanted, tall)


def _row(row: tuple[str, ...], columns: tuple[float, ...], aligns: tuple[Align, ...], size: float) -> Row:
    tall = (
        max(ceil(ems(t) * size / max(1, w - 2 * PAD)) for t, w in zip(row, columns, strict=True)) * size * 1.5
    )
    cells = tuple(_cell(text, size, align) for text, align in zip(row, aligns, strict=True))
    return Row(cells, size * 1.8, whole=tall < WHOLE_ROW)


def _nothing(block: Table, size: float) -> Row:
    return Row(
        (Cell((Line((Run(block.empty, size=size),), "center", pitch=size * 1.5),), len(block.columns)),), 28
    )


def _cell(text: str, size: float, align: Align, face: str = "fang") -> Cell:
    return Cell(_lines(text, size, align, face))


def _lines(text: str, size: float, align: Align, face: str = "fang") -> tuple[Line, ...]:
    pitch = 24.0 if size >= SMALL else size * 1.5
    return tuple(Line((Run(t, face, size),), align, pitch=pitch) for t in text.split("\n"))  # type: ignore[arg-type]


def _align(texts: object) -> Align:
    """A column of short texts is centred, any other set from the left."""
    return "center" if max((ems(text) for text in texts), default=0) <= 8 else "left"  # type: ignore[attr-defined]


def _widths(block: Table, width: float, size: float) -> tuple[float, ...]:
    """Column widths in points, together `width`; no column narrower than two characters or its longest number."""
    if block.widths:
        share = width / sum(block.widths)
        return tuple(share * w for w in block.widths)
    wishes, least = [], []
    for i, name in enumerate(block.columns):
        lengths = [ems(row[i]) for row in block.rows if i < len(row)] or [2.0]
        longest, mean = max(lengths), sum(lengths) / len(lengths)
        floor = min(max(longest, ems(name)), 4.0) if max(longest, ems(name)) <= 6 else 4.0
        least.append(max(2.0, floor) * size + 2 * PAD + 2)
        wishes.append(min(longest, 6 + mean**0.75 * 1.6, 26))
    spare = max(0.0, width - sum(least))
    more = [max(0.01, w * size - low) for w, low in zip(wishes, least, strict=True)]
    found = [low + spare * m / sum(more) for low, m in zip(least, more, strict=True)]
    return tuple(f * width / sum(found) for f in found)
