"""Two versions of a document: what is new, gone, moved, changed in words, numbers, owner or date; and taking work over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_edits import step
from gongzhi.modules.supervision.plan_names import CHOSEN, name_items
from gongzhi.modules.supervision.plan_pairs import bare, keepers, partners, plain
from gongzhi.modules.supervision.plan_words import Piece, marked, named

__all__ = ["bare", "carry_over", "compare", "compared", "plain"]
NEW, GONE, CHANGED, MOVED, SAME = "new", "gone", "changed", "moved", "same"
LABELS = {NEW: "新增", GONE: "取消", CHANGED: "修改", MOVED: "移动", SAME: "未变"}
TEXT, NUMBERS, PLACE = "内容", "数字", "位置"
OWNERS = ("牵头领导", "牵头单位", "协同单位")
DEADLINE = "完成时限"
ASPECTS = {"number": (NUMBERS,), "owner": OWNERS, "date": (DEADLINE,)}
ASPECT_LABELS = {"number": "数字变了", "owner": "责任变了", "date": "时限变了"}


@dataclass(frozen=True)
class Change:
    """One thing that differs between two versions of a task, each side with what only it has."""

    what: str
    old: list[Piece]
    new: list[Piece]

    @property
    def before(self) -> str:
        return "".join(words for words, _ in self.old) or "无"

    @property
    def after(self) -> str:
        return "".join(words for words, _ in self.new) or "无"


@dataclass
class Pair:
    """One task in two versions; None where it is not."""

    before: Item | None
    after: Item | None
    changes: list[Change] = field(default_factory=list)
    moved: bool = False

    @property
    def kind(self) -> str:
        if self.before is None:
            return NEW
        if self.after is None:
            return GONE
        if self.changes:
            return CHANGED
        return MOVED if self.moved else SAME

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def item(self) -> Item:
        return self.after or self.before  # type: ignore[return-value]

    @cached_property
    def text(self) -> Change:
        """The words of both sides, marked; a side that is not there is empty."""
        before, after = (one.text if one else "" for one in (self.before, self.after))
        if self.before is None or self.after is None or plain(before) == plain(after):
            return Change(TEXT, [(before, False)], [(after, False)])
        return Change(TEXT, *marked(before, after))

    @property
    def others(self) -> list[Change]:
        """What changed beside the words."""
        return [one for one in self.changes if one.what != TEXT]

    @property
    def place(self) -> tuple[str, str]:
        """Where the task stood and stands, when it was moved: heading and number."""
        return _place(self.before), _place(self.after)

    def differs_in(self, aspect: str) -> bool:
        return any(one.what in ASPECTS[aspect] for one in self.changes)


def _place(item: Item | None) -> str:
    if item is None:
        return ""
    heading = item.headings[-1] if item.headings else ""
    return f"{heading} {item.no}".strip()


def compare(before: Sequence[Item], after: Sequence[Item]) -> list[Pair]:
    """Pairs in the order of the new version, what is gone where it stood."""
    partner = partners(before, after)
    taken = {one.pk for one in partner.values()}
    pairs = [Pair(partner.get(one.pk), one) for one in after]
    both = [pair for pair in pairs if pair.before]
    kept = keepers([pair.before.order for pair in both if pair.before])
    for n, pair in enumerate(both):
        assert pair.before is not None and pair.after is not None
        pair.changes = changes(pair.before, pair.after)
        pair.moved = n not in kept or _section(pair.before) != _section(pair.after)
    for one in before:
        if one.pk not in taken:
            pairs.insert(_where(pairs, one), Pair(one, None))
    return pairs


def _section(item: Item) -> str:
    return plain(item.headings[-1]) if item.headings else ""


def _where(pairs: list[Pair], gone: Item) -> int:
    """Behind the pair whose old task stood before the one that is gone."""
    return max(
        (n + 1 for n, pair in enumerate(pairs) if pair.before and pair.before.order < gone.order), default=0
    )


def changes(before: Item, after: Item) -> list[Change]:
    """What differs between two versions of one task, its place apart."""
    found = []
    if plain(before.text) != plain(after.text):
        found.append(Change(TEXT, *marked(before.text, after.text)))
    if figures(before) != figures(after):
        old, new = named(figures(before), figures(after))
        found.append(Change(NUMBERS, old, new))
    for what, name in zip(OWNERS, ("lead_leaders", "lead_units", "co_units"), strict=True):
        one, other = getattr(before, name), getattr(after, name)
        same = one == other if name == "lead_units" else set(one) == set(other)
        if not same:
            found.append(Change(what, *named(one, other)))
    days = [str(item.deadline or item.deadline_text or "") for item in (before, after)]
    if days[0] != days[1]:
        old, new = named([one for one in days[:1] if one], [one for one in days[1:] if one])
        found.append(Change(DEADLINE, old, new))
    return found


SIGNS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜", "approx": "≈"}


def figures(item: Item) -> list[str]:
    """The item's numbers in a few signs: 老旧小区≥12个."""
    return [
        f"{one['name']}{SIGNS.get(one['op'], one['op'])}{one['value']}{one['unit']}"
        for one in item.targets
        if one["value"] is not None
    ]


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
    unchanged = not pair.changes
    if not chosen and not (unchanged and (before.accepted or before.cycle or before.weight != after.weight)):
        return False
    take(after)
    after.resolved = {**after.resolved, **chosen}
    if unchanged:
        after.accepted, after.cycle, after.weight = before.accepted, before.cycle, before.weight
        after.deadline = after.deadline or before.deadline
    return True


def counts(pairs: Iterable[Pair]) -> dict[str, int]:
    """How many pairs there are of each kind, and of those in which number, owner or date differ."""
    rows = list(pairs)
    found = {kind: sum(pair.kind == kind for pair in rows) for kind in LABELS}
    found[MOVED] = sum(pair.moved for pair in rows)
    return found | {aspect: sum(pair.differs_in(aspect) for pair in rows) for aspect in ASPECTS}


def chosen(pairs: Iterable[Pair], wanted: str) -> list[Pair]:
    """The pairs of a kind, or in which something differs; all when it is neither.

    What was moved and changed too is among both.
    """
    if wanted == MOVED:
        return [pair for pair in pairs if pair.moved]
    if wanted in LABELS:
        return [pair for pair in pairs if pair.kind == wanted]
    if wanted in ASPECTS:
        return [pair for pair in pairs if pair.differs_in(wanted)]
    return list(pairs)
