"""What modules declare for the phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gongzhi.kernel.modules.phone import (
    Doubled,
    Entry,
    Field,
    Phone,
    Said,
    Taken,
    declare_phone,
    entry_named,
    phones,
    withdraw_phone,
)


def _take(said: Said) -> Taken:
    return Taken("已收到。")


REPORT = Entry("walks.report", "上报", _take, fields=(Field("text", "说明", "long", required=True),))
WALKS = Phone(entries=(REPORT,))


@pytest.fixture
def walks() -> Iterator[Phone]:
    declare_phone(WALKS)
    yield WALKS
    withdraw_phone(WALKS)


def test_a_declared_entry_is_found_by_its_name(walks: Phone) -> None:
    assert entry_named("walks.report") is REPORT
    assert walks in phones()


def test_two_modules_cannot_declare_one_entry(walks: Phone) -> None:
    with pytest.raises(Doubled, match=r"walks\.report"):
        declare_phone(Phone(entries=(REPORT,)))


def test_a_field_of_an_unknown_sort_is_a_mistake_of_the_module() -> None:
    with pytest.raises(ValueError, match="banana"):
        Field("x", "X", "banana")
