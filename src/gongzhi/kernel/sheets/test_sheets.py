"""A spreadsheet from the upload to the yes, whatever it is about."""

from __future__ import annotations

import doctest
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.sheets import HeadMissing, TooManyLines, read_table, written_table
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.sheets import cells, declare, jobs, lines, planning, written
from gongzhi.kernel.sheets.actions import again, examine, look_over, take_in
from gongzhi.kernel.sheets.conftest import KNOWN, TREES, sheet
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.sheets.refused import IntakeOver

OAK = {"树号": "G1", "树种": "栎", "长势": "好"}
ELM = {"树号": "G2", "树种": "榆"}


@pytest.mark.parametrize("module", [cells, lines, planning])
def test_the_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def kept(by: Officer, at: datetime, *rows: dict[str, str]) -> Intake:
    return look_over(kind=TREES, data=sheet(*rows), name="古树.xlsx", by=by, at=at)


def told(by: Officer, at: datetime, *rows: dict[str, str]) -> list[list[tuple[str, str]]]:
    return [line.faults for line in examine(TREES, sheet(*rows), by=by, at=at).lines]


def test_looking_over_takes_nothing(keeper: Officer, at: datetime) -> None:
    one = kept(keeper, at, OAK, ELM)

    assert (one.rows, one.counts, one.is_open, KNOWN) == (
        2,
        {"added": 2, "changed": 0, "same": 0, "refused": 0},
        True,
        {},
    )


def test_a_second_time_changes_nothing(keeper: Officer, at: datetime) -> None:
    first = take_in(intake=kept(keeper, at, OAK, ELM), by=keeper, at=at)
    second = take_in(intake=kept(keeper, at, OAK, ELM | {"树种": "桑"}), by=keeper, at=at)

    assert [(one.added, one.changed, one.same) for one in (first, second)] == [(2, 0, 0), (0, 1, 1)]
    assert KNOWN["G2"]["树种"] == "桑"


def test_a_sheet_is_taken_once_and_then_emptied(keeper: Officer, at: datetime) -> None:
    done = take_in(intake=kept(keeper, at, OAK), by=keeper, at=at)

    assert (done.content.open(), done.taken_at) == ("", at)
    with pytest.raises(IntakeOver):
        take_in(intake=done, by=keeper, at=at)


def test_taking_in_is_logged(keeper: Officer, at: datetime) -> None:
    take_in(intake=kept(keeper, at, OAK, {"树号": "G3"}), by=keeper, at=at)

    said = Event.objects.get(kind="sheets.taken")
    assert (said.actor, said.sentence) == (
        keeper,
        "用表格登记古树2行：新增1，更新0，未变0，有误未收1",
    )


def test_what_fails_half_way_leaves_the_sheet_to_be_taken(keeper: Officer, at: datetime) -> None:
    one = kept(keeper, at, OAK, {"树号": "G2", "树种": "禁"})
    with pytest.raises(ValueError, match="no such tree"):
        take_in(intake=one, by=keeper, at=at)

    one.refresh_from_db()
    assert (one.is_open, Event.objects.filter(kind="sheets.taken").count()) == (True, 0)


def test_every_fault_names_its_column_and_the_remedy(keeper: Officer, at: datetime) -> None:
    Place.objects.create(code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent_id="349921100000")
    Place.objects.create(code="349921101000", name="柳湾镇", kind=PlaceKind.TOWN, parent_id="349921000000")
    Place.objects.create(code="349921101200", name="东庄村", kind=PlaceKind.VILLAGE, parent_id="349921101000")

    assert told(
        keeper, at,
        {"树号": "G1", "树种": "栎", "养护单位": "县教育局", "地方": "柳湾镇东庄村"},
        {"树号": "G1", "树种": "一二三四五"},
        {"树号": "G2", "长势": "中"},
        {"树号": "G3", "树种": "榆", "养护单位": "规划局", "地方": "东庄村"},
        {"树号": "G4", "树种": "榆", "养护单位": "县教肓局", "地方": "无名村"},
    ) == [
        [],
        [("树种", "最多4个字，现在5个"), ("树号", "与第2行重复，请只留一行")],
        [("树种", "不能为空"), ("长势", "“中”不在选项里，可填：好、差")],
        [("地方", "有2个地方叫“东庄村”，请写全称：泽口镇东庄村、柳湾镇东庄村")],
        [
            ("养护单位", "没有叫“县教肓局”的单位，是不是县教育局？请改正"),
            ("地方", "没有叫“无名村”的地方，请填乡镇、村（社区）的名称或区划代码"),
        ],
    ]  # fmt: skip


def test_a_number_that_lost_its_last_digits_is_said(keeper: Officer, at: datetime) -> None:
    import io

    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["树号", "树种"])
        page.write_row(1, 0, [3499210101000001234, "栎"])

    seen = examine(TREES, file.getvalue(), by=keeper, at=at)
    assert [column for column, text in seen.lines[0].faults if "设为文本" in text] == ["树号"]


def test_faulty_lines_come_back_with_reasons_and_go_in_again(keeper: Officer, at: datetime) -> None:
    one = kept(keeper, at, OAK, {"树号": "G2", "看护人": "王小明"})
    seen = again(one, by=keeper, at=at)
    back = read_table(written.faulty(TREES, seen.lines), needed=TREES.needed, most=10)

    assert [(line.cells["树号"], line.cells["原因"]) for line in back] == [("G2", "树种：不能为空")]
    assert written.shown(TREES, seen.lines[1]) == ["G2", "", "", "", "", "王**"]
    assert [one.cells for one in read_table(written.blank(TREES), needed=TREES.heads, most=10)] == []


def test_a_sheet_is_refused_as_a_whole(keeper: Officer, at: datetime) -> None:
    with pytest.raises(HeadMissing, match="树种"):
        look_over(kind=TREES, data=written_table("表", ("树号",), [["1"]]), name="a", by=keeper, at=at)
    with pytest.raises(TooManyLines, match="一次最多20行"):
        kept(keeper, at, *({"树号": f"G{n}", "树种": "栎"} for n in range(21)))


def test_nobody_else_takes_it_in(world: Any, keeper: Officer, at: datetime) -> None:
    one = kept(keeper, at, OAK)

    with pytest.raises(NotAllowed):
        kept(world.lin, at, OAK)
    with pytest.raises(NotAllowed):
        take_in(intake=one, by=world.lin, at=at)


def test_what_nobody_confirms_is_emptied_after_a_day(keeper: Officer, at: datetime) -> None:
    one = kept(keeper, at, OAK)
    tomorrow = at + timedelta(days=1, minutes=1)

    assert (jobs.stale(at), jobs.stale(tomorrow)) == ([], [(str(one.pk), one.pk)])
    jobs.forget(one.pk, tomorrow)
    with pytest.raises(IntakeOver):
        take_in(intake=one, by=keeper, at=tomorrow)
    with pytest.raises(IntakeOver):
        again(Intake.objects.get(), by=keeper, at=tomorrow)


def test_a_kind_is_declared_once(keeper: Officer) -> None:
    assert declare.register(TREES) is TREES
    with pytest.raises(ValueError, match=r"test\.tree"):
        declare.register(declare.SheetKind("test.tree", "树", "", (), TREES.check, TREES.plan, TREES.take))
