"""Numbers of tasks, tasks that come twice, days that nobody works on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from rapidfuzz import fuzz, process

from gongzhi.kernel.clock.rules import WorkCalendar
from gongzhi.kernel.documents.lint.numbers import towns
from gongzhi.kernel.documents.lint.values import Finding, Place, Sheet
from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.values import Task

ALIKE = 93  # of 100: two texts that differ by a word or a stop
SHORTEST = 10  # characters; shorter tasks may say the same and mean two things
TITLE = 20  # characters of a sentence that only names the task
SHOWN = 8  # tasks that one finding names


class Days(Protocol):
    """The work calendar as far as it is needed here."""

    def is_open(self, day: date) -> bool: ...

    def open_from(self, day: date) -> date: ...


def statutory_days() -> WorkCalendar:
    """The working days that the State Council announced; where it has not yet, Monday to Friday."""
    from gongzhi.kernel.clock import statutory

    off: set[date] = set()
    worked: set[date] = set()
    for _, year in sorted(statutory.years().items()):  # a notice may set days of the December before it
        for mine, other, days in ((off, worked, year["off"]), (worked, off, year["worked"])):
            mine |= {date.fromisoformat(day) for day in days}
            other -= mine
    return WorkCalendar(frozenset(off), frozenset(worked))


def numbering(sheet: Sheet) -> Iterator[Finding]:
    """Gaps and repeats as the reader saw them, with the task before."""
    for doubt in sheet.reading.doubts:
        code = {"gap_in_numbers": "number_gap", "duplicate_number": "number_twice"}.get(doubt.code)
        if code is None:
            continue
        task = sheet.task_at(doubt.span.start)
        places = [sheet.place(doubt.span, task=task)]
        if task is not None and (other := _sibling(sheet, task, same=code == "number_twice")) is not None:
            places.insert(0, sheet.whole(other))
        yield Finding(code, doubt.message, tuple(places))


def _sibling(sheet: Sheet, task: int, *, same: bool) -> int | None:
    """The task before under the same heading; with `same` the one of the same number."""
    no = sheet.tasks[task].no
    above = no.rpartition("/")[0]
    for n in range(task - 1, -1, -1):
        other = sheet.tasks[n].no
        if other == no if same else other.rpartition("/")[0] == above:
            return n
    return None


def twice(sheet: Sheet) -> Iterator[Finding]:
    """Tasks that say the same; those that differ by their figures or are for different towns do not."""
    words = [_body(compact(task.text)) for task in sheet.tasks]
    first: dict[str, int] = {}
    left: dict[int, str] = {}
    for n, text in enumerate(words):
        if len(text) < SHORTEST:
            continue
        if text in first and not _apart(sheet.tasks[first[text]], sheet.tasks[n]):
            yield _again(sheet, first[text], n, "完全相同")
        elif text not in first:
            near = process.extractOne(text, left, scorer=fuzz.ratio, score_cutoff=ALIKE)
            if near and _is_again(sheet, near[2], n):
                yield _again(sheet, near[2], n, "几乎相同")
            first[text], left[n] = n, text


def _is_again(sheet: Sheet, a: int, b: int) -> bool:
    figures = [[c for c in compact(sheet.tasks[n].text) if c.isdigit()] for n in (a, b)]
    return figures[0] == figures[1] and not _apart(sheet.tasks[a], sheet.tasks[b])


def _again(sheet: Sheet, a: int, b: int, how: str) -> Finding:
    message = f"“{sheet.label(b)}”与“{sheet.label(a)}”{how}。"
    return Finding("task_twice", message, (sheet.whole(a), sheet.whole(b)))


def _body(text: str) -> str:
    """The words of a task without the short sentence that names it, and without the last stop."""
    title, stop, rest = text.partition("。")
    return (rest if stop and len(title) <= TITLE and len(rest) > SHORTEST else text).rstrip("。;")


def _apart(a: Task, b: Task) -> bool:
    """Whether two tasks of one text are for different towns."""
    here, there = towns(a), towns(b)
    return bool(here and there) and here.isdisjoint(there)


def deadlines(sheet: Sheet, days: Days | None) -> Iterator[Finding]:
    """Deadlines that fall on days off, one finding a day, and those before the document itself."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for n, task in enumerate(sheet.tasks):
        if task.deadline and task.deadline.day:
            by_day[task.deadline.day].append(n)
    issued = sheet.reading.document.issued_on
    for day, tasks in sorted(by_day.items()):
        places = tuple(_deadline(sheet, n) for n in tasks[:SHOWN])
        many = f"{len(tasks)}项任务的" if len(tasks) > 1 else ""
        if issued and day < issued:
            message = f"{many}完成时限{day}早于成文日期{issued}。"
            yield Finding("deadline_past", message, places)
        elif days is not None and not days.is_open(day):
            message = f"{many}完成时限{day}是休息日，下一个工作日是{days.open_from(day)}。"
            yield Finding("deadline_off", message, places)


def _deadline(sheet: Sheet, n: int) -> Place:
    one = sheet.tasks[n].deadline
    assert one is not None
    return sheet.place(one.span, one.text or str(one.day), n) if one.span.end else sheet.whole(n)
