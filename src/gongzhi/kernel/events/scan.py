"""Recomputing a range of the log from raw rows: no framework, no objects, so that it is fast. See `verify`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from json.encoder import encode_basestring
from typing import Any

from gongzhi.kernel.events.rules import ALGORITHMS, merkle_root

MOST = 20  # findings of one range; the first is what matters

COLUMNS = "{matter}, seq, id, at, kind, {actor}, {behalf}, from_state, to_state, payload, correlation, previous, hash, algorithm"
Row = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Broken:
    """One thing that is not as it was written: where (a matter's key and an event's place in it), and in words."""

    matter: int
    seq: int
    words: str = field(compare=False)
    key: int = 0  # the event's own key


@dataclass(frozen=True)
class Replay:
    """The rows that the log must lead to: SQL with {first} and {last} that gives (key, name, events, hash, state, moves)
    in the order of keys, and the kind of event that counts as a move."""

    sql: str
    moved: str


@dataclass
class Found:
    """What one range held."""

    events: int = 0
    matters: int = 0
    broken: list[Broken] = field(default_factory=list)

    def add(self, matter: int, seq: int, words: str, key: int = 0) -> None:
        if len(self.broken) < MOST:
            self.broken.append(Broken(matter, seq, words, key))


class _Quoted(dict[str, str]):
    """JSON texts of the few words that repeat."""

    def __missing__(self, text: str) -> str:
        quoted = encode_basestring(text)
        if len(self) < 10_000:
            self[text] = quoted
        return quoted


def matters(raw: Any, vendor: str, first: int, last: int, replay: Replay | None) -> Found:
    """Recompute the events of matters first <= key < last, and hold them against the matters' own rows."""
    found = Found()
    where = f"matter >= {first} AND matter < {last} ORDER BY matter, seq"
    with _reading(raw, vendor):
        chains = _chains(_events(raw, vendor, where), found, replay.moved if replay else "")
        rows = raw.cursor().execute(replay.sql.format(first=first, last=last)) if replay else None
        if rows is None:
            found.matters = sum(1 for _ in chains)
        else:
            _compare(chains, rows, found)
    return found


def loose(raw: Any, vendor: str, first: int, last: int) -> Found:
    """Recompute the events of no matter whose keys are first <= key < last."""
    found, quoted = Found(), _Quoted()
    where = f"matter IS NULL AND id >= {first} AND id < {last} ORDER BY id"
    with _reading(raw, vendor):
        for row in _events(raw, vendor, where):
            found.events += 1
            if _hash(row, quoted) != row[12] or row[1] != "0" or row[11]:
                found.add(0, 0, f"第{row[2]}号系统记录的内容与校验值不符", int(row[2]))
    return found


def root(raw: Any, vendor: str, first: int, last: int) -> tuple[int, str]:
    """Number and Merkle root of the events with keys first <= key <= last."""
    count = 0

    def leaves() -> Iterator[str]:
        nonlocal count
        for line in _hashes(raw, vendor, first, last):
            count += len(line) // 64
            yield from (line[i : i + 64] for i in range(0, len(line), 64))

    with _reading(raw, vendor):
        digest = merkle_root(leaves())
    return count, digest


# A chain as it was read: matter, number of events, last hash, last state, moves, whether it holds together
Chain = tuple[int, int, str, str, int, bool]


def _chains(rows: Iterator[Row], found: Found, moved: str) -> Iterator[Chain]:
    """Check events one after another and give each matter's chain as it ended."""
    quoted = _Quoted()
    matter, tip, last, state, moves, whole = "", 0, "", "", 0, True
    for row in rows:
        if row[0] != matter:
            if matter:
                yield int(matter), tip, last, state, moves, whole
            matter, tip, last, state, moves, whole = row[0], 0, "", "", 0, True
        found.events += 1
        seq = int(row[1])
        if seq != tip + 1 or row[11] != last:
            whole = False
            found.add(int(matter), seq, _break(seq, tip), int(row[2]))
        if _hash(row, quoted) != row[12]:
            whole = False
            found.add(int(matter), seq, f"第{seq}条记录的内容与校验值不符", int(row[2]))
        tip, last = seq, row[12]
        state = row[8] or state
        moves += row[4] == moved
    if matter:
        yield int(matter), tip, last, state, moves, whole


