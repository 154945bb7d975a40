"""The search box of the top bar: every source answers for its own kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, where it is, and a line that tells it from its namesakes."""

    title: str
    url: str
    note: str = ""
    exact: bool = False


Source = Callable[[Any, str], Iterable[Hit]]
SOURCES: dict[str, Source] = {}
MOST = 20


def words_of(request: HttpRequest, most: int = 100) -> str:
    """What was typed into a search box (`q`), without the characters that no database takes."""
    return "".join(sign for sign in request.GET.get("q", "") if sign.isprintable()).strip()[:most]


def search_source(label: str) -> Callable[[Source], Source]:
    """Register `find(officer, words) -> hits the officer may see, best first`; label is its heading."""

    def register(find: Source) -> Source:
        SOURCES[label] = find
        return find

    return register


def find(officer: Any, words: str) -> list[tuple[str, list[Hit]]]:
    """(heading, hits) of every source that finds something; each gives MOST at most."""
    found = []
    for label, source in SOURCES.items():
        hits = [hit for hit, _n in zip(source(officer, words), range(MOST), strict=False)]
        if hits:
            found.append((label, hits))
    return found


def exact(found: list[tuple[str, list[Hit]]]) -> Hit | None:
    """The one thing whose number was typed in full."""
    hits = [hit for _label, group in found for hit in group if hit.exact]
    return hits[0] if len(hits) == 1 else None
