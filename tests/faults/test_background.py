"""Clock and worker are killed (SIGKILL) again and again: no duty is done twice or forgotten, no task is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection

from gongzhi.kernel.duty.models import DutyDone, DutyTrouble
from gongzhi.launcher.paths import ROOT, SRC
from tests.faults import victims

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def database_url() -> str:
    """The test database, as another process names it."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{settings['USER']}@{quote(settings['HOST'], safe='')}:{settings['PORT']}/{settings['NAME']}"


def start(kind: str) -> subprocess.Popen[str]:
    """Start a victim and wait until it begins to work."""
    env = {
        **os.environ, "PYTHONPATH": f"{SRC}{os.pathsep}{ROOT}", "GONGZHI_DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "gongzhi.settings", "GONGZHI_POOL": "2",
    }  # fmt: skip
    words = [sys.executable, "-m", "tests.faults.victims", kind]
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def kill_often(kind: str, times: int, finished: Callable[[], bool]) -> int:
    """Kill at random moments, then let one live until it has finished. Returns how often there was still work."""
    chance, hits = random.Random(20260302), 0
    for _ in range(times):
        process = start(kind)
        time.sleep(chance.uniform(0.02, 0.45))
        process.kill()
        process.wait()
        hits += not finished()
    with start(kind) as process:
        until = time.monotonic() + 120
        while not finished() and time.monotonic() < until:
            time.sleep(0.1)
        process.kill()
    return hits


def done(kind: str) -> Counter[str]:
    """How often each key had its effect."""
    keys = DutyDone.objects.filter(duty=f"effect.{kind}").values_list("key", flat=True)
    return Counter(key.partition("/")[0] for key in keys)


def duties_survive(times: int) -> int:
    hits = kill_often(
        "clock", times, lambda: DutyDone.objects.filter(duty="faults.each").count() == len(victims.KEYS)
    )

    assert done("duty") == Counter(victims.KEYS)
    assert not DutyTrouble.objects.exists()
    return hits


def tasks_survive(times: int) -> int:
    from django_tasks_db.models import DBTaskResult

    keys = victims.KEYS[:12]
    for key in keys:
        victims.work.enqueue(key)
    hits = kill_often("worker", times, lambda: DBTaskResult.objects.successful().count() == len(keys))

    assert set(done("task")) == set(keys)  # at least once: a task is cut before or after its effect
    assert DBTaskResult.objects.exclude(status="SUCCESSFUL").count() == 0
    return hits


def test_duties_survive_kills():
    assert duties_survive(4) >= 2


def test_tasks_survive_kills():
    assert tasks_survive(3) >= 2


@pytest.mark.long
def test_duties_survive_many_kills():
    duties_survive(60)


@pytest.mark.long
def test_tasks_survive_many_kills():
    tasks_survive(5)
