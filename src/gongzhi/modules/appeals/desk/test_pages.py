"""The list, the page of one appeal, who may see it, and reading the caller in the clear."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.support.errands import statements

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.conftest import AT, PHONE, World
from gongzhi.modules.appeals.intake.models import Appeal

LIST = "/appeals/"


def client(officer: Officer) -> Client:
    found = Client()
    found.force_login(officer)
    return found


def page(officer: Officer, address: str) -> str:
    answer = client(officer).get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode()


def rows(officer: Officer, query: str = "") -> list[str]:
    return re.findall(r'id="row-\d+".*?/appeals/(SQ\w+)/', page(officer, LIST + query))


def test_list_shows_each_unit_its_own(world: World) -> None:
    water, city = world.dispatched(), world.dispatched(category="E01", text="垃圾桶满了没人清。")
    waiting = world.appeal("还没有派单的诉求。")

    assert rows(world.clerk) == [waiting.number, city.number, water.number]
    assert (rows(world.waterman), rows(world.cityman), rows(world.townsman)) == (
        [water.number],
        [city.number],
        [],
    )


def test_desks_show_what_waits_there(world: World) -> None:
    waiting, sent, replied = (
        world.appeal(),
        world.dispatched(text="水压很低洗不了澡。"),
        world.replied(text="水表不走字了。"),
    )

    found = {
        desk: rows(world.head, f"?desk={desk}")
        for desk in ("dispatch", "sign", "review", "callback", "claim")
    }
    assert found == {
        "dispatch": [waiting.number], "sign": [sent.number], "review": [replied.number], "callback": [], "claim": [],
    }  # fmt: skip


def test_overdue_is_what_a_unit_owes_past_its_term(world: World, frozen: Any) -> None:
    late, done = world.handling(), world.replied(text="水表不走字了。")
    assert done.matter.state == "replied"

    frozen(AT + timedelta(days=20))
    assert rows(world.head, "?light=overdue") == [late.number]


def test_clerk_finds_by_the_callers_number(world: World) -> None:
    appeal = world.appeal()
    world.appeal("别人的另一件事。", phone="13900139000")

    assert (rows(world.clerk, f"?q={PHONE}"), rows(world.clerk, "?q=没水")) == (
        [appeal.number],
        [appeal.number],
    )


def test_list_costs_the_same_for_few_and_many(world: World) -> None:
    """costs: AppealList"""

    def cost(count: int) -> int:
        for n in range(count):
            world.handling(text=f"第{count}批第{n}件诉求的内容。", phone=f"139{count:04}{n:04}")
        seen = client(world.head)
        seen.get(LIST)
        with statements() as told:
            assert seen.get(LIST).status_code == 200
        return len(told)

    few, page = cost(3), cost(30)
    assert page == few + 1  # a full page asks how many there are


def test_page_shows_the_words_and_masks_the_caller(world: World) -> None:
    appeal = world.closed(address="锦绣花园3栋2单元501室")

    text = page(world.waterman, f"/appeals/{appeal.number}/")

    assert ("昨晚起小区三栋楼没水" in text, "王** 138****8000" in text, "锦绣花园*栋*单元*室" in text) == (
        True,
        True,
        True,
    )
    assert (PHONE in text, "王小明" in text, "501室" in text) == (False, False, False)


def test_page_of_a_report_shows_no_caller_and_no_number(world: World) -> None:
    appeal = world.dispatched(text=f"我叫王小明，电话{PHONE}，有人偷挖沙子。", type="report")

    text = page(world.waterman, f"/appeals/{appeal.number}/")

    assert ("保密" in text, "〔电话〕" in text, "王**" in text, "查看诉求人" in text) == (
        True,
        True,
        False,
        False,
    )


def test_page_costs_the_same_whatever_happened(world: World) -> None:
    def cost(appeal: Appeal) -> int:
        seen = client(world.head)
        seen.get(f"/appeals/{appeal.number}/")
        with statements() as told:
            assert seen.get(f"/appeals/{appeal.number}/").status_code == 200
        return len(told)

    fresh = cost(world.dispatched())
    lively = world.closed(text="又停水了，请看看。", solved="no", satisfied="no", phone="13900139000")
    for n in range(5):
        lively = world.move(
            lively, "press", by=world.sender, at=AT + timedelta(days=1), text=f"第{n}次催办。"
        )
        lively = world.move(
            lively, "contact", by=world.waterman, at=AT + timedelta(days=1), note=f"第{n}次联系。"
        )
    assert cost(lively) <= fresh + 4
    assert fresh <= 40


def test_another_units_appeal_is_not_there(world: World) -> None:
    appeal = world.dispatched()

    assert client(world.cityman).get(f"/appeals/{appeal.number}/").status_code == 404
    assert client(world.cityman).get(f"/appeals/{appeal.number}/caller/").status_code == 404


def test_caller_in_the_clear_takes_a_purpose_and_is_written_down(world: World) -> None:
    appeal = world.dispatched(address="锦绣花园3栋2单元501室")
    seen, address = client(world.waterman), f"/appeals/{appeal.number}/caller/"

    assert seen.post(address, {"purpose": "看"}).status_code == 422
    text = seen.post(address, {"purpose": "电话联系诉求人核实情况"}).content.decode()

    assert [word for word in ("王小明", PHONE, "501室") if word in text] == ["王小明", PHONE, "501室"]
    assert [one.actor for one in Event.objects.filter(kind="access.revealed")] == [world.waterman]


def test_caller_of_a_report_is_for_the_hotlines_head(world: World) -> None:
    appeal = world.dispatched(type="report")
    address, given = f"/appeals/{appeal.number}/caller/", {"purpose": "核实举报线索"}

    assert client(world.waterman).post(address, given).status_code == 403
    assert "王小明" in client(world.head).post(address, given).content.decode()


def test_head_erases_a_caller(world: World) -> None:
    appeal = world.closed()

    answer = client(world.head).post(
        f"/appeals/{appeal.number}/erase/", {"ground": "本人申请删除", "_once": "x1"}
    )

    assert answer.status_code == 303
    assert "〔已删除〕" in page(world.head, f"/appeals/{appeal.number}/")
    assert client(world.sender).get(f"/appeals/{appeal.number}/erase/").status_code == 403


@pytest.mark.parametrize("code", ["dispatch", "recategorise", "reject", "answer", "merge"])
def test_dialogs_of_the_hotline_open(world: World, code: str) -> None:
    appeal = world.appeal()

    assert client(world.head).get(f"/matters/{appeal.number}/moves/{code}").status_code in (200, 301)


def test_who_decides_reads_in_the_form_what_was_asked(world: World) -> None:
    back, more = world.dispatched(), world.handling(text="三号楼也没有水。", phone="13900139000")
    why = {"reason": "水表以内归物业管。", "basis": "供水条例第二十条", "suggested": world.housing}
    world.move(back, "ask_return", by=world.waterman, **why)
    world.move(
        more,
        "ask_extension",
        by=world.waterman,
        reason="等配件。",
        plan="周五换。",
        told_caller="已告知。",
    )

    returned = page(world.sender, f"/matters/{back.number}/moves/decide_return/")
    extended = page(world.head, f"/matters/{more.number}/moves/decide_extension/")
    sent = page(world.sender, f"/matters/{world.appeal('四号楼没有水。', phone='').number}/moves/dispatch/")

    assert "水表以内归物业管。" in returned and "建议：县住建局" in returned
    assert "申请延长5个工作日" in extended and "等配件。" in extended
    assert "现在派出办结时限" in sent


def test_desk_shows_its_own_term_and_marks_what_waits_too_long(world: World, frozen: Any) -> None:
    world.appeal()
    frozen(AT + timedelta(days=2))

    text = client(world.sender).get("/appeals/?desk=dispatch").content.decode()

    assert "本环节时限" in text
    assert re.search(r'<span class="late">2026-03-02 \d\d:\d\d</span>', text)


def test_units_open_list_is_its_own_host_and_co_by_term(world: World, frozen: Any) -> None:
    frozen(AT + timedelta(hours=1))
    later = world.dispatched(unit=world.city, text="这里有一件事要协办。", co=[world.water])
    sooner = world.dispatched(urgency="urgent_2")
    world.dispatched(unit=world.city, text="这一件与供水无关。")
    closed = world.closed(text="水表不走了。")

    text = client(world.waterman).get("/appeals/?mine=1&state=open").content.decode()
    every = client(world.waterman).get("/appeals/?mine=1").content.decode()

    assert re.findall(r'id="row-(\d+)"', text) == [str(sooner.pk), str(later.pk)]
    assert len(re.findall(r'id="row-', every)) == 3 and str(closed.number) in every
