from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from gongzhi.modules.appeals.conftest import AT, TEXT, World
from gongzhi.modules.appeals.models import Appeal, Category


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def published(world: World) -> World:
    Category.objects.filter(code="E13").update(publishable=True)
    return world


def page(client: Any, query: str = "") -> str:
    return client.get(f"/portal/appeals/{query}").content.decode()


def test_what_everybody_reads_holds_no_word_of_a_caller(client, published: World):
    appeal = published.dispatched()

    shown = page(client)

    assert appeal.number in shown and "设施/供水中断" in shown and "县供水公司" in shown
    assert not [word for word in (TEXT[:6], "王小明", appeal.code, appeal.matter.title) if word in shown]


@pytest.mark.parametrize("more", [{"category": "E01"}, {"type": "report"}, {"confidential": True}])
def test_what_is_not_fit_for_publication_is_not_there(client, published: World, more):
    appeal = published.appeal(**more)

    assert appeal.number not in page(client)


def test_overdue_is_shown_to_everybody_and_can_be_asked_for(client, published: World, frozen):
    late, fresh = published.handling(), published.appeal(text="二号楼也没有水，请来修。", phone="13900139000")
    frozen(AT + timedelta(days=20))

    shown = page(client, "?show=late")

    assert late.number in shown and "逾期" in shown and fresh.number not in shown


def test_a_place_narrows_and_nonsense_does_not_widen(client, published: World):
    here = published.appeal()
    other = published.appeal(text="村里水管漏了，请来修。", phone="13900139000", place_code="349921100200")

    shown = page(client, "?place=349921100000")

    assert other.number in shown and here.number not in shown
    assert page(client, "?place=banana&after=x&show=nothing").count('<li class="portal-card">') == 2


def test_pages_go_by_key_at_one_cost(client, published: World, django_assert_num_queries):
    for n in range(23):
        published.appeal(text=f"第{n}户没有水，请来修理。", phone=f"139001390{n:02}")
    page(client)
    with django_assert_num_queries(3):
        first = page(client)

    oldest = Appeal.objects.order_by("pk")[3]
    assert f"after={oldest.pk}" in first
    assert page(client, f"?after={oldest.pk}").count('<li class="portal-card">') == 3


def test_the_first_page_says_how_the_month_is(client, world: World, frozen):
    frozen(AT + timedelta(hours=9))
    world.closed()
    world.appeal(text="二号楼也没有水，请来修。", phone="13900139000")

    shown = client.get("/portal/").content.decode()

    assert '3月收到</dt><dd><span class="num">2</span>' in shown
    assert '其中已办结</dt><dd><span class="num">1</span>' in shown


def test_points_are_rough_and_name_nobody(client, published: World):
    published.appeal(longitude=116.30123, latitude=32.95678)

    answer = client.get("/portal/appeals/points").json()

    assert answer == {"points": [[116.301, 32.957, "", "blue"]], "detail": ""}
