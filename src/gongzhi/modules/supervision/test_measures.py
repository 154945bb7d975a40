"""Every figure of tasks equals the list that it opens, whole and cut."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.measures.queries import figure, figures, table
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.measures import CUTS, NAME


@pytest.fixture
def county(world: World, frozen: object) -> World:
    """Tasks of two units in three lights, one of them led by a leader's unit, two months of deadlines, one plan."""
    plan = world.plan()
    world.issue(world.draft("一"), world.draft("二", lead=world.water, co=()), plan=plan)
    world.issue(
        world.draft("三", deadline=date(2026, 6, 30), led=False),
        world.draft("四", lead=world.town, deadline=None),
    )
    for number, light in zip(Matter.objects.order_by("pk"), ("red", "yellow", "red", "grey"), strict=True):
        Matter.objects.filter(pk=number.pk).update(judged_light=light)
    frozen(AT + timedelta(hours=1))  # type: ignore[operator]
    return world


def listed(world: World, url: str) -> int:
    """How many rows the list at an address says it has."""
    client = Client()
    client.force_login(world.zhuren)
    response = client.get(url)
    assert response.status_code == 200, url
    listing = response.context["listing"]
    assert set(parse_qs(urlparse(url).query)) <= set(listing.filter.filters)
    return listing.rows().count()


def test_whole_number_equals_the_list(county: World) -> None:
    found = figure(NAME, county.zhuren, light="red", state="open")

    assert (found.value, listed(county, found.url)) == (2, 2)


@pytest.mark.parametrize("cut", [one.name for one in CUTS if one.name not in ("overdue",)])
def test_each_figure_of_a_cut_equals_the_list_it_opens(county: World, cut: str) -> None:
    found = [one for one in figures(NAME, county.zhuren, cut) if one.key is not None]

    assert found != []
    assert [(one.label, one.value) for one in found] == [
        (one.label, listed(county, one.url)) for one in found
    ]


def test_a_leader_counts_led_tasks_and_units_in_charge(county: World) -> None:
    county.charge.charge.add(county.town)
    client = Client()
    client.force_login(county.vice)
    mine = table(NAME, county.vice, "unit", mine="1")

    assert mine == {(county.housing.pk,): 1, (county.water.pk,): 1, (county.town.pk,): 1}
    assert client.get("/supervision/tasks/?mine=1").context["listing"].rows().count() == 3


def test_a_unit_counts_only_what_it_may_see(county: World) -> None:
    assert figure(NAME, county.townsman).value == 1


def test_counting_by_several_cuts_is_one_statement(county: World, django_assert_num_queries: object) -> None:
    figure(NAME, county.zhuren)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = table(NAME, county.zhuren, "unit", "light", "on_hold", "overdue", state="open")

    assert sum(found.values()) == 4
