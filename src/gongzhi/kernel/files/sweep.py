"""Taking away what a killed process or a rolled back transaction left: bytes that no row promises."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from gongzhi.kernel.files import storage
from gongzhi.kernel.files.models import Blob

GRACE = timedelta(hours=6)  # longer than any upload takes


@dataclass(frozen=True)
class Swept:
    """How much was taken away: shelf files without a row, and arrivals that nobody took in."""

    orphans: int = 0
    arrivals: int = 0


class _Orphan(Exception):
    """Unwinds the transaction that held the place of an orphan."""


def sweep_orphans(at: datetime, grace: timedelta = GRACE) -> Swept:
    """Remove orphans from the shelf and old arrivals. Safe while others upload, also the same content.

    `at` is when the blob rows that hold a place would be from; the age of arrivals is told by the file system.
    """
    orphans = sum(_remove(digest, at) for digest in _unpromised())
    return Swept(orphans=orphans, arrivals=_sweep_arrivals(grace))


def _unpromised() -> Iterator[str]:
    """Hashes on the shelf without a row, folder by folder. One query per 256th part of the shelf."""
    shelf = storage.shelf()
    for first in _folders(""):
        digests = {
            name
            for second in _folders(first)
            for name in shelf.listdir(f"{first}/{second}")[1]
            if len(name) == 64
        }
        promised = set(
            Blob.objects.filter(hash__gte=first, hash__lt=f"{first}g").values_list("hash", flat=True)
        )
        yield from sorted(digests - promised)


def _folders(path: str) -> list[str]:
    try:
        return sorted(name for name in storage.shelf().listdir(path)[0] if re.fullmatch("[0-9a-f]{2}", name))
    except FileNotFoundError:
        return []


def _remove(digest: str, at: datetime) -> bool:
    """Remove one orphan while holding the place of its row: an upload of the same content waits, then writes anew."""
    blob = Blob(hash=digest, size=0, media_type="", created_at=at)
    try:
        with transaction.atomic():
            blob.save(force_insert=True)
            storage.shelf().delete(blob.shelf_name)
            raise _Orphan
    except _Orphan:
        return True
    except IntegrityError:
        return False  # an upload of the same content committed meanwhile


def _sweep_arrivals(grace: timedelta) -> int:
    """Remove arrivals that are older than `grace`, by the clock that wrote them: the file system's."""
    folder = storage.incoming_dir()
    with tempfile.NamedTemporaryFile(dir=folder) as marker:
        oldest = os.stat(marker.name).st_mtime - grace.total_seconds()
    removed = 0
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed
