from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction

from . import actions, queries
from .models import CalendarDay, CalendarVersion, Notice
from .rules import WorkCalendar
from .terms import Term

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAY = date(2026, 11, 25)  # a Wednesday
SOURCE = "清政办〔2026〕31号"


@pytest.fixture
def told(monkeypatch):
    """The calendars that an observer was told of, with the reasons."""
    heard: list[tuple[WorkCalendar, str]] = []
    monkeypatch.setattr(actions, "_observers", [])
    actions.on_calendar_change(lambda *, calendar, version: heard.append((calendar, version.reason)))
    return heard


def close(day=DAY, **changes):
    return actions.set_day(**{"day": day, "open": False, "source": SOURCE, "by": 3, "at": AT} | changes)


def test_the_first_calendar_holds_the_years_of_the_package():
    calendar = queries.calendar()

    assert (calendar.version, calendar.covered_until) == (
        1,
        max(Notice.objects.values_list("year", flat=True)),
    )
    assert Notice.objects.get(year=2026).source == "国务院办公厅关于2026年部分节假日安排的通知"


def test_without_any_version_the_calendar_is_the_same_as_the_first_one():
    first = queries.calendar()
    CalendarVersion.objects.all().delete()
    queries.forget()

    assert (queries.calendar().version, queries.calendar().off) == (0, first.off)


def test_a_day_set_apart_makes_a_new_version_and_tells_the_observers(told):
    close(note="暴雪停工")

    calendar = queries.calendar()
    assert (calendar.version, calendar.is_open(DAY), calendar.notes[DAY]) == (2, False, "暴雪停工")
    assert told == [(calendar, f"2026-11-25放假：{SOURCE}")]


def test_a_day_set_twice_keeps_the_last(told):
    close()
    close(open=True)

    assert queries.calendar().is_open(DAY)
    assert [row.open for row in queries.days_set_apart()] == [True]
    assert len(told) == 2


def test_a_day_set_apart_holds_over_the_notice_until_it_is_cleared():
    holiday = date(2026, 10, 1)
    close(holiday, open=True)
    assert queries.calendar().is_open(holiday)

    actions.clear_day(day=holiday, by=3, at=AT)

    assert not queries.calendar().is_open(holiday)
    assert queries.versions().first().reason == "2026-10-01恢复按通知执行"


def test_clearing_a_day_that_was_never_set_is_refused():
    with pytest.raises(actions.DayNotSet, match="2026-11-25没有单独设置过"):
        actions.clear_day(day=DAY, by=3, at=AT)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"source": " "}, actions.SourceMissing),
        ({"source": "依" * 201}, actions.TooLong),
        ({"note": "注" * 101}, actions.TooLong),
        ({"day": date(1999, 1, 1)}, actions.YearOutOfRange),
    ],
)
def test_a_day_that_cannot_be_set_changes_nothing(changes, refusal, told):
    days, version = CalendarDay.objects.count(), queries.calendar().version
    with pytest.raises(refusal):
        close(**changes)

    assert (CalendarDay.objects.count(), queries.calendar().version, told) == (days, version, [])


def notice(**changes):
    off = {date(2030, 1, 1): "元旦", date(2029, 12, 31): "元旦"}
    given = {"year": 2030, "off": off, "worked": {date(2030, 1, 5): "元旦调休上班"}, "by": 3, "at": AT}
    return actions.publish_notice(**given | changes)


def test_a_notice_makes_its_year_certain(told):
    start = datetime(2030, 3, 4, 1, tzinfo=UTC)
    assert queries.calendar().due(start, Term.days(5)).provisional

    notice()

    due = queries.calendar().due(start, Term.days(5))
    assert (due.provisional, due.calendar_version) == (False, 2)
    assert queries.special_days(2030) == [
        (date(2030, 1, 1), False, "元旦"),
        (date(2030, 1, 5), True, "元旦调休上班"),
    ]
    assert told[0][1] == "国务院办公厅关于2030年部分节假日安排的通知"


def test_a_later_notice_holds_for_the_december_before_it():
    notice(year=2029, off={date(2029, 12, 30): "年末"}, worked={date(2029, 12, 22): "年末调休上班"})
    notice(worked={date(2029, 12, 30): "元旦调休上班"})

    assert queries.calendar().is_open(date(2029, 12, 30))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"off": {}}, actions.NoDaysOff),
        ({"off": {date(2029, 11, 30): "元旦"}}, actions.NotThatYear),
        ({"worked": {date(2031, 1, 5): ""}}, actions.NotThatYear),
        ({"worked": {date(2030, 1, 2): ""}}, actions.AlreadyWorked),
        ({"off": {date(2030, 1, 5): "元旦"}}, actions.BothWays),
        ({"year": 1998}, actions.YearOutOfRange),
    ],
)
def test_a_notice_that_cannot_be_is_refused(changes, refusal):
    with pytest.raises(refusal):
        notice(**changes)

    assert queries.calendar().version == 1


def test_office_hours_hold_from_their_day():
    summer = [(time(8, 30), time(12)), (time(15), time(18))]
    row = actions.set_office_hours(from_on=date(2027, 7, 1), spans=summer, source=SOURCE, by=3, at=AT)

    calendar = queries.calendar()
    assert str(row) == "2027-07-01起 08:30—12:00，15:00—18:00"
    assert calendar.close(date(2027, 7, 1)) - calendar.close(date(2027, 6, 30)) == timedelta(
        hours=24, minutes=30
    )


def test_office_hours_out_of_order_are_refused():
    with pytest.raises(actions.HoursOutOfOrder, match="按先后排列"):
        actions.set_office_hours(from_on=DAY, spans=[(time(12), time(8))], source=SOURCE, by=3, at=AT)


def test_the_package_brings_the_years_it_has_learned_and_leaves_those_entered_by_hand(told):
    Notice.objects.filter(year=2026).delete()
    Notice.objects.filter(year=2025).update(off={"2025-01-01": "元旦"}, set_by=3)

    assert actions.adopt_statutory(at=AT).reason == "2026年节假日安排"
    assert actions.adopt_statutory(at=AT) is None
    assert Notice.objects.get(year=2025).off == {"2025-01-01": "元旦"}
    assert len(told) == 1


def test_old_calendars_can_be_had_by_version_and_by_day():
    CalendarVersion.objects.update(at=AT - timedelta(days=300))
    close()

    assert queries.calendar_of(1).is_open(DAY)
    assert [queries.calendar(on=date(2026, 11, day)).version for day in (1, 19, 20)] == [1, 1, 2]
    assert queries.calendar(on=date(2020, 1, 1)).version == 1


def test_a_change_that_is_rolled_back_was_never_there():
    with pytest.raises(RuntimeError), transaction.atomic():
        close()
        assert not queries.calendar().is_open(DAY)
        raise RuntimeError

    assert queries.calendar().version == 1
    assert queries.calendar().is_open(DAY)


def test_reading_the_calendar_costs_one_query_and_then_none(django_assert_num_queries):
    queries.forget()
    with django_assert_num_queries(2):  # the version and, the first time, its content
        queries.calendar()
    with django_assert_num_queries(0):
        queries.calendar()


def test_a_year_is_missed_from_mid_november_before_it():
    last = queries.calendar().covered_until

    assert queries.years_missing(date(last, 11, 14)) == []
    assert queries.years_missing(date(last, 11, 15)) == [last + 1]
    assert queries.years_missing(date(last + 1, 3, 1)) == [last + 1]


def test_starting_a_process_does_not_import_the_calendar_package():
    program = "import django, sys; django.setup(); import gongzhi.kernel.clock.actions; print('chinese_calendar' in sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"
