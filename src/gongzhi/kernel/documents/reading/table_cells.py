"""What a row's cells say: owner, number and words, deadline, figures, nodes, details."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from gongzhi.kernel.documents.reading import deadlines
from gongzhi.kernel.documents.reading.clauses import Clause, find_clauses
from gongzhi.kernel.documents.reading.drafts import (
    Desk,
    Draft,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.labels import quarter_of
from gongzhi.kernel.documents.reading.lines import Cell, Line
from gongzhi.kernel.documents.reading.marks import find_mark
from gongzhi.kernel.documents.reading.owners import Owner, labelled_value
from gongzhi.kernel.documents.reading.table_heads import Columns
from gongzhi.kernel.documents.reading.target_words import UNIT
from gongzhi.kernel.documents.reading.units import SAME, looks_like_unit
from gongzhi.kernel.documents.reading.values import Node, Operator, Piece, Span, Target


@dataclass(slots=True)
class State:
    headings: list[tuple[str, str]] = field(default_factory=list)  # (mark style, text) of section rows
    section: Owner = field(default_factory=Owner)
    sections: list[Owner] = field(default_factory=list)
    category: str = ""
    name: str = ""
    seq: str = ""
    deadline: deadlines.Deadline | None = None
    above: Owner = field(default_factory=Owner)
    drafts: list[Draft] = field(default_factory=list)
    extras: tuple[Piece, ...] = ()


def append_row(desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]], row: Line) -> None:
    draft = state.drafts[-1]
    for cell, _ in cells.get("task", []):
        a, b = trim(desk.folded, cell.start, cell.end)
        if b > a and draft.texts:
            draft.texts.append(Span(a, b))
            draft.glue = ""
    for name in ("leader", "lead", "co", "resp"):
        for cell, _ in cells.get(name, []):
            if not cell.above and desk.text[cell.start : cell.end].strip():
                draft.owner = _grown(desk, draft.owner, name, cell)
    draft.span = Span(draft.span.start, row.end)
    desk.doubt("continued_row", f"第“{draft.no}”项跨页，两页的内容已接在一起，请核对。", row.start, row.end)


def _grown(desk: Desk, owner: Owner, name: str, cell: Cell) -> Owner:
    """The owner with the rest of a list that the page cut; a name cut in two is joined."""
    slot = {"leader": "leaders", "lead": "leads", "co": "cos", "resp": "resp"}[name]
    more = labelled_value(desk.text, name, cell.start, cell.end)
    have = getattr(owner, slot)
    first = re.split("[、,，;；]", desk.text[cell.start : cell.end].strip())[0]
    values = getattr(more, slot)
    if have and first and name != "leader" and not looks_like_unit(have[-1].text):
        joined = Piece(
            have[-1].text + first.strip("。. \n"), Span(have[-1].span.start, cell.start + len(first))
        )
        values = (
            (*have[:-1], joined, *values[1:])
            if values and values[0].text in first
            else (*have[:-1], joined, *values)
        )
        return _with(owner, slot, tuple(values), more.open_ended)
    return owner | more


def _with(owner: Owner, slot: str, values: tuple[Piece, ...], is_open: bool) -> Owner:
    parts = {
        "leaders": owner.leaders,
        "leads": owner.leads,
        "cos": owner.cos,
        "resp": owner.resp,
        slot: values,
    }
    named = (parts["leaders"], parts["leads"], parts["cos"], parts["resp"])
    return Owner(*named, owner.open_ended or is_open, deadline=owner.deadline)


def owner_over(near: Owner, far: Owner) -> Owner:
    """An owner whose gaps are filled from a farther one."""
    units = near if near.leads or near.resp or near.cos else far
    return Owner(
        near.leaders or far.leaders,
        units.leads,
        units.cos,
        units.resp,
        units.open_ended,
        near.chiefs,
        near.deadline or far.deadline,
    )


def number_and_words(
    desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]], columns: Columns
) -> tuple[str, list[Span], list[Clause]]:
    seq = "".join(unwrap(desk.text[c.start : c.end]) for c, _ in cells.get("seq", [])[:1])
    if not seq and columns.of("seq"):
        seq = state.seq
    state.seq = seq
    texts: list[Span] = []
    clauses: list[Clause] = []
    seen: set[int] = set()
    for cell, _ in cells.get("task", []):
        if cell.start in seen:
            continue
        seen.add(cell.start)
        a, b = trim(desk.folded, cell.start, cell.end)
        mark = find_mark(desk.folded[a:b]) if b > a else None
        lone = mark and len(re.findall(r"(?:^|[\n。;])\s*(?:\d+[.、]|\(\d+\)|[①②③])", desk.folded[a:b])) <= 1
        if mark and lone and (not columns.of("seq") or str(mark.value) == seq.strip(".、 ")):
            seq = seq or re.sub(r"\s", "", desk.text[a : a + mark.length]).strip("、.．，,")
            a += mark.length
        found = find_clauses(desk.text, a, b, eager=not any(cells.get(n) for n in ("lead", "resp", "co")))
        clauses += found
        texts += without(a, b, found, desk.folded)
    return seq.strip().strip("、.．"), texts, clauses


def owner_of(
    desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]], clauses: list[Clause]
) -> Owner:
    owner = Owner()
    for clause in clauses:
        owner |= clause.owner
    blank: set[str] = set()
    for name in ("leader", "lead", "resp", "co", "chief"):
        for cell, _ in cells.get(name, []):
            words = desk.text[cell.start : cell.end].strip()
            if not words or SAME.match(desk.folded[cell.start : cell.end]):
                blank.add(name if not words else f"same:{name}")
                continue
            owner |= labelled_value(desk.text, name, cell.start, cell.end)
    owner = _with_above(owner, state.above, blank, has_co="co" in cells)
    state.above = Owner(
        owner.leaders or state.above.leaders, owner.leads, owner.cos, owner.resp, owner.open_ended
    )
    return owner


def _with_above(owner: Owner, above: Owner, blank: set[str], *, has_co: bool) -> Owner:
    """The owner with what its blank cells and 同上 take from the row above."""
    if blank & {"leader", "same:leader"} and not owner.leaders:
        owner |= Owner(leaders=above.leaders)
    if "same:lead" in blank:
        owner |= Owner(leads=above.leads or above.resp)
    if "same:resp" in blank:
        owner |= Owner(resp=above.resp)
        if not above.resp:
            owner |= Owner(leads=() if owner.leads else above.leads, cos=above.cos)
    if "same:co" in blank:
        owner |= Owner(cos=above.cos)
    if blank & {"lead", "resp"} and not (owner.leads or owner.resp or owner.cos):
        owner |= Owner(leads=above.leads, resp=above.resp, open_ended=above.open_ended)
        if "co" in blank or not has_co:
            owner |= Owner(cos=above.cos)
    return owner


def deadline_of(
    desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]]
) -> deadlines.Deadline | None:
    for cell, _ in cells.get("deadline", []):
        if SAME.match(desk.folded[cell.start : cell.end]) and state.deadline:
            return state.deadline
        found = deadlines.in_cell(desk.text, cell.start, cell.end, desk.year)
        if found:
            if found.day is None and not found.is_continuous:
                desk.doubt(
                    "unknown_deadline",
                    f"“{found.text}”不能换算成日期，请补。",
                    found.span.start,
                    found.span.end,
                )
            state.deadline = found
            return found
    return None


_FIGURE = re.compile(
    r"(?P<sign>≥|≤|>|<|=|不低于|不少于|不高于|不超过|约)?\s*(?P<num>\d+(?:\.\d+)?)\s*(?P<suffix>以上|以内|以下|左右)?"
)
_FIGURE_OPS: dict[str, Operator] = {
    "≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "不低于": ">=", "不少于": ">=", "不高于": "<=", "不超过": "<=", "约": "approx",
    "以上": ">=", "以内": "<=", "以下": "<=", "左右": "approx",
}  # fmt: skip


def figures_of(desk: Desk, cells: dict[str, list[tuple[Cell, str]]], name: Span) -> tuple[Target, ...]:
    """Targets of an indicator table: a bare number in the goal column, its unit in another or in the column's head."""
    column = [unwrap(desk.text[c.start : c.end]) for c, _ in cells.get("unit", [])]
    found = []
    for cell, head in cells.get("goal", []):
        bracket = re.search(r"\(([^()]+)\)$", fold(head))
        unit = column[0] if column and column[0] else bracket[1] if bracket else ""
        a, b = trim(desk.folded, cell.start, cell.end)
        if not re.fullmatch(UNIT, fold(unit)) or not (figure := _FIGURE.fullmatch(desk.folded, a, b)):
            continue
        op = _FIGURE_OPS.get(figure["suffix"] or figure["sign"] or "", ">=")
        raw = desk.text[a:b] + (unit if column else "")
        value = Decimal(figure["num"][:15])
        found.append(Target(unwrap(name.of(desk.text)), op, value, unit, raw, Span(a, b)))
    return tuple(found)


