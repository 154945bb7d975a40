"""Small tables on the page of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Table:
    """`text` is said when there is no row."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    text: str = "没有。"

    @property
    def lines(self) -> list[list[tuple[str, Any]]]:
        """Each row with the heading beside every cell: on a phone there are no columns."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


def link(href: str, words: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, words)


def act(href: str, words: str) -> SafeString:
    """A link that opens its form beside the page."""
    return format_html(
        '<a class="btn btn-sm" href="{0}" hx-get="{0}" hx-target="#dialog-body">{1}</a>', href, words
    )


def days(first: object, last: object) -> str:
    """Two days as a span; an open end stays open.

    >>> days("2019-03-01", None), days(None, None)
    ('2019-03-01起', '')
    """
    if first and last:
        return f"{first}至{last}"
    return f"{first}起" if first else f"至{last}" if last else ""


def joined(words: Iterable[object]) -> str:
    return "、".join(str(word) for word in words)
