"""Reminders, urging and the account of late appeals."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongzhi.kernel.duty.sweeping import run
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.appeals.conftest import AT, World, shanghai
from gongzhi.modules.appeals.handling.ladder import DUTIES
from gongzhi.modules.appeals.intake.models import Appeal


def look(at: datetime) -> None:
    for duty in DUTIES:
        assert run(duty, at).failed == 0


def presses(appeal: Appeal) -> list[str]:
    return [one.kind for one in appeal.presses.order_by("id")]


def test_reminder_then_urging_then_the_account_each_once(world: World) -> None:
    appeal = world.handling()  # due on 9 March 17:30

    steps = []
    for at in (
        shanghai(5, 9),
        shanghai(6, 18),
        shanghai(10, 9),
        shanghai(10, 10),
        shanghai(17, 9),
        shanghai(18, 9),
    ):
        look(at)
        steps.append(presses(appeal))
    appeal.refresh_from_db()
    assert [one[-1:] for one in steps] == [[], ["prompt"], ["urge"], ["urge"], ["circular"], ["circular"]]
    assert (len(steps[-1]), appeal.supervised_at) == (3, shanghai(17, 9))


def test_extended_term_is_watched_anew(world: World) -> None:
    appeal = world.handling()
    ask = {"reason": "需停水更换主管", "plan": "分三天错峰施工", "told_caller": "已电话告知，对方同意。"}
    look(shanghai(6, 18))
    appeal = world.move(appeal, "ask_extension", by=world.waterman, at=shanghai(7, 9), **ask)
    world.move(appeal, "decide_extension", by=world.head, at=shanghai(7, 10), decision="approved")

    look(shanghai(10, 9))
    look(shanghai(14, 9))
    assert presses(appeal) == ["prompt", "prompt"]


def test_replied_and_suspended_appeals_are_left_alone(world: World) -> None:
    replied, hard = world.replied(), world.handling(text="一件挂起的疑难诉求。")
    hard = world.move(hard, "suspend", by=world.head, reason="等待上级批复资金", condition="资金批复后")

    look(shanghai(30, 9))
    assert (presses(replied), presses(hard)) == ([], [])


def test_late_signature_is_told_to_the_unit_once(world: World) -> None:
    world.dispatched()

    for at in (AT + timedelta(hours=1), shanghai(2, 16), shanghai(2, 17)):
        look(at)
    assert Message.objects.filter(officer=world.waterman, title__startswith="签收超时").count() == 1


def test_what_waits_at_the_hotline_is_told_to_its_desk(world: World) -> None:
    world.appeal()
    world.awaiting_call(text="水表不走字了，请查看。")

    look(shanghai(6, 9))
    told = {one.officer.username: one.title[:4] for one in Message.objects.filter(level="remind")}
    assert (told.get("sender"), told.get("caller"), "waterman" in told) == ("派单超时", "回访超时", False)
