"""The list of measures of an inspection by spreadsheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.kernel.files.sheets import written_table
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.sheets.actions import examine, look_over, take_in
from gongzhi.kernel.sheets.models import Intake
from gongzhi.modules.ecology.conftest import AT, Eco
from gongzhi.modules.ecology.inspections import actions
from gongzhi.modules.ecology.inspections.models import Item
from gongzhi.modules.ecology.inspections.sheets import ITEMS
from gongzhi.modules.ecology.inspections.test_moves import TEXT, fed_back, inspected


def line(n: int, **more: str) -> dict[str, str]:
    return {
        "序号": str(n), "反馈问题": f"{TEXT}之{n}", "整改目标": "全面覆盖", "牵头单位": "泽口镇", "配合单位": "县水利局、县生态环境分局",
        "整改时限": "2026-06-30", "地方": "东庄村",
    } | more  # fmt: skip


def sheet(*rows: dict[str, str]) -> bytes:
    return written_table("问题", ITEMS.heads, [[row.get(head, "") for head in ITEMS.heads] for row in rows])


def taken(eco: Eco, *rows: dict[str, str]) -> dict[str, int]:
    about = str(inspected(eco).pk)
    kept = look_over(kind=ITEMS, data=sheet(*rows), name="清单.xlsx", about=about, by=eco.office, at=AT)
    return take_in(intake=kept, by=eco.office, at=AT).counts


def faults(eco: Eco, *rows: dict[str, str]) -> list[list[str]]:
    seen = examine(ITEMS, sheet(*rows), about=inspected(eco), by=eco.office, at=AT)
    return [[f"{column}：{text}" for column, text in one.faults] for one in seen.lines]


def test_each_line_becomes_an_item_of_its_units(eco: Eco) -> None:
    done = taken(eco, line(1), line(2, 牵头单位="县水利局", 配合单位="", 整改时限="2026年12月底前", 地方=""))

    first, second = Item.objects.order_by("serial").select_related("matter__lead_unit")
    assert done == {"added": 2, "changed": 0, "same": 0, "refused": 0}
    assert (first.target, first.deadline, first.matter.place_code, first.matter.lead_unit) == (
        "全面覆盖", date(2026, 6, 30), eco.village.code, eco.town,
    )  # fmt: skip
    assert (second.deadline, second.matter.place_code) == (date(2026, 12, 31), eco.county.code)
    assert [one.unit for one in first.matter.assignments.order_by("order")] == [
        eco.town,
        eco.water,
        eco.bureau,
    ]
    assert first.matter.clocks.filter(name="plan", assignment__role="lead").count() == 1


def test_a_sheet_does_what_the_form_does(eco: Eco) -> None:
    by_form = fed_back(eco, serial=1, text=f"{TEXT}之2")
    taken(eco, line(2, 配合单位="县生态环境分局", 地方=""))
    by_sheet = Item.objects.get(serial=2)

    for name in ("due_at", "warn_at", "category", "source", "state", "lead_unit_id", "place_code"):
        assert getattr(by_form.matter, name) == getattr(by_sheet.matter, name), name


def test_a_second_time_opens_nothing(eco: Eco) -> None:
    taken(eco, line(1), line(2))

    assert taken(eco, line(1), line(2), line(3)) == {"added": 1, "changed": 0, "same": 2, "refused": 0}
    assert Item.objects.count() == 3


def test_another_text_under_a_known_serial_is_said(eco: Eco) -> None:
    taken(eco, line(1))
    number = Item.objects.get().number

    assert faults(eco, line(1, 反馈问题="河道里漂浮垃圾没有清理。")) == [
        [
            f"反馈问题：第1号问题已经交办（{number}），表里的文字不同。办理中的问题在它自己的页面上办理，新问题请换一个序号"
        ]
    ]


def test_every_faulty_line_says_what_to_do(eco: Eco) -> None:
    found = faults(
        eco,
        line(1, 反馈问题="短"),
        line(2, 序号="二"),
        line(3, 整改时限="2025-12-01"),
        line(4, 整改时限="长期坚持"),
        line(5, 牵头单位="县林业局局"),
        line(6, 配合单位="泽口镇、县水利局"),
        line(7, 地方="无名镇"),
        line(8, 牵头单位=""),
        line(9, 序号="07"),
    )

    assert found == [
        ["反馈问题：反馈问题至少6个字，请照反馈意见原文填写。"],
        ["序号：“二”不是1至999的整数，请照反馈意见的序号填写"],
        ["整改时限：整改时限2025-12-01早于反馈日期2025-12-20，请核对。"],
        ["整改时限：“长期坚持”里没有到哪一天，请填日期，如2026-12-31或2026年6月底"],
        ["牵头单位：没有叫“县林业局局”的单位，是不是县林业局？请改正"],
        ["配合单位：泽口镇已经是牵头单位，不用再列为配合单位。请去掉一处。"],
        ["地方：没有叫“无名镇”的地方，请填乡镇、村（社区）的名称或区划代码"],
        ["牵头单位：不能为空"],
        ["序号：与第8行重复，请只留一行"],
    ]


def test_all_or_none_is_opened(eco: Eco, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any, **more: Any) -> None:
        raise RuntimeError("out of order")

    about = str(inspected(eco).pk)
    kept = look_over(
        kind=ITEMS, data=sheet(line(1), line(2)), name="清单.xlsx", about=about, by=eco.office, at=AT
    )
    monkeypatch.setattr(actions, "tell", broken)
    with pytest.raises(RuntimeError):
        take_in(intake=kept, by=eco.office, at=AT)

    assert (Item.objects.count(), Intake.objects.get().is_open) == (0, True)


def test_a_unit_is_told_once_of_all_that_it_was_given(eco: Eco) -> None:
    taken(eco, line(1), line(2), line(3, 牵头单位="县林业局", 配合单位=""))

    told = Message.objects.filter(kind="ecology").order_by("officer__username")
    assert [
        (one.officer.username, one.title) for one in told if one.officer in (eco.townsman, eco.stranger)
    ] == [
        ("stranger", f"督察整改任务：{Item.objects.get(serial=3).matter.title[:40]}"),
        ("townsman", f"督察整改任务2项：{inspected(eco).title}"),
    ]


def test_statements_do_not_grow_with_the_lines(eco: Eco, django_assert_max_num_queries: Any) -> None:
    about = str(inspected(eco).pk)
    for first, last in ((1, 4), (10, 110)):
        rows = [line(n) for n in range(first, last)]
        kept = look_over(kind=ITEMS, data=sheet(*rows), name="清单.xlsx", about=about, by=eco.office, at=AT)
        with django_assert_max_num_queries(60):
            take_in(intake=kept, by=eco.office, at=AT)
    assert Item.objects.count() == 103


def test_a_list_of_measures_is_taken_in_on_the_pages(client: Any, eco: Eco, friday: Any) -> None:
    """costs: SheetList"""
    client.force_login(eco.office)
    one = inspected(eco)
    upload = reverse("ecology:item_sheet_upload", args=[one.pk])
    assert upload in client.get(reverse("ecology:inspection", args=[one.pk])).content.decode()
    assert client.get(upload).status_code == 200

    file = SimpleUploadedFile("清单.xlsx", sheet(line(1), line(2, 牵头单位="")))
    answer = client.post(upload, {"file": file, "_once": "a"})
    report = client.get(answer["Location"]).content.decode()
    assert ("交办无误的1行" in report, "牵头单位1行" in report) == (True, True)
    client.post(answer["Location"], {"_once": "b"})
    assert "已交办" in client.get(answer["Location"]).content.decode()
    assert f"{TEXT}之1" in client.get(reverse("ecology:inspection", args=[one.pk])).content.decode()
    assert "清单.xlsx" in client.get(reverse("ecology:item_sheets", args=[one.pk])).content.decode()


def test_a_sheet_belongs_to_its_inspection(client: Any, eco: Eco) -> None:
    client.force_login(eco.office)
    about = str(inspected(eco).pk)
    kept = look_over(kind=ITEMS, data=sheet(line(1)), name="清单.xlsx", about=about, by=eco.office, at=AT)

    assert client.get(reverse("ecology:item_sheet", args=[99, kept.pk])).status_code == 404
    assert client.get(reverse("ecology:item_sheet_upload", args=["x"])).status_code == 404
    assert client.force_login(eco.townsman) is None
    assert client.get(reverse("ecology:item_sheet_upload", args=[about])).status_code == 403
