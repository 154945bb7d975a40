"""The examples in the docstrings, and what a calendar with holidays does to a patrol."""

from __future__ import annotations

import doctest
from datetime import date

from gongzhi.kernel.clock import WorkCalendar
from gongzhi.kernel.rounds import rules
from gongzhi.kernel.rounds.rules import windows

GOLDEN = WorkCalendar(
    off=frozenset(date(2026, 10, day) for day in range(1, 9)), worked=frozenset({date(2026, 10, 10)})
)


def due(rhythm: str, times: int, first: date, last: date) -> list[str]:
    return [f"{one.due_on:%m-%d}" for one in windows(rhythm, times, first, last, GOLDEN)]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(rules).failed == 0


def test_week_of_holidays_has_the_rounds_of_its_working_days():
    assert due("weekly", 1, date(2026, 9, 28), date(2026, 10, 11)) == ["09-30", "10-10"]
    assert due("weekly", 3, date(2026, 10, 5), date(2026, 10, 11)) == ["10-09", "10-10"]


def test_week_without_a_working_day_has_none():
    off = WorkCalendar(off=frozenset(date(2026, 10, day) for day in range(5, 10)))

    assert windows("weekly", 2, date(2026, 10, 5), date(2026, 10, 11), off) == []


def test_every_day_goes_on_in_holidays_and_every_working_day_does_not():
    assert len(due("daily", 1, date(2026, 10, 1), date(2026, 10, 10))) == 10
    assert due("workday", 1, date(2026, 10, 1), date(2026, 10, 10)) == ["10-09", "10-10"]


def test_month_is_shared_out_and_ends_on_a_working_day():
    assert due("monthly", 2, date(2026, 2, 1), date(2026, 2, 28)) == ["02-13", "02-27"]
    assert due("quarterly", 1, date(2026, 1, 1), date(2026, 3, 31)) == ["03-31"]


def test_windows_of_a_week_leave_no_day_without_a_round():
    found = windows("weekly", 3, date(2026, 3, 2), date(2026, 3, 8), WorkCalendar())

    assert [(one.from_on.day, one.due_on.day) for one in found] == [(2, 3), (4, 5), (6, 6)]
