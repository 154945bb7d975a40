"""协办, 回复, 审核, 延期, 挂起, 不合理认定, 催办."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel.flow.queries import light_now
from gongzhi.kernel.flow.refused import MoveNotNow, MoveNotOpen
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.appeals.conftest import AT, REPLY, World, clocks_of, photo, shanghai
from gongzhi.modules.appeals.refused import (
    ContactFirst,
    ExtensionTooLate,
    NoReply,
    NotExtendable,
    SamePerson,
    TooManyExtensions,
)

LATER = AT + timedelta(hours=1)
ASK = {"reason": "需停水更换主管", "plan": "分三天错峰施工", "told_caller": "3月3日电话告知，对方同意。"}


def test_reply_stops_the_light_and_waits_for_review(world: World) -> None:
    appeal = world.replied()

    assert (appeal.matter.state, appeal.in_time, light_now(appeal.matter, shanghai(20, 9))) == (
        "replied",
        True,
        "green",
    )
    assert set(clocks_of(appeal)) == {"finish", "review"}
    assert appeal.replies.get().parts[0] == ("核查情况", REPLY["checked"])


@pytest.mark.parametrize("empty", ["已转相关部门处理。", "已收到，正在办理，请耐心等待。"])
def test_passing_on_is_no_reply(world: World, empty: str) -> None:
    with pytest.raises(NoReply, match=empty[:6]):
        world.move(world.handling(), "reply", by=world.waterman, at=LATER, **(REPLY | {"done": empty}))


def test_reply_after_the_term_is_late(world: World) -> None:
    appeal = world.move(world.handling(), "reply", by=world.waterman, at=shanghai(10, 9), **REPLY)

    assert (appeal.in_time, appeal.replies.get().in_time) == (False, False)


def test_redo_needs_a_contact_of_its_own(world: World) -> None:
    appeal = world.closed(solved="no", satisfied="no")
    later = AT + timedelta(days=1)

    with pytest.raises(ContactFirst):
        world.move(appeal, "reply", by=world.waterman, at=later, **REPLY)
    appeal = world.move(appeal, "contact", by=world.waterman, at=later, note="再次上门查看。")
    assert world.move(appeal, "reply", by=world.waterman, at=later, **REPLY).matter.state == "replied"


def test_sent_back_reply_leaves_the_term_as_it_was(world: World) -> None:
    appeal = world.replied()
    due = appeal.matter.due_at

    appeal = world.move(
        appeal, "send_back", by=world.sender, at=LATER, faults=["basis"], opinion="没有写明依据条款"
    )

    assert (appeal.matter.state, appeal.matter.due_at, appeal.replied_at) == ("handling", due, None)
    assert appeal.matter.assignments.get(role="lead").due_at == due
    assert light_now(appeal.matter, shanghai(20, 9)) == "red"

    appeal = world.move(appeal, "reply", by=world.waterman, at=AT + timedelta(days=1), **REPLY)
    assert [one.version for one in appeal.replies.all()] == [2, 1]


def test_reviewed_reply_waits_for_the_call_back(world: World) -> None:
    appeal = world.awaiting_call()

    assert (appeal.matter.state, clocks_of(appeal)) == ("callback", {"callback": shanghai(5, 17, 30)})


def test_who_may_close_follows_the_category(world: World) -> None:
    world.categories["E13"].closer = "review"
    world.categories["E13"].save()
    assert world.awaiting_call().matter.state == "closed"

    world.categories["E13"].closer = "unit"
    world.categories["E13"].save()
    appeal = world.replied(text="水表走得太快。")
    assert (appeal.matter.state, appeal.matter.outcome, clocks_of(appeal)) == ("closed", "done", {})


def test_co_unit_tells_the_host_in_its_time(world: World) -> None:
    appeal = world.handling(co=[world.city])

    appeal = world.move(appeal, "opine", by=world.cityman, at=LATER, text="路面开挖由我局配合恢复。")
    late = world.handling(co=[world.city], text="水管爆了，路上全是水。")
    late = world.move(late, "opine", by=world.cityman, at=shanghai(6, 9), text="已安排人员到场。")

    assert (appeal.opinions.get().in_time, late.opinions.get().in_time) == (True, False)
    assert "opinion" not in clocks_of(appeal)


def test_host_invites_others_and_stays_the_host(world: World) -> None:
    appeal = world.move(
        world.handling(), "invite_units", by=world.waterman, at=LATER, co=[world.city], reason="恢复路面"
    )

    assert (appeal.matter.lead_unit, appeal.matter.assignments.get(role="co").unit) == (
        world.water,
        world.city,
    )


def test_extension_is_counted_on_from_the_end(world: World) -> None:
    appeal = world.move(world.handling(), "ask_extension", by=world.waterman, at=LATER, **ASK)
    appeal = world.move(appeal, "decide_extension", by=world.head, at=LATER, decision="approved")

    asked = appeal.extension_requests.get()
    assert (asked.before, asked.after) == (shanghai(9, 17, 30), shanghai(16, 17, 30))
    assert appeal.matter.assignments.get(role="lead").due_at == appeal.matter.due_at == asked.after
    with pytest.raises(TooManyExtensions, match="求助件最多1次"):
        world.move(appeal, "ask_extension", by=world.waterman, at=LATER, **ASK)


def test_refused_extension_changes_nothing(world: World) -> None:
    appeal = world.move(world.handling(), "ask_extension", by=world.waterman, at=LATER, **ASK)
    appeal = world.move(
        appeal, "decide_extension", by=world.head, at=LATER, decision="refused", opinion="可以按期"
    )

    assert (appeal.matter.due_at, appeal.extensions) == (shanghai(9, 17, 30), 0)


def test_extension_is_asked_in_time_and_once_at_a_time(world: World) -> None:
    appeal = world.move(world.handling(), "ask_extension", by=world.waterman, at=LATER, **ASK)

    with pytest.raises(MoveNotNow, match="已有一份"):
        world.move(appeal, "ask_extension", by=world.waterman, at=LATER, **ASK)
    with pytest.raises(ExtensionTooLate):
        late = world.handling(text="水表坏了没人换。")
        world.move(late, "ask_extension", by=world.waterman, at=shanghai(10, 9), **ASK)


def test_emergency_is_not_extended_but_told_of(world: World) -> None:
    appeal = world.handling(urgency="urgent_1")

    with pytest.raises(NotExtendable, match="特急件不能延期"):
        world.move(appeal, "ask_extension", by=world.waterman, at=LATER, **ASK)
    appeal = world.move(appeal, "progress", by=world.waterman, at=LATER, text="抢修人员已到场，正在开挖。")
    assert appeal.matter.state == "handling"


def test_hard_case_stands_and_runs_on(world: World) -> None:
    appeal = world.move(
        world.handling(), "suspend", by=world.head, at=AT, reason="等待上级批复资金", condition="资金批复后"
    )
    assert light_now(appeal.matter, shanghai(30, 9)) == "green"

    appeal = world.move(appeal, "resume", by=world.head, at=AT + timedelta(days=7), reason="资金已批复")
    assert appeal.matter.due_at == shanghai(16, 17, 30)


def test_unreasonable_only_after_a_second_person(world: World) -> None:
    appeal = world.move(
        world.handling(),
        "claim",
        by=world.waterman,
        at=LATER,
        reason="要求全额赔偿，没有法律依据。",
        evidence=[photo()],
    )
    appeal = world.move(
        appeal, "judge_claim", by=world.sender, at=LATER, decision="approved", opinion="证据充分"
    )
    assert appeal.merit == "doubted"

    with pytest.raises(SamePerson):
        world.move(appeal, "confirm_claim", by=world.sender, at=LATER, decision="approved", opinion="同意")
    appeal = world.move(appeal, "confirm_claim", by=world.head, at=LATER, decision="approved", opinion="同意")
    assert (appeal.merit, appeal.claims.get().decision) == ("unreasonable", "approved")


def test_first_no_ends_the_claim(world: World) -> None:
    appeal = world.move(
        world.handling(),
        "claim",
        by=world.waterman,
        at=LATER,
        reason="要求全额赔偿，没有法律依据。",
        evidence=[photo()],
    )
    appeal = world.move(
        appeal, "judge_claim", by=world.sender, at=LATER, decision="refused", opinion="证据不足"
    )

    assert (appeal.merit, appeal.claims.get().decision) == ("", "refused")


def test_pressed_unit_is_told_and_answers(world: World) -> None:
    appeal = world.move(world.handling(), "press", by=world.sender, at=LATER, text="请尽快恢复供水。")
    assert Message.objects.filter(officer=world.waterman, title__startswith="催办单").count() == 1

    appeal = world.move(appeal, "reply_press", by=world.waterman, at=LATER, text="今晚恢复。")
    assert appeal.presses.get().reply == "今晚恢复。"


def test_pressing_goes_to_the_unit_that_is_to_act(world: World) -> None:
    why = {"reason": "小区内管网由住建负责", "basis": "县住建局三定规定第四条", "suggested": world.housing}
    appeal = world.move(world.signed(), "ask_return", by=world.waterman, at=LATER, **why)
    appeal = world.move(
        appeal, "decide_return", by=world.sender, at=LATER, decision="approved", unit=world.housing
    )

    appeal = world.move(appeal, "press", by=world.sender, at=LATER, text="请尽快签收。")

    assert appeal.presses.get().unit == world.housing


def test_nothing_is_pressed_that_waits_for_the_hotline(world: World) -> None:
    with pytest.raises(MoveNotOpen):
        world.move(world.replied(), "press", by=world.sender, text="请尽快。")
