"""A step of a review answers with what changed, however long the plan is."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from gongzhi.modules.supervision import plan_edits
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in

HTMX = {"HTTP_HX_REQUEST": "true"}
SMALL = 16_000  # bytes of an answer: two cards, two paragraphs and the bar


@pytest.fixture
def plan(world) -> Plan:
    settle_in(world)
    with at_once():
        return import_plan(text=TEXT, by=world.ducha, at=world.at)


@pytest.fixture
def desk(world, client):
    client.force_login(world.ducha)
    return client


def lengthen(plan: Plan, count: int) -> None:
    """Put copies of the first task behind the others until there are `count`."""
    first = plan_edits.snapshot(plan.items.first()) | {"start": 0, "end": 0, "spans": {}}
    rows = []
    for n in range(count - plan.items.count()):
        row = Item(plan=plan)
        plan_edits.put_back(row, first | {"order": 90_000 + n * 1000})
        rows.append(row)
    Item.objects.bulk_create(rows)


def press(desk, plan: Plan, item: Item, verb: str, **values):
    address = reverse("supervision:plan_item_act", args=[plan.pk, item.pk, verb])
    return desk.post(address, {"version": item.version, **values}, **HTMX)


def undo(desk, plan: Plan):
    return desk.post(reverse("supervision:plan_undo", args=[plan.pk]), **HTMX)


def test_splitting_sends_both_cards_in_their_places_and_their_paragraph(desk, plan):
    item = plan.items.get(no="2")
    page = press(desk, plan, item, "split", cut="11").content.decode()
    before, first, second = plan.items.filter(removed=False)[:3]

    assert re.findall(r'hx-swap-oob="(afterend:[^"]+)"', page) == [
        f"afterend:#item-{before.pk}", f"afterend:#item-{first.pk}",
    ]  # fmt: skip
    assert re.findall(r'<article class="card-item" id="item-(\d+)"', page) == [str(first.pk), str(second.pk)]
    assert page.count('<p hx-swap-oob="true" id="at') == 1
    assert re.findall(r'<mark data-item="(\d+)"', page) == [str(first.pk), str(second.pk)]


def test_the_first_card_goes_to_the_beginning(desk, plan):
    page = press(desk, plan, plan.items.first(), "split", cut="6").content.decode()

    assert 'hx-swap-oob="afterbegin:#plan-tasks"' in page


def test_merging_takes_the_card_away_and_removing_lists_it(desk, plan):
    item = plan.items.get(no="7")
    page = press(desk, plan, item, "merge").content.decode()

    assert f'<i id="item-{item.pk}" hx-swap-oob="delete"></i>' in page
    assert "已删除 1 项" in page


def test_undoing_a_split_takes_the_second_card_away_again(desk, plan):
    item = plan.items.get(no="2")
    press(desk, plan, item, "split", cut="11")
    second = plan.items.filter(removed=False)[2]
    answer = undo(desk, plan)
    page = answer.content.decode()

    assert f'<i id="item-{second.pk}" hx-swap-oob="delete"></i>' in page
    assert "新建污水管网8公里，雨水管网5公里。" in page
    assert json.loads(answer.headers["HX-Trigger"])["plan-chosen"] == {"item": item.pk}


@pytest.mark.parametrize("count", [147, 1500])
def test_a_step_is_small_and_costs_the_same_in_a_long_plan(desk, plan, count, django_assert_max_num_queries):
    lengthen(plan, count)
    item = plan.items.get(no="2")
    with django_assert_max_num_queries(26):
        accepted = press(desk, plan, item, "accept")
    item.refresh_from_db()
    with django_assert_max_num_queries(42):
        split = press(desk, plan, item, "split", cut="11")
    with django_assert_max_num_queries(36):
        undone = undo(desk, plan)

    assert [len(one.content) < SMALL for one in (accepted, split, undone)] == [True, True, True]


def test_the_bar_counts_without_the_words_of_the_tasks(desk, plan):
    page = desk.get(reverse("supervision:plan_bar", args=[plan.pk]), **HTMX).content.decode()

    assert re.search(r"共 <b class=\"num\">10</b> 项", page)
    assert plan.items.first().text not in page


def test_passing_all_that_are_clear_sends_no_card(desk, plan):
    lengthen(plan, 147)
    answer = desk.post(reverse("supervision:plan_accept_clear", args=[plan.pk]), **HTMX)
    versions = json.loads(answer.headers["HX-Trigger"])["plan-passed"]["versions"]

    assert len(versions) == plan.items.filter(accepted=True).count() == 145
    assert len(answer.content) < SMALL
