from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org import actions, facts, queries
from gongzhi.kernel.org.models import Unit


@pytest.fixture
def told():
    heard: list[str] = []
    facts.on_change(lambda fact, *, by, at: heard.append(fact.sentence()), name="test")
    yield heard
    facts._observers.pop("test")


def test_rename_keeps_the_old_names_with_their_last_day(world, at, on, told):
    unit = actions.rename_unit(
        unit=world.education, name="清泽县教育体育局", short_name="县教体局", on=on, by=world.he, at=at
    )

    assert str(unit) == "县教体局"
    assert [(row.name, row.valid_to) for row in unit.names.order_by("id")][1:] == [
        ("清泽县教育局", on),
        ("县教育局", on),
    ]
    assert queries.resolve_unit("县教育局", on).unit == world.education
    assert told == ["清泽县教育局自2026-03-02起更名为清泽县教育体育局"]
    assert unit.history.order_by("-history_id")[0].history_user == world.he


def test_rename_refuses_a_name_that_is_taken(world, at, on):
    with pytest.raises(actions.NameTaken, match="县发改委"):
        actions.rename_unit(unit=world.education, name="清泽县发展和改革委员会", on=on, by=None, at=at)


def test_move_takes_the_subtree_along_in_constant_statements(world, at, django_assert_max_num_queries):
    for n in range(20):
        world.unit(f"S{n}", f"站{n}", parent=world.station)
    with django_assert_max_num_queries(9):
        actions.move_unit(unit=world.town, parent=world.office, by=None, at=at)

    for unit in Unit.objects.select_related("parent"):
        assert unit.path == f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"


def test_move_refuses_to_go_below_itself(world, at):
    with pytest.raises(actions.MovesBelowItself):
        actions.move_unit(unit=world.town, parent=world.station, by=None, at=at)


def test_abolish_hands_its_names_to_the_successor(world, at, on):
    actions.abolish_unit(unit=world.education, on=on, successor=world.reform, by=None, at=at)

    match = queries.resolve_unit("县教育局", date(2026, 5, 1))

    assert (match.unit, match.via) == (world.reform, "merged")


def test_abolish_refuses_while_units_stand_below(world, at, on):
    with pytest.raises(actions.HasUnitsBelow, match="工作站"):
        actions.abolish_unit(unit=world.town, on=on, by=None, at=at)


def test_merge_ends_all_the_units_on_one_day(world, at, on):
    actions.merge_units(units=[world.education, world.land], into=world.reform, on=on, by=None, at=at)

    assert list(world.reform.predecessors.values_list("code", "listed_to")) == [("U03", on), ("U11", on)]


def test_learn_alias_makes_the_name_known(world, at, on):
    actions.learn_alias(unit=world.education, name="县教委", by=None, at=at)

    assert queries.resolve_unit("教委", on).via == "alias"


@pytest.mark.parametrize("name", ["发展改革委", "县住建局"])
def test_learn_alias_refuses_what_another_unit_is_called(world, at, name):
    with pytest.raises(actions.NameTaken):
        actions.learn_alias(unit=world.education, name=name, by=None, at=at)


def test_create_unit_puts_it_below_its_parent(world, at):
    unit = actions.create_unit(code="U60", name="清泽县体育局", parent=world.root, by=world.he, at=at)

    assert unit.path == f"{world.root.path}{unit.pk}/"


def test_create_unit_refuses_a_code_in_use_and_names_the_holder(world, at):
    with pytest.raises(actions.CodeTaken, match="县教育局"):
        actions.create_unit(code="U03", name="清泽县体育局", parent=world.root, by=None, at=at)


def test_create_place_refuses_a_code_outside_its_parent(world, at):
    with pytest.raises(actions.PlaceOutside):
        actions.create_place(
            code="349921101000", name="白石桥镇", kind="town", parent=world.place, by=None, at=at
        )


def test_group_follows_its_members(world, at, on, told):
    group = actions.create_group(name="县直各单位", members=[world.reform, world.land], by=None, at=at)

    assert list(queries.expand_group(group, on)) == [world.reform, world.land]
    assert told == ["单位组县直各单位现有2个单位"]
