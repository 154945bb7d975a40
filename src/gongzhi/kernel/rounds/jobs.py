"""What rounds owe by the clock: those that fall due are made, those that nobody walked are marked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.rounds import facts
from gongzhi.kernel.rounds.actions import close
from gongzhi.kernel.rounds.models import Round
from gongzhi.kernel.rounds.planning import make_rounds, routes_to_plan
from gongzhi.kernel.rounds.words import RoundState

CHUNK = 500
NOT_WALKED = (RoundState.DUE, RoundState.UNDER_WAY)


def days(at: datetime) -> Iterator[tuple[str, date]]:
    """Today, once."""
    yield local_day(at).isoformat(), local_day(at)


def make(day: date, at: datetime) -> None:
    """Make the rounds whose days have begun. Three statements for each 500 routes."""
    make_rounds(routes_to_plan(day), day)


def overdue(at: datetime) -> Iterator[tuple[str, int]]:
    """Rounds whose days are over and that nobody finished, as (key, round). A query per 500."""
    rows = Round.objects.filter(state__in=NOT_WALKED, due_on__lt=local_day(at)).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", "state", "due_on")[:CHUNK]):
        yield from ((f"{pk}:{state}:{due}", pk) for pk, state, due in batch)
        last = batch[-1][0]


def miss(key: int, at: datetime) -> None:
    """Mark one round as missed; one whose every stop was reached is only ended. Records: rounds.missed, rounds.finished."""
    row = Round.objects.select_for_update(of=("self",)).select_related("route").get(pk=key)
    if row.state not in NOT_WALKED or row.due_on >= local_day(at):
        return
    last = row.check_ins.last()
    if last is not None and row.stops_reached >= row.stops_total:
        close(row, last.at, note=row.note or "到期由系统结束", key="", by=None, at=at)
        return
    row.note = row.note or ("没有走完" if row.began_at else "")
    row.state, row.on = RoundState.MISSED, row.due_on
    row.save(update_fields=["state", "on", "note"])
    fact = facts.Missed(row.pk, row.kind, row.route.name, row.due_on.isoformat())
    record(fact, by=None, at=at)


DUTIES = (
    Duty("rounds.make", "生成到期的巡查", "5 0 * * *", days, make),
    Duty("rounds.miss", "标记未巡查", "10 0 * * *", overdue, miss),
)
