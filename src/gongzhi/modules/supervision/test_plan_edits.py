from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org.models import UnitName
from gongzhi.modules.supervision import plan_edits, plan_refused
from gongzhi.modules.supervision.models import Plan
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_names import state_of
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in


@pytest.fixture
def plan(world):
    settle_in(world)
    with at_once():
        return import_plan(text=TEXT, by=world.ducha, at=world.at)


@pytest.fixture
def do(world, plan):
    """`do("accept", item=…)`: an action on the plan by the supervision officer."""

    def act(action, /, by=None, **values):
        return getattr(plan_edits, action)(plan=plan, by=by or world.ducha, at=world.at, **values)

    return act


def item(plan: Plan, no: str):
    return plan.items.get(no=no)


def alive(plan: Plan) -> list[str]:
    return list(plan.items.filter(removed=False).values_list("text", flat=True))


def test_editing_keeps_every_column_that_was_not_named(plan, do):
    before = item(plan, "1")
    do("edit_item", item=before.pk, version=before.version, text="改造老旧小区15个。")
    after = item(plan, "1")

    assert (after.text, after.lead_units, after.version) == ("改造老旧小区15个。", ["县住建局"], 2)


def test_a_new_lead_unit_is_resolved_at_once(plan, do):
    row = item(plan, "3")
    row = do("edit_item", item=row.pk, lead_units=["县城管局"])

    assert state_of(row) == "plain"


def test_two_reviewers_on_one_item_the_second_is_told_who_was_first(world, plan, do):
    row = item(plan, "1")
    do("edit_item", item=row.pk, version=1, text="第一位改的。")
    with pytest.raises(plan_refused.ItemChanged, match="韩专员刚刚改过这项任务（修改任务）"):
        do("edit_item", by=world.second_officer, item=row.pk, version=1, text="第二位改的。")

    assert item(plan, "1").text == "第一位改的。"


def test_settling_a_name_settles_it_everywhere_and_remembers_it(world, plan, do):
    do("edit_item", item=item(plan, "2").pk, co_units=["县城管综合执法局"])
    rows = do("settle", name="县城管综合执法局", link={"unit": world.water.pk}, remember=True)

    assert {row.no for row in rows} == {"2", "3"}
    assert [state_of(row) for row in rows] == ["plain", "plain"]
    assert UnitName.objects.get(name="县城管综合执法局").unit == world.water


def test_names_are_found_anew_after_a_unit_learnt_one(world, plan, do):
    UnitName.objects.create(unit=world.water, name="县城管综合执法局")

    assert do("name_again") == 1
    assert item(plan, "3").resolved["县城管综合执法局"] == {"unit": world.water.pk, "via": "alias"}
    do("undo")
    assert state_of(item(plan, "3")) == "doubtful"


def test_settling_a_name_that_is_not_there_is_refused(world, do):
    with pytest.raises(plan_refused.NameNotHere):
        do("settle", name="县外星局", link={"unit": world.water.pk})


def test_accepting_needs_a_lead_unit(plan, do):
    with pytest.raises(plan_refused.LeadFirst):
        do("accept", item=item(plan, "3").pk)

    assert state_of(do("accept", item=item(plan, "1").pk)) == "accepted"


def test_accepting_all_clear_leaves_the_doubtful(plan, do):
    assert len(do("accept_clear")) == 8
    assert set(plan.items.filter(accepted=False).values_list("no", flat=True)) == {"3", "9"}


def test_splitting_puts_each_target_where_its_words_are(plan, do):
    row = item(plan, "2")
    first, second = do("split_item", item=row.pk, cuts=[row.text.index("雨水")])

    assert (first.text, second.text) == ("新建污水管网8公里，", "雨水管网5公里。")
    assert [[target["value"] for target in one.targets] for one in (first, second)] == [["8"], ["5"]]
    assert plan.text[second.start :].startswith("雨水管网5公里")
    assert alive(plan)[1:3] == [first.text, second.text]


