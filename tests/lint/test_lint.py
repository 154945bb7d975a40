"""What a careful reader finds in a plan: one of each fault in ours, the true ones in the public sources."""

from __future__ import annotations

import doctest
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.lint.papers import CLEAN, FAULTS, FAULTY

from gongzhi.kernel.clock.rules import WorkCalendar
from gongzhi.kernel.documents import lint
from gongzhi.kernel.documents.lint import Finding, damage, examine, numbers, order, owners
from gongzhi.kernel.documents.reading import Reading, read

SOURCES = Path(__file__).parents[3] / "shared" / "sources"
DAYS = WorkCalendar()


def found(text: str) -> list[Finding]:
    return examine(read(text), days=DAYS)


def only(findings: list[Finding], code: str) -> Finding:
    (one,) = [one for one in findings if one.code == code]
    return one


def nos(finding: Finding) -> list[str]:
    return [place.no for place in finding.places]


@pytest.mark.parametrize("module", [numbers, owners])
def test_examples_hold(module) -> None:  # type: ignore[no-untyped-def]
    assert doctest.testmod(module).failed == 0


def test_each_fault_is_found() -> None:
    assert Counter(one.code for one in found(FAULTY)) == FAULTS


def test_every_kind_is_tried() -> None:
    assert set(FAULTS) == set(lint.KINDS)


def test_clean_plan_has_none() -> None:
    assert [one.message for one in found(CLEAN)] == []


def test_yearly_number_above_the_whole_shows_both_places() -> None:
    one = only(found(FAULTY), "part_exceeds_whole")

    assert nos(one) == ["一/——1", "二/（一）"]
    assert one.message == "“新增高技能人才”到2026年不少于900人，每年不少于1000人，一个时段的数超过了总数。"


def test_unit_outside_the_group_shows_its_tasks_and_the_list() -> None:
    one = only(found(FAULTY), "outside_group")

    assert nos(one) == ["一/——1", ""]
    assert one.places[-1].words.startswith("清泽县城乡品质提升工作领导小组")


def test_repeated_task_shows_both() -> None:
    assert nos(only(found(FAULTY), "task_twice")) == ["二/（九）", "二/（十一）"]


def test_deadline_on_a_day_off_says_the_next_working_day() -> None:
    assert (
        only(found(FAULTY), "deadline_off").message
        == "完成时限2024-06-30是休息日，下一个工作日是2024-07-01。"
    )


def test_without_a_calendar_no_day_is_asked_after() -> None:
    assert [one for one in examine(read(FAULTY)) if one.code == "deadline_off"] == []


def test_county_knows_that_two_names_are_one_unit() -> None:
    reading = read(FAULTY.replace("县文明办", "县精神文明建设中心"))
    keys = {"县精神文明建设中心": 7, "县数据局": 7}

    assert [one for one in examine(reading, keys=keys) if one.code == "outside_group"] == []


def test_places_are_in_the_text() -> None:
    reading = read(FAULTY)
    spans = [place.span for one in examine(reading, days=DAYS) for place in one.places]

    assert all(0 <= span.start < span.end <= len(reading.text) for span in spans)


def test_key_stays_when_the_text_moves() -> None:
    moved = FAULTY.replace("一、发展目标", "序言一句。\n一、发展目标")

    assert {one.key for one in found(FAULTY)} == {one.key for one in found(moved)}


def test_an_empty_reading_has_no_findings() -> None:
    assert examine(read("今天天气很好。")) == []


def test_many_tasks_are_looked_over_in_time() -> None:
    lines = [
        f"{n}. 新建农田{n}万亩，惠及第{n}村群众{n * 3}户。（责任单位：县住建局）" for n in range(1, 1501)
    ]
    reading = read("清泽县2024年重点工作任务分解\n" + "\n".join(lines))
    begun = time.monotonic()
    examine(reading, days=DAYS)

    assert len(reading.tasks) == 1500
    assert time.monotonic() - begun < 5


# the public sources, where they are at hand


def source(number: str) -> Reading:
    paths = sorted(SOURCES.glob(f"{number}*"))
    if not paths:
        pytest.skip("the public source documents are not beside the repository")
    return read(paths[0].read_bytes(), paths[0].name)


def test_findings_of_the_district_plan() -> None:
    findings = examine(source("003"), days=DAYS)

    assert Counter(one.code for one in findings) == {
        "numbers_differ": 1, "part_exceeds_whole": 1, "unit_missing": 1, "unit_unclear": 1, "outside_group": 5,
        "head_in_group": 1, "lost_bracket": 5, "lost_quote": 1, "lost_digits": 1, "lost_words": 4, "lost_names": 1, "said_twice": 2,
    }  # fmt: skip
    assert nos(only(findings, "part_exceeds_whole")) == ["一/(二)/——4", "二/(四)", "附件2/十八"]
    assert nos(only(findings, "numbers_differ")) == ["二/(三)", "附件2/七"]
    assert only(findings, "unit_unclear").places[0].words == "发展保障性租赁住房10套(间)"
    outside = [one.places[0].words for one in findings if one.code in ("outside_group", "head_in_group")]
    assert sorted(outside) == sorted(
        ["谯城公安分局", "区营商办", "区文明办", "市自然资源和规划局谯城分局", "团区委", "谯城经开区管委会"]
    )


def test_findings_of_the_city_plan() -> None:
    findings = examine(source("004"), days=DAYS)

    assert [(one.code, nos(one)) for one in findings] == [
        ("group_leads", ["四/(一)"]),
        ("group_leads", ["四/(四)"]),
        ("number_gap", ["二/(二)/4/(2)", "二/(二)/4/(4)"]),
        ("no_stop", ["一/(一)/1"]),
    ]


@pytest.mark.parametrize("number", ["000", "001"])
def test_reports_without_tasks_raise_no_alarm(number: str) -> None:
    assert examine(source(number), days=DAYS) == []


def test_days_are_plain_values() -> None:
    assert DAYS.is_open(date(2024, 7, 1))
    assert [name for name in (damage, order) if not name.__doc__] == []
