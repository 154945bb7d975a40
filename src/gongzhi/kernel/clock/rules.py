"""The work calendar and what a term comes to on it. Pure: no database, no settings, no present moment."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from .local import at_local, aware, local_day
from .terms import Ends, Term, TermKind

DAY = timedelta(days=1)
MIDNIGHT = time(23, 59, 59)  # the last second, so that the local day of a due moment is its last day
LATE = (12, 28)  # the notice for a year has set days from here in the year before it (2006, 2007, 2018)


@dataclass(frozen=True)
class OfficeHours:
    """The hours an office is open on a working day, from a day on; wall-clock times in order."""

    from_on: date = date.min
    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"office hours out of order: {self.spans}")


@dataclass(frozen=True)
class Due:
    """When a term runs out. `provisional`: it crosses days for which no holiday notice exists yet."""

    at: datetime
    provisional: bool
    calendar_version: int


@dataclass(frozen=True)
class Pause:
    """Time that does not count (special procedures, waiting for the applicant); open while `to_at` is None."""

    from_at: datetime
    to_at: datetime | None = None

    @classmethod
    def from_data(cls, data: Sequence[str | None]) -> Pause:
        """A pause from its JSON: the moments it began and ended, None while it is open."""
        begun, ended = data
        return cls(datetime.fromisoformat(str(begun)), datetime.fromisoformat(ended) if ended else None)

    @property
    def data(self) -> list[str | None]:
        return [self.from_at.isoformat(), self.to_at.isoformat() if self.to_at else None]


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, and at which hours.

    Monday to Friday are worked except for the days in `off`; of the others, those in `worked` are.
    `years` are the years whose holiday notice is known; None means that every year counts as known.
    `notes` names the days that differ from the plain week.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    hours: tuple[OfficeHours, ...] = (OfficeHours(),)
    years: frozenset[int] | None = None
    version: int = 0
    notes: Mapping[date, str] = field(default_factory=dict, compare=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], version: int) -> WorkCalendar:
        """The calendar from the JSON of a stored version: years, off, worked (day to note), hours."""
        off = {date.fromisoformat(day): note for day, note in data["off"].items()}
        worked = {date.fromisoformat(day): note for day, note in data["worked"].items()}
        hours = tuple(
            OfficeHours(
                date.fromisoformat(row["from_on"]),
                tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in row["spans"]),
            )
            for row in data["hours"]
        )
        years = frozenset(data["years"])
        return cls(frozenset(off), frozenset(worked), (OfficeHours(), *hours), years, version, off | worked)

    # days

    @property
    def covered_until(self) -> int | None:
        """The last year of an unbroken run of known ones; None when there is no limit or no year."""
        if not self.years:
            return None
        year = min(self.years)
        while year + 1 in self.years:
            year += 1
        return year

    def is_open(self, day: date) -> bool:
        """Whether offices work on this day.

        >>> WorkCalendar(worked=frozenset({date(2024, 5, 11)})).is_open(date(2024, 5, 11))
        True
        """
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def add(self, day: date, n: int) -> date:
        """The last day of `n` working days; the start day does not count. Negative goes back.

        Zero gives the day itself, open or not.

        >>> WorkCalendar(off=frozenset({date(2026, 10, 1)})).add(date(2026, 9, 30), 1)
        datetime.date(2026, 10, 2)
        """
        step = DAY if n > 0 else -DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_open(day)
        return day

    def between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; negative when `b` comes first. `add(a, n)` lies `n` away.

        >>> WorkCalendar().between(date(2026, 3, 6), date(2026, 3, 10))
        2
        """
        if b < a:
            return -self.between(b, a)
        return sum(self.is_open(a + DAY * i) for i in range(1, (b - a).days + 1))

    def open_from(self, day: date) -> date:
        """The first working day that is not before `day`."""
        while not self.is_open(day):
            day += DAY
        return day

    def is_certain(self, day: date) -> bool:
        """Whether a notice already fixes if this day is worked."""
        if self.years is None:
            return True
        year = day.year + ((day.month, day.day) >= LATE)
        return day.year in self.years and year in self.years

    # hours

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours in force that day, whether or not it is worked."""
        return max((row for row in self.hours if row.from_on <= day), key=lambda row: row.from_on)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches of time worked on a day, in UTC; none on a closed day."""
        if not self.is_open(day):
            return ()
        return tuple((at_local(day, a), at_local(day, b)) for a, b in self.hours_on(day).spans)

    def opening(self, day: date) -> datetime:
        """When office hours begin on a day, worked or not."""
        return at_local(day, self.hours_on(day).spans[0][0])

    def close(self, day: date, ends: Ends = Ends.OFFICE) -> datetime:
        """When a day ends: at the close of office hours, or at its last second."""
        return at_local(day, MIDNIGHT if ends is Ends.MIDNIGHT else self.hours_on(day).spans[-1][1])

    def in_office(self, moment: datetime) -> datetime:
        """The moment itself in office hours, else the next opening: what comes at night starts in the morning."""
        return next(max(start, moment) for start, end in self._worked_from(moment) if moment < end)

    def add_time(self, start: datetime, amount: timedelta) -> datetime:
        """The moment when `amount` of working time has passed since `start`. None of it is left at a close."""
        moment = aware(start)
        if not amount:
            return moment
        for begin, end in self._worked_from(moment):
            begin = max(begin, moment)
            if begin < end:
                if amount <= end - begin:
                    return begin + amount
                amount -= end - begin
        raise AssertionError("a calendar has no last day")

    def take_time(self, end: datetime, amount: timedelta) -> datetime:
        """The latest moment from which `amount` of working time is left until `end`."""
        day = local_day(end)
        while amount:
            for begin, stop in reversed(self.spans(day)):
                stop = min(stop, end)
                if begin < stop:
                    if amount <= stop - begin:
                        return stop - amount
                    amount -= stop - begin
            day -= DAY
        return end

    def time_between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from `a` to `b`; nothing when `b` comes first."""
        last, total = local_day(b), timedelta()
        for begin, end in self._worked_from(a, last):
            total += max(min(end, b) - max(begin, a), timedelta())
        return total

    def _worked_from(self, moment: datetime, last: date = date.max) -> Iterator[tuple[datetime, datetime]]:
        day = local_day(moment)
        while day <= last:
            yield from self.spans(day)
            day += DAY

    # terms

    def due(
        self, start: datetime, term: Term, *, pauses: Iterable[Pause] = (), extensions: Iterable[Term] = ()
    ) -> Due:
        """When a term that starts at `start` runs out, with what was granted and paused since.

        The start day does not count (Civil Code, art. 201); hours count from the moment itself. Each extension
        counts on from the end before it. A pause counts when it began before the end: in whole working days
        from its first day to its last for terms in working days, in natural days for natural ones, in the time
        that passed for hours. A pause that is still open changes nothing yet.

        >>> WorkCalendar().due(datetime.fromisoformat("2026-03-05T01:00Z"), Term.days(2)).at.isoformat()
        '2026-03-09T09:30:00+00:00'
        """
        at = self._after(aware(start).astimezone(UTC), term)
        for extension in extensions:
            at = self._after(at, replace(extension, ends=term.ends, rolls=term.rolls))
        for pause in pauses:
            at = self._resumed(at, pause, term)
        return Due(at, self._is_provisional(start, at, term), self.version)

    def due_on(self, day: date, ends: Ends = Ends.OFFICE, *, rolls: bool = True) -> Due:
        """The moment at which a deadline that is given as a day runs out.

        A day that is not worked gives way to the next one that is, unless the deadline must not move.
        """
        last = self.open_from(day) if rolls else day
        known = self.years is None or {day.year, last.year} <= self.years
        return Due(self.close(last, ends), rolls and not known, self.version)

    def resumed(self, due: Due, pause: Pause, term: Term) -> Due:
        """The due moment after a pause has ended; what `due` computes from the start with that pause."""
        at = self._resumed(due.at, pause, term)
        return Due(at, due.provisional or self._is_provisional(due.at, at, term), self.version)

    def before(self, at: datetime, term: Term) -> datetime:
        """The moment a term before another one; for days, the opening of that day."""
        if term.kind is TermKind.WORKING_HOURS:
            return self.take_time(at, term.time)
        if term.by_the_clock:
            return at - term.time
        day, n = local_day(at), int(term.amount)
        if term.kind is TermKind.WORKING_DAYS:
            return self.opening(self.add(day, -n))
        return self.opening(day - DAY * n if term.kind is TermKind.DAYS else _months_on(day, -n))

    def warn(self, due: datetime, notice: Term, start: datetime | None = None) -> datetime:
        """When to warn that a term runs out: `notice` before it, but never before it started."""
        moment = self.before(due, notice)
        return moment if start is None else max(start, moment)

    def days_left(self, due: datetime, now: datetime) -> int:
        """Working days from today to the due day; 0 on the day itself, negative when it has passed."""
        return self.between(local_day(now), local_day(due))

    def _after(self, start: datetime, term: Term) -> datetime:
        if term.kind is TermKind.WORKING_HOURS:
            return self.add_time(start, term.time)
        if term.by_the_clock:
            return start + term.time
        day, n = local_day(start), int(term.amount)
        if term.kind is TermKind.WORKING_DAYS:
            return self.close(self.open_from(self.add(day, n)), term.ends)
        last = day + DAY * n if term.kind is TermKind.DAYS else _months_on(day, n)
        return self.close(self.open_from(last) if term.rolls else last, term.ends)

    def _resumed(self, at: datetime, pause: Pause, term: Term) -> datetime:
        """The end `at`, moved by what a pause gives back."""
        if pause.to_at is None or pause.from_at >= at:
            return at
        if term.kind is TermKind.WORKING_HOURS:
            return self.add_time(at, self.time_between(pause.from_at, pause.to_at))
        if term.by_the_clock:
            return at + (pause.to_at - pause.from_at)
        first, last = local_day(pause.from_at), local_day(pause.to_at)
        if term.kind is TermKind.WORKING_DAYS:
            return self._after(at, Term.days(self.between(first, last), term.ends))
        return self._after(at, Term.natural_days((last - first).days, term.ends, rolls=term.rolls))

    def _is_provisional(self, start: datetime, at: datetime, term: Term) -> bool:
        if self.years is None or term.kind in (TermKind.HOURS, TermKind.MINUTES):
            return False
        first, last = local_day(start), local_day(at)
        if term.kind in (TermKind.DAYS, TermKind.MONTHS):
            return term.rolls and not self.is_certain(last)
        return not (set(range(first.year, last.year + 1)) <= self.years and self.is_certain(last))


def _months_on(day: date, n: int) -> date:
    """The same day `n` months on, or the last of that month.

    >>> _months_on(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
