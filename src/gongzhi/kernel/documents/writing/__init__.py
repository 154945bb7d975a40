"""Official documents written in the form of GB/T 9704-2012, as .docx and as PDF, and staff's own templates filled in.

    paper = templates.supervision_notice(SupervisionNotice(...))
    docx(paper), pdf(paper)
    fill(starter(kind("supervision_notice")), facts(kind(...), SupervisionNotice(...)))

Importing this costs little: python-docx, docxtpl and typst are loaded by the first call that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .paper import Annex, Blank, Entry, Form, Heading, Labelled, Paper, Paragraph, Span, Strips, Table
from .wording import cn_date, number_text, numeral

__all__ = [
    "Annex", "Blank", "Entry", "Form", "Heading", "Labelled", "Paper", "Paragraph", "Span", "Strips", "Table",
    "cn_date", "docx", "fields", "fill", "number_text", "numeral", "pdf", "pictures", "set_pdf", "starter", "write",
]  # fmt: skip

if TYPE_CHECKING:
    from .kinds import PaperKind
    from .typeset import Typefaces


def docx(paper: Paper) -> bytes:
    """The paper as a Word file; the same paper gives the same bytes."""
    from . import word
    from .layout import layout

    return word.docx(layout(paper))


def pdf(paper: Paper, faces: Typefaces | None = None) -> bytes:
    """The paper as PDF, set with `faces` or with the fonts that are shipped; the same paper gives the same bytes."""
    from . import typeset
    from .layout import layout

    return typeset.pdf(layout(paper), faces or typeset.Typefaces())


def set_pdf(word: bytes, faces: Typefaces | None = None) -> bytes:
    """A Word file as PDF, without a word processor; the same file gives the same bytes."""
    from . import typeset
    from .word_reading import layout_of

    return typeset.pdf(layout_of(word), faces or typeset.Typefaces())


def pictures(word: bytes, most: int = 8) -> list[bytes]:
    """The first pages of a Word file as PNG, to be looked at on a screen."""
    from . import typeset
    from .word_reading import layout_of

    return typeset.pictures(layout_of(word))[:most]


def write(name: str, values: Mapping[str, Any]) -> bytes:
    """A paper by the name of its kind, as a Word file."""
    from . import library

    return docx(library.paper(name, values))


def starter(kind: PaperKind) -> bytes:
    """A Word file with fields in double braces to begin an own template from; `fill` takes it back. Raises: NoStarter."""
    from . import starting, word

    return word.docx(starting.starter(kind))


def fields(template: bytes) -> frozenset[str]:
    """The names of the fields of a staff-made .docx template."""
    from . import filling

    return filling.fields(template)


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """A staff-made .docx template with its fields filled; refuses by name a field that `values` does not have."""
    from . import filling

    return filling.fill(template, values)
