"""Reading a holiday notice as it is published, so that an administrator pastes it instead of picking days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongzhi.kernel.refusals import Refusal

_SECTION = re.compile(
    r"[一二三四五六七八九十]+、([^::。\d]{2,12}):(.*?)(?=[一二三四五六七八九十]+、[^::。\d]{2,12}:|\Z)", re.S
)
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
_RANGE = re.compile(rf"{_DAY}(?:(?:至|到|-|—|–|~){_DAY})?")
_COUNT = re.compile(r"共(\d+)天")


class NoticeUnclear(Refusal):
    code = "clock.notice_unclear"
    message = "通知中“{part}”一段看不懂：{reason}。请改正文字，或逐日填写。"


@dataclass(frozen=True)
class NoticeDays:
    """The days a notice sets, with the name of the festival: keywords for `publish_notice`."""

    off: dict[date, str] = field(default_factory=dict)
    worked: dict[date, str] = field(default_factory=dict)


def read_notice(text: str, year: int) -> NoticeDays:
    """The days of a notice for `year`, from its numbered paragraphs.

    >>> days = read_notice("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。", 2026)
    >>> [day.isoformat() for day in (*days.off, *days.worked)]
    ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']

    The number of days that a paragraph states must be the number found in it. Raises: NoticeUnclear.
    """
    tidy = re.sub(r"\([^()]*\)|\s", "", unicodedata.normalize("NFKC", text))
    found = NoticeDays()
    for name, words in _SECTION.findall(tidy):
        _read_section(name, words, year, found)
    if not found.off:
        raise NoticeUnclear(field="text", part=text.strip()[:10], reason="没有“一、元旦：……放假”这样的段落")
    return found


def _read_section(name: str, words: str, year: int, found: NoticeDays) -> None:
    off: list[date] = []
    for sentence in words.split("。"):
        way = "放假" if "放假" in sentence else "上班" if "上班" in sentence else ""
        if not way:
            continue
        days = list(_days(name, sentence.split(way)[0], year))
        if way == "放假":
            off += days
            stated = _COUNT.search(sentence)
            if stated and int(stated[1]) != len(days):
                raise NoticeUnclear(field="text", part=name, reason=f"写明共{stated[1]}天，读到{len(days)}天")
        else:
            found.worked.update(dict.fromkeys(days, f"{name}调休上班"))
    if not off:
        raise NoticeUnclear(field="text", part=name, reason="没有读到放假日期")
    found.off.update(dict.fromkeys(off, name))


def _days(name: str, words: str, year: int) -> Iterator[date]:
    """The days named in a piece of a sentence; a day without a month has that of the day before it."""
    month = 0
    for match in _RANGE.finditer(words):
        first_year, first_month, first_day, last_year, last_month, last_day = match.groups()
        month = int(first_month or month)
        end_month = int(last_month or month)
        begins = int(first_year) if first_year else year - (last_day is not None and month > end_month)
        try:
            first = date(begins, month, int(first_day))
            last = date(int(last_year or year), end_month, int(last_day)) if last_day else first
        except ValueError as wrong:
            raise NoticeUnclear(field="text", part=name, reason=f"没有“{match[0]}”这样的日期") from wrong
        if not 0 <= (last - first).days < 31:
            raise NoticeUnclear(field="text", part=name, reason=f"“{match[0]}”先后颠倒")
        yield from (first + timedelta(days=i) for i in range((last - first).days + 1))
        month = end_month
