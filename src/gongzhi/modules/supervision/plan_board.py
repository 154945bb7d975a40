"""What the review page shows of each item, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from gongzhi.kernel.documents.reading.completeness import Completeness, completeness
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_compare import SIGNS
from gongzhi.modules.supervision.plan_diagnosis import Check, as_task, checks_of, flags_of
from gongzhi.modules.supervision.plan_issue import County
from gongzhi.modules.supervision.plan_learning import LASTING
from gongzhi.modules.supervision.plan_marks import mark_of, render, render_some
from gongzhi.modules.supervision.plan_names import BLOCKING, NOTES, VIA, is_blocked, state_of
from gongzhi.modules.supervision.rules import CYCLE_LABELS, Cycle

STATES = {"accepted": "已核对", "doubtful": "有疑问", "plain": "待核对", "removed": "已删除"}


@dataclass(frozen=True)
class Named:
    """A printed name and what it means; `label` is "" when that is the name itself or nothing."""

    printed: str
    label: str
    note: str
    known: bool


@dataclass(frozen=True)
class Offer:
    """A candidate for a name: the token of the picker, and its label."""

    kind: str
    key: int
    label: str


@dataclass(frozen=True)
class Question:
    """A doubt as a card shows it. `name` is set when it can be settled by choosing."""

    message: str
    blocking: bool
    note: bool
    name: str = ""
    leader: bool = False
    offers: tuple[Offer, ...] = ()

    @property
    def may_remember(self) -> bool:
        """Whether one of the offers can have another name: a person cannot."""
        return any(one.kind in LASTING for one in self.offers)


class Card:
    """One item for the page. Makes no query: the county's rows were read for all cards."""

    def __init__(self, item: Item, plan: Plan, county: County) -> None:
        self.item, self.plan, self.county = item, plan, county
        self.pk, self.state = item.pk, state_of(item)

    @property
    def state_label(self) -> str:
        return STATES[self.state]

    @property
    def blocked(self) -> bool:
        return is_blocked(self.item)

    def _named(self, names: Iterable[str]) -> list[Named]:
        found = []
        for name in names:
            link = self.item.resolved.get(name)
            label = self.county.label(link) if link else ""
            note = ""
            if link:
                note = VIA.get(link.get("via", ""), "") if label != name else ""
                if "group" in link:
                    members = len(self.county.groups.get(link["group"], ()))
                    note = "未写明是哪些，默认不展开" if link.get("open") else f"{members}个单位"
            found.append(Named(name, label if label != name else "", note, link is not None))
        return found

    @cached_property
    def leads(self) -> list[Named]:
        return self._named(self.item.lead_units)

    @cached_property
    def co(self) -> list[Named]:
        return self._named(self.item.co_units)

    @cached_property
    def leaders(self) -> list[Named]:
        return self._named(self.item.lead_leaders)

    @cached_property
    def questions(self) -> list[Question]:
        return [self._question(doubt) for doubt in self.item.doubts]

    def _question(self, doubt: dict[str, Any]) -> Question:
        offers = []
        for one in doubt.get("candidates", ()):
            kind, key = next(iter(one.items()))
            if label := self.county.label(one):
                offers.append(Offer(kind, key, label))
        return Question(
            doubt["message"],
            doubt["code"] in BLOCKING,
            doubt["code"] in NOTES,
            doubt.get("name", "") if doubt["code"].endswith("_unknown") else "",
            doubt.get("field") == "lead_leaders",
            tuple(offers),
        )

    @property
    def targets(self) -> list[str]:
        return [target_words(one) for one in self.item.targets]

    @cached_property
    def found(self) -> Completeness:
        return completeness(as_task(self.item), plan_has_date=self.plan.default_deadline is not None)

    @property
    def checks(self) -> list[Check]:
        return checks_of(self.found)

    @property
    def flags(self) -> list[Check]:
        return flags_of(self.found)

    @property
    def cycle(self) -> str:
        return CYCLE_LABELS[Cycle(self.item.cycle)] if self.item.cycle else ""

    @property
    def deadline(self) -> str:
        if self.item.deadline:
            return self.item.deadline.isoformat()
        return self.item.deadline_text or ("长期坚持" if self.item.is_continuous else "")

    @property
    def nodes(self) -> list[str]:
        """3月底 完成选址（25%）"""
        return [
            f"{date.fromisoformat(one['on']).month}月底 {one['text']}（{one['percent']}%）"
            for one in self.item.nodes
        ]

    @property
    def parts(self) -> int:
        """Into how many tasks the reader would split this one; 0 when it would not."""
        count = len(self.item.spans.get("parts", ()))
        return count if count > 1 else 0


