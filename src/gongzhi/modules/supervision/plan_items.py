"""A reading made into items of a plan: pure. What the county makes of the printed names comes after (`plan_names`)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gongzhi.kernel.documents.reading import Block, Doubt, Group, Node, Piece, Reading, Span, Target, Task

STEP = 1000  # between the orders of two items, so that a split finds room
NUMBER_ODDS = ("no_owner",)  # doubts of the reader that `plan_names` says better
READ = "read"  # doubts of the document itself; the others are found anew after each change


def items_of(reading: Reading) -> list[dict[str, Any]]:
    """The columns of each task's item, in the document's order."""
    starts = [task.span.start for task in reading.tasks]
    doubts: list[list[Doubt]] = [[] for _ in reading.tasks]
    for doubt in reading.doubts:
        place = _holder(starts, reading.tasks, doubt.span.start)
        if place is not None and doubt.code not in NUMBER_ODDS:
            doubts[place].append(doubt)
    year = reading.document.year
    numbers = numbers_of(reading.tasks)
    return [
        {
            "order": (n + 1) * STEP,
            **_columns(task, year),
            "no": numbers[n],
            "number_path": task.no[:160],
            "doubts": [_doubt(one) for one in doubts[n]],
        }
        for n, task in enumerate(reading.tasks)
    ]


def numbers_of(tasks: Sequence[Task]) -> list[str]:
    """The numbers as people say them: `31` for `五/（一）/31` where the document counts right through."""
    last = [task.no.rpartition("/")[2] for task in tasks]
    return [no[:60] for no in (last if len(set(last)) == len(last) else [task.no for task in tasks])]


def general_doubts(reading: Reading) -> list[dict[str, Any]]:
    """The doubts that lie in no task: of the document as a whole."""
    starts = [task.span.start for task in reading.tasks]
    rest = [one for one in reading.doubts if _holder(starts, reading.tasks, one.span.start) is None]
    return [_doubt(one) for one in rest]


def _holder(starts: Sequence[int], tasks: Sequence[Task], place: int) -> int | None:
    from bisect import bisect_right

    n = bisect_right(starts, place) - 1
    return n if n >= 0 and place < tasks[n].span.end else None


def _columns(task: Task, year: int | None) -> dict[str, Any]:
    return {
        "headings": list(task.headings),
        "text": task.text,
        "lead_leaders": _names(task.lead_leaders),
        "lead_units": _names(task.lead_units),
        "co_units": _names(task.co_units),
        "open_ended": task.open_ended,
        "targets": [target_json(one) for one in (*task.targets, *task.implied)],
        "nodes": nodes_of(task.nodes, task.deadline.day if task.deadline else None, year),
        "details": [[head, piece.text] for head, piece in task.details],
        "deadline": task.deadline.day if task.deadline else None,
        "deadline_text": (task.deadline.text if task.deadline else "")[:60],
        "is_continuous": task.is_continuous,
        "start": task.span.start,
        "end": task.span.end,
        "spans": _spans(task),
    }


def _names(pieces: Iterable[Piece]) -> list[str]:
    return list(dict.fromkeys(piece.text for piece in pieces if piece.text.strip()))


def _spans(task: Task) -> dict[str, list[list[int]]]:
    found: dict[str, list[Span]] = {
        "text": [task.text_span],
        "lead_leaders": [piece.span for piece in task.lead_leaders],
        "lead_units": [piece.span for piece in task.lead_units],
        "co_units": [piece.span for piece in task.co_units],
        "targets": [one.span for one in task.targets],
        "deadline": [task.deadline.span] if task.deadline else [],
        "parts": list(task.split_suggestions),
    }
    return {name: [[one.start, one.end] for one in spans] for name, spans in found.items() if spans}


def target_json(target: Target) -> dict[str, Any]:
    """A target as an item keeps it; `value` is text, so that no digit is lost, or None without digits."""
    return {
        "name": target.name,
        "op": target.op,
        "value": None if target.value is None else format(target.value.normalize(), "f"),
        "unit": target.unit,
        "raw": target.raw,
        "stretch": target.stretch,
        "start": target.span.start,
        "end": target.span.end,
    }


def nodes_of(nodes: Sequence[Node], deadline: date | None, year: int | None) -> list[dict[str, Any]]:
    """What a table asks for its quarters: by the end of each, a quarter of the whole more."""
    year = deadline.year if deadline else year
    if year is None:
        return []
    found = []
    for node in nodes:
        if node.text.strip():
            month = node.quarter * 3
            last = date(year, month, calendar.monthrange(year, month)[1])
            found.append({"on": last.isoformat(), "percent": node.quarter * 25, "text": node.text[:300]})
    return found


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {"code": doubt.code, "message": doubt.message, "from": READ, **doubt.span.as_json()}


def blocks_json(blocks: Iterable[Block]) -> list[list[Any]]:
    """[[start, end, kind, level, [[start, end] of each cell]], ...]"""
    return [
        [one.start, one.end, one.kind, one.level, [[cell.start, cell.end] for cell in one.cells]]
        for one in blocks
    ]


def groups_json(groups: Iterable[Group]) -> list[dict[str, Any]]:
    return [
        {
            "name": group.name,
            "members": [
                {"role": one.role, "name": one.name, "post": one.post, **one.span.as_json()}
                for one in group.members
            ],
            **group.span.as_json(),
        }
        for group in groups
    ]
