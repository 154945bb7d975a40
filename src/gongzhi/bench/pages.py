"""Pages as an officer gets them: whole requests through every middleware, without the network."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client

from gongzhi.bench.county import County
from gongzhi.bench.timing import timed
from gongzhi.stack import roomy

NEXT = re.compile(r'rel="next" href="([^"]+)"')


def measure(county: County, pages: Any, rounds: int) -> list[dict[str, Any]]:
    """Milliseconds and statements of each page; one that this version lacks says so.

    On a thread of its own and with room for its stack, as in the server.
    """

    @roomy
    def work() -> list[dict[str, Any]]:
        try:
            return [_one(county, *page, rounds=rounds) for page in pages]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _one(
    county: County, label: str, address: str, sort: str, clicks: int = 0, *, rounds: int
) -> dict[str, Any]:
    client = Client(headers={"host": "localhost"})
    client.force_login(getattr(county, sort), settings.AUTHENTICATION_BACKENDS[-1])
    for _ in range(clicks):
        found = NEXT.search(client.get(address).content.decode())
        address = unescape(found[1]) if found else address
    cache.clear()
    begun = time.perf_counter()
    answer = client.get(address)
    first = (time.perf_counter() - begun) * 1000  # with whatever is counted anew only once in a while
    if answer.status_code != 200:
        return {"page": label, "status": answer.status_code}
    timing = timed(lambda: client.get(address), rounds)
    return {
        "page": label,
        "p50_ms": timing.p50,
        "p95_ms": timing.p95,
        "cpu_ms": timing.cpu,
        "first_ms": round(first, 1),
        "statements": timing.statements,
        "bytes": len(answer.content),
    }
