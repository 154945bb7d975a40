"""签收, 异议, 方案备案."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongzhi.kernel.flow.models import AssignmentState, Role
from gongzhi.kernel.flow.refused import MoveNotNow, MoveNotOpen, NotParty
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Decision
from gongzhi.modules.supervision.refused import ObjectionTooLate, UnitIsParty, UnitNeeded

LATER = AT + timedelta(hours=2)


def clocks_of(task: object) -> list[tuple[str, str]]:
    running = task.matter.clocks.filter(stopped_at=None).order_by("id")  # type: ignore[attr-defined]
    return sorted((clock.name, clock.assignment.unit.short_name) for clock in running)


def test_issue_starts_both_clocks_of_lead_and_co_units(world: World) -> None:
    task = world.task()

    assert task.matter.state == "issued"
    assert clocks_of(task) == [
        ("objection", "县住建局"), ("objection", "县水利局"), ("sign", "县住建局"), ("sign", "县水利局"),
    ]  # fmt: skip


def test_lead_signs_and_owes_the_plan(world: World) -> None:
    task = world.move(world.task(), "sign_for", by=world.builder, at=LATER, liaison="吴干事")

    lead = task.matter.assignments.get(role=Role.LEAD)
    assert (task.matter.state, lead.state, lead.signed_at) == ("signed", AssignmentState.SIGNED, LATER)
    assert clocks_of(task) == [("objection", "县水利局"), ("plan", "县住建局"), ("sign", "县水利局")]
    assert lead.due_at == task.matter.clocks.get(name="plan").due_at


def test_co_unit_signs_and_the_state_stays(world: World) -> None:
    task = world.move(world.task(), "sign_for", by=world.waterman, at=LATER)

    assert task.matter.state == "issued"
    assert task.matter.assignments.get(role=Role.CO).due_at == task.matter.due_at


def test_co_unit_may_sign_after_the_lead_has_begun(world: World) -> None:
    task = world.move(world.task(), "sign_for", by=world.builder)
    task = world.move(task, "file_plan", by=world.builder, measures="倒排工期抓落实", in_charge="吴科长")

    task = world.move(task, "sign_for", by=world.waterman, at=LATER)

    assert (task.matter.state, clocks_of(task)) == ("in_progress", [])


def test_nobody_signs_for_another_unit(world: World) -> None:
    with pytest.raises(NotParty):
        world.move(world.task(), "sign_for", by=world.townsman)


def test_objection_stops_the_clock_until_the_office_decides(world: World) -> None:
    task = world.move(
        world.task(), "object", by=world.waterman, at=LATER, reason="管网由住建局负责", suggested=world.town
    )

    assert task.matter.assignments.get(role=Role.CO).state == AssignmentState.OBJECTED
    assert clocks_of(task) == [("objection", "县住建局"), ("sign", "县住建局")]
    assert task.objections.get().suggested == world.town


def test_objection_after_its_term_is_refused(world: World) -> None:
    with pytest.raises(ObjectionTooLate, match="2个工作日"):
        world.move(
            world.task(), "object", by=world.builder, at=AT + timedelta(days=3), reason="不属本单位职责"
        )


def test_objection_upheld_gives_the_lead_to_another_unit(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    task = world.move(
        task,
        "decide_objection",
        by=world.ducha,
        at=LATER,
        decision="approved",
        unit=world.town,
        opinion="属地负责",
    )

    new = task.matter.assignments.get(unit=world.town)
    old = task.matter.assignments.get(unit=world.housing)
    assert (task.matter.lead_unit, new.state, old.state) == (world.town, "open", "returned")
    assert ("sign", "泽口镇") in clocks_of(task)
    assert world.move(task, "sign_for", by=world.townsman, at=LATER).matter.state == "signed"


def test_objection_upheld_needs_the_other_unit(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    with pytest.raises(UnitNeeded) as refused:
        world.move(task, "decide_objection", by=world.ducha, decision="approved", opinion="改交")
    assert refused.value.field == "unit"


def test_objection_upheld_for_a_unit_that_is_party_already_is_refused(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    with pytest.raises(UnitIsParty):
        world.move(
            task, "decide_objection", by=world.ducha, decision="approved", unit=world.housing, opinion="改交"
        )


def test_objection_upheld_lets_the_co_unit_take_the_lead_over(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    task = world.move(
        task,
        "decide_objection",
        by=world.ducha,
        decision="approved",
        unit=world.water,
        opinion="由水利局牵头",
    )

    assert task.matter.lead_unit == world.water
    owed = task.matter.assignments.filter(unit=world.water, closed_at=None)
    assert [one.role for one in owed] == [Role.LEAD]


def test_objection_refused_leaves_the_unit_to_sign(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    task = world.move(
        task, "decide_objection", by=world.ducha, at=LATER, decision="refused", opinion="职责明确"
    )

    assert task.objections.get().decision == Decision.REFUSED
    assert world.move(task, "sign_for", by=world.builder, at=LATER).matter.state == "signed"


def test_decision_waits_for_an_objection(world: World) -> None:
    with pytest.raises(MoveNotNow, match="没有待裁定的异议"):
        world.move(world.task(), "decide_objection", by=world.ducha, decision="refused", opinion="无")


def test_two_objections_are_decided_one_after_the_other(world: World) -> None:
    task = world.move(world.task(), "object", by=world.builder, reason="不属本单位职责")
    task = world.move(task, "object", by=world.waterman, reason="也不属本单位")
    for _ in range(2):
        task = world.move(task, "decide_objection", by=world.ducha, decision="refused", opinion="职责明确")

    assert {one.state for one in task.matter.assignments.filter(unit__isnull=False)} == {"open"}


def test_filed_plan_begins_the_work_and_gives_nodes(world: World) -> None:
    task = world.move(world.task(), "sign_for", by=world.builder)
    task = world.move(
        task, "file_plan", by=world.builder, at=LATER, measures="倒排工期抓落实", in_charge="吴科长",
        roadmap="6月底 完成主体 60%\n三季度 装修 80%",
    )  # fmt: skip

    lead = task.matter.assignments.get(role=Role.LEAD)
    assert task.matter.state == "in_progress"
    assert [(node.on, node.percent) for node in task.nodes.all()] == [
        (date(2026, 6, 30), 60), (date(2026, 9, 30), 80),
    ]  # fmt: skip
    assert (lead.due_at, clocks_of(task)) == (
        task.matter.due_at,
        [("objection", "县水利局"), ("sign", "县水利局")],
    )


def test_plan_filed_again_is_a_new_version(world: World) -> None:
    task = world.started()
    world.move(task, "file_plan", by=world.builder, at=LATER, measures="增加夜间施工", in_charge="郑科长")

    assert [(one.version, one.in_charge) for one in task.work_plans.all()] == [(2, "郑科长"), (1, "吴科长")]


def test_plan_can_be_changed_after_a_report(world: World) -> None:
    task = world.report(world.started(), 10, at=LATER)

    world.move(task, "file_plan", by=world.builder, at=LATER, measures="增加夜间施工", in_charge="郑科长")

    assert task.work_plans.count() == 2


def test_plan_before_signing_is_not_open(world: World) -> None:
    with pytest.raises(MoveNotOpen, match="待签收"):
        world.move(world.task(), "file_plan", by=world.builder, measures="倒排工期", in_charge="吴科长")
