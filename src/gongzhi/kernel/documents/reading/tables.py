"""Read tables of tasks: heads, merged and continued cells, section rows, repeated heads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from gongzhi.kernel.documents.reading import deadlines
from gongzhi.kernel.documents.reading.drafts import (
    Desk,
    Draft,
    add_co_units,
    finish,
    footer_units,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import compact, fold, trim
from gongzhi.kernel.documents.reading.labels import field_of, quarter_of
from gongzhi.kernel.documents.reading.lines import Cell, Line
from gongzhi.kernel.documents.reading.marks import find_mark
from gongzhi.kernel.documents.reading.owners import SAME, Clause, Owner, find_clauses, labelled_value
from gongzhi.kernel.documents.reading.target_words import UNIT
from gongzhi.kernel.documents.reading.units import UNIT_END, looks_like_unit
from gongzhi.kernel.documents.reading.values import Group, Member, Node, Operator, Piece, Span, Target

_NOTE = re.compile(r"^(?:注|备注|说明|附注|填表说明|填报)\s*[:、]|^注\d|^\*")
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计)")
_LOOSE = (
    ("leader", r"领导"), ("lead", r"牵头.*(?:单位|部门)|主办"), ("co", r"(?:配合|协同|协办|参与).*(?:单位|部门)"),
    ("resp", r"责任.*(?:单位|部门|主体)|承办"), ("deadline", r"时限|完成时间|期限"), ("goal", r"年度?目标|目标值"),
    ("task", r"任务|内容|事项"), ("measure", r"措施|举措"), ("goal", r"目标"), ("name", r"项目|工作|指标"),
)  # fmt: skip


@dataclass(slots=True)
class Columns:
    """What each grid column holds: (field, head as printed). `width` counts grid columns."""

    fields: dict[int, tuple[str, str]]
    width: int
    heads: frozenset[str] = frozenset()

    def of(self, *names: str) -> list[int]:
        return [c for c, (name, _) in sorted(self.fields.items()) if name in names]


@dataclass(slots=True)
class _State:
    headings: list[tuple[str, str]] = field(default_factory=list)  # (mark style, text) of section rows
    section: Owner = field(default_factory=Owner)
    sections: list[Owner] = field(default_factory=list)
    category: str = ""
    seq: str = ""
    above: Owner = field(default_factory=Owner)
    drafts: list[Draft] = field(default_factory=list)
    extras: tuple[Piece, ...] = ()


def read_table(
    desk: Desk, rows: list[Line], headings: tuple[str, ...], inherited: Owner, known: Columns | None = None
) -> Columns | None:
    """Add the table's tasks to the desk; returns its columns so that a table over the page can go on with them."""
    at, columns = _head(desk, rows)
    if columns is None and known is not None and _width(rows) == known.width:
        at, columns = 0, known
    if columns is None:
        if not _name_list(desk, rows):
            desk.doubt(
                "unread_table",
                "这张表没有认得的表头（如“任务”“责任单位”），没有读成任务。",
                rows[0].start,
                rows[-1].end,
            )
        return None
    state = _State(sections=[inherited])
    for row in rows[:at]:
        _lone(desk, state, row, before_head=True)
    for row in rows[at + _head_height(desk, rows, at, columns) :] if columns is not known else rows:
        _row(desk, state, row, columns, headings, inherited)
    made = [t for d in state.drafts if (t := finish(desk, d))]
    desk.tasks += [add_co_units(t, state.extras) for t in made] if state.extras else made
    _check_numbers(desk, state.drafts)
    return columns


def goes_on(desk: Desk, rows: list[Line], more: list[Line]) -> bool:
    """Whether `more` is the rest of the table `rows` after a page break: as wide, with the same head or none."""
    if _width(rows) != _width(more):
        return False
    _, head = _head(desk, rows)
    _, own = _head(desk, more)
    return head is not None and (own is None or own.heads == head.heads)


def _width(rows: list[Line]) -> int:
    return max((c.column + c.width for row in rows for c in row.cells), default=0)


