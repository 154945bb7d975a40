"""The daily anchor: one hash over all events so far, to be printed, signed and deposited outside."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from gongzhi.kernel.clock import ZONE, local_day
from gongzhi.kernel.events.models import Anchor, Event
from gongzhi.kernel.events.rules import ALGORITHMS, canonical, merkle_root
from gongzhi.kernel.refusals import Kind, Refusal

PATIENCE = "3s"  # how long the anchor may hold off writers while it waits for those that are in the middle
RECENT = timedelta(days=30)  # an anchor that could not be sent for so long is sent no more


class WritersBusy(Refusal):
    code = "events.writers_busy"
    kind = Kind.BUSY
    message = "有业务正在写入，日锚稍后再做。"


@dataclass(frozen=True)
class Span:
    """The events of one anchor: keys after the anchor before, up to `last_id`."""

    first_id: int
    last_id: int


def horizon() -> int:
    """The key up to which every event is written or never will be. One short transaction.

    On PostgreSQL a transaction in the middle may hold a smaller key than one that has committed; the lock waits for
    those and lets nobody begin meanwhile. On SQLite there is one writer at a time.
    Raises: WritersBusy, when they do not end within `PATIENCE`.
    """
    try:
        return _horizon()
    except OperationalError as error:
        if "LockNotAvailable" in type(error.__cause__).__name__:
            raise WritersBusy() from error
        raise


def _horizon() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {Event._meta.db_table}")
        return int(cursor.fetchone()[0])


def latest() -> Anchor | None:
    return Anchor.objects.order_by("-last_id", "-day").first()


def owed(at: datetime) -> Iterator[tuple[str, tuple[date, int]]]:
    """Yesterday's anchor when there is none, as a duty is found: (key, (day, horizon))."""
    day = local_day(at) - timedelta(days=1)
    before = latest()
    if before is None or before.day < day:
        yield day.isoformat(), (day, horizon())


@transaction.atomic
def make_anchor(*, day: date, at: datetime, until: int | None = None) -> Anchor:
    """Anchor all events since the anchor before, up to `until` (found now when left out). Idempotent by day.

    Days on which none was made lie in the next one. Reads the hashes once, in order.
    """
    before = latest()
    if before is not None and before.day >= day:
        return Anchor.objects.filter(day=day).first() or before
    first = before.last_id + 1 if before else 1
    last = max(horizon() if until is None else until, first - 1)
    span = Span(first, last)
    count, root = _root(hashes(span))
    anchor = Anchor(
        day=day, first_id=first, last_id=last, count=count, root=root, previous=before.hash if before else "",
        algorithm=getattr(settings, "EVENT_HASH", "sha256"), made_at=at,
    )  # fmt: skip
    anchor.hash = hash_of(anchor)
    anchor.save(force_insert=True)
    return anchor


def hashes(span: Span) -> Iterator[str]:
    rows = Event.objects.filter(id__gte=span.first_id, id__lte=span.last_id).order_by("id")
    return rows.values_list("hash", flat=True).iterator(chunk_size=5000)


def _root(leaves: Iterable[str]) -> tuple[int, str]:
    count = 0

    def counted() -> Iterator[str]:
        nonlocal count
        for leaf in leaves:
            count += 1
            yield leaf

    root = merkle_root(counted())
    return count, root


def hash_of(anchor: Anchor) -> str:
    """The anchor's own hash, over what it says and the anchor before."""
    return ALGORITHMS[anchor.algorithm](canonical(said(anchor)).encode())


def said(anchor: Anchor) -> dict[str, Any]:
    """What an anchor says and its hash covers."""
    return {
        "algorithm": anchor.algorithm,
        "count": anchor.count,
        "day": anchor.day.isoformat(),
        "first": anchor.first_id,
        "last": anchor.last_id,
        "previous": anchor.previous,
        "root": anchor.root,
    }


def page(anchor: Anchor) -> list[tuple[str, str]]:
    """An anchor for a printed page: labels and texts; hashes in groups of eight, so that they can be compared by eye."""
    made = anchor.made_at.astimezone(ZONE)
    return [
        ("日期", anchor.day.isoformat()),
        ("记录条数", f"{anchor.count}"),
        ("记录范围", f"第{anchor.first_id}号至第{anchor.last_id}号" if anchor.count else "当日没有记录"),
        ("汇总值", grouped(anchor.root) or "无"),
        ("前一日锚值", grouped(anchor.previous) or "无（首个日锚）"),
        ("本日锚值", grouped(anchor.hash)),
        ("算法", {"sha256": "SHA-256", "sm3": "SM3"}.get(anchor.algorithm, anchor.algorithm)),
        ("生成时间", f"{made:%Y-%m-%d %H:%M:%S}"),
    ]


def grouped(digest: str) -> str:
    """A hash as it is printed.

    >>> grouped("0123456789abcdef")
    '01234567 89abcdef'
    """
    return " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))


def to_send(at: datetime) -> Iterator[tuple[str, tuple[str, Anchor]]]:
    """Recent anchors for every place outside that is configured, as a duty is found: (key, (place, anchor))."""
    places = [one for one in ("folder", "webhook") if getattr(settings, f"EVENT_ANCHOR_{one.upper()}", "")]
    for anchor in Anchor.objects.filter(day__gte=local_day(at) - RECENT).order_by("day") if places else ():
        yield from ((f"{place}-{anchor.day}", (place, anchor)) for place in places)


def send(place: str, anchor: Anchor) -> None:
    """Put an anchor outside: into a folder that another machine keeps, or to a webhook. May repeat after a kill.

    Raises OSError when the place does not take it; the duty tries again.
    """
    body = json.dumps({**said(anchor), "hash": anchor.hash}, ensure_ascii=False, indent=1, sort_keys=True)
    if place == "folder":
        _write(Path(settings.EVENT_ANCHOR_FOLDER) / f"gongzhi-anchor-{anchor.day}.json", body)
    else:
        _post(str(settings.EVENT_ANCHOR_WEBHOOK), body)


def _write(path: Path, body: str) -> None:
    """Whole or not at all, even when the power goes."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _post(url: str, body: str) -> None:
    request = urllib.request.Request(
        url, body.encode(), {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=8) as answer:
        answer.read(1000)
