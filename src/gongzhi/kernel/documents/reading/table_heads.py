"""The heads of tables: which column holds what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.kernel.documents.reading.drafts import Desk
from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.labels import field_of
from gongzhi.kernel.documents.reading.lines import Line

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


def goes_on(desk: Desk, rows: list[Line], more: list[Line]) -> bool:
    """Whether `more` is the rest of the table `rows` after a page break: as wide, with the same head or none."""
    if width_of(rows) != width_of(more):
        return False
    _, head = find_head(desk, rows)
    _, own = find_head(desk, more)
    return head is not None and (own is None or own.heads == head.heads)


def width_of(rows: list[Line]) -> int:
    return max((c.column + c.width for row in rows for c in row.cells), default=0)


# --- heads -------------------------------------------------------------------------------------------------


def find_head(desk: Desk, rows: list[Line]) -> tuple[int, Columns | None]:
    """(row of the head, columns); a head names at least a task and an owner, or three known fields."""
    for i, row in enumerate(rows[:6]):
        columns = Columns(_fields(desk, row), width_of(rows), words_of(desk, row))
        if len(columns.heads) < 2:
            continue
        if i + 1 < len(rows) and _is_second_head(desk, rows[i + 1], columns):
            columns.heads |= words_of(desk, rows[i + 1])
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


def words_of(desk: Desk, row: Line, *, own: bool = False) -> frozenset[str]:
    """The words of a row's cells; of its own ones, not those that reach down from above."""
    return frozenset(
        w for c in row.cells if not (own and c.above) and (w := compact(desk.text[c.start : c.end]))
    )


def _is_second_head(desk: Desk, row: Line, columns: Columns) -> bool:
    """Whether a row goes on with a head of two rows: short known words, no number."""
    own = [(c, compact(desk.text[c.start : c.end])) for c in row.cells if not c.above]
    words = [w for _, w in own if w]
    if not words or any(len(w) > 12 for w in words) or any(w.isdigit() for w in words):
        return False
    known = sum(bool(field_of(w)) for w in words)
    return known >= max(1, (len(words) + 1) // 2) and (known == len(words) or known >= 2)


def head_height(desk: Desk, rows: list[Line], at: int, columns: Columns) -> int:
    return 2 if at + 1 < len(rows) and _is_second_head(desk, rows[at + 1], columns) else 1


def _choose(desk: Desk, rows: list[Line], columns: Columns) -> Columns:
    """Settle which column is the task: the best head; a title column left of a fuller one becomes a heading."""
    _use_finer(rows, columns)
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


def _use_finer(rows: list[Line], columns: Columns) -> None:
    """Where the task column is merged down over rows that each have their own measure, the measures are the tasks."""
    tasks, finer = columns.of("task", "name"), columns.of("measure", "goal")
    if not tasks or not finer or finer[0] < tasks[-1]:
        return
    reach = [{c.column: c.above for c in row.cells} for row in rows if len(row.cells) > 2]
    down = sum(r.get(tasks[-1], False) and not r.get(finer[0], True) for r in reach)
    if down >= 1 and down * 6 >= len(reach):
        for column in tasks:
            columns.fields[column] = ("name", columns.fields[column][1])
        columns.fields[finer[0]] = ("task", columns.fields[finer[0]][1])


def _volume(desk: Desk, rows: list[Line], column: int) -> int:
    return sum(c.end - c.start for row in rows[:60] for c in row.cells if c.column == column and not c.above)
