"""A text as the model sees it: runs of one to three characters. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 2_000  # characters looked at: what an appeal is about stands at its beginning
_RUN = re.compile(r"[a-z]+|0|[\u3400-\u9fff\uf900-\ufaff]+")


def grams(text: str) -> list[str]:
    """Every run of one, two and three characters, once each; digits count as one sign, signs divide.

    >>> grams("停水2天！KTV")
    ['0', 'ktv', '停', '停水', '天', '水']
    """
    plain = re.sub(r"\d+", "0", unicodedata.normalize("NFKC", text[:LONGEST]).lower())
    found: set[str] = set()
    for run in _RUN.findall(plain):
        if run.isascii():
            found.add(run)
            continue
        for size in (1, 2, 3):
            found.update(run[n : n + size] for n in range(len(run) - size + 1))
    return sorted(found)
