"""The document with its tasks marked, as HTML: pure. Text is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

KINDS = ("lead_units", "co_units", "lead_leaders", "deadline", "targets")


@dataclass(frozen=True)
class Mark:
    """Where one task stands in the text, what state it is in, and where its parts are: (start, end, kind)."""

    key: int
    start: int
    end: int
    state: str
    label: str = ""
    parts: tuple[tuple[int, int, str], ...] = ()


def mark_of(item: Any, state: str) -> Mark:
    parts = sorted((start, end, kind) for kind in KINDS for start, end in item.spans.get(kind, ()))
    return Mark(item.pk, item.start, item.end, state, item.no, tuple(parts))


def render(text: str, blocks: Sequence[Sequence[Any]], marks: Iterable[Mark]) -> str:
    """The text in its blocks, each task's words in <mark data-item>. A text without blocks is shown line by line.

    A block's id says where in the text it begins, a cell's `data-at`; so a place can be found again on the page.

    >>> render("一、开头\\n1. 做事。", [[0, 4, "heading", 1], [5, 11, "para", 0]], [Mark(7, 5, 11, "plain")])
    '<h3 id="at0" class="doc-heading level-1">一、开头</h3><p id="at5" class="doc-para level-0"><mark data-item="7" data-state="plain">1. 做事。</mark></p>'
    """
    ordered = sorted((one for one in marks if one.end > one.start), key=lambda one: (one.start, one.end))
    blocks = blocks or [[a, b, "para", 0] for a, b in _lines(text)]
    made = []
    for table, group in groupby(blocks, key=_table):
        if table is None:
            made += [_block(text, one, ordered) for one in group]
        else:
            made.append(
                f'<table class="doc-table">{"".join(_row(text, one, ordered) for one in group)}</table>'
            )
    return "".join(made)


def render_some(
    text: str, blocks: Sequence[Sequence[Any]], marks: Iterable[Mark], places: Iterable[tuple[int, int]]
) -> str:
    """The blocks that touch the places, each to be put in the place of the one with its id (htmx, out of band).

    >>> render_some("一、开头\\n1. 做事。", [[0, 4, "heading", 1], [5, 11, "para", 0]], [], [(6, 7)])
    '<p hx-swap-oob="true" id="at5" class="doc-para level-0">1. 做事。</p>'
    """
    ordered = sorted((one for one in marks if one.end > one.start), key=lambda one: (one.start, one.end))
    blocks = blocks or [[a, b, "para", 0] for a, b in _lines(text)]
    touched = [(start, end) for start, end in places if end > start]
    made = []
    for block in blocks:
        if any(start < block[1] and block[0] < end for start, end in touched):
            row = block[2] == "row"
            html = _row(text, block, ordered) if row else _block(text, block, ordered)
            html = html.replace(" id=", ' hx-swap-oob="true" id=', 1)
            made.append(f"<template>{html}</template>" if row else html)
    return "".join(made)


def _table(block: Sequence[Any]) -> int | None:
    return int(block[3]) if block[2] == "row" else None


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _block(text: str, block: Sequence[Any], marks: Sequence[Mark]) -> str:
    start, end, kind, level = block[:4]
    tag = ("h2" if level == 0 else "h3") if kind == "heading" else "p"
    return (
        f'<{tag} id="at{start}" class="doc-{kind} level-{level}">{_marked(text, start, end, marks)}</{tag}>'
    )


def _row(text: str, block: Sequence[Any], marks: Sequence[Mark]) -> str:
    cells = block[4] if len(block) > 4 and block[4] else [[block[0], block[1]]]
    made = "".join(f'<td data-at="{a}">{_marked(text, a, b, marks)}</td>' for a, b in cells)
    return f'<tr id="at{block[0]}">{made}</tr>'


def _marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """One stretch of text with the marks that touch it; where marks overlap the later one wins."""
    made, at = [], start
    for one in marks:
        if one.end <= at or one.start >= end:
            continue
        begin, stop = max(one.start, at), min(one.end, end)
        if begin > at:
            made.append(escape(text[at:begin]))
        stop = min([stop, *(other.start for other in marks if begin < other.start < stop)])
        made.append(
            f'<mark data-item="{one.key}" data-state="{one.state}">{_parts(text, begin, stop, one.parts)}</mark>'
        )
        at = stop
    made.append(escape(text[at:end]))
    return "".join(made).replace("\n", "<br>")


def _parts(text: str, start: int, end: int, parts: Sequence[tuple[int, int, str]]) -> str:
    made, at = [], start
    for begin, stop, kind in parts:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        made.append(f'{escape(text[at:begin])}<span class="part-{kind}">{escape(text[begin:stop])}</span>')
        at = stop
    made.append(escape(text[at:end]))
    return "".join(made)
