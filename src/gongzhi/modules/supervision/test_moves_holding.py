"""挂账, 整改, 销账."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.kernel.flow.refused import MoveNotNow, NotParty
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.refused import HoldNotReady

IN_MARCH = AT + timedelta(days=10)
OPINIONS = {"industry_opinion": "已验收合格", "site_check": "现场照片核实无误"}


def held(world: World) -> Task:
    return world.move(
        world.started(),
        "hold",
        by=world.ducha,
        at=IN_MARCH,
        problem="两个小区停工",
        target_on=date(2026, 5, 1),
    )


def test_held_task_is_on_the_account_once(world: World) -> None:
    task = held(world)

    assert (task.on_hold_account, task.holds.get().problem) == (True, "两个小区停工")
    with pytest.raises(MoveNotNow, match="已经在挂账清单上"):
        world.move(task, "hold", by=world.ducha, problem="再挂一次")


def test_unit_says_why_how_who_and_when(world: World) -> None:
    task = world.move(
        held(world), "rectify", by=world.builder, root_cause="资金未到位", measures="协调资金", responsible="吴科长",
        target_on=date(2026, 4, 20),
    )  # fmt: skip

    hold = task.holds.get()
    assert (hold.root_cause, hold.responsible, hold.target_on) == ("资金未到位", "吴科长", date(2026, 4, 20))


def test_weekly_word_is_kept(world: World) -> None:
    task = world.move(held(world), "hold_update", by=world.builder, at=IN_MARCH, text="资金已到位，恢复施工")

    assert [one.text for one in task.holds.get().updates.all()] == ["资金已到位，恢复施工"]


def test_co_unit_does_not_rectify(world: World) -> None:
    with pytest.raises(NotParty):
        world.move(held(world), "hold_update", by=world.waterman, text="代为更新")


def test_striking_off_waits_for_the_units_own_check(world: World) -> None:
    with pytest.raises(HoldNotReady, match="承办单位的整改自查"):
        world.move(held(world), "strike_off", by=world.ducha, **OPINIONS)


def test_struck_off_task_is_supervised_as_before(world: World) -> None:
    task = world.move(held(world), "self_check", by=world.builder, at=IN_MARCH, text="全部复工并完成")
    task = world.move(task, "strike_off", by=world.ducha, at=IN_MARCH, **OPINIONS)

    hold = task.holds.get()
    assert (task.on_hold_account, task.failed_checks) == (False, 0)
    assert (hold.closed_by, hold.closed_at, hold.site_check) == (world.ducha, IN_MARCH, "现场照片核实无误")


def test_task_may_be_held_again(world: World) -> None:
    task = world.move(held(world), "self_check", by=world.builder, at=IN_MARCH, text="全部复工并完成")
    task = world.move(task, "strike_off", by=world.ducha, at=IN_MARCH, **OPINIONS)
    task = world.move(task, "hold", by=world.ducha, at=IN_MARCH, problem="再次停工")

    assert task.holds.count() == 2


def test_rectifying_needs_a_hold(world: World) -> None:
    with pytest.raises(MoveNotNow, match="不在挂账清单上"):
        world.move(world.started(), "self_check", by=world.builder, text="没有问题")
