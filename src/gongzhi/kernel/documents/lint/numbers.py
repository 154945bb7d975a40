"""The same measure with different numbers, and parts that come to more than their whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from gongzhi.kernel.documents.lint.values import Finding, Sheet
from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.values import Target, Task

SHORTEST = 4  # characters of a measure's name: below this two tasks may well speak of two things
MOST_VALUES = 3  # more different numbers than this under one name are shares given out, no contradiction
SAME = 6  # tasks with one number for one time that a finding names
FILLERS = re.compile(
    r"年均|每年|逐年|全年|年度|累计|总共|力争|争取|努力|确保|实现|完成|开展|组织|计划|全县|全市|全区|全域|群体|各类|各级|城镇|至少|不少于|以上|[的性等]"
)
SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
SENTENCE, CLAUSE = re.compile(r"[。;!?\n]"), re.compile(r"[,。;!?\n]")
EACH_YEAR = re.compile(r"每年|年均|逐年")
EACH = re.compile(r"每(?!年)|月均|季均|人均|户均|平均|分别")
PART = re.compile(
    r"上半年|下半年|(?:第?[一二三四1-4]|首)季度|(?<!\d)(?:[1-9]|1[01])月(?:底|末|份)?(?:前|以前)?"
)
RANGE = re.compile(r"20\d\d年?\s?[—\-~至到]+\s?(20\d\d)年?")
UNTIL = re.compile(r"(?:到|至|截至|截止|力争)\s?(20\d\d)年(?:底|末)?")
OPENING = re.compile(r"^\s*(?:到|至|力争到)?\s?(20\d\d)年(?:底|末)?\s?,")
YEAR = re.compile(r"(20\d\d)年")
WHOLE_YEAR = re.compile(r"全年|年内|当年|本年|今年|年度")
TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道|社区|村)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The time that a number is meant for: each_year, year (of `year`), until (`year`), part or open."""

    sort: str
    year: int = 0
    words: str = ""

    def __str__(self) -> str:
        if self.sort == "each_year":
            return "每年"
        if self.sort == "until":
            return f"到{self.year}年"
        if self.sort == "year":
            return f"{self.year}年" if self.year else "全年"
        return self.words or "未写时间处"


OPEN = Scope("open")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one task, in its plain unit: 1.2万人 is 12000 人."""

    task: int
    target: Target
    value: Decimal
    unit: str
    scope: Scope

    @property
    def words(self) -> str:
        return f"{self.scope}{shown(self.target)}"


def shown(target: Target) -> str:
    """1200人以上

    >>> from gongzhi.kernel.documents.reading.values import Span
    >>> shown(Target("新增高技能人才", ">=", Decimal("1200"), "人", "", Span(0, 0)))
    '不少于1200人'
    """
    signs = {">=": "不少于", ">": "超过", "<=": "不超过", "<": "低于", "approx": "约", "=": ""}
    assert target.value is not None
    return f"{signs[target.op]}{target.value.normalize():f}{target.unit}"


def plain(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A number in its unit without 万 and 亿.

    >>> plain(Decimal("1.6"), "万个")
    (Decimal('16000.0'), '个')
    """
    while len(unit) > 1 and unit[0] in SCALES:
        value, unit = value * SCALES[unit[0]], unit[1:]
    return value, re.sub(r"\(.*?\)", "", unit)


def measure(name: str) -> str:
    """A measure's name in a form that is the same however its words are turned: 技能补贴培训, 补贴性技能培训.

    >>> measure("完成补贴性技能培训") == measure("完成技能补贴培训")
    True
    """
    return "".join(sorted(re.sub(r"[^\w]", "", FILLERS.sub("", compact(name)))))


def number_findings(sheet: Sheet) -> Iterator[Finding]:
    """Measures whose numbers do not go together, one finding a measure and sort."""
    groups: dict[tuple[str, str, bool], list[Figure]] = defaultdict(list)
    figures = list(figures_of(sheet))
    for one in figures:
        name = measure(one.target.name)
        if len(name) >= SHORTEST:
            groups[name, one.unit, one.target.delta].append(one)
    long = any(one.scope.sort == "until" for one in figures)
    for group in groups.values():
        if len(group) > 1 and len({one.value for one in group}) <= MOST_VALUES:
            yield from _judged(sheet, group, long)


def _judged(sheet: Sheet, group: Sequence[Figure], long: bool) -> Iterator[Finding]:
    found: dict[str, dict[int, Figure]] = {"part_exceeds_whole": {}, "numbers_differ": {}}
    kept = _few(group)
    for (i, one), (j, other) in combinations(enumerate(kept), 2):
        code = _verdict(sheet, one, other, long)
        if code:
            found[code] |= {i: one, j: other}
    for code, figures in found.items():
        if figures:
            yield _finding(sheet, code, sorted(figures.values(), key=lambda one: _breadth(one.scope)))


def _few(group: Sequence[Figure]) -> list[Figure]:
    """Without most of those that say the same: a number in hundreds of tasks is told by its first few."""
    seen: Counter[tuple[Decimal, Scope]] = Counter()
    kept = []
    for one in group:
        seen[one.value, one.scope] += 1
        if seen[one.value, one.scope] <= SAME:
            kept.append(one)
    return kept


