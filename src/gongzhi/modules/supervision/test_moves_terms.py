"""延期, 调整, 终止, 重开."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.queries import worklist
from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.kernel.flow.search import search
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Decision, Task
from gongzhi.modules.supervision.refused import (
    ExtensionNotLater,
    ExtensionTooLate,
    LeaderDecides,
    RelapseTooLate,
    TooManyExtensions,
)

IN_MARCH = AT + timedelta(days=10)
REASON = "雨季影响施工，已完成六成"


def ask(world: World, task: Task, wanted: date, at: datetime = IN_MARCH) -> Task:
    return world.move(task, "ask_extension", by=world.builder, at=at, wanted=wanted, reason=REASON)


def test_extension_asked_keeps_the_deadline_until_it_is_decided(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))

    asked = task.extension_requests.get()
    assert (task.deadline, asked.before, asked.decision) == (date(2026, 12, 31),) * 2 + (Decision.PENDING,)


def test_leaders_yes_gives_matter_and_parties_the_new_term(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))
    task = world.move(task, "decide_extension", by=world.vice, at=IN_MARCH, decision="approved")

    owing = task.matter.assignments.filter(role__in=("lead", "co"))
    assert (task.deadline, task.extensions) == (date(2027, 3, 31), 1)
    assert local_day(task.matter.due_at) == date(2027, 3, 31)
    assert {one.due_at for one in owing} == {task.matter.due_at}
    assert Event.objects.filter(matter=task.pk, kind="flow.due_changed").count() == 1


def test_leaders_no_leaves_everything(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))
    task = world.move(
        task, "decide_extension", by=world.vice, at=IN_MARCH, decision="refused", opinion="抓紧"
    )

    assert (task.deadline, task.extensions) == (date(2026, 12, 31), 0)


def test_office_leaves_the_decision_to_the_leader(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))
    with pytest.raises(LeaderDecides, match="副县长（城建）"):
        world.move(task, "decide_extension", by=world.zhuren, at=IN_MARCH, decision="approved")


def test_office_decides_where_the_county_says_so(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))
    world.rule("supervision.extension.by_leader", False)
    task = world.move(task, "decide_extension", by=world.zhuren, at=IN_MARCH, decision="approved")
    assert task.extensions == 1


def test_extension_after_the_deadline_is_refused(world: World) -> None:
    with pytest.raises(ExtensionTooLate):
        ask(world, world.started(), date(2027, 3, 31), at=datetime(2027, 1, 5, 2, tzinfo=UTC))


def test_extension_to_an_earlier_day_is_refused(world: World) -> None:
    with pytest.raises(ExtensionNotLater):
        ask(world, world.started(), date(2026, 12, 1))


def test_second_request_waits_for_the_first(world: World) -> None:
    task = ask(world, world.started(), date(2027, 3, 31))
    with pytest.raises(MoveNotNow, match="已有一份延期申请待审批"):
        ask(world, task, date(2027, 4, 30))


def test_third_extension_is_refused(world: World) -> None:
    task = world.started()
    for wanted in (date(2027, 1, 31), date(2027, 2, 28)):
        task = ask(world, task, wanted)
        task = world.move(task, "decide_extension", by=world.vice, at=IN_MARCH, decision="approved")
    with pytest.raises(TooManyExtensions, match="已延期2次，最多2次"):
        ask(world, task, date(2027, 3, 31))


def test_adjusted_task_is_found_by_its_new_words_and_keeps_the_old_in_the_log(world: World) -> None:
    task = world.move(
        world.started(),
        "adjust",
        by=world.ducha,
        at=IN_MARCH,
        text="改造棚户区300套",
        deadline=date(2026, 11, 30),
        reason="常务会议同意",
    )

    assert (task.matter.title, task.deadline) == ("改造棚户区300套", date(2026, 11, 30))
    assert search(Task.objects.all(), "棚户区").get() == task
    assert "改造老旧小区12个" in Event.objects.get(matter=task.pk, kind="flow.noted").sentence


def test_terminated_task_leaves_the_account_too(world: World) -> None:
    task = world.move(world.started(), "hold", by=world.ducha, at=IN_MARCH, problem="长期停滞")
    task = world.move(task, "terminate", by=world.zhuren, at=IN_MARCH, reason="上级政策调整")

    assert (task.matter.state, task.matter.outcome, task.on_hold_account) == (
        "terminated",
        "terminated",
        False,
    )
    assert task.holds.get().closed_at == IN_MARCH


def test_relapse_reopens_under_the_number_with_a_suffix(world: World) -> None:
    task = world.move(world.finished(), "close", by=world.zhuren, at=IN_MARCH)
    number = task.number
    task = world.move(
        task, "reopen", by=world.zhuren, at=IN_MARCH + timedelta(days=30), reason="群众反映返工", percent=70,
        deadline=date(2026, 6, 30),
    )  # fmt: skip

    assert (task.matter.state, task.number, task.actual) == ("in_progress", f"{number}-R1", 70)
    assert (task.matter.closed_at, task.deadline) == (None, date(2026, 6, 30))
    assert task.matter in [one.matter for one in worklist(world.builder)]
    assert task.matter in [one.matter for one in worklist(world.vice)]


def test_relapse_after_half_a_year_is_a_new_task(world: World) -> None:
    task = world.move(world.finished(), "close", by=world.zhuren, at=IN_MARCH)
    with pytest.raises(RelapseTooLate, match="6个月"):
        world.move(
            task, "reopen", by=world.zhuren, at=IN_MARCH + timedelta(days=200), reason="反弹", percent=70
        )


def test_reopened_task_can_be_reported_and_finished_again(world: World) -> None:
    task = world.move(world.finished(), "close", by=world.zhuren, at=IN_MARCH)
    later = datetime(2026, 5, 4, 2, tzinfo=UTC)
    task = world.move(task, "reopen", by=world.zhuren, at=later, reason="群众反映返工", percent=70)
    task = world.report(task, 100, at=later)
    task = world.move(task, "claim_done", by=world.builder, at=later, summary="返工完成并验收")
    task = world.move(task, "check_pass", by=world.ducha, at=later, method="site")

    assert world.move(task, "close", by=world.zhuren, at=later).matter.outcome == "done"
