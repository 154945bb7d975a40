"""Read tables of tasks: heads, merged and continued cells, section rows, repeated heads."""

from __future__ import annotations

import re

from gongzhi.kernel.documents.reading.clauses import find_clauses
from gongzhi.kernel.documents.reading.drafts import (
    Desk,
    Draft,
    add_co_units,
    finish,
    footer_units,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import compact, trim
from gongzhi.kernel.documents.reading.groups import is_group_title
from gongzhi.kernel.documents.reading.lines import Cell, Line
from gongzhi.kernel.documents.reading.marks import NUMERAL, find_mark
from gongzhi.kernel.documents.reading.owners import Owner, owner_of_title
from gongzhi.kernel.documents.reading.table_cells import (
    State,
    append_row,
    check_numbers,
    deadline_of,
    details_of,
    figures_of,
    nodes_of,
    number_and_words,
    owner_of,
    owner_over,
)
from gongzhi.kernel.documents.reading.table_heads import Columns, find_head, head_height, width_of, words_of
from gongzhi.kernel.documents.reading.units import UNIT_END, looks_like_unit
from gongzhi.kernel.documents.reading.values import Group, Member, Span

_NOTE = re.compile(r"^(?:注|备注|说明|附注|填表说明|填报)\s*[:、]|^注\d|^\*")
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")


def read_table(
    desk: Desk, rows: list[Line], headings: tuple[str, ...], inherited: Owner, known: Columns | None = None
) -> Columns | None:
    """Add the table's tasks to the desk; returns its columns so that a table over the page can go on with them."""
    at, columns = find_head(desk, rows)
    if columns is None and known is not None and width_of(rows) == known.width:
        at, columns = 0, known
    if columns is None:
        if not _name_list(desk, rows, headings):
            desk.doubt(
                "unread_table",
                "这张表没有认得的表头（如“任务”“责任单位”），没有读成任务。",
                rows[0].start,
                rows[-1].end,
            )
        return None
    if _is_matrix(desk, rows[at + 1 :], columns):
        desk.doubt(
            "unread_table", "这张表按单位列数字，没有任务文字，没有读成任务。", rows[0].start, rows[-1].end
        )
        return None
    state = State(sections=[inherited])
    for row in rows[:at]:
        _lone(desk, state, row, before_head=True)
    for row in rows[at + head_height(desk, rows, at, columns) :] if columns is not known else rows:
        _row(desk, state, row, columns, headings, inherited)
    made = [t for d in state.drafts if (t := finish(desk, d))]
    desk.tasks += [add_co_units(t, state.extras) for t in made] if state.extras else made
    check_numbers(desk, state.drafts)
    return columns


def _is_matrix(desk: Desk, rows: list[Line], columns: Columns) -> bool:
    """Whether the column of tasks holds nothing but figures: units down, sums across."""
    at = columns.of("task")
    words = [
        desk.folded[c.start : c.end].strip()
        for row in rows
        for c in row.cells
        if c.column in at and len(row.cells) > 2
    ]
    figures = [w for w in words if re.fullmatch(r"[\d.,%—/]+", w)]
    return len(figures) >= 2 and len(figures) >= len([w for w in words if w]) - 1


def _row(
    desk: Desk, state: State, row: Line, columns: Columns, headings: tuple[str, ...], inherited: Owner
) -> None:
    words = words_of(desk, row, own=True)
    if (
        not words
        or words <= columns.heads
        or (len(words) > 2 and len(words & columns.heads) >= len(words) - 1)
    ):
        return
    filled = [c for c in row.cells if not c.above and c.end > c.start and desk.text[c.start : c.end].strip()]
    if (
        len({compact(desk.text[c.start : c.end]) for c in filled}) == 1
        and (
            len(row.cells) == 1
            or filled[0].width >= columns.width - 1
            or (filled[0].column == 0 and _is_lone_heading(desk, filled[0], row))
        )
        and _lone(desk, state, row)
    ):
        return
    if _is_numbered_heading(desk, state, filled, columns):
        _section_row(desk, state, row, filled)
        return
    if _TOTAL.match(desk.folded[row.start : row.end].strip()):
        return
    cells = _by_field(row, columns)
    if _continues(desk, state, cells, columns):
        append_row(desk, state, cells, row)
        return
    _task(desk, state, row, cells, columns, headings, inherited)


def _is_numbered_heading(desk: Desk, state: State, filled: list[Cell], columns: Columns) -> bool:
    """一 | 教育类: a Chinese number and a name, and nothing else in the row, where tasks have Arabic numbers."""
    if len(filled) != 2 or filled[0].column not in columns.of("seq") or columns.width < 4:
        return False
    number = desk.folded[filled[0].start : filled[0].end].strip().strip("、.()")
    others = [d.no for d in state.drafts]
    return bool(re.fullmatch(f"[{NUMERAL}]+", number)) and not any(
        re.fullmatch(f"[{NUMERAL}]+", n) for n in others
    )


def _section_row(desk: Desk, state: State, row: Line, filled: list[Cell]) -> None:
    clauses = find_clauses(desk.text, filled[1].start, filled[1].end)
    spans = without(filled[1].start, filled[1].end, clauses, desk.folded)
    owner = Owner()
    for clause in clauses:
        owner |= clause.owner
    del state.headings[:], state.sections[1:]
    state.headings.append(("一、", unwrap("".join(desk.text[s.start : s.end] for s in spans))))
    state.sections.append(owner)
    if owner.leaders or owner.leads or owner.resp:
        state.above = Owner()
    state.category = ""
    desk.kinds[row.start] = ("heading", 1)


def _is_lone_heading(desk: Desk, cell: Cell, row: Line) -> bool:
    words = desk.folded[cell.start : cell.end].strip()
    mark = find_mark(words)
    return bool(mark and mark.style in {"一、", "(一)", "part"} and len(words) > mark.length)


def _by_field(row: Line, columns: Columns) -> dict[str, list[tuple[Cell, str]]]:
    found: dict[str, list[tuple[Cell, str]]] = {}
    for cell in row.cells:
        name, head = columns.fields.get(cell.column, ("", ""))
        found.setdefault(name, []).append((cell, head))
    return found


def _lone(desk: Desk, state: State, row: Line, *, before_head: bool = False) -> bool:
    """A row of one cell: a note, a footer rule, or the heading of the rows below."""
    cell = next((c for c in row.cells if c.end > c.start), None)
    if cell is None:
        return True
    a, b = trim(desk.folded, cell.start, cell.end)
    words = desk.folded[a:b]
    if extras := footer_units(desk, a, b):
        state.extras += extras
        return True
    if _NOTE.match(words) or _TOTAL.match(words) or (before_head and not find_mark(words)):
        return True
    if len(words) > 120 and not find_mark(words):
        return False
    mark = find_mark(words)
    clauses = find_clauses(desk.text, a, b)
    owner = Owner()
    for clause in clauses:
        owner |= clause.owner
    spans = without(a + (mark.length if mark else 0), b, clauses, desk.folded)
    title = unwrap("".join(desk.text[s.start : s.end] for s in spans))
    style = mark.style if mark else ""
    depth = next((i for i, (s, _) in enumerate(state.headings) if s == style), len(state.headings))
    if not style:
        depth = 0
    del state.headings[depth:], state.sections[depth + 1 :]
    state.headings.append((style, title))
    owner = owner or owner_of_title(desk.text, a + (mark.length if mark else 0), b)
    state.sections.append(owner)
    state.category = ""
    if owner.leaders or owner.leads or owner.resp:
        state.above = Owner()
    desk.kinds[row.start] = ("heading", depth + 1)
    return True


def _continues(desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]], columns: Columns) -> bool:
    """Whether a row only finishes the one above, cut by a page: no number, and either no words or half names."""
    if not state.drafts or not columns.of("seq"):
        return False
    seq = cells.get("seq", [])
    if any(c.above or desk.text[c.start : c.end].strip() for c, _ in seq):
        return False
    words = [desk.folded[c.start : c.end].strip() for c, _ in cells.get("task", []) if not c.above]
    last = state.drafts[-1]
    last_words = desk.folded[last.texts[-1].start : last.texts[-1].end].rstrip() if last.texts else ""
    if not any(words):
        return True
    names = ("leader", "lead") if columns.of("lead") else ("leader", "resp")
    owners = [desk.folded[c.start : c.end].strip() for n in names for c, _ in cells.get(n, []) if not c.above]
    whole = any(w and UNIT_END.search(re.split("[、,]", w)[0]) for w in owners)
    ends = [pieces[-1].text for pieces in (last.owner.cos, last.owner.resp, last.owner.leads) if pieces]
    is_cut = any(not looks_like_unit(name) for name in ends)
    return not last_words.endswith(("。", ";")) and (is_cut or not whole)


