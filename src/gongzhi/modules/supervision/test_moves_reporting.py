"""进展反馈 and 申请办结."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.flow.refused import MoveNotOpen, NotParty
from gongzhi.modules.supervision.conftest import AT, World, evidence
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.refused import (
    AlreadyReported,
    NoEvidence,
    NotFullyReached,
    NothingToCorrect,
    PercentFell,
)

IN_MARCH = AT + timedelta(days=10)
EARLY_APRIL = datetime(2026, 4, 3, 2, 0, tzinfo=UTC)
LATE_APRIL = datetime(2026, 4, 16, 2, 0, tzinfo=UTC)


def versions(task: Task) -> list[tuple[str, str, int, int, bool]]:
    rows = task.reports.select_related("unit").order_by("period", "unit__code", "version")
    return [(one.period, one.unit.short_name, one.version, one.percent, one.current) for one in rows]


def test_report_is_for_the_running_period_and_moves_the_task(world: World) -> None:
    task = world.report(world.started(), 20, at=IN_MARCH)

    assert versions(task) == [("2026-03", "县住建局", 1, 20, True)]
    assert (task.actual, task.reported_at, task.matter.judged_light) == (20, IN_MARCH, "green")


def test_report_after_the_month_is_for_the_month_that_ended(world: World) -> None:
    task = world.report(world.started(), 20, at=EARLY_APRIL)

    report = task.reports.get()
    assert (report.period, str(report.due_on), report.late_days) == ("2026-03", "2026-04-07", 0)


def test_report_past_its_day_counts_the_working_days(world: World) -> None:
    report = world.report(world.started(), 20, at=LATE_APRIL).reports.get()

    assert (str(report.due_on), report.late_days) == ("2026-04-07", 7)


def test_report_is_frozen_for_its_period(world: World) -> None:
    task = world.report(world.started(), 20, at=IN_MARCH)
    with pytest.raises(AlreadyReported, match="2026年3月的进展已经报送"):
        world.report(task, 25, at=IN_MARCH)


def test_report_of_the_next_month_follows(world: World) -> None:
    task = world.report(world.started(), 20, at=EARLY_APRIL)
    task = world.report(task, 30, at=EARLY_APRIL + timedelta(days=10))

    assert [row[0] for row in versions(task)] == ["2026-03", "2026-04"]


def test_correction_is_a_new_version_and_the_first_stays(world: World) -> None:
    task = world.report(world.started(), 20, at=IN_MARCH)
    task = world.move(
        task,
        "correct_report",
        by=world.builder,
        at=IN_MARCH,
        percent=22,
        narrative="重新核实",
        explanation="漏报两处",
    )

    assert versions(task) == [("2026-03", "县住建局", 1, 20, False), ("2026-03", "县住建局", 2, 22, True)]
    assert task.actual == 22


def test_correction_needs_a_report(world: World) -> None:
    with pytest.raises(NothingToCorrect):
        world.move(
            world.started(), "correct_report", by=world.builder, percent=1, narrative="无", explanation="更正"
        )


def test_fallen_percent_needs_an_explanation(world: World) -> None:
    task = world.report(world.started(), 20, at=EARLY_APRIL)
    with pytest.raises(PercentFell, match="由20%降到10%") as refused:
        world.report(task, 10, at=LATE_APRIL)
    assert refused.value.field == "explanation"

    assert world.report(task, 10, at=LATE_APRIL, explanation="两个小区返工").actual == 10


def test_all_done_without_evidence_is_refused(world: World) -> None:
    task = world.started()
    with pytest.raises(NoEvidence):
        world.move(task, "report", by=world.builder, at=IN_MARCH, percent=100, narrative="全部完成")

    assert not task.reports.exists()


def test_evidence_of_an_earlier_report_serves(world: World) -> None:
    task = world.report(world.started(), 60, at=EARLY_APRIL, evidence=[evidence()])
    task = world.move(task, "report", by=world.builder, at=LATE_APRIL, percent=100, narrative="全部完成")

    assert task.actual == 100
    assert Attachment.objects.get(matter_id=task.pk).owner == "matter"


def test_reported_figures_go_to_the_targets(world: World) -> None:
    task = world.started()
    key = str(task.targets.get().pk)
    task = world.report(task, 25, at=IN_MARCH, values={key: Decimal("3")})

    assert task.targets.get().reached == 3
    assert task.reports.get().values == {key: "3"}


def test_co_unit_reports_to_the_lead_and_the_task_stays(world: World) -> None:
    task = world.move(
        world.started(), "report_to_lead", by=world.waterman, at=IN_MARCH, percent=80, narrative="管网已通"
    )

    assert versions(task) == [("2026-03", "县水利局", 1, 80, True)]
    assert (task.actual, task.reported_at) == (0, None)
    assert not task.reports.get().as_lead


def test_co_unit_corrects_its_own_report_without_the_leads_checks(world: World) -> None:
    task = world.report(world.started(), 40, at=IN_MARCH)
    task = world.move(
        task, "report_to_lead", by=world.waterman, at=IN_MARCH, percent=30, narrative="管网已通"
    )
    task = world.move(
        task,
        "correct_report",
        by=world.waterman,
        at=IN_MARCH,
        percent=25,
        narrative="一段返工",
        explanation="核实",
    )

    assert versions(task)[1:] == [("2026-03", "县水利局", 1, 30, False), ("2026-03", "县水利局", 2, 25, True)]
    assert task.actual == 40


def test_second_lead_units_percent_is_not_the_tasks(world: World) -> None:
    from gongzhi.kernel.flow.actions import Party

    draft = world.draft(co=())
    draft.parties = [*draft.parties, Party(Role.LEAD, unit=world.water)]
    (task,) = world.issue(draft)
    for officer in (world.builder, world.waterman):
        world.move(task, "sign_for", by=officer)
    world.move(task, "file_plan", by=world.builder, measures="倒排工期抓落实", in_charge="吴科长")
    world.report(task, 50, at=IN_MARCH)

    task = world.move(task, "report", by=world.waterman, at=IN_MARCH, percent=10, narrative="刚开始")

    assert task.actual == 50


def test_co_unit_does_not_make_the_leads_report(world: World) -> None:
    with pytest.raises(NotParty):
        world.move(world.started(), "report", by=world.waterman, percent=10, narrative="越权")


def test_unsigned_task_is_not_reported(world: World) -> None:
    with pytest.raises(MoveNotOpen):
        world.move(world.task(), "report", by=world.builder, percent=10, narrative="未签收")


def test_claim_needs_everything_reached(world: World) -> None:
    task = world.report(world.started(), 90, at=IN_MARCH)
    with pytest.raises(NotFullyReached, match="90%"):
        world.move(task, "claim_done", by=world.builder, at=IN_MARCH, summary="基本完成了")


def test_claim_starts_the_check_and_holds_the_term(world: World) -> None:
    task = world.report(world.started(), 100, at=IN_MARCH)
    task = world.move(task, "claim_done", by=world.builder, at=IN_MARCH, summary="全部完成并验收")

    assert (task.matter.state, task.matter.paused_at) == ("verifying", IN_MARCH)
    assert task.matter.clocks.get(name="check").stopped_at is None
    with pytest.raises(MoveNotOpen):
        world.report(task, 100, at=EARLY_APRIL)
