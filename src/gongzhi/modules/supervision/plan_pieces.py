"""The words and places of items that are split or joined: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from gongzhi.modules.supervision.models import Item

MARKS = frozenset("。；;，,、！：:")


def parts(text: str, cuts: Iterable[int]) -> list[str]:
    """The text cut at these characters; empty pieces are left out.

    >>> parts("新建8公里，改造5公里。", [6])
    ['新建8公里，', '改造5公里。']
    """
    cuts_at = [0, *sorted({cut for cut in cuts if 0 < cut < len(text)}), len(text)]
    found = [text[a:b].strip() for a, b in pairwise(cuts_at)]
    return [part for part in found if part]


def first_with(texts: Sequence[str], target: dict[str, Any]) -> int:
    """Which text holds the target's own words; the first when none does."""
    return next((n for n, text in enumerate(texts) if target["raw"] and target["raw"] in text), 0)


def places(document: str, item: Item, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Where each part stands in the document; a part whose words are not found there keeps the whole place."""
    starts = [item.start]
    for text in texts[1:]:
        found = document.find(text[:8], starts[-1] + 1, item.end) if item.end else -1
        starts.append(found if found > 0 else starts[-1])
    if len(set(starts)) < len(starts):
        return [(item.start, item.end)] * len(texts)
    return list(zip(starts, [*starts[1:], item.end], strict=True))


def spans_within(spans: dict[str, Any], place: tuple[int, int]) -> dict[str, Any]:
    """The spans that begin in a place; suggestions to split are left out, they have been followed."""
    kept = {
        name: [pair for pair in pairs if place[0] <= pair[0] < place[1]]
        for name, pairs in spans.items()
        if name != "parts"
    }
    return {name: pairs for name, pairs in kept.items() if pairs}


def joined(first: str, second: str) -> str:
    """Two texts as one; what a split took apart comes together as it was.

    >>> joined("新建8公里", "，改造5公里。"), joined("新建8公里", "改造5公里。")
    ('新建8公里，改造5公里。', '新建8公里；改造5公里。')
    """
    open_end = first[-1:] not in MARKS and second[:1] not in MARKS
    return f"{first}；{second}" if open_end else first + second