def _task(
    desk: Desk,
    state: State,
    row: Line,
    cells: dict[str, list[tuple[Cell, str]]],
    columns: Columns,
    headings: tuple[str, ...],
    inherited: Owner,
) -> None:
    no, texts, clauses = number_and_words(desk, state, cells, columns)
    owner = owner_of(desk, state, cells, clauses)
    if not texts:
        if owner and not owner.same:
            desk.doubt("empty_task", "这一行有责任单位，没有任务内容。", row.start, row.end)
        elif any(desk.text[c.start : c.end].strip() for c in row.cells if not c.above):
            desk.doubt("unread_row", "这一行没有读成任务。", row.start, row.end)
        return
    targets = figures_of(desk, cells, texts[0])
    above = headings + tuple(t for _, t in state.headings) + _side_headings(desk, state, cells)
    section = Owner()
    for layer in [inherited, *state.sections[1:]]:
        section = owner_over(layer, section)
    goals = [
        Span(*trim(desk.folded, c.start, c.end)) for n in ("goal", "measure") for c, _ in cells.get(n, [])
    ]
    draft = Draft(
        no, above, texts, Span(row.start, row.end), owner, section,
        extra=[s for s in goals if s.end > s.start],
        deadline=deadline_of(desk, state, cells),
        nodes=tuple(nodes_of(desk, cells)),
        details=tuple(details_of(desk, cells)),
        targets=targets,
        shares_number=_shares_number(desk, cells),
    )  # fmt: skip
    state.drafts.append(draft)


