"""What reading an official document gives: plain frozen values, every part with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

BlockKind = Literal["heading", "para", "row", "label", "meta"]
Operator = Literal[">=", "<=", "=", ">", "<", "approx"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of `Reading.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def as_json(self) -> dict[str, int]:
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the document as it is shown: a heading, paragraph, table row, label line or frame line.

    `level` is 0 for the title, 1 for 一、 down to 5 for ①, and the table's ordinal for a row.
    `cells` are the row's cells from left to right; a cell that continues a merged one is empty there.
    """

    start: int
    end: int
    kind: BlockKind = "para"
    level: int = 0
    cells: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A name as printed (unit or leader); line breaks inside it are closed up, so it may differ from its span."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Target:
    """A number promised. `value` is in the printed `unit`; None when the promise has no digits (全覆盖).

    `stretch`: 力争, 争取; failing it is not red. `delta`: the value is a change, not a level.
    """

    name: str
    op: Operator
    value: Decimal | None
    unit: str
    raw: str
    span: Span
    stretch: bool = False
    delta: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day that a task's own words give; `day` is None when the words name no day (按时序)."""

    day: date | None
    text: str
    span: Span
    is_continuous: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """What a table asks for one quarter (1-4)."""

    quarter: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work, as printed.

    `span` covers number, text and responsibility clause; `text_span` the words of the work alone.
    `inherited` names the fields that were taken from a heading, the row above or a footer rule.
    `split_suggestions` are the parts that an officer might want as tasks of their own; empty when one.
    `implied` are targets without digits (全覆盖). `details` are other columns of its row: (head, words).
    """

    no: str
    headings: tuple[str, ...]
    text: str
    span: Span
    text_span: Span
    lead_leaders: tuple[Piece, ...] = ()
    lead_units: tuple[Piece, ...] = ()
    co_units: tuple[Piece, ...] = ()
    open_ended: bool = False
    targets: tuple[Target, ...] = ()
    deadline: Deadline | None = None
    is_continuous: bool = False
    nodes: tuple[Node, ...] = ()
    split_suggestions: tuple[Span, ...] = ()
    implied: tuple[Target, ...] = ()
    details: tuple[tuple[str, Piece], ...] = ()
    inherited: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "no": self.no,
            "headings": list(self.headings),
            "text": self.text,
            "lead_leaders": [piece.text for piece in self.lead_leaders],
            "lead_units": [piece.text for piece in self.lead_units],
            "co_units": [piece.text for piece in self.co_units],
            "open_ended": self.open_ended,
            "targets": [_target_json(target) for target in self.targets],
            "deadline": self.deadline.day.isoformat() if self.deadline and self.deadline.day else None,
            "deadline_text": self.deadline.text if self.deadline else None,
            "source": self.span.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Member:
    """A line of a leading group. `role`: head, deputy, member, office_head. `name` is "" when it was lost."""

    role: str
    name: str
    post: str
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """A leading group, or a list of member units (then only `post` holds the unit)."""

    name: str
    members: tuple[Member, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at. `code` is stable; `message` is plain Chinese."""

    code: str
    message: str
    span: Span

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "place": self.span.as_json()}


@dataclass(frozen=True, slots=True)
class Document:
    """What the document says of itself. `year` is the plan's year, which may not be the year of issue."""

    title: str = ""
    doc_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    year: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "doc_number": self.doc_number,
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, read. `text` is what all spans refer to; `blocks` tile its non-empty lines in order."""

    document: Document
    tasks: tuple[Task, ...] = ()
    groups: tuple[Group, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    text: str = field(default="", repr=False)
    blocks: tuple[Block, ...] = field(default=(), repr=False)

    def doubts_of(self, task: Task) -> Iterator[Doubt]:
        """The doubts whose place lies within the task."""
        for doubt in self.doubts:
            if task.span.start <= doubt.span.start < task.span.end:
                yield doubt


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading in the shape that the command prints and the API gives: plain lists, strings and numbers."""
    return {
        "document": reading.document.as_json(),
        "tasks": [task.as_json() for task in reading.tasks],
        "groups": [
            {
                "name": group.name,
                "members": [{"role": m.role, "name": m.name, "post": m.post} for m in group.members],
            }
            for group in reading.groups
        ],
        "doubts": [doubt.as_json() for doubt in reading.doubts],
    }


def _target_json(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "op": target.op,
        "value": _number(target.value),
        "unit": target.unit,
        "raw": target.raw,
    }


def _number(value: Decimal | None) -> int | float | None:
    """A whole Decimal as int, any other as float.

    >>> _number(Decimal("100")), _number(Decimal("1.6"))
    (100, 1.6)
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
