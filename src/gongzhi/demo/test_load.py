from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gongzhi.demo import county
from gongzhi.demo.accounts import ACCOUNTS, PASSWORD
from gongzhi.demo.load import load_county
from gongzhi.kernel.access import passwords
from gongzhi.kernel.access.models import Holding
from gongzhi.kernel.org import queries
from gongzhi.kernel.org.models import Officer, Place, Post, Tenure, Unit, UnitGroup, UnitName

DAY = date(2024, 3, 1)


@pytest.fixture
def loaded(db, at):
    load_county(at)


def test_the_county_has_its_places(loaded):
    kinds = Counter(Place.objects.values_list("kind", flat=True))

    assert kinds == Counter(
        grid=1455,
        village=223,
        community=38,
        town=9,
        township=3,
        street=2,
        zone=1,
        county=1,
        city=1,
        province=1,
    )
    assert queries.places_below("349921105000").count() == 141


def test_every_place_lies_in_its_parent(loaded):
    for place in Place.objects.select_related("parent"):
        assert place.parent is None or place.parent.contains(place.code)


def test_names_of_villages_are_unique_within_their_town():
    pairs = [(row.parent, row.name) for row in county.places()]

    assert len(pairs) == len(set(pairs))


def test_units_have_true_paths(loaded):
    root = Unit.objects.get(code="A00")

    assert Unit.objects.count() == 55
    assert all(unit.path == f"/{root.pk}/{unit.pk}/" for unit in Unit.objects.exclude(pk=root.pk))


@pytest.mark.parametrize(
    ("text", "code", "via"),
    [
        ("环保局", "U12", "former"),
        ("县住房城乡建\n设局", "U13", "name"),
        ("城管局", "U26", "short"),
        ("教体局", "U03", "former"),
        ("市监局", "U23", "alias"),
        ("县发展改革委", "U02", "name"),
        ("清泽县财政局（县国资委）", "U09", "name"),
        ("县国资委", "U09", "plate"),
        ("县委组织部", "U33", "short"),
        ("组织部", "U33", "alias"),
        ("政法委", "U35", "alias"),
        ("开发区管委会", "U32", "alias"),
        ("县河长办", "U15", "plate"),
        ("规划局", "U11", "former"),
        ("县公安局交警大队", "U06", "sub"),
        ("交警大队", "U06", "sub"),
        ("城关街道办事处", "T01", "name"),
        ("泽口镇", "T03", "short"),
        ("县政府督查室", "U01", "plate"),
        ("国网清泽县供电公司", "U40", "name"),
    ],
)
def test_units_are_found_by_the_names_that_documents_use(loaded, text, code, via):
    match = queries.resolve_unit(text, DAY)

    assert (match.unit.code if match.unit else "", match.via if match.unit else "") == (code, via)


def test_no_two_units_share_a_name_in_use(loaded):
    resolver = queries.Resolver.load(DAY)

    shared = {text: resolver.unit(text) for text in resolver.exact}
    assert [text for text, match in shared.items() if match.unit is None] == []


@pytest.mark.parametrize(
    ("word", "name", "count"),
    [
        ("县直各单位", "县直各单位", 33),
        ("县直各部门", "县直各单位", 33),
        ("各乡镇（街道）", "各乡镇（街道）", 14),
        ("各乡镇", "各乡镇（街道）", 14),
        ("各乡镇、园区", "各乡镇、园区", 15),
        ("各乡镇（街道）、园区", "各乡镇、园区", 15),
        ("驻县各单位", "驻县各单位", 4),
        ("园区", "园区", 1),
    ],
)
def test_groups_expand(loaded, word, name, count):
    match = queries.resolve_group(word)

    assert (match.group.name, queries.expand_group(match.group, DAY).count()) == (name, count)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("县长", "P01"),
        ("常务副县长", "P02"),
        ("县委常委、常务副县长", "P02"),
        ("分管农业的副县长", "P05"),
        ("副县长（城建）", "P06"),
        ("县政府办公室主任", "P09"),
        ("县委政法委书记", "P10"),
    ],
)
def test_leaders_posts_are_found(loaded, text, code):
    assert queries.resolve_post(text).post.code == code


def test_every_post_is_held_and_every_unit_but_the_root_is_charged(loaded):
    assert len(queries.holders(Post.objects.all(), DAY)) == 10
    assert Unit.objects.filter(charged_posts=None, code__startswith="U").count() < 8


def test_loading_twice_changes_nothing(loaded, at):
    tables = (Place, Unit, UnitName, UnitGroup, Officer, Post, Tenure, Holding)
    before = [model.objects.count() for model in tables]
    load_county(at)

    assert [model.objects.count() for model in tables] == before


def test_loading_takes_few_statements(db, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        load_county(at)


def test_the_shown_accounts_sign_in(loaded):
    for account in (one for one in ACCOUNTS if not one.part):  # the others come with their modules' stories
        assert Officer.objects.get(username=account.username).check_password(PASSWORD)
    passwords.check(PASSWORD)


def test_the_three_administrators_are_apart(loaded):
    rows = Holding.objects.exclude(set__exclusive="").values_list("officer__username", "set__exclusive")

    assert sorted(rows) == [("auditor", "audit"), ("secadmin", "security"), ("sysadmin", "system")]
