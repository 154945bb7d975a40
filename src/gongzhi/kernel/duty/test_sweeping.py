import threading
from datetime import timedelta

import pytest
from django.db import connection

from gongzhi.kernel.clock import now
from gongzhi.kernel.duty import schedule
from gongzhi.kernel.duty.conftest import effects
from gongzhi.kernel.duty.models import DutyDone, DutyRun, DutyTrouble
from gongzhi.kernel.duty.rules import DAY, Duty
from gongzhi.kernel.duty.sweeping import CLOCK, Tally, catch_up, sweep
from gongzhi.kernel.duty.ticking import look

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_a_key_is_done_once_however_often_it_is_found(declare, owed, at):
    declare()
    owed.keys = ["a", "b"]

    assert [sweep(at), sweep(at + DAY), sweep(at + 2 * DAY)] == [Tally(2, 0), Tally(0, 0), Tally(0, 0)]
    assert effects() == ["a", "b"]


@pytest.mark.django_db
def test_a_duty_waits_for_its_slot(declare, owed, at):
    declare("0 8 * * *")
    for moment in (at, at + timedelta(hours=22), at + timedelta(hours=23)):  # 09:00, then 07:00 and 08:00
        sweep(moment)

    assert owed.looks == [at, at + timedelta(hours=23)]


@pytest.mark.django_db
def test_nothing_due_costs_two_queries(declare, owed, at, django_assert_num_queries):
    declare()
    sweep(at)

    with django_assert_num_queries(2):
        sweep(at + MINUTE)


@pytest.mark.django_db
def test_a_failure_undoes_its_own_effect_and_no_other(declare, owed, at):
    declare()
    owed.keys, owed.failing = ["a", "b", "c"], {"b"}

    assert sweep(at) == Tally(2, 1)
    assert effects() == ["a", "c"]
    assert list(DutyDone.objects.order_by("key").values_list("key", flat=True)) == ["a", "c"]


@pytest.mark.django_db
def test_a_failure_is_kept_with_its_reason_and_tried_again_after_a_pause(declare, owed, at):
    declare()
    owed.keys, owed.failing = ["a"], {"a"}
    sweep(at)
    kept = DutyTrouble.objects.get()
    owed.failing = set()

    assert (kept.duty, kept.key, kept.attempts, kept.error) == (
        "test.duty",
        "a",
        1,
        "RuntimeError: cannot act",
    )
    assert sweep(at + MINUTE / 2) == Tally(0, 0)
    assert sweep(at + MINUTE) == Tally(1, 0)
    assert not DutyTrouble.objects.exists()


@pytest.mark.django_db
def test_a_failure_that_is_owed_no_longer_is_dropped(declare, owed, at):
    declare()
    owed.keys, owed.failing = ["a"], {"a"}
    sweep(at)
    owed.keys = []
    sweep(at + MINUTE)

    assert not DutyTrouble.objects.exists()


@pytest.mark.django_db
def test_a_duty_that_cannot_look_does_not_stop_the_others(declare, owed, at):
    declare(name="a.broken")
    owed.failing = {"find"}
    done = []
    schedule.register(
        Duty("b.sound", "试验", "0 8 * * *", find=lambda at: [("k", 1)], act=lambda row, at: done.append(row))
    )

    assert sweep(at) == Tally(1, 1)
    assert done == [1]


@pytest.mark.django_db
def test_skipped_days_are_played_each_at_its_own_moment(declare, owed, at):
    declare("0 8 * * 1-5")
    sweep(at)  # Monday
    catch_up(at, at + 7 * DAY)

    shown = [f"{look + timedelta(hours=8):%d}" for look in owed.looks[1:]]
    assert shown == ["03", "04", "05", "06", "09"]


@pytest.mark.django_db
def test_skipped_days_of_two_duties_are_played_in_the_order_of_time(declare, owed, at):
    declare("0 8 * * *", name="z.morning")
    declare("0 17 * * *", name="a.evening")
    catch_up(at, at + 2 * DAY)
    hours = [(look + timedelta(hours=8)).hour for look in owed.looks]

    assert hours[:4] == [17, 8, 17, 8]


@pytest.mark.django_db
def test_a_day_is_reached_when_all_before_it_is_done(declare, owed, at):
    declare("0 8 * * *")
    told = []
    catch_up(at, at + 3 * DAY, reached=lambda day: told.append((day, len(owed.looks))))

    assert told == [(at - HOUR + DAY, 0), (at - HOUR + 2 * DAY, 1), (at - HOUR + 3 * DAY, 2)]


@pytest.mark.django_db
def test_a_demo_clock_that_was_set_plays_the_days_between(declare, owed, at, settings):
    settings.DEMO = True
    declare("0 8 * * *")
    DutyRun.objects.create(duty=CLOCK, last_at=now() - 3 * DAY)
    look()

    assert len(owed.looks) in (3, 4)  # three mornings; and now, unless that is one of them
    assert now() - DutyRun.objects.get(duty=CLOCK).last_at < MINUTE


@pytest.mark.django_db
def test_production_plays_nothing_and_looks_once(declare, owed, at):
    declare("0 8 * * *")
    DutyRun.objects.create(duty=CLOCK, last_at=now() - 3 * DAY)
    look()

    assert len(owed.looks) == 1


@pytest.mark.django_db
def test_a_clock_set_back_looks_at_once(declare, owed, at):
    declare()
    sweep(at)
    sweep(at - 30 * DAY)

    assert owed.looks == [at, at - 30 * DAY]


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_do_each_key_once(declare, owed, at):
    declare()
    owed.keys = [f"k{number:02}" for number in range(40)]
    totals = []

    def clock():
        totals.append(sweep(at))
        connection.close()

    threads = [threading.Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(total.done for total in totals) == 40
    assert effects() == owed.keys