def target_words(one: dict[str, Any]) -> str:
    """改造老旧小区 ≥ 12个（力争）"""
    if one["value"] is None:
        return one["raw"] or one["name"]
    tail = "（力争）" if one.get("stretch") else ""
    return f"{one['name']} {SIGNS.get(one['op'], one['op'])} {one['value']}{one['unit']}{tail}"


class Tally:
    """What the bar over the review says: three light queries, no task's words are read."""

    def __init__(self, plan: Plan, user: Any = None) -> None:
        self.plan, self.user = plan, user
        self.rows: Sequence[Item] = list(
            plan.items.filter(removed=False).only("plan_id", "accepted", "removed", "doubts").order_by()
        )

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(self.rows)

    @cached_property
    def last(self) -> Any:
        """The step that undo would take back, or None. One query."""
        return self.plan.edits.filter(undone=False, by=self.user).defer("before").first()


def counts_of(items: Sequence[Item]) -> dict[str, int]:
    states = [state_of(item) for item in items]
    found = {name: states.count(name) for name in ("accepted", "doubtful", "plain")}
    return {**found, "all": len(states), "blocked": sum(is_blocked(item) for item in items)}


class Board:
    """The whole review page: seven queries, however many items."""

    def __init__(self, plan: Plan, on: date, user: Any = None) -> None:
        self.plan, self.on, self.user = plan, on, user
        self.items: Sequence[Item] = list(plan.items.all())
        self.county = County.of(self.items, on)
        self.cards = [Card(item, plan, self.county) for item in self.items if not item.removed]
        self.removed = [Card(item, plan, self.county) for item in self.items if item.removed]

    @property
    def document(self) -> str:
        """The marked text as HTML, escaped in `plan_marks`."""
        return render(
            self.plan.text, self.plan.blocks, [mark_of(card.item, card.state) for card in self.cards]
        )

    @property
    def counts(self) -> dict[str, int]:
        return counts_of([card.item for card in self.cards])

    @cached_property
    def last(self) -> Any:
        """The step that undo would take back, or None. One query."""
        return self.plan.edits.filter(undone=False, by=self.user).defer("before").first()


def cards_of(plan: Plan, items: Sequence[Item], on: date) -> list[Card]:
    county = County.of(items, on)
    return [Card(item, plan, county) for item in items]


@dataclass(frozen=True)
class Shift:
    """Where a card goes after a step: behind the card of `after`, or to the beginning (None)."""

    card: Card
    after: int | None


class Changed:
    """What a step changed on the page: cards in their new places, those that went, the blocks of their words."""

    def __init__(self, plan: Plan, keys: Iterable[int], on: date) -> None:
        keys = set(keys)
        rows = list(plan.items.filter(pk__in=keys))
        alive = [row for row in rows if not row.removed]
        self.gone = sorted(keys - {row.pk for row in alive})
        order = list(plan.items.filter(removed=False).values_list("pk", flat=True))
        before = dict(zip(order, [None, *order[:-1]], strict=True)) if order else {}
        self.moves = [Shift(card, before[card.pk]) for card in cards_of(plan, alive, on)]
        self.removed = [Card(row, plan, County()) for row in plan.items.filter(removed=True)]
        low = min((row.start for row in rows if row.end), default=0)
        high = max((row.end for row in rows), default=0)
        near = plan.items.filter(removed=False, start__lt=high, end__gt=low)
        marks = [mark_of(row, state_of(row)) for row in near]
        self.blocks = render_some(plan.text, plan.blocks, marks, [(row.start, row.end) for row in rows])


def suggested_cuts(item: Item, text: str) -> list[int]:
    """Where the reader would cut the item's text, as places in it."""
    cuts, at = [], 0
    for start, end in item.spans.get("parts", ())[1:]:
        found = item.text.find(text[start:end][:8], at + 1)
        if found > 0:
            cuts.append(found)
            at = found
    return cuts
