"""Read one document: from bytes or text to a Reading."""

from __future__ import annotations

from array import array
from dataclasses import fields, is_dataclass, replace
from typing import Any

from gongzhi.kernel.documents.reading.clauses import find_clauses
from gongzhi.kernel.documents.reading.drafts import FIRST_LEADS, Desk
from gongzhi.kernel.documents.reading.fold import compact, fold
from gongzhi.kernel.documents.reading.frame import MINUTES, NO_PLAN_WORDS, PLAN_WORDS, Frame, read_frame
from gongzhi.kernel.documents.reading.lines import Source, tabulated
from gongzhi.kernel.documents.reading.outline import Outline, has_owner_words
from gongzhi.kernel.documents.reading.sources import MEGABYTE, open_source
from gongzhi.kernel.documents.reading.values import Block, Doubt, Reading, Span
from gongzhi.kernel.documents.reading.wraps import rejoined


def read(data: bytes | str, name: str = "", *, limit: int = 50 * MEGABYTE) -> Reading:
    """Read an official document; `name` is its file name, `limit` the largest size in bytes.

    A string is read as pasted text. Anything that cannot be read raises a Refusal that says what to do;
    what was read but not understood is a doubt with its place.
    """
    return read_source(open_source(data, name, limit=limit))


def _moved(value: Any, places: array[int]) -> Any:
    """A value of the reading with its places moved to those of the text before its lines were joined."""
    if isinstance(value, tuple):
        return tuple(_moved(v, places) for v in value)
    if isinstance(value, (Span, Block)):
        last = places[value.end - 1] + 1 if value.end > value.start else places[value.start]
        moved = replace(value, start=places[value.start], end=last)
        return replace(moved, cells=_moved(moved.cells, places)) if isinstance(moved, Block) else moved
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            f.name: _moved(v, places)
            for f in fields(value)
            if isinstance(v := getattr(value, f.name), tuple) or is_dataclass(v)
        }
        return replace(value, **changes) if changes else value
    return value


def read_source(source: Source) -> Reading:
    """Read a document that is already lines and rows; lines cut at the page's width are joined first."""
    source = tabulated(rejoined(source))
    reading = _read_joined(source)
    if source.origin is None:
        return reading
    return replace(_moved(reading, source.origin.places), text=source.origin.text)


def _read_joined(source: Source) -> Reading:
    frame = read_frame(source)
    is_plan = looks_like_plan(frame)
    desk = _read_parts(source, frame, plain_is_work=is_plan)
    if not is_plan and sum(bool(t.lead_units) for t in desk.tasks) >= 2:
        desk = _read_parts(source, frame, plain_is_work=True)
    elif not is_plan:
        desk.tasks.clear()
        desk.doubts[:] = [d for d in desk.doubts if d.code in {"lost_bracket", "lost_digits", "unread_table"}]
    else:
        _say_what_was_passed_over(desk, frame)
    _say_what_is_missing(desk, source)
    desk.tasks.sort(key=lambda t: (t.span.start, t.span.end))
    desk.doubts.sort(key=lambda d: (d.span.start, d.code))
    return Reading(
        frame.document,
        tuple(desk.tasks),
        tuple(desk.groups),
        tuple(dict.fromkeys(desk.doubts)),
        source.text,
        tuple(_blocks(source, frame, desk)),
    )


def _read_parts(source: Source, frame: Frame, *, plain_is_work: bool) -> Desk:
    folded = fold(source.text)
    desk = Desk(
        source.text, folded, frame.document.year, bool(FIRST_LEADS.search(folded)), doubts=list(frame.doubts)
    )
    desk.is_minutes = bool(MINUTES.search(frame.document.title))
    for part in frame.parts:
        Outline(desk, part, plain_is_work=plain_is_work).read()
    return desk


def looks_like_plan(frame: Frame) -> bool:
    """Whether numbered paragraphs without owners may be tasks: the title speaks of a plan, or there is no title."""
    title = compact(frame.document.title)
    if not title:
        return True
    if frame.is_bulletin:
        return False
    return bool(PLAN_WORDS.search(title)) and not NO_PLAN_WORDS.search(title)


def _say_what_was_passed_over(desk: Desk, frame: Frame) -> None:
    """A line that names an owner, and is in no task, heading, group or doubt."""
    spans = [x.span for x in desk.tasks] + [x.span for x in desk.groups]
    spans += [x.span for x in desk.doubts if x.span.start]
    for line in (x for part in frame.parts for x in part.lines if x.table < 0):
        if desk.kinds.get(line.start, ("para", 0))[0] in {"heading", "label"}:
            continue
        if any(x.start < line.end and line.start < x.end for x in spans):
            continue
        if find_clauses(desk.text, line.start, line.end, eager=False):
            message = "这一段写有责任单位，没有读成任务，请核对。"
            desk.doubt("unread_paragraph", message, line.start, line.end)


def _say_what_is_missing(desk: Desk, source: Source) -> None:
    if not desk.tasks:
        desk.doubts.append(
            Doubt("no_tasks", "没有读到任务：请确认这是带任务的计划、方案或清单。", Span(0, len(source.text)))
        )
        return
    undated = [t.deadline.span for t in desk.tasks if t.deadline and not t.deadline.day]
    if desk.year is None and undated:
        message = "文件没有写明年份，月份类的时限换算不成日期，请补年份。"
        desk.doubts.append(Doubt("no_year", message, undated[0]))
    owned = has_owner_words(desk.tasks)
    if not owned:
        desk.doubts.append(
            Doubt("no_owners", "整份文件没有写明责任单位，请逐项指定。", Span(0, len(source.text)))
        )
    for task in desk.tasks:
        if owned and not task.lead_units:
            desk.doubts.append(Doubt("no_owner", f"第“{task.no}”项没有牵头（责任）单位。", task.text_span))
        if task.open_ended:
            desk.doubts.append(
                Doubt("open_ended", f"第“{task.no}”项的单位以“等”结尾，请牵头单位确认还有谁。", task.span)
            )


def _blocks(source: Source, frame: Frame, desk: Desk) -> list[Block]:
    meta = {x.start for x in frame.meta}
    head = {x.start for x in frame.head} | {x.start for p in frame.parts for x in p.title_lines}
    blocks = []
    for line in source.lines:
        cells = tuple(Span(line.start, line.start) if c.above else Span(c.start, c.end) for c in line.cells)
        if line.start in meta:
            blocks.append(Block(line.start, line.end, "meta", 0, cells))
        elif line.start in head:
            blocks.append(Block(line.start, line.end, "heading", 0, cells))
        elif line.table >= 0:
            blocks.append(Block(line.start, line.end, "row", line.table, cells))
        else:
            kind, level = desk.kinds.get(line.start, ("para", 0))
            blocks.append(Block(line.start, line.end, kind, level))  # type: ignore[arg-type]
    return blocks