# --- heads -------------------------------------------------------------------------------------------------


def _head(desk: Desk, rows: list[Line]) -> tuple[int, Columns | None]:
    """(row of the head, columns); a head names at least a task and an owner, or three known fields."""
    for i, row in enumerate(rows[:6]):
        columns = Columns(_fields(desk, row), _width(rows), _words(desk, row))
        if i + 1 < len(rows) and _is_second_head(desk, rows[i + 1], columns):
            lower = _fields(desk, rows[i + 1])
            for c, (name, words) in lower.items():
                if name and (c not in columns.fields or not rows[i + 1].cells[0].above or name):
                    columns.fields[c] = (name, words)
        names = {name for name, _ in columns.fields.values()}
        work = names & {"task", "name", "goal", "measure"}
        owners = names & {"leader", "lead", "co", "resp"}
        known = [n for n in names if n]
        if (
            (work and owners)
            or (len(known) >= 3 and work)
            or (work and "deadline" in names)
            or ("seq" in names and "task" in names)
        ):
            return i, _choose(desk, rows[i + 1 :], columns)
    return 0, None


def _fields(desk: Desk, row: Line) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for cell in row.cells:
        words = compact(desk.text[cell.start : cell.end])
        for column in range(cell.column, cell.column + cell.width):
            found[column] = (_field(words), words)
    return found


def _field(words: str) -> str:
    if len(words) > 20:
        return ""
    bare = re.sub(r"^\d{4}年度?", "", words)
    if name := field_of(bare) or field_of(words):
        return name
    return next((name for name, pattern in _LOOSE if re.search(pattern, words)), "")


def _words(desk: Desk, row: Line) -> frozenset[str]:
    return frozenset(w for c in row.cells if (w := compact(desk.text[c.start : c.end])))


