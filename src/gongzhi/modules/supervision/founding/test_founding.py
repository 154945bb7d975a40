from __future__ import annotations

import doctest
import json
import threading
from types import SimpleNamespace

import pytest
from django.db import connection

from gongzhi.demo.load import load_starters
from gongzhi.kernel.documents.reading import read
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.actions import create_unit
from gongzhi.kernel.org.models import Officer, Place, Unit, UnitGroup
from gongzhi.modules.supervision.founding import accounts as handlers
from gongzhi.modules.supervision.founding import actions as founding_actions
from gongzhi.modules.supervision.founding import proposal as founding
from gongzhi.modules.supervision.founding import sheet as founding_sheet
from gongzhi.modules.supervision.founding import words as founding_words
from gongzhi.modules.supervision.founding.checks import check
from gongzhi.modules.supervision.founding.proposal import Has, Names, propose
from gongzhi.modules.supervision.founding.samples import FIRST, GROUPED
from gongzhi.modules.supervision.founding.sheet import sheet_of, typed_over
from gongzhi.modules.supervision.models import Plan
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_refused import (
    AlreadyFounded,
    EveryUnitHasOne,
    FoundingOdd,
    NameOfLeaderMissing,
    NothingToFound,
)
from gongzhi.modules.supervision.plan_samples import at_once

COUNTY = {
    "name": "清泽县",
    "city": "",
    "code": "",
    "root": "中共清泽县委、清泽县人民政府",
    "root_short": "县委县政府",
}


@pytest.fixture(scope="module")
def idea():
    return propose(Names.of(read(FIRST)))


@pytest.fixture
def plan(db, starters, at) -> Plan:
    with at_once():
        return import_plan(text=FIRST, by=starters.ducha, at=at)


@pytest.fixture
def starters(db, at):
    load_starters(at)
    return SimpleNamespace(**{one.username.replace("ducha1", "ducha"): one for one in Officer.objects.all()})


def row(idea, short):
    return next(one for one in idea.units if one.short == short)


# what is proposed


@pytest.mark.parametrize("module", [founding, founding_sheet, founding_words, handlers])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def test_the_county_and_its_city_are_read_from_issuer_and_units(idea):
    assert (idea.home.county, idea.home.city, idea.home.level) == ("清泽县", "淮宁市", "县")


def test_each_unit_is_proposed_once_with_kind_and_counts(idea):
    assert [(one.short, one.kind, one.lead, one.co, one.listed) for one in idea.units] == [
        ("县发展改革委", "gov", 1, 0, 0),
        ("县财政局", "gov", 2, 0, 1),
        ("县公安局", "gov", 0, 1, 0),
        ("县教育局", "gov", 1, 0, 1),
        ("县应急管理局", "gov", 0, 1, 1),
        ("县应急局", "gov", 1, 0, 0),
        ("县督查考核中心", "public", 0, 0, 1),
        ("团县委", "mass", 0, 1, 0),
        ("县妇联", "mass", 0, 1, 0),
        ("泽口镇", "township", 0, 1, 0),
        ("芦荡乡", "township", 0, 1, 0),
        ("高新区管委会", "zone", 1, 1, 1),
        ("中国人民银行清泽支行", "vertical", 0, 1, 0),
        ("供电清泽分公司", "vertical", 1, 0, 0),
        ("清泽供电公司", "vertical", 0, 1, 0),
        ("县生态环境分局", "vertical", 1, 0, 1),
        ("县城建投资公司", "soe", 0, 1, 0),
    ]


def test_plates_and_defined_names_belong_to_one_unit(idea):
    assert row(idea, "县财政局").plates == ["国资委", "县政府金融办"]
    assert row(idea, "高新区管委会").name == "江淮清泽高新技术产业开发区管委会"
    assert row(idea, "县生态环境分局").name == "淮宁市清泽县生态环境分局"


def test_what_looks_alike_is_offered_and_not_merged(idea):
    names = {one.key: one.short for one in idea.units}

    assert {one.short: names[one.near] for one in idea.units if one.near} == {
        "县应急局": "县应急管理局",
        "清泽供电公司": "供电清泽分公司",
    }
    assert [one.short for one in idea.units if one.merge] == []


