"""Read a part's paragraphs as a tree of numbers, and say which of them are tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongzhi.kernel.documents.reading import groups
from gongzhi.kernel.documents.reading.drafts import (
    Desk,
    Draft,
    add_co_units,
    finish,
    footer_units,
    inherit,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import compact, trim
from gongzhi.kernel.documents.reading.frame import Part
from gongzhi.kernel.documents.reading.labels import OWNER_FIELDS, label_at
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.marks import Mark, find_mark
from gongzhi.kernel.documents.reading.owners import (
    Clause,
    Owner,
    find_clauses,
    labelled_value,
    owner_in_sentence,
    parse_clause,
)
from gongzhi.kernel.documents.reading.tables import Columns, goes_on, read_table
from gongzhi.kernel.documents.reading.targets import find_targets
from gongzhi.kernel.documents.reading.units import looks_like_unit
from gongzhi.kernel.documents.reading.values import Piece, Span, Task

NO_WORK = re.compile(
    r"^(?:指导思想|基本原则|总体思路|基本思路|工作原则|总体要求|总体原则|主要原则|指导原则|编制依据|适用范围|重大意义|重要意义|目的意义|形势(?:分析|背景)?|现状|基本情况|工作回顾|.{0,14}回顾|术语|名词解释|附则|.{0,6}背景|组织机构|"
    r"(?:深刻认识|充分认识).{0,20}(?:意义|重要性))(?:[。:;,]|$)"
)
_NOTE = re.compile(r"^(?:注|备注|说明|附注)\s*[:：]")
LONGEST_LINE = 20_000  # characters in one paragraph; official ones stay under 3,000
_SECTION_RULE = re.compile(
    r"(?P<which>以上|上述|以下)[^。;由]{0,14}由(?P<who>[^。;]{2,120}?牵头[^。;]*)[。;]?$"
)
_CONTENT = {"task", "name", "goal", "measure"}


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


class Outline:
    """Builds the tree of one part and turns it into tasks on the desk."""

    def __init__(self, desk: Desk, part: Part, *, plain_is_work: bool) -> None:
        self.desk, self.part, self.plain_is_work = desk, part, plain_is_work
        self.root = Item(None, "", part.start, part.start, part.start)
        self.stack: list[Item] = [self.root]
        self.last: Item = self.root
        self.in_members: Item | None = None
        self.extras: tuple[Piece, ...] = ()
        self.columns: Columns | None = None
        self.above = Owner()
        self.after_label = ""  # the owner field of the line before, when that was a label line

    def read(self) -> None:
        begun = len(self.desk.tasks)
        lines = self.part.lines
        if groups.is_group_title(self.part.title) and not self._has_owners(lines):
            self._group(self.part.title, lines)
            return
        i = 0
        while i < len(lines):
            if lines[i].table >= 0 and len(lines[i].cells) > 0:
                stop = self._table_end(i)
                self._table(lines[i:stop])
                i = stop
            else:
                self._line(lines[i])
                i += 1
        self._emit(self.root, (), (), Owner(), skip=False)
        if self.extras:
            self.desk.tasks[begun:] = [add_co_units(t, self.extras) for t in self.desk.tasks[begun:]]

    def _table_end(self, i: int) -> int:
        """One past the last row of the table that begins at line i, over page breaks."""
        lines = self.part.lines
        begin, stop = i, i
        while stop < len(lines) and lines[stop].table >= 0:
            if lines[stop].table != lines[begin].table:
                end = stop
                while end < len(lines) and lines[end].table == lines[stop].table:
                    end += 1
                if not goes_on(self.desk, lines[i:stop], lines[stop:end]):
                    break
                begin = stop
            stop += 1
        return stop

    def _has_owners(self, lines: list[Line]) -> bool:
        return any(find_clauses(self.desk.text, x.start, x.end, eager=False) for x in lines if not x.cells)

    # --- building -------------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
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
            self._numbered(line, a, b, mark)
        elif label and (label[0] in OWNER_FIELDS | _CONTENT | {"deadline", "person", "seq"}):
            self._labels(line, a, b)
        elif not (self._bare_clause(line, a, b) or self._goes_on(line, a, b)):
            self.after_label = ""
            if not _NOTE.match(words):
                self._paragraph(line, a, b)

    def _section_rule(self, a: int, b: int) -> bool:
        """以上任务由A牵头，B配合: the owner of the heading over the tasks just read (or, 以下, of those to come)."""
        found = _SECTION_RULE.match(self.desk.folded, a, b)
        if not found or len(self.stack) < 2:
            return False
        owner = parse_clause(self.desk.text, found.start("who"), found.end("who"))
        if not owner.leads:
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
        item.clauses = find_clauses(text, item.words_at, b)
        for clause in item.clauses:
            item.owner |= clause.owner
            self._damage(clause)
        self.in_members = item if groups.is_group_title(self._title(item)) and not item.owner else None
        inner = label_at(self.desk.folded, item.words_at, b)
        if inner and inner[0] in _CONTENT and not item.clauses:
            item.words_at = inner[1]
        self.last = item

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
            stop = self._next_label(value, b) if name in OWNER_FIELDS | {"deadline", "person"} else b
            self._field(line, name, at, value, stop)
            at = stop
            self.after_label = name if name in OWNER_FIELDS else ""
        desk.kinds[line.start] = ("label", 0)
        self.last.stop = b

    def _next_label(self, at: int, end: int) -> int:
        """Where the next label on the same line begins."""
        folded = self.desk.folded
        for i in range(at + 1, end):
            if folded[i - 1] in " \t;,。、\n" and not folded[i].isspace():
                found = label_at(folded, i, end)
                if (
                    found
                    and found[0] in OWNER_FIELDS | {"deadline", "person"}
                    and ":" in folded[i : found[1]]
                ):
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
        new_record = name == "task" and (
            last is self.root or last.owned or (last.mark is not None and last.kids)
        )
        if repeated or new_record or last is self.root:
            last = self._open_paragraph(line.start, stop, stop)
        last.fields.add(name)
        if name in _CONTENT:
            a, b = trim(desk.folded, value, stop)
            found = find_clauses(desk.text, a, b)
            for clause in found:
                last.owner |= clause.owner
            last.content += without(a, b, found, desk.folded)
            return
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
        words = [w for w in re.split("[、,;]", folded[a:b].strip("。 ")) if w]
        if not words or not all(looks_like_unit(w) for w in words):
            return False
        more = parse_clause(self.desk.text, a, b)
        last.owner |= labelled_value(self.desk.text, self.after_label or "resp", a, b) if more.resp else more
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

    def _table(self, rows: list[Line]) -> None:
        headings: tuple[str, ...] = ()
        inherited = Owner()
        for item in self.stack[1:]:
            item.has_table = True
            headings += (self._heading(item),)
            inherited, _ = inherit(item.owner.settled(), inherited)
        self.in_members = None
        self.columns = read_table(self.desk, rows, headings, inherited, self.columns) or self.columns

    # --- tasks ----------------------------------------------------------------------------------------

    def _title(self, item: Item) -> str:
        spans = without(item.words_at, item.end, item.clauses, self.desk.folded)
        return unwrap("".join(self.desk.text[s.start : s.end] for s in spans))

    def _heading(self, item: Item) -> str:
        """A heading's words: the whole when short, else its first sentence."""
        title = self._title(item).rstrip("。：:")
        if len(title) <= 40:
            return title
        first = re.match(r"[^。]{2,60}(?=。)", title)
        return first[0] if first else title

    def _emit(
        self, item: Item, numbers: tuple[str, ...], headings: tuple[str, ...], above: Owner, *, skip: bool
    ) -> None:
        if item.members:
            self._group(self._heading(item) if item.mark else self.part.title, item.members)
        self._check_numbers(item)
        numbered = [k for k in item.kids if k.mark]
        if item.has_table and not numbered and self._title(item).endswith("。") and not skip:
            self._add(item, [item], (*numbers, item.label), headings, above)
        if item is self.root or numbered or item.has_table:
            own, _ = inherit(item.owner.settled(first_leads=self.desk.first_leads), above)
            if item is not self.root:
                headings = (*headings, self._heading(item))
                numbers = (*numbers, item.label)
                self.desk.kinds[item.start] = ("heading", len(numbers))
                self._say_lost_targets(item)
                skip = skip or bool(NO_WORK.match(compact(self._title(item))) and not self._is_shell(item))
            for kid in item.kids:
                if kid.mark:
                    self._emit(kid, (*numbers,), headings, own, skip=skip)
                else:
                    self._loose(kid, numbers, headings, own, skip=skip)
            return
        self._leaf(item, (*numbers, item.label), headings, above, skip=skip)

    def _say_lost_targets(self, item: Item) -> None:
        """A heading's own numbers are nobody's task: say so."""
        if numbers := find_targets(self.desk.text, item.words_at, item.end):
            message = f"标题“{self._heading(item)[:20]}”里有数量目标，没有读成任务。"
            self.desk.doubt("target_in_heading", message, numbers[0].span.start, numbers[-1].span.end)

    def _is_shell(self, item: Item) -> bool:
        """总体要求 over children is only a heading; 基本原则 over children makes them principles."""
        return compact(self._title(item)).startswith(("总体要求", "组织机构"))

    def _loose(
        self, kid: Item, numbers: tuple[str, ...], headings: tuple[str, ...], above: Owner, *, skip: bool
    ) -> None:
        if kid.owned or kid.content:
            self._add(kid, [kid], numbers, headings, above)
        elif not skip and find_targets(self.desk.text, kid.words_at, kid.end):
            message = "这一段有数量目标，但没有责任单位和序号，没有读成任务。"
            self.desk.doubt("unread_paragraph", message, kid.start, kid.stop)

    def _leaf(
        self, item: Item, numbers: tuple[str, ...], headings: tuple[str, ...], above: Owner, *, skip: bool
    ) -> None:
        owned = [k for k in item.kids if k.owned]
        title = self._title(item)
        no_work = skip or bool(NO_WORK.match(compact(title)))
        if item.members and not item.owner:
            return
        if owned and not item.owner and not item.content and self._is_title_only(item, title):
            self.desk.kinds[item.start] = ("heading", len(numbers))
            for kid in item.kids:
                self._loose(kid, numbers, (*headings, self._heading(item)), above, skip=skip)
            return
        if no_work and not item.owned and not owned:
            for part in [item, *item.kids]:
                self._loose(part, numbers, headings, above, skip=skip)
            return
        if not self.plain_is_work and not item.owned and not owned and not item.content:
            return
        body = [item]
        rest = list(item.kids)
        while rest and not item.owner:
            body.append(rest.pop(0))
            if body[-1].owned:
                break
        self._add(item, body, numbers, headings, above)
        for kid in rest:
            self._loose(kid, numbers, headings, above, skip=skip)

    def _is_title_only(self, item: Item, title: str) -> bool:
        return len(title) <= 45 and not title.endswith(("。", "；", ";"))

    def _add(
        self, item: Item, body: list[Item], numbers: tuple[str, ...], headings: tuple[str, ...], above: Owner
    ) -> None:
        """Make one task of an item and the paragraphs that go on with it."""
        desk = self.desk
        texts: list[Span] = []
        owner = Owner()
        for part in body:
            texts += without(part.words_at, part.end, part.clauses, desk.folded)
            texts += part.content
            owner |= part.owner
        owner = self._with_same(owner)
        if not owner and not above.leads and not above.resp:
            for part in body:
                owner |= owner_in_sentence(desk.text, part.words_at, part.end)
        if owner:
            self.above = owner
        no = "/".join(n for n in (self.part.prefix, *numbers) if n)
        titles = (self.part.title, *headings) if self.part.prefix and self.part.title else headings
        draft = Draft(no, tuple(titles), texts, Span(item.start, max(p.stop for p in body)), owner, above)
        if task := finish(desk, draft):
            desk.tasks.append(task)

    def _with_same(self, owner: Owner) -> Owner:
        """The owner with the fields that say 同上 taken from the task before."""
        before, same = self.above, owner.same
        return owner | Owner(
            leaders=before.leaders if "leader" in same else (),
            leads=before.leads if "lead" in same else (),
            cos=before.cos if "co" in same else (),
            resp=before.resp if "resp" in same else (),
        )

    def _group(self, title: str, lines: list[Line]) -> None:
        name = (
            re.sub(r"(?:组成)?(?:成员|人员)?(?:单位)?(?:名单|组成人员|通讯录)$", "", unwrap(title)) or title
        )
        if found := groups.read_group(self.desk.text, name, lines, self.desk.doubts):
            self.desk.groups.append(found)

    def _check_numbers(self, item: Item) -> None:
        for before, after in _neighbours(item.kids):
            assert before.mark and after.mark
            gap = after.mark.value - before.mark.value
            if gap == 0:
                self.desk.doubt("duplicate_number", f"序号“{after.label}”重复出现。", after.start, after.end)
            elif gap != 1 and after.mark.value != 1:
                message = f"序号从“{before.label}”到“{after.label}”不连续，中间可能缺项。"
                self.desk.doubt("gap_in_numbers", message, after.start, after.end)


def _neighbours(kids: list[Item]) -> Iterator[tuple[Item, Item]]:
    by_style: dict[str, Item] = {}
    for kid in kids:
        if kid.mark and kid.mark.value:
            if before := by_style.get(kid.mark.style):
                yield before, kid
            by_style[kid.mark.style] = kid


def has_owner_words(tasks: list[Task]) -> bool:
    """Whether any task names who answers for it."""
    return any(t.lead_units or t.co_units or t.lead_leaders for t in tasks)
