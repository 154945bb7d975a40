"""Listeners run after commit, at least once, in order per matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest
from django.db import connection, transaction
from tests.support.errands import AT, County
from tests.support.threads import at_once

from gongzhi.kernel.events import event, kinds, listen, pump
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.events.models import Delivery, Event
from gongzhi.kernel.events.outbox import drain, failing, forget_done, skip
from gongzhi.kernel.flow.actions import note
from gongzhi.kernel.flow.models import Matter


@event("test.rang")
@dataclass(frozen=True)
class Rang:
    """A bell rang."""

    n: int

    def sentence(self) -> str:
        return f"响了第{self.n}次"


class Ear:
    """A listener that keeps what it heard, and fails while told so."""

    def __init__(self) -> None:
        self.heard: list[tuple[int | None, int]] = []
        self.broken: set[int] = set()

    def __call__(self, event: Event) -> None:
        n = event.facts["n"]
        Matter.objects.filter(pk=event.matter).update(category=f"听到{n}")
        if n in self.broken:
            raise OSError("聋了")
        self.heard.append((event.matter, n))


@pytest.fixture
def ear() -> Iterator[Ear]:
    heard = Ear()

    def hear(event: Any) -> None:
        heard(event)

    listen("test.rang", name="test.ear")(hear)
    yield heard
    kinds._listeners["test.rang"].clear()


def ring(matter: Matter, *numbers: int) -> None:
    for n in numbers:
        note(matter, Rang(n), by=None, at=AT)


def test_listener_hears_once_and_in_order(county: County, ear: Ear) -> None:
    matter = county.open()
    ring(matter, 1, 2, 3)

    assert ear.heard == []
    assert (drain(AT), drain(AT)) == (3, 0)
    assert ear.heard == [(matter.pk, 1), (matter.pk, 2), (matter.pk, 3)]


def test_a_failing_listener_undoes_only_itself_and_is_shown(county: County, ear: Ear) -> None:
    matter, other = county.open(), county.open()
    ear.broken = {1}
    ring(matter, 1, 2)
    ring(other, 5)

    assert drain(AT) == 1

    [owed] = failing()
    assert ear.heard == [(other.pk, 5)]
    assert Matter.objects.get(pk=matter.pk).category == ""
    assert Event.objects.filter(matter=matter.pk, kind="test.rang").count() == 2
    assert (owed.attempts, owed.next_at) == (1, AT + timedelta(seconds=5))
    assert "OSError: 聋了" in owed.error


def test_a_failed_delivery_is_tried_again_later_and_then_the_ones_behind_it(county: County, ear: Ear) -> None:
    matter = county.open()
    ear.broken = {1}
    ring(matter, 1, 2)
    waits = []
    for _ in range(7):
        at = Delivery.objects.filter(state="pending").order_by("pk")[0].next_at
        drain(at)
        waits.append((Delivery.objects.order_by("pk")[0].next_at - at).total_seconds())
    ear.broken = set()

    drain(AT + timedelta(days=1))

    assert waits == [5, 30, 120, 600, 3600, 3600, 3600]
    assert ear.heard == [(matter.pk, 1), (matter.pk, 2)]


def test_many_behind_one_failure_hold_up_nothing_else(county: County, ear: Ear) -> None:
    matter, other = county.open(), county.open()
    ear.broken = {0}
    ring(matter, *range(30))
    ring(other, 99)

    assert drain(AT, limit=2) == 1
    assert ear.heard == [(other.pk, 99)]


def test_a_delivery_given_up_lets_the_next_pass(county: County, ear: Ear) -> None:
    matter = county.open()
    ear.broken = {1}
    ring(matter, 1, 2)
    drain(AT)

    skip(failing()[0])
    drain(AT + timedelta(minutes=1))

    assert ear.heard == [(matter.pk, 2)]
    assert forget_done(AT + timedelta(days=1)) == 2


def test_a_listener_that_is_gone_is_skipped(county: County, ear: Ear) -> None:
    ring(county.open(), 1)
    kinds._listeners["test.rang"].clear()

    assert (drain(AT), Delivery.objects.get().state) == (1, "skipped")


def test_what_is_undone_is_never_heard(county: County, ear: Ear) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Rang(1), by=None, at=AT)
        _ = 1 / 0

    assert (drain(AT), ear.heard) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_once_and_in_order(ear: Ear) -> None:
    county = County()
    matters = [county.open() for _ in range(4)]
    for n in range(8):
        for matter in matters:
            ring(matter, n)

    done = at_once([lambda: sum(iter(lambda: drain(AT, limit=5), 0))] * 3)

    assert sum(done) == 32
    assert [[n for key, n in ear.heard if key == matter.pk] for matter in matters] == [list(range(8))] * 4


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_slow_transactions_lose_nothing(ear: Ear) -> None:
    """The event with the smaller key commits after the one with the greater key was delivered."""
    begun, overtaken = Flag(), Flag()

    def slow() -> None:
        with transaction.atomic():
            record(Rang(1), by=None, at=AT)
            begun.set()
            overtaken.wait(timeout=20)

    def fast() -> int:
        begun.wait(timeout=20)
        with transaction.atomic():
            record(Rang(2), by=None, at=AT)
        done = drain(AT)
        overtaken.set()
        return done

    assert at_once([slow, fast]) == [None, 1]
    assert drain(AT) == 1
    assert ear.heard == [(None, 2), (None, 1)]


@pytest.mark.django_db(transaction=True)
def test_the_pump_delivers_soon(ear: Ear) -> None:
    heard = Flag()
    listen("test.rang", name="test.flag")(lambda event: heard.set())
    with pump.running(every=0.05):
        with transaction.atomic():
            record(Rang(1), by=None, at=AT)

        assert heard.wait(timeout=10)
    connection.close()


def test_listener_is_owed_only_the_events_that_it_wants(county: County) -> None:
    def third(event: Any) -> bool:
        return bool(event.facts["n"] == 3)

    listen("test.rang", name="test.picky", when=third)(lambda event: None)
    try:
        for n in (1, 2, 3):
            record(Rang(n), by=None, at=AT)
        owed = Delivery.objects.filter(listener="test.picky").select_related("event")
        assert [one.event.facts["n"] for one in owed] == [3]
    finally:
        kinds._listeners["test.rang"].pop("test.picky")
        kinds._wanted.clear()
