"""Months, and the sentence of the monthly report. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Month:
    """A month by its code, 2026-03."""

    code: str

    @property
    def first(self) -> date:
        """
        >>> Month("2026-02").first, Month("2026-02").last, Month("2026-02").label
        (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28), '2026年2月')
        """
        return date(int(self.code[:4]), int(self.code[5:7]), 1)

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def label(self) -> str:
        return f"{self.first.year}年{self.first.month}月"

    def before(self, count: int = 1) -> Month:
        """
        >>> Month("2026-02").before(2).code
        '2025-12'
        """
        n = self.first.year * 12 + self.first.month - 1 - count
        return Month(f"{n // 12}-{n % 12 + 1:02}")


def month_of(text: str, today: date) -> Month:
    """The month of a code as it was asked for; the present one for what is none or lies far away.

    >>> month_of("2026-03", date(2026, 5, 1)).code, month_of("2026-13", date(2026, 5, 1)).code, month_of("", date(2026, 5, 1)).code
    ('2026-03', '2026-05', '2026-05')
    """
    year, _, month = text.partition("-")
    if (
        len(text) == 7
        and text.isascii()
        and year.isdecimal()
        and month.isdecimal()
        and 1 <= int(month) <= 12
        and 2000 <= int(year) <= 2999
    ):
        return Month(text)
    return Month(f"{today:%Y-%m}")


def sentence(month: Month, stations: int, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What the month comes to, in the words of the source: pieces of text, each with the figure that it holds or "".

    >>> told = {"rounds": 149, "persons": 5559, "problems": 2333, "rectified": 2300, "struck": 2100, "overdue": 3, "missed": 0}
    >>> "".join(text for text, _ in sentence(Month("2019-08"), 85, told))
    '2019年8月，全县85个乡镇生态环保工作站和各级河长、林长巡查149轮次、5559人次，发现问题2333个，已整改2300个、销号2100个，逾期未整改3个。'
    >>> "".join(text for text, _ in sentence(Month("2019-08"), 0, told | {"missed": 2}))[-12:]
    '另有2轮次没有按期巡查。'
    """
    who = f"全县{stations}个乡镇生态环保工作站和各级河长、林长" if stations else "各级巡查人员"
    pieces = [
        (f"{month.label}，{who}巡查", ""), (str(counts["rounds"]), "rounds"), ("轮次、", ""), (str(counts["persons"]), "persons"),
        ("人次，发现问题", ""), (str(counts["problems"]), "problems"), ("个，已整改", ""), (str(counts["rectified"]), "rectified"),
        ("个、销号", ""), (str(counts["struck"]), "struck"), ("个，逾期未整改", ""), (str(counts["overdue"]), "overdue"),
        ("个。", ""),
    ]  # fmt: skip
    if counts["missed"]:
        pieces += [("另有", ""), (str(counts["missed"]), "missed"), ("轮次没有按期巡查。", "")]
    return pieces
