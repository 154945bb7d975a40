"""What a document says stays text on the review page, and an issued paper is read by those who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gongzhi.kernel.access.backend import PATH
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.plan_marks import Mark, render

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\" ' &lt;"


@pytest.mark.parametrize("blocks", [[], [[0, 70, "heading", 0]], [[0, 70, "row", 1, [[0, 20], [20, 70]]]]])
def test_a_documents_markup_is_shown_as_text(blocks: Any) -> None:
    parts = ((5, 15, "lead_units"), (15, 30, "targets"))
    shown = render(MARKUP, blocks, [Mark(1, 3, 40, "plain", parts=parts)])

    assert "<script" not in shown
    assert "<img" not in shown
    assert "&amp;lt;" in shown


def test_an_issued_papers_file_is_for_those_who_write_papers(world: Any, client: Any) -> None:
    world.started()
    paper = papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=world.at + timedelta(days=9))
    paper = papers.issue(paper=paper, by=world.ducha, at=world.at + timedelta(days=9))

    client.force_login(world.ducha, PATH)
    assert client.get(f"/files/{paper.attachment_id}/").status_code == 200
    client.force_login(world.builder, PATH)
    assert client.get(f"/files/{paper.attachment_id}/").status_code == 404
