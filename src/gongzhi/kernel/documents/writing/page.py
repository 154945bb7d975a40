"""The page of GB/T 9704-2012 and the few things that can stand on it. Lengths in points unless said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .paper import Align, Face


def mm(length: float) -> float:
    """Millimetres in points."""
    return length * 72 / 25.4


PAPER = (mm(210), mm(297))
TOP, LEFT, BOTTOM, RIGHT = mm(37), mm(28), mm(35), mm(26)  # 5.2.1: 天头 37, 订口 28, 版心 156 x 225
WIDTH, HEIGHT = mm(156), mm(225)
LINES, CHARS = 22, 28  # 5.2.3
TWIPS_LINE = int(HEIGHT * 20 / LINES)  # rounded down, or the 22nd line would turn over
LINE = TWIPS_LINE / 20
CHAR = int(WIDTH * 20 / CHARS * 10) / 200 - 0.001  # the pitch of a 三号 character; the glyph is 16
TITLE, BODY, SMALL, NOTE, TINY = 22.0, 16.0, 14.0, 12.0, 10.5  # 二号 三号 四号 小四 五号
TITLE_LINE = 34.0
FOOTER = BOTTOM - mm(7) - SMALL * 1.15  # the page number's dash stands 7 mm below the text (7.5)
RED = "FF0000"


@dataclass(frozen=True)
class Run:
    """A stretch of one face and size. scale: per cent of the natural width. gap: points after each character."""

    text: str
    face: Face = "fang"
    size: float = BODY
    red: bool = False
    bold: bool = False
    scale: int = 100
    gap: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A line below a line of text. below: from the foot of the line box. out: how far it passes the text, (left, right)."""

    kind: str = "single"  # single | thick_thin | thin_thick
    weight: float = 1.5
    below: float = 0.0
    out: tuple[float, float] = (0.0, 0.0)
    above: bool = False  # over the line of text instead


@dataclass(frozen=True)
class Line:
    """A paragraph whose every line is exactly `pitch` high.

    first: characters of 三号, negative hangs; left, right: points; tail: set at the right end of the same line;
    keep: stays with what follows; level: of a heading, 0 for none; new_page: begins a page.
    """

    runs: tuple[Run, ...] = ()
    align: Align = "both"
    first: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float = LINE
    before: float = 0.0
    keep: bool = False
    rule: Rule | None = None
    tail: tuple[Run, ...] = ()
    level: int = 0
    new_page: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in (*self.runs, *self.tail))


@dataclass(frozen=True)
class Cell:
    lines: tuple[Line, ...]
    span: int = 1
    middle: bool = True


@dataclass(frozen=True)
class Row:
    """height: at least; header: repeats on each page; whole: does not break over pages."""

    cells: tuple[Cell, ...]
    height: float = 0.0
    header: bool = False
    whole: bool = True


@dataclass(frozen=True)
class Grid:
    """A table. borders: all | dashed | colophon | none. pinned: at the foot of the last page's text."""

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    borders: str = "all"
    pinned: bool = False
    pad: float = 4.0


Part = Line | Grid


@dataclass(frozen=True)
class Section:
    """shape: width, height, then top, right, bottom and left margin, when they are not those of the standard."""

    parts: tuple[Part, ...]
    landscape: bool = False
    shape: tuple[float, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A whole document ready to be set: nothing is left to decide but the glyphs.

    first_header begins `first_top` below the paper's edge and pushes the text of page 1 down by its height;
    first_footer hangs `first_bottom` above the lower edge; with either, page 1 bears no number.
    """

    sections: tuple[Section, ...]
    title: str = ""
    author: str = ""
    made_on: date | None = None
    numbered: bool = True
    first_header: tuple[Line, ...] = ()
    first_footer: Line | None = None
    first_top: float = mm(30)
    first_bottom: float = mm(20)


def chars(n: float) -> float:
    """n characters of 三号 in points."""
    return n * CHAR


def blank(count: float = 1, pitch: float = LINE, keep: bool = False) -> tuple[Line, ...]:
    return tuple(Line(pitch=pitch, keep=keep) for _ in range(int(count)))
