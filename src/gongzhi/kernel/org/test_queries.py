from __future__ import annotations

from datetime import date

import pytest

from gongzhi.kernel.org import queries
from gongzhi.kernel.org.models import NameKind, Tenure


@pytest.mark.parametrize(
    ("text", "code", "via"),
    [
        ("清泽县教育局", "U03", "name"),
        ("县教育局", "U03", "short"),
        ("教育局", "U03", "name"),
        ("教体局", "U03", "former"),
        ("县 教 育\n局", "U03", "short"),
        ("县发改委（粮储局）", "U02", "short"),
        ("清泽县发展改革委", "U02", "name"),
        ("发展和改革委", "U02", "name"),
        ("县人防办", "U13", "plate"),
        ("住房城乡建设局", "U13", "name"),
        ("县住房城乡建\n设局", "U13", "name"),
        ("县房管中心", "U13", "sub"),
        ("县人民政府办公室", "U01", "name"),
        ("政府办", "U01", "name"),
        ("泽口镇", "T01", "short"),
        ("泽口镇人民政府", "T01", "name"),
    ],
)
def test_resolve_unit_knows_the_ways_documents_write_it(world, on, text, code, via):
    match = queries.resolve_unit(text, on)

    assert (match.unit and match.unit.code, match.via) == (code, via)


@pytest.mark.parametrize("text", ["市教育局", "淮宁市教育局", "县教育", "县发该委", "教育体育"])
def test_resolve_unit_never_guesses(world, on, text):
    match = queries.resolve_unit(text, on)

    assert match.unit is None
    assert match.candidates


@pytest.mark.parametrize("text", ["", "  ", "（）", "县", "！"])
def test_resolve_unit_takes_nothing_for_nothing(world, on, text):
    assert queries.resolve_unit(text, on).unit is None


def test_resolve_unit_goes_by_the_day_of_the_document(world):
    planning = world.unit("U50", "清泽县规划局", "县规划局")
    planning.listed_from = date(2022, 1, 1)
    planning.save()

    before = queries.resolve_unit("规划局", date(2018, 5, 1))
    after = queries.resolve_unit("规划局", date(2023, 5, 1))

    assert (before.unit, after.unit) == (world.land, planning)


def test_resolve_unit_shows_both_when_a_name_went_to_two(world, on):
    world.name(world.housing, "规划局", NameKind.FORMER, to=date(2019, 3, 1))

    match = queries.resolve_unit("规划局", on)

    assert (match.unit, match.via, set(match.candidates)) == (None, "several", {world.housing, world.land})


def test_resolve_unit_doubts_a_bracket_that_names_another(world, on):
    match = queries.resolve_unit("县教育局（县发改委）", on)

    assert (match.unit, match.candidates) == (None, (world.education, world.reform))


def test_resolve_units_costs_the_same_for_one_and_for_two_hundred(world, on, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.resolve_units(["教体局"], on)
    with django_assert_num_queries(3):
        found = queries.resolve_units([f"第{n}中学" for n in range(199)] + ["教体局"], on)

    assert found["教体局"].unit == world.education


@pytest.mark.parametrize("word", ["各乡镇", "各乡镇（街道）", "各乡、镇、街道", "各乡镇人民政府、街道办事处"])
def test_resolve_group_knows_the_ways_documents_write_it(world, word):
    assert queries.resolve_group(word).group == world.towns


def test_resolve_group_says_when_the_word_leaves_it_open(world):
    match = queries.resolve_group("各有关乡镇（街道）")

    assert (match.group, match.open_ended) == (world.towns, True)


def test_expand_group_leaves_out_units_that_are_gone(world, on):
    world.town.listed_to = on
    world.town.save()

    assert list(queries.expand_group(world.towns, on)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("县长", "P01"),
        ("分管农业的副县长", "P05"),
        ("农业副县长", "P05"),
        ("清泽县县长", "P01"),
        ("清泽县长", "P01"),
    ],
)
def test_resolve_post_knows_the_ways_documents_write_it(world, text, code):
    assert queries.resolve_post(text).post.code == code


def test_resolve_post_offers_every_vice_head_for_the_bare_word(world):
    match = queries.resolve_post("副县长")

    assert (match.post, match.candidates) == (None, (world.farming,))


def test_resolve_officer_ignores_spaces_and_refuses_namesakes(world, on):
    assert queries.resolve_officer("何　甲", on).officer == world.he

    world.officer("he2", "何甲")
    match = queries.resolve_officer("何甲", on)

    assert (match.officer, len(match.candidates)) == (None, 2)


def test_resolve_officer_takes_the_namesake_who_is_in_post(world, on):
    other = world.officer("he2", "何甲")
    Tenure.objects.create(post=world.chief, officer=other, from_on=date(2025, 1, 1))

    assert queries.resolve_officer("何甲", on).officer == other
