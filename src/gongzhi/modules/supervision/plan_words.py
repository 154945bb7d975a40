"""What differs between two texts, word by word: pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

Piece = tuple[str, bool]  # words, and whether they are not in the other text
TOKEN = re.compile(r"\d+(?:[.,]\d+)*[%‰]?|[A-Za-z]+|.", re.S)
SHORTEST = 2  # characters that stay between two changes; fewer belong to the change
UNLIKE = 0.3  # below this share in common the whole text is another


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, with what only one of them has; figures are whole words.

    >>> marked("改造老旧小区12个。", "改造老旧小区15个。")
    ([('改造老旧小区', False), ('12', True), ('个。', False)], [('改造老旧小区', False), ('15', True), ('个。', False)])
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if not before or not after or matcher.ratio() < UNLIKE:
        return _whole(old), _whole(new)
    left: list[Piece] = []
    right: list[Piece] = []
    blocks = matcher.get_opcodes()
    for n, (how, a, b, c, d) in enumerate(blocks):
        words = "".join(before[a:b])
        inside = 0 < n < len(blocks) - 1
        same = how == "equal" and (not inside or len(words) >= SHORTEST or not words.isalnum())
        left.append((words, not same))
        right.append(("".join(after[c:d]), not same))
    return _joined(left), _joined(right)


def named(old: Sequence[str], new: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    """Two lists of names, with those that only one of them has.

    >>> named(["县住建局"], ["县住建局", "县财政局"])
    ([('县住建局', False)], [('县住建局、', False), ('县财政局', True)])
    """
    return _names(old, set(new)), _names(new, set(old))


def _names(names: Sequence[str], others: set[str]) -> list[Piece]:
    last = len(names) - 1
    return [(name + ("、" if n < last else ""), name not in others) for n, name in enumerate(names)]


def _whole(text: str) -> list[Piece]:
    return [(text, True)] if text else []


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty pieces, neighbours of one sort together."""
    made: list[Piece] = []
    for words, changed in pieces:
        if words and made and made[-1][1] == changed:
            made[-1] = (made[-1][0] + words, changed)
        elif words:
            made.append((words, changed))
    return made
