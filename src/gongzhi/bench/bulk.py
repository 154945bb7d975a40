"""Many matters at once, with assignments and a log that verifies: by COPY on PostgreSQL, by executemany on SQLite."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from gongzhi.bench.county import County
from gongzhi.kernel.events.rules import Link, moment
from gongzhi.kernel.flow.declare import Flow
from gongzhi.kernel.flow.rules import bigrams, number

WORDS = [
    "改造",
    "新建",
    "推进",
    "完成",
    "加强",
    "提升",
    "落实",
    "整治",
    "建成",
    "规范",
    "老旧小区",
    "高标准农田",
    "农村公路",
    "污水处理",
    "便民服务",
    "幼儿园",
    "养老院",
    "河道",
    "供水管网",
    "招商引资",
    "安全生产",
    "秸秆禁烧",
    "人居环境",
    "营商环境",
    "数字乡村",
    "义务教育",
    "基层医疗",
    "危桥",
    "停车位",
    "充电桩",
]
CHUNK = 5000
SPAN = timedelta(days=3 * 365)

MATTER = [
    "id",
    "kind",
    "flow_version",
    "number",
    "title",
    "category",
    "source",
    "place_code",
    "longitude",
    "latitude",
    "state",
    "lead_unit_id",
    "opened_at",
    "due_at",
    "warn_at",
    "paused_at",
    "closed_at",
    "outcome",
    "judged_light",
    "parent_id",
    "version",
    "tip_seq",
    "tip_hash",
    "search",
]
ASSIGNMENT = [
    "matter_id",
    "kind",
    "role",
    '"order"',
    "unit_id",
    "unit_path",
    "post_id",
    "officer_id",
    "printed",
    "state",
    "opened_at",
    "signed_at",
    "replied_at",
    "closed_at",
    "due_at",
    "warn_at",
    "reply",
]
EVENT = [
    "at",
    "matter",
    "seq",
    "kind",
    "actor_id",
    "behalf_id",
    "from_state",
    "to_state",
    "payload",
    "correlation",
    "previous",
    "hash",
    "algorithm",
]
Row = tuple[Any, ...]
Extra = Callable[[int, int, datetime], None]  # a module's rows for matters first..last, as of a moment


@dataclass(frozen=True)
class Size:
    """How many matters there shall be, and which part of them is still open."""

    matters: int
    open_share: float = 0.1


def fill(county: County, flow: Flow, size: Size, at: datetime, extra: Extra | None = None) -> None:
    """Bring the database to `size`. Deterministic; made whole again at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM flow_matter")
        have = cursor.fetchone()[0]
    maker = Maker(county, flow, size, at)
    with _bare() if connection.vendor == "postgresql" else nullcontext():
        for first in range(have + 1, size.matters + 1, CHUNK):
            last = min(first + CHUNK - 1, size.matters)
            with transaction.atomic():
                _write(maker, first, last)
                if extra:
                    extra(first, last, at)
    if connection.vendor == "postgresql":
        _settle()


# what only serves reading: indexes that hold no constraint
_INDEXES = """
    SELECT index.relname, pg_get_indexdef(index.oid) FROM pg_index
    JOIN pg_class index ON index.oid = indexrelid
    WHERE index.relnamespace = 'public'::regnamespace AND NOT indisunique
    ORDER BY 1
"""


@contextmanager
def _bare() -> Iterator[None]:
    """Write without indexes and checks of references, and make the indexes anew at the end: several times as fast."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        made = cursor.fetchall()
        for name, _ in made:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in made:
            cursor.execute(definition)


def _write(maker: Maker, first: int, last: int) -> None:
    matters: list[Row] = []
    assignments: list[Row] = []
    events: list[Row] = []
    for key in range(first, last + 1):
        made = maker.make(key)
        matters.append(made.matter)
        assignments += made.assignments
        events += made.events
    copy("flow_matter", MATTER, matters)
    copy("flow_assignment", ASSIGNMENT, assignments)
    copy("events_event", EVENT, events)


def copy(table: str, columns: list[str], rows: list[Row]) -> None:
    """Write rows as fast as the engine takes them."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            adapted = [tuple(_plain(value) for value in row) for row in rows]
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", adapted)


