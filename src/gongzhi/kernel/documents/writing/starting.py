"""A template to begin from, made out of the shipped form of a kind: fields in braces, and conditions where parts may lack.

The shipped function is asked for the paper with a field in place of every part, and again without each part that may
lack; what vanishes then stands under a condition. So the filled starter says what the shipped paper says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from gongzhi.kernel.refusals import Refusal

from .facts import COUNTERS, SEPARATORS
from .kinds import PaperKind
from .layout import layout
from .page import Cell, Grid, Layout, Line, Row, Run
from .paper import Block, Heading, Paper
from .templates.parts import listed_as
from .wording import cn_date

TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|.", re.DOTALL)
Key = tuple[int, ...]  # section, part and, of a table, row
Edit = tuple[int, int, str, str]


class NoStarter(Refusal):
    code = "documents.no_starter"
    message = "{label}每个账号一条，不能做成带填写项的模板，请直接生成。"


def starter(kind: PaperKind) -> Layout:
    """Raises: NoStarter."""
    if not kind.editable:
        raise NoStarter(field="template", label=kind.label)
    return _Starter(kind).made()


def blanks(kind: PaperKind, without: Collection[str] = ()) -> Any:
    """The kind's value with a field for every part; `without`: parts that are left empty."""
    given: dict[str, Any] = {}
    for part in kind.parts:
        empty: Any = () if part.style != "text" else ""
        given[part.name] = empty if part.name in without else _blank(kind, part.name, part.label, part.style)
    names = {field.name for field in fields(kind.values)}
    return replace(kind.sample, **{name: blank for name, blank in given.items() if name in names})


def _blank(kind: PaperKind, name: str, label: str, style: str) -> Any:
    if name in kind.blanks:
        return kind.blanks[name]
    mark = f"{{{{ {label} }}}}"
    if style == "text":
        return mark
    if style == "table":
        return (tuple(f"{{{{ 行.{column} }}}}" for column in kind.sample.columns),)
    if name in SEPARATORS:
        return (mark,)
    return listed_as(label) if style == "list" else ()


