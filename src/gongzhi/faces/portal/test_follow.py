from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from gongzhi.faces.portal.test_filing import photo
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.notify.models import Message
from gongzhi.kernel.people.erasing import erase
from gongzhi.modules.appeals.conftest import AT, World
from gongzhi.modules.appeals.models import Appeal

Frozen = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def address(appeal: Appeal, more: str = "") -> str:
    return f"/portal/appeals/{appeal.number}/{appeal.code}/{more}"


def test_number_and_code_open_the_page(client, world: World):
    appeal = world.appeal()

    answer = client.post(
        "/portal/appeals/find", {"number": f" {appeal.number.lower()} ", "code": appeal.code}
    )

    assert answer.headers["Location"] == address(appeal)


def test_a_wrong_code_says_no_more_than_a_wrong_number(client, world: World):
    appeal = world.appeal()
    tries = ({"number": appeal.number, "code": "X"}, {"number": "SQ0", "code": appeal.code})

    said = {client.post("/portal/appeals/find", one).content.count("没有这个编号".encode()) for one in tries}
    statuses = {client.get(f"/portal/appeals/{one['number']}/{one['code']}/").status_code for one in tries}

    assert (len(said), statuses) == (1, {404})


def test_guessing_codes_is_stopped(client, world: World):
    appeal = world.appeal()

    statuses = [client.get(f"/portal/appeals/{appeal.number}/WRONG{n}/").status_code for n in range(21)]

    assert statuses == [404] * 20 + [429]


def test_an_appeal_past_its_term_is_shown_as_overdue(client, world: World, frozen: Frozen):
    appeal = world.handling()
    frozen(appeal.matter.due_at + timedelta(days=3))

    assert "已逾期3天" in client.get(address(appeal)).content.decode()


def test_what_is_added_reaches_the_unit_that_has_it(client, world: World, frozen: Frozen):
    appeal = world.handling()
    frozen(AT + timedelta(hours=1))

    answer = client.post(address(appeal, "add"), {"text": "水压也不够。", "_once": "k"})

    assert (answer.status_code, appeal.additions.get().text.open()) == (302, "水压也不够。")
    assert Message.objects.filter(officer=world.waterman, title__startswith="诉求人有补充").count() == 1


def test_an_empty_addition_is_refused_beside_its_field(client, world: World):
    answer = client.post(address(world.handling(), "add"), {"text": " "})

    assert answer.status_code == 422
    assert "请写下要补充的内容" in answer.content.decode()


def test_not_solved_gives_it_back_to_the_unit(client, world: World, frozen: Frozen):
    appeal = world.awaiting_call()
    frozen(AT + timedelta(hours=3))

    answer = client.post(
        address(appeal, "judge"), {"solved": "no", "satisfied": "no", "said": "还是没水", "_once": "k"}
    )

    appeal.matter.refresh_from_db()
    assert (answer.status_code, appeal.matter.state, appeal.call_backs.get().way) == (
        302,
        "handling",
        "portal",
    )


def test_a_judgement_is_only_asked_for_when_there_is_a_reply(client, world: World):
    appeal = world.handling()

    answer = client.post(address(appeal, "judge"), {"solved": "full", "satisfied": "yes"})

    assert "请您评价" not in client.get(address(appeal)).content.decode()
    assert answer.status_code == 422
    assert not appeal.call_backs.exists()


def test_a_closed_appeal_can_be_reopened_within_its_days_only(client, world: World, frozen: Frozen):
    early, late = world.closed(), world.closed(text="二号楼也没有水，请来修。", phone="13900139000")
    frozen(AT + timedelta(days=5))
    client.post(address(early, "reopen"), {"reason": "又停水了，没有解决"})
    frozen(AT + timedelta(days=60))
    answer = client.post(address(late, "reopen"), {"reason": "又停水了，没有解决"})

    states = [Appeal.objects.get(pk=one.pk).matter.state for one in (early, late)]
    assert (states, answer.status_code) == (["handling", "closed"], 422)


def test_what_the_hotline_answered_in_vain_reaches_it_again(client, world: World, frozen: Frozen):
    appeal = world.move(world.appeal(), "answer", by=world.clerk, done="请先关总阀再打开试试。")
    frozen(AT + timedelta(days=1))
    assert "要求重新办理" in client.get(address(appeal)).content.decode()

    client.post(address(appeal, "reopen"), {"reason": "试过了，还是没有水", "_once": "k"})

    assert Appeal.objects.get(pk=appeal.pk).matter.state == "registered"
    page = client.get(address(appeal)).content.decode()
    assert "试过了，还是没有水" in page and "请先关总阀再打开试试。" in page


def test_why_it_stands_still_is_said(client, world: World):
    appeal = world.move(
        world.handling(), "suspend", by=world.head, reason="老旧管网要整体更换", condition="年度改造计划下达"
    )

    page = client.get(address(appeal)).content.decode()
    assert "挂起原因：老旧管网要整体更换；恢复条件：年度改造计划下达" in page


def test_why_nobody_called_is_said(client, world: World):
    appeal = world.awaiting_call(type="consult")
    world.move(appeal, "close", by=world.caller, reason="咨询件抽样回访，本件未抽中")

    assert "咨询件抽样回访，本件未抽中" in client.get(address(appeal)).content.decode()


def test_a_reply_is_read_only_after_the_hotline_passed_it(client, world: World):
    waiting, passed = (
        world.replied(),
        world.awaiting_call(text="三号楼没有水了，请快修。", phone="13900139000"),
    )

    assert "已更换水泵" not in client.get(address(waiting)).content.decode()
    assert "已更换水泵" in client.get(address(passed)).content.decode()


def test_a_rejected_appeal_says_why_and_where_to_go(client, world: World):
    appeal = world.move(world.appeal(), "reject", by=world.clerk, ground="discipline")

    assert "12388" in client.get(address(appeal)).content.decode()


def test_the_page_costs_the_same_for_a_long_story(client, world: World, django_assert_max_num_queries):
    appeal = world.closed(solved="no", satisfied="no")
    for n in range(5):
        client.post(address(appeal, "add"), {"text": f"补充第{n}次"})

    with django_assert_max_num_queries(14):
        client.get(address(appeal))


def test_what_was_added_is_erased_with_the_caller(client, world: World):
    appeal = world.handling()
    client.post(address(appeal, "add"), {"text": "我家住三号楼。", "files": photo()})
    assert "我家住三号楼" in client.get(address(appeal)).content.decode()

    erase(people=[appeal.appellant], ground="本人申请删除", by=world.head, at=AT)
    page = client.get(address(appeal)).content.decode()
    assert "我家住三号楼" not in page and "照片1" not in page
    assert not Attachment.objects.exists()
