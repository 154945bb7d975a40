"""Clocks of matters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.support.errands import AT, County

from gongzhi.kernel.clock import Term, calendar
from gongzhi.kernel.clock.actions import set_day
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import lock, run
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.kernel.flow.queries import light_now

MONDAY_CLOSE = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)  # 17:30, five working days after Monday the 2nd


def started(county: County) -> Matter:
    matter = run(county.open(), "sign", by=county.builder, at=AT)
    return run(matter, "start", by=county.clerk, at=AT)


def test_a_governing_clock_gives_the_matter_its_term(county: County) -> None:
    assert Matter.objects.get(pk=started(county).pk).due_at == MONDAY_CLOSE


def test_a_pause_of_two_working_days_moves_the_end_by_two(county: County) -> None:
    matter = run(started(county), "hold", by=county.clerk, at=AT + timedelta(days=1))
    held = Matter.objects.get(pk=matter.pk)

    matter = run(held, "resume", by=county.clerk, at=AT + timedelta(days=3))

    assert held.paused_at == AT + timedelta(days=1)
    assert (matter.paused_at, matter.due_at) == (None, MONDAY_CLOSE + timedelta(days=2))


def test_a_paused_matter_does_not_turn_red(county: County) -> None:
    matter = run(started(county), "hold", by=county.clerk, at=AT + timedelta(days=1))

    assert light_now(matter, AT + timedelta(days=30)) == "green"


def test_an_extension_counts_on_from_the_end(county: County) -> None:
    matter = lock(started(county))

    clocks.extend(matter.clocks.get(stopped_at=None), matter, Term.days(2))

    assert matter.due_at == MONDAY_CLOSE + timedelta(days=2)


def test_a_day_off_published_later_moves_running_clocks_and_tells(county: County) -> None:
    matter, other = started(county), county.open(starts=("sign",))
    run(other, "sign", by=county.builder, at=AT)  # its clock has stopped
    set_day(day=date(2026, 3, 4), open=False, source="暴雪停工通知", by=None, at=AT)

    looked = clocks.recompute(AT, limit=10)

    kept = Matter.objects.get(pk=matter.pk)
    event = Event.objects.filter(matter=matter.pk).latest("seq")
    assert (looked, kept.due_at) == (1, MONDAY_CLOSE + timedelta(days=1))
    assert Clock.objects.get(matter=matter, name="whole").calendar_version == calendar().version
    assert event.sentence == "办结时限由2026-03-09改为2026-03-10（工作日历已更新）"
    assert (kept.tip_seq, kept.tip_hash) == (event.seq, event.hash)
    assert Event.objects.filter(matter=other.pk).count() == 2
    assert clocks.recompute(AT, limit=10) == 0
