"""Official papers on pages: as they read, as a Word file, as PDF. All three come from the one Word file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.documents.issuing import PDF, WORD, pdf_file
from gongzhi.kernel.documents.writing.page import BODY, TITLE, Grid, Layout, Line, Run
from gongzhi.kernel.documents.writing.word_reading import layout_of
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import open_content, readable
from gongzhi.kernel.files.rules import content_disposition


@dataclass(frozen=True)
class Stretch:
    text: str
    css: str


@dataclass(frozen=True)
class Text:
    """A paragraph or heading of a page: its lines, each of stretches."""

    lines: tuple[tuple[Stretch, ...], ...]
    css: str
    tag: str = "p"


@dataclass(frozen=True)
class Box:
    texts: tuple[Text, ...]
    span: int
    head: bool


@dataclass(frozen=True)
class Board:
    """A table; `form` when it is a form of labels and values."""

    rows: tuple[tuple[Box, ...], ...]
    css: str


def shown(word: bytes) -> tuple[Text | Board, ...]:
    """A Word file of ours as a page shows it, blank lines left out."""
    return tuple(_shown(layout_of(word)))


def _shown(found: Layout) -> Iterator[Text | Board]:
    waiting: list[Line] = []
    for part in (*found.first_header, *(part for section in found.sections for part in section.parts)):
        if isinstance(part, Line) and _is_title(part):
            waiting.append(part)
            continue
        if waiting:
            yield Text(tuple(_stretches(line) for line in waiting), "", "h2")
            waiting = []
        if isinstance(part, Grid):
            yield _board(part)
        elif part.text.strip():
            yield _text(part)
    if waiting:
        yield Text(tuple(_stretches(line) for line in waiting), "", "h2")


def _is_title(line: Line) -> bool:
    run = line.runs[0] if line.runs else Run("")
    return bool(line.text.strip()) and run.face == "title" and not run.red and run.size >= TITLE


def _text(line: Line) -> Text:
    css = {"center": "p-center", "right": "p-right"}.get(line.align, "")
    css += " p-first" if line.first > 0 and line.align == "both" else ""
    css += " p-rule" if line.rule else ""
    css += " p-tail" if line.tail else ""
    return Text((_stretches(line),), css.strip(), "h3" if line.level else "p")


def _stretches(line: Line) -> tuple[Stretch, ...]:
    runs = [Stretch(run.text, _css(run)) for run in line.runs]
    return (*runs, *(Stretch(run.text, f"{_css(run)} p-end".strip()) for run in line.tail))


def _css(run: Run) -> str:
    names = ["p-red"] if run.red else []
    names += [f"p-{run.face}"] if run.face in ("hei", "kai", "mono") else []
    names += ["p-bold"] if run.bold else []
    names += ["p-big"] if run.red and run.size > TITLE else []
    names += ["p-small"] if run.size < BODY - 2 else []
    return " ".join(names)


def _board(grid: Grid) -> Board:
    heads = any(row.header for row in grid.rows)
    rows = tuple(
        tuple(
            Box(
                tuple(_text(line) for line in cell.lines if line.text.strip()),
                cell.span,
                row.header or (not heads and grid.borders == "all" and n % 2 == 0),
            )
            for n, cell in enumerate(row.cells)
        )
        for row in grid.rows
    )
    css = {"colophon": "p-colophon", "none": "p-colophon"}.get(
        grid.borders, "plain-table" if heads else "paper-form"
    )
    return Board(rows, css)


def word_response(body: bytes, name: str) -> HttpResponse:
    """A Word file to be saved; `name` without the extension."""
    return file_response(body, WORD, f"{name}.docx", inline=False)


def pdf_response(word: bytes, name: str) -> HttpResponse:
    """The same as PDF, shown in the browser; `name` without the extension."""
    return file_response(_pdf(word), PDF, f"{name}.pdf", inline=True)


def attachment_words(request: HttpRequest, key: int) -> tuple[Attachment, bytes]:
    """A kept Word file that this officer may read. Two queries. Raises: NotVisible."""
    attachment = readable(request.user, key)  # type: ignore[arg-type]
    with open_content(attachment) as file:
        return attachment, bytes(file.read())


def file_response(body: bytes, media: str, name: str, *, inline: bool) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition(name, inline=inline)}
    return HttpResponse(body, content_type=media, headers=headers)


@lru_cache(maxsize=16)
def _pdf(word: bytes) -> bytes:
    return pdf_file(word)
