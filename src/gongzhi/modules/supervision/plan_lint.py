"""计划体检 of a plan under review: what a careful reader would say of it, and what the reviewers made of that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from gongzhi.kernel.clock import calendar
from gongzhi.kernel.clock.local import ZONE
from gongzhi.kernel.documents import lint
from gongzhi.kernel.documents.lint import Finding, Place
from gongzhi.kernel.documents.lint.owners import offices
from gongzhi.kernel.documents.reading import (
    Block,
    Deadline,
    Document,
    Doubt,
    Group,
    Member,
    Piece,
    Reading,
    Span,
    Target,
    Task,
)
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.queries import resolve_units
from gongzhi.modules.supervision import plan_refused
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_diagnosis import NOWHERE, as_task
from gongzhi.modules.supervision.plan_edits import step
from gongzhi.modules.supervision.plan_facts import FindingJudged
from gongzhi.modules.supervision.plan_items import READ

ACCEPTED, DISMISSED = "accepted", "dismissed"
LABELS = {"": "待处理", ACCEPTED: "将更正", DISMISSED: "不采纳"}
AROUND = 22  # characters shown on each side of a place


# the plan as the reader's value ----------------------------------------------------------------------


def reading_of(plan: Plan, items: Sequence[Item]) -> Reading:
    """The plan as it is now, with the places of its parts in the document's text."""
    return Reading(
        Document(plan.title, plan.doc_number, plan.issuer, plan.issued_on, plan.year),
        tuple(_task(item, plan.text) for item in items),
        tuple(_group(one) for one in plan.groups),
        tuple(_doubts(plan, items)),
        plan.text,
        tuple(_block(one) for one in plan.blocks),
    )


def _task(item: Item, text: str) -> Task:
    one = as_task(item)
    span = Span(item.start, item.end)
    words = next(iter(item.spans.get("text", ())), (item.start, item.end))
    deadline = one.deadline
    if deadline is not None:
        deadline = Deadline(
            deadline.day, deadline.text, _first(item, "deadline"), is_continuous=deadline.is_continuous
        )
    return Task(
        one.no, one.headings, one.text, span, Span(*words),
        lead_units=_pieces(item, "lead_units", text), co_units=_pieces(item, "co_units", text),
        targets=tuple(_placed(target, raw, item, text) for target, raw in zip(one.targets, _digits(item), strict=True)),
        deadline=deadline, is_continuous=one.is_continuous, nodes=one.nodes,
    )  # fmt: skip


def _first(item: Item, name: str) -> Span:
    pairs = item.spans.get(name)
    return Span(*pairs[0]) if pairs else NOWHERE


def _digits(item: Item) -> list[Mapping[str, Any]]:
    return [one for one in item.targets if one["value"] is not None]


def _placed(target: Target, row: Mapping[str, Any], item: Item, text: str) -> Target:
    """A target where the reader saw it, or where its words stand in the task."""
    if "start" in row:
        span = Span(row["start"], row["end"])
    else:
        at = text.find(target.raw, item.start, item.end) if target.raw else -1
        span = Span(at, at + len(target.raw)) if at >= 0 else Span(item.start, item.end)
    return Target(target.name, target.op, target.value, target.unit, target.raw, span, target.stretch)


def _pieces(item: Item, name: str, text: str) -> tuple[Piece, ...]:
    names, pairs = getattr(item, name), item.spans.get(name, ())
    found = []
    for n, one in enumerate(names):
        at = text.find(one, item.start, item.end)
        if at >= 0:
            span = Span(at, at + len(one))
        elif len(pairs) == len(names):
            span = Span(*pairs[n])
        else:
            span = Span(item.start, item.end)
        found.append(Piece(one, span))
    return tuple(found)


def _group(row: Mapping[str, Any]) -> Group:
    members = tuple(Member(one["role"], one["name"], one["post"], _span(one)) for one in row["members"])
    return Group(row["name"], members, _span(row))


def _span(row: Mapping[str, Any]) -> Span:
    return Span(row.get("start", 0), row.get("end", 0))


def _doubts(plan: Plan, items: Iterable[Item]) -> Iterable[Doubt]:
    """What the reader noticed, in tasks and outside, in the order of the text."""
    rows = [*plan.doubts, *(one for item in items for one in item.doubts if one.get("from") == READ)]
    placed = [one for one in rows if one.get("end")]
    for one in sorted(placed, key=lambda row: (row["start"], row["code"])):
        yield Doubt(one["code"], one["message"], _span(one))


def _block(row: Sequence[Any]) -> Block:
    start, end, kind, level, *cells = row
    return Block(start, end, kind, level, tuple(Span(a, b) for a, b in cells[0]) if cells else ())


# findings and what was made of them ------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """A place of a finding as a page shows it: the words with what stands around them."""

    place: Place
    item: int | None
    before: str
    words: str
    after: str

    @property
    def no(self) -> str:
        return self.place.no or ("正文" if self.item is None else "—")


