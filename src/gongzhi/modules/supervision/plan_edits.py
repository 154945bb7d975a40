"""Reviewing: every change of an item is one step that can be undone, under the plan's lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import plan_learning, plan_pieces, plan_refused
from gongzhi.modules.supervision.models import Edit, Item, Plan, PlanState
from gongzhi.modules.supervision.plan_facts import FindingJudged
from gongzhi.modules.supervision.plan_items import READ, STEP
from gongzhi.modules.supervision.plan_names import CHOSEN, is_blocked, name_items, real_doubts

FIELDS = (
    "order", "no", "number_path", "headings", "text", "lead_leaders", "lead_units", "co_units", "open_ended", "targets", "nodes",
    "details", "deadline", "deadline_text", "is_continuous", "cycle", "weight", "start", "end", "spans", "doubts",
    "resolved", "accepted", "removed",
)  # fmt: skip
NAMED = frozenset({"lead_units", "co_units", "lead_leaders", "deadline", "deadline_text", "is_continuous"})
_encode = DjangoJSONEncoder().default


class Step:
    """One step of a review: what the rows were before it, what they are after it."""

    def __init__(self, plan: Plan, label: str, by: Officer, at: datetime) -> None:
        self.plan, self.label, self.by, self.at = plan, label, by, at
        self.before: dict[int, dict[str, Any] | None] = {}
        self.touched: dict[int, Item] = {}
        self.verdicts: dict[str, Any] = {}
        self.learned: dict[str, Any] = {}

    def take(self, item: Item) -> Item:
        """Note the row as it is, to be changed and saved at the end of the step."""
        if item.pk not in self.before:
            self.before[item.pk] = snapshot(item)
            item.version += 1
        self.touched[item.pk] = item
        return item

    def add(self, item: Item) -> Item:
        item.save()
        self.before[item.pk] = None
        self.touched[item.pk] = item
        return item

    def judge(self, key: str, verdict: Mapping[str, Any] | None) -> None:
        """Note what was said of a finding before, and say something else, or nothing."""
        self.verdicts[key] = self.plan.verdicts.pop(key, None)
        if verdict is not None:
            self.plan.verdicts[key] = dict(verdict)

    def finish(self) -> None:
        if not self.before and not self.verdicts:
            return
        Item.objects.bulk_update(self.touched.values(), (*FIELDS, "version"), batch_size=40)
        rows = [{"id": key, **({"fields": fields} if fields else {})} for key, fields in self.before.items()]
        Edit.objects.create(
            plan=self.plan, label=self.label[:60], before=rows, verdicts=self.verdicts, learned=self.learned,
            by=self.by, at=self.at,
        )  # fmt: skip
        self.plan.version += 1
        self.plan.save(update_fields=["version", "verdicts"])


@contextmanager
def step(plan: Plan, label: str, *, by: Officer, at: datetime) -> Any:
    """A step under the plan's lock; nothing is left of it when its body refuses. Raises: NotInReview."""
    with transaction.atomic():
        one = Step(lock_review(plan), label, by, at)
        yield one
        one.finish()


