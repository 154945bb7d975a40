"""Parts of a measure: counted side by side, each the very rows of its list."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Case, Q, QuerySet, Value, When
from tests.support.errands import statements

from gongzhi.kernel.measures import Cut, Measure, Part, Rate, declare, queries, register, rules
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.org.world import World


def _units(officer: Any, **filters: Any) -> QuerySet[Unit]:
    return Unit.objects.filter(**filters)


PARTS = (
    Part("named", "有简称", lambda: ~Q(short_name="")),
    Part("placed", "有地方", lambda: Q(place__isnull=False)),
)
SHORT = Rate("short", "简称率", of="", counts={"named": 100})


@pytest.fixture
def measure(db: None) -> Iterator[Measure]:
    World()
    one = Measure(
        "test.units", "单位", "个", _units,
        cuts={"kind": Cut("kind", "类别", "kind")}, parts={part.name: part for part in PARTS}, drill="inbox",
    )  # fmt: skip
    yield register(one)
    declare._measures.pop(one.name)


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(rules).failed == 0


def test_parts_count_what_their_records_are(measure: Measure) -> None:
    counted = queries.parts("test.units", None)[()]  # type: ignore[arg-type]

    assert counted == {"": 8, "named": 7, "placed": 2}
    for part in PARTS:
        assert queries.records("test.units", None, part=part.name).count() == counted[part.name]  # type: ignore[arg-type]


def test_parts_by_cuts_and_by_an_expression_add_up_in_one_statement(measure: Measure) -> None:
    early = Case(When(code__lt="U05", then=Value("early")), default=Value("late"))
    with statements() as told:
        found = queries.parts("test.units", None, "kind", only=("named",), by={"when": early})  # type: ignore[arg-type]

    assert (len(told), sum(one[""] for one in found.values())) == (1, 8)
    assert {key[1] for key in found} == {"early", "late"}


def test_rate_keeps_its_numerator_and_denominator(measure: Measure) -> None:
    ratio = SHORT.ratio(queries.parts("test.units", None)[()])  # type: ignore[arg-type]

    assert (ratio.working, str(ratio)) == ("7÷8", "87.50%")


def test_part_opens_by_its_address(measure: Measure) -> None:
    assert queries.part_url("test.units", "named", kind="gov").endswith("?kind=gov&part=named")
