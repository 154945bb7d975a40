"""督查总览: the right tasks first, numbers that open their rows, one click that presses once, constant cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import board as boards
from gongzhi.modules.supervision.board import Board
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.duties.test_ladder import stand
from gongzhi.modules.supervision.models import Slip, Task

URL = "/supervision/leaders/"
NOW = AT + timedelta(days=8, hours=1)


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No count is so slow that it is kept, however busy the machine."""
    cache.clear()
    monkeypatch.setattr(boards, "SLOW", 10**6)


@pytest.fixture
def later(frozen: Callable[[datetime], None]) -> None:
    frozen(NOW)


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def numbers(board: Board) -> dict[str, int]:
    return {one.label: one.value for one in board.numbers}


def test_red_comes_first_then_yellow_and_nothing_else(world: World, later: None) -> None:
    lights = ("yellow", "green", "red", "yellow", "red")
    tasks = [stand(world.started(text=f"任务{n}"), light, f"原因{n}") for n, light in enumerate(lights)]
    board = Board(world.zhuren, NOW, everything=True)

    assert [line.task for line in board.lines] == [tasks[n] for n in (2, 4, 0, 3)]
    assert [line.task.light_reason for line in board.lines] == ["原因2", "原因4", "原因0", "原因3"]


def test_a_leader_sees_led_tasks_and_units_in_charge_and_may_look_at_all(world: World, later: None) -> None:
    world.charge.charge.add(world.town)
    led = stand(world.started(), "red")
    charged = stand(world.started(lead=world.town, led=False, co=()), "red")
    stand(world.started(lead=world.water, led=False, co=()), "red")
    mine, everything = (Board(world.vice, NOW, everything=one) for one in (False, True))

    assert [line.task for line in mine.lines] == [led, charged]
    assert (numbers(mine)["未结任务"], numbers(everything)["未结任务"]) == (2, 3)


def test_every_number_of_the_page_opens_as_many_rows(world: World, later: None) -> None:
    for n, light in enumerate(("red", "red", "yellow", "green", "grey")):
        task = stand(world.started(lead=(world.housing, world.water)[n % 2], co=()), light)
        Task.objects.filter(pk=task.pk).update(on_hold_account=n == 0)
    Matter.objects.filter(judged_light="green").update(due_at=NOW - timedelta(days=1))
    client = client_of(world.zhuren)
    board = Board(world.zhuren, NOW, everything=True)
    shown = [*board.numbers, *board.todo] + [part for bar in board.bars for part in bar.parts]

    assert len(shown) > 15
    for one in shown:
        assert client.get(one.url).context["listing"].rows().count() == one.value, one


def test_page_says_the_reason_in_words_and_what_waits(world: World, later: None) -> None:
    task = stand(world.started(), "red", "落后31个百分点，超过20个百分点。")
    world.move(
        task,
        "ask_extension",
        by=world.builder,
        at=NOW,
        wanted=task.deadline + timedelta(days=30),
        reason="汛期停工",
    )
    text = client_of(world.vice).get(URL).content.decode()

    assert "落后31个百分点，超过20个百分点。" in text
    assert "汛期停工" in text
    assert re.search(r"延期待审批.*?（1）", text, re.DOTALL)


def test_office_begins_the_day_with_what_is_to_be_decided(world: World, later: None) -> None:
    world.task("未签收的任务")
    objecting = world.task("有异议的任务")
    world.move(objecting, "object", by=world.builder, at=AT + timedelta(hours=1), reason="不属本单位职责")
    world.started(cycle="weekly")
    board = Board(world.zhuren, NOW, everything=True)

    assert {one.label: one.value for one in board.todo} == {
        "异议待裁定": 1,
        "延期待审批": 0,
        "待核查": 0,
        "待销号": 0,
        "未签收": 2,
        "迟报": 1,
    }


def test_one_click_presses_once_and_shows_when(world: World, later: None) -> None:
    task = stand(world.started(), "red", "落后31个百分点。")
    client = client_of(world.vice)
    url = f"/supervision/tasks/{task.matter.number}/remind/"
    answers = [client.post(url, {"_once": "a"}) for _ in range(2)]
    slip = Slip.objects.get()

    assert [answer.status_code for answer in answers] == [200, 200]
    assert (slip.kind, slip.reason, slip.sent_by) == ("reminder", "落后31个百分点。", world.vice)
    assert "已催办 10:00" in answers[0].content.decode()
    assert "再催" in client.get(URL).content.decode()


def test_a_unit_neither_sees_the_board_nor_presses(world: World, later: None) -> None:
    task = stand(world.started(), "red")
    client = client_of(world.builder)

    assert client.get(URL).status_code == 403
    assert client.post(f"/supervision/tasks/{task.matter.number}/remind/").status_code == 403


@pytest.mark.parametrize(("who", "most"), [("vice", 10), ("zhuren", 12)])
def test_page_costs_the_same_for_one_task_and_for_many(
    world: World, later: None, who: str, most: int, django_assert_max_num_queries: Any
) -> None:
    """Ten statements for a leader; the office has its approvals and late reports besides."""
    client = client_of(getattr(world, who))
    counts = []
    for _ in range(2):
        for n in range(12):
            stand(world.started(text=f"任务{n}", lead=(world.housing, world.town)[n % 2], co=()), "red")
        tries = []
        for _ in range(3):  # once a second the calendar and the parameters ask whether they changed
            with django_assert_max_num_queries(18) as seen:
                client.get(URL)
            tries.append(len(seen))
        counts.append(min(tries))

    assert counts[0] == counts[1] <= most


def test_a_costly_count_is_kept_for_a_while_and_marked(
    world: World, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "SLOW", -1.0)
    monkeypatch.setattr(boards, "KEEP", 10**6)
    Board(world.zhuren, NOW, everything=True)
    world.task()
    kept = Board(world.zhuren, NOW + timedelta(seconds=9), everything=True)

    assert (numbers(kept)["未结任务"], kept.is_old, kept.counted_at) == (0, True, NOW)
