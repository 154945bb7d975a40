"""Whether the log is as it was written: every hash, every chain, every anchor, and what the log must have led to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Any

from django.db import connection

from gongzhi.kernel.events import scan
from gongzhi.kernel.events.anchors import hash_of
from gongzhi.kernel.events.models import Anchor, Event, Personal
from gongzhi.kernel.events.rules import commitment
from gongzhi.kernel.events.scan import Broken, Found, Replay

Check = Callable[[], Iterable[Broken]]
Work = Callable[[Any, str], Any]  # of a raw connection and its vendor
_checks: dict[str, Check] = {}
_replay: list[Replay] = []
FEW = 20_000  # events below which one process is quicker than starting two


def register_check(name: str, check: Check) -> None:
    """Add something that `verify` looks at besides the log itself; it gives what is broken. Idempotent by name."""
    _checks[name] = check


def register_replay(replay: Replay) -> None:
    """Tell which rows the chains lead to; `flow` does."""
    _replay[:] = [replay]


@dataclass
class Verdict:
    """What was looked at and what is broken, the first first."""

    events: int = 0
    matters: int = 0
    anchors: int = 0
    unanchored: int = 0
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.broken

    @property
    def pace(self) -> int:
        """Events per second."""
        return round(self.events / self.seconds) if self.seconds else 0


def verify(processes: int = 2, progress: Callable[[int, int], None] | None = None) -> Verdict:
    """Recompute everything. Reads the whole log twice; writes nothing and may run beside the county's work.

    `processes` 1 stays on this connection, and so sees what its transaction has not committed yet.
    """
    begun, verdict = time.perf_counter(), Verdict()
    anchors = list(Anchor.objects.order_by("day"))
    works = _works(processes)
    roots = [partial(scan.root, first=one.first_id, last=one.last_id) for one in anchors]
    with _crew(processes if _count() > FEW else 1) as crew:
        results = crew([*works, *roots])
        found = []
        for n, one in enumerate(results, 1):
            found.append(one)
            if progress:
                progress(n, len(works) + len(roots))
    for part in found[: len(works)]:
        _add(verdict, part)
    verdict.broken += _anchors(anchors, found[len(works) :])
    verdict.anchors = len(anchors)
    verdict.unanchored = Event.objects.filter(id__gt=anchors[-1].last_id if anchors else 0).count()
    for check in (_personal, *_checks.values()):
        verdict.broken += check()
    verdict.broken.sort()
    verdict.seconds = time.perf_counter() - begun
    return verdict


def _add(verdict: Verdict, part: Found) -> None:
    verdict.events += part.events
    verdict.matters += part.matters
    verdict.broken += part.broken


def _count() -> int:
    """About how many events there are: the span of keys."""
    low, high = _span("id")
    return high - low


def _span(column: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(min({column}), 0), coalesce(max({column}), 0) FROM {Event._meta.db_table}"
        )
        return cursor.fetchone()


def _works(processes: int) -> list[Work]:
    replay = _replay[0] if _replay else None
    parts = 1 if processes == 1 else processes * 8
    low, high = _span("matter")
    if replay:
        with connection.cursor() as cursor:  # rows beyond the last event must be looked at as well
            cursor.execute(
                f"SELECT coalesce(min(key), 1), coalesce(max(key), 0) FROM ({_keys(replay)}) AS rows"
            )
            first, last = cursor.fetchone()
            low, high = min(low or first, first), max(high, last)
    works: list[Work] = [
        partial(scan.matters, first=first, last=last, replay=replay)
        for first, last in scan.split(low, high, parts)
    ]
    low, high = _span("id")
    return [*works, *(partial(scan.loose, first=a, last=b) for a, b in scan.split(low, high, processes))]


def _keys(replay: Replay) -> str:
    """The replay's rows as (key)."""
    everything = replay.sql.format(first=0, last=2**62).partition(" ORDER BY ")[0]
    names = "(key, name, events, hash, state, moves)"
    if connection.vendor == "postgresql":
        return f"SELECT key FROM ({everything}) AS found{names}"
    return f"WITH found{names} AS ({everything}) SELECT key FROM found"


@contextmanager
def _crew(processes: int) -> Iterator[Callable[[list[Work]], Iterator[Any]]]:
    """Who does the works: this process on its own connection, or several with theirs."""
    if processes == 1:
        connection.ensure_connection()
        yield lambda works: (work(connection.connection, connection.vendor) for work in works)
        return
    where = _where()
    with ProcessPoolExecutor(
        processes, get_context("spawn"), scan.open_own, (connection.vendor, where)
    ) as pool:
        yield lambda works: pool.map(scan.do, works)


def _where() -> dict[str, Any]:
    """How to reach the database from another process."""
    parameters = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return {"database": f"file:{parameters['database']}?mode=ro", "uri": True, "isolation_level": None}
    left_out = ("cursor_factory", "context", "pool", "prepare_threshold", "server_side_binding")
    return {key: value for key, value in parameters.items() if key not in left_out}


def name_of(matter: int) -> str:
    """What a matter is called: by its row, else by its key; '' for none."""
    if not matter:
        return ""
    if _replay:
        with connection.cursor() as cursor:
            cursor.execute(_replay[0].sql.format(first=matter, last=matter + 1))
            row = cursor.fetchone()
            if row:
                return str(row[1])
    return f"第{matter}号"


def _anchors(anchors: list[Anchor], roots: list[tuple[int, str]]) -> Iterator[Broken]:
    before: Anchor | None = None
    for anchor, (count, root) in zip(anchors, roots, strict=True):
        for words in _wrong(anchor, before, count, root):
            yield Broken(0, 0, f"{anchor.day}的日锚：{words}", anchor.first_id)
        before = anchor


def _wrong(anchor: Anchor, before: Anchor | None, count: int, root: str) -> Iterator[str]:
    if hash_of(anchor) != anchor.hash:
        yield "内容与校验值不符"
    elif anchor.previous != (before.hash if before else "") or anchor.first_id != (
        before.last_id + 1 if before else 1
    ):
        yield "接不上前一个日锚"
    elif count != anchor.count:
        yield f"应有{anchor.count}条记录，现在有{count}条"
    elif root != anchor.root:
        yield "汇总值与记录不符"


def _personal() -> Iterator[Broken]:
    """Texts kept beside the log must be those that the log committed to."""
    rows = Personal.objects.select_related("event").order_by("id")
    for row in rows.iterator(chunk_size=2000):
        try:
            committed = json.loads(row.event.payload).get(row.field)
        except ValueError:
            continue  # the event itself is found broken
        if committed != commitment(row.salt, row.text):
            words = f"第{row.event.seq}条记录旁存的“{row.field}”被改动"
            yield Broken(row.event.matter or 0, row.event.seq, words, row.event_id)
