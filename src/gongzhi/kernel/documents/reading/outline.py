"""Read a part: its tree of numbers, and which of them are tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gongzhi.kernel.documents.reading import groups
from gongzhi.kernel.documents.reading.clauses import asked_in_sentence, find_clauses, owner_in_sentence
from gongzhi.kernel.documents.reading.drafts import (
    Draft,
    add_co_units,
    finish,
    inherit,
    unwrap,
    without,
)
from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.owners import Owner, owner_of_title
from gongzhi.kernel.documents.reading.table_heads import goes_on
from gongzhi.kernel.documents.reading.targets import find_targets
from gongzhi.kernel.documents.reading.tree import Item, Tree
from gongzhi.kernel.documents.reading.values import Span, Task

NO_WORK = re.compile(
    r"^(?:指导思想|总体进展|(?:总体|整体)?进展情况|总体情况|存在(?:的)?(?:主要|突出)?(?:问题|不足)|基本原则|总体思路|基本思路|工作原则|总体要求|总体原则|主要原则|指导原则|编制依据|适用范围|重大意义|重要意义|目的意义|形势(?:分析|背景)?|现状|基本情况|工作回顾|.{0,14}回顾|.{0,4}(?:时间|期限|范围|对象)(?:安排)?|术语|名词解释|附则|.{0,6}背景|组织机构|(?:工作|主要|机构)?职责|"
    r"(?:深刻认识|充分认识).{0,20}(?:意义|重要性))(?:[。:;,]|$)"
)


class Outline(Tree):
    """Turns the tree of one part into tasks on the desk."""

    def read(self) -> None:
        begun = len(self.desk.tasks)
        self.desk.part_title = self.part.title
        lines = self.part.lines
        if groups.is_group_title(self.part.title) and not self._has_owners(lines):
            self._group(self.part.title, lines)
            return
        i = 0
        while i < len(lines):
            if lines[i].table >= 0 and len(lines[i].cells) > 0:
                stop = self._table_end(i)
                self.add_table(lines[i:stop])
                i = stop
            else:
                self.add_line(lines[i])
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

    def _emit(
        self, item: Item, numbers: tuple[str, ...], headings: tuple[str, ...], above: Owner, *, skip: bool
    ) -> None:
        if item.members:
            self._group(self.heading_of(item) if item.mark else self.part.title, item.members)
        self._check_numbers(item)
        numbered = [k for k in item.kids if k.mark]
        if item.has_table and not numbered and self.title_of(item).endswith("。") and not skip:
            self._add(item, [item], (*numbers, item.label), headings, above)
        if item is self.root or numbered or item.has_table:
            said = item.owner.settled(first_leads=self.desk.first_leads)
            own, _ = inherit(said if said.leads else said | self._titled(item), above)
            if item is not self.root:
                headings = (*headings, self.heading_of(item))
                numbers = (*numbers, item.label)
                self.desk.kinds[item.start] = ("heading", len(numbers))
                self._say_lost_targets(item)
                skip = skip or bool(NO_WORK.match(compact(self.title_of(item))) and not self._is_shell(item))
            for kid in item.kids:
                if kid.mark:
                    self._emit(kid, (*numbers,), headings, own, skip=skip)
                else:
                    self._loose(kid, numbers, headings, own, skip=skip)
            return
        self._leaf(item, (*numbers, item.label), headings, above, skip=skip)

    def _titled(self, item: Item) -> Owner:
        return owner_of_title(self.desk.text, item.words_at, item.end) if item.mark else Owner()

    def _say_lost_targets(self, item: Item) -> None:
        """A heading's own numbers are nobody's task: say so."""
        if numbers := find_targets(self.desk.text, item.words_at, item.end):
            message = f"标题“{self.heading_of(item)[:20]}”里有数量目标，没有读成任务。"
            self.desk.doubt("target_in_heading", message, numbers[0].span.start, numbers[-1].span.end)

    def _is_shell(self, item: Item) -> bool:
        """总体要求 over children is only a heading; 基本原则 over children makes them principles."""
        return compact(self.title_of(item)).startswith(("总体要求", "组织机构"))

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
        title = self.title_of(item)
        no_work = skip or bool(NO_WORK.match(compact(title)))
        if item.members and not item.owner:
            return
        if owned and not item.owner and not item.content and self._is_title_only(item, title):
            self.desk.kinds[item.start] = ("heading", len(numbers))
            for kid in item.kids:
                self._loose(kid, numbers, (*headings, self.heading_of(item)), above, skip=skip)
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
                if desk.is_minutes and not owner:
                    owner |= asked_in_sentence(desk.text, part.words_at, part.end)
        if owner or owner.deadline:
            self.above = replace(owner, deadline=owner.deadline or self.above.deadline)
        no = "/".join(n for n in (self.part.prefix, *numbers) if n)
        draft = Draft(no, headings, texts, Span(item.start, max(p.stop for p in body)), owner, above)
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
            open_ended=before.open_ended and bool(same & {"lead", "co", "resp"}),
            deadline=before.deadline if "deadline" in same else None,
        )

    def _group(self, title: str, lines: list[Line]) -> None:
        name = groups.group_name(unwrap(title), self.desk.text)
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
