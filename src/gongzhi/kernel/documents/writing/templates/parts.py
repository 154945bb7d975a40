"""What the templates share: checks, sections that may be empty, short lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..paper import Annex, Block, Heading, MissingPart, Paragraph, Table
from ..wording import heading_mark, numeral, sentence

TASK_COLUMNS = ("序号", "目标任务", "牵头领导", "牵头单位", "配合单位", "完成时限")


class Listed(tuple[str, ...]):
    """What stands for a list while a starter is made: one field, which `filters` numbers when it is filled."""

    label: str

    def by(self, filter: str) -> str:
        return f"{{{{ {self.label}|{filter} }}}}"


def listed_as(label: str) -> Listed:
    """The field that stands for a list; a kind that goes through it item by item prints each as a paragraph."""
    found = Listed((f"{{{{ {label}|分段 }}}}",))
    found.label = label
    return found


def need(values: Any, **labels: str) -> None:
    """Refuse the first of the named fields that is empty, by its Chinese label."""
    for field, label in labels.items():
        found = getattr(values, field)
        if not (found.strip() if isinstance(found, str) else found):
            raise MissingPart(field=field, label=label)


def section(title: str, texts: str | Iterable[str]) -> tuple[Block, ...]:
    """A heading and its paragraphs; nothing when there is nothing to say, and the next heading takes the number."""
    found = [texts] if isinstance(texts, str) else list(texts)
    body = tuple(Paragraph(sentence(text)) for text in found if text.strip())
    return (Heading(1, title), *body) if body else ()


def points(title: str, texts: Sequence[str]) -> tuple[Block, ...]:
    """A heading and its points, each numbered （一） in front when there are two or more."""
    if isinstance(texts, Listed):
        return (Heading(1, title), Paragraph(texts.by("分条")))
    found = [text for text in texts if text.strip()]
    if len(found) < 2:
        return section(title, found)
    return (
        Heading(1, title),
        *(Paragraph(heading_mark(2, n) + sentence(text)) for n, text in enumerate(found, 1)),
    )


def listed(items: Sequence[str]) -> str:
    """The lines of a form's field, numbered when there are several.

    >>> listed(["修路", "通水"])
    '1.修路\\n2.通水'
    """
    if isinstance(items, Listed):
        return items.by("列项")
    found = [item.strip() for item in items if item.strip()]
    if len(found) < 2:
        return "".join(found)
    return "\n".join(f"{n}.{item}" for n, item in enumerate(found, 1))


def numbered(items: Sequence[str]) -> tuple[Block, ...]:
    """Paragraphs 1. 2. and so on, one each; a single one is numbered too."""
    if isinstance(items, Listed):
        return (Paragraph(items.by("编号")),)
    return tuple(Paragraph(f"{n}.{item.strip()}") for n, item in enumerate(filter(None, items), 1))


def pointed(texts: Sequence[str]) -> tuple[Block, ...]:
    """Paragraphs 一、 二、 and so on."""
    if isinstance(texts, Listed):
        return (Paragraph(texts.by("分点")),)
    return tuple(Paragraph(f"{numeral(n)}、{sentence(text)}") for n, text in enumerate(texts, 1))


def task_annex(
    title: str, rows: Sequence[Sequence[str]], columns: Sequence[str] = TASK_COLUMNS
) -> tuple[Annex, ...]:
    """The annex with a table, none when it has no rows; beyond seven columns the sheet lies on its side."""
    if not rows:
        return ()
    table = Table(tuple(columns), tuple(tuple(str(cell) for cell in row) for row in rows))
    return (Annex(title, (table,), landscape=len(columns) > 7),)
