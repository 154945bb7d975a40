"""The pages where the county says what programs may file."""

from __future__ import annotations

import doctest

import pytest
from django.test import Client
from tests.support.errands import statements

from gongzhi.modules.appeals.conftest import AT
from gongzhi.modules.appeals.directory.actions import set_category
from gongzhi.modules.appeals.open311 import asking
from gongzhi.modules.appeals.open311.actions import set_offer
from gongzhi.modules.appeals.open311.conftest import Door
from gongzhi.modules.appeals.open311.models import Offer
from gongzhi.modules.appeals.open311.refused import QuestionUnclear

PAGE = "/appeals/open311/"


def test_the_examples_hold() -> None:
    assert doctest.testmod(asking).failed == 0


@pytest.mark.parametrize(
    "line",
    ["中 | 文字 | 问", "a | 文字 |", "a | 单选 | 问", "a | 文字 | 问 || x=y", "a | 单选 | 问 || x", "a | 文字 | 问 | 要",
     "a|文字|问\na|文字|问", "fixmystreet_id | 文字 | 问", "a | 文字 | 问 |  |  | x"],
)  # fmt: skip
def test_what_is_no_question_is_refused(line: str) -> None:
    with pytest.raises(QuestionUnclear):
        asking.read(line)


def test_page_shows_what_is_offered(door: Door, client: Client) -> None:
    client.force_login(door.world.head)
    page = client.get(PAGE).content.decode()

    assert ("市容/暴露垃圾" in page, "核对后公开" in page, "供水中断" in page) == (True, True, False)


def test_list_costs_the_same_for_few_and_many(door: Door, client: Client) -> None:
    """costs: OfferList"""
    client.force_login(door.world.head)
    client.get(PAGE)
    with statements() as few:
        client.get(PAGE)
    for n in range(20):
        row = set_category(code=f"X{n}", major="其他", name=f"第{n}种", publishable=True, by=None, at=AT)
        set_offer(category=row, questions=[], by=None, at=AT)
    with statements() as many:
        client.get(PAGE)

    assert len(many) == len(few)


def test_head_sets_the_questions(door: Door, client: Client) -> None:
    client.force_login(door.world.head)
    answer = client.post(f"{PAGE}E10", {"questions": "deep | 数字 | 坑有多深（厘米） | 必填"})

    assert answer.status_code == 303
    offer = Offer.objects.get(category=door.roads)
    assert (offer.checked_first, offer.questions[0]["description"]) == (False, "坑有多深（厘米）")
    assert "deep | 数字 | 坑有多深（厘米） | 必填" in client.get(f"{PAGE}E10").content.decode()
    assert door.code(door.post(service_code="E10")) == (400, "attribute_missing")


def test_unclear_line_is_shown_where_it_was_typed(door: Door, client: Client) -> None:
    client.force_login(door.world.head)
    answer = client.post(f"{PAGE}E10", {"questions": "deep | 深度 | 坑有多深"})

    assert (answer.status_code, "第1行看不懂" in answer.content.decode()) == (422, True)


def test_pages_are_the_heads_and_of_publishable_categories(door: Door, client: Client) -> None:
    client.force_login(door.world.waterman)
    assert client.get(PAGE).status_code == 403

    client.force_login(door.world.head)
    assert client.get(f"{PAGE}E13").status_code == 404
