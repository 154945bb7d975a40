"""Killed at any moment: nothing acknowledged is missing, nothing is doubled, no reminder is forgotten."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import harness


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """The database of the run: a file, or one made on the server that the tests run on."""
    from django.conf import settings

    given = settings.DATABASES["default"]
    if given["ENGINE"].endswith("sqlite3"):
        yield ""
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"faults_{random.getrandbits(40):x}"
    door = {
        "host": given["HOST"],
        "port": given["PORT"] or 5432,
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    with psycopg.connect(**door, dbname="postgres", autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield f"postgres://{given['USER']}:{given['PASSWORD']}@{harness.quoted(given['HOST'])}:{door['port']}/{name}"
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.mark.faults
@pytest.mark.timeout(240)
def test_a_few_kills_lose_and_double_nothing(tmp_path: Path, url: str) -> None:
    survive(tmp_path, url, kills=6)


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_and_double_nothing(tmp_path: Path, url: str) -> None:
    survive(tmp_path, url, kills=200)


def survive(var: Path, url: str, kills: int) -> None:
    seed = random.getrandbits(32)
    print(f"seed {seed}")
    env = harness.environment(var, url)
    tokens = json.loads(_run(env, "-m", "tests.faults.county"))
    with harness.county(env, var) as made:
        record = harness.work_and_kill(made, tokens, kills, random.Random(seed))
        told = settled(env)
        verified = made.manage("gongzhi_verify", "--json")
    assert record.faults == []
    assert sum(made.kills.values()) == kills
    assert len(record.opened) > kills / 4, "the officers hardly worked"
    assert json.loads(verified.stdout)["whole"], verified.stdout
    compare(record, told)


def _run(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=env, cwd=harness.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def settled(env: dict[str, str], within: float = 120) -> dict[str, Any]:
    """What the database tells once worker and clock have caught up."""
    until = time.monotonic() + within
    while True:
        told: dict[str, Any] = json.loads(_run(env, "-m", "tests.faults.tell"))
        owed = told["pending"] or len(told["reminded"]) < len(told["titles"])
        if not owed or time.monotonic() > until:
            return told
        time.sleep(1)


def compare(record: harness.Record, told: dict[str, Any]) -> None:
    titles = Counter(told["titles"].values())
    assert [title for title, count in titles.items() if count > 1] == []  # nothing opened twice
    assert {number: title for title, number in record.opened.items()}.items() <= told["titles"].items()
    assert record.signed <= set(told["signed"])
    reports = Counter(told["reports"])
    assert {text for texts in record.reported.values() for text in texts} <= set(reports)
    assert [text for text, count in reports.items() if count > 1] == []  # nothing reported twice
    assert told["pending"] == 0
    assert Counter(told["reminded"]) == Counter(told["titles"].keys())  # each reminded, and once
    assert Counter(told["heard"]) == Counter(told["moves"])  # each move heard of, and once
