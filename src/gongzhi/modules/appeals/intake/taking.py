"""What a clerk does in one go: register, and then answer, dispatch or join."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal


@transaction.atomic
def take_in(
    told: Told, *, then: str = "", join: str = "", answer: str = "", by: Officer, at: datetime, **more: Any
) -> Appeal:
    """Register an appeal and do with it what the clerk said: nothing more, `dispatch`, `answer`, or join another.

    Raises: what registering and the move raise. Records: flow.opened, flow.moved.
    """
    appeal = register(replace(told, **more), by=by, at=at)
    if join:
        appeal.matter = run(appeal.matter, "merge", by=by, at=at, parent=join, reason="受理时并案")
    elif then == "dispatch":
        appeal.matter = run(appeal.matter, "dispatch", by=by, at=at)
    elif then == "answer":
        appeal.matter = run(appeal.matter, "answer", by=by, at=at, done=answer)
    return appeal


def from_form(
    *,
    place: Any,
    then: str,
    join: str,
    answer: str,
    by: Officer,
    at: datetime,
    **given: Any,
) -> Appeal:
    """Take in what the form of intake holds."""
    told = Told(place_code=place.code if place else "", **given)
    return take_in(told, then=then, join=join, answer=answer, by=by, at=at)