class _Starter:
    def __init__(self, kind: PaperKind) -> None:
        self.kind = kind
        self.sample = kind.of(kind.sample)
        self.measured = layout(self.sample)
        self.loop = next((part.label for part in kind.parts if part.style == "parts"), "")
        self.rows = next((part.label for part in kind.parts if part.style == "table"), "")
        self.full = self._laid(())
        self.keys = list(_keys(self.full))
        self.needs: dict[Key, list[str]] = {}
        self.edits: dict[tuple[Key, int], list[Edit]] = {}

    def _laid(self, without: Collection[str]) -> Layout:
        """The layout of the blanks, the head and signature measured by the sample's words."""
        paper = _marked(self.kind.paper(blanks(self.kind, without)))
        stand_in = replace(
            paper, head=self.sample.head, signature=self.sample.signature, signed_on=self.sample.signed_on,
            printed_by=self.sample.signature if paper.printed_by else "",
        )  # fmt: skip
        swaps = {
            self.sample.head: paper.head,
            self.sample.signature: paper.signature,
            cn_date(self.sample.signed_on): cn_date(paper.signed_on),
        }
        return _mapped(layout(stand_in), lambda line: _swapped(line, swaps))

    def made(self) -> Layout:
        optional = [part for part in self.kind.parts if not part.required]
        for part in optional:
            self._compare(self._laid((part.name,)), part.label)
        self._pairs([part.name for part in optional])
        found = replace(self.full, sections=tuple(
            replace(section, parts=tuple(self._parts(s, section.parts)))
            for s, section in enumerate(self.full.sections)
        ))  # fmt: skip
        return _mapped(found, _finished)

    def _compare(self, sparse: Layout, label: str) -> None:
        """Note what the layout without a part lacks, and where its words differ."""
        ours, theirs = [text for text, _ in self.keys], list(_keys(sparse))
        match = SequenceMatcher(None, ours, [text for text, _ in theirs], autojunk=False)
        for code, a, b, c, d in match.get_opcodes():
            if code == "delete":
                self._need(range(a, b), label)
            elif code == "replace":
                pairs = _paired(ours[a:b], [text for text, _ in theirs[c:d]])
                self._need((a + i for i in range(b - a) if i not in pairs), label)
                for i, j in pairs.items():
                    self._inline(self.keys[a + i][1], _at(sparse, theirs[c + j][1]), label)

    def _need(self, which: Any, label: str) -> None:
        for i in which:
            self.needs.setdefault(self.keys[i][1], []).append(label)

    def _pairs(self, names: list[str]) -> None:
        """What only vanishes when two parts are lacking stands under either of them."""
        labels = {part.name: part.label for part in self.kind.parts}
        left = [text for text, _ in _keys(self._laid(names))]
        lost = [
            text for text, key in self.keys if key not in self.needs and text not in left and "{{ 章" in text
        ]
        for one, other in combinations(names, 2) if lost else ():
            texts = {text for text, _ in _keys(self._laid((one, other)))}
            for text, key in self.keys:
                if text in lost and text not in texts and key not in self.needs:
                    self.needs[key] = [f"({labels[one]} or {labels[other]})"]

    def _inline(self, key: Key, other: Any, label: str) -> None:
        for n, (ours, theirs) in enumerate(zip(_lines(_at(self.full, key)), _lines(other), strict=False)):
            if ours.text != theirs.text:
                edit = difference(ours.text, theirs.text, label)
                self.edits.setdefault((key, n), []).extend([edit] if edit else [])

    def _parts(self, s: int, parts: Any) -> Iterator[Any]:
        open_needs: list[str] = []
        looping = False
        for p, part in enumerate(parts):
            needs = self.needs.get((s, p), [])
            inside = isinstance(part, Line) and "{{ 件." in part.text
            if looping and not inside:
                yield tag("{%p endfor %}")
            if needs != open_needs:
                yield from [tag("{%p endif %}")] if open_needs else []
                yield from [tag(f"{{%p if {' and '.join(needs)} %}}")] if needs else []
            if inside and not looping:
                yield tag(f"{{%p for 件 in {self.loop} %}}")
            open_needs, looping = needs, inside
            yield from self._part((s, p), part, inside)
        yield from [tag("{%p endfor %}")] if looping else []
        yield from [tag("{%p endif %}")] if open_needs else []

    def _part(self, key: Key, part: Any, inside: bool) -> Iterator[Any]:
        if isinstance(part, Grid):
            yield self._grid(key, part)
            return
        line = edited(part, self.edits.get((key, 0), ()))
        alone = re.fullmatch(r"\{\{ (件\.[^|{} ]+)(?:\|[^{} ]+)? \}\}。?", line.text) if inside else None
        yield from [tag(f"{{%p if {alone[1]} %}}"), line, tag("{%p endif %}")] if alone else [line]

    def _grid(self, key: Key, grid: Grid) -> Grid:
        grid = _widened(grid, self.measured)
        rows: list[Row] = []
        for r, row in enumerate(grid.rows):
            cells, n = [], 0
            for cell in row.cells:
                lines = tuple(
                    edited(line, self.edits.get(((*key, r), n + i), ())) for i, line in enumerate(cell.lines)
                )
                n += len(cell.lines)
                cells.append(replace(cell, lines=lines))
            needs = [one for one in self.needs.get((*key, r), []) if one not in self.needs.get(key, [])]
            wrap = [f"if {' and '.join(needs)}"] if needs else []
            wrap += (
                [f"for 行 in {self.rows}"] if any("{{ 行." in cell.lines[0].text for cell in cells) else []
            )
            span = sum(cell.span for cell in cells)
            rows += [_tag_row(f"{{%tr {words} %}}", span) for words in wrap]
            rows.append(replace(row, cells=tuple(cells)))
            rows += [_tag_row(f"{{%tr end{words.split()[0]} %}}", span) for words in reversed(wrap)]
        return replace(grid, rows=tuple(rows))


def difference(ours: str, theirs: str, label: str) -> Edit | None:
    """The words of a line that need a part: from, to, the part, and what stands there instead; None when it may lack."""
    one, other = TOKEN.findall(ours), TOKEN.findall(theirs)
    before = _common(one, other)
    after = _common(one[before:][::-1], other[before:][::-1])
    middle, instead = one[before : len(one) - after], "".join(other[before : len(other) - after])
    if not instead and len(middle) == 1 and label in middle[0]:
        return None  # an empty field prints nothing anyway
    return len("".join(one[:before])), len("".join(one[: len(one) - after])), label, instead


def edited(line: Line, edits: Sequence[Edit]) -> Line:
    """The line with each difference under a condition, from the last to the first so that places keep."""
    for start, end, label, instead in sorted(edits, reverse=True):
        stop = f"{{% else %}}{instead}{{% endif %}}" if instead else "{% endif %}"
        line = _inserted(_inserted(line, end, stop, after=True), start, f"{{% if {label} %}}", after=False)
    return line


def _inserted(line: Line, place: int, words: str, after: bool) -> Line:
    """Words put in at a place; on the edge of two runs they go to the first with `after`, else to the second."""
    runs, at, done = [], 0, False
    for run in (*line.runs, *line.tail):
        end = at + len(run.text)
        here = at < place <= end if after else at <= place < end
        if here and not done:
            run, done = replace(run, text=run.text[: place - at] + words + run.text[place - at :]), True
        runs.append(run)
        at = end
    count = len(line.runs)
    return replace(line, runs=tuple(runs[:count]), tail=tuple(runs[count:]))


