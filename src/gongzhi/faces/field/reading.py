"""The bytes of a phone's request, read into a letter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from gongzhi.faces.field.actions import Letter
from gongzhi.faces.field.refused import Unreadable

KEY = re.compile(r"[0-9A-Za-z-]{16,64}")
SECOND = timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 4_000_000_000_000  # milliseconds; the year 2096
LONGEST_WORD = 120
MOST_POINTS = 5000


def letter(raw: str | bytes) -> Letter:
    """Raises: Unreadable, naming what is wrong.

    >>> letter('{"key": "x"}')
    Traceback (most recent call last):
    gongzhi.faces.field.refused.Unreadable: 手机发来的内容不完整（key）。内容还在手机里，请先更新应用，再发送一次。
    """
    try:
        given = json.loads(raw)
    except ValueError:
        raise Unreadable(what="JSON") from None
    if not isinstance(given, dict):
        raise Unreadable(what="JSON")
    if not KEY.fullmatch(str(given.get("key", ""))):
        raise Unreadable(what="key")
    position = given.get("position") or {}
    if not isinstance(position, dict):
        raise Unreadable(what="position")
    return Letter(
        key=given["key"],
        kind=_word(given, "kind"),
        said_at=_moment(given, "said_at"),
        sent_at=_moment(given, "sent_at"),
        known_off=None if given.get("known_off") is None else round(_number(given, "known_off")),
        values=_mapping(given, "values"),
        files={
            name: [str(key) for key in keys]
            for name, keys in _mapping(given, "files").items()
            if isinstance(keys, list)
        },
        **{name: _word(given, name) for name in ("item", "step", "row", "place", "no_position")},
        longitude=_degrees(position, "longitude"),
        latitude=_degrees(position, "latitude"),
        accuracy=_degrees(position, "accuracy") or 0.0,
        track=_track(given.get("track") or ()),
    )


def _word(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").replace("\0", "")[:LONGEST_WORD]


def _number(given: Mapping[str, Any], name: str) -> float:
    number = given.get(name)
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < LATEST:
        raise Unreadable(what=name)
    return float(number)


def _moment(given: Mapping[str, Any], name: str) -> datetime:
    """Milliseconds since 1970 by the phone's clock, whatever it shows."""
    return EPOCH + timedelta(milliseconds=_number(given, name))


def _mapping(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = given.get(name) or {}
    if not isinstance(found, dict):
        raise Unreadable(what=name)
    return found


def _degrees(position: Mapping[str, Any], name: str) -> float | None:
    """A number as the phone gave it; one that is none at all is not a number, and judged as such later."""
    number = position.get(name)
    if number is None:
        return None
    return float(number) if isinstance(number, int | float) else float("nan")


def _track(given: Any) -> list[tuple[float, float, float, datetime]]:
    """Raises: Unreadable."""
    if not isinstance(given, list | tuple) or len(given) > MOST_POINTS:
        raise Unreadable(what="track")
    return [_point(one) for one in given]


def _point(given: Any) -> tuple[float, float, float, datetime]:
    if not isinstance(given, list) or len(given) != 4:
        raise Unreadable(what="track")
    named = dict(zip(("longitude", "latitude", "accuracy", "at"), given, strict=True))
    x, y, accuracy = (_number(named, name) for name in ("longitude", "latitude", "accuracy"))
    return x, y, accuracy, _moment(named, "at")
