"""Processes to be killed: a clock with 120 duties owed, a worker with tasks. Every effect is a row of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from django_tasks import task

KEYS = [f"k{number:03}" for number in range(120)]
SLOW = 0.01  # seconds inside each act, so that a kill often falls into one


def effect(kind: str, key: str) -> None:
    """Leave a row that tells how often the thing was done."""
    from gongzhi.kernel.duty.models import DutyDone

    DutyDone.objects.create(
        duty=f"effect.{kind}", key=f"{key}/{uuid4().hex}", at=datetime.fromisoformat("2026-03-02T01:00Z")
    )


def act(key: str, at: datetime) -> None:
    effect("duty", key)
    time.sleep(SLOW)


def find(at: datetime) -> Iterator[tuple[str, str]]:
    yield from ((key, key) for key in KEYS)


@task()
def work(key: str) -> None:
    effect("task", key)
    time.sleep(SLOW * 10)


def main(kind: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from gongzhi.kernel.duty import schedule
    from gongzhi.kernel.duty.rules import Duty

    schedule._duties.clear()
    schedule.register(Duty("faults.each", "试验", "* * * * *", find=find, act=act))
    print("ready", flush=True)
    call_command(f"gongzhi_{kind}", place="faults")


if __name__ == "__main__":
    main(sys.argv[1])
