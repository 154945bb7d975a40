from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from .fresh import Fresh


class Rows:
    """Stands for rows in a database: a stamp, a value, and how often each was read."""

    def __init__(self) -> None:
        self.stamp, self.value = "a", 1
        self.stamped = self.loaded = 0

    def fresh(self, seconds: float = 60.0) -> Fresh[int]:
        return Fresh(self._stamp, self._load, seconds)

    def _stamp(self) -> str:
        self.stamped += 1
        return self.stamp

    def _load(self) -> int:
        self.loaded += 1
        return self.value


def test_within_its_time_nothing_is_asked_again():
    rows = Rows()
    fresh = rows.fresh()

    assert [fresh.get(), fresh.get()] == [1, 1]
    assert (rows.stamped, rows.loaded) == (1, 1)


def test_after_its_time_only_a_new_stamp_loads_again():
    rows = Rows()
    fresh = rows.fresh(seconds=0)
    fresh.get()
    fresh.get()
    assert (rows.stamped, rows.loaded) == (2, 1)

    rows.stamp, rows.value = "b", 2

    assert fresh.get() == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_by_its_own_transaction_and_by_others_once_committed():
    rows, seen = Rows(), []
    fresh = rows.fresh()
    fresh.get()
    with transaction.atomic():
        rows.stamp, rows.value = "b", 2
        fresh.changed()
        seen.append(fresh.get())
        other = threading.Thread(target=lambda: seen.append(fresh.get()))
        other.start()
        other.join()

    assert [*seen, fresh.get()] == [2, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_nothing_behind():
    rows = Rows()
    fresh = rows.fresh()
    with pytest.raises(RuntimeError), transaction.atomic():
        rows.stamp, rows.value = "b", 2
        fresh.changed()
        assert fresh.get() == 2
        raise RuntimeError
    rows.stamp, rows.value = "a", 1

    assert fresh.get() == 1
    assert connection.run_on_commit == []
