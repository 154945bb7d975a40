"""Phones' clocks, positions and fields, judged without the database."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from gongzhi.faces.field import refused
from gongzhi.kernel.modules.phone import Field

TOLERATED = timedelta(minutes=2)  # between two clocks; sending takes time too
CLOCK_CHANGED = timedelta(minutes=10)
COARSEST = 5000  # metres of accuracy beyond which a position says nothing
BEYOND = 3.0  # km outside the county's rectangle that are still believed: borders are drawn roughly
LONGEST = {"text": 100, "long": 2000, "code": 60}
MOST_FILES = {"photos": 9, "voice": 1}

Box = tuple[float, float, float, float]  # west, south, east, north


def moment(
    said_at: datetime, sent_at: datetime, received_at: datetime, known_off: int | None
) -> tuple[datetime, int]:
    """When it was said by the county's clock, and how many seconds the phone's clock is behind.

    `known_off` is what the phone knew of its clock when it was said; where that is far from what is seen now, the
    clock was set in between, and the older knowledge counts. Nothing is said after it was received.

    >>> year, day = timedelta(days=365), datetime(2026, 3, 2, 9, 0)
    >>> moment(day - year, day - year + timedelta(hours=1), day + timedelta(hours=1), None)
    (datetime.datetime(2026, 3, 2, 9, 0), 31536000)
    >>> moment(day, day - year + timedelta(hours=1), day + timedelta(hours=1), 0)  # set back after it was said
    (datetime.datetime(2026, 3, 2, 9, 0), 0)
    >>> moment(day + timedelta(seconds=30), day, day, None)
    (datetime.datetime(2026, 3, 2, 9, 0), 0)
    """
    off = received_at - sent_at
    if known_off is not None and abs(off - timedelta(seconds=known_off)) > CLOCK_CHANGED:
        off = timedelta(seconds=known_off)
    if abs(off) <= TOLERATED:
        off = timedelta()
    return min(said_at + off, received_at), round(off.total_seconds())


def absurd(longitude: float, latitude: float, accuracy: float, county: Box | None) -> str:
    """Why a position is not believed, in words; "" when it is.

    >>> county = (118.0, 32.0, 118.5, 32.4)
    >>> absurd(118.2, 32.1, 12, county), absurd(float("nan"), 32.1, 12, county)
    ('', '手机给出的定位不是经纬度')
    >>> absurd(118.2, 32.1, 30000, county)
    '定位误差约30公里，太粗'
    >>> absurd(121.4, 31.2, 10, county)
    '定位在县域以外约290公里'
    """
    if not all(map(math.isfinite, (longitude, latitude, accuracy))):
        return "手机给出的定位不是经纬度"
    if abs(longitude) > 180 or abs(latitude) > 90 or (longitude == 0 and latitude == 0):
        return "手机给出的定位不是经纬度"
    if accuracy > COARSEST:
        return f"定位误差约{accuracy / 1000:.0f}公里，太粗"
    far = kilometres_outside(longitude, latitude, county) if county else 0.0
    return f"定位在县域以外约{far:.0f}公里" if far > BEYOND else ""


def kilometres_outside(longitude: float, latitude: float, box: Box) -> float:
    """How far a position lies outside a rectangle; 0 inside."""
    west, south, east, north = box
    east_west = max(west - longitude, longitude - east, 0.0) * math.cos(math.radians(latitude))
    north_south = max(south - latitude, latitude - north, 0.0)
    return math.hypot(east_west, north_south) * 111.32


def checked(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    files: Mapping[str, int],
    choices: Callable[[Field], Sequence[tuple[str, str]]],
) -> dict[str, Any]:
    """The values of an entry by its fields, as Python has them. `files` are numbers of files by field.

    Raises: Missing, WrongValue, TooLong, TooMany, each naming the field.
    """
    found: dict[str, Any] = {}
    for field in fields:
        if field.sort in MOST_FILES:
            _count(field, files.get(field.name, 0))
            continue
        given = values.get(field.name)
        if given in (None, "", []):
            if field.required and not field.only and not field.when:
                raise refused.Missing(field=field.name, label=field.label)
            continue
        found[field.name] = _value(field, given, choices)
    return found


def _count(field: Field, number: int) -> None:
    most = field.most or MOST_FILES[field.sort]
    if field.required and not number and not field.only and not field.when:
        raise refused.Missing(field=field.name, label=field.label)
    if number > most:
        raise refused.TooMany(field=field.name, label=field.label, most=most, number=number)


def _value(field: Field, given: Any, choices: Callable[[Field], Sequence[tuple[str, str]]]) -> Any:
    match field.sort:
        case "choice":
            return _chosen(field, [given], choices)[0]
        case "several":
            return _chosen(field, given if isinstance(given, list) else [given], choices)
        case "number":
            return _number(field, given)
        case "yes_no":
            return _yes_no(field, given)
        case "date":
            return _date(field, given)
    text, most = str(given).strip(), field.most or LONGEST[field.sort]
    if len(text) > most:
        raise refused.TooLong(field=field.name, label=field.label, most=most, length=len(text))
    if field.required and not text:
        raise refused.Missing(field=field.name, label=field.label)
    return text


def _chosen(
    field: Field, given: Sequence[Any], choices: Callable[[Field], Sequence[tuple[str, str]]]
) -> list[str]:
    known = {value for value, _label in choices(field)}
    if strange := [str(one) for one in given if str(one) not in known]:
        raise refused.WrongChoice(field=field.name, label=field.label, given=strange[0][:40])
    return [str(one) for one in given]


def _number(field: Field, given: Any) -> float | int:
    try:
        number = float(given)
    except (TypeError, ValueError):
        raise refused.WrongValue(field=field.name, label=field.label, given=str(given)[:40]) from None
    if not math.isfinite(number) or number < 0 or (field.most and number > field.most):
        raise refused.WrongValue(field=field.name, label=field.label, given=str(given)[:40])
    return int(number) if number.is_integer() else number


def _yes_no(field: Field, given: Any) -> bool:
    if given in (True, "yes", "true"):
        return True
    if given in (False, "no", "false"):
        return False
    raise refused.WrongValue(field=field.name, label=field.label, given=str(given)[:40])


def _date(field: Field, given: Any) -> date:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise refused.WrongValue(field=field.name, label=field.label, given=str(given)[:40]) from None
