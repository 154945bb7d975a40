"""The body of a paper as lines and grids: headings counted, faces chosen."""

from __future__ import annotations

from collections.abc import Iterable

from . import tables
from .page import CHARS, WIDTH, Line, Part, Run, blank, chars
from .paper import Blank, Block, Face, Form, Heading, Labelled, Paragraph, Strips, Table
from .wording import ems, heading_mark

HEADING_FACES: dict[int, Face] = {1: "hei", 2: "kai", 3: "fang", 4: "fang"}  # 7.3.3


def body(blocks: Iterable[Block], width: float = WIDTH) -> tuple[Part, ...]:
    """The parts of a text or an annex, headings numbered from one."""
    parts: list[Part] = []
    counts = [0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            parts.append(_heading(block, counts))
        else:
            parts.extend(_parts(block, width))
    return tuple(parts)


def _parts(block: Block, width: float) -> tuple[Part, ...]:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Labelled(label, text):
            return (hanging(f"{label}：", text, "hei"),)
        case Blank(lines):
            return blank(lines)
        case Table():
            return tables.table(block, width)
        case Form():
            return (tables.form(block, width),)
        case Strips():
            return (tables.strips(block, width),)
    raise TypeError(f"not a block: {block!r}")


def _heading(block: Heading, counts: list[int]) -> Line:
    """One heading; counts: of each level so far, changed here. A heading alone stays with what follows."""
    if block.number is None:
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        mark = heading_mark(block.level, counts[block.level - 1])
    else:
        mark = block.number
    runs = [Run(mark + block.text, HEADING_FACES[block.level])]
    if block.then:
        runs.append(Run(block.then))
    return Line(tuple(runs), first=2, keep=not block.then, level=block.level)


def _paragraph(block: Paragraph) -> tuple[Line, ...]:
    spaced = block.indent if block.align == "both" else 0
    if isinstance(block.text, tuple):
        runs = tuple(Run(span.text, span.face, bold=span.bold) for span in block.text)
        return (Line(runs, block.align, first=spaced, keep=block.keep),)
    texts = [text.strip() for text in block.text.split("\n") if text.strip()]
    return tuple(Line((Run(text),), block.align, first=spaced, keep=block.keep) for text in texts)


def hanging(label: str, text: str, face: Face = "fang", indent: float = 2) -> Line:
    """`label` two characters in; turned lines begin under the first character of `text`."""
    inset = indent + min(ems(label), CHARS / 2)
    return Line((Run(label, face), Run(text)), "both", first=indent - inset, left=chars(inset))
