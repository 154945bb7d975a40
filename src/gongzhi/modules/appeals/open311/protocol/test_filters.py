"""What a program asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gongzhi.modules.appeals.open311.protocol import filters
from gongzhi.modules.appeals.open311.protocol.conftest import (
    NOW,
    sent,
)
from gongzhi.modules.appeals.open311.protocol.fields import Fields, decoded
from gongzhi.modules.appeals.open311.protocol.shapes import (
    Error,
)


def narrowed(**values: str) -> Any:
    return filters.filters(sent(**values), NOW)


def test_list_is_of_the_last_ninety_days_up_to_now() -> None:
    found = narrowed()

    assert found.start < NOW - timedelta(days=89, hours=23)
    assert found.end > NOW
    assert (found.ids, found.services, found.statuses) == (None, None, None)


def test_ids_override_everything_else() -> None:
    found = narrowed(service_request_id="a,b", status="closed", start_date="yesterday", service_code="x")

    assert found == filters.Filters(ids=("a", "b"))


@pytest.mark.parametrize("ids", [",", "中", "a b", ",,中,", "a/b"])
def test_ids_that_nothing_can_have_find_nothing(ids: str) -> None:
    assert narrowed(service_request_id=ids) == filters.Filters(ids=())


def test_long_and_odd_ids_are_kept_as_words() -> None:
    assert narrowed(service_request_id="99999999999999999999999,-1,0").ids == (
        "99999999999999999999999",
        "-1",
        "0",
    )


def test_a_filter_that_means_nothing_finds_nothing() -> None:
    assert narrowed(status="banana").statuses == ()
    assert narrowed(status="banana,Open").statuses == ("open",)
    assert narrowed(service_code="中").services == ()
    assert narrowed(service_code="E09,E99").services == ("E09", "E99")
    assert narrowed(status="", service_code="").statuses is None


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-03-02", "2026-13-01T00:00:00Z", "1", "2026-03-02T00:00:00"]
)
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_what_is_no_moment_is_refused(name: str, day: str) -> None:
    found = narrowed(**{name: day})

    assert (found.status, found.code) == (400, "bad_date")


def test_bare_plus_is_understood() -> None:
    raw = b"start_date=2026-03-01T08:00:00+08:00"
    found = decoded(raw)
    assert isinstance(found, Fields)

    assert filters.filters(found, NOW).start == datetime(2026, 3, 1, tzinfo=UTC)  # type: ignore[union-attr]


def test_window_is_ninety_days_at_most() -> None:
    edge = narrowed(start_date="2025-12-02T00:00:00Z", end_date="2026-03-02T00:00:00Z")
    over = narrowed(start_date="2025-12-01T00:00:00Z", end_date="2026-03-02T00:00:00Z")

    assert edge.end - edge.start == timedelta(days=90)
    assert (over.status, over.code) == (400, "window_too_long")
    assert narrowed(start_date="2026-03-02T00:00:00Z", end_date="2026-03-01T00:00:00Z").code == "bad_window"


def test_one_end_of_the_window_gives_the_other() -> None:
    assert narrowed(start_date="2020-01-01T00:00:00Z").end == datetime(2020, 3, 31, tzinfo=UTC)
    assert narrowed(end_date="2020-03-31T00:00:00Z").start == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["start_date", "end_date"])
@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_edges_of_time_do_no_harm(name: str, day: str) -> None:
    assert isinstance(narrowed(**{name: day}), filters.Filters | Error)


def test_updates_want_both_dates_or_none() -> None:
    assert filters.window(sent(start_date="2026-03-01T00:00:00Z"), NOW, both=True).code == "half_window"  # type: ignore[union-attr]
    assert isinstance(filters.window(sent(), NOW, both=True), filters.Span)


def test_another_jurisdiction_is_unknown() -> None:
    assert filters.jurisdiction(sent(jurisdiction_id=""), "349921") is None
    assert filters.jurisdiction(sent(jurisdiction_id="349921"), "349921") is None
    assert filters.jurisdiction(sent(jurisdiction_id="x.gov"), "349921").status == 404  # type: ignore[union-attr]
