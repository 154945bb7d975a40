"""What a reader asks for, as values or errors. A filter that means nothing finds nothing; it never finds everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.modules.appeals.open311.protocol import times
from gongzhi.modules.appeals.open311.protocol.fields import Fields
from gongzhi.modules.appeals.open311.protocol.shapes import CODE, STATUSES, Error

WINDOW = timedelta(days=90)
MOST_ROWS = 1_000
MOST_IDS = 1_000


@dataclass(frozen=True)
class Filters:
    """Which requests are wanted. None is: not filtered by; an empty tuple finds nothing.

    With `ids` nothing else counts, not even the window.
    """

    ids: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    statuses: tuple[str, ...] | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Span:
    """From `start` to `end`, both included."""

    start: datetime
    end: datetime


def filters(sent: Fields, now: datetime) -> Filters | Error:
    """The filters of a list of requests.

    >>> from datetime import UTC
    >>> now = datetime(2026, 3, 2, tzinfo=UTC)
    >>> filters(Fields([("service_request_id", "a,中,b,a"), ("start_date", "yesterday")]), now).ids
    ('a', 'b')
    >>> filters(Fields([("status", "banana")]), now).statuses, filters(Fields([("status", "")]), now).statuses
    ((), None)
    """
    ids = sent.listed("service_request_id")
    if ids is not None:
        return Filters(ids=tuple(one for one in ids if CODE.fullmatch(one))[:MOST_IDS])
    span = window(sent, now)
    if isinstance(span, Error):
        return span
    services, statuses = sent.listed("service_code"), sent.listed("status")
    return Filters(
        services=None if services is None else tuple(one for one in services if CODE.fullmatch(one)),
        statuses=None
        if statuses is None
        else tuple(one for one in STATUSES if one in {word.lower() for word in statuses}),
        start=span.start,
        end=span.end,
    )


def window(sent: Fields, now: datetime, *, both: bool = False) -> Span | Error:
    """start_date to end_date: the last 90 days when neither is given, 90 days from or to the one that is.

    `both` refuses one without the other, as the updates extension has it. The end of a window that reaches to the
    present is open: what is opened this second is in it.
    """
    given = {name: sent.one(name) for name in ("start_date", "end_date")}
    moments = {name: times.read(text) for name, text in given.items() if text}
    for name, moment in moments.items():
        if moment is None:
            return Error(
                400,
                "bad_date",
                f"{name} 应为带时区的时间，如 2026-03-02T09:00:00Z，现在是“{given[name][:40]}”。",
            )
    start, end = moments.get("start_date"), moments.get("end_date")
    if both and (start is None) != (end is None):
        return Error(400, "half_window", "start_date 和 end_date 要么都填，要么都不填。")
    try:
        span = _span(start, end, now)
    except OverflowError:
        return Error(400, "bad_date", "日期超出可表示的范围。")
    if span.start > span.end:
        return Error(400, "bad_window", "start_date 在 end_date 之后。")
    if span.end - span.start > WINDOW + timedelta(seconds=1):
        return Error(400, "window_too_long", f"一次最多查{WINDOW.days}天，请分段查询。")
    return span


def _span(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    if start is None:
        last = now + timedelta(seconds=1) if end is None else end
        return Span(last - WINDOW, last)
    return Span(start, start + WINDOW if end is None else end)


def jurisdiction(sent: Fields, ours: str) -> Error | None:
    """The refusal of another jurisdiction than ours; none given is ours."""
    given = sent.one("jurisdiction_id")
    if given and given != ours:
        return Error(404, "jurisdiction_unknown", f"没有辖区“{given[:60]}”。")
    return None
