from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import statutory
from .lights import Light, light_of
from .local import ZONE
from .rules import OfficeHours, Pause, WorkCalendar
from .terms import Ends, Term

YEARS = statutory.years()
DATA = {
    "years": list(YEARS),
    "off": {day: note for year in YEARS.values() for day, note in year["off"].items()},
    "worked": {day: note for year in YEARS.values() for day, note in year["worked"].items()},
    "hours": [],
}
CALENDAR = WorkCalendar.from_data(DATA, 7)
SUMMER = OfficeHours(date(2026, 7, 1), ((time(8, 30), time(12)), (time(15), time(18))))

days = st.dates(date(2005, 1, 1), date(2026, 12, 1))
moments = st.datetimes(datetime(2005, 1, 1), datetime(2026, 6, 1), timezones=st.just(ZONE))


def moment(text: str) -> datetime:
    """A moment from the wall clock of the county: `2026-03-05 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2024-09-27", 5, "2024-10-10"),
        ("2024-02-08", 3, "2024-02-19"),
        ("2025-04-25", 5, "2025-05-06"),
        ("2025-09-26", 10, "2025-10-16"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-30", 20, "2026-06-01"),
        ("2024-05-10", 1, "2024-05-11"),  # a Saturday that is worked
    ],
)
def test_working_days_over_holidays(start, n, last):
    assert CALENDAR.add(date.fromisoformat(start), n) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("year", "working_days"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_the_working_days_of_a_year(year, working_days):
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == working_days


@given(days, st.integers(0, 60))
def test_between_undoes_add(day, n):
    assert CALENDAR.between(day, CALENDAR.add(day, n)) == n


@given(days, st.integers(1, 60))
def test_the_last_day_is_worked_and_going_back_from_it_never_passes_the_start(day, n):
    last = CALENDAR.add(day, n)

    assert CALENDAR.is_open(last)
    assert CALENDAR.add(last, -n) <= day


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        ("2026-03-05 09:00", "2wd", "2026-03-09 17:30:00"),
        ("2026-03-05 23:50", "2wd@24", "2026-03-09 23:59:59"),
        ("2026-03-05 09:00", "0wd", "2026-03-05 17:30:00"),
        ("2026-03-07 09:00", "0wd", "2026-03-09 17:30:00"),  # received on a Saturday
        ("2026-03-06 16:00", "4wh", "2026-03-09 11:00:00"),
        ("2026-03-06 22:00", "1wh", "2026-03-09 09:30:00"),
        ("2026-03-06 11:00", "1wh", "2026-03-06 12:00:00"),
        ("2026-03-06 22:00", "2h", "2026-03-07 00:00:00"),
        ("2026-03-06 22:00", "15min", "2026-03-06 22:15:00"),
        ("2026-03-05 09:00", "2d", "2026-03-09 17:30:00"),  # Saturday gives way to Monday
        ("2026-03-05 09:00", "2d!@24", "2026-03-07 23:59:59"),
        ("2026-01-31 09:00", "1m", "2026-02-28 17:30:00"),  # a Saturday that is worked
        ("2025-11-30 09:00", "3m", "2026-02-28 17:30:00"),
    ],
)
def test_due(start, term, end):
    assert CALENDAR.due(moment(start), Term.parse(term)).at == moment(end)


def test_due_says_its_calendar():
    assert CALENDAR.due(moment("2026-03-05 09:00"), Term.days(2)).calendar_version == 7


@pytest.mark.parametrize(
    ("start", "term", "provisional"),
    [
        ("2026-03-05 09:00", "5wd", False),
        ("2026-12-18 09:00", "5wd", False),
        ("2026-12-24 09:00", "2wd", True),  # the next notice may set the last days of December
        ("2026-12-24 09:00", "20wd", True),
        ("2026-12-31 09:00", "48h", False),
        ("2026-12-24 09:00", "30d", True),
        ("2026-12-24 09:00", "30d!", False),
        ("2031-03-05 09:00", "5wd", True),
    ],
)
def test_a_term_over_a_year_without_notice_is_provisional(start, term, provisional):
    assert CALENDAR.due(moment(start), Term.parse(term)).provisional is provisional


@pytest.mark.parametrize(
    ("day", "rolls", "end", "provisional"),
    [
        (date(2026, 10, 1), True, "2026-10-08 17:30", False),
        (date(2026, 10, 1), False, "2026-10-01 17:30", False),
        (date(2026, 12, 31), True, "2026-12-31 17:30", False),
        (date(2027, 6, 30), True, "2027-06-30 17:30", True),
    ],
)
def test_a_deadline_on_a_holiday_gives_way_unless_it_is_fixed(day, rolls, end, provisional):
    due = CALENDAR.due_on(day, rolls=rolls)

    assert (due.at, due.provisional) == (moment(end), provisional)


def test_office_hours_follow_their_date():
    calendar = WorkCalendar(hours=(OfficeHours(), SUMMER))

    assert calendar.due(moment("2026-06-29 09:00"), Term.days(1)).at == moment("2026-06-30 17:30")
    assert calendar.due(moment("2026-06-30 09:00"), Term.days(1)).at == moment("2026-07-01 18:00")


def test_office_hours_out_of_order_cannot_be_made():
    with pytest.raises(ValueError, match="out of order"):
        OfficeHours(spans=((time(14), time(17)), (time(8), time(12))))


@pytest.mark.parametrize(
    ("term", "pause", "end"),
    [
        ("5wd", ("2026-03-03 10:00", "2026-03-05 15:00"), "2026-03-11 17:30"),  # two working days
        ("5wd", ("2026-03-03 10:00", "2026-03-03 15:00"), "2026-03-09 17:30"),  # ended the day it began
        ("5wd", ("2026-03-06 10:00", "2026-03-08 15:00"), "2026-03-09 17:30"),  # over a weekend
        ("5wd", ("2026-03-09 17:31", "2026-03-20 15:00"), "2026-03-09 17:30"),  # began after the end
        ("4wh", ("2026-03-02 10:00", "2026-03-02 11:00"), "2026-03-02 16:30"),
        ("4wh", ("2026-03-02 10:00", "2026-03-03 09:00"), "2026-03-03 12:00"),
        ("24h", ("2026-03-02 10:00", "2026-03-02 20:00"), "2026-03-03 19:00"),
        ("10d", ("2026-03-03 10:00", "2026-03-06 10:00"), "2026-03-16 17:30"),
    ],
)
def test_a_pause_gives_its_time_back(term, pause, end):
    start, term = moment("2026-03-02 09:00"), Term.parse(term)
    pause = Pause(*map(moment, pause))

    assert CALENDAR.due(start, term, pauses=[pause]).at == moment(end)
    assert CALENDAR.resumed(CALENDAR.due(start, term), pause, term) == CALENDAR.due(
        start, term, pauses=[pause]
    )


def test_a_pause_comes_back_from_its_json():
    pauses = [
        Pause(moment("2026-03-02 09:00")),
        Pause(moment("2026-03-02 09:00"), moment("2026-03-04 10:00")),
    ]

    assert [Pause.from_data(pause.data) for pause in pauses] == pauses


def test_an_open_pause_changes_nothing_yet():
    start = moment("2026-03-02 09:00")

    assert CALENDAR.due(start, Term.days(5), pauses=[Pause(start)]) == CALENDAR.due(start, Term.days(5))


@given(moments, st.integers(1, 30), st.integers(1, 20))
def test_an_extension_counts_on_from_the_end(start, n, more):
    extended = CALENDAR.due(start, Term.days(n), extensions=[Term.days(more)])

    assert extended == CALENDAR.due(start, Term.days(n + more))


def test_an_extension_ends_as_its_term_does():
    due = CALENDAR.due(moment("2026-03-02 09:00"), Term.days(1, Ends.MIDNIGHT), extensions=[Term.days(1)])

    assert due.at == moment("2026-03-04 23:59:59")


@given(moments, st.integers(1, 2000))
def test_working_time_added_is_the_working_time_between(start, minutes):
    amount = timedelta(minutes=minutes)
    end = CALENDAR.add_time(start, amount)

    assert CALENDAR.time_between(start, end) == amount
    assert CALENDAR.time_between(CALENDAR.take_time(end, amount), end) == amount


@pytest.mark.parametrize(
    ("notice", "warned"),
    [
        ("3wd", "2026-03-04 08:30"),
        ("2d", "2026-03-07 08:30"),
        ("4wh", "2026-03-09 11:00"),
        ("2h", "2026-03-09 15:30"),
        ("1m", "2026-03-02 09:00"),  # never before it began
    ],
)
def test_the_warning_comes_a_term_before_the_end(notice, warned):
    start = moment("2026-03-02 09:00")
    due = CALENDAR.due(start, Term.days(5)).at

    assert CALENDAR.warn(due, Term.parse(notice), start) == moment(warned)


def test_days_left_are_working_days_and_negative_when_overdue():
    due = moment("2026-03-09 17:30")
    shown = [CALENDAR.days_left(due, moment(f"2026-03-{day} 10:00")) for day in ("05", "08", "09", "11")]

    assert shown == [2, 1, 0, -2]


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("2026-03-06 10:00", "2026-03-06 10:00"),
        ("2026-03-06 12:30", "2026-03-06 14:30"),
        ("2026-03-06 17:30", "2026-03-09 08:30"),
        ("2026-03-07 10:00", "2026-03-09 08:30"),
    ],
)
def test_what_comes_outside_office_hours_starts_at_the_next_opening(at, begins):
    assert CALENDAR.in_office(moment(at)) == moment(begins)


def test_nothing_due_has_no_light_and_without_a_warning_there_is_no_yellow():
    due = moment("2026-03-09 17:30")

    assert light_of(None, None, due) is Light.GREY
    assert light_of(due, None, due) is Light.GREEN


def test_a_moment_without_a_time_zone_is_a_bug():
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.due(datetime(2026, 3, 2, 9), Term.days(1))


def test_the_covered_years_end_before_a_gap():
    assert WorkCalendar(years=frozenset({2025, 2026, 2028})).covered_until == 2026
