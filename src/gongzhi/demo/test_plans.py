from __future__ import annotations

import pytest

from gongzhi.demo.load import load_county
from gongzhi.demo.plans import left_to_review
from gongzhi.modules.supervision.models import PlanState
from gongzhi.modules.supervision.plan_names import is_blocked


@pytest.fixture
def livelihood(db, at):
    load_county(at)
    return left_to_review(at)


def test_the_livelihood_projects_wait_for_review_with_their_quarters(livelihood):
    items = list(livelihood.items.all())

    assert (livelihood.state, len(items)) == (PlanState.REVIEW, 10)
    assert [len(item.nodes) for item in items] == [4] * 10
    assert not any(is_blocked(item) for item in items)


def test_leaving_it_again_changes_nothing(livelihood, at):
    assert left_to_review(at) == livelihood