def _plain(value: Any) -> Any:
    return str(value.astimezone(UTC).replace(tzinfo=None)) if isinstance(value, datetime) else value


def _settle() -> None:
    """What a running server has done by itself long before it is this large."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('flow_matter', 'id'), max(id)) FROM flow_matter")
        cursor.execute("VACUUM ANALYZE")


@dataclass
class Made:
    matter: Row
    assignments: list[Row]
    events: list[Row]


class Maker:
    """Makes the rows of one matter from its key alone."""

    def __init__(self, county: County, flow: Flow, size: Size, at: datetime) -> None:
        self.county, self.flow, self.size, self.at = county, flow, size, at
        self.units = [(one.pk, one.path, one.place_id or "") for one in county.all]
        self.posts = [one.pk for one in county.posts]
        self.clerk = county.clerk.pk
        titles = ["".join(random.Random(n).sample(WORDS, 4)) + f"{n % 97}处" for n in range(5000)]
        self.titles = [(title, bigrams(title)) for title in titles]
        states = list(flow.states.values())
        self.open_states = [one.code for one in states if not one.closed]
        self.closed_state = next(one.code for one in states if one.closed)

    def make(self, key: int) -> Made:
        dice = random.Random(key)
        opened = self.at - SPAN + SPAN * (key / self.size.matters)
        is_open = dice.random() < self.size.open_share
        due = opened + timedelta(days=dice.randint(20, 400))
        closed = None if is_open else min(due - timedelta(days=dice.randint(-9, 9)), self.at)
        if is_open:
            due = self.at + timedelta(days=dice.randint(-30, 300), seconds=key % 3600)
        state = dice.choice(self.open_states) if is_open else self.closed_state
        title, found_by = dice.choice(self.titles)
        lead, co = dice.sample(self.units, 2)
        tale = self._log(key, opened, closed, state)
        name = number(self.flow.prefix, opened.date(), key % 10_000 + 100_000 * (key % 8))
        name = f"{name[:-1]}{key}{name[-1]}"  # never twice, whatever the sizes
        light = dice.choices(("green", "yellow", "red", ""), (70, 15, 10, 5))[0] if is_open else ""
        matter = (
            key, self.flow.name, self.flow.version, name, title, f"第{key % 9}类", "key_work", lead[2], None, None,
            state, lead[0], opened, due, due - timedelta(days=7), None, closed, "", light, None, 2,
            2, tale[-1][11], f"{name.lower()} {found_by}",
        )  # fmt: skip
        parties = [("lead", 0, lead, None), ("leader", 1, None, self.posts[key % len(self.posts)])]
        if key % 2:
            parties.append(("co", 2, co, None))
        assignments: list[Row] = [
            (
                key, self.flow.name, role, order, unit and unit[0], unit[1] if unit else "", post, None, "",
                "signed" if is_open else "closed", opened, opened, None, closed, due, due - timedelta(days=7), "",
            )
            for role, order, unit, post in parties
        ]  # fmt: skip
        return Made(matter, assignments, tale)

    def _log(self, key: int, opened: datetime, closed: datetime | None, state: str) -> list[Row]:
        start = self.flow.start
        first = self._event(
            opened, key, 1, "flow.opened", "", start, {"flow": self.flow.name, "number": str(key)}, ""
        )
        told = {
            "flow": self.flow.name,
            "move": "bench",
            "label": "办理",
            "values": [["进展情况", "已经完成七成。"]],
        }
        second = self._event(closed or opened, key, 2, "flow.moved", start, state, told, first[11])
        return [first, second]

    def _event(
        self,
        at: datetime,
        key: int,
        seq: int,
        kind: str,
        before: str,
        after: str,
        facts: dict[str, Any],
        previous: str,
    ) -> Row:
        payload = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        link = Link(
            self.clerk, "sha256", moment(at), None, "", before, kind, key, payload, previous, seq, after
        )
        return (
            at,
            key,
            seq,
            kind,
            self.clerk,
            None,
            before,
            after,
            payload,
            "",
            previous,
            link.hash(),
            "sha256",
        )
