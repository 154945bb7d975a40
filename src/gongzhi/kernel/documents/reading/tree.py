"""A part's paragraphs as a tree of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gongzhi.kernel.documents.reading import groups
from gongzhi.kernel.documents.reading.clauses import Clause, find_clauses
from gongzhi.kernel.documents.reading.drafts import (
    Desk,
    footer_units,
    inherit,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import trim
from gongzhi.kernel.documents.reading.labels import GLUED, OWNER_FIELDS, label_at
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.marks import Mark, find_mark
from gongzhi.kernel.documents.reading.owners import Owner, labelled_value, parse_clause
from gongzhi.kernel.documents.reading.parts import Part
from gongzhi.kernel.documents.reading.table_heads import Columns
from gongzhi.kernel.documents.reading.tables import read_table
from gongzhi.kernel.documents.reading.units import are_units
from gongzhi.kernel.documents.reading.values import Piece, Span

_NOTE = re.compile(r"^(?:注|备注|说明|附注)\s*[:：]")
LONGEST_LINE = 20_000  # characters in one paragraph; official ones stay under 3,000
_SECTION_RULE = re.compile(
    r"(?P<which>以上|上述|以下)[^。;由]{0,14}由(?P<who>[^。;]{2,120}?牵头[^。;]*)[。;]?$"
)
# （以上指标牵头单位：A；责任单位：B）
_SECTION_LABELS = re.compile(
    r"[(\[]?(?P<which>以上|上述|以下)[^。;:]{0,12}?(?P<who>(?:牵头|责任|主办|承办)[^:。;]{0,6}:.*?)[)\]]?[。;]?$"
)
_PLAIN_HEAD = re.compile(
    r"(?:主要|重点|工作|具体|年度|总体)?(?:目标任务|任务|目标|措施|举措|要求|工作|保障|保障措施)(?:及?分工)?:?"
)
_INNER = re.compile(r"[。:;]\s*(?=1\s?[.、](?!\d)|\(1\)|①)")
CONTENT = {"task", "name", "goal", "measure"}


@dataclass(slots=True)
class Item:
    """A numbered paragraph, or an unnumbered one (mark None), with what belongs to it."""

    mark: Mark | None
    label: str
    start: int
    words_at: int
    end: int
    clauses: list[Clause] = field(default_factory=list)
    owner: Owner = field(default_factory=Owner)
    content: list[Span] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    kids: list[Item] = field(default_factory=list)  # numbered and unnumbered, in order
    has_table: bool = False
    members: list[Line] = field(default_factory=list)
    level: int = 0
    stop: int = 0  # end of its last line

    @property
    def owned(self) -> bool:
        return bool(self.owner) or bool(self.owner.same)


class Tree:
    """The numbered paragraphs of one part, hung in one another; label lines and clauses hang on theirs."""

    def __init__(self, desk: Desk, part: Part, *, plain_is_work: bool) -> None:
        self.desk, self.part, self.plain_is_work = desk, part, plain_is_work
        self.root = Item(None, "", part.start, part.start, part.start)
        self.stack: list[Item] = [self.root]
        self.last: Item = self.root
        self.in_members: Item | None = None
        self.extras: tuple[Piece, ...] = ()
        self.columns: Columns | None = None
        self.above = Owner()
        self.open_label: tuple[str, int, Owner | None] = (
            "",
            0,
            None,
        )  # field, value's start, owner before it
        self.after_label = ""  # the owner field of the line before, when that was a label line

    def add_line(self, line: Line) -> None:
        desk = self.desk
        a, b = trim(desk.folded, line.start, line.end)
        if b - a > LONGEST_LINE:
            desk.doubt("unread_paragraph", "这一段过长，没有读。请分段后再传。", a, b)
            return
        words = desk.folded[a:b]
        if self._section_rule(a, b):
            desk.kinds[line.start] = ("label", 0)
            return
        if (extras := footer_units(desk, a, b)) and len(words) < 90 and not find_mark(words):
            self.extras += extras
            desk.kinds[line.start] = ("para", 0)
            return
        mark = find_mark(words)
        if mark and mark.style == "1." and mark.value > 1900:
            mark = None
        if _PLAIN_HEAD.fullmatch(words) and len(self.stack) > 1 and self.stack[1].level > 2:
            del self.stack[1:]  # 主要任务: over 1. or （1）; what follows begins anew
            self.last, self.after_label = self.root, ""
            desk.kinds[line.start] = ("heading", 1)
            return
        label = None if mark else label_at(desk.folded, a, b)
        if groups.starts_members(desk.folded[line.start : line.end]) and not (
            label and label[0] in OWNER_FIELDS
        ):
            self._start_members()
        if self.in_members is not None and mark is None:
            self.in_members.members.append(line)
            desk.kinds[line.start] = ("para", 0)
            return
        if mark:
            self.after_label = ""
            for start, stop, inner in self._joined_numbers(a, b, mark):
                self._numbered(replace(line, start=start) if start > a else line, start, stop, inner)
        elif label and (label[0] in OWNER_FIELDS | CONTENT | {"deadline", "person", "chief", "seq"}):
            self._labels(line, a, b)
        elif not (self._bare_clause(line, a, b) or self._goes_on(line, a, b)):
            self.after_label = ""
            if not _NOTE.match(words):
                self._paragraph(line, a, b)

    def _section_rule(self, a: int, b: int) -> bool:
        """以上任务由A牵头，B配合: the owner of the heading over the tasks just read (or, 以下, of those to come)."""
        found = _SECTION_RULE.match(self.desk.folded, a, b) or _SECTION_LABELS.match(self.desk.folded, a, b)
        if not found or len(self.stack) < 2:
            return False
        owner = parse_clause(self.desk.text, found.start("who"), found.end("who"))
        if not (owner.leads or owner.resp):
            return False
        holder = self.stack[-1] if found["which"] == "以下" or len(self.stack) == 2 else self.stack[-2]
        holder.owner = owner | holder.owner
        return True

    def _start_members(self) -> None:
        if self.in_members is None:
            self.in_members = self.stack[-1]

    def _numbered(self, line: Line, a: int, b: int, mark: Mark) -> None:
        text = self.desk.text
        label = re.sub(r"\s", "", text[a : a + mark.length])
        label = label if mark.style in {"(一)", "(1)", "1)", "①", "[1]"} else label.rstrip("、.．，,:：")
        item = Item(mark, label.rstrip("、.．，,"), line.start, a + mark.length, b, stop=b)
        self._find_place(item)
        self.last = item
        inner = label_at(self.desk.folded, item.words_at, b)
        if inner and inner[0] in OWNER_FIELDS | {
            "deadline",
            "person",
            "chief",
        }:  # a card that begins with its owner
            item.end, self.in_members = item.words_at, None
            self._labels(line, item.words_at, b)
            return
        item.clauses = find_clauses(text, item.words_at, b)
        for clause in item.clauses:
            item.owner |= clause.owner
            self._damage(clause)
        self.in_members = item if groups.is_group_title(self.title_of(item)) and not item.owner else None
        if inner and inner[0] in CONTENT and all(c.span.start >= inner[1] for c in item.clauses):
            item.words_at = inner[1]

    def _joined_numbers(self, a: int, b: int, mark: Mark) -> Iterator[tuple[int, int, Mark]]:
        """The numbered paragraphs that a lost line break ran together: the next number right behind a clause."""
        folded = self.desk.folded
        clauses = find_clauses(self.desk.text, a + mark.length, b)
        if len(clauses) > 1 and (first := _INNER.search(folded, a + mark.length, clauses[0].span.start)):
            at, inner = first.end(), find_mark(folded[first.end() : clauses[0].span.start])
            follows, _ = trim(folded, clauses[0].span.end, b)
            second = find_mark(folded[follows : follows + 12])
            if inner and second and (second.style, second.value) == (inner.style, inner.value + 1):
                yield a, at, mark  # （一）工业。1.…（A）2.…（B）
                a, mark = at, inner
        for clause in clauses:
            at, _ = trim(folded, clause.span.end, b)
            after = find_mark(folded[at : at + 12]) if at < b else None
            if after and after.style == mark.style and after.value == mark.value + 1:
                yield a, at, mark
                a, mark = at, after
        yield a, b, mark

    def _find_place(self, item: Item) -> None:
        """Hang the item under the right number: its own style's last parent, else below the deeper of levels."""
        mark = item.mark
        assert mark is not None
        styles = [x.mark.style if x.mark else "" for x in self.stack]
        if mark.style in styles:
            del self.stack[styles.index(mark.style) :]
        else:
            while (
                len(self.stack) > 1
                and self.stack[-1].level >= mark.level
                and (mark.value != 1 or self.stack[-1].owned)
            ):
                self.stack.pop()
            while (
                len(self.stack) > 1
                and self.stack[-1].mark
                and self.stack[-1].mark.style == "——"
                and mark.level < 4
            ):
                self.stack.pop()
        item.level = mark.level
        if mark.style == "——":
            before = [k for k in self.stack[-1].kids if k.mark and k.mark.style == "——"]
            item.label = f"——{len(before) + 1}"
        self.stack[-1].kids.append(item)
        self.stack.append(item)

    def _labels(self, line: Line, a: int, b: int) -> None:
        desk = self.desk
        at = a
        while at < b:
            found = label_at(desk.folded, at, b)
            if not found:
                break
            name, value = found
            stop = self._next_label(value, b) if name in OWNER_FIELDS | {"deadline", "person", "chief"} else b
            self._field(line, name, at, value, stop)
            at = stop
            self.after_label = name if name in OWNER_FIELDS else ""
        desk.kinds[line.start] = ("label", 0)
        self.last.stop = b

    def _next_label(self, at: int, end: int) -> int:
        """Where the next label on the same line begins."""
        folded = self.desk.folded
        for i in range(at + 1, end):
            if GLUED.match(folded, i, end) or (folded[i - 1] in " \t;,。、\n" and not folded[i].isspace()):
                found = label_at(folded, i, end)
                if not found or found[0] not in OWNER_FIELDS | {"deadline", "person", "chief"}:
                    continue
                if ":" in folded[i : found[1]] or folded[i - 2 : i].isspace():
                    return i
        return end

    def _field(self, line: Line, name: str, at: int, value: int, stop: int) -> None:
        desk, last = self.desk, self.last
        if name == "seq":
            mark = Mark("seq", 7, desk.text[value:stop].strip(), 0, 0)
            item = Item(mark, mark.label, line.start, stop, stop, stop=stop)
            self._find_place(item)
            self.last = item
            return
        repeated = name in last.fields and name in OWNER_FIELDS | {"task"}
        has_words = last.end > last.words_at or last.content
        new_record = name == "task" and (
            last is self.root or (last.owned and has_words) or (last.mark is not None and last.kids)
        )
        if repeated or new_record or last is self.root:
            last = self._open_paragraph(line.start, stop, stop)
        last.fields.add(name)
        if name in CONTENT:
            a, b = trim(desk.folded, value, stop)
            found = find_clauses(desk.text, a, b)
            for clause in found:
                last.owner |= clause.owner
            last.content += without(a, b, found, desk.folded)
            return
        self.open_label = (name, value, last.owner) if name in OWNER_FIELDS else ("", 0, None)
        last.owner |= labelled_value(desk.text, name, value, stop)

    def _open_paragraph(self, start: int, words_at: int, end: int) -> Item:
        item = Item(None, "", start, words_at, end, stop=end)
        self.stack[-1].kids.append(item)
        self.last = item
        return item

    def _bare_clause(self, line: Line, a: int, b: int) -> bool:
        """A line that is nothing but a responsibility clause belongs to what stands above it."""
        if self.last is self.root:
            return False
        found = find_clauses(self.desk.text, a, b)
        if not found or without(a, b, found, self.desk.folded):
            return False
        for clause in found:
            self.last.owner |= clause.owner
            self._damage(clause)
        self.last.stop = b
        self.desk.kinds[line.start] = ("label", 0)
        return True

    def _goes_on(self, line: Line, a: int, b: int) -> bool:
        """A list of units that goes on from the label line above."""
        folded, last = self.desk.folded, self.last
        before = folded[max(0, last.stop - 1) : last.stop]
        if last is self.root or not (last.fields & OWNER_FIELDS) or b - a > 80 or "。" in folded[a : b - 1]:
            return False
        if before not in "、," and not self.after_label:
            return False
        words = [w for w in re.split("[、,;]", re.sub("^[和与及]", "", folded[a:b].strip("。 "))) if w]
        if not words or not are_units(words):
            return False
        name, value, before_label = self.open_label
        if before_label is not None:  # a name may be cut in two: read the whole value again
            last.owner = before_label | labelled_value(self.desk.text, name, value, b)
        else:
            more = parse_clause(self.desk.text, a, b)
            last.owner |= (
                labelled_value(self.desk.text, self.after_label or "resp", a, b) if more.resp else more
            )
        last.stop = b
        self.desk.kinds[line.start] = ("label", 0)
        return True

    def _paragraph(self, line: Line, a: int, b: int) -> None:
        item = self._open_paragraph(line.start, a, b)
        item.clauses = find_clauses(self.desk.text, a, b)
        for clause in item.clauses:
            item.owner |= clause.owner
            self._damage(clause)

    def _damage(self, clause: Clause) -> None:
        if clause.damaged:
            self.desk.doubt(
                "lost_bracket", "责任单位的括号缺了一边，按到段末读。", clause.span.start, clause.span.end
            )

    def add_table(self, rows: list[Line]) -> None:
        headings: tuple[str, ...] = ()
        inherited = Owner()
        for item in self.stack[1:]:
            item.has_table = True
            headings += (self.heading_of(item),)
            inherited, _ = inherit(item.owner.settled(), inherited)
        self.in_members = None
        self.columns = read_table(self.desk, rows, headings, inherited, self.columns) or self.columns

    # --- tasks ----------------------------------------------------------------------------------------

    def title_of(self, item: Item) -> str:
        spans = without(item.words_at, item.end, item.clauses, self.desk.folded)
        return unwrap("".join(self.desk.text[s.start : s.end] for s in spans))

    def heading_of(self, item: Item) -> str:
        """A heading's words: the whole when short, else its first sentence."""
        title = self.title_of(item).rstrip("。：:")
        if len(title) <= 40:
            return title
        first = re.match(r"[^。]{2,60}(?=。)", title)
        return first[0] if first else title
