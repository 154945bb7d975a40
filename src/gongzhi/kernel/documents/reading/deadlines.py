"""When a task must be done: the last day that its own words give."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from gongzhi.kernel.documents.reading.fold import fold
from gongzhi.kernel.documents.reading.marks import numeral
from gongzhi.kernel.documents.reading.values import Deadline, Span

# 正月初一 of each year. Source: State Council holiday notices to 2026, GB/T 33661 after.
_SPRING_FESTIVAL = {
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10),
    2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23),
    2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_EVES = {"五一": (5, 1), "劳动节": (5, 1), "七一": (7, 1), "国庆": (10, 1), "十一": (10, 1)}

_YEAR = r"(?:(?P<year>20\d\d)\s?年\s?|(?P<rel>今年|本年度?|当年|明年|次年))"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PHRASES = tuple(
    re.compile(p)
    for p in (
        rf"(?P<lead>到|至|于|在|截至)?{_YEAR}?第?(?:(?P<quarter>[一二三四1-4])季度|Q(?P<q>[1-4]))(?P<mark>末|底)?(?P<before>之?前)?",
        rf"(?P<lead>到|至|于|在|截至)?{_YEAR}?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月份?\s?"
        r"(?:(?P<day>[12]\d|3[01]|0?[1-9])\s?(?:日|(?=之?前))|(?P<mark>底|末|上旬|中旬|下旬))?(?P<before>之?前)?",
        rf"(?P<lead>到|至|于|在|截至)?{_YEAR}?(?P<half>上|下)半年(?P<mark>末|底)?(?P<before>之?前)?",
        rf"{_YEAR}?(?P<eve>春节|元旦|“?五一”?|劳动节|“?七一”?|国庆|“?十一”?|汛期|供暖季|秋收)节?(?:来临)?(?P<before>之?前)",
        rf"(?P<lead>到|至|于|在|截至)?{_YEAR}(?!\d{{1,2}}\s?[月—\-~])(?P<mark>底|末)?(?P<before>之?前|内)?",
        r"(?P<end>年底|年末|年内|本年度内|年度内)(?P<before>之?前)?",
        r"(?P<whole>全年)(?!(?:的)?(?:总体|各项|预期)?(?:目标|任务|计划|经济))",
    )
)
_CONTINUOUS = re.compile(
    r"长期坚持|长期推进|长期|持续推进|持续实施|持续开展|常态化?推进|常态化|常态长效|全程|全年持续|全年|常年|贯穿全年"
)
_LONG_TERM = re.compile(r"长期坚持|长期推进|长期任务|常年坚持")
_BACKGROUND = re.compile(r"(?:较|比|自|从|对比|同|于|截止|截至|继)\s*$")
_NUMERIC = re.compile(
    r"(20\d\d)\s?[.\-/年]\s?(1[0-2]|0?[1-9])(?:\s?[.\-/月]\s?([12]\d|3[01]|0?[1-9]))?(?!\d)"
)
_MONTHS = re.compile(
    r"(?:(?P<year>20\d\d)\s?年\s?)?(?<!\d)(?:1[0-2]|0?[1-9])\s?月?\s?[—\-~至到]\s?(?P<month>1[0-2]|0?[1-9])\s?月"
)
_FIGURES = re.compile(
    r"(?:(?P<year>20\d\d))?(?P<month>1[0-2]|0?[1-9])\.?(?P<day>3[01]|[12]\d|0[1-9])(?:前|日前)?"
)  # 20250630, 6.30
_WORK = re.compile(
    r"\s?(?:全面|全部|正式|集中|组织|力争|前后)?(?:开工|完成|建成|竣工|投用|交付|完工|启动|上线|开园|通车|投产|开展|举办|实施|投入|开通|开放|达到|实现)"
)


def in_text(text: str, start: int, end: int, year: int | None) -> Deadline | None:
    """The deadline that running text gives: a day with 前, 底, 末, 到 or 内 about it; the latest when several.

    A year or month that is only mentioned (2019年启动的项目, 较2020年) is no deadline.
    """
    folded = fold(text)
    best: Deadline | None = None
    for day, a, b in _days(folded, start, end, year, strict=True):
        if best is None or (day and (best.day is None or day > best.day)):
            a += folded[a] in "于在"
            best = Deadline(day, text[a:b].strip(), Span(a, b))
    return best


def in_cell(text: str, start: int, end: int, year: int | None) -> Deadline | None:
    """The deadline that a column or label gives: all its words are the deadline; a span of time ends with its end."""
    words = text[start:end].strip(" \t\n\r\u3000\xa0。;；,，")
    if not words or fold(words) in {"—", "-", "/", "无", "——"}:
        return None
    folded = fold(text)
    is_continuous = bool(_CONTINUOUS.search(folded, start, end))
    said = list(_days(folded, start, end, year, strict=False))
    days = [day for day, _, _ in said if day]
    for figures in _NUMERIC.finditer(folded, start, end):
        numeric = _numeric_day(figures)
        if numeric and not any(a < figures.end() and b > figures.start() for day, a, b in said if day):
            days.append(numeric)
    for months in _MONTHS.finditer(folded, start, end) if not days else ():
        if of := int(months["year"] or year or 0):
            days.append(_last(of, int(months["month"])))
    if not days and (bare := _FIGURES.fullmatch(fold(words))) and (of := int(bare["year"] or year or 0)):
        days.append(
            _last(of, int(bare["month"])).replace(
                day=min(int(bare["day"]), _last(of, int(bare["month"])).day)
            )
        )
    if not days and is_continuous and year:
        days.append(date(year, 12, 31))
    begin = text.index(words, start) if words in text[start:end] else start
    return Deadline(max(days, default=None), words, Span(begin, begin + len(words)), is_continuous)


def is_long_term(text: str) -> bool:
    """Whether running text says that the work has no end."""
    return bool(_LONG_TERM.search(fold(text)))


def _days(
    folded: str, start: int, end: int, year: int | None, *, strict: bool
) -> Iterator[tuple[date | None, int, int]]:
    taken: list[tuple[int, int]] = []
    for pattern in _PHRASES:
        for found in pattern.finditer(folded, start, end):
            a, b = found.span()
            if any(a < y and b > x for x, y in taken):
                continue
            parts = found.groupdict()
            if strict and not _is_deadline(folded, found, parts, start, end, year):
                if parts.get("year"):
                    taken.append((a, b))
                continue
            taken.append((a, b))
            day = _resolve(parts, year)
            if strict and day and year and day.year < year:
                continue
            yield day, a, b


def _is_deadline(
    folded: str, found: re.Match[str], parts: dict[str, str | None], start: int, end: int, year: int | None
) -> bool:
    a, b = found.span()
    left, right = folded[max(start, a - 6) : a], folded[b : min(end, b + 4)]
    if _BACKGROUND.search(left) or (parts.get("lead") in {"截至"} and not parts.get("before")):
        return False
    if parts.get("month") and not left.endswith(("《", "(", "〔")) and _WORK.match(folded, b, end):
        return True
    if re.match(r"\s?(?:起|以来|度?同期|[—\-~至到]\s?\d|的?《)", right) or left.endswith(
        ("《", "(", "—", "-", "〔")
    ):
        return False
    if re.match(r"(?:的)?(?:经济|工作|全县|财政|形势|情况|任务完成|运行)", right):
        return False
    if parts.get("eve") or parts.get("end") or parts.get("whole") or parts.get("half"):
        return True
    if parts.get("quarter"):
        return True
    if parts.get("month"):
        return bool(parts.get("mark") or parts.get("before") or parts.get("day") or parts.get("lead"))
    return bool(parts.get("mark") or parts.get("before") or parts.get("lead") in {"到", "至", "于", "在"})


def _resolve(parts: dict[str, str | None], year: int | None) -> date | None:
    if parts.get("year"):
        year = int(parts["year"] or 0)
    elif year and parts.get("rel") in {"明年", "次年"}:
        year += 1
    if year is None:
        return None
    before = (parts.get("before") or "").endswith("前") and not parts.get("mark") and not parts.get("day")
    if quarter := parts.get("quarter") or parts.get("q"):
        number = _QUARTERS[quarter] - (1 if before else 0)
        return _last(year, number * 3) if number else date(year - 1, 12, 31)
    if month := parts.get("month"):
        return _month_day(year, int(month) if month.isdigit() else numeral(month), parts, before)
    if half := parts.get("half"):
        return date(year, 6, 30) if half == "上" else date(year, 12, 31)
    if eve := parts.get("eve"):
        return _eve(year, eve.strip("“”"))
    if before and not parts.get("end"):
        year -= 1
    return date(year, 12, 31)


def _month_day(year: int, month: int, parts: dict[str, str | None], before: bool) -> date | None:
    if not 1 <= month <= 12:
        return None
    if day := parts.get("day"):
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(int(day), last))
    if mark := {"上旬": 10, "中旬": 20}.get(parts.get("mark") or ""):
        return date(year, month, mark)
    return date(year, month, 1) - timedelta(days=1) if before else _last(year, month)


def _eve(year: int, name: str) -> date | None:
    if name == "春节" and year in _SPRING_FESTIVAL:
        return date(year, *_SPRING_FESTIVAL[year]) - timedelta(days=1)
    if name == "元旦":  # of the year that follows
        return date(year, 12, 31)
    return date(year, *_EVES[name]) - timedelta(days=1) if name in _EVES else None


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _numeric_day(found: re.Match[str]) -> date | None:
    year, month = int(found[1]), int(found[2])
    if not found[3]:
        return _last(year, month)
    return date(year, month, min(int(found[3]), calendar.monthrange(year, month)[1]))