def _shares_number(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> bool:
    return any(not desk.text[c.start : c.end].strip() for c, _ in cells.get("seq", []))


def _side_headings(desk: Desk, state: State, cells: dict[str, list[tuple[Cell, str]]]) -> tuple[str, ...]:
    """The category column and a title column, without their numbers; blank ones keep the row above's."""
    found: list[str] = []
    shares = _shares_number(desk, cells)
    for name in ("group", "name"):
        for cell, _ in cells.get(name, [])[:2]:
            words = unwrap(desk.text[cell.start : cell.end])
            mark = find_mark(desk.folded[cell.start : cell.end].strip()) if words else None
            words = words[mark.length :].strip() if mark else words
            if name == "group":
                state.category = words or state.category
                words = state.category
            elif words or not shares:
                state.name = words
            else:
                words = state.name
            if words and words not in found:
                found.append(words)
    return tuple(found)


def _name_list(desk: Desk, rows: list[Line], headings: tuple[str, ...]) -> bool:
    """Whether the table lists people (姓名, 职务); under the heading of a group it becomes one."""
    heads = [compact(desk.text[c.start : c.end]) for c in rows[0].cells]
    if not any(h in {"姓名", "成员姓名"} for h in heads):
        return False
    at = {h: i for i, h in enumerate(heads)}
    members = []
    for row in rows[1:]:
        words = [unwrap(desk.text[c.start : c.end]) for c in row.cells]
        name = words[at.get("姓名", at.get("成员姓名", 0))] if len(words) > at.get("姓名", 0) else ""
        post = next((words[i] for h, i in at.items() if "职务" in h or "单位" in h if i < len(words)), "")
        if name or post:
            members.append(Member("member", re.sub(r"\s", "", name), post, Span(row.start, row.end)))
    title = next((h for h in (*reversed(headings), desk.part_title) if is_group_title(h)), "")
    if title:
        desk.groups.append(Group(title, tuple(members), Span(rows[0].start, rows[-1].end)))
    return True
