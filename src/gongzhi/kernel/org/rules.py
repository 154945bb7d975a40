"""Place codes, unit paths and name forms: pure."""

from __future__ import annotations

import re
import unicodedata

PLACE_DIGITS = 12
# GB/T 2260 and the statistics office's 12-digit codes: province 2, city 4, county 6, township 9, village 12
PLACE_LEVELS = (2, 4, 6, 9, 12)


def place_stem(code: str) -> str:
    """The significant prefix of a 12-digit place code: what every code below it starts with.

    >>> place_stem("349921000000"), place_stem("349921100000"), place_stem("349921100200")
    ('349921', '349921100', '349921100200')
    """
    for level in PLACE_LEVELS:
        if set(code[level:]) <= {"0"}:
            return code[:level]
    return code


def place_range(code: str) -> tuple[str, str]:
    """The half-open range of place codes at and below `code`: first <= c < last.

    >>> place_range("349921100000")
    ('349921100', '349921101')
    """
    stem = place_stem(code)
    return stem, str(int(stem) + 1).zfill(len(stem))


def covers(path: str, other: str) -> bool:
    """Whether the unit at `path` is the unit at `other` or stands above it.

    >>> covers("/1/", "/1/7/"), covers("/1/7/", "/1/70/")
    (True, False)
    """
    return other.startswith(path)


def fold_name(name: str) -> str:
    """A unit's or a post's name in the form used for comparing: NFKC, no spaces, brackets in one width.

    >>> fold_name("县发改委（ 粮储局）")
    '县发改委(粮储局)'
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
