"""派单, 直接答复, 不予受理, 变更事项, 并案."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.flow.refused import AlreadyChanged, MoveNotOpen
from gongzhi.modules.appeals.conftest import AT, World, clocks_of, shanghai
from gongzhi.modules.appeals.directory.actions import Draft, publish
from gongzhi.modules.appeals.refused import CategoryNeeded, ParentMissing, ParentUnfit, UnitIsCo, UnitNeeded

LATER = AT + timedelta(hours=1)


def test_dispatch_takes_the_directorys_unit_and_freezes_the_term(world: World) -> None:
    appeal = world.dispatched()

    order = appeal.orders.get()
    assert (appeal.matter.state, appeal.matter.lead_unit, order.number) == ("dispatched", world.water, 1)
    assert (order.rule, order.due_at) == ("appeals.finish.help=5wd", appeal.matter.due_at)
    assert clocks_of(appeal) == {
        "sign": shanghai(2, 14, 45), "contact": shanghai(3, 17, 30), "finish": shanghai(9, 17, 30),
    }  # fmt: skip


def test_directorys_limit_goes_before_the_class(world: World) -> None:
    appeal = world.dispatched(category="E01", type="complaint")

    assert (appeal.matter.lead_unit, appeal.orders.get().rule) == (world.city, "目录1版E01=4wh")
    assert appeal.matter.due_at == shanghai(2, 15, 30)


def test_village_matter_goes_to_the_township_of_its_place(world: World) -> None:
    appeal = world.dispatched(category="E30", place_code="349921100200")

    assert appeal.matter.lead_unit == world.town


def test_emergency_at_night_runs_in_natural_hours(world: World) -> None:
    night = shanghai(6, 23, 30)  # a Friday

    appeal = world.dispatched(urgency="urgent_1", at=night)

    assert clocks_of(appeal) == {
        "sign": night + timedelta(minutes=15),
        "contact": night + timedelta(minutes=30),
        "finish": night + timedelta(hours=2),
    }


def test_a_new_edition_changes_nothing_for_what_was_dispatched(world: World) -> None:
    before = world.dispatched()
    draft = Draft(world.categories["E13"], world.housing, limit="1wd")
    publish(drafts=[draft], from_on=shanghai(3, 0).date(), source="第二版", by=None, at=AT)

    after = world.dispatched(at=AT + timedelta(days=2), text="又停水了，请尽快恢复。")

    assert before.orders.get().due_at == shanghai(9, 17, 30)
    assert (after.matter.lead_unit, after.orders.get().rule) == (world.housing, "目录2版E13=1wd")


def test_co_units_have_half_of_the_term(world: World) -> None:
    appeal = world.dispatched(co=[world.city])

    co = appeal.matter.assignments.get(role="co")
    assert (co.unit, co.due_at, appeal.matter.lead_unit) == (
        world.city,
        clocks_of(appeal)["opinion"],
        world.water,
    )
    assert appeal.matter.clocks.get(name="opinion").rule == "appeals.co.share=16.25wh"


def test_dispatch_needs_a_category_and_a_unit(world: World) -> None:
    with pytest.raises(CategoryNeeded):
        world.dispatched(category="")
    with pytest.raises(UnitNeeded):
        world.dispatched(category="E30", text="村务公开栏没有账。")
    with pytest.raises(UnitIsCo):
        world.dispatched(co=[world.water], text="水压低，洗澡没水。")


def test_the_second_of_two_dispatchers_is_told_what_the_first_did(world: World) -> None:
    appeal = world.appeal()
    world.move(appeal, "dispatch", by=world.sender)

    with pytest.raises(AlreadyChanged, match="周派单已经办理了“派单”"):
        world.move(appeal, "dispatch", by=world.head, version=1)


def test_log_names_the_unit_that_the_directory_proposed(world: World) -> None:
    appeal = world.move(world.appeal(), "dispatch", by=world.sender)

    assert Event.objects.filter(matter=appeal.pk).latest("seq").sentence == "派单。主办单位：县供水公司"


def test_who_tells_the_same_three_times_is_a_hard_case(world: World) -> None:
    for n in range(2):
        assert world.dispatched(text=f"第{n}次反映，楼里又没水了。").hard is False

    assert world.dispatched(text="第三次反映，楼里还是没水。").hard is True
    assert world.dispatched(text="别人反映，楼里没水。", phone="13900139000").hard is False


def test_a_clerk_may_answer_but_not_dispatch(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.move(world.appeal(), "dispatch", by=world.clerk)

    appeal = world.move(
        world.appeal("医保怎么报销，需要备案吗？", category="E30"),
        "answer",
        by=world.clerk,
        done="持社保卡直接结算。",
    )
    assert (appeal.matter.state, appeal.replies.get().unit, clocks_of(appeal)) == ("answered", None, {})


def test_rejection_names_the_right_channel(world: World) -> None:
    appeal = world.move(world.appeal(), "reject", by=world.clerk, ground="discipline")

    assert (appeal.matter.state, appeal.guided_to) == ("rejected", "拨打12388，或向县纪委监委来信来访")


def test_change_of_category_keeps_the_old_deadline_on_record(world: World) -> None:
    appeal = world.signed()
    old = appeal.matter.due_at

    appeal = world.move(
        appeal, "recategorise", by=world.sender, at=LATER, category="E10", reason="实为道路塌陷"
    )

    change = appeal.category_changes.get()
    assert (appeal.matter.category, appeal.matter.due_at) == ("设施/道路破损", old)
    assert (change.before.code, change.rule_before, change.due_before) == (
        "E13",
        "appeals.finish.help=5wd",
        old,
    )


def test_term_is_reckoned_anew_only_when_asked(world: World) -> None:
    appeal = world.signed()

    appeal = world.move(
        appeal, "recategorise", by=world.sender, at=LATER, category="E10", recount=True, reason="实为道路塌陷"
    )

    assert appeal.matter.due_at == shanghai(11, 17, 30)  # seven working days from the dispatch
    assert appeal.matter.assignments.get(role="lead").due_at == appeal.matter.due_at


def test_repeated_appeal_joins_one_in_work(world: World) -> None:
    first, second = world.handling(), world.appeal("三号楼还是没水", phone="13900139000")

    second = world.move(second, "merge", by=world.sender, parent=first.number, reason="同一栋楼")

    assert (second.matter.state, second.matter.parent, clocks_of(second)) == ("merged", first.matter, {})
    assert [(one.kind, one.other) for one in second.matter.links.all()] == [("duplicate", first.matter)]


def test_what_had_joined_goes_along(world: World) -> None:
    third = world.appeal("水还没来", phone="13700137000")
    second = world.appeal("三号楼还是没水", phone="13900139000")
    third = world.move(third, "merge", by=world.sender, parent=second.number)
    first = world.handling()

    world.move(second, "merge", by=world.sender, parent=first.number)

    third.matter.refresh_from_db()
    assert third.matter.parent == first.matter


def test_nothing_joins_itself_or_what_is_over(world: World) -> None:
    appeal, over = world.appeal(), world.closed(text="水压太低")

    with pytest.raises(ParentUnfit, match="就是本件"):
        world.move(appeal, "merge", by=world.sender, parent=appeal.number)
    with pytest.raises(ParentUnfit, match="已经办结"):
        world.move(appeal, "merge", by=world.sender, parent=over.number)
    with pytest.raises(ParentMissing):
        world.move(appeal, "merge", by=world.sender, parent="SQ1")


def test_withdrawn_appeal_is_over_and_can_be_archived(world: World) -> None:
    appeal = world.move(world.signed(), "withdraw", by=world.clerk, reason="水已经来了")
    appeal = world.move(appeal, "archive", by=world.sender)

    assert appeal.matter.state == "archived"
    with pytest.raises(MoveNotOpen):
        world.move(appeal, "dispatch", by=world.sender)


def test_an_appeal_without_a_place_is_given_one_and_goes_to_its_township(world: World) -> None:
    appeal = world.appeal("村务公开栏三个月没有换。", category="E30", place_code="")
    appeal = world.move(
        appeal, "recategorise", by=world.sender, category="E30", place=world.village.code, reason="补地方"
    )

    appeal = world.move(appeal, "dispatch", by=world.sender, unit=None)
    assert (appeal.matter.place_code, appeal.orders.get().unit) == ("349921100200", world.town)


def test_a_dispatcher_names_the_category_in_one_go(world: World) -> None:
    appeal = world.move(world.appeal(category=""), "dispatch", by=world.sender, category="E13", unit=None)

    assert (appeal.matter.state, appeal.matter.category, appeal.orders.get().unit) == (
        "dispatched", "设施/供水中断", world.water,
    )  # fmt: skip
    assert [(one.before, one.reason) for one in appeal.category_changes.all()] == [(None, "派单时确定")]
