from __future__ import annotations

import pytest

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