def _common(one: list[str], other: list[str]) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _paired(ours: list[str], theirs: list[str]) -> dict[int, int]:
    """Which of ours each of theirs most resembles, in order."""
    pairs: dict[int, int] = {}
    first = 0
    for j, text in enumerate(theirs):
        left = range(first, len(ours) - (len(theirs) - j - 1))
        best = max(left, key=lambda i: SequenceMatcher(None, ours[i], text).ratio(), default=None)
        if best is not None:
            pairs[best] = j
            first = best + 1
    return pairs


def _keys(found: Layout) -> Iterator[tuple[str, Key]]:
    """Every paragraph, table and row of a layout as words, with where it is."""
    for s, section in enumerate(found.sections):
        for p, part in enumerate(section.parts):
            if isinstance(part, Line):
                yield part.text, (s, p)
                continue
            yield f"\x1d{part.borders}", (s, p)
            for r, row in enumerate(part.rows):
                yield "\x1e" + "\x1f".join(line.text for cell in row.cells for line in cell.lines), (s, p, r)


def _at(found: Layout, key: Key) -> Any:
    part = found.sections[key[0]].parts[key[1]]
    return part.rows[key[2]] if len(key) > 2 and isinstance(part, Grid) else part


def _lines(part: Any) -> list[Line]:
    if isinstance(part, Line):
        return [part]
    return [line for cell in part.cells for line in cell.lines] if isinstance(part, Row) else []


def _marked(paper: Paper) -> Paper:
    """Headings that count by a field instead of by themselves, so that they close up when a section is lacking."""
    names = list(COUNTERS)

    def marked(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(
            replace(one, number=f"{{{{ {names[one.level - 1]} }}}}")
            if isinstance(one, Heading) and one.number is None
            else one
            for one in blocks
        )

    annexes = tuple(replace(annex, body=marked(annex.body)) for annex in paper.annexes)
    return replace(paper, body=marked(paper.body), annexes=annexes)


def _mapped(found: Layout, change: Any) -> Layout:
    """The layout with every line of it changed."""

    def part(one: Any) -> Any:
        if isinstance(one, Line):
            return change(one)
        rows = (replace(row, cells=tuple(cell(c) for c in row.cells)) for row in one.rows)
        return replace(one, rows=tuple(rows))

    def cell(one: Cell) -> Cell:
        return replace(one, lines=tuple(change(line) for line in one.lines))

    return replace(
        found,
        sections=tuple(replace(s, parts=tuple(part(one) for one in s.parts)) for s in found.sections),
        first_header=tuple(change(line) for line in found.first_header),
    )


def _swapped(line: Line, swaps: dict[str, str]) -> Line:
    def swap(runs: tuple[Run, ...]) -> tuple[Run, ...]:
        return tuple(replace(run, text=swaps.get(run.text, run.text)) if run.text else run for run in runs)

    return replace(line, runs=swap(line.runs), tail=tuple(_ending(run, swaps) for run in swap(line.tail)))


def _ending(run: Run, swaps: dict[str, str]) -> Run:
    """The date inside 2026年7月6日印发 and the like."""
    for old, new in swaps.items():
        if old and run.text.startswith(old):
            return replace(run, text=new + run.text[len(old) :])
    return run


def _finished(line: Line) -> Line:
    """Full stops by the field's own ending, where nothing but a field stands before them."""
    runs = []
    for run in line.runs:
        text = re.sub(r"(\|分[段条点款] \}\})。", r"\1", run.text)
        runs.append(replace(run, text=re.sub(r"\{\{ ([^|{}\s]+) \}\}。", r"{{ \1|句 }}", text)))
    return replace(line, runs=tuple(runs))


def _widened(grid: Grid, measured: Layout) -> Grid:
    """A grid of fields as wide, as high and set as the sample's."""
    for section in measured.sections:
        for part in section.parts:
            if not isinstance(part, Grid) or len(part.columns) != len(grid.columns) or len(grid.columns) < 4:
                continue
            if len(part.rows) == len(grid.rows):
                rows = zip(grid.rows, part.rows, strict=True)
                grid = replace(grid, rows=tuple(replace(row, height=like.height) for row, like in rows))
            if any(row.header for row in part.rows) and len(part.rows) > 1:
                looks = [cell.lines[0].align for cell in part.rows[1].cells]
                grid = replace(
                    grid, rows=tuple(row if row.header else _aligned(row, looks) for row in grid.rows)
                )
            return replace(grid, columns=part.columns)
    return grid


def _aligned(row: Row, looks: list[Any]) -> Row:
    if len(row.cells) != len(looks):
        return row
    cells = (
        replace(cell, lines=tuple(replace(line, align=look) for line in cell.lines))
        for cell, look in zip(row.cells, looks, strict=True)
    )
    return replace(row, cells=tuple(cells))


def tag(words: str) -> Line:
    """A paragraph that is gone when the template is filled."""
    return Line((Run(words),))


def _tag_row(words: str, span: int) -> Row:
    return Row((Cell((Line((Run(words, size=12.0),), "left", pitch=18),), span),))
