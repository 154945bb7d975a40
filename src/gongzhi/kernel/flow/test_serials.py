"""Numbers and keys are one's own."""

from __future__ import annotations

from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction
from tests.support.errands import County
from tests.support.threads import at_once

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.rules import is_number, number
from gongzhi.kernel.flow.serials import STRIPES, allot, allot_rows

DAY = date(2026, 3, 2)


def test_numbers_run_on(db: None) -> None:
    assert allot("CS", DAY, 3) + allot("CS", DAY) == [number("CS", DAY, n) for n in (1, 2, 3, 4)]


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_get_different_numbers() -> None:
    def write() -> list[str]:
        taken: list[str] = []
        for _ in range(10):
            with transaction.atomic():
                taken += allot("CS", DAY, 3)
        return taken

    taken = [one for some in at_once([write] * 4) for one in some]

    assert len(set(taken)) == 120
    assert all(map(is_number, taken))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_writer_does_not_wait_for_one_that_is_slow() -> None:
    allot("CS", DAY)
    all_have_one = Barrier(STRIPES)

    def write() -> str:
        with transaction.atomic():
            [taken] = allot("CS", DAY)
            all_have_one.wait(timeout=20)  # breaks unless every one of them got a number before any ended
            return taken

    assert len(set(at_once([write] * STRIPES))) == STRIPES


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_more_writers_than_stripes_wait_and_get_theirs() -> None:
    def write() -> str:
        with transaction.atomic(), connection.cursor() as cursor:
            [taken] = allot("CS", DAY)
            cursor.execute("SELECT pg_sleep(0.05)")
            return taken

    assert len(set(at_once([write] * (STRIPES * 2)))) == STRIPES * 2


def test_a_number_undone_is_given_again(db: None) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        allot("CS", DAY)
        _ = 1 / 0

    assert allot("CS", DAY) == [number("CS", DAY, 1)]


def test_allotted_keys_are_those_that_writing_would_give(county: County) -> None:
    last = county.open().pk

    rows = allot_rows("XX", DAY, 2, Matter)

    assert rows == [(number("XX", DAY, 1), last + 1), (number("XX", DAY, 2), last + 2)]
