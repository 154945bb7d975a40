"""When rounds fall due, what a position proves, which clock to believe. Pure: no database, no present moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from gongzhi.kernel.clock import WorkCalendar
from gongzhi.kernel.org.geometry import metres
from gongzhi.kernel.rounds.words import Doubt, Rhythm, Verdict

DAY = timedelta(days=1)
LATE = timedelta(days=15)  # what a phone kept without signal is believed for so long
AHEAD = timedelta(minutes=5)  # by which a phone's clock may be fast
VAGUE = 500.0  # metres of accuracy from which a position says nothing
SLACK = 50.0  # metres of accuracy that are let pass at the edge of a stop
ABROAD = 300_000.0  # metres from a stop from which a position is a mistake of the phone
FASTEST = 120.0  # kilometres an hour; nobody patrols faster
JUMP = 500.0  # metres below which two positions may differ by error alone
Position = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """The days in which one round is to be walked, both included."""

    from_on: date
    due_on: date


def windows(rhythm: str, times: int, first: date, last: date, days: WorkCalendar) -> list[Window]:
    """The rounds that fall due from `first` on and may begin by `last`, earliest first.

    The working days of a week, month or quarter are shared out evenly; a round is due on the last working day of its
    share, so that none is due on a holiday and a week without working days has none. What began before `first` begins
    on it. 每天 means every day.

    >>> from datetime import date
    >>> march = [date(2026, 3, 2), date(2026, 3, 8), WorkCalendar()]
    >>> [f"{one.from_on:%d}-{one.due_on:%d}" for one in windows("weekly", 2, *march)]
    ['02-04', '05-06']
    >>> [f"{one.due_on:%d}" for one in windows("workday", 1, *march)]
    ['02', '03', '04', '05', '06']
    >>> [f"{one.from_on:%d}-{one.due_on:%d}" for one in windows("monthly", 1, date(2026, 3, 12), date(2026, 3, 12), WorkCalendar())]
    ['12-31']
    >>> len(windows("daily", 1, *march)), windows("none", 1, *march)
    (7, [])
    """
    if rhythm not in _PERIODS:
        return []
    found = [
        one
        for start, end in _PERIODS[rhythm](first, last)
        for one in _shares(rhythm, times, start, end, days)
    ]
    kept = [one for one in found if one.due_on >= first and one.from_on <= last]
    return [Window(max(one.from_on, first), one.due_on) for one in kept]


def _shares(rhythm: str, times: int, start: date, end: date, days: WorkCalendar) -> Iterator[Window]:
    every = [start + DAY * n for n in range((end - start).days + 1)]
    open_days = every if rhythm == Rhythm.DAILY else [day for day in every if days.is_open(day)]
    shares = min(max(times, 1), len(open_days))
    begins = start
    for n in range(shares):
        due = open_days[-(-(n + 1) * len(open_days) // shares) - 1]
        yield Window(begins, due)
        begins = due + DAY


def _days(first: date, last: date) -> Iterator[tuple[date, date]]:
    yield from ((first + DAY * n, first + DAY * n) for n in range((last - first).days + 1))


def _weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    start = first - DAY * first.weekday()
    while start <= last:
        yield start, start + DAY * 6
        start += DAY * 7


def _months(months: int) -> Callable[[date, date], Iterator[tuple[date, date]]]:
    def periods(first: date, last: date) -> Iterator[tuple[date, date]]:
        start = date(first.year, (first.month - 1) // months * months + 1, 1)
        while start <= last:
            year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
            after = date(year, month + 1, 1)
            yield start, after - DAY
            start = after

    return periods


_PERIODS: dict[str, Callable[[date, date], Iterator[tuple[date, date]]]] = {
    Rhythm.DAILY: _days, Rhythm.WORKDAY: _days, Rhythm.WEEKLY: _weeks, Rhythm.MONTHLY: _months(1), Rhythm.QUARTERLY: _months(3),
}  # fmt: skip


def in_words(rhythm: str, times: int) -> str:
    """How often, as people say it.

    >>> in_words("weekly", 2), in_words("daily", 1), in_words("quarterly", 1)
    ('每周2次', '每天', '每季度1次')
    """
    many = rhythm in (Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY)
    return f"{Rhythm(rhythm).label}{times}次" if many else str(Rhythm(rhythm).label)


def moment_of(said: datetime | None, received: datetime) -> tuple[datetime, bool]:
    """The moment to write down for what a phone says it did, and whether its clock is wrong.

    A phone without signal sends late and is believed for fifteen days; one whose clock runs ahead, or that says a year
    ago, is not: then the moment is the one at which it was received.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> moment_of(nine - DAY, nine) == (nine - DAY, False), moment_of(nine - 365 * DAY, nine) == (nine, True)
    (True, True)
    >>> moment_of(nine + timedelta(minutes=3), nine) == (nine, False), moment_of(None, nine) == (nine, False)
    (True, True)
    """
    if said is None:
        return received, False
    if received - LATE <= said <= received + AHEAD:
        return min(said, received), False
    return received, True


def is_position(longitude: float | None, latitude: float | None) -> bool:
    """Whether two numbers are a position on earth; a phone that knows nothing says 0, 0.

    >>> is_position(116.2, 33.1), is_position(0, 0), is_position(116.2, 133), is_position(None, 33.1)
    (True, False, False, False)
    """
    if longitude is None or latitude is None or (longitude == 0 and latitude == 0):
        return False
    return -180 <= longitude <= 180 and -90 <= latitude <= 90


@dataclass(frozen=True)
class Seen:
    """What a position proves: the verdict, the distance to the stop in whole metres, and a doubt of the position."""

    verdict: Verdict
    metres: int | None = None
    doubt: Doubt | None = None


def judge(here: Position | None, accuracy: float | None, stop: Position | None, radius: int) -> Seen:
    """Whether somebody at `here` is at a stop; half of a vague position never puts anybody off the spot.

    >>> stop = (116.0, 33.0)
    >>> judge((116.0, 33.001), 10, stop, 100) == Seen(Verdict.OFF_SPOT, 111), judge((116.0, 33.001), 30, stop, 100).verdict.value
    (True, 'on_spot')
    >>> judge((116.0, 33.01), 10, stop, 100)
    Seen(verdict=Verdict.OFF_SPOT, metres=1113, doubt=None)
    >>> judge(None, None, stop, 100).verdict.value, judge((116.0, 33.0), 900, stop, 100).doubt.value
    ('no_position', 'vague')
    >>> judge((121.0, 31.0), 10, stop, 100)
    Seen(verdict=Verdict.NO_POSITION, metres=None, doubt=Doubt.ABSURD)
    """
    if here is None:
        return Seen(Verdict.NO_POSITION)
    if accuracy is not None and accuracy > VAGUE:
        return Seen(Verdict.NO_POSITION, doubt=Doubt.VAGUE)
    if stop is None:
        return Seen(Verdict.UNMEASURED)
    far = metres(here, stop)
    if far > ABROAD:
        return Seen(Verdict.NO_POSITION, doubt=Doubt.ABSURD)
    near = far - min(accuracy or 0.0, SLACK) <= radius
    return Seen(Verdict.ON_SPOT if near else Verdict.OFF_SPOT, round(far))


def is_too_fast(before: tuple[Position, datetime], after: tuple[Position, datetime]) -> bool:
    """Whether nobody can have come from one place to the other in that time.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> is_too_fast(((116.0, 33.0), nine), ((116.0, 33.1), nine + timedelta(minutes=1)))
    True
    >>> is_too_fast(((116.0, 33.0), nine), ((116.0, 33.1), nine + timedelta(minutes=20)))
    False
    """
    far = metres(before[0], after[0])
    hours = abs((after[1] - before[1]).total_seconds()) / 3600
    return far > JUMP and far / 1000 > FASTEST * hours


def length(track: Sequence[Position]) -> int:
    """Whole metres along a track.

    >>> length([(116.0, 33.0), (116.0, 33.001), (116.0, 33.0)]), length([])
    (223, 0)
    """
    return round(sum(metres(one, other) for one, other in pairwise(track)))


def shortfalls(minutes: float, walked: int, left: int, least_minutes: int, least_metres: int) -> list[str]:
    """What a finished round lacks of what its route asks for.

    >>> shortfalls(4, 900, 0, 5, 300), shortfalls(9, 100, 2, 5, 300)
    (['short'], ['near', 'unreached'])
    """
    lacking = [
        (Doubt.SHORT, minutes < least_minutes),
        (Doubt.NEAR, walked < least_metres),
        (Doubt.UNREACHED, left > 0),
    ]
    return [doubt.value for doubt, lacks in lacking if lacks]
