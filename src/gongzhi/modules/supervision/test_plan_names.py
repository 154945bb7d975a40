from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org.actions import rename_unit
from gongzhi.kernel.org.models import Post, UnitName
from gongzhi.modules.supervision import plan_edits
from gongzhi.modules.supervision.models import Plan
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_names import is_blocked, real_doubts, state_of
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in


@pytest.fixture
def items(world):
    settle_in(world)
    with at_once():
        plan = import_plan(text=TEXT, by=world.ducha, at=world.at)
    return {item.no: item for item in plan.items.all()}


def test_a_name_an_alias_and_a_former_name_find_their_units(world, items):
    housing, env = world.housing, world.县生态环境分局

    assert items["1"].resolved["县住建局"] == {"unit": housing.pk, "via": "short"}
    assert items["2"].resolved["县住房城乡建设局"]["unit"] == housing.pk
    assert items["6"].resolved["环保局"] == {"unit": env.pk, "via": "former"}


def test_a_group_word_is_kept_as_a_group(world, items):
    assert items["1"].resolved["各乡镇（街道）"] == {"group": world.towns.pk}


def test_a_leader_becomes_a_post(world, items):
    assert items["1"].resolved["副县长（城建）"] == {"post": world.charge.pk}


def test_a_lead_that_nobody_knows_is_a_doubt_and_blocks(items):
    item = items["3"]

    assert [doubt["code"] for doubt in real_doubts(item)] == ["lead_unknown"]
    assert (is_blocked(item), state_of(item)) == (True, "doubtful")


def test_a_co_unit_that_nobody_knows_is_a_doubt_that_does_not_block(items):
    item = items["9"]

    assert [doubt["code"] for doubt in item.doubts] == ["co_unknown"]
    assert is_blocked(item) is False


def test_a_tail_of_others_is_a_note_and_no_doubt(items):
    item = items["5"]

    assert (item.open_ended, real_doubts(item), state_of(item)) == (True, [], "plain")


# by the document's own day ---------------------------------------------------------------------------


def imported(world, text: str) -> Plan:
    settle_in(world)
    with at_once():
        return import_plan(text=text, by=world.ducha, at=world.at)


@pytest.fixture
def do(world):
    """`do(plan, "undo")`: an action of the supervision officer."""

    def act(plan, action, **values):
        return getattr(plan_edits, action)(plan=plan, by=world.ducha, at=world.at, **values)

    return act


def document(day: str, unit: str, leader: str = "") -> str:
    leads = f"牵头领导：{leader}；" if leader else ""
    return f"""清泽县2026年重点工作任务分解
清泽县人民政府
{day}

1. 建成沟塘治理工程6处。（{leads}牵头单位：{unit}）
2. 加强巡查。（{leads}牵头单位：{unit}）
"""


@pytest.mark.parametrize(("day", "via"), [("2019年3月1日", "former"), ("2026年3月1日", "name")])
def test_a_name_that_two_units_had_in_turn_is_read_by_the_documents_day(world, day, via):
    """清泽县河务局 was the water bureau until 2020; since then another unit has the name."""
    later = world.unit("U30", "清泽县河务局", "")
    later.listed_from = date(2020, 1, 1)
    later.save()
    UnitName.objects.create(unit=world.water, name="清泽县河务局", kind="former", valid_to=date(2020, 1, 1))
    plan = imported(world, document(day, "清泽县河务局"))
    unit = world.water if via == "former" else later

    assert plan.items.first().resolved["清泽县河务局"] == {"unit": unit.pk, "via": via}


def test_a_renamed_unit_is_known_by_its_old_name(world):
    rename_unit(
        unit=world.water,
        name="清泽县水务局",
        short_name="县水务局",
        on=date(2025, 1, 1),
        by=None,
        at=world.at,
    )
    plan = imported(world, document("2026年3月1日", "县水利局"))

    assert plan.items.first().resolved["县水利局"]["unit"] == world.water.pk


def test_a_leader_by_name_becomes_the_officer(world):
    plan = imported(world, document("2026年3月1日", "县水利局", "何县长"))

    assert plan.items.first().resolved["何县长"] == {"officer": world.vice.pk}


def test_of_two_namesakes_both_are_offered_and_none_is_chosen(world):
    twin = world.officer("twin", "何县长", world.water, "")
    world.vice.tenures.all().delete()
    item = imported(world, document("2026年3月1日", "县水利局", "何县长")).items.first()
    (doubt,) = real_doubts(item)

    assert "何县长" not in item.resolved
    assert {one["officer"] for one in doubt["candidates"] if "officer" in one} == {world.vice.pk, twin.pk}


def test_a_near_miss_is_offered_and_not_taken(world):
    item = imported(world, document("2026年3月1日", "县水务中心")).items.first()
    (doubt,) = real_doubts(item)

    assert "县水务中心" not in item.resolved
    assert all(set(one) <= {"unit", "group"} for one in doubt["candidates"])


# what was chosen is remembered -----------------------------------------------------------------------


def test_undoing_a_choice_forgets_the_alias_it_taught(world, do):
    plan = imported(world, document("2026年3月1日", "县沟塘办"))
    do(plan, "settle", name="县沟塘办", link={"unit": world.water.pk}, remember=True)
    assert UnitName.objects.filter(name="县沟塘办").exists()
    edit = do(plan, "undo")

    assert edit.forgotten == "县沟塘办"
    assert UnitName.objects.filter(name="县沟塘办").exists() is False
    assert is_blocked(plan.items.first()) is True


def test_undoing_a_choice_leaves_an_alias_that_was_there_before(world, do):
    plan = imported(world, document("2026年3月1日", "县沟塘办"))
    UnitName.objects.create(unit=world.water, name="县沟塘办")
    do(plan, "settle", name="县沟塘办", link={"unit": world.water.pk}, remember=True)

    assert do(plan, "undo").forgotten == ""
    assert UnitName.objects.filter(name="县沟塘办").count() == 1


def test_the_next_document_knows_what_was_chosen(world, do):
    plan = imported(world, document("2026年3月1日", "县沟塘办"))
    do(plan, "settle", name="县沟塘办", link={"unit": world.water.pk}, remember=True)
    with at_once():
        other = import_plan(text=document("2026年4月1日", "县沟塘办"), by=world.ducha, at=world.at)

    assert other.items.first().resolved["县沟塘办"] == {"unit": world.water.pk, "via": "alias"}


def test_groups_and_posts_learn_names_too_and_lose_them_with_the_step(world, do):
    plan = imported(world, document("2026年3月1日", "全县乡镇", "城建口领导"))
    do(plan, "settle", name="全县乡镇", link={"group": world.towns.pk}, remember=True)
    do(plan, "settle", name="城建口领导", link={"post": world.charge.pk}, remember=True)
    world.towns.refresh_from_db()
    assert world.towns.aliases[-1] == "全县乡镇"
    assert Post.objects.get(pk=world.charge.pk).aliases == ["城建口领导"]

    assert [do(plan, "undo").forgotten for _ in range(2)] == ["城建口领导", "全县乡镇"]
    world.towns.refresh_from_db()
    assert world.towns.aliases == ["各乡镇"]
    assert Post.objects.get(pk=world.charge.pk).aliases == []
