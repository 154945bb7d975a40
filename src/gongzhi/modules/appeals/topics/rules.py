"""What is hot, and what a topic is called. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from gongzhi.kernel.measures.rules import rounded

WEEK, PRIOR, MONTH = 7, 28, 30  # days
FEW, MOST_GROWTH = 10, 900  # below so many, or beyond so many per cent, growth is said in numbers


@dataclass(frozen=True)
class Window:
    """The spans of days that are compared on a day: the last week with the four before, the month with the one before.

    >>> one = Window(date(2026, 3, 30))
    >>> one.week, one.prior
    ((datetime.date(2026, 3, 24), datetime.date(2026, 3, 30)), (datetime.date(2026, 2, 24), datetime.date(2026, 3, 23)))
    """

    on: date

    def _span(self, ago: int, days: int) -> tuple[date, date]:
        last = self.on - timedelta(days=ago)
        return last - timedelta(days=days - 1), last

    @property
    def week(self) -> tuple[date, date]:
        return self._span(0, WEEK)

    @property
    def prior(self) -> tuple[date, date]:
        return self._span(WEEK, PRIOR)

    @property
    def month(self) -> tuple[date, date]:
        return self._span(0, MONTH)

    @property
    def before(self) -> tuple[date, date]:
        return self._span(MONTH, MONTH)


@dataclass(frozen=True)
class Heat:
    """How many in the last week, in the four weeks before it, in the last month and in the one before."""

    week: int = 0
    prior: int = 0
    month: int = 0
    before: int = 0

    @property
    def mean(self) -> Decimal:
        """Of a week, over the four weeks before."""
        return rounded(Decimal(self.prior) / 4, 1)

    @property
    def growth(self) -> Decimal | None:
        """The last week against the mean, in per cent; None when there was nothing before."""
        return rounded((Decimal(self.week) * 4 / self.prior - 1) * 100, 1) if self.prior else None

    def is_hot(self, growth: int, least: int) -> bool:
        """Enough of them, and so much more than in the weeks before; what is new is hot when there is enough of it.

        >>> [Heat(week, prior).is_hot(50, 10) for week, prior in ((15, 40), (14, 40), (9, 4), (10, 0))]
        [True, False, False, True]
        """
        return self.week >= least and (self.growth is None or self.growth >= growth)

    @property
    def words(self) -> str:
        """
        >>> Heat(15, 40).words, Heat(10, 0).words, Heat(104, 1).words
        ('一周15件，比前四周周均10件+50.0%', '一周10件，前四周没有', '一周104件，前四周共1件')
        """
        if self.growth is None:
            return f"一周{self.week}件，前四周没有"
        if self.prior < FEW or self.growth >= MOST_GROWTH:
            return f"一周{self.week}件，前四周共{self.prior}件"
        mean = f"{self.mean.normalize():f}"
        return f"一周{self.week}件，比前四周周均{mean}件{self.growth:+f}%"


def name_of(category: str, place: str) -> str:
    """What a topic is called before an officer calls it otherwise.

    >>> name_of("设施/供水中断", "文昌社区"), name_of("", "")
    ('文昌社区供水中断', '集中反映的诉求')
    """
    return f"{place}{category.rpartition('/')[2]}" or "集中反映的诉求"


def effect_spans(ended: date, days: int) -> tuple[tuple[date, date], tuple[date, date]]:
    """So many days before a day and as many after it; the day itself is in neither.

    >>> effect_spans(date(2026, 4, 1), 30)
    ((datetime.date(2026, 3, 2), datetime.date(2026, 3, 31)), (datetime.date(2026, 4, 2), datetime.date(2026, 5, 1)))
    """
    one = timedelta(days=1)
    return (ended - days * one, ended - one), (ended + one, ended + days * one)