def nodes_of(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> list[Node]:
    found = []
    for cell, head in cells.get("quarter", []):
        words = unwrap(desk.text[cell.start : cell.end])
        if words and (quarter := quarter_of(head)):
            found.append(Node(quarter, words, Span(cell.start, cell.end)))
    return found


def details_of(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> list[tuple[str, Piece]]:
    found = []
    for name in ("goal", "unit", "measure", "note", "person", "chief", ""):
        for cell, head in cells.get(name, []):
            if words := unwrap(desk.text[cell.start : cell.end]):
                found.append((head, Piece(words, Span(cell.start, cell.end))))
    return found


def check_numbers(desk: Desk, drafts: list[Draft]) -> None:
    before: dict[str, Draft] = {}
    last = 0
    for draft in drafts:
        if (
            draft.no in before
            and draft.no
            and not draft.shares_number
            and before[draft.no].span.end <= draft.span.start
        ):
            desk.doubt("duplicate_number", f"序号“{draft.no}”重复出现。", draft.span.start, draft.span.end)
        before.setdefault(draft.no, draft)
        if draft.no.isdigit():
            if int(draft.no) > last + 1 and last:
                desk.doubt(
                    "gap_in_numbers",
                    f"序号从{last}跳到{draft.no}，中间可能缺行。",
                    draft.span.start,
                    draft.span.end,
                )
            last = int(draft.no)
