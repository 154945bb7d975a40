"""Figures of a circular, its words and its document."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.models import Paper
from gongzhi.modules.supervision.rules import Span
from gongzhi.modules.supervision.statistics import COUNTS, counts, share, stands

pytestmark = pytest.mark.django_db
QUARTER = Span(date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 31))


def test_lights_and_buckets_each_add_up_to_the_total(world: Any) -> None:
    world.started()
    world.task("新建污水管网8公里")

    found = {name: one.value for name, one in counts(stands(QUARTER)).items()}

    assert found["total"] == 2
    assert found["done"] + found["green"] + found["yellow"] + found["red"] == 2
    assert sum(value for name, value in found.items() if name.startswith("bucket_")) == 2


def test_a_task_signed_for_is_no_longer_unsigned(world: Any) -> None:
    world.started()
    waiting = world.task("新建污水管网8公里")

    assert counts(stands(QUARTER))["unsigned"].tasks == (waiting.pk,)


@pytest.mark.parametrize("count", [1, 3])
def test_stands_cost_the_same_for_one_and_three(
    world: Any, django_assert_max_num_queries: Any, count: int
) -> None:
    for _ in range(count):
        world.started()
    stands(QUARTER)

    with django_assert_max_num_queries(7):  # the calendar asks once a second
        stands(QUARTER)


def test_a_share_of_nothing_is_a_dash() -> None:
    assert [share(3, 4), share(0, 0)] == ["75.0%", "—"]


def test_a_draft_counts_and_says_so(world: Any) -> None:
    task = world.started()

    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at + timedelta(days=9))

    assert papers.figure_tasks(paper, "total") == [task.pk]
    assert "纳入督查的任务共1项" in paper.content["overall"]


def test_nothing_to_tell_is_refused(world: Any) -> None:
    with pytest.raises(papers.NothingToTell, match="2026年第一季度没有任务"):
        papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at)


def test_a_handler_writes_no_circular(world: Any) -> None:
    with pytest.raises(NotAllowed):
        papers.draft(kind="circular", period="2026-Q1", by=world.builder, at=world.at)


def test_the_second_of_two_editors_is_told(world: Any) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at)
    words = {"title": "通报", "overall": "总体。", "results": "一条\n二条", "demands": ""}
    papers.edit(paper=paper, version=paper.version, by=world.ducha, at=world.at, **words)

    with pytest.raises(papers.PaperChanged):
        papers.edit(paper=paper, version=paper.version, by=world.zhuren, at=world.at, **words)

    assert Paper.objects.get().content["results"] == ["一条", "二条"]


@pytest.mark.parametrize(
    ("kind", "number"), [("circular", "清政办通报〔2026〕1号"), ("special_report", "清泽督查专报第1期")]
)
def test_an_issued_paper_is_numbered_once_and_frozen(world: Any, kind: str, number: str) -> None:
    world.started()
    paper = papers.draft(kind=kind, period="2026-Q1", by=world.ducha, at=world.at)

    issued = papers.issue(paper=paper, by=world.ducha, at=world.at)

    assert issued.number == number
    with pytest.raises(papers.AlreadyIssued):
        papers.issue(paper=paper, by=world.ducha, at=world.at)


def test_the_document_holds_the_sections_and_the_table(world: Any) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at)

    document = docx.Document(io.BytesIO(papers.write(paper, date(2026, 4, 2))))

    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "总体情况" in text
    assert "改造老旧小区12个" in [
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    ]


@pytest.mark.parametrize(
    "path", ["ranking/", "ranking/bonuses/", "ranking/bonuses/new/", "papers/", "papers/new/"]
)
def test_pages_open_for_the_office_and_not_for_a_unit(world: Any, client: Any, path: str) -> None:
    client.force_login(world.ducha)
    assert client.get(f"/supervision/{path}").status_code == 200

    client.force_login(world.builder)
    assert client.get(f"/supervision/{path}").status_code == 403


def test_every_figure_of_a_paper_opens_its_tasks(world: Any, client: Any) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at)
    client.force_login(world.ducha)

    assert client.get(f"/supervision/papers/{paper.pk}/").status_code == 200
    for name, *_ in COUNTS:
        assert client.get(f"/supervision/papers/{paper.pk}/figures/{name}/").status_code == 200
    assert client.get(f"/supervision/papers/{paper.pk}/figures/nothing/").status_code == 404


def test_the_ranking_exports_what_it_shows(world: Any, client: Any) -> None:
    world.started()
    client.force_login(world.ducha)

    response = client.get("/supervision/ranking/?group=departments&period=2026&export=xlsx")

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
