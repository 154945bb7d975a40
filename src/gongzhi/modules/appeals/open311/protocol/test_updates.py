"""Updates that a program posts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gongzhi.modules.appeals.open311.protocol import posting
from gongzhi.modules.appeals.open311.protocol.conftest import (
    sent,
)
from gongzhi.modules.appeals.open311.protocol.shapes import (
    Posted,
)

UPDATE = {
    "service_request_id": "SQ1", "update_id": "u1", "status": "FIXED", "updated_datetime": "2026-03-02T09:00:00Z",
}  # fmt: skip


def test_update_is_understood() -> None:
    found = posting.posted(sent(**UPDATE, description="修好了", last_name="-"))

    assert found == Posted("SQ1", "u1", "FIXED", datetime(2026, 3, 2, 9, tzinfo=UTC), "修好了")


@pytest.mark.parametrize("name", list(UPDATE))
def test_update_lacking_a_field_is_refused(name: str) -> None:
    assert [one.code for one in posting.posted(sent(**(UPDATE | {name: ""})))] == [f"{name}_missing"]  # type: ignore[union-attr]


def test_update_of_an_unknown_status_or_date_is_refused() -> None:
    found = posting.posted(sent(**(UPDATE | {"status": "BANANA", "updated_datetime": "now"})))

    assert [one.code for one in found] == ["status_unknown", "bad_date"]  # type: ignore[union-attr]
