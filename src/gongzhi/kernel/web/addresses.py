"""Addresses of pages that differ in one word, many of them on a page: the route is looked up once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import RFC3986_SUBDELIMS

PLACE = "000000000"  # fits numbers and words alike


def address(route: str, word: object = "") -> str:
    """`reverse(route, args=[word])`, or without a word `reverse(route)`. Raises: NoReverseMatch."""
    text = str(word)
    head, tail = _parts(route, bool(text), get_script_prefix(), get_urlconf())
    return f"{head}{quote(text, safe=RFC3986_SUBDELIMS + '/~:@')}{tail}"


@lru_cache(maxsize=1024)
def _parts(route: str, worded: bool, _prefix: str, _urls: str | None) -> tuple[str, str]:
    """What stands before and after the word."""
    if not worded:
        return reverse(route), ""
    head, _, tail = reverse(route, args=[PLACE]).rpartition(PLACE)
    return head, tail
