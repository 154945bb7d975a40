"""The demonstration's time: set forward by hand; what falls due on the way is played day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django_tasks import task

from gongzhi.kernel.clock import ZONE, local_day, now, set_demo_time
from gongzhi.kernel.duty import leases
from gongzhi.kernel.duty.models import DutyRun
from gongzhi.kernel.duty.sweeping import CLOCK
from gongzhi.kernel.duty.ticking import TERM, look
from gongzhi.kernel.refusals import Refusal

MORNING = time(9, 0)
MOST = timedelta(days=366)
NEAR = timedelta(hours=3)  # the clock of duties looks every few seconds; what lies nearer is played at once
WEEKDAYS = "一二三四五六日"


class TooFar(Refusal):
    code = "demo.too_far"
    message = "一次最多往后调一年（到{last}）。请分几次调。"


class NotADay(Refusal):
    code = "demo.not_a_day"
    message = "“{given}”不是日期，写法如 2026-03-05。"


@dataclass(frozen=True)
class Job:
    """How far the days in between have been played, as the progress bar shows it."""

    done: int
    total: int
    text: str
    finished: bool = False
    failed: str = ""


def step(name: str, given: str, at: datetime) -> datetime:
    """The morning that a button or a day leads to: day, week, month, or set with `given`.

    >>> step("month", "", datetime(2026, 1, 31, 12, tzinfo=ZONE)).isoformat()
    '2026-02-28T09:00:00+08:00'
    """
    on = local_day(at)
    if name == "set":
        on = _day(given)
    elif name == "month":
        first = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        on = first.replace(day=min(on.day, last.day))
    else:
        on += timedelta(days={"week": 7}.get(name, 1))
    if datetime.combine(on, MORNING, ZONE) - at > MOST:
        raise TooFar(field="day", last=local_day(at + MOST))
    return datetime.combine(on, MORNING, ZONE)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotADay(field="day", given=given[:20]) from None


def go(to: datetime) -> datetime:
    """Set the demonstration's clock and have the days in between played; the moment that was played until then.

    Raises: NotADemo, BeforeTheRecord.
    """
    begun = played_until() or now()
    set_demo_time(to)
    play.enqueue()
    return begun


@task()
def play() -> None:
    """Play the days in between, where no clock process does it: it notices the new time by itself."""
    if leases.alive("clock").exists():
        return
    name = leases.name_of("clock", "")
    if not leases.take("clock", name, TERM):
        return
    try:
        look(between=lambda: leases.take("clock", name, TERM))
    finally:
        leases.give_back("clock", name)


def played_until() -> datetime | None:
    """The moment up to which duties were done. One query."""
    return DutyRun.objects.filter(duty=CLOCK).values_list("last_at", flat=True).first()


def job(begun: datetime) -> Job:
    """How far it is, from where it began. One query."""
    at, reached = now(), played_until() or begun
    total = max(1, (local_day(at) - local_day(begun)).days)
    if at - reached < NEAR:
        return Job(total, total, f"已推算到{local_day(at)}", finished=True)
    done = max(0, min(total, (local_day(reached) - local_day(begun)).days))
    return Job(done, total, f"正在推算亮灯和催办：{local_day(max(reached, begun))}")


def shown(at: datetime) -> str:
    """2026-03-05 周四 09:30 in the county's time."""
    local = at.astimezone(ZONE)
    return f"{local:%Y-%m-%d} 周{WEEKDAYS[local.weekday()]} {local:%H:%M}"
