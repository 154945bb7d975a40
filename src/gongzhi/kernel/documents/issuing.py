"""A paper as the county writes it: by the template in force on its day, else in the shipped form."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.models import PaperTemplate
from gongzhi.kernel.documents.writing import docx, fill, set_pdf
from gongzhi.kernel.documents.writing.facts import facts
from gongzhi.kernel.documents.writing.kinds import PaperKind, kind

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def word_file(name: str, value: Any, on: date) -> bytes:
    """The Word file of a paper of the kind called `name`, dated `on`. The same facts give the same bytes. One query.

    What lacks is refused whatever the template. Raises: NoSuchKind, MissingPart; of a template that does not fit any
    more, what `fill` raises.
    """
    found = kind(name)
    return filled(found, value, templates.in_force(name, on))


def filled(kind: PaperKind, value: Any, template: PaperTemplate | None) -> bytes:
    """The Word file by one version, or in the shipped form."""
    if template is None:
        return docx(kind.of(value))
    return fill(_content(template.attachment.blob_id, template), facts(kind, value))


def pdf_file(word: bytes) -> bytes:
    """A Word file of ours as PDF: the same words, set with fonts that may be shipped."""
    return set_pdf(word)


_contents: dict[str, bytes] = {}


def _content(digest: str, template: PaperTemplate) -> bytes:
    """A version's bytes, kept while the process lives: the same hash is the same file."""
    if digest not in _contents:
        if len(_contents) > 20:
            _contents.clear()
        _contents[digest] = templates.content(template)
    return _contents[digest]
