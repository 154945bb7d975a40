"""What happens by itself when terms near and pass."""

from __future__ import annotations

from datetime import datetime

import pytest

from gongzhi.kernel.duty import sweeping
from gongzhi.kernel.duty.schedule import registered
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.ecology.conftest import HOUR, Eco, shanghai


def sweep(at: datetime) -> None:
    for duty in registered():
        if duty.name.startswith("ecology."):
            sweeping.run(duty, at)


def told(officer: Officer, begins: str) -> int:
    return Message.objects.filter(officer=officer, title__startswith=begins).count()


def test_a_side_that_does_not_receive_is_told_once_and_so_is_the_bureau(eco: Eco):
    eco.reported()
    for hour in (16, 17):
        sweep(shanghai(2, hour))

    assert [told(one, "泽口镇接报超时") for one in (eco.townsman, eco.checker)] == [1, 1]
    assert told(eco.checker, "县生态环境分局接报超时") == 1


@pytest.mark.parametrize(("day", "early", "late"), [(19, 0, 0), (20, 1, 0), (23, 1, 0), (24, 1, 1)])
def test_a_rectification_is_reminded_before_and_pushed_after_its_term(eco: Eco, day, early, late):
    eco.received()
    for one in range(19, day + 1):
        sweep(shanghai(one, 17, 45) if one > 23 else shanghai(one, 10))

    assert (told(eco.townsman, "整改将到期"), told(eco.townsman, "整改已逾期")) == (early, late)
    assert told(eco.checker, "整改已逾期") == late


def test_nothing_is_pushed_when_it_was_put_right_in_time(eco: Eco):
    eco.struck()
    sweep(shanghai(30, 10) + HOUR)

    assert not Message.objects.filter(title__contains="逾期").exists()
