"""What holds of a dispute: its levels, its risk, the days that follow an agreement. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

LEVELS = ("grid", "village", "town", "county")
CONFIRM_DAYS = 30  # both parties together, within thirty days (People's Mediation Law, art. 33)
CROWD = 10  # persons from whom on a dispute is a grave one


def above(level: str) -> str:
    """The level that is asked next; "" above the county.

    >>> above("grid"), above("county")
    ('village', '')
    """
    at = LEVELS.index(level) + 1
    return LEVELS[at] if at < len(LEVELS) else ""


def risk_of(*, people: int, violence: bool, again: bool) -> str:
    """The least risk that the facts allow: violence, a crowd or repeated petitions make it red.

    >>> risk_of(people=2, violence=False, again=False), risk_of(people=12, violence=False, again=False)
    ('blue', 'red')
    >>> risk_of(people=5, violence=False, again=False)
    'yellow'
    """
    if violence or again or people >= CROWD:
        return "red"
    return "yellow" if people >= 5 else "blue"


def graver(one: str, other: str) -> str:
    """The graver of two risks.

    >>> graver("blue", "orange"), graver("red", "yellow")
    ('orange', 'red')
    """
    order = ("blue", "yellow", "orange", "red")
    return max(one, other, key=order.index)


def confirm_until(effective_on: date) -> date:
    """The last day on which both parties may ask the court to confirm their agreement.

    >>> confirm_until(date(2026, 3, 2))
    datetime.date(2026, 4, 1)
    """
    return effective_on + timedelta(days=CONFIRM_DAYS)


def visit_days(effective_on: date, after: Iterable[int]) -> list[date]:
    """The days on which the parties are visited after an agreement.

    >>> visit_days(date(2026, 3, 2), (7, 30))
    [datetime.date(2026, 3, 9), datetime.date(2026, 4, 1)]
    """
    return [effective_on + timedelta(days=days) for days in sorted(set(after))]
