from datetime import timedelta

import pytest

from gongzhi.kernel.duty import leases

pytestmark = pytest.mark.django_db
TERM = timedelta(seconds=45)


def test_a_lease_has_one_holder():
    assert [leases.take("clock", who, TERM) for who in ("a", "b", "a")] == [True, False, True]


def test_a_lease_that_ended_goes_to_the_next():
    leases.take("clock", "a", timedelta(seconds=-1))

    assert leases.take("clock", "b", TERM)
    assert not leases.take("clock", "a", TERM)


def test_a_lease_given_back_is_free_at_once():
    leases.take("clock", "a", TERM)
    leases.give_back("clock", "a")

    assert leases.take("clock", "b", TERM)


def test_a_process_is_alive_while_it_beats():
    leases.beat("worker-a", "worker")
    leases.beat("worker-a", "worker")

    assert [row.name for row in leases.alive("worker")] == ["worker-a"]
    assert not leases.alive("worker", patience=timedelta(seconds=-1)).exists()
    assert not leases.alive("clock").exists()
