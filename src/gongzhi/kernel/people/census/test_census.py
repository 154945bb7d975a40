"""Collecting by spreadsheet and by hand: what is taken, what is refused and why, what nobody may see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.queries import NotAllowed, NotVisible
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.sheets import HeadMissing, NotASheet, written_table
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.people.census import intake, opening
from gongzhi.kernel.people.census.kinds import FORMS
from gongzhi.kernel.people.census.models import Change, House, Household, Organisation, Resident
from gongzhi.kernel.people.census.rules import credit_check, identity_check
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.sheets import actions as sheets
from gongzhi.kernel.sheets.refused import IntakeOver

FIRST, SECOND = "349921100200001", "349921100200002"
Rows = list[dict[str, str]]


def identity(n: int, born: str = "19800101") -> str:
    first = f"349921{born}{n:03}"
    return first + identity_check(first)


def credit(n: int) -> str:
    first = f"91349921MA{n:07}"
    return first + credit_check(first)


def sheet(subject: str, rows: Rows) -> bytes:
    heads = FORMS[subject].heads
    return written_table("表", heads, [[row.get(head, "") for head in heads] for row in rows])


def resident(n: int, **more: str) -> dict[str, str]:
    given = {
        "姓名": f"居民{n:04}",
        "身份证号": identity(n),
        "网格代码": FIRST,
        "房屋编码": "H1",
        "电话": "19900000001",
    }
    return given | more


@pytest.fixture
def worker(world: Any) -> Officer:
    """A worker of the first of two grids, where a house stands."""
    village = Place.objects.create(
        code="349921100200", name="东庄村", kind=PlaceKind.VILLAGE, parent=world.place
    )
    for code, name in ((FIRST, "第1网格"), (SECOND, "第2网格")):
        Place.objects.create(code=code, name=name, kind=PlaceKind.GRID, parent=village)
    held = PermissionSet.objects.create(
        name="w", label="网格员", permissions=["people.view", "people.collect", "people.reveal"]
    )
    grid = Place.objects.get(code=FIRST)
    Holding.objects.create(officer=world.he, set=held, place=grid, from_on=date(2020, 1, 1))
    House.objects.create(
        code="H1",
        place_code=FIRST,
        address="东庄村1号",
        changed_at=datetime.fromisoformat("2026-01-01T00:00+08:00"),
    )
    return world.he


def taken(subject: str, rows: Rows, by: Officer, at: datetime) -> Any:
    kept = sheets.look_over(kind=FORMS[subject], data=sheet(subject, rows), name="采集表.xlsx", by=by, at=at)
    return sheets.take_in(intake=kept, by=by, at=at)


def counts(one: Any) -> tuple[int, int, int, int]:
    return one.added, one.changed, one.same, one.refused


def test_a_second_run_doubles_nothing(worker: Officer, at: datetime) -> None:
    rows = [resident(n, 与户主关系="户主" if n == 1 else "子女") for n in range(1, 6)]

    assert counts(taken("resident", rows, worker, at)) == (5, 0, 0, 0)
    assert counts(taken("resident", rows, worker, at)) == (0, 0, 5, 0)
    home = Household.objects.get()
    assert (Resident.objects.count(), home.number, home.size, home.head_name) == (5, "H1", 5, "居*****")


def test_a_changed_cell_is_changed_with_its_history_and_an_empty_one_changes_nothing(
    worker: Officer, at: datetime
) -> None:
    taken("resident", [resident(1)], worker, at)
    again = taken(
        "resident",
        [
            resident(1, 电话="19900000002", 姓名="居民改名"),
        ],
        worker,
        at,
    )
    empty = taken("resident", [resident(1, 电话="", 姓名="居民改名")], worker, at)

    assert (counts(again), counts(empty)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    change = Change.objects.filter(how="表格更新").get()
    assert change.what == [["姓名", "居*****", "居***"], ["电话", "199****0001", "199****0002"]]


def test_every_faulty_line_says_what_is_wrong_and_the_others_are_taken(worker: Officer, at: datetime) -> None:
    rows = [
        resident(1),
        resident(2, 身份证号=identity(2)[:17] + "X" if identity(2)[17] != "X" else identity(2)[:17] + "1"),
        resident(1, 姓名="又一行"),
        resident(3, 网格代码=SECOND, 房屋编码=""),
        resident(4, 网格代码="349921100200"),
        resident(5, 姓名="", 居住类别="常住"),
        resident(6, 房屋编码="H9"),
        resident(7, 电话="123"),
        resident(8, 身份证号=identity(8, "20991231")),
    ]
    kept = sheets.look_over(
        kind=FORMS["resident"], data=sheet("resident", rows), name="表.xlsx", by=worker, at=at
    )
    told = {
        line.number: [column for column, _ in line.faults]
        for line in sheets.again(kept, by=worker, at=at).lines
    }
    done = sheets.take_in(intake=kept, by=worker, at=at)

    assert told == {
        2: [], 3: ["身份证号"], 4: ["身份证号"], 5: ["网格代码"], 6: ["网格代码", "网格代码"], 7: ["姓名", "居住类别"],
        8: ["房屋编码"], 9: ["电话"], 10: ["身份证号"],
    }  # fmt: skip
    assert counts(done) == (1, 0, 0, 8)


def test_who_is_registered_elsewhere_is_not_taken_over_nor_told_where(worker: Officer, at: datetime) -> None:
    taken("resident", [resident(1)], worker, at)
    Resident.objects.update(place_code=SECOND)
    seen = sheets.examine(FORMS["resident"], sheet("resident", [resident(1)]), by=worker, at=at)

    assert seen.lines[0].faults == [("身份证号", "已在其他网格登记，请联系乡镇网格办核对后办理迁移")]


def test_houses_and_organisations_are_taken_the_same_way(worker: Officer, at: datetime) -> None:
    houses = [
        {
            "房屋编码": f"H{n}",
            "地址": f"东庄村{n}号",
            "网格代码": FIRST,
            "产权人": "房东甲",
            "经度": "116.3",
            "纬度": "32.9",
        }
        for n in range(1, 4)
    ]
    firms = [
        {
            "统一社会信用代码": credit(n),
            "名称": f"第{n}商店",
            "网格代码": FIRST,
            "地址": "东庄村",
            "负责人": "店主乙",
            "负责人电话": "19900000003",
        }
        for n in range(3)
    ]

    assert [counts(taken("house", houses, worker, at)) for _ in range(2)] == [(2, 1, 0, 0), (0, 0, 3, 0)]
    assert [counts(taken("organisation", firms, worker, at)) for _ in range(2)] == [
        (3, 0, 0, 0),
        (0, 0, 3, 0),
    ]
    assert Organisation.objects.first().masked_phone == "199****0003"  # type: ignore[union-attr]


def test_the_database_holds_no_name_and_no_number_in_the_clear(worker: Officer, at: datetime) -> None:
    taken("resident", [resident(1)], worker, at)

    with connection.cursor() as cursor:
        stored = ""
        for table in (
            "people_person",
            "people_resident",
            "people_household",
            "people_change",
            "sheets_intake",
            "events_event",
        ):
            cursor.execute(f"SELECT * FROM {table}")
            stored += str(cursor.fetchall())
    assert [word for word in ("居民0001", identity(1), "19900000001") if word in stored] == []


def test_a_worker_sees_own_grid_only_and_each_opening_is_logged(worker: Officer, at: datetime) -> None:
    taken("resident", [resident(1), resident(2)], worker, at)
    mine, other = Resident.objects.order_by("pk")
    Resident.objects.filter(pk=other.pk).update(place_code=SECOND)
    other.refresh_from_db()

    assert list(visible(Resident.objects.all(), worker, "people.view")) == [mine]
    assert opening.open_row(row=mine, purpose="核对走访对象", by=worker, at=at)["姓名"] == "居民0001"
    with pytest.raises(NotVisible):
        opening.open_row(row=other, purpose="核对走访对象", by=worker, at=at)
    assert [one.kind for one in Event.objects.filter(actor=worker, kind="access.revealed")] == [
        "access.revealed"
    ]


def test_a_sheet_is_taken_once_and_then_emptied(worker: Officer, at: datetime) -> None:
    done = taken("resident", [resident(1)], worker, at)

    assert done.content.open() == ""
    with pytest.raises(IntakeOver):
        sheets.take_in(intake=done, by=worker, at=at)


def test_what_is_no_sheet_is_said(worker: Officer, at: datetime) -> None:
    with pytest.raises(NotASheet):
        sheets.look_over(kind=FORMS["resident"], data=b"no", name="a", by=worker, at=at)
    with pytest.raises(HeadMissing, match="身份证号"):
        sheets.look_over(
            kind=FORMS["resident"], data=written_table("表", ("姓名",), [["甲"]]), name="a", by=worker, at=at
        )


def test_entering_by_hand_follows_the_same_rules(worker: Officer, at: datetime) -> None:
    intake.enter(subject="resident", cells=resident(1), by=worker, at=at)

    with pytest.raises(intake.EntryRefused, match="身份证号校验码不对"):
        intake.enter(subject="resident", cells=resident(2, 身份证号="349921198001010990"), by=worker, at=at)
    assert Resident.objects.count() == 1


def test_nobody_else_collects(world: Any, worker: Officer, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        intake.enter(subject="resident", cells=resident(1), by=world.lin, at=at)


def test_who_moves_away_can_be_registered_again(worker: Officer, at: datetime) -> None:
    taken("resident", [resident(1)], worker, at)
    intake.leave(row=Resident.objects.get(), reason="迁往外地", by=worker, at=at)
    taken("resident", [resident(1)], worker, at)

    assert [one.left_on is None for one in Resident.objects.order_by("pk")] == [False, True]
    assert Household.objects.get().size == 1


def test_a_house_with_people_in_it_is_not_struck(worker: Officer, at: datetime) -> None:
    taken("resident", [resident(1)], worker, at)

    with pytest.raises(intake.StillLivedIn):
        intake.leave(row=House.objects.get(), reason="拆除", by=worker, at=at)


def test_statements_do_not_grow_with_the_lines(
    worker: Officer, at: datetime, django_assert_max_num_queries: Any
) -> None:
    data = [sheet("resident", [resident(n) for n in range(1, count)]) for count in (4, 200)]
    for one in data:
        kept = sheets.look_over(kind=FORMS["resident"], data=one, name="表.xlsx", by=worker, at=at)
        with django_assert_max_num_queries(40):
            sheets.take_in(intake=kept, by=worker, at=at)
    assert Person.objects.count() == 199