def test_group_words_come_with_members_by_kind_or_by_their_list(idea):
    names = {one.key: one.short for one in idea.units}
    found = {
        one.name: ([names[key] for key in one.members], one.open_ended, one.count) for one in idea.groups
    }

    assert list(found) == ["县直各单位", "各县属国有企业", "各乡镇", "县环境保护委员会成员单位"]
    assert found["各乡镇"] == (["泽口镇", "芦荡乡"], True, 2)
    assert found["各县属国有企业"] == (["县城建投资公司"], False, 1)
    assert found["县直各单位"][0][:3] == ["县发展改革委", "县财政局", "县公安局"]
    assert len(found["县环境保护委员会成员单位"][0]) == 6


def test_leaders_charge_the_units_that_lead_under_them(idea):
    names = {one.key: one.short for one in idea.units}

    assert [(one.name, one.title, one.count, [names[key] for key in one.charge]) for one in idea.leaders] == [
        ("丁一鸣", "县领导（丁一鸣）", 3, ["高新区管委会", "县发展改革委", "县财政局"]),
        ("卫清", "县领导（卫清）", 4, ["县教育局", "供电清泽分公司", "县应急局", "县生态环境分局"]),
    ]


def test_a_leading_group_keeps_lost_names_blank_and_finds_the_units_of_posts():
    idea = propose(Names.of(read(GROUPED)))
    names = {one.key: one.short for one in idea.units}
    group = idea.leading[0]

    assert names[group.office] == "区发改委"
    assert [(one.role, one.name, one.post, names.get(one.unit, "")) for one in group.seats] == [
        ("head", "丁一鸣", "区委副书记、区长", ""),
        ("deputy", "", "区政府副区长", ""),
        ("deputy", "卫清", "区政府副区长", ""),
        ("member", "蒋文", "区政府党组成员、办公室主任", "区政府办公室"),
        ("member", "", "区发改委主任", "区发改委"),
        ("member", "沈立", "住建局局长", "区住建局"),
        ("member", "韩春", "区委政研室(区督查考核办)主任", "区委政研室"),
    ]
    assert [(one.name, one.title) for one in idea.leaders] == [
        ("丁一鸣", "区长"),
        ("", "区政府副区长（第2位）"),
        ("卫清", "区政府副区长（卫清）"),
    ]


def test_what_the_county_has_is_not_proposed_again():
    idea = propose(
        Names.of(read(FIRST)),
        Has(unit=lambda name: "u:1", group=lambda word: "g:1", leader=lambda name: "p:1"),
    )

    assert idea.is_empty


# what was typed


def refused(idea, **typed):
    sheet = typed_over(sheet_of(idea, (), COUNTY), {"unit": {}, **typed})
    return check(sheet)


def of(idea, which, **given):
    one = row(idea, which)
    return {one.key: {"keep": "1", "name": one.name, "short": one.short, "kind": one.kind} | given}


def test_the_proposal_is_in_order_as_it_stands(idea):
    assert refused(idea) == {}


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"name": ""}, "name", "请填写全称，或者不勾选这一行。"),
        ({"short": "县财政局"}, "short", "“县财政局”已是县财政局的名称。同一单位请并入，不同单位请改名。"),
        ({"merge": "县某局"}, "merge", "没有“县某局”这个单位，请填表中或已有单位的名称。"),
        ({"merge": "县教育局"}, "merge", "不能并入自己，请改填另一个单位。"),
        ({"parent": "县教育局"}, "parent", "上级不能是它自己或它的下级。"),
        ({"kind": "x"}, "kind", "请选择类别。"),
        ({"name": "局" * 81}, "name", "最多80个字，现在81个。"),
    ],
)
def test_each_slip_is_named_where_it_was_made(idea, given, field, words):
    key = row(idea, "县教育局").key

    assert refused(idea, unit=of(idea, "县教育局", **given)) == {f"unit:{key}:{field}": words}


def test_two_rows_merged_into_each_other_are_refused(idea):
    typed = of(idea, "县教育局", merge="县公安局") | of(idea, "县公安局", merge="县教育局")

    assert set(refused(idea, unit=typed).values()) == {"不能并入自己，请改填另一个单位。"}


# what is set up


def found(plan, starters, at, typed=None, version=0):
    return founding_actions.found(plan=plan, version=version, typed=typed or {}, by=starters.ducha, at=at)


def test_one_confirmation_sets_all_up_and_settles_the_plan(plan, starters, at):
    done = found(plan, starters, at)

    assert done.counts == {
        "units": 16,
        "groups": 4,
        "leaders": 2,
        "leading": 0,
        "filled": [("县直各单位", 9), ("各县属国有企业", 1), ("各乡镇", 2)],
    }
    assert not [one for item in plan.items.all() for one in item.doubts if one["code"].endswith("_unknown")]
    assert Place.objects.get(kind="county").name == "清泽县"
    assert Place.objects.get(kind="county").parent.name == "淮宁市"
    assert Event.objects.filter(kind="org.unit_created").count() == 16
    event = Event.objects.get(kind="supervision.county_founded")
    assert json.loads(event.payload)["units"] == 16


