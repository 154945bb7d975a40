from __future__ import annotations

import pytest

from gongzhi.demo.load import load_county
from gongzhi.demo.plans import load_plans
from gongzhi.modules.supervision.models import PlanState, Slip, Task
from gongzhi.modules.supervision.plan_names import is_blocked


@pytest.fixture
def plans(db, at):
    load_county(at)
    return load_plans(at)


def test_the_work_report_is_issued_to_every_unit_that_it_names(plans, at):
    report, _ = plans

    assert (report.state, Task.objects.filter(plan=report).count()) == (PlanState.ISSUED, 40)
    assert not Slip.objects.filter(plan=report, attachment=None).exists()


def test_the_livelihood_projects_wait_for_review_with_their_quarters(plans):
    _, livelihood = plans
    items = list(livelihood.items.all())

    assert (livelihood.state, len(items)) == (PlanState.REVIEW, 10)
    assert [len(item.nodes) for item in items] == [4] * 10
    assert not any(is_blocked(item) for item in items)


def test_loading_again_changes_nothing(plans, at):
    assert load_plans(at) == plans
    assert Task.objects.count() == 40
