"""Match text whatever its width: folding keeps every position, so a place found is a place in the original."""

from __future__ import annotations

import re
from functools import lru_cache

_FOLD: dict[int, int] = {0xFF01 + i: 0x21 + i for i in range(94)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\xa0\u2002\u2003\u2009\u200a\u202f\u200b\u200c\u200d\ufeff\xad"), 0x20)
_FOLD |= {
    ord("﹕"): ord(":"),
    ord("∶"): ord(":"),
    ord("﹔"): ord(";"),
    ord("﹐"): ord(","),
    ord("﹑"): ord("、"),
}
_FOLD |= {
    ord("｡"): ord("。"),
    ord("【"): ord("["),
    ord("】"): ord("]"),
    ord("〖"): ord("["),
    ord("〗"): ord("]"),
}
_FOLD |= {
    ord("﹙"): ord("("),
    ord("﹚"): ord(")"),
    ord("﹝"): ord("["),
    ord("﹞"): ord("]"),
    ord("～"): ord("~"),
}
_FOLD |= dict.fromkeys(map(ord, "‒–―─－"), ord("—"))

SPACES = re.compile(r"\s+")
CJK = "\u3400-\u9fff〇"
_GAP = re.compile(rf"(?<=[{CJK}、，,()（）])\s+(?=[{CJK}、，,()（）])")


def fold(text: str) -> str:
    """The text with full-width forms, odd spaces and dashes made plain; always of the same length.

    >>> fold("（１２％）：－")
    '(12%):—'
    """
    return _fold_long(text) if len(text) > 2000 else text.translate(_FOLD)


@lru_cache(maxsize=4)
def _fold_long(text: str) -> str:
    """A document is folded once, not once for each of its paragraphs."""
    return text.translate(_FOLD)


def compact(text: str) -> str:
    """Folded and without any white space: for comparing words such as headings and labels.

    >>> compact("序　号")
    '序号'
    """
    return SPACES.sub("", fold(text))


def close_up(text: str) -> str:
    """The text as printed, without the line breaks and gaps that fell inside Chinese words.

    >>> close_up("县住房城乡建\\n设局")
    '县住房城乡建设局'
    """
    return _GAP.sub("", text.strip(" \t\r\n\xa0\u3000\u200b\ufeff"))


def trim(folded: str, start: int, end: int) -> tuple[int, int]:
    """The part of start..end without white space at its ends."""
    while start < end and folded[start].isspace():
        start += 1
    while end > start and folded[end - 1].isspace():
        end -= 1
    return start, end
