"""交办单: what is opened by itself goes to its lead unit on paper, once."""

from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.flow.actions import Party
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.supervision.assigning import assign
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Slip, Source, Task
from gongzhi.modules.supervision.opening import Draft, open_task
from gongzhi.modules.supervision.slip_papers import written

DUE = date(2026, 6, 30)


@pytest.fixture
def given(world: World) -> Task:
    parties = [Party(Role.LEAD, unit=world.housing), Party(Role.CO, unit=world.town)]
    draft = Draft("整治北关路积水", parties, deadline=DUE, source=Source.LEADER_INSTRUCTION, basis="县长批示")
    return open_task(draft, by=world.ducha, at=AT)


def test_a_single_task_is_given_on_a_numbered_slip(world: World, given: Task) -> None:
    assign.func(given.pk, world.ducha.pk, AT.isoformat())

    slip = Slip.objects.get()
    assert (slip.kind, slip.number, slip.unit, slip.due_on) == (
        "assignment",
        "清政交办〔2026〕1号",
        world.housing,
        DUE,
    )
    assert (slip.sent_by, slip.sent_at, slip.reason) == (world.ducha, AT, "县长批示")
    assert (
        Message.objects.filter(officer=world.builder, title__startswith="交办单：整治北关路积水").count() == 1
    )


def test_its_paper_says_what_is_asked(world: World, given: Task) -> None:
    assign.func(given.pk, world.ducha.pk, AT.isoformat())

    name, said = written(Slip.objects.get()) or ("", None)
    assert (name, said.due, said.co_units, said.source) == (
        "assignment_slip",
        DUE,
        (world.town.label,),
        "县长批示",
    )
    assert said.demand.startswith("收到后") and said.demand.endswith("按月报要求报送进展。")


def test_it_is_given_once(world: World, given: Task) -> None:
    for _ in range(2):
        assign.func(given.pk, world.ducha.pk, AT.isoformat())

    assert Slip.objects.count() == 1


def test_tasks_of_one_moment_have_a_slip_each(world: World, given: Task) -> None:
    other = open_task(
        Draft("疏通南关路雨水口", [Party(Role.LEAD, unit=world.housing)], deadline=DUE), by=world.ducha, at=AT
    )
    for one in (given, other):
        assign.func(one.pk, world.ducha.pk, AT.isoformat())

    assert [slip.items.count() for slip in Slip.objects.all()] == [1, 1]


def test_the_tasks_of_a_plan_go_by_its_notices_alone(world: World) -> None:
    world.task()

    assert not Slip.objects.filter(kind="assignment").exists()
