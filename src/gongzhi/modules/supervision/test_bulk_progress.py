"""Progress by spreadsheet: nothing half done, nothing done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from gongzhi.modules.supervision import bulk_progress
from gongzhi.modules.supervision.conftest import World
from gongzhi.modules.supervision.models import Report, Task
from gongzhi.modules.supervision.test_tasks import client

IN_APRIL = datetime(2026, 4, 16, 2, 0, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def in_april(frozen: Callable[[datetime], None]) -> Iterator[None]:
    frozen(IN_APRIL)
    yield


def rows_of(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


def filled(world: World, *given: dict[str, Any]) -> bytes:
    """The downloaded template with cells filled in, row after row, by the name of the column."""
    rows = rows_of(bulk_progress.template(world.builder, IN_APRIL))
    heads = rows[0]
    for row, cells in zip(rows[1:], given, strict=False):
        for name, value in cells.items():
            row[heads.index(name)] = value
    return sheet(rows)


def sheet(rows: list[list[Any]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            page.write_row(n, 0, row)
    return file.getvalue()


def send(world: World, data: bytes) -> str:
    """Upload a sheet; gives the address of its preview."""
    browser = client(world.builder)
    answer = browser.post(
        "/supervision/tasks/progress/",
        {"file": SimpleUploadedFile("填报表.xlsx", data, XLSX), "_once": str(len(data))},
    )
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


PLAIN = {"实际进度（%）": 20, "进展情况": "推进中"}


def states(world: World, data: bytes) -> list[tuple[int, str, list[tuple[str, str]]]]:
    return [(one.row, one.state, one.faults) for one in bulk_progress.read(data, world.builder, IN_APRIL)]


def test_template_has_what_is_owed_and_its_targets(world: World) -> None:
    task = world.started()

    heads, row = rows_of(bulk_progress.template(world.builder, IN_APRIL))

    assert row[:5] == [task.number, "牵头", "改造老旧小区12个", "2026年3月月报", "2026-04-07"]
    assert heads[6:8] == ["指标1", "指标1完成数"]
    assert row[6] == "老旧小区 >=12个"


def test_filled_rows_are_reported_in_one_confirmation(world: World) -> None:
    made = [world.started(text=f"第{n}项任务") for n in range(2)]
    address = send(world, filled(world, PLAIN | {"指标1完成数": 3}, PLAIN))

    shown = client(world.builder).get(address).content.decode()
    assert not Report.objects.exists()
    client(world.builder).post(address, {"_once": "k2"})

    assert "确认报送2件" in shown
    assert [(one.task, one.percent) for one in Report.objects.order_by("task")] == [(one, 20) for one in made]
    assert made[0].targets.get().reached == 3


def test_untouched_rows_are_left_alone(world: World) -> None:
    for n in range(2):
        world.started(text=f"第{n}项任务")

    assert [row for row, _, _ in states(world, filled(world, {}, PLAIN))] == [3]


def test_wrong_cells_are_told_with_row_column_and_remedy(world: World) -> None:
    for n in range(3):
        world.started(text=f"第{n}项任务")
    data = filled(
        world, PLAIN | {"实际进度（%）": 130}, PLAIN | {"进展情况": ""}, PLAIN | {"实际进度（%）": 100}
    )

    (first, second, third) = states(world, data)

    assert (first[0], first[2][0][0]) == (2, "实际进度（%）")
    assert (second[0], second[2]) == (3, [("进展情况", "请填写这一项。")])
    assert third[2] == [("实际进度（%）", "报100%要附佐证材料，表格不能带附件，请到任务页面单独报送")]


def test_fallen_percent_asks_for_the_reason(world: World) -> None:
    world.started()
    Task.objects.update(actual=50)

    assert states(world, filled(world, PLAIN))[0][2] == [("进度下降说明", "进度由50%降到20%，请写明原因")]


def test_valid_rows_go_and_wrong_ones_stay(world: World) -> None:
    good, bad = world.started(), world.started(text="第二项任务")
    address = send(world, filled(world, PLAIN, PLAIN | {"实际进度（%）": "很多"}))
    client(world.builder).post(address, {"_once": "k2"})

    assert good.reports.count() == 1
    assert bad.reports.count() == 0


def test_same_sheet_again_does_not_double(world: World) -> None:
    world.started()
    data = filled(world, PLAIN)
    address = send(world, data)
    client(world.builder).post(address, {"_once": "k2"})
    again = send(world, data)
    shown = client(world.builder).get(again).content.decode()
    client(world.builder).post(again, {"_once": "k3"})

    assert "2026年3月月报已报送（20%）" in shown
    assert Report.objects.count() == 1


def test_row_of_another_unit_is_refused(world: World) -> None:
    task = world.started(lead=world.town, co=())
    world.started(text="第二项任务")
    data = filled(world, PLAIN | {"编号": task.number})

    assert states(world, data)[0][2][0] == (
        "编号", "不是本单位现在应报的任务，请核对编号和角色，不要改动灰色的列",
    )  # fmt: skip


def test_row_given_twice_is_refused(world: World) -> None:
    world.started()
    rows = rows_of(filled(world, PLAIN))

    assert states(world, sheet([*rows, rows[1]]))[1][2] == [("编号", "与第2行重复，请删去其中一行")]


def test_sheet_of_something_else_is_refused(world: World) -> None:
    with pytest.raises(bulk_progress.NotATemplate, match="第1行找不到“编号”"):
        bulk_progress.read(sheet([["姓名", "电话"], ["甲", "1"]]), world.builder, IN_APRIL)


def test_broken_file_is_refused(world: World) -> None:
    with pytest.raises(bulk_progress.NotASheet):
        bulk_progress.read(b"not a sheet at all", world.builder, IN_APRIL)


def test_empty_template_is_refused_at_upload(world: World) -> None:
    world.started()
    answer = client(world.builder).post(
        "/supervision/tasks/progress/", {"file": SimpleUploadedFile("填报表.xlsx", filled(world), XLSX)}
    )
    assert answer.status_code == 422
    assert "表里没有填写任何一行" in answer.content.decode()


def test_another_officers_sheet_is_not_there(world: World) -> None:
    world.started()
    address = send(world, filled(world, PLAIN))
    assert client(world.waterman).get(address).status_code == 404
