"""Scores and rankings, from what was done."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gongzhi.modules.supervision.models import Bonus, LightRecord, Ranking
from gongzhi.modules.supervision.ranking.queries import ranking, unit_scores
from gongzhi.modules.supervision.ranking.views import publish_ranking
from gongzhi.modules.supervision.rules import Span, span_of

pytestmark = pytest.mark.django_db
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 31))


def test_a_unit_without_tasks_has_no_score(world: Any) -> None:
    assert unit_scores([world.housing], YEAR) == {}


def test_lead_and_co_units_share_a_task_by_weight(world: Any) -> None:
    world.started()

    scores = unit_scores([world.housing, world.water], YEAR)

    assert scores[world.housing.pk].tasks[0].weight == Decimal(1)
    assert scores[world.water.pk].tasks[0].weight == Decimal("0.30")


def test_every_point_of_a_score_stands_in_a_step(world: Any) -> None:
    world.started()

    score = unit_scores([world.housing], YEAR)[world.housing.pk]

    assert sum(step.points for step in score.tasks[0].steps) == score.tasks[0].points
    assert sum(step.points for step in score.steps) == score.total


def test_lights_of_the_span_are_deducted_and_others_are_not(world: Any) -> None:
    task = world.started()
    for period, light in (("2025-12", "red"), ("2026-02", "yellow"), ("2026-03", "red")):
        LightRecord.objects.update_or_create(
            task=task,
            period=period,
            defaults={"light": light, "reason": "", "expected": 0, "actual": 0, "judged_at": world.at},
        )

    record = unit_scores([world.housing], YEAR)[world.housing.pk].tasks[0].record

    assert (record.yellows, record.reds) == (1, 1)


def test_a_bonus_counts_up_to_its_cap(world: Any) -> None:
    world.started()
    Bonus.objects.create(
        unit=world.housing, year=2026, points=9, reason="省政府督查激励", by=world.ducha, at=world.at
    )

    assert unit_scores([world.housing], YEAR)[world.housing.pk].bonus == Decimal(5)


def test_ranking_orders_by_score_and_shares_places(world: Any) -> None:
    world.started()
    lines = ranking("departments", YEAR)

    assert [line.unit.label for line in lines] == sorted(
        [line.unit.label for line in lines],
        key=lambda label: -next(one.score.total for one in lines if one.unit.label == label),
    )
    assert lines[0].place == 1


@pytest.mark.parametrize("count", [1, 3])
def test_ranking_costs_the_same_for_one_and_three_tasks(
    world: Any, django_assert_max_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        world.started()
    ranking("departments", YEAR)  # warms the calendar and the parameters

    with django_assert_max_num_queries(9):  # the calendar asks once a second
        ranking("departments", YEAR)


def test_a_published_ranking_keeps_its_sheet(world: Any) -> None:
    world.started()

    kept = publish_ranking(
        group="departments", period="2026", plan=None, by=world.ducha, at=world.at + timedelta(days=1)
    )

    sheet = Ranking.objects.get(pk=kept.pk).sheet
    assert [row["place"] for row in sheet] == sorted(row["place"] for row in sheet)
    assert sheet[0]["tasks"][0]["steps"][0][0] == "完成情况"


def test_span_ends_today_while_the_period_runs() -> None:
    assert span_of("2026-Q1", date(2026, 2, 9)).on == date(2026, 2, 9)
    assert span_of("2026-Q1", date(2026, 9, 9)).on == date(2026, 3, 31)
