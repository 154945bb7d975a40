"""Pages as an officer gets them: whole requests through every middleware, without the network."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from gongzhi.bench.county import County
from gongzhi.bench.timing import timed


def measure(county: County, pages: Any, rounds: int) -> list[dict[str, Any]]:
    """Milliseconds and statements of each page; one that this version lacks says so."""
    told = []
    for label, address, sort in pages:
        client = Client(headers={"host": "localhost"})
        client.force_login(getattr(county, sort), settings.AUTHENTICATION_BACKENDS[-1])
        answer = client.get(address)
        if answer.status_code != 200:
            told.append({"page": label, "status": answer.status_code})
            continue
        timing = timed(lambda client=client, address=address: client.get(address), rounds)
        told.append(
            {
                "page": label,
                "p50_ms": timing.p50,
                "p95_ms": timing.p95,
                "statements": timing.statements,
                "bytes": len(answer.content),
            }
        )
    return told
