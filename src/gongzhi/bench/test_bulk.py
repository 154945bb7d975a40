"""What the bench makes up is a county like any other."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.errands import ALL, AT, ERRAND, statements

from gongzhi.bench import bulk, county, creating, timing
from gongzhi.kernel.events.verify import verify
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Assignment, Matter
from gongzhi.kernel.flow.queries import worklist
from gongzhi.kernel.flow.search import search


@pytest.mark.django_db(transaction=True)
def test_a_made_up_county_verifies_can_be_searched_and_grows() -> None:
    made = county.build({sort: list(ALL) for sort in ("clerk", "handler", "townsman", "leader")})

    bulk.fill(made, ERRAND, bulk.Size(40), AT)
    bulk.fill(made, ERRAND, bulk.Size(60, open_share=1), AT)

    verdict = verify(1)
    open_matter(ERRAND, New("新开一件", [Party("lead", unit=made.units[0])]), by=made.clerk, at=AT)
    assert (verdict.broken, verdict.matters) == ([], 60)
    assert Matter.objects.count() == 61
    assert search(Matter.objects.all(), Matter.objects.earliest("id").title[:4]).exists()
    assert worklist(made.leader).exists()


@pytest.mark.django_db(transaction=True)
def test_bare_sql_writes_the_same_rows() -> None:
    made = county.build({})
    like = open_matter(
        ERRAND, New("一件", [Party("lead", unit=made.units[0])]), by=made.clerk, at=AT, starts=("sign",)
    )

    told = creating.with_bare_sql(like, 10)

    assert told["count"] == 10
    assert Matter.objects.count() == Assignment.objects.count() == 12


def test_timing_counts_statements(db: None) -> None:
    timed = timing.timed(lambda: Client().get("/healthz"), rounds=5)

    with statements() as told:
        Client().get("/healthz")

    assert (timed.statements, timed.rounds) == (len(told), 5)
    assert 0 < timed.p50 <= timed.p95
