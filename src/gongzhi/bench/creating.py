"""Creating matters: through the API of a real server, and the same rows with bare SQL."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.apps import apps
from django.db import connection, connections, transaction

from gongzhi.kernel.events.models import Delivery, Event
from gongzhi.kernel.flow.models import Assignment, Clock, Matter
from gongzhi.kernel.web.models import IdempotencyKey

CLIENTS = 8
WARM = (
    400  # creations before the measured ones: every worker has imported everything and opened its connections
)
Create = Callable[[int], Any]
Creation = Callable[[int], tuple[str, dict[str, Any]]]


def through_api(creation: Creation, token: str, count: int) -> dict[str, Any]:
    """Start the county's own web server and create `count` matters with several clients at once."""
    with _server() as port:
        doors: queue.SimpleQueue[http.client.HTTPConnection] = queue.SimpleQueue()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

        def create(n: int) -> None:
            door = doors.get()
            path, body = creation(n)
            key = {"Idempotency-Key": f"bench-{n}"}
            door.request("POST", f"/api/v1/{path}", json.dumps(body).encode(), headers | key)
            answer = door.getresponse()
            told = answer.read()
            doors.put(door)
            if answer.status not in (200, 201):
                raise RuntimeError(f"{path}: {answer.status} {told[:300]!r}")

        for n in range(CLIENTS):  # one after the other, as callers come: the workers share them out evenly
            doors.put(http.client.HTTPConnection("127.0.0.1", port, timeout=60))
            create(n)
        _paced(create, CLIENTS, WARM)
        return _paced(create, CLIENTS + WARM, count)


def in_process(create: Create, count: int) -> dict[str, Any]:
    """The same without the web: threads of this process call the action."""
    create(0)
    return _paced(create, 1, count)


def _paced(create: Create, first: int, count: int) -> dict[str, Any]:
    taken: list[float] = []

    def one(n: int) -> None:
        begun = time.perf_counter()
        create(n)
        taken.append((time.perf_counter() - begun) * 1000)

    with ThreadPoolExecutor(CLIENTS) as pool:
        begun = time.perf_counter()
        list(pool.map(one, range(first, first + count)))
        seconds = time.perf_counter() - begun
        together = threading.Barrier(CLIENTS)  # so that every thread closes its own connection
        list(pool.map(lambda _: (together.wait(60), connections.close_all()), range(CLIENTS)))
    taken.sort()
    return {
        "count": count,
        "per_second": round(count / seconds, 1),
        "p50_ms": round(taken[count // 2], 2),
        "p95_ms": round(taken[int(count * 0.95)], 2),
    }


@contextlib.contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "gongzhi.wsgi:application", "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(min(os.cpu_count() or 1, 4)),
        "--blocking-threads", "8", "--log-level", "error",
    ]  # fmt: skip
    server = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def with_bare_sql(like: Matter, count: int, owns: Sequence[str] = ()) -> dict[str, Any]:
    """Write the rows that creating `like` wrote, one transaction each, with nothing but the driver."""
    copier = Copier(like, owns)
    return in_process(copier.write, count)


class Copier:
    """Inserts copies of the rows that opening one matter wrote, in the order of their references.

    `owns` are references in a module's row to rows that are written with it, such as the caller of an appeal.
    """

    def __init__(self, like: Matter, owns: Sequence[str] = ()) -> None:
        self.serial = itertools.count(1)
        self.matter = _row(Matter, pk=like.pk)[0]
        self.assignments = _row(Assignment, matter=like.pk)
        self.clocks = _row(Clock, matter=like.pk)
        self.events = _row(Event, matter=like.pk)
        self.deliveries = _row(Delivery, matter=like.pk)
        self.answers = _row(IdempotencyKey, response__contains=like.number)
        self.more = [(model, name, _row(model, **{name: like.pk})) for model, name in hanging()]
        fields = [field for model, _, _ in self.more for field in model._meta.concrete_fields]
        self.owned = {
            field.column: (field.related_model, _row(field.related_model, pk=row[field.column]))
            for field in fields
            if field.name in owns
            for model, _, rows in self.more
            if model is field.model
            for row in rows
        }

    def write(self, _: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            number = f"B{os.getpid()}{threading.get_ident() % 9973}-{next(self.serial)}"
            [key] = _insert(cursor, Matter, [{**self.matter, "number": number}])
            given = _insert(cursor, Assignment, [{**one, "matter_id": key} for one in self.assignments])
            parties = itertools.cycle(given or [None])  # a matter that nobody has to do with yet
            clocks = [{**one, "matter_id": key, "assignment_id": next(parties)} for one in self.clocks]
            _insert(cursor, Clock, clocks)
            told = _insert(cursor, Event, [{**one, "matter": key} for one in self.events])
            owed = [{**one, "matter": key, "event_id": told[0]} for one in self.deliveries]
            _insert(cursor, Delivery, owed)
            own = {name: _insert(cursor, *one)[0] for name, one in self.owned.items()}
            for model, name, rows in self.more:
                mine = {column: value for column, value in own.items() if rows and column in rows[0]}
                _insert(cursor, model, [{**one, **mine, f"{name}_id": key} for one in rows])
            _insert(cursor, IdempotencyKey, [{**one, "key": number} for one in self.answers])


def hanging() -> list[tuple[Any, str]]:
    """Modules' tables with the matter as primary key, then those that refer to these, with the name of the reference."""
    models = [one for one in apps.get_models() if one not in (Assignment, Clock)]
    rows = [(one, "matter") for one in models if one._meta.pk.related_model is Matter]
    owners = {one for one, _ in rows}
    below = [
        (one, field.name)
        for one in models
        for field in one._meta.concrete_fields
        if field.related_model in owners and not field.primary_key
    ]
    return rows + below


def _row(model: Any, **where: Any) -> list[dict[str, Any]]:
    """Rows as the driver takes them, without their own keys."""
    columns = [
        field for field in model._meta.concrete_fields if not (field.primary_key and field.name == "id")
    ]
    rows = []
    for one in model.objects.filter(**where):
        rows.append(
            {
                field.column: field.get_db_prep_save(getattr(one, field.attname), connection)
                for field in columns
            }
        )
    return rows


def _insert(cursor: Any, model: Any, rows: list[dict[str, Any]]) -> list[int]:
    if not rows:
        return []
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
    values = [value for row in rows for value in row.values()]
    sql = f'INSERT INTO {model._meta.db_table} ({names}) VALUES {marks} RETURNING "{model._meta.pk.column}"'
    cursor.execute(sql, values)
    return [key for (key,) in cursor.fetchall()]