def test_splitting_at_the_edge_is_refused(plan, do):
    with pytest.raises(plan_refused.NoPlaceToSplit):
        do("split_item", item=item(plan, "2").pk, cuts=[0])


def test_splitting_again_and_again_keeps_the_order(plan, do):
    row = item(plan, "8")
    for _ in range(13):
        row = do("split_item", item=row.pk, cuts=[1])[1]

    assert "".join(alive(plan)).count("加强入河排口监管；开展河道清漂行动；建立月巡查制度。") == 1


def test_merging_joins_words_owners_and_targets(plan, do):
    row = do("merge_with_previous", item=item(plan, "7").pk)

    assert row.no == "6"
    assert row.text.endswith("治理黑臭沟塘20条，力争达到25条。")
    assert row.lead_units == ["环保局", "县生态环境分局"]
    assert len(row.targets) == 4
    assert len(alive(plan)) == 9


def test_the_first_item_has_nothing_to_merge_with(plan, do):
    with pytest.raises(plan_refused.NothingBefore):
        do("merge_with_previous", item=item(plan, "1").pk)


def test_undo_goes_back_through_every_kind_of_step(plan, do):
    before = [plan_edits.snapshot(row) for row in plan.items.all()]
    row = item(plan, "2")
    do("edit_item", item=row.pk, text="新建污水管网9公里，雨水管网6公里。", deadline=date(2026, 11, 30))
    do("split_item", item=row.pk, cuts=[11])
    do("merge_with_previous", item=item(plan, "7").pk)
    do("add_item", text="另加一项。", after=row.pk)
    do("remove_item", item=item(plan, "9").pk)
    do("set_for_all", cycle="quarterly", deadline=date(2026, 12, 20))
    for _ in range(6):
        do("undo")

    assert [plan_edits.snapshot(row) for row in plan.items.all()] == before
    with pytest.raises(plan_refused.NothingToUndo):
        do("undo")


def test_undo_is_each_reviewers_own(world, plan, do):
    do("accept", item=item(plan, "1").pk)
    do("edit_item", by=world.second_officer, item=item(plan, "4").pk, text="新建公办幼儿园3所。")
    do("undo")

    assert item(plan, "1").accepted is False
    assert item(plan, "4").text == "新建公办幼儿园3所。"


def test_undo_of_what_another_reviewer_changed_since_is_refused(world, plan, do):
    do("accept", item=item(plan, "1").pk)
    do("edit_item", by=world.second_officer, item=item(plan, "1").pk, text="改造老旧小区13个。")
    with pytest.raises(plan_refused.UndoOvertaken, match="蒋专员又改过同一项任务"):
        do("undo")


def test_a_default_deadline_fills_only_what_is_missing(plan, do):
    assert do("set_for_all", deadline=date(2026, 12, 18)) == 6
    assert item(plan, "1").deadline == date(2026, 12, 31)
    assert item(plan, "6").deadline == date(2026, 12, 18)


def test_a_lead_unit_fills_only_tasks_without_one(world, plan, do):
    do("edit_item", item=item(plan, "8").pk, lead_units=[])
    link = {"县水利局": {"unit": world.water.pk}}

    assert do("set_for_all", lead_units=["县水利局"], links=link) == 1
    assert item(plan, "8").lead_units == ["县水利局"]
    assert item(plan, "1").lead_units == ["县住建局"]


def test_a_deadline_on_a_holiday_is_noted_with_the_next_working_day(plan, do):
    row = do("edit_item", item=item(plan, "1").pk, deadline=date(2026, 10, 1))

    assert row.doubts[-1]["message"] == "完成时限2026-10-01是休息日，办理期限顺延到2026-10-08。"
    assert state_of(row) == "plain"


def test_every_step_counts_the_plans_version(plan, do):
    do("accept", item=item(plan, "1").pk)
    do("undo")

    assert Plan.objects.get(pk=plan.pk).version == plan.version + 2
