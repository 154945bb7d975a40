"""催办, 督办通知单, 约谈, 移送, 回复."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Slip

IN_MARCH = AT + timedelta(days=10)


def test_reminder_is_numbered_and_told(world: World) -> None:
    task = world.move(world.started(), "remind", by=world.vice, at=IN_MARCH, text="请加快进度")

    slip = task.slips.get()
    assert (slip.kind, slip.number, slip.unit) == ("reminder", "清政催办〔2026〕1号", world.housing)
    assert Message.objects.filter(officer=world.builder, title__startswith="催办单").count() == 1


def test_two_reminders_have_two_numbers(world: World) -> None:
    task = world.started()
    for _ in range(2):
        world.move(task, "remind", by=world.ducha, at=IN_MARCH)

    assert sorted(task.slips.values_list("number", flat=True)) == [
        "清政催办〔2026〕1号",
        "清政催办〔2026〕2号",
    ]


def test_notice_is_due_after_its_term(world: World) -> None:
    task = world.move(world.started(), "notify", by=world.ducha, at=IN_MARCH, text="五个工作日内书面反馈")

    slip = task.slips.get()
    assert (slip.number, slip.due_on) == ("清政督办〔2026〕1号", date(2026, 3, 19))


def test_talk_is_recorded(world: World) -> None:
    task = world.move(
        world.started(),
        "talk",
        by=world.zhuren,
        at=IN_MARCH,
        person="局长",
        held_on=date(2026, 3, 13),
        record="限期整改",
    )

    slip = task.slips.get()
    assert slip.kind == "talk"
    assert slip.body == "对象：局长；时间：2026年3月13日；地点：另行通知\n限期整改"


def test_referral_is_recorded_and_not_told_to_the_unit(world: World) -> None:
    before = Message.objects.count()
    task = world.move(
        world.started(), "refer", by=world.zhuren, at=IN_MARCH, to="县纪委监委", facts="多次虚报进度"
    )

    assert task.slips.get().body == "移送县纪委监委：多次虚报进度"
    assert Message.objects.filter(title__startswith="移送").count() == 0
    assert Message.objects.count() >= before


def test_unit_does_not_remind(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.move(world.started(), "remind", by=world.builder)


def test_one_reply_answers_every_open_slip(world: World) -> None:
    task = world.move(world.started(), "remind", by=world.ducha, at=IN_MARCH)
    task = world.move(task, "notify", by=world.ducha, at=IN_MARCH, text="书面反馈")
    world.move(task, "reply_slip", by=world.builder, at=IN_MARCH, text="已增加人手")

    assert set(task.slip_items.values_list("reply", "slip__replied_at")) == {("已增加人手", IN_MARCH)}


def test_picked_tasks_of_one_unit_are_pressed_with_one_slip(world: World) -> None:
    tasks = [world.started(text=f"任务{n}") for n in range(3)]
    for task in tasks:
        world.move(task, "remind", by=world.ducha, at=IN_MARCH, text="抓紧")
    slip = Slip.objects.get()
    told = Message.objects.get(title__startswith="催办单")

    assert (slip.title, slip.items.count(), slip.number) == ("任务0等3项任务", 3, "清政催办〔2026〕1号")
    assert (told.title, told.body) == ("催办单：任务0等3项任务", "任务0：抓紧\n任务1：抓紧\n任务2：抓紧")


def test_slip_is_answered_with_its_last_task(world: World) -> None:
    tasks = [world.started(text=f"任务{n}") for n in range(2)]
    answered = []
    for task in tasks:
        world.move(task, "remind", by=world.ducha, at=IN_MARCH)
    for task in tasks:
        world.move(task, "reply_slip", by=world.builder, at=IN_MARCH, text="已安排")
        answered.append(Slip.objects.get().replied_at)

    assert answered == [None, IN_MARCH]


def test_reply_needs_a_slip(world: World) -> None:
    with pytest.raises(MoveNotNow, match="没有待回复的督办文书"):
        world.move(world.started(), "reply_slip", by=world.builder, text="已增加人手")
