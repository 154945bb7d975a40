"""Official documents written in the form of GB/T 9704-2012, as .docx and as PDF, and staff's own templates filled in.

    paper = templates.supervision_notice(SupervisionNotice(...))
    docx(paper), pdf(paper)

Importing this costs little: python-docx, docxtpl and typst are loaded by the first call that needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .paper import Annex, Blank, Entry, Form, Heading, Labelled, Paper, Paragraph, Span, Strips, Table

__all__ = [
    "Annex", "Blank", "Entry", "Form", "Heading", "Labelled", "Paper", "Paragraph", "Span", "Strips", "Table",
    "docx", "pdf",
]  # fmt: skip


if TYPE_CHECKING:
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