def _break(seq: int, tip: int) -> str:
    if seq != tip + 1:
        return f"缺第{tip + 1}条记录" if seq == tip + 2 else f"缺第{tip + 1}条至第{seq - 1}条记录"
    return f"第{seq}条记录接不上前一条" if tip else "第1条记录之前另有所指"


def _hash(row: Row, quoted: _Quoted) -> str:
    """The hash over the canonical text, built exactly as `rules.Link.canonical` does; a test holds them together."""
    matter, seq, _, at, kind, actor, behalf, from_state, to_state, payload, correlation, previous, _, name = (
        row
    )
    text = (
        f'{{"actor":{actor},"algorithm":{quoted[name]},"at":"{at}","behalf":{behalf},'
        f'"correlation":{quoted[correlation] if correlation else _EMPTY},"from":{quoted[from_state]},'
        f'"kind":{quoted[kind]},"matter":{matter},"payload":{payload},"previous":"{previous}",'
        f'"seq":{seq},"to":{quoted[to_state]}}}'
    )
    data = text.encode("utf-8", "surrogatepass")
    if name == "sha256":
        return sha256(data).hexdigest()
    reckon = ALGORITHMS.get(name)
    return reckon(data) if reckon else ""


_EMPTY = '""'


def _compare(chains: Iterator[Chain], rows: Iterator[tuple[Any, ...]], found: Found) -> None:
    """Walk chains and the matters' rows side by side, both in the order of keys."""
    chain = next(chains, None)
    for key, name, tip, last, state, moves in rows:
        found.matters += 1
        while chain is not None and chain[0] < key:
            found.add(chain[0], 0, "有办理记录，但没有这件事项")
            chain = next(chains, None)
        if chain is None or chain[0] != key:
            found.add(key, 0, f"事项{name}没有办理记录")
            continue
        if chain[5]:
            for words in _differences(chain, tip, last, state, moves):
                found.add(key, chain[1] + 1, words)
        chain = next(chains, None)
    while chain is not None:
        found.add(chain[0], 0, "有办理记录，但没有这件事项")
        chain = next(chains, None)


def _differences(chain: Chain, tip: int, last: str, state: str, moves: int) -> Iterator[str]:
    _, events, hashed, told, made, _ = chain
    if events < tip:
        yield f"应有{tip}条记录，只有{events}条，末尾的记录不在了"
    elif events > tip:
        yield f"应有{tip}条记录，却有{events}条，末尾多出了记录"
    elif hashed != last:
        yield f"第{tip}条记录的校验值与事项所记的不同"
    elif told != state:
        yield f"事项的状态是{state}，按记录应是{told}"
    elif made != moves:
        yield f"事项的版本是{moves + 1}，按记录应是{made + 1}"


@contextmanager
def _reading(raw: Any, vendor: str) -> Iterator[None]:
    """One snapshot for events and rows, unless the caller is in a transaction already."""
    idle = not raw.in_transaction if vendor == "sqlite" else raw.info.transaction_status == 0
    if idle:
        snapshot = "BEGIN" if vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        raw.execute(snapshot)
    try:
        yield
    finally:
        if idle:
            raw.execute("ROLLBACK")


def _events(raw: Any, vendor: str, where: str) -> Iterator[Row]:
    return (_copied if vendor == "postgresql" else _selected)(raw, where)


def _selected(raw: Any, where: str) -> Iterator[Row]:
    """Rows of SQLite, every value as text, moments as they are hashed."""
    texts = {name: f"coalesce({name}, 'null')" for name in ("matter", "actor_id", "behalf_id")}
    columns = COLUMNS.format(matter=texts["matter"], actor=texts["actor_id"], behalf=texts["behalf_id"])
    cursor = raw.cursor()
    cursor.row_factory = None
    cursor.execute(f"SELECT {columns} FROM events_event WHERE {where}")
    while some := cursor.fetchmany(2000):
        for m, seq, key, at, kind, actor, behalf, *rest in some:
            yield (str(m), str(seq), key, _padded(str(at)), kind, actor, behalf, *rest)


