from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gongzhi.kernel.events.models import Event
from gongzhi.modules.supervision import plan_edits, plan_refused
from gongzhi.modules.supervision.models import Plan
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_lint import ACCEPTED, DISMISSED, Examination, judge
from gongzhi.modules.supervision.plan_samples import FAULTY, TEXT, at_once, settle_in

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def plan(world) -> Plan:
    settle_in(world)
    with at_once():
        return import_plan(text=FAULTY, by=world.ducha, at=world.at)


@pytest.fixture
def say(world, plan):
    """`say(key, ACCEPTED)`: what the supervision officer makes of a finding."""

    def act(key: str, state: str, reason: str = "") -> Plan:
        return judge(
            plan=plan, key=key, state=state, reason=reason, on=plan.issued_on, by=world.ducha, at=world.at
        )

    return act


@pytest.fixture
def desk(world, client):
    client.force_login(world.ducha)
    return client


def found(plan: Plan) -> Examination:
    return Examination(Plan.objects.get(pk=plan.pk), plan.issued_on)


def row(plan: Plan, code: str):
    return next(one for one in found(plan).rows if one.finding.code == code)


def url(name: str, *args) -> str:
    return reverse(f"supervision:{name}", args=args)


def test_findings_name_the_tasks_and_show_both_places(plan):
    one = row(plan, "part_exceeds_whole")

    assert [spot.no for spot in one.spots] == ["一/1", "二/4"]
    assert [spot.words for spot in one.spots] == ["新增高技能人才900人以上", "年均新增高技能人才1000人以上"]
    assert one.item == plan.items.get(no="一/1").pk


def test_a_plan_in_order_has_only_what_it_really_has(world):
    settle_in(world)
    with at_once():
        plan = import_plan(text=TEXT, by=world.ducha, at=world.at)

    assert [one.finding.message for one in found(plan).rows] == [
        "完成时限2026-10-31是休息日，下一个工作日是2026-11-02。"
    ]


def test_correcting_the_task_ends_the_finding(world, plan, say):
    one = row(plan, "part_exceeds_whole")
    say(one.key, ACCEPTED)
    item = plan.items.get(no="二/4")
    targets = [{**item.targets[0], "value": "300"}, *item.targets[1:]]
    plan_edits.edit_item(plan=plan, item=item.pk, targets=targets, by=world.ducha, at=world.at)
    after = found(plan)

    assert [one for one in after.rows if one.finding.code == "part_exceeds_whole"] == []
    assert after.corrected == 1


def test_a_unit_that_the_county_knows_by_another_name_is_in_the_group(world, plan):
    assert "县市容中心" in row(plan, "outside_group").finding.message
    link = {"unit": world.city_management.pk}  # 县城管局局长 is a member
    plan_edits.settle(plan=plan, name="县市容中心", link=link, by=world.ducha, at=world.at)

    assert [one for one in found(plan).rows if one.finding.code == "outside_group"] == []


def test_dismissing_needs_a_reason(plan, say):
    with pytest.raises(plan_refused.ReasonMissing):
        say(row(plan, "group_leads").key, DISMISSED, " ")


def test_a_verdict_is_one_step_that_can_be_undone_and_is_logged(world, plan, say):
    key = row(plan, "group_leads").key
    say(key, DISMISSED, "由县政府办另行明确")
    assert row(plan, "group_leads").verdict["reason"] == "由县政府办另行明确"

    edit = plan_edits.undo(plan=plan, by=world.ducha, at=world.at)
    kinds = Event.objects.filter(kind="supervision.finding_judged").order_by("pk")
    assert edit.label == "体检：不采纳"
    assert row(plan, "group_leads").state == ""
    assert [json.loads(one.payload)["verdict"] for one in kinds] == ["不采纳", "撤销处理"]


def test_a_verdict_that_another_reviewer_changed_is_not_undone(world, plan, say):
    key = row(plan, "group_leads").key
    say(key, ACCEPTED)
    judge(
        plan=plan, key=key, state=DISMISSED, reason="另有安排", on=plan.issued_on, by=world.second_officer,
        at=world.at,
    )  # fmt: skip
    with pytest.raises(plan_refused.UndoOvertaken, match="蒋专员"):
        plan_edits.undo(plan=plan, by=world.ducha, at=world.at)


def test_a_finding_that_is_gone_cannot_be_judged(say):
    with pytest.raises(plan_refused.FindingGone):
        say("0" * 20, ACCEPTED)


def test_the_panel_lists_open_findings_and_counts_them(desk, plan):
    page = desk.get(url("plan_lint", plan.pk), **HTMX).content.decode()
    rows = found(plan).rows

    assert re.findall(r'data-finding="(\w+)"', page) == [one.key for one in rows]
    assert f'<span id="lint-count" hx-swap-oob="true">{len(rows)}</span>' in page


def test_accepting_and_dismissing_from_the_page(desk, plan):
    first, second = found(plan).rows[:2]
    page = desk.post(url("plan_lint_act", plan.pk, first.key, "accept"), **HTMX).content.decode()
    assert "将更正：韩专员" in page

    answer = desk.post(url("plan_lint_dismiss", plan.pk, second.key), {"reason": ""}, **HTMX)
    assert answer.status_code == 422
    answer = desk.post(url("plan_lint_dismiss", plan.pk, second.key), {"reason": "口径不同"}, **HTMX)
    assert answer.headers["HX-Retarget"] == "#plan-lint"
    assert len(found(plan).open) == len(found(plan).rows) - 2


def test_an_issued_or_removed_plan_takes_no_verdicts(desk, plan):
    key = found(plan).rows[0].key
    Plan.objects.filter(pk=plan.pk).update(state="issued")

    assert desk.post(url("plan_lint_act", plan.pk, key, "accept"), **HTMX).status_code == 409
    assert desk.get(url("plan_lint", plan.pk)).status_code == 200


def test_findings_as_a_spreadsheet(desk, plan, say):
    say(row(plan, "group_leads").key, DISMISSED, "另行明确")
    answer = desk.get(url("plan_lint", plan.pk) + "?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    told = next(one for one in rows if one[0] == "牵头的是一组单位")

    assert rows[0][:4] == ["类别", "程度", "发现", "位置一"]
    assert told[9:12] == ["不采纳", "另行明确", "韩专员"]


def test_officers_of_units_see_no_findings(world, client, plan):
    client.force_login(world.builder)

    assert client.get(url("plan_lint", plan.pk)).status_code == 404


@pytest.mark.parametrize("copies", [1, 4])
def test_findings_cost_the_same_for_few_and_many(desk, world, plan, copies, django_assert_max_num_queries):
    item = plan.items.get(no="一/2")
    for _ in range(copies - 1):
        plan_edits.add_item(plan=plan, text=item.text, by=world.ducha, at=world.at)
    with django_assert_max_num_queries(17):
        desk.get(url("plan_lint", plan.pk), **HTMX)
