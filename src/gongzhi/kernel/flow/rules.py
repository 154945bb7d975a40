"""Numbers that can be read out, and bigrams for search: pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

CHECK = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and O: they are read as 1 and 0
STRIPE_SPAN = 100_000


def check_character(body: str) -> str:
    """The last character of a number; finds one wrong character and most swaps.

    >>> check_character("DC202611230001")
    'H'
    """
    total = 0
    for place, letter in enumerate(body):
        total += (place % 33 + 1) * (ord(letter) - 47)
    return CHECK[total % 31]


def number(prefix: str, day: date, serial: int) -> str:
    """A matter's number: kind, day, serial of the day, check character.

    >>> number("DC", date(2026, 11, 23), 1)
    'DC202611230001H'
    """
    body = f"{prefix}{day:%Y%m%d}{serial:04d}"
    return body + check_character(body)


def is_number(text: str) -> bool:
    """Whether the text is a number whose check character fits; case and spaces do not matter.

    >>> is_number("dc 20261123 0001 h"), is_number("DC202611230002H")
    (True, False)
    """
    folded = re.sub(r"\s+", "", text).upper()
    return (
        bool(re.fullmatch(r"[A-Z]{1,4}\d{12,}[0-9A-Z]", folded))
        and check_character(folded[:-1]) == folded[-1]
    )


_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*|[\u3400-\u9fff\uf900-\ufaff]+")


def _runs(text: str) -> Iterator[str]:
    yield from _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def bigrams(text: str) -> str:
    """The search column: each Chinese run as overlapping pairs plus its last character, each Latin or digit run whole.

    >>> bigrams("改造老旧小区12个")
    '12 个 区 小区 改造 旧小 老旧 造老'
    """
    found: set[str] = set()
    for run in _runs(text):
        if run.isascii():
            found.add(run)
        else:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
            found.add(run[-1])
    return " ".join(sorted(found))


_NUMBER = re.compile(r"[a-z]{1,4}\d{8,}[0-9a-z]?")


def looks_like_number(term: str) -> bool:
    """Whether a search term is the beginning of a number, at least to its day.

    >>> looks_like_number("dc20261123"), looks_like_number("dc2026"), looks_like_number("改造")
    (True, False, False)
    """
    return bool(_NUMBER.fullmatch(term))


def query_terms(text: str) -> list[tuple[str, bool]]:
    """What must all be found for a query: (term, as a prefix).

    >>> query_terms("高标准 dc2026"), query_terms("田")
    ([('高标', False), ('标准', False), ('dc2026', True)], [('田', True)])
    """
    terms: list[tuple[str, bool]] = []
    for run in _runs(text):
        if run.isascii() or len(run) == 1:
            terms.append((run, True))
        else:
            terms.extend((run[i : i + 2], False) for i in range(len(run) - 1))
    return terms[:40]
