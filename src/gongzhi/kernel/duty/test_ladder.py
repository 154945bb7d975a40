"""The ladder of a matter whose term nears and passes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.support.errands import AT, ERRAND, County

from gongzhi.kernel.duty.ladder import Ladder
from gongzhi.kernel.duty.sweeping import run
from gongzhi.kernel.flow.actions import New, open_matter
from gongzhi.kernel.flow.models import Matter

DUE = AT + timedelta(days=7)
LADDER = Ladder("errand", states=("issued", "doing"))


@pytest.fixture
def matter(db: None) -> Matter:
    County()
    return open_matter(ERRAND, New("修路", due_at=DUE, warn_at=DUE - timedelta(days=1)), by=None, at=AT)


def climbed(*moments: timedelta, early: bool = False, after: str = "") -> list[int]:
    """How many acts were done at each moment after the start."""
    done: list[str] = []
    duty = LADDER.duty("test.rung", "试", lambda one, at: done.append(one.number), early=early, after=after)
    return [(run(duty, AT + moment), len(done))[1] for moment in moments]


DAY = timedelta(days=1)


def test_warning_comes_once_before_the_term(matter: Matter) -> None:
    assert climbed(5 * DAY, 6 * DAY, 6.5 * DAY, 8 * DAY, early=True) == [0, 1, 1, 1]


def test_rung_of_the_term_is_climbed_once(matter: Matter) -> None:
    assert climbed(6 * DAY, 8 * DAY, 9 * DAY) == [0, 1, 1]


def test_later_rung_waits_for_its_own_term(matter: Matter) -> None:
    assert climbed(8 * DAY, 9.5 * DAY, after="errand.sign_term") == [0, 1]


def test_new_term_is_climbed_for_anew(matter: Matter) -> None:
    assert climbed(8 * DAY) == [1]
    Matter.objects.update(due_at=DUE + 7 * DAY)

    assert climbed(9 * DAY, 15 * DAY) == [0, 1]


@pytest.mark.parametrize("change", [{"paused_at": AT}, {"closed_at": AT}, {"state": "waiting"}])
def test_nothing_is_climbed_that_is_not_owed(matter: Matter, change: dict[str, object]) -> None:
    Matter.objects.update(**change)

    assert climbed(20 * DAY) == [0]


def test_many_cost_few_queries(matter: Matter, django_assert_max_num_queries: object) -> None:
    for n in range(20):
        open_matter(ERRAND, New(f"第{n}件", due_at=DUE), by=None, at=AT)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert len(list(LADDER.owed(AT + 8 * DAY))) == 21