def _copied(raw: Any, where: str) -> Iterator[Row]:
    """Rows of PostgreSQL by COPY, a third of the cost of fetching them."""
    texts = {name: f"coalesce({name}::text, 'null')" for name in ("matter", "actor_id", "behalf_id")}
    columns = COLUMNS.format(matter=texts["matter"], actor=texts["actor_id"], behalf=texts["behalf_id"])
    columns = columns.replace("at,", "at AT TIME ZONE 'UTC',", 1)
    for line in _copy(raw, f"SELECT {columns} FROM events_event WHERE {where}"):
        row = line.split("\t")
        if "\\" in line:
            row = [_unescaped(text) if "\\" in text else text for text in row]
        at = row[3]
        row[3] = f"{at[:10]}T{at[11:]}Z" if len(at) == 26 else _padded(at)
        yield tuple(row)


def _copy(raw: Any, query: str) -> Iterator[str]:
    """Lines of COPY's text form, taken from the connection one by one without a generator's round between."""
    from psycopg import pq

    connection = raw.pgconn
    result = connection.exec_(f"COPY ({query}) TO STDOUT".encode())
    if result.status != pq.ExecStatus.COPY_OUT:
        raise RuntimeError(result.error_message.decode("utf-8", "replace"))
    take: Callable[[int], tuple[int, memoryview]] = connection.get_copy_data
    while True:
        size, data = take(0)
        if size <= 0:
            break
        yield str(data[:-1], "utf-8")
    while (end := connection.get_result()) is not None:
        if end.status == pq.ExecStatus.FATAL_ERROR:
            raise RuntimeError(end.error_message.decode("utf-8", "replace"))


def _hashes(raw: Any, vendor: str, first: int, last: int) -> Iterator[str]:
    """The hashes of a range of keys in order, many in one text."""
    step = 1 << 14
    joined = "string_agg(hash, '' ORDER BY id)" if vendor == "postgresql" else "group_concat(hash, '')"
    for begin in range(first, last + 1, step):
        rows = (
            f"SELECT id, hash FROM events_event WHERE id >= {begin} AND id <= {min(begin + step - 1, last)}"
        )
        # SQLite's aggregate takes rows in the order that the subquery gives them
        source = f"{rows} ORDER BY id" if vendor == "sqlite" else rows
        text = raw.cursor().execute(f"SELECT {joined} FROM ({source}) AS part").fetchone()[0]
        if text:
            yield text


def _padded(at: str) -> str:
    """A stored moment as it is hashed: a T between, six digits behind the point, Z at the end.

    >>> _padded("2026-03-02 01:00:00"), _padded("2026-03-02 01:00:00.12")
    ('2026-03-02T01:00:00.000000Z', '2026-03-02T01:00:00.120000Z')
    """
    return f"{at[:10]}T{at[11:19]}.{at[20:26]:0<6}Z"


_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "N": "null"}


def _unescaped(text: str) -> str:
    """A value of COPY's text form."""
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text)


def split(first: int, last: int, parts: int) -> list[tuple[int, int]]:
    """Half-open ranges that cover first <= key <= last.

    >>> split(1, 10, 3)
    [(1, 4), (4, 7), (7, 11)]
    """
    width = (last - first + 1) / parts
    edges = [first + int(width * n) for n in range(parts)] + [last + 1]
    return [(a, b) for a, b in pairwise(edges) if a < b]


_own: list[tuple[Any, str]] = []


def open_own(vendor: str, where: dict[str, Any]) -> None:
    """Open the connection of a process that was started to scan."""
    if vendor == "sqlite":
        import sqlite3

        _own[:] = [(sqlite3.connect(**where), vendor)]
    else:
        import psycopg

        _own[:] = [(psycopg.connect(**where, autocommit=True), vendor)]


def do(work: Callable[[Any, str], Any]) -> Any:
    """Do one work on the process's own connection."""
    return work(*_own[0])
