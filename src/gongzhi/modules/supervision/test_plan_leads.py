"""The page that issues a plan says what stands in the way, and one unit can be named for many tasks."""

from __future__ import annotations

import pytest
from django.test import Client

from gongzhi.modules.supervision import plan_edits
from gongzhi.modules.supervision.plan_samples import at_once
from gongzhi.modules.supervision.test_plan_issue import ready_plan


@pytest.fixture
def plan(world):
    """The sample, of which two tasks lost their lead unit and one names a unit that nobody knows."""
    with at_once():
        made = ready_plan(world)
    for no, leads in (("4", []), ("7", []), ("9", ["县某某局"])):
        item = made.items.get(no=no)
        plan_edits.edit_item(plan=made, item=item.pk, lead_units=leads, by=world.ducha, at=world.at)
    made.refresh_from_db()
    return made


@pytest.fixture
def client(world) -> Client:
    made = Client()
    made.force_login(world.zhuren)
    return made


def address(plan, what: str) -> str:
    return f"/supervision/plans/{plan.pk}/{what}"


def test_the_issue_page_names_what_blocks_with_a_way_to_each(client, plan):
    page = client.get(address(plan, "issue")).content.decode()

    assert "还有3项任务没有确定牵头单位" in page
    assert "“县某某局”没有对应的单位" in page
    assert "为这2项指定牵头单位" in page
    assert all(f"#item-{item.pk}" in page for item in plan.items.filter(no__in=("4", "7", "9")))


def test_one_unit_is_named_for_the_ticked_tasks(world, client, plan):
    four, seven = plan.items.get(no="4"), plan.items.get(no="7")
    form = client.get(address(plan, "leads")).content.decode()
    answer = client.post(
        address(plan, "leads"), {"lead_units": [f"u:{world.water.pk}"], "items": [seven.pk], "_once": "a"}
    )
    four.refresh_from_db()
    seven.refresh_from_db()

    assert form.count('type="checkbox"') == 2
    assert (answer.status_code, answer["Location"]) == (303, address(plan, "issue"))
    assert (four.lead_units, seven.lead_units) == ([], ["县水利局"])
    assert seven.resolved["县水利局"]["unit"] == world.water.pk


def test_nothing_ticked_or_picked_is_refused_at_its_field(client, plan):
    answer = client.post(address(plan, "leads"), {"_once": "a"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["lead_units", "items"]
