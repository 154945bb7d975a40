import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection, connections, transaction
from tests.support.threads import at_once

from gongzhi.kernel.documents.models import DocumentNumber
from gongzhi.kernel.documents.numbers import allot, allot_one

AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_numbers_run_by_mark_and_year():
    given = [
        allot_one("清政督办", 2026, at=AT),
        allot_one("清政督办", 2026, at=AT),
        allot_one("清政督办", 2027, at=AT),
    ]

    assert [one.text for one in given] == [
        "清政督办〔2026〕1号",
        "清政督办〔2026〕2号",
        "清政督办〔2027〕1号",
    ]


@pytest.mark.django_db
def test_a_number_of_a_rolled_back_document_is_given_again():
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        allot_one("清政督办", 2026, at=AT)
        raise Undone

    assert allot_one("清政督办", 2026, at=AT).serial == 1


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_get_different_numbers_without_gaps():
    def take(_: int) -> None:
        try:
            allot("清政催办", 2026, at=AT, count=3)
        finally:
            connections.close_all()

    workers = 8 if connection.vendor == "postgresql" else 3
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(take, range(workers)))

    serials = sorted(DocumentNumber.objects.values_list("serial", flat=True))
    assert serials == list(range(1, workers * 3 + 1))


@pytest.mark.django_db(transaction=True)
def test_a_number_given_back_while_another_waits_for_it_is_the_others() -> None:
    """The first has 1 and rolls back; the second, which asked meanwhile, has 1 and not 2."""
    taken, asked = threading.Event(), threading.Event()

    class Undone(Exception):
        pass

    def first() -> None:
        with pytest.raises(Undone), transaction.atomic():
            allot_one("清政督办", 2026, at=AT)
            taken.set()
            asked.wait(5)
            time.sleep(0.3)  # the second is at the lock by now
            raise Undone

    def second() -> int:
        taken.wait(5)
        asked.set()
        return allot_one("清政督办", 2026, at=AT).serial

    assert at_once([first, second]) == [None, 1]
    assert [one.text for one in DocumentNumber.objects.all()] == ["清政督办〔2026〕1号"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_those_that_fail_leave_no_gap() -> None:
    class Undone(Exception):
        pass

    def take(n: int) -> None:
        try:
            with transaction.atomic():
                allot_one("清政通", 2026, at=AT)
                if n % 2:
                    raise Undone
        except Undone:
            pass

    at_once([partial(take, n) for n in range(4)])

    serials = DocumentNumber.objects.order_by("serial").values_list("serial", flat=True)
    assert list(serials) == [1, 2]
