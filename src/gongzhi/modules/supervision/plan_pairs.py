"""Which task of one version is which of the other: by what they say, not by their numbers. Pure."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from gongzhi.modules.supervision.models import Item

ALIKE = 58  # of 100: below this two texts are two tasks
LEAST = 42  # of 100 that the words alone must have in common, whatever else agrees
MOST = 6  # tasks of the other version that are looked at closely
UNIT, HEADING, NUMBER = 7, 4, 3  # what the same lead unit, heading or number is worth


def plain(text: str) -> str:
    """Words for telling same from changed: one width, no spaces, no closing stop.

    >>> plain("新建 5 所。") == plain("新建5所")
    True
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).rstrip("。;.")


def bare(text: str) -> str:
    """Words without their figures, by which the same task is known in another year.

    >>> bare("新建幼儿园12所，2026年完成")
    '新建幼儿园0所,0年完成'
    """
    return re.sub(r"\d+(?:\.\d+)?", "0", plain(text))


@dataclass(frozen=True)
class Form:
    """A task as it is compared."""

    text: str
    grams: frozenset[str]
    lead: str
    heading: str
    no: str

    @classmethod
    def of(cls, item: Item) -> Form:
        text = bare(item.text)
        return cls(
            text,
            frozenset(text[n : n + 2] for n in range(len(text) - 1)) or frozenset((text,)),
            item.lead_units[0] if item.lead_units else "",
            plain(item.headings[-1]) if item.headings else "",
            item.no,
        )


def likeness(one: Form, other: Form) -> float:
    """How sure it is that two are one task; 0 when their words have too little in common."""
    common = 200 * len(one.grams & other.grams) / (len(one.grams) + len(other.grams))
    words = max(common, fuzz.ratio(one.text, other.text))
    if words < LEAST:
        return 0
    agree = UNIT * (one.lead == other.lead != "") + HEADING * (one.heading == other.heading != "")
    return words + agree + NUMBER * (one.no == other.no != "")


def partners(before: Sequence[Item], after: Sequence[Item]) -> dict[int, Item]:
    """New item's key -> old item. Same words first, then the likeliest pairs; nobody twice."""
    found: dict[int, Item] = {}
    by_words: dict[str, list[Item]] = defaultdict(list)
    for one in before:
        by_words[plain(one.text)].append(one)
    free = {one.pk: one for one in before}
    for one in after:
        if same := by_words.get(plain(one.text)):
            mine = max(same, key=lambda other: (other.headings == one.headings, other.no == one.no))
            same.remove(mine)
            found[one.pk] = free.pop(mine.pk)
    left = [one for one in after if one.pk not in found]
    for _, new, old in _scored(free, left):
        if new not in found and old in free:
            found[new] = free.pop(old)
    return found


def _scored(free: dict[int, Item], left: Sequence[Item]) -> list[tuple[float, int, int]]:
    """(likeness, new key, old key), the likeliest first. Only tasks that share rare words are compared."""
    forms = {key: Form.of(one) for key, one in free.items()}
    holders: dict[str, list[int]] = defaultdict(list)
    for key, form in forms.items():
        for gram in form.grams:
            holders[gram].append(key)
    scored = []
    for one in left:
        form, near = Form.of(one), Counter[int]()
        for gram in form.grams:
            for key in holders.get(gram, ()):
                near[key] += 1 / len(holders[gram])  # type: ignore[assignment]
        for key, _ in near.most_common(MOST):
            if (score := likeness(form, forms[key])) >= ALIKE:
                scored.append((score, one.pk, key))
    return sorted(scored, key=lambda row: (-row[0], row[1], row[2]))


def keepers(orders: Sequence[int]) -> set[int]:
    """Which positions keep the order of before: a longest rising run; all others were moved.

    >>> sorted(keepers([1, 4, 2, 3]))
    [0, 2, 3]
    """
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for n, order in enumerate(orders):
        place = bisect_left(tails, order)
        if place == len(tails):
            tails.append(order)
            at.append(n)
        else:
            tails[place], at[place] = order, n
        back.append(at[place - 1] if place else -1)
    kept: set[int] = set()
    n = at[-1] if at else -1
    while n >= 0:
        kept.add(n)
        n = back[n]
    return kept