def _finding(sheet: Sheet, code: str, figures: Sequence[Figure]) -> Finding:
    name = min((FILLERS.sub("", one.target.name).strip() or one.target.name for one in figures), key=len)
    said = list(dict.fromkeys(one.words for one in figures))
    if code == "part_exceeds_whole":
        message = f"“{name}”{said[0]}，{'、'.join(said[1:])}，一个时段的数超过了总数。"
    else:
        message = f"“{name}”几处数字不一：{'、'.join(said)}。"
    places = [
        sheet.place(one.target.span, one.target.raw if one.target.span.end == 0 else "", one.task)
        for one in figures
    ]
    return Finding(code, message, tuple(dict.fromkeys(places)))


def _breadth(scope: Scope) -> int:
    """The whole before its parts."""
    return ("until", "open", "each_year", "year", "part").index(scope.sort)


def _verdict(sheet: Sheet, one: Figure, other: Figure, long: bool) -> str:
    """The code of what is wrong between two numbers of one measure, or ""."""
    a, b = sorted((one, other), key=lambda figure: _breadth(figure.scope))
    if a.value == b.value or a.target.stretch or b.target.stretch or _elsewhere(sheet, a, b):
        return ""
    if a.scope.sort == b.scope.sort:
        same = a.scope == b.scope and not _one_sentence(sheet, a, b) and a.scope.sort != "part"
        return "numbers_differ" if same else ""
    rising = a.target.op in (">=", ">", "=", "approx") and b.target.op in (">=", ">", "=", "approx")
    if not rising or a.unit in ("%", "‰", "个百分点"):
        return ""
    if a.scope.sort == "each_year" and b.scope.sort == "year":
        return "numbers_differ" if b.value < a.value else ""
    if a.scope.sort == "open" and not long:
        return "numbers_differ" if b.scope.sort == "year" and not _one_sentence(sheet, a, b) else ""
    return "part_exceeds_whole" if b.value > a.value else ""


def _one_sentence(sheet: Sheet, a: Figure, b: Figure) -> bool:
    first, last = sorted((a.target.span.start, b.target.span.start))
    return a.task == b.task and not SENTENCE.search(sheet.folded, first, last)


def _elsewhere(sheet: Sheet, a: Figure, b: Figure) -> bool:
    """Whether the two are for different towns: then each has its own number."""
    here, there = (towns(sheet.tasks[one.task]) for one in (a, b))
    return bool(here and there) and here.isdisjoint(there)


def towns(task: Task) -> set[str]:
    """The towns and villages that a task is for, as far as its words, headings and leads say."""
    said = " ".join((*task.headings, task.text, *(piece.text for piece in task.lead_units)))
    return set(TOWN.findall(said))


def figures_of(sheet: Sheet) -> Iterator[Figure]:
    """Every number of every task with its scope."""
    scopes = _task_scopes(sheet)
    for n, task in enumerate(sheet.tasks):
        for target in task.targets:
            if target.value is None:
                continue
            scope = _scope(sheet, target, scopes[n])
            if scope is not None:
                value, unit = plain(target.value, target.unit)
                yield Figure(n, target, value, unit, scope)


def _scope(sheet: Sheet, target: Target, task: Scope) -> Scope | None:
    """The time of one number: its own clause says it, else its sentence, else its task; None for 每村一个."""
    start, end = target.span.start, target.span.end
    if end <= start:
        return task
    clause = sheet.folded[_back(sheet.folded, CLAUSE, start) : end]
    sentence = sheet.folded[_back(sheet.folded, SENTENCE, start) : end]
    if EACH_YEAR.search(clause) or EACH_YEAR.search(target.name):
        return Scope("each_year")
    if EACH.search(clause):
        return None
    if found := PART.search(clause):
        return Scope("part", words=found[0])
    year = task.year if task.sort == "year" else sheet.reading.document.year or 0
    for words in (clause, sentence):
        if found := UNTIL.search(words):
            return Scope("until", int(found[1]))
        if EACH_YEAR.search(words):
            return Scope("each_year")
        if WHOLE_YEAR.search(words):
            return Scope("year", year)
    return task


def _back(folded: str, stop: re.Pattern[str], at: int) -> int:
    """Where the clause or sentence that holds `at` begins."""
    last = 0
    for found in stop.finditer(folded, max(0, at - 400), at):
        last = found.end()
    return last or max(0, at - 400)


def _task_scopes(sheet: Sheet) -> list[Scope]:
    """The time of each task: a goal's introduction says it (2027年，…), else the title of its part."""
    scopes = [OPEN] * len(sheet.tasks)
    goal, part, title = OPEN, OPEN, ""
    for block in sheet.reading.blocks:
        words = sheet.folded[block.start : block.end]
        task = sheet.task_at(block.start)
        if block.kind == "heading" and block.level == 0 and task is None:
            title += words
            part, goal = _of_title(title), OPEN
            continue
        title = title if block.kind == "meta" else ""
        if task is not None:
            scopes[task] = goal if goal is not OPEN else part
        elif block.kind in ("heading", "para"):
            found = OPENING.match(words)
            goal = Scope("until", int(found[1])) if found else OPEN
    return scopes


def _of_title(title: str) -> Scope:
    bare = compact(title)
    if found := RANGE.search(bare):
        return Scope("until", int(found[1]))
    years = set(YEAR.findall(bare))
    return Scope("year", int(years.pop())) if len(years) == 1 else OPEN
