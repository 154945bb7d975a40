"""What a look over a plan finds: a sentence, and the places that it speaks of."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from gongzhi.kernel.documents.reading.fold import compact, fold
from gongzhi.kernel.documents.reading.values import Reading, Span

ELLIPSIS = "…"
LONGEST = 60  # characters of a place's words


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of finding. `grave`: wrong as it stands; otherwise something to look at. `remedy` says what to do."""

    code: str
    label: str
    remedy: str
    grave: bool = True


KINDS = {
    kind.code: kind
    for kind in (
        Kind("numbers_differ", "同一指标数字不一", "请核对，改成同一个数，或写明各指什么时间、什么范围。"),
        Kind("part_exceeds_whole", "分期数超过总数", "请核对分期数和总数，至少有一处要改。"),
        Kind("unit_missing", "指标没有单位", "请补上计量单位。"),
        Kind("unit_unclear", "计量单位两可", "请写明按哪一种单位统计。", grave=False),
        Kind("outside_group", "责任单位不在领导小组", "请把单位列入成员名单，或调整责任单位。"),
        Kind("head_in_group", "单位由正副组长代表", "负责人已在组内任职，成员单位里是否还要列，请确认。", grave=False),
        Kind("group_leads", "牵头的是一组单位", "请明确一家牵头单位。"),
        Kind("task_twice", "任务重复", "请合并，或写明两项有什么不同。"),
        Kind("number_gap", "序号不连续", "请核对是否漏项，或改正序号。"),
        Kind("number_twice", "序号重复", "请改正序号。"),
        Kind("lost_bracket", "缺括号", "请对照原件补上。"),
        Kind("lost_quote", "缺引号", "请对照原件补上。"),
        Kind("lost_digits", "缺数字", "请对照原件补上。"),
        Kind("lost_words", "缺字", "请对照原件补上。"),
        Kind("lost_names", "名单缺姓名", "请对照原件补上。"),
        Kind("garbled", "乱码", "请对照原件改正。"),
        Kind("said_twice", "同一句重复", "请删去一处。", grave=False),
        Kind("no_stop", "句末没有标点", "请核对后面是否漏了文字。", grave=False),
        Kind("deadline_off", "时限逢休息日", "请确认以前一个还是后一个工作日为准。", grave=False),
        Kind("deadline_past", "时限早于发文", "请改成发文以后的日期。"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the document. `task` is the index of its task in the reading, None outside all tasks."""

    span: Span
    words: str
    no: str = ""
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a careful reader would say, with every place that it speaks of, the first the one to change."""

    code: str
    message: str
    places: tuple[Place, ...]

    @property
    def kind(self) -> Kind:
        return KINDS[self.code]

    @property
    def key(self) -> str:
        """The same for the same words in the same tasks, wherever they come to stand in the text."""
        said = [self.code, *(f"{place.no}|{compact(place.words)}" for place in self.places)]
        return sha256("\n".join(said).encode()).hexdigest()[:20]


class Sheet:
    """A reading on the desk: what its text looks like at a place, and which task holds it."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.text, self.tasks = reading, reading.text, reading.tasks

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def _order(self) -> list[int]:
        placed = [n for n, task in enumerate(self.tasks) if task.span.end > task.span.start]
        return sorted(placed, key=lambda n: self.tasks[n].span.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [self.tasks[n].span.start for n in self._order]

    def task_at(self, at: int) -> int | None:
        """The index of the task whose words stand at `at`."""
        n = bisect_right(self._starts, at) - 1
        found = self._order[n] if n >= 0 else None
        return found if found is not None and at < self.tasks[found].span.end else None

    def place(self, span: Span, words: str = "", task: int | None = None) -> Place:
        """A place with its words (the text there, when none are given) and its task."""
        task = self.task_at(span.start) if task is None and span.end > span.start else task
        said = re.sub(r"\s+", " ", words or span.of(self.text)).strip()
        said = said if len(said) <= LONGEST else said[:LONGEST] + ELLIPSIS
        return Place(span, said, self.tasks[task].no if task is not None else "", task)

    def whole(self, task: int) -> Place:
        """The place of a task as a whole, by its own words."""
        one = self.tasks[task]
        return self.place(one.text_span, one.text, task)

    def label(self, task: int) -> str:
        return self.tasks[task].no or "（无序号）"
