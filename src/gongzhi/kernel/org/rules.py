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


def is_place_code(code: str) -> bool:
    """Whether a code has the shape of a place's: 12 digits, for grids up to 20, and not all noughts.

    >>> [is_place_code(code) for code in ("349921100000", "34992110020001", "349921", "34992110000A")]
    [True, True, False, False]
    """
    return code.isascii() and code.isdigit() and PLACE_DIGITS <= len(code) <= 20 and set(code) != {"0"}


def place_range(code: str) -> tuple[str, str]:
    """The half-open range of place codes at and below `code`: first <= c < last.

    >>> place_range("349921100000")
    ('349921100', '349921101')
    """
    stem = place_stem(code)
    return stem, str(int(stem) + 1).zfill(len(stem))


def places_above(code: str) -> list[str]:
    """The codes of the places that contain a code, with itself, widest first; without a code, none.

    >>> places_above("349921100200")
    ['340000000000', '349900000000', '349921000000', '349921100000', '349921100200']
    """
    if not code:
        return []
    stems = [code[:level].ljust(PLACE_DIGITS, "0") for level in PLACE_LEVELS]
    grids = [code[:n] for n in range(PLACE_DIGITS + 1, len(code) + 1)]
    return list(dict.fromkeys([*stems, *grids]))


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
