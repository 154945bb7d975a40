import doctest
from datetime import datetime, timedelta

import pytest

from gongzhi.kernel.duty import rules
from gongzhi.kernel.duty.rules import DAY, ZONE, Duty, skipped

START = datetime(2020, 1, 1, 12, tzinfo=ZONE)


def test_the_examples_hold():
    assert doctest.testmod(rules).failed == 0


def test_a_wrong_cron_line_fails_where_it_is_written():
    with pytest.raises(Exception, match="Wrong number of fields"):
        Duty("x", "x", "every day", find=lambda at: (), act=lambda row, at: None)


def test_a_duty_of_every_minute_is_played_three_times_a_day():
    assert len(list(skipped("* * * * *", START, START + 10 * DAY))) == 30


def test_ten_years_are_played_in_longer_steps():
    assert 400 * 0.9 < len(list(skipped("0 8 * * *", START, START + 3650 * DAY))) <= 400


def test_a_clock_set_back_skips_nothing():
    assert list(skipped("0 8 * * *", START, START - DAY)) == []


def test_a_slot_at_the_end_is_played_and_one_at_the_start_is_not():
    eight = START.replace(hour=8)

    assert list(skipped("0 8 * * *", eight, eight + DAY)) == [eight + timedelta(days=1)]
