"""Two versions of a document: what is new, gone, changed in words, numbers, owner or date; and taking work over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_edits import step
from gongzhi.modules.supervision.plan_names import CHOSEN, name_items

ALIKE = 60  # of 100: below this two texts are two tasks
NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"
LABELS = {NEW: "新增", GONE: "取消", CHANGED: "修改", SAME: "未变"}


@dataclass
class Pair:
    """One task in two versions; None where it is not. `changes` are (what, before, after)."""

    before: Item | None
    after: Item | None
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.before is None:
            return NEW
        if self.after is None:
            return GONE
        return CHANGED if self.changes else SAME

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def item(self) -> Item:
        return self.after or self.before  # type: ignore[return-value]


def compare(before: Sequence[Item], after: Sequence[Item]) -> list[Pair]:
    """Pairs in the order of the new version, what is gone where it stood. Same words first, then the likeliest."""
    partner = _partners(before, after)
    taken = {one.pk for one in partner.values()}
    pairs = [Pair(partner.get(one.pk), one) for one in after]
    for pair in pairs:
        if pair.before and pair.after:
            pair.changes = changes(pair.before, pair.after)
    for one in before:
        if one.pk not in taken:
            pairs.insert(_place(pairs, one), Pair(one, None))
    return pairs


def _place(pairs: list[Pair], gone: Item) -> int:
    """Behind the pair whose old task stood before the one that is gone."""
    return max(
        (n + 1 for n, pair in enumerate(pairs) if pair.before and pair.before.order < gone.order), default=0
    )


def _partners(before: Sequence[Item], after: Sequence[Item]) -> dict[int, Item]:
    """New item's key -> old item."""
    free = {one.pk: one for one in before}
    found: dict[int, Item] = {}
    by_words: dict[str, list[Item]] = {}
    for one in before:
        by_words.setdefault(plain(one.text), []).append(one)
    for one in after:
        same = by_words.get(plain(one.text))
        if same:
            found[one.pk] = same.pop(0)
            del free[found[one.pk].pk]
    left = [one for one in after if one.pk not in found]
    scored = []
    choices = {key: bare(one.text) for key, one in free.items()}
    for one in left:
        for _, score, key in process.extract(
            bare(one.text), choices, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=4
        ):
            scored.append((score + 8 * (free[key].no == one.no), one.pk, key))
    for _, new, old in sorted(scored, reverse=True):
        if new not in found and old in free:
            found[new] = free.pop(old)
    return found


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


def changes(before: Item, after: Item) -> list[tuple[str, str, str]]:
    """What differs between two versions of one task: (what, before, after)."""
    pairs = (
        ("内容", plain(before.text), plain(after.text), before.text, after.text),
        ("数字", _targets(before), _targets(after), _targets(before), _targets(after)),
        ("牵头领导", set(before.lead_leaders), set(after.lead_leaders), _list(before.lead_leaders), _list(after.lead_leaders)),
        ("牵头单位", before.lead_units, after.lead_units, _list(before.lead_units), _list(after.lead_units)),
        ("协同单位", set(before.co_units), set(after.co_units), _list(before.co_units), _list(after.co_units)),
        ("完成时限", before.deadline, after.deadline, str(before.deadline or "无"), str(after.deadline or "无")),
    )  # fmt: skip
    return [(what, shown, now) for what, old, new, shown, now in pairs if old != new]


def _list(names: Iterable[str]) -> str:
    return "、".join(names) or "无"


SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜", "approx": "≈"}


def _targets(item: Item) -> str:
    return "；".join(
        f"{one['name']}{SIGNS.get(one['op'], one['op'])}{one['value']}{one['unit']}"
        for one in item.targets
        if one["value"] is not None
    )


def compared(plan: Plan, other: Plan) -> list[Pair]:
    """The pairs of `other` (earlier) and `plan` (later). Two queries."""
    return compare(list(other.items.filter(removed=False)), list(plan.items.filter(removed=False)))


def carry_over(*, plan: Plan, by: Officer, at: datetime) -> int:
    """Take what reviewers settled in the version that this plan replaces: chosen units for names, and cycle, weight,
    deadline and acceptance of tasks whose words and owners did not change. Returns how many items gained.

    Raises: NotInReview.
    """
    with step(plan, "沿用上一版的核对结果", by=by, at=at) as one:
        if one.plan.replaces is None:
            return 0
        rows = []
        for pair in compared(one.plan, one.plan.replaces):
            if pair.before and pair.after and _takes(pair, one.take):
                rows.append(pair.after)
        name_items(rows, one.plan.issued_on or local_day(at))
        return len(rows)


def _takes(pair: Pair, take: Any) -> bool:
    before, after = pair.before, pair.after
    assert before is not None
    assert after is not None
    chosen = {
        name: link
        for name, link in before.resolved.items()
        if link.get("via") == CHOSEN and name in (*after.lead_units, *after.co_units, *after.lead_leaders)
    }
    unchanged = pair.kind == SAME
    if not chosen and not (unchanged and (before.accepted or before.cycle or before.weight != after.weight)):
        return False
    take(after)
    after.resolved = {**after.resolved, **chosen}
    if unchanged:
        after.accepted, after.cycle, after.weight = before.accepted, before.cycle, before.weight
        after.deadline = after.deadline or before.deadline
    return True