def test_the_starter_takes_the_name_of_the_supervision_office(plan, starters, at):
    found(plan, starters, at)
    office = Officer.objects.get(username="ducha1").unit

    assert (office.name, office.label, office.names.count()) == ("清泽县督查考核中心", "县督查考核中心", 0)
    assert Unit.objects.get(parent=None).label == "县委县政府"


def test_an_office_that_an_administrator_began_with_goes_below_the_county(db, at):
    office = create_unit(code="root", name="清泽县人民政府办公室", by=None, at=at)
    officer = Officer.objects.create(username="first", name="韩专员", unit=office, password="!")
    with at_once():
        plan = import_plan(text=FIRST, by=officer, at=at)
    founding_actions.found(plan=plan, version=0, typed={}, by=officer, at=at)
    office.refresh_from_db()
    top = Unit.objects.get(parent=None)

    assert (top.name, office.parent, office.path) == (COUNTY["root"], top, f"/{top.pk}/{office.pk}/")
    assert office.place.name == "清泽县"


def test_a_merged_row_becomes_another_name_and_a_dropped_one_leaves_the_groups(plan, starters, at):
    idea, _ = founding_actions.proposal(plan, at.date())
    typed = {
        "unit": of(idea, "县应急局", merge="县应急管理局") | {row(idea, "泽口镇").key: {"name": "泽口镇"}}
    }
    found(plan, starters, at, typed)
    item = next(item for item in plan.items.all() if item.lead_units == ["县应急局"])

    assert item.resolved["县应急局"]["unit"] == Unit.objects.get(short_name="县应急管理局").pk
    assert [unit.label for unit in UnitGroup.objects.get(name="各乡镇").members.all()] == ["芦荡乡"]
    assert not Unit.objects.filter(short_name="泽口镇").exists()


def test_the_second_confirmation_is_told_of_the_first_and_doubles_nothing(plan, starters, at):
    found(plan, starters, at)
    count = Unit.objects.count()

    with pytest.raises(AlreadyFounded, match=r"韩专员已于.*建立了16个单位，没有重复建立"):
        found(plan, starters, at)
    assert Unit.objects.count() == count


def test_nothing_chosen_is_refused(plan, starters, at):
    idea, _ = founding_actions.proposal(plan, at.date())
    typed = {
        "unit": {one.key: {"name": one.name} for one in idea.units},
        "group": {one.key: {"name": one.name} for one in idea.groups},
        "leader": {one.key: {"title": one.title} for one in idea.leaders},
    }

    with pytest.raises(NothingToFound):
        found(plan, starters, at, typed)


def test_a_slip_sets_nothing_up(plan, starters, at):
    idea, _ = founding_actions.proposal(plan, at.date())

    with pytest.raises(FoundingOdd, match="还有1处需要改正"):
        found(plan, starters, at, {"unit": of(idea, "县教育局", parent="县某局")})
    assert Unit.objects.count() == 2


def test_a_unit_that_the_document_does_not_name_can_be_added(plan, starters, at):
    found(
        plan,
        starters,
        at,
        {"unit": {"x1": {"keep": "1", "short": "白石桥镇", "name": "", "kind": "township"}}},
    )

    assert Unit.objects.get(name="白石桥镇").code == "T03"


def test_a_group_is_filled_by_kind_with_what_is_typed_as_well(plan, starters, at):
    idea, _ = founding_actions.proposal(plan, at.date())
    towns, direct = (
        next(one.key for one in idea.groups if one.name == name) for name in ("各乡镇", "县直各单位")
    )
    finance = row(idea, "县财政局")
    typed = {
        "unit": {"x1": {"keep": "1", "short": "白石桥镇", "name": "", "kind": "township"}},
        "group": {
            towns: {"keep": "1", "name": "各乡镇", "fill": "1", "members": []},
            direct: {"keep": "1", "name": "县直各单位", "members": [finance.key]},
        },
    }
    done = found(plan, starters, at, typed)
    members = {one.name: [unit.label for unit in one.members.all()] for one in UnitGroup.objects.all()}

    assert members["各乡镇"] == ["泽口镇", "芦荡乡", "白石桥镇"]
    assert members["县直各单位"] == ["县财政局"]
    assert ("各乡镇", 3) in done.counts["filled"]


