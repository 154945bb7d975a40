"""One engine's measurement, inside a process whose settings point to a private, empty database."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string

from gongzhi.bench import bulk, county, creating, pages
from gongzhi.bench.timing import timed
from gongzhi.kernel.clock import now
from gongzhi.kernel.events import guards
from gongzhi.kernel.events.models import Delivery, Event
from gongzhi.kernel.events.verify import verify
from gongzhi.kernel.exchange.tokens import create as create_token
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Assignment, Clock, Matter, Role
from gongzhi.kernel.modules import registry
from gongzhi.kernel.modules.declare import Bench
from gongzhi.kernel.web.models import IdempotencyKey

Say = Callable[[str], None]


def run(name: str, sizes: Sequence[int], creations: int, rounds: int, say: Say) -> dict[str, Any]:
    """Create, then grow to each size and look at pages, then verify what is there. An empty database, one module."""
    bench = bench_of(name)
    made = county.build({sort: list(names) for sort, names in bench.permissions.items()})
    told: dict[str, Any] = {"engine": connection.vendor, "creating": _creating(bench, made, creations, say)}
    at = datetime.combine(now().date(), datetime.min.time(), UTC)
    told["pages"], told["fill_seconds"] = {}, {}
    for size in sizes:
        say(f"生成{size:,}件事项")
        begun = time.monotonic()
        shape = bulk.Size(size, getattr(bench, "open_share", bulk.Size.open_share))
        bulk.fill(made, bench.flow, shape, at, bench.fill)
        told["fill_seconds"][str(size)] = round(time.monotonic() - begun, 1)
        say(f"{size:,}件时的页面（生成用了{time.monotonic() - begun:.0f}秒）")
        told["pages"][str(size)] = pages.measure(made, bench.pages, rounds)
    say("核对全部记录")
    verdict = verify()
    told["verify"] = {
        "events": verdict.events,
        "per_second": verdict.pace,
        "whole": verdict.whole,
        "broken": [one.words for one in verdict.broken[:3]],
    }
    return told


def measured() -> list[str]:
    """The names of the installed modules that say how they are measured."""
    return [one.name for one in registry() if one.bench]


def bench_of(name: str) -> Bench:
    [module] = [one for one in registry() if one.name == name]
    return import_string(module.bench)


def _creating(bench: Bench, made: county.County, count: int, say: Say) -> dict[str, Any]:
    say("逐件立项")

    def directly(n: int) -> Matter:
        units = made.all
        parties = [
            Party(Role.LEAD, unit=units[n % len(units)]),
            Party(Role.CO, unit=units[(n + 7) % len(units)]),
        ]
        return open_matter(bench.flow, New(f"第{n}项：新建高标准农田", parties), by=made.clerk, at=now())

    like = directly(0)
    told: dict[str, Any] = {"action": creating.in_process(directly, count)}
    path, _ = bench.creation(0)
    door = "api" if path and _has(path) else "action"
    if door == "api":
        token = create_token(officer=made.clerk, name="bench", days=1, at=now())[1]
        told["api"] = creating.through_api(bench.creation, token, count)
        like = Matter.objects.latest("id")
        told["api"]["statements"] = _statements(bench, token)
    told["bare_sql"] = creating.with_bare_sql(like, count, getattr(bench, "owns", ()))
    told[door]["ratio"] = round(told[door]["per_second"] / told["bare_sql"]["per_second"], 3)
    _forget_copies()
    return told


def _has(path: str) -> bool:
    from django.urls import Resolver404, resolve

    try:
        resolve(f"/api/v1/{path}")
    except Resolver404:
        return False
    return True


def _statements(bench: Bench, token: str) -> int:
    """Statements of one creation, from the request's first to its last."""
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    serial = itertools.count(10**6)

    def create() -> None:
        n = next(serial)
        path, body = bench.creation(n)
        key = {"idempotency-key": f"bench-{n}"}
        client.post(f"/api/v1/{path}", body, content_type="application/json", headers=key)

    return timed(create, rounds=1).statements


def _forget_copies() -> None:
    """Take the bare copies away: their events are no true chains."""
    keys = list(Matter.objects.filter(number__startswith="B").values_list("pk", flat=True))
    tables = [(Delivery, "matter"), (Event, "matter"), (Clock, "matter"), (Assignment, "matter")]
    with guards.lifted(connection):
        for model, name in (*tables, *reversed(creating.hanging()), (Matter, "pk")):
            rows = model.objects.filter(**{f"{name}__in": keys})
            rows._raw_delete(rows.db)
        IdempotencyKey.objects.filter(key__startswith="B").delete()
