"""What a call-back leads to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class Leads(StrEnum):
    WAIT = "wait"  # try again
    CLOSE = "close"
    UNREACHED = "unreached"  # closed without an answer: out of the denominators
    REDO = "redo"
    SUPERVISE = "supervise"  # redo under supervision


def leads_to(
    *,
    reached: str,
    solved: str,
    satisfied: str,
    reasonable: bool,
    redos: int,
    most: int,
    days: Sequence[date],
    tries: int,
    spread: int,
) -> Leads:
    """What follows one try; `days` are those of the tries so far, this one included.

    Not solved, or not satisfied, and reasonable: once more by the unit; after `most` times under supervision.
    Nobody answers: after so many tries on so many days it is closed as not reached.

    >>> how = dict(reasonable=True, redos=0, most=1, days=[date(2026, 3, 2)], tries=3, spread=2)
    >>> [leads_to(reached="yes", solved=a, satisfied=b, **how).value for a, b in (("full", "yes"), ("no", "yes"), ("full", "no"))]
    ['close', 'redo', 'redo']
    >>> leads_to(reached="yes", solved="no", satisfied="no", **{**how, "redos": 1}).value
    'supervise'
    >>> leads_to(reached="yes", solved="no", satisfied="no", **{**how, "reasonable": False}).value
    'close'
    >>> two = [date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3)]
    >>> [leads_to(reached="no_answer", solved="", satisfied="", **{**how, "days": two[:n]}).value for n in (2, 3)]
    ['wait', 'unreached']
    >>> leads_to(reached="changed_hands", solved="", satisfied="", **how).value
    'unreached'
    """
    if reached in ("refused", "changed_hands"):
        return Leads.UNREACHED
    if reached == "no_answer":
        enough = len(days) >= tries and len(set(days)) >= spread
        return Leads.UNREACHED if enough else Leads.WAIT
    if reasonable and (solved == "no" or satisfied == "no"):
        return Leads.SUPERVISE if redos >= most else Leads.REDO
    return Leads.CLOSE
