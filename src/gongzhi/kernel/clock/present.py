"""The present moment; in a demonstration it may be another one than outside.

The demonstration's moment is kept in `clock.json` in the data folder: `at` was shown when the machine's
clock said `set`. Every process reads it, so all of them jump together. Production never looks at the file.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from gongzhi import env
from gongzhi.kernel.refusals import Kind, Refusal

from .local import ZONE, aware, local_day


class NotADemo(Refusal):
    code = "clock.not_a_demo"
    kind = Kind.FORBIDDEN
    message = "只有演示系统可以调整时间。"


class BeforeTheRecord(Refusal):
    code = "clock.before_the_record"
    kind = Kind.CONFLICT
    message = "已有{last}的记录，时间不能调到{at}。请选更晚的时间，或重置演示数据。"


_recorded: list[Callable[[], datetime | None]] = []
_seen: tuple[Any, timedelta] = (None, timedelta())  # the file's identity, and what it adds to the real time


def now() -> datetime:
    """The present moment in UTC. Costs one stat of a file in a demonstration, nothing elsewhere."""
    real = datetime.now(UTC)
    return real + _offset() if settings.DEMO else real


def today() -> date:
    """The present day in the county's time zone."""
    return local_day(now())


def demo_time() -> datetime | None:
    """The moment that a demonstration was last set to; None when it follows the real time."""
    kept = _read() if settings.DEMO else None
    return kept[0] if kept else None


def recorded_until(callback: Callable[[], datetime | None]) -> Callable[[], datetime | None]:
    """Register who knows the moment of the latest record: the demonstration may not go back before it."""
    if callback not in _recorded:
        _recorded.append(callback)
    return callback


def set_demo_time(at: datetime | None, *, force: bool = False) -> datetime:
    """Let the demonstration's time go on from `at`; None returns to the real time. Returns the new present.

    Raises: NotADemo; BeforeTheRecord unless forced.
    """
    if not settings.DEMO:
        raise NotADemo
    real = datetime.now(UTC)
    wanted = real if at is None else aware(at).astimezone(UTC)
    last = max((moment for known in _recorded if (moment := known()) is not None), default=None)
    if last is not None and wanted < last and not force:
        raise BeforeTheRecord(field="at", last=_shown(last), at=_shown(wanted))
    if at is None:
        _path().unlink(missing_ok=True)
    else:
        _write({"at": wanted.isoformat(), "set": real.isoformat()})
    return now()


def _offset() -> timedelta:
    global _seen
    try:
        stat = os.stat(_path())
    except FileNotFoundError:
        return timedelta()
    identity = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
    if _seen[0] != identity:
        kept = _read()
        _seen = (identity, kept[0] - kept[1] if kept else timedelta())
    return _seen[1]


def _read() -> tuple[datetime, datetime] | None:
    """The moments `at` and `set`; None without a file. A file that cannot be read is a bug or a hand's slip."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return aware(datetime.fromisoformat(kept["at"])), aware(datetime.fromisoformat(kept["set"]))


def _write(content: dict[str, str]) -> None:
    """Replace the file in one step: a reader sees the old one or the new one, whole."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".clock-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.replace(name, path)


def _path() -> Path:
    return env.VAR / "clock.json"


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
