"""The ladder: what happens by itself to a matter whose term nears and passes, one rung after another.

    LADDER = Ladder("appeal", states=("dispatched", "handling"))
    duties = (
        LADDER.duty("appeals.prompt", "到期提醒", prompt, early=True),
        LADDER.duty("appeals.circular", "通报挂账", hold, after="appeals.ladder.circular"),
    )

A rung is climbed once for a matter and a term; when the term is extended, it is climbed anew for the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gongzhi.kernel.clock import Term, calendar, local_day
from gongzhi.kernel.duty.rules import Duty
from gongzhi.kernel.flow.actions import lock
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.parameters import value

CHUNK = 500
Act = Callable[[Matter, datetime], object]


@dataclass(frozen=True)
class Ladder:
    """The matters of a kind that somebody owes: in one of `states`, open, and not paused."""

    kind: str
    states: Sequence[str]

    def duty(
        self,
        name: str,
        label: str,
        act: Act,
        *,
        after: str = "",
        early: bool = False,
        every: str = "*/10 * * * *",
    ) -> Duty:
        """A rung as a duty. `early`: when the warning moment comes; else when the term ends, or by the term of the
        parameter `after` later. `act` gets the matter under its lock, still owed; it records and saves what it does.
        """

        def find(at: datetime) -> Iterator[tuple[str, tuple[int, datetime]]]:
            return (
                (f"{key}:{due:%Y%m%d%H%M}", (key, due))
                for key, due in self.owed(at, after=after, early=early)
            )

        def climb(row: tuple[int, datetime], at: datetime) -> None:
            key, due = row
            matter = lock(key)
            if self.still(matter) and matter.due_at == due:
                act(matter, at)

        return Duty(name, label, every, find, climb)

    def owed(self, at: datetime, *, after: str = "", early: bool = False) -> Iterator[tuple[int, datetime]]:
        """(matter, its term) of those that have reached the rung, in the order of their keys. A query per 500."""
        rows = Matter.objects.filter(kind=self.kind, state__in=self.states, closed_at=None, paused_at=None)
        rows = rows.filter(warn_at__lte=at, due_at__gt=at) if early else rows.filter(due_at__lt=at)
        longer = Term.parse(value(after, local_day(at))) if after else None
        last = 0
        while found := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "due_at")[:CHUNK]):
            pairs = [(key, due) for key, due in found if due is not None]
            yield from (pair for pair in pairs if longer is None or calendar().due(pair[1], longer).at < at)
            last = found[-1][0]

    def still(self, matter: Matter) -> bool:
        """Whether a matter in hand is owed."""
        return matter.closed_at is None and matter.paused_at is None and matter.state in self.states
