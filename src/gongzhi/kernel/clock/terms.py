"""A term: how long somebody has, in the unit that the rule which gives it counts in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from gongzhi.kernel.refusals import Refusal

LONGEST = 100_000  # of any unit; longer is a slip of the keyboard
HALF_DAY = Decimal("3.25")  # working hours in half of the default office day


class TermUnclear(Refusal):
    code = "clock.term_unclear"
    message = "看不懂期限“{text}”。请写成“5个工作日”“4个工作小时”“2小时”“30日”或“3个月”。"


class TermOutOfRange(Refusal):
    code = "clock.term_out_of_range"
    message = "期限“{text}”超出范围：应为0到100000之间；工作日、日、月须为整数。"


class TermKind(StrEnum):
    """What a term counts; the value is the code that is stored."""

    WORKING_DAYS = "wd"
    WORKING_HOURS = "wh"
    HOURS = "h"
    MINUTES = "min"
    DAYS = "d"
    MONTHS = "m"


class Ends(StrEnum):
    """When the last day of a term ends (Civil Code, art. 203: at 24:00, or when business stops)."""

    OFFICE = "office"
    MIDNIGHT = "midnight"


_WORDS = {
    "工作日": TermKind.WORKING_DAYS,
    "工作小时": TermKind.WORKING_HOURS,
    "工作时": TermKind.WORKING_HOURS,
    "小时": TermKind.HOURS,
    "分钟": TermKind.MINUTES,
    "自然日": TermKind.DAYS,
    "日": TermKind.DAYS,
    "天": TermKind.DAYS,
    "月": TermKind.MONTHS,
}
_CODE = re.compile(r"(\d+(?:\.\d+)?)(wd|wh|h|min|d|m)(!?)((?:@24)?)")
_CHINESE = re.compile(
    r"(\d+(?:\.\d+)?|半|[零〇一二两三四五六七八九十百]+)个?(工作日|工作小时|工作时|小时|分钟|自然日|日|天|月)(?:之内|以内|内)?"
)
_LABELS = {
    TermKind.WORKING_DAYS: "{}个工作日",
    TermKind.WORKING_HOURS: "{}个工作小时",
    TermKind.HOURS: "{}小时",
    TermKind.MINUTES: "{}分钟",
    TermKind.DAYS: "{}日",
    TermKind.MONTHS: "{}个月",
}


@dataclass(frozen=True)
class Term:
    """An amount of working days, working hours, natural hours or minutes, natural days or months.

    `ends` says when its last day ends; it does not concern hours. `rolls` says that a last day which is no
    working day gives way to the next one that is (Civil Code, art. 203); it concerns natural days and months.
    Days and months are whole numbers; zero days is the day itself.
    """

    amount: Decimal
    kind: TermKind
    ends: Ends = Ends.OFFICE
    rolls: bool = True

    def __post_init__(self) -> None:
        amount = Decimal(str(self.amount))
        object.__setattr__(self, "amount", amount)
        whole = self.by_the_clock or amount == amount.to_integral_value()
        if not amount.is_finite() or not 0 <= amount <= LONGEST or not whole:
            raise TermOutOfRange(field="term", text=str(self.amount))

    @classmethod
    def days(cls, n: int, ends: Ends = Ends.OFFICE) -> Term:
        """Working days."""
        return cls(Decimal(n), TermKind.WORKING_DAYS, ends)

    @classmethod
    def working_hours(cls, n: int | float | Decimal) -> Term:
        return cls(Decimal(str(n)), TermKind.WORKING_HOURS)

    @classmethod
    def hours(cls, n: int | float | Decimal) -> Term:
        """Natural hours, nights and holidays included: for emergencies."""
        return cls(Decimal(str(n)), TermKind.HOURS)

    @classmethod
    def minutes(cls, n: int) -> Term:
        """Natural minutes."""
        return cls(Decimal(n), TermKind.MINUTES)

    @classmethod
    def natural_days(cls, n: int, ends: Ends = Ends.OFFICE, *, rolls: bool = True) -> Term:
        return cls(Decimal(n), TermKind.DAYS, ends, rolls)

    @classmethod
    def months(cls, n: int, ends: Ends = Ends.OFFICE, *, rolls: bool = True) -> Term:
        """Calendar months: the same day of the month, or its last (Civil Code, art. 202)."""
        return cls(Decimal(n), TermKind.MONTHS, ends, rolls)

    @classmethod
    def parse(cls, text: str | Term) -> Term:
        """A term from its stored code or from the words an officer writes; a term is returned as it is.

        >>> [str(Term.parse(text)) for text in ("5wd", "５个工作日内", "十五个工作日", "30天", "15分钟", "半个工作日")]
        ['5wd', '5wd', '15wd', '30d', '15min', '3.25wh']

        Raises: TermUnclear, TermOutOfRange.
        """
        if isinstance(text, Term):
            return text
        tidy = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        if tidy in ("当日", "当天"):
            return cls.days(0)
        if code := _CODE.fullmatch(tidy):
            ends = Ends.MIDNIGHT if code[4] else Ends.OFFICE
            return cls(Decimal(code[1]), TermKind(code[2]), ends, not code[3])
        if words := _CHINESE.fullmatch(tidy):
            return cls._from_words(words[1], words[2], text)
        raise TermUnclear(field="term", text=text)

    @classmethod
    def _from_words(cls, amount: str, unit: str, text: str) -> Term:
        number = _number(amount, text)
        if unit == "工作日" and number == Decimal("0.5"):
            return cls(HALF_DAY, TermKind.WORKING_HOURS)
        return cls(number, _WORDS[unit])

    @property
    def by_the_clock(self) -> bool:
        """Whether it counts time from the moment itself, not days after it."""
        return self.kind in (TermKind.HOURS, TermKind.MINUTES, TermKind.WORKING_HOURS)

    @property
    def time(self) -> timedelta:
        """The time in a term that counts time; working time for working hours."""
        seconds = self.amount * (60 if self.kind is TermKind.MINUTES else 3600)
        return timedelta(seconds=round(seconds))

    def __str__(self) -> str:
        """The code to store; `parse` reads it back."""
        midnight = "@24" if self.ends is Ends.MIDNIGHT and not self.by_the_clock else ""
        fixed = "" if self.rolls else "!"
        return f"{_plain(self.amount)}{self.kind}{fixed}{midnight}"

    @property
    def label(self) -> str:
        """The term in Chinese.

        >>> [Term.parse(code).label for code in ("5wd", "4wh", "15min", "30d@24", "0wd")]
        ['5个工作日', '4个工作小时', '15分钟', '30日（截至24时）', '当日']
        """
        end = "（截至24时）" if self.ends is Ends.MIDNIGHT and not self.by_the_clock else ""
        if not self.amount and not self.by_the_clock:
            return f"当日{end}"
        return _LABELS[self.kind].format(_plain(self.amount)) + end


def _number(text: str, whole: str) -> Decimal:
    """`12`, `半` or a Chinese numeral. Raises: TermUnclear, which quotes `whole`."""
    if text == "半":
        return Decimal("0.5")
    if text[0].isdigit():
        return Decimal(text)
    import cn2an  # a slow import that few callers need

    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except ValueError as wrong:
        raise TermUnclear(field="term", text=whole) from wrong


def _plain(amount: Decimal) -> str:
    """`5`, `3.25`: no exponent and no idle zeros."""
    return f"{amount.normalize():f}"
