"""Which entry of the directory answers for a place. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gongzhi.kernel.org.rules import place_stem


@dataclass(frozen=True)
class Line:
    """An entry in hand: `unit` 0 is the township of the place."""

    category: int
    place: str  # place code, "" for the whole county
    unit: int
    co: tuple[int, ...] = ()
    limit: str = ""
    edition: int = 0


@dataclass(frozen=True)
class Kind:
    """A category in hand."""

    pk: int
    code: str
    label: str
    keywords: tuple[str, ...] = field(default=())
    publishable: bool = False
    closer: str = "callback"
    guidance: str = ""
    offered: bool = True


def line_for(lines: Iterable[Line], place: str) -> Line | None:
    """Of one category's lines the one whose place contains `place` most closely; one without a place contains all.

    >>> county, town = Line(1, "", 7), Line(1, "349921100000", 9)
    >>> [line_for([county, town], code).unit for code in ("349921100205", "349921101000", "")]
    [9, 7, 7]
    >>> line_for([town], "349921101000") is None
    True
    """
    fitting = [one for one in lines if not one.place or (place and place.startswith(place_stem(one.place)))]
    return max(fitting, key=lambda one: len(place_stem(one.place)) if one.place else 0, default=None)