@dataclass(frozen=True)
class Row:
    """A finding with its places and its verdict."""

    finding: Finding
    spots: tuple[Spot, ...]
    verdict: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def state(self) -> str:
        return str(self.verdict.get("state", ""))

    @property
    def state_label(self) -> str:
        return LABELS[self.state]

    @property
    def item(self) -> int | None:
        """The task to correct: the first that is named."""
        return next((one.item for one in self.spots if one.item is not None), None)


class Examination:
    """All findings of a plan as it is now. Six queries, however many tasks."""

    def __init__(self, plan: Plan, on: date, items: Sequence[Item] | None = None) -> None:
        self.plan = plan
        self.items = list(plan.items.filter(removed=False)) if items is None else items
        self.reading = reading_of(plan, self.items)
        keys = unit_keys(self.reading, self.items, on)
        self.findings = lint.examine(self.reading, keys=keys, days=calendar())

    @cached_property
    def rows(self) -> list[Row]:
        verdicts = self.plan.verdicts
        return [
            Row(one, tuple(self._spot(place) for place in one.places), verdicts.get(one.key, {}))
            for one in self.findings
        ]

    @property
    def open(self) -> list[Row]:
        return [row for row in self.rows if not row.state]

    @property
    def judged(self) -> list[Row]:
        return [row for row in self.rows if row.state]

    @property
    def kinds(self) -> list[tuple[str, str, bool, int]]:
        """(code, label, grave, how many are open) of each kind that was found."""
        counts = Counter(row.finding.code for row in self.open)
        found = dict.fromkeys(row.finding.code for row in self.open)
        return [(code, lint.KINDS[code].label, lint.KINDS[code].grave, counts[code]) for code in found]

    @property
    def corrected(self) -> int:
        """How many findings that were to be corrected are no longer there."""
        there = {one.key for one in self.findings}
        return sum(one["state"] == ACCEPTED and key not in there for key, one in self.plan.verdicts.items())

    def row(self, key: str) -> Row:
        """Raises: FindingGone."""
        found = next((row for row in self.rows if row.key == key), None)
        if found is None:
            raise plan_refused.FindingGone()
        return found

    def _spot(self, place: Place) -> Spot:
        text, span = self.plan.text, place.span
        item = self.items[place.task].pk if place.task is not None else None
        if span.end <= span.start or span.end - span.start > 3 * AROUND:
            return Spot(place, item, "", place.words, "")
        line = text.rfind("\n", 0, span.start) + 1
        stop = text.find("\n", span.end)
        stop = stop if stop >= 0 else len(text)
        before, after = (
            text[max(line, span.start - AROUND) : span.start],
            text[span.end : min(stop, span.end + AROUND)],
        )
        return Spot(
            place, item,
            ("…" if span.start - AROUND > line else "") + before.lstrip(), span.of(text).replace("\n", ""),
            after.rstrip() + ("…" if span.end + AROUND < stop else ""),
        )  # fmt: skip


def unit_keys(reading: Reading, items: Iterable[Item], on: date) -> dict[str, object]:
    """Printed names -> the unit that the county knows them by, those of leading groups' posts too. Four queries."""
    keys: dict[str, object] = {}
    for item in items:
        keys |= {name: link["unit"] for name, link in item.resolved.items() if "unit" in link}
    posts = {name for group in reading.groups for one in group.members for name in offices(one.post)}
    if posts:
        keys |= {name: match.unit.pk for name, match in resolve_units(posts, on).items() if match.unit}
    return keys


def judge(*, plan: Plan, key: str, state: str, reason: str = "", on: date, by: Officer, at: datetime) -> Plan:
    """Say of a finding that it will be corrected, or that it does not count and why; "" opens it again.

    One step that can be undone. Records: supervision.finding_judged. Raises: NotInReview, FindingGone, ReasonMissing.
    """
    if state == DISMISSED and not reason.strip():
        raise plan_refused.ReasonMissing(field="reason")
    with step(plan, f"体检：{LABELS[state] if state else '重新打开'}", by=by, at=at) as one:
        before = one.plan.verdicts.get(key)
        row = before if before and not state else Examination(one.plan, on).row(key).finding
        kind, message = (
            (row["kind"], row["message"]) if isinstance(row, dict) else (row.kind.label, row.message)
        )
        if (before or {}).get("state", "") == state and (before or {}).get("reason", "") == reason.strip():
            return one.plan
        after = None
        if state:
            moment = at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
            after = {
                "state": state,
                "reason": reason.strip(),
                "by": by.name,
                "at": moment,
                "kind": kind,
                "message": message,
            }
        one.judge(key, after)
        record(
            FindingJudged(one.plan.pk, one.plan.title, kind, message, LABELS[state], reason.strip()),
            by=by,
            at=at,
        )
        return one.plan
