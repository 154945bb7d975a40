"""核查, 办结, 销号, 判灯, 虚报."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.models import Light, Role
from gongzhi.kernel.flow.queries import light_now
from gongzhi.kernel.flow.refused import MoveNotNow, NotParty
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.judging import judge_task
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.refused import NothingReported

IN_MARCH = AT + timedelta(days=10)
OVERDUE = datetime(2027, 1, 20, 2, 0, tzinfo=UTC)


def claimed(world: World, at: datetime = IN_MARCH, **more: object) -> Task:
    task = world.report(world.started(**more), 100, at=at)
    return world.move(task, "claim_done", by=world.builder, at=at, summary="全部完成并验收")


def test_passed_check_completes_the_task(world: World) -> None:
    task = world.move(
        claimed(world), "check_pass", by=world.ducha, at=IN_MARCH, method="site", opinion="属实"
    )

    assert (task.matter.state, task.matter.judged_light, task.light_reason) == (
        "completed",
        "done",
        "已办结。",
    )
    assert [clock.name for clock in task.matter.clocks.filter(stopped_at=None)] == ["close"]
    assert task.checks.get().passed


def test_the_log_calls_a_choice_by_its_words(world: World) -> None:
    world.move(claimed(world), "check_pass", by=world.ducha, at=IN_MARCH, method="site", opinion="属实")

    said = Event.objects.filter(kind="flow.moved").latest("id").sentence
    assert said == "核查通过。核查方式：现场核查；核查意见：属实"


def test_sent_back_task_goes_on(world: World) -> None:
    task = world.move(
        claimed(world), "send_back", by=world.ducha, at=IN_MARCH, method="site", reason="两处未完工"
    )

    assert (task.matter.state, task.failed_checks, task.on_hold_account) == ("in_progress", 1, False)
    assert task.matter.paused_at is None
    assert not task.matter.clocks.filter(name="check", stopped_at=None).exists()


def test_second_failed_check_puts_the_task_on_account(world: World) -> None:
    task = claimed(world)
    for _ in range(2):
        task = world.move(task, "send_back", by=world.ducha, at=IN_MARCH, method="site", reason="两处未完工")
        if task.failed_checks == 1:
            world.move(task, "claim_done", by=world.builder, at=IN_MARCH, summary="这次完成了")

    assert (task.failed_checks, task.on_hold_account) == (2, True)
    assert task.holds.get().problem == "核查2次未通过：两处未完工"


def test_unit_does_not_check_itself(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.move(claimed(world), "check_pass", by=world.builder, method="file")


def test_task_waiting_for_its_check_does_not_become_overdue(world: World) -> None:
    task = claimed(world, deadline=date(2026, 3, 31))

    judge_task(task, at=OVERDUE)

    assert light_now(task.matter, OVERDUE) == Light.GREEN


def test_closing_ends_everything(world: World) -> None:
    task = world.move(world.finished(), "close", by=world.zhuren, at=IN_MARCH)

    assert (task.matter.state, task.matter.closed_at, task.matter.outcome) == ("closed", IN_MARCH, "done")
    assert {one.state for one in task.matter.assignments.all()} == {"closed"}
    assert not task.matter.clocks.filter(stopped_at=None).exists()


def test_closing_waits_while_the_task_is_held(world: World) -> None:
    task = world.move(world.finished(), "hold", by=world.ducha, at=IN_MARCH, problem="群众反映返工")
    with pytest.raises(MoveNotNow, match="还在挂账"):
        world.move(task, "close", by=world.zhuren, at=IN_MARCH)


def test_supervision_officer_does_not_close(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.move(world.finished(), "close", by=world.ducha)


def test_critical_task_is_closed_by_its_charge_leader(world: World) -> None:
    task = world.finished(critical=True)
    with pytest.raises(MoveNotNow, match="重点事项由牵头领导销号"):
        world.move(task, "close", by=world.zhuren, at=IN_MARCH)

    task = world.move(task, "leader_close", by=world.vice, at=IN_MARCH)

    event = Event.objects.filter(matter=task.pk).latest("seq")
    assert (task.matter.state, event.facts["party"]) == ("closed", "副县长（城建）")


def test_ordinary_task_is_not_the_leaders_to_close(world: World) -> None:
    with pytest.raises(MoveNotNow, match="一般事项由督查机构销号"):
        world.move(world.finished(), "leader_close", by=world.vice, at=IN_MARCH)


def test_critical_task_without_a_leader_is_the_offices(world: World) -> None:
    task = world.finished(critical=True, led=False)
    assert world.move(task, "close", by=world.zhuren, at=IN_MARCH).matter.state == "closed"


def test_county_may_leave_critical_tasks_to_the_office(world: World) -> None:
    task = world.finished(critical=True)
    world.rule("supervision.close.critical_by_leader", False)
    assert world.move(task, "close", by=world.zhuren, at=IN_MARCH).matter.state == "closed"


def test_another_leader_does_not_close_a_critical_task(world: World) -> None:
    other = world.officer("other", "马县长", world.root, "leader")
    task = world.finished(critical=True)
    moves = task.matter.assignments.filter(role=Role.LEADER)
    assert moves.count() == 1
    with pytest.raises((NotParty, MoveNotNow)):
        world.move(task, "leader_close", by=other, at=IN_MARCH)


def test_verifier_judges_a_task_without_figures(world: World) -> None:
    task = world.started(targets=())
    task = world.move(task, "set_light", by=world.ducha, at=IN_MARCH, light="yellow", reason="两项措施未落实")

    assert (task.matter.judged_light, task.light_reason) == ("yellow", "两项措施未落实")


def test_verifier_does_not_judge_a_task_with_figures(world: World) -> None:
    with pytest.raises(MoveNotNow, match="亮灯由进度计算"):
        world.move(world.started(), "set_light", by=world.ducha, light="yellow", reason="进度慢")


def test_false_report_is_marked(world: World) -> None:
    task = world.report(world.started(), 60, at=IN_MARCH)
    world.move(task, "mark_false", by=world.ducha, at=IN_MARCH, reason="现场未开工")

    assert task.reports.get().false


def test_nothing_reported_cannot_be_false(world: World) -> None:
    with pytest.raises(NothingReported):
        world.move(world.started(), "mark_false", by=world.ducha, reason="现场未开工")
