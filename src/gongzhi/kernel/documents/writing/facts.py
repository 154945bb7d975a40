"""What a template is filled with: the parts of a paper by their Chinese names, lists that number themselves, counters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from .kinds import PaperKind
from .ooxml import visible
from .wording import cn_date, heading_mark, numeral, sentence, title_lines

PARAGRAPH = "\a"  # docxtpl begins a new paragraph of the same looks here
SEPARATORS = {
    "copies_to": "，",
    "reported_to": "，",
    "co_units": "、",
    "present": "、",
    "absent": "、",
    "attending": "、",
}
COUNTERS = {"章": "一、二、三、", "节": "（一）（二）", "条": "1. 2. 3.", "款": "（1）（2）"}
"""Fields that number headings: each print of one is the next number, and those of lower levels begin anew."""


Columns = tuple[Sequence[str], Sequence[str]]  # of this paper's table, and of the kind's


class Lines(Sequence[str]):
    """A list that prints by itself: joined by `between`, or numbered line by line."""

    def __init__(self, items: Sequence[str], between: str = "") -> None:
        self.items = tuple(visible(one).strip() for one in items if one and one.strip())
        self.between = between

    def __getitem__(self, at: Any) -> Any:
        return self.items[at]

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        return self.between.join(self.items) if self.between else listed(self)

    def __html__(self) -> Markup:
        return escape(str(self))


class Row:
    """A row of a table: a cell by its column's name or its place; a cell that is not there is empty.

    usual: the columns of the kind, which a template may name though this table has others.
    """

    def __init__(self, cells: Sequence[str], columns: Sequence[str], usual: Sequence[str]) -> None:
        self.cells = tuple(visible(str(cell)) for cell in cells)
        self.columns, self.usual = tuple(columns), tuple(usual)

    def __getitem__(self, at: Any) -> str:
        if isinstance(at, str):
            if at not in self.columns and at not in self.usual:
                raise KeyError(at)
            at = self.columns.index(at) if at in self.columns else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)


class _Counter:
    def __init__(self, level: int, counts: list[int]) -> None:
        self.level, self.counts = level, counts

    def __html__(self) -> str:
        self.counts[self.level - 1] += 1
        self.counts[self.level :] = [0] * (4 - self.level)
        return heading_mark(self.level, self.counts[self.level - 1])


def facts(kind: PaperKind, value: Any) -> dict[str, Any]:
    """Everything that a template of this kind may name, for one paper. Raises: MissingPart."""
    value = kind.whole(value)
    columns = (getattr(value, "columns", ()), getattr(kind.sample, "columns", ()))
    given = {
        part.label: _given(part.name, getattr(value, part.name), columns) if part.style != "parts" else []
        for part in kind.parts
    }
    more = kind.facts(value) if kind.facts else {}
    given |= {label: _more(found, columns) for label, found in more.items()}
    counts = [0, 0, 0, 0]
    return given | {name: _Counter(level, counts) for level, name in enumerate(COUNTERS, 1)}


def _given(name: str, value: Any, columns: Columns) -> Any:
    if not isinstance(value, tuple):
        return visible(cn_date(value) if isinstance(value, date) else str(value)).strip()
    if all(isinstance(one, str) for one in value):
        return Lines(value, SEPARATORS.get(name, ""))
    return _more(value, columns)


def _more(value: Any, columns: Columns) -> Any:
    """What a kind says itself: texts, tables, lists of texts by name."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _more(one, columns) for key, one in value.items()}
    if isinstance(value, Lines):
        return value
    if value and all(isinstance(one, str) for one in value):
        return Lines(value)
    return [_more(one, columns) if isinstance(one, dict) else Row(one, *columns) for one in value if one]


def _items(value: Any) -> list[str]:
    return (
        list(value.items)
        if isinstance(value, Lines)
        else [line for line in str(value).split("\n") if line.strip()]
    )


def pointed(value: Any) -> str:
    """（一）…… a paragraph each; one alone has no number."""
    items = _items(value)
    marks = [heading_mark(2, n) for n in range(1, len(items) + 1)] if len(items) > 1 else [""]
    return PARAGRAPH.join(mark + sentence(item) for mark, item in zip(marks, items, strict=False))


def paragraphs(value: Any) -> str:
    return PARAGRAPH.join(sentence(item) for item in _items(value))


def listed(value: Any) -> str:
    """1.…… 2.…… a line each; one alone, or a plain text, stands as it is."""
    if not isinstance(value, Lines):
        return PARAGRAPH.join(_items(value))
    items = _items(value)
    return (
        PARAGRAPH.join(f"{n}.{item}" for n, item in enumerate(items, 1)) if len(items) > 1 else "".join(items)
    )


def numbered(value: Any) -> str:
    return PARAGRAPH.join(f"{n}.{item}" for n, item in enumerate(_items(value), 1))


def headed(value: Any) -> str:
    return PARAGRAPH.join(f"{numeral(n)}、{sentence(item)}" for n, item in enumerate(_items(value), 1))


def claused(value: Any) -> str:
    items = _items(value)
    several = len(items) > 1
    return PARAGRAPH.join((f"（{n}）" if several else "") + sentence(item) for n, item in enumerate(items, 1))


def entitled(value: Any) -> Markup:
    """A title over as many lines as it reads well on; what comes in may be escaped already."""
    text = value.unescape() if isinstance(value, Markup) else str(value)
    return Markup("\n").join(escape(line) for line in title_lines(text))


def full_stop(value: Any) -> str:
    return sentence(str(value))


FILTERS = {
    "分条": (pointed, "每条一段，编（一）（二）；只有一条不编号"),
    "分段": (paragraphs, "每条一段，不编号"),
    "列项": (listed, "每条一行，编1.2.；只有一条不编号"),
    "编号": (numbered, "每条一段，编1.2."),
    "分点": (headed, "每条一段，编一、二、"),
    "分款": (claused, "每条一段，编（1）（2）；只有一条不编号"),
    "句": (full_stop, "末尾没有句号时补上"),
    "题": (entitled, "长标题按词回行，排成梯形"),
}
