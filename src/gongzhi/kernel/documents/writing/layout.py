"""A paper set out by the rules of GB/T 9704-2012: the one place that knows them, for Word and for PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from . import blocks, endings, heads
from .page import HEIGHT, TITLE, TITLE_LINE, WIDTH, Grid, Layout, Line, Part, Run, Section, mm
from .paper import Annex, Paper
from .wording import title_lines

BRIEF_DROP = mm(12)


def layout(paper: Paper) -> Layout:
    """Everything decided but the glyphs."""
    close = (*endings.signature(paper), *endings.note(paper))
    listed = endings.attachments(paper) if paper.form != "slip" else ()
    main = [*_opening(paper), *_kept(blocks.body(paper.body), close), *_stuck(listed, close), *close]
    sections = [Section(tuple(main))]
    for serial, annex in enumerate(paper.annexes, 1):
        _append(sections, annex, serial if len(paper.annexes) > 1 else 0)
    end = endings.colophon(paper)
    if end:
        last = sections[-1]
        wide = HEIGHT if last.landscape else WIDTH
        sections[-1] = replace(last, parts=(*last.parts, replace(end, columns=(wide,))))
    letter = paper.form == "letter"
    return Layout(
        sections=tuple(sections),
        title=(paper.title or paper.head).replace("\n", ""),
        author=paper.signature or paper.printed_by or paper.head,
        made_on=paper.signed_on if isinstance(paper.signed_on, date) else None,
        numbered=paper.page_numbers,
        first_header=heads.letter_head(paper) if letter else (),
        first_footer=heads.letter_foot() if letter else None,
    )


def _opening(paper: Paper) -> tuple[Line, ...]:
    match paper.form:
        case "file":
            head = heads.file_head(paper)
        case "brief":
            head = heads.brief_head(paper, heads.HEAD_DROP if paper.head.endswith("纪要") else BRIEF_DROP)
        case "letter":
            head = heads.letter_opening(paper)
        case "slip":
            return heads.slip_head(paper)
        case _:
            head = ()
    return (*head, *heads.title(paper), *heads.addressee(paper))


def _kept(parts: tuple[Part, ...], close: tuple[Line, ...]) -> tuple[Part, ...]:
    """The last paragraph stays with the signature, so that no page bears a signature without text (7.3.5.5)."""
    if close and parts and isinstance(parts[-1], Line):
        return (*parts[:-1], replace(parts[-1], keep=True))
    return parts


def _stuck(lines: tuple[Line, ...], close: tuple[Line, ...]) -> tuple[Line, ...]:
    """The list of annexes stands between the two and stays with both."""
    return tuple(replace(line, keep=bool(close)) for line in lines)


def _append(sections: list[Section], annex: Annex, serial: int) -> None:
    """The annex in the last section when it lies the same way, on a new page; else in one of its own."""
    width = HEIGHT if annex.landscape else WIDTH
    mark = Line((Run(f"附件{serial or ''}", "hei"),), "left", new_page=True, keep=True)
    most = int(width / TITLE) - 1
    name = (
        Line((Run(t, "title", TITLE),), "center", pitch=TITLE_LINE, keep=True)
        for t in title_lines(annex.title, most)
    )
    parts = (mark, Line(keep=True), *name, Line(pitch=16, keep=True), *blocks.body(annex.body, width))
    last = sections[-1]
    if last.landscape == annex.landscape:
        sections[-1] = replace(last, parts=(*last.parts, *parts))
    else:
        parts = (replace(mark, new_page=False), *parts[1:])
        sections.append(Section(parts, annex.landscape))


def grids(found: Layout) -> list[Grid]:
    """Every table of a layout, in order."""
    return [part for section in found.sections for part in section.parts if isinstance(part, Grid)]