def lock_review(plan: Plan) -> Plan:
    """The plan's row under its lock, when it is open for review. Raises: NotInReview."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.removed_at is not None:
        raise plan_refused.NotInReview(title=plan.title, state="已删除", way="请先在清单页恢复。")
    if plan.state != PlanState.REVIEW:
        way = "请到任务页办理。" if plan.state == PlanState.ISSUED else ""
        raise plan_refused.NotInReview(title=plan.title, state=plan.get_state_display(), way=way)
    return plan


def snapshot(item: Item) -> dict[str, Any]:
    """The item's columns as JSON keeps them."""
    return {name: _plain(getattr(item, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    return _encode(value) if isinstance(value, date | Decimal) else value


def put_back(item: Item, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(item, name, Item._meta.get_field(name).to_python(value))


def fresh(plan: Plan, key: int, version: int | None) -> Item:
    """The item of a plan, when it is still of the version that the reviewer saw. Raises: ItemChanged."""
    item = Item.objects.get(plan=plan, pk=key)
    if version is not None and item.version != version:
        who, what = last_change(plan, key)
        raise plan_refused.ItemChanged(who=who, what=what)
    item.plan = plan
    return item


def last_change(plan: Plan, key: int | None = None) -> tuple[str, str]:
    """Who made the last step (that touched an item), and which. One query."""
    for edit in plan.edits.filter(undone=False).select_related("by")[:200]:
        if key is None or any(row["id"] == key for row in edit.before):
            return edit.by.name, edit.label
    return "别人", "修改"


def _day(plan: Plan, at: datetime) -> date:
    return plan.issued_on or local_day(at)


def edit_item(
    *, plan: Plan, item: int, version: int | None = None, by: Officer, at: datetime, **changes: Any
) -> Item:
    """Change columns of an item. `links` names units for printed names: {"县环委办": {"unit": 7}}.

    Raises: NotInReview, ItemChanged, TextMissing.
    """
    with step(plan, "修改任务", by=by, at=at) as one:
        row = one.take(fresh(one.plan, item, version))
        links = changes.pop("links", {})
        if "text" in changes and not changes["text"].strip():
            raise plan_refused.TextMissing(field="text")
        for name, value in changes.items():
            if name not in FIELDS:
                raise TypeError(f"an item has no column {name}")
            setattr(row, name, value)
        for name, link in links.items():
            row.resolved[name] = {**link, "via": CHOSEN}
        if changes.get("deadline"):
            row.deadline_text = ""
        if links or NAMED & set(changes):
            name_items([row], _day(one.plan, at))
        return row


def settle(
    *, plan: Plan, name: str, link: dict[str, int], remember: bool = False, by: Officer, at: datetime
) -> list[Item]:
    """Say what a printed name means, everywhere in the plan; `remember` makes it an alias of the unit, group or post.

    Returns the changed items. Raises: NotInReview, NameNotHere, and NameTaken of `org.learn_alias`.
    """
    with step(plan, f"指定“{name}”", by=by, at=at) as one:
        rows = [row for row in one.plan.items.all() if name in _printed(row)]
        if not rows:
            raise plan_refused.NameNotHere(field="name", name=name)
        for row in rows:
            one.take(row)
            row.resolved[name] = {**link, "via": CHOSEN}
        if remember:
            one.learned = plan_learning.learn(name=name, link=link, by=by, at=at)
        name_items(rows, _day(one.plan, at))
        return rows


def name_again(*, plan: Plan, by: Officer, at: datetime) -> int:
    """Look every printed name up anew, after units, groups or posts were changed; what reviewers chose stays.

    Returns how many items came out otherwise. Raises: NotInReview.
    """
    with step(plan, "重新对应单位", by=by, at=at) as one:
        rows = list(one.plan.items.all())
        before = {row.pk: snapshot(row) for row in rows}
        name_items(rows, _day(one.plan, at))
        changed = [row for row in rows if snapshot(row) != before[row.pk]]
        for row in changed:
            one.take(row)
            one.before[row.pk] = before[row.pk]
        return len(changed)


def _printed(item: Item) -> set[str]:
    return {*item.lead_units, *item.co_units, *item.lead_leaders}


def accept(
    *, plan: Plan, item: int, version: int | None = None, accepted: bool = True, by: Officer, at: datetime
) -> Item:
    """Mark an item as looked at, or not. Raises: NotInReview, ItemChanged, LeadFirst."""
    with step(plan, "核对通过" if accepted else "取消核对", by=by, at=at) as one:
        row = fresh(one.plan, item, version)
        if accepted and is_blocked(row):
            raise plan_refused.LeadFirst()
        if row.accepted != accepted:
            one.take(row).accepted = accepted
        return row


def accept_clear(*, plan: Plan, by: Officer, at: datetime) -> list[Item]:
    """Mark every item without a doubt as looked at; those that were marked. Raises: NotInReview."""
    with step(plan, "无疑问的全部通过", by=by, at=at) as one:
        rows = [row for row in one.plan.items.filter(accepted=False, removed=False) if not real_doubts(row)]
        for row in rows:
            one.take(row).accepted = True
        return rows


def set_for_all(
    *,
    plan: Plan,
    items: Sequence[int] | None = None,
    cycle: str = "",
    deadline: date | None = None,
    only_missing: bool = True,
    lead_units: Sequence[str] = (),
    links: Mapping[str, Mapping[str, int]] | None = None,
    by: Officer,
    at: datetime,
) -> int:
    """Set cycle and/or deadline of items (all that are not removed, when none are named), and the lead units of
    those that have none. Returns how many changed. Raises: NotInReview.
    """
    with step(plan, "批量设置", by=by, at=at) as one:
        rows = one.plan.items.filter(removed=False)
        changed = []
        for row in rows.filter(pk__in=items) if items is not None else rows:
            new = {"cycle": cycle or row.cycle, "deadline": row.deadline}
            if deadline and not (only_missing and row.deadline):
                new["deadline"] = deadline
            leads = list(lead_units) if lead_units and not row.lead_units else row.lead_units
            if (row.cycle, row.deadline, row.lead_units) != (new["cycle"], new["deadline"], leads):
                one.take(row)
                if leads != row.lead_units:
                    row.lead_units = leads
                    for name, link in (links or {}).items():
                        row.resolved[name] = {**link, "via": CHOSEN}
                row.cycle, row.deadline = new["cycle"], new["deadline"]
                row.deadline_text = "" if deadline == row.deadline else row.deadline_text
                changed.append(row)
        name_items(changed, _day(one.plan, at))
        return len(changed)


def split_item(
    *, plan: Plan, item: int, cuts: Iterable[int], version: int | None = None, by: Officer, at: datetime
) -> list[Item]:
    """Split an item's text at these characters; owners stay with every part, targets go where their words are.

    Raises: NotInReview, ItemChanged, NoPlaceToSplit.
    """
    with step(plan, "拆分任务", by=by, at=at) as one:
        row = one.take(fresh(one.plan, item, version))
        texts = plan_pieces.parts(row.text, cuts)
        if len(texts) < 2:
            raise plan_refused.NoPlaceToSplit(field="cuts")
        orders = _room(one, row, len(texts) - 1)
        whole, targets = snapshot(row), row.targets
        places = plan_pieces.places(one.plan.text, row, texts)
        made = [row]
        for n, text in enumerate(texts):
            part = row if n == 0 else Item(plan=one.plan, order=orders[n - 1])
            if n:
                put_back(part, {**whole, "order": orders[n - 1]})
                part.doubts = [doubt for doubt in part.doubts if doubt.get("from") != READ]
                made.append(part)
            part.text, (part.start, part.end) = text, places[n]
            part.spans = plan_pieces.spans_within(whole["spans"], places[n])
            part.targets = [target for target in targets if plan_pieces.first_with(texts, target) == n]
            part.accepted = False
            if n:
                one.add(part)
        name_items(made, _day(one.plan, at))
        return made


def _room(one: Step, item: Item, count: int) -> list[int]:
    """`count` free orders right behind an item; all items are numbered anew when there is no room."""
    later = (
        one.plan.items.filter(order__gt=item.order).order_by("order").values_list("order", flat=True).first()
    )
    gap = (later - item.order if later else STEP) // (count + 1)
    if gap == 0:
        for n, row in enumerate(one.plan.items.order_by("order", "id"), 1):
            row = item if row.pk == item.pk else one.take(row)
            row.order = n * STEP
        Item.objects.bulk_update(one.touched.values(), ["order"])
        gap = STEP // (count + 1)
    return [item.order + gap * (n + 1) for n in range(count)]


def merge_with_previous(
    *, plan: Plan, item: int, version: int | None = None, by: Officer, at: datetime
) -> Item:
    """Join an item to the one before it, which keeps its number and gets words, owners and targets of both.

    Raises: NotInReview, ItemChanged, NothingBefore.
    """
    with step(plan, "合并任务", by=by, at=at) as one:
        gone = fresh(one.plan, item, version)
        before = one.plan.items.filter(removed=False, order__lt=gone.order).order_by("-order", "-id").first()
        if before is None:
            raise plan_refused.NothingBefore()
        one.take(before), one.take(gone)
        before.text = plan_pieces.joined(before.text, gone.text)
        for name in ("lead_leaders", "lead_units", "co_units", "targets", "nodes", "details"):
            own = getattr(before, name)
            setattr(before, name, own + [value for value in getattr(gone, name) if value not in own])
        before.co_units = [name for name in before.co_units if name not in before.lead_units]
        before.resolved = {**gone.resolved, **before.resolved}
        before.deadline = max(filter(None, (before.deadline, gone.deadline)), default=None)
        before.open_ended |= gone.open_ended
        before.doubts = before.doubts + [doubt for doubt in gone.doubts if doubt.get("from") == READ]
        before.end = max(before.end, gone.end)
        before.spans = {
            name: before.spans.get(name, []) + gone.spans.get(name, [])
            for name in {*before.spans, *gone.spans}
        }
        before.accepted, gone.removed = False, True
        name_items([before], _day(one.plan, at))
        return before


def add_item(
    *,
    plan: Plan,
    after: int | None = None,
    text: str,
    no: str = "",
    by: Officer,
    at: datetime,
    **columns: Any,
) -> Item:
    """Add an item by hand, behind another or at the end. Raises: NotInReview, TextMissing."""
    with step(plan, "添加任务", by=by, at=at) as one:
        if not text.strip():
            raise plan_refused.TextMissing(field="text")
        if after is None:
            last = one.plan.items.aggregate(last=Max("order"))["last"] or 0
            order, headings = last + STEP, []
        else:
            before = fresh(one.plan, after, None)
            order, headings = _room(one, before, 1)[0], before.headings
        item = Item(plan=one.plan, order=order, no=no[:60], headings=headings, text=text.strip(), **columns)
        name_items([item], _day(one.plan, at))
        return one.add(item)


def remove_item(
    *, plan: Plan, item: int, version: int | None = None, removed: bool = True, by: Officer, at: datetime
) -> Item:
    """Take an item out of the plan, or put it back. Raises: NotInReview, ItemChanged."""
    with step(plan, "删除任务" if removed else "恢复任务", by=by, at=at) as one:
        row = fresh(one.plan, item, version)
        if row.removed != removed:
            one.take(row).removed = removed
        return row


@transaction.atomic
def undo(*, plan: Plan, by: Officer, at: datetime) -> Edit:
    """Take the officer's own last step back; the steps before it stay open to be undone in turn.

    `forgotten` of the step is the alias that went with it, or "". Raises: NotInReview, NothingToUndo, UndoOvertaken.
    """
    plan = lock_review(plan)
    edit = plan.edits.filter(undone=False, by=by).first()
    if edit is None:
        raise plan_refused.NothingToUndo()
    keys = {row["id"] for row in edit.before}
    for later in plan.edits.filter(undone=False, pk__gt=edit.pk).select_related("by"):
        if keys & {row["id"] for row in later.before} or edit.verdicts.keys() & later.verdicts.keys():
            raise plan_refused.UndoOvertaken(label=edit.label, who=later.by.name, what=later.label)
    rows = plan.items.in_bulk(keys)
    back = []
    for row in edit.before:
        item = rows.get(row["id"])
        if item is not None and "fields" in row:
            put_back(item, row["fields"])
            item.version += 1
            back.append(item)
    Item.objects.bulk_update(back, (*FIELDS, "version"), batch_size=40)
    plan.items.filter(pk__in=[row["id"] for row in edit.before if "fields" not in row]).delete()
    for key, before in edit.verdicts.items():
        _judge_back(plan, key, before, by=by, at=at)
    edit.forgotten = plan_learning.forget(edit.learned, by=by, at=at)
    edit.undone = True
    edit.save(update_fields=["undone"])
    plan.version += 1
    plan.save(update_fields=["version", "verdicts"])
    return edit


def _judge_back(plan: Plan, key: str, before: dict[str, Any] | None, *, by: Officer, at: datetime) -> None:
    """The verdict on a finding as it was; the log says so."""
    said = plan.verdicts.pop(key, None) or before
    if before is not None:
        plan.verdicts[key] = before
    if said:
        record(FindingJudged(plan.pk, plan.title, said["kind"], said["message"], "撤销处理"), by=by, at=at)
