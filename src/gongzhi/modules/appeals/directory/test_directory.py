"""The directory: editions, categories, spreadsheets, pages."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.events.models import Event
from gongzhi.modules.appeals.conftest import AT, World
from gongzhi.modules.appeals.directory import sheets
from gongzhi.modules.appeals.directory.actions import (
    CodeTaken,
    Draft,
    EditionEmpty,
    EditionExists,
    EditionInPast,
    publish,
    set_category,
)
from gongzhi.modules.appeals.directory.models import Category, Edition
from gongzhi.modules.appeals.directory.queries import known

ON = date(2026, 3, 2)
HEADS = ("事项代码", "地方代码", "主办单位", "协办单位", "办结时限")


def sheet(*rows: tuple[str, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for n, cells in enumerate((heads, *rows)):
            for at, text in enumerate(cells):
                page.write_string(n, at, text)
    return file.getvalue()


def faults(*rows: tuple[str, ...]) -> list[tuple[int, str, str]]:
    return [
        (row.number, column, said) for row in sheets.read(sheet(*rows), ON) for column, said in row.faults
    ]


def client(world: World, name: str = "head") -> Client:
    found = Client()
    found.force_login(getattr(world, name))
    return found


def test_edition_of_a_day_is_the_last_that_has_begun(world: World) -> None:
    draft = Draft(world.categories["E13"], world.housing)
    publish(drafts=[draft], from_on=date(2026, 4, 1), source="第二版", by=world.head, at=AT)

    there, water = known(), world.categories["E13"].pk
    days = (ON, date(2026, 4, 1))
    assert [there.propose(water, "", day).unit for day in days] == [world.water.pk, world.housing.pk]
    assert (
        Event.objects.filter(kind="appeals.edition_published")
        .latest("id")
        .sentence.startswith("发布事项分派目录第2版，1条")
    )


def test_closest_place_wins(world: World) -> None:
    water = world.categories["E13"]
    drafts = [Draft(water, world.water), Draft(water, world.town, place_code="349921100000")]
    publish(drafts=drafts, from_on=ON, source="第二版", by=world.head, at=AT)

    found = [known().propose(water.pk, code, ON).unit for code in ("349921100200", "349921001001")]
    assert found == [world.town.pk, world.water.pk]


def test_editions_follow_each_other(world: World) -> None:
    draft = Draft(world.categories["E13"], world.housing)

    with pytest.raises(EditionExists):
        publish(drafts=[draft], from_on=date(2020, 1, 1), source="依据", by=world.head, at=AT)
    with pytest.raises(EditionInPast):
        publish(drafts=[draft], from_on=date(2019, 1, 1), source="依据", by=world.head, at=AT)
    with pytest.raises(EditionEmpty):
        publish(drafts=[], from_on=ON, source="依据", by=world.head, at=AT)


def test_code_of_a_category_is_its_own(world: World) -> None:
    with pytest.raises(CodeTaken, match="设施/供水中断"):
        set_category(code="E13", major="水", name="其他", by=world.head, at=AT)


def test_category_withdrawn_from_a_day_on_is_offered_until_then(world: World) -> None:
    water = world.categories["E13"]
    set_category(
        category=water,
        code="E13",
        major="设施",
        name="供水中断",
        withdrawn_on=date(2026, 4, 1),
        by=world.head,
        at=AT,
    )

    offered = [[one.code for one in known().offered(day)] for day in (ON, date(2026, 4, 1))]
    assert offered == [["E01", "E10", "E13", "E30"], ["E01", "E10", "E30"]]


def test_export_is_read_back_as_it_was(world: World) -> None:
    rows = sheets.read(sheets.written(Edition.objects.get()), ON)

    told = [(row.draft.category.code, row.draft.unit, row.draft.limit) for row in rows if row.draft]
    assert told == [
        ("E01", world.city, "4wh"),
        ("E10", world.housing, "7wd"),
        ("E13", world.water, ""),
        ("E30", None, ""),
    ]


def test_units_are_found_by_any_of_their_names(world: World) -> None:
    rows = sheets.read(sheet(("E13", "", "清泽县供水有限公司", "县城管局，县住建局", "五个工作日")), ON)

    draft = rows[0].draft
    assert draft is not None
    assert (draft.unit, list(draft.co), draft.limit) == (world.water, [world.city, world.housing], "5wd")


def test_each_wrong_cell_is_said(world: World) -> None:
    found = faults(
        ("E99", "", "县供水公司", "", ""),
        ("E13", "349922", "不存在局", "", "很快"),
        ("E10", "", "", "", ""),
        ("E01", "", "县城管局", "县城管局", ""),
        ("E01", "", "县城管局", "", ""),
    )

    assert [(row, column) for row, column, _ in found] == [
        (2, "事项代码"), (3, "地方代码"), (3, "主办单位"), (3, "办结时限"), (4, "主办单位"), (5, "协办单位"), (6, "事项代码"),
    ]  # fmt: skip


def test_other_files_are_refused(world: World) -> None:
    with pytest.raises(sheets.NotASheet):
        sheets.read(b"not a sheet", ON)
    with pytest.raises(sheets.NotADirectory, match="主办单位"):
        sheets.read(sheet(("E13",), heads=("事项代码",)), ON)


def test_pages_of_the_directory_open(world: World) -> None:
    page = client(world)

    for address in (
        "",
        "categories/",
        "categories/new/",
        "upload/",
        f"categories/{world.categories['E13'].pk}/",
        "1.xlsx",
        "0.xlsx",
    ):
        assert page.get(f"/appeals/directory/{address}").status_code == 200, address
    assert page.get("/appeals/directory/9.xlsx").status_code == 404


def test_sheet_is_looked_over_and_published(world: World) -> None:
    page = client(world)
    file = SimpleUploadedFile("目录.xlsx", sheet(("E13", "", "县住建局", "", "3个工作日")))
    preview = page.post("/appeals/directory/upload/", {"file": file, "_once": "a"})["Location"]
    assert "全部无误" in page.get(preview).content.decode()

    answer = page.post(preview, {"from_on": "2026-03-02", "source": "县热线联席会议第3次会议", "_once": "b"})

    assert answer.status_code == 302
    assert (known().propose(world.categories["E13"].pk, "", ON).unit, Edition.objects.count()) == (
        world.housing.pk,
        2,
    )


def test_wrong_sheet_is_shown_row_by_row_and_not_published(world: World) -> None:
    page = client(world)
    file = SimpleUploadedFile("目录.xlsx", sheet(("E99", "", "县住建局", "", "")))
    preview = page.post("/appeals/directory/upload/", {"file": file, "_once": "a"})["Location"]

    text = page.get(preview).content.decode()
    assert ("没有代码为“E99”的事项" in text, "发布1条" in text) == (True, False)
    assert page.post(preview, {"from_on": "2026-03-02", "source": "依据", "_once": "b"}).status_code == 422


def test_only_the_head_changes_the_directory(world: World) -> None:
    page = client(world, "clerk")

    assert page.get("/appeals/directory/").status_code == 200
    assert (
        page.get("/appeals/directory/upload/").status_code,
        page.get("/appeals/directory/categories/new/").status_code,
    ) == (403, 403)


def test_lists_cost_the_same_for_few_and_many(world: World, django_assert_num_queries: Any) -> None:
    """costs: EntryList, CategoryList"""

    def cost(address: str) -> int:
        page = client(world)
        page.get(address)
        with statements() as told:
            assert page.get(address).status_code == 200
        return len(told)

    addresses = ("/appeals/directory/", "/appeals/directory/categories/")
    few = [cost(address) for address in addresses]
    Category.objects.bulk_create(Category(code=f"X{n:02}", major="其他", name=f"第{n}类") for n in range(30))
    drafts = [Draft(one, world.city, co=[world.water]) for one in Category.objects.all()]
    publish(drafts=drafts, from_on=ON, source="第二版", by=None, at=AT)
    assert [cost(address) for address in addresses] == few
