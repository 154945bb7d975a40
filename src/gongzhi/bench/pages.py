"""Pages as an officer gets them: whole requests through every middleware, without the network."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.test import Client

from gongzhi.bench.county import County
from gongzhi.bench.timing import timed

NEXT = re.compile(r'rel="next" href="([^"]+)"')


def measure(county: County, pages: Any, rounds: int) -> list[dict[str, Any]]:
    """Milliseconds and statements of each page; one that this version lacks says so."""
    return [_one(county, *page, rounds=rounds) for page in pages]


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
