"""Bytes of a text file as a string: UTF-8, UTF-16 or GB18030, in the order that Chinese offices meet them."""

from __future__ import annotations

import re


def decode(data: bytes) -> str:
    """The text; never fails, at worst a few characters are replaced.

    >>> decode("清泽县".encode("gb18030")), decode("清泽县".encode("utf-16"))
    ('清泽县', '清泽县')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").removeprefix("\ufeff")
    if declared := re.search(rb"charset\s*=\s*[\"']?\s*([\w\-]+)", data[:3000], re.I):
        try:
            return data.decode(_known(declared[1].decode("ascii", "replace")))
        except (LookupError, UnicodeDecodeError):
            pass
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _sound(data.decode(encoding), data)
        except UnicodeDecodeError:
            continue
    return _guessed(data)


def _known(name: str) -> str:
    return "gb18030" if name.lower() in {"gb2312", "gbk", "x-gbk", "gb18030"} else name


def _sound(words: str, data: bytes) -> str:
    """The decoded words unless they hold NULs, as UTF-16 without its mark does."""
    if words[:2000].count("\x00") > 4:
        low = data[:400][0::2].count(0) > data[:400][1::2].count(0)
        return data.decode("utf-16-be" if low else "utf-16-le", errors="replace")
    return words


def _guessed(data: bytes) -> str:
    """A mostly sound UTF-8 or GB18030 text with a few broken bytes keeps its encoding; else a detector says."""
    tries = [data.decode(e, errors="replace") for e in ("utf-8", "gb18030")]
    best = min(tries, key=lambda words: words.count("\ufffd"))
    if best.count("\ufffd") * 50 < len(best):
        return best
    from charset_normalizer import from_bytes

    found = from_bytes(
        data[:200_000], cp_isolation=["big5", "utf_16_le", "utf_16_be", "gb18030", "utf_8", "cp1252"]
    ).best()
    return data.decode(found.encoding, errors="replace") if found else best