def test_the_office_stands_in_a_group_by_its_own_name(plan, starters, at):
    _, sheet = founding_actions.proposal(plan, at.date())
    typed_over(sheet, {})
    direct = next(one for one in sheet.groups if one.name == "县直各单位")

    assert "县督查考核中心" in sheet.names_of(direct.members)
    assert "督查机构" not in sheet.names_of(direct.members)


def test_standard_groups_are_offered_when_the_document_does_not_use_their_words():
    names = Names.of(
        read(
            "关于重点工作的通知\n\n1.改造老旧小区12个。（牵头单位：县住建局；责任单位：泽口镇、芦荡乡、城关街道、县财政局）\n2.新建公园5个。（牵头单位：县城管局；责任单位：泽口镇）"
        )
    )
    groups = {one.name: (one.why, one.fill, len(one.members)) for one in propose(names).groups}

    assert groups == {
        "各乡镇（街道）": ("文件没有用到，可以一并建立", True, 3),
        "县直各单位": ("文件没有用到，可以一并建立", True, 3),
    }


def test_a_group_that_is_there_takes_in_new_units_of_its_kinds(plan, starters, at):
    found(plan, starters, at)
    with at_once():
        later = import_plan(
            text="关于补充任务的通知\n\n1.修复水毁道路5公里。（牵头单位：柳湾镇；责任单位：石桥乡、县公路中心、县粮储局）\n2.清淤河道3公里。（牵头单位：石桥乡；责任单位：柳湾镇）",
            by=starters.ducha,
            at=at,
        )
    before = UnitGroup.objects.get(name="各乡镇").members.count()
    done = found(later, starters, at)

    assert (before, UnitGroup.objects.get(name="各乡镇").members.count()) == (2, 4)
    assert dict(done.counts["filled"])["各乡镇"] == 2
    assert UnitGroup.objects.filter(name__startswith="各乡镇").count() == 1


def test_the_units_cost_the_same_however_many(plan, starters, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(180):
        found(plan, starters, at)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_founds(plan, starters, at):
    said: list[str] = []

    def confirm() -> None:
        try:
            found(plan, starters, at)
            said.append("done")
        except AlreadyFounded:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert sorted(said) == ["done", "told"]


# accounts


def everyone(on):
    return {
        "units": [unit.pk for unit in handlers.units_without_handler(on)],
        "leaders": {one.post.pk: one.name for one in handlers.vacant_posts(on)},
    }


def test_each_unit_gets_one_handler_and_each_leader_the_post(plan, starters, at):
    found(plan, starters, at)
    opened = handlers.open_accounts(**everyone(at.date()), heads=True, by=starters.ducha, at=at)

    assert len(opened) == 17 * 2 + 2
    assert Officer.objects.get(username="xczj").must_change_password
    assert Officer.objects.get(username="xczj").holdings.get().unit.label == "县财政局"
    assert Officer.objects.get(username="xczj.head").holdings.get().set.name == "unit_head"
    leader = Officer.objects.get(username="weiqing")
    assert (leader.tenures.get().post.title, leader.holdings.get().unit) == ("县领导（卫清）", None)
    assert handlers.units_without_handler(at.date()) == []


def test_twice_opens_nothing_more(plan, starters, at):
    found(plan, starters, at)
    wanted = everyone(at.date())
    handlers.open_accounts(**wanted, by=starters.ducha, at=at)

    with pytest.raises(EveryUnitHasOne):
        handlers.open_accounts(**wanted, by=starters.ducha, at=at)


def test_a_leader_without_a_name_is_asked_for(plan, starters, at):
    found(plan, starters, at)
    wanted = everyone(at.date())
    first = next(iter(wanted["leaders"]))

    with pytest.raises(NameOfLeaderMissing, match="请填写“县领导（丁一鸣）”的姓名"):
        handlers.open_accounts(units=[], leaders={first: " "}, by=starters.ducha, at=at)


def test_a_lost_slip_is_replaced_but_not_an_administrators(plan, starters, at):
    found(plan, starters, at)
    opened = handlers.open_accounts(**everyone(at.date()), by=starters.ducha, at=at)
    one = opened[0].officer
    again = handlers.issue_again(officers=[one.pk, starters.sysadmin.pk], by=starters.ducha, at=at)

    assert [slip.officer for slip in again] == [one]
    assert Officer.objects.get(pk=one.pk).check_password(again[0].password)
    assert not Officer.objects.get(pk=one.pk).check_password(opened[0].password)
