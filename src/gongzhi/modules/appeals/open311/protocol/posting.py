"""What is posted, as values or errors; every error that is found is told."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from gongzhi.modules.appeals.open311.protocol import times
from gongzhi.modules.appeals.open311.protocol.fields import Fields
from gongzhi.modules.appeals.open311.protocol.shapes import (
    CODE,
    LISTS,
    UPDATE_STATUSES,
    Attribute,
    Error,
    Posted,
    Service,
    Submission,
)

LONGEST = 4_000  # characters of a description, not bytes
SHORT = 200  # of a name, a number, an address
LONGEST_URL = 2_000
MOST_MEDIA = 10
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_PEOPLE = ("first_name", "last_name", "email", "phone", "device_id", "account_id")


def submission(sent: Fields, services: Mapping[str, Service]) -> Submission | list[Error]:
    """A post of a request, held against what is offered. Fields of no meaning are passed over: nobody sets a status."""
    code = sent.one("service_code")
    if not code:
        return [Error(400, "service_code_missing", "缺少 service_code。")]
    service = services.get(code)
    if service is None:
        return [Error(404, "service_code_unknown", f"没有服务“{code[:60]}”。")]
    wrong: list[Error] = []
    lat, long = _point(sent, wrong)
    found = Submission(
        service_code=code,
        description=_text(sent, "description", LONGEST, wrong),
        lat=lat,
        long=long,
        address=_text(sent, "address_string", SHORT, wrong).strip(),
        address_id=_code(sent, "address_id", wrong),
        **_people(sent, wrong),
        media_urls=_media(sent, wrong),
        attributes=_attributes(sent, service, wrong),
    )
    if not wrong and lat is None and not found.address and not found.address_id:
        wrong.append(
            Error(400, "location_missing", "缺少地点：请填 lat 和 long，或 address_string，或 address_id。")
        )
    return wrong or found


def posted(sent: Fields) -> Posted | list[Error]:
    """A post of an update (mySociety's extension)."""
    wrong: list[Error] = []
    for name in ("service_request_id", "update_id", "status", "updated_datetime"):
        if not sent.one(name):
            wrong.append(Error(400, f"{name}_missing", f"缺少 {name}。"))
    status, moment = sent.one("status").upper(), times.read(sent.one("updated_datetime"))
    if status and status not in UPDATE_STATUSES:
        wrong.append(Error(400, "status_unknown", f"没有状态“{status[:40]}”。"))
    if sent.one("updated_datetime") and moment is None:
        wrong.append(Error(400, "bad_date", "updated_datetime 应为带时区的时间。"))
    people = _people(sent, wrong)
    description, media = _text(sent, "description", LONGEST, wrong), _media(sent, wrong)
    update = _code(sent, "update_id", wrong)
    if wrong or moment is None:
        return wrong
    named = {name: people[name] for name in ("first_name", "last_name", "email", "phone")}
    return Posted(
        sent.one("service_request_id"), update, status, moment, description, **named, media_urls=media
    )


def _text(sent: Fields, name: str, most: int, wrong: list[Error]) -> str:
    """A text of at most so many characters; longer ones are refused, never cut."""
    text = sent.text(name)
    if len(text) > most:
        wrong.append(Error(400, f"{name}_too_long", f"{name} 最多{most}个字，现在{len(text)}个。"))
    return text


def _code(sent: Fields, name: str, wrong: list[Error]) -> str:
    given = sent.one(name)
    if given and not CODE.fullmatch(given):
        wrong.append(Error(400, f"bad_{name}", f"{name} 只能由字母、数字、点、横线组成。"))
    return given


def _people(sent: Fields, wrong: list[Error]) -> dict[str, str]:
    found = {name: _text(sent, name, SHORT, wrong).strip() for name in _PEOPLE}
    found["device_id"] = found["device_id"] or sent.one("deviceid")[:SHORT]  # as FixMyStreet spells it
    if found["last_name"] == "-":
        found["last_name"] = ""  # its word for: none
    return found


def _point(sent: Fields, wrong: list[Error]) -> tuple[float | None, float | None]:
    """Both or none of lat and long, in degrees of WGS 84."""
    given = {name: sent.one(name) for name in ("lat", "long")}
    if not any(given.values()):
        return None, None
    if not all(given.values()):
        wrong.append(Error(400, "half_location", "lat 和 long 要一起填。"))
        return None, None
    lat, long = (number(text) for text in given.values())
    if lat is None or long is None or abs(lat) > 90 or abs(long) > 180:
        wrong.append(Error(400, "bad_location", "lat 应在 -90 到 90 之间，long 应在 -180 到 180 之间。"))
        return None, None
    return lat, long


def number(text: str) -> float | None:
    """A finite number in plain digits; None for all else that `float` would take.

    >>> [number(one) for one in ("33.5", "-0", "NaN", "inf", "1_0", "３", "1e999", "")]
    [33.5, -0.0, None, None, None, None, None, None]
    """
    if not _NUMBER.fullmatch(text):
        return None
    found = float(text)
    return found if math.isfinite(found) else None


def _media(sent: Fields, wrong: list[Error]) -> tuple[str, ...]:
    """Addresses of pictures: kept and shown as links, never fetched."""
    given = tuple(dict.fromkeys((*sent.all("media_url"), *sent.all("media_url[]"))))
    if len(given) > MOST_MEDIA:
        wrong.append(Error(400, "too_many_media", f"media_url 最多{MOST_MEDIA}个。"))
    for one in given:
        if not is_address(one):
            wrong.append(Error(400, "bad_media_url", "media_url 应为 http 或 https 地址。"))
            break
    return given


def is_address(text: str) -> bool:
    """Whether a text is a web address that can be shown as a link.

    >>> [is_address(one) for one in ("https://a.example/1.jpg", "javascript:alert(1)", "//a/b", "http://", "http://a b/")]
    [True, False, False, False, False]
    """
    if len(text) > LONGEST_URL or re.search(r"[\s<>\"'\\]", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _attributes(sent: Fields, service: Service, wrong: list[Error]) -> dict[str, tuple[str, ...]]:
    """The answers to the service's questions; answers that nobody asked for are passed over."""
    given, found = sent.attributes(), {}
    for one in service.attributes:
        if not one.variable:
            continue
        values = given.get(one.code, ())
        values = values if one.datatype in ("text", "string") else tuple(value.strip() for value in values)
        if not values and one.required:
            wrong.append(
                Error(400, "attribute_missing", f"缺少 attribute[{one.code}]（{one.description}）。")
            )
        elif problem := _unfit(one, values):
            wrong.append(Error(400, "bad_attribute", f"attribute[{one.code}]（{one.description}）{problem}"))
        elif values:
            found[one.code] = values
    return found


def _unfit(one: Attribute, values: Sequence[str]) -> str:
    """What is wrong with an answer; "" for nothing."""
    if len(values) > 1 and one.datatype != "multivaluelist":
        return "只能有一个值。"
    if one.datatype in LISTS and (strange := set(values) - {key for key, _ in one.values}):
        return f"没有选项“{min(strange)[:40]}”。"
    if one.datatype == "number" and any(number(value) is None for value in values):
        return "应为数字。"
    if one.datatype == "datetime" and not all(map(_is_moment, values)):
        return "应为时间，如 2026-03-02T09:00:00Z。"
    return f"最多{LONGEST}个字。" if any(len(value) > LONGEST for value in values) else ""


def _is_moment(text: str) -> bool:
    """A moment with its zone, or a day."""
    if times.read(text) is not None:
        return True
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
