"""Processes that are killed and started again, and officers who work through the API and keep a record."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("U13", "builder"), ("U15", "waterman")


def environment(var: Path, url: str) -> dict[str, str]:
    """What every process of a run finds around it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GONGZHI_", "PYTEST_"))}
    kept |= {
        "GONGZHI_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "GONGZHI_POOL": "8",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    return kept | ({"GONGZHI_DATABASE_URL": url} if url else {})


def quoted(host: str) -> str:
    """A host or a socket's folder as a database URL has it."""
    return quote(host, safe="")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class County:
    """The running processes of one county."""

    env: dict[str, str]
    logs: Path
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)

    def command(self, name: str) -> list[str]:
        return {
            "server": [
                sys.executable, "-m", "granian", "gongzhi.wsgi:application", "--interface", "wsgi", "--no-ws",
                "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
                "--respawn-failed-workers", "--log-level", "warning",
            ],
            "worker": [sys.executable, "-m", "django", "gongzhi_worker", "--place", "faults"],
            "clock": [sys.executable, "-m", "tests.faults.clockwork"],
        }[name]  # fmt: skip

    def start(self, name: str) -> None:
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.command(name), env=self.env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """SIGKILL to the whole process group, at whatever instruction it is."""
        process = self.running[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.kills[name] = self.kills.get(name, 0) + 1

    def answers(self, within: float = 60) -> bool:
        """Whether the application answers, not the port alone: that is open long before it."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with contextlib.suppress(OSError, http.client.HTTPException):
                door.request("GET", "/healthz")
                door.getresponse().read()
                return True
            door.close()
            time.sleep(0.05)
        return False

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "django", *words]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False)


@contextlib.contextmanager
def county(env: dict[str, str], logs: Path) -> Iterator[County]:
    made = County(env, logs)
    try:
        for name in ("server", "worker", "clock"):
            made.start(name)
        assert made.answers(), (logs / "server.log").read_text()[-2000:]
        yield made
    finally:
        for process in made.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass
class Record:
    """What was acknowledged: numbers by title, and texts of reports by number."""

    opened: dict[str, str] = field(default_factory=dict)
    signed: set[str] = field(default_factory=set)
    reported: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Stopped(Exception):
    pass


class Worker(threading.Thread):
    """An officer's script: open, sign, report three times; each request is sent until it is answered."""

    def __init__(self, number: int, port: int, tokens: dict[str, str], stop: threading.Event) -> None:
        super().__init__(name=f"officer-{number}", daemon=True)
        self.number, self.port, self.tokens, self.stop = number, port, tokens, stop
        self.record = Record()

    def run(self) -> None:
        turn = 0
        with contextlib.suppress(Stopped):
            while not self.stop.is_set():
                self._errand(turn)
                turn += 1

    def _errand(self, turn: int) -> None:
        unit, officer = DOORS[turn % 2]
        title = f"差事{self.number}之{turn}"
        opened = self._post("errandry/open", {"title": title, "unit": unit}, "clerk")
        number, version = opened["number"], opened["version"]
        self.record.opened[title] = number
        moved = self._post(f"errands/{number}/moves/sign", {"version": version}, officer)
        self.record.signed.add(number)
        for n in range(3):
            body = {"version": moved["version"], "text": f"{number}进展{n}"}
            moved = self._post(f"errands/{number}/moves/report", body, officer)
            self.record.reported.setdefault(number, []).append(body["text"])

    def _post(self, path: str, body: dict[str, Any], officer: str) -> dict[str, Any]:
        """Send until answered, always under one key. Anything but an acceptance is a fault of the county."""
        key = f"{self.number}-{random.getrandbits(64):x}"
        headers = {
            "Authorization": f"Bearer {self.tokens[officer]}", "Content-Type": "application/json", "Idempotency-Key": key,
        }  # fmt: skip
        while not self.stop.is_set():
            try:
                status, answer = self._once(path, json.dumps(body), headers)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == 200:
                return json.loads(answer)
            if status < 500:
                self.record.faults.append(f"{path} {body}: {status} {answer[:300]!r}")
                raise Stopped
            time.sleep(0.05)
        raise Stopped

    def _once(self, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            door.request("POST", f"/api/v1/{path}", body.encode(), headers)
            answer = door.getresponse()
            return answer.status, answer.read()
        finally:
            door.close()


def work_and_kill(
    made: County, tokens: dict[str, str], kills: int, dice: random.Random, officers: int = 3
) -> Record:
    """Officers work while processes die, `kills` times; then they stop and the processes are left in peace."""
    stop = threading.Event()
    crew = [Worker(n, made.port, tokens, stop) for n in range(officers)]
    for one in crew:
        one.start()
    for _ in range(kills):
        time.sleep(dice.uniform(0.2, 2.0))
        name = dice.choices(("server", "worker", "clock"), (4, 3, 3))[0]
        made.kill(name)
        made.start(name)
        if name == "server":
            assert made.answers(), "the server did not come back"
    time.sleep(1)
    stop.set()
    whole = Record()
    for one in crew:
        one.join(timeout=60)
        whole.opened |= one.record.opened
        whole.signed |= one.record.signed
        whole.reported |= one.record.reported
        whole.faults += one.record.faults
    return whole