def _is_second_head(desk: Desk, row: Line, columns: Columns) -> bool:
    """Whether a row goes on with a head of two rows: short known words, no number."""
    own = [(c, compact(desk.text[c.start : c.end])) for c in row.cells if not c.above]
    words = [w for _, w in own if w]
    if not words or any(len(w) > 12 for w in words) or any(w.isdigit() for w in words):
        return False
    known = sum(bool(field_of(w)) for w in words)
    return known >= max(1, (len(words) + 1) // 2) and (known == len(words) or known >= 2)


def _head_height(desk: Desk, rows: list[Line], at: int, columns: Columns) -> int:
    return 2 if at + 1 < len(rows) and _is_second_head(desk, rows[at + 1], columns) else 1


def _choose(desk: Desk, rows: list[Line], columns: Columns) -> Columns:
    """Settle which column is the task: the best head; a title column left of a fuller one becomes a heading."""
    order = ("task", "name", "goal", "measure")
    for name in order:
        found = columns.of(name)
        if not found:
            continue
        if len(found) > 1 and name == "task":
            best = max(found, key=lambda c: _volume(desk, rows, c))
            first = found[0]
            if best != first and _volume(desk, rows, first) * 2 < _volume(desk, rows, best):
                columns.fields[first] = ("name", columns.fields[first][1])
            elif best != first:
                best = first
            for c in found:
                if (
                    c != best
                    and columns.fields[c][0] == "task"
                    and columns.fields[c][1] != columns.fields[best][1]
                ):
                    columns.fields[c] = ("goal", columns.fields[c][1])
        if name != "task":
            words = columns.fields[found[0]][1]
            for c in found:
                if columns.fields[c][1] == words:
                    columns.fields[c] = ("task", words)
        return columns
    return columns


def _volume(desk: Desk, rows: list[Line], column: int) -> int:
    return sum(c.end - c.start for row in rows[:60] for c in row.cells if c.column == column and not c.above)


# --- rows --------------------------------------------------------------------------------------------------


def _row(
    desk: Desk, state: _State, row: Line, columns: Columns, headings: tuple[str, ...], inherited: Owner
) -> None:
    words = _words(desk, row)
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
    if _TOTAL.match(desk.folded[row.start : row.end].strip()):
        return
    cells = _by_field(row, columns)
    if _continues(desk, state, cells, columns):
        _append(desk, state, cells, row)
        return
    _task(desk, state, row, cells, columns, headings, inherited)


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


def _lone(desk: Desk, state: _State, row: Line, *, before_head: bool = False) -> bool:
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
    state.sections.append(owner if owner else Owner())
    state.category = ""
    if owner.leaders or owner.leads or owner.resp:
        state.above = Owner()
    desk.kinds[row.start] = ("heading", depth + 1)
    return True


def _continues(desk: Desk, state: _State, cells: dict[str, list[tuple[Cell, str]]], columns: Columns) -> bool:
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


def _append(desk: Desk, state: _State, cells: dict[str, list[tuple[Cell, str]]], row: Line) -> None:
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
    return Owner(**parts, open_ended=owner.open_ended or is_open, deadline=owner.deadline)


def _task(
    desk: Desk,
    state: _State,
    row: Line,
    cells: dict[str, list[tuple[Cell, str]]],
    columns: Columns,
    headings: tuple[str, ...],
    inherited: Owner,
) -> None:
    no, texts, clauses = _number_and_words(desk, state, cells, columns)
    owner = _owner(desk, state, cells, clauses)
    if not texts:
        if owner and not owner.same:
            desk.doubt("empty_task", "这一行有责任单位，没有任务内容。", row.start, row.end)
        elif any(desk.text[c.start : c.end].strip() for c in row.cells if not c.above):
            desk.doubt("unread_row", "这一行没有读成任务。", row.start, row.end)
        return
    targets = _figures(desk, cells, texts[0])
    above = headings + tuple(t for _, t in state.headings) + _side_headings(desk, state, cells)
    section = Owner()
    for layer in [inherited, *state.sections[1:]]:
        section = _over(layer, section)
    goals = [
        Span(*trim(desk.folded, c.start, c.end)) for n in ("goal", "measure") for c, _ in cells.get(n, [])
    ]
    draft = Draft(
        no, above, texts, Span(row.start, row.end), owner, section,
        extra=[s for s in goals if s.end > s.start],
        deadline=_cell_deadline(desk, cells),
        nodes=tuple(_nodes(desk, cells)),
        details=tuple(_details(desk, cells)),
        targets=targets,
    )  # fmt: skip
    state.drafts.append(draft)


def _over(near: Owner, far: Owner) -> Owner:
    """An owner whose gaps are filled from a farther one."""
    units = near if near.leads or near.resp or near.cos else far
    return Owner(
        near.leaders or far.leaders,
        units.leads,
        units.cos,
        units.resp,
        units.open_ended,
        near.deadline or far.deadline,
    )


def _number_and_words(
    desk: Desk, state: _State, cells: dict[str, list[tuple[Cell, str]]], columns: Columns
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


def _owner(
    desk: Desk, state: _State, cells: dict[str, list[tuple[Cell, str]]], clauses: list[Clause]
) -> Owner:
    owner = Owner()
    for clause in clauses:
        owner |= clause.owner
    blank: set[str] = set()
    for name in ("leader", "lead", "resp", "co"):
        for cell, _ in cells.get(name, []):
            words = desk.text[cell.start : cell.end].strip()
            if not words or SAME.match(desk.folded[cell.start : cell.end]):
                blank.add(name if not words else f"same:{name}")
                continue
            owner |= labelled_value(desk.text, name, cell.start, cell.end)
    above = state.above
    if blank & {"leader", "same:leader"} and not owner.leaders and above.leaders:
        owner |= Owner(leaders=above.leaders)
    has_units = owner.leads or owner.resp
    if (
        blank & {"lead", "resp", "same:lead", "same:resp"}
        and not has_units
        and (not owner.cos or blank & {"same:lead", "same:resp"})
    ):
        owner |= Owner(leads=above.leads, resp=above.resp, open_ended=above.open_ended)
        if ("co" in blank and "same:lead" not in blank) or "co" not in cells:
            owner |= Owner(cos=above.cos)
    if "same:co" in blank:
        owner |= Owner(cos=above.cos)
    state.above = Owner(owner.leaders or above.leaders, owner.leads, owner.cos, owner.resp, owner.open_ended)
    return owner


def _side_headings(desk: Desk, state: _State, cells: dict[str, list[tuple[Cell, str]]]) -> tuple[str, ...]:
    """The category column and a title column, without their numbers; blank ones keep the row above's."""
    found: list[str] = []
    for name in ("group", "name"):
        for cell, _ in cells.get(name, [])[:2]:
            words = unwrap(desk.text[cell.start : cell.end])
            mark = find_mark(desk.folded[cell.start : cell.end].strip()) if words else None
            words = words[mark.length :].strip() if mark else words
            if name == "group":
                state.category = words or state.category
                words = state.category
            if words and words not in found:
                found.append(words)
    return tuple(found)


def _cell_deadline(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> deadlines.Deadline | None:
    for cell, _ in cells.get("deadline", []):
        found = deadlines.in_cell(desk.text, cell.start, cell.end, desk.year)
        if found:
            if found.day is None and not found.is_continuous:
                desk.doubt(
                    "unknown_deadline",
                    f"“{found.text}”不能换算成日期，请补。",
                    found.span.start,
                    found.span.end,
                )
            return found
    return None


_FIGURE = re.compile(
    r"(?P<sign>≥|≤|>|<|=|不低于|不少于|不高于|不超过|约)?\s*(?P<num>\d+(?:\.\d+)?)\s*(?P<suffix>以上|以内|以下|左右)?"
)
_FIGURE_OPS: dict[str, Operator] = {
    "≥": ">=", "≤": "<=", ">": ">", "<": "<", "=": "=", "不低于": ">=", "不少于": ">=", "不高于": "<=", "不超过": "<=", "约": "approx",
    "以上": ">=", "以内": "<=", "以下": "<=", "左右": "approx",
}  # fmt: skip


def _figures(desk: Desk, cells: dict[str, list[tuple[Cell, str]]], name: Span) -> tuple[Target, ...]:
    """Targets of an indicator table: a bare number in the goal column and its unit in a column of its own."""
    units = [unwrap(desk.text[c.start : c.end]) for c, _ in cells.get("unit", [])]
    if not units or not re.fullmatch(UNIT, fold(units[0])):
        return ()
    found = []
    for cell, _ in cells.get("goal", []):
        a, b = trim(desk.folded, cell.start, cell.end)
        if figure := _FIGURE.fullmatch(desk.folded, a, b):
            op = _FIGURE_OPS.get(figure["suffix"] or figure["sign"] or "", ">=")
            raw = desk.text[a:b] + units[0]
            value = Decimal(figure["num"][:15])
            found.append(Target(unwrap(name.of(desk.text)), op, value, units[0], raw, Span(a, b)))
    return tuple(found)


def _nodes(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> list[Node]:
    found = []
    for cell, head in cells.get("quarter", []):
        words = unwrap(desk.text[cell.start : cell.end])
        if words and (quarter := quarter_of(head)):
            found.append(Node(quarter, words, Span(cell.start, cell.end)))
    return found


def _details(desk: Desk, cells: dict[str, list[tuple[Cell, str]]]) -> list[tuple[str, Piece]]:
    found = []
    for name in ("goal", "unit", "measure", "note", "person", ""):
        for cell, head in cells.get(name, []):
            if words := unwrap(desk.text[cell.start : cell.end]):
                found.append((head, Piece(words, Span(cell.start, cell.end))))
    return found


def _check_numbers(desk: Desk, drafts: list[Draft]) -> None:
    before: dict[str, Draft] = {}
    last = 0
    for draft in drafts:
        if draft.no in before and draft.no and before[draft.no].span.end <= draft.span.start:
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


def _name_list(desk: Desk, rows: list[Line]) -> bool:
    """Whether the table lists people (姓名, 职务); then it becomes a group."""
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
    desk.groups.append(Group("", tuple(members), Span(rows[0].start, rows[-1].end)))
    return True
