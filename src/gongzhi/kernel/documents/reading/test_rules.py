"""Rules that reach over a whole document: footers, headings that are units, people of several posts."""

import pytest

from gongzhi.kernel.documents.reading import read
from gongzhi.kernel.documents.reading.people import split_people

BODY = "清泽县2025年重点任务\n{}\n一、工业\n1.新增企业5户。（责任单位：县工信局）"


@pytest.mark.parametrize(
    ("rule", "units"),
    [
        ("以下各项均需各乡镇（街道）、园区落实，不再逐一列出。", ["各乡镇（街道）", "园区"]),
        ("（以下任务均涉及各乡镇（街道），不再单独列出）", ["各乡镇（街道）"]),
        ("各乡镇、街道为各项任务的责任单位，不再逐项列出。", ["各乡镇", "街道"]),
        ("备注：所有任务各乡镇（街道）、县直各单位均需配合。", ["各乡镇（街道）", "县直各单位"]),
        ("上述任务，各镇、街道均须抓好落实。", ["各镇", "街道"]),
        ("以上任务由县政府督查室负责督查。", []),
    ],
)
def test_footer_rule_adds_its_groups(rule: str, units: list[str]) -> None:
    (task,) = read(BODY.format(rule)).tasks
    assert [p.text for p in task.co_units] == units


def test_heading_that_is_a_unit_leads() -> None:
    tasks = read(
        "清泽县2025年重点任务\n一、县农业农村和水利局（1项）\n1.新建农田2万亩。\n二、工业\n1.新增企业5户。"
    ).tasks
    assert [[p.text for p in t.lead_units] for t in tasks] == [["县农业农村和水利局"], []]


def test_card_may_begin_with_its_day() -> None:
    (task,) = read(
        "清泽县民生实事任务书\n1．完成时限：2025年10月\n责任单位：县住建局\n任务内容：改造小区10个。"
    ).tasks
    assert (task.text, task.deadline and task.deadline.text) == ("改造小区10个。", "2025年10月")


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("县委常委、副县长 李文博", ["县委常委、副县长李文博"]),
        ("李文博 县委常委、副县长", ["李文博县委常委、副县长"]),
        ("县长、常务副县长", ["县长", "常务副县长"]),
        ("刘常委、副县长赵志强", ["刘常委", "副县长赵志强"]),
        ("副县长 程志远\n副县长 林秀英", ["副县长程志远", "副县长林秀英"]),
    ],
)
def test_posts_of_one_person(words: str, people: list[str]) -> None:
    assert [p.text for p in split_people(words, 0, len(words)).pieces] == people


def test_office_head_is_named() -> None:
    words = "关于成立清泽县防汛指挥部的通知\n一、组成人员\n指挥长：陈国栋　县长\n成　员：赵　磊　县水利局局长\n办公室设在县水利局，办公室主任由赵磊同志兼任。"
    (group,) = read(words).groups
    assert (group.name, [(m.role, m.name) for m in group.members][-1]) == (
        "清泽县防汛指挥部",
        ("office_head", "赵磊"),
    )


def test_page_without_tables_keeps_its_navigation_apart() -> None:
    page = "<html><body><div class='top'><a>设为首页</a></div><h1>清泽县2025年任务清单</h1><p>1.新增企业5户。（县工信局）</p></body></html>"
    assert read(page).document.title == "清泽县2025年任务清单"


def test_actions_run_together_with_an_owner_each_are_parted() -> None:
    tasks = read(
        "清泽县2025年任务\n（一）工业提质。1.企业达到18户。（县工信局）2.投资增长5%。（县发改局）"
    ).tasks
    assert [(t.no, t.text, t.headings) for t in tasks] == [
        ("（一）/1", "企业达到18户。", ("工业提质",)),
        ("（一）/2", "投资增长5%。", ("工业提质",)),
    ]


def test_table_of_figures_by_unit_is_told_not_read() -> None:
    table = "清泽县2025年招商任务分解表\n责任单位\t目标任务\t完成时限\n县工信局\t6\t12月\n县商务局\t4\t5月\n"
    reading = read(table)
    assert (reading.tasks, "unread_table" in {d.code for d in reading.doubts}) == ((), True)


def test_columns_with_one_blank_between_are_a_table() -> None:
    table = "清泽县2025年任务分解\n序号 任务内容 牵头领导 牵头单位 责任单位\n1 新建农田2万亩 程志远 县水利局 各乡镇\n2 改厕20户 程志远 县住建局 各乡镇"
    assert [(t.text, [p.text for p in t.co_units]) for t in read(table).tasks] == [
        ("新建农田2万亩", ["各乡镇"]),
        ("改厕20户", ["各乡镇"]),
    ]


def test_all_organs_that_sign_are_no_members() -> None:
    words = "关于调整县更新领导小组的通知\n组　长：陈国栋　县长\n成　员：赵　磊　县政府办主任\n中共清泽县委办公室\n清泽县人民政府办公室\n2025年3月8日"
    assert [m.name for m in read(words).groups[0].members] == ["陈国栋", "赵磊"]


def test_plain_heading_ends_the_numbers_above() -> None:
    words = "清泽县2025年任务书\n主要目标：\n1.增长5%。\n主要任务：\n（一）工业\n1.新增企业5户。（县工信局）"
    assert [t.no for t in read(words).tasks] == ["1", "（一）/1"]
