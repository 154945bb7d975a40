"""The monthly circular: drafted, edited, issued once, written as a document."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from tests.support.errands import statements

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.documents import templates
from gongzhi.kernel.documents.writing import Paper, Paragraph, docx
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.conftest import World
from gongzhi.modules.appeals.figures import actions
from gongzhi.modules.appeals.figures.actions import CircularChanged, CircularFrozen
from gongzhi.modules.appeals.figures.models import Circular
from gongzhi.modules.appeals.figures.paper import CIRCULAR
from gongzhi.modules.appeals.figures.test_figures import LATER, case

MONTH = "2026-03"


def client(officer: Officer) -> Client:
    found = Client()
    found.force_login(officer)
    return found


@pytest.fixture
def told(world: World, frozen: Any) -> World:
    frozen(LATER)
    world.rule("appeals.rates.minimum", 1)
    world.closed(**case(world, 0))
    world.closed(**case(world, 1), solved="full", satisfied="fairly")
    world.closed(**case(world, 2), solved="no", satisfied="no")
    return world


def test_circular_is_drafted_in_five_parts(told: World) -> None:
    made = actions.draft(month=MONTH, by=told.head, at=LATER)

    assert made.content["overall"][0].startswith(
        "2026年3月共受理诉求3件，环比增3件（上期0件）。其中直接办结0件"
    )
    assert made.content["shares"][0] == "按类型分：求助3件（100.0%）。"
    assert made.content["shares"][1] == "按领域分：设施3件（100.0%）。"
    assert made.content["low"][0] == "满意率低于85%的单位1个：县供水公司66.67%。"
    assert [row[:4] for row in made.content["rows"]] == [["县直部门", "1", "县供水公司", "3"]]
    assert len(made.content["demands"]) == 3


def test_circular_is_numbered_once_and_then_frozen(told: World) -> None:
    made = actions.draft(month=MONTH, by=told.head, at=LATER)
    made = actions.edit(
        circular=made,
        version=1,
        title=made.title,
        by=told.head,
        at=LATER,
        demands="逐件复盘。\n\n先联系后办理。",
    )
    issued = actions.issue(circular=made, by=told.head, at=LATER)

    assert issued.number == "清数通〔2026〕1号"
    with pytest.raises(CircularFrozen, match="清数通〔2026〕1号"):
        actions.recount(circular=issued, by=told.head, at=LATER)
    page = client(told.townsman).get(f"/files/{issued.attachment_id}/")
    assert page.status_code in (200, 404)


def test_document_says_its_parts_in_order(told: World) -> None:
    made = actions.draft(month=MONTH, by=told.head, at=LATER)

    text = [one.text for one in Document(BytesIO(actions.write(made, LATER.date()))).paragraphs]

    heads = [one for one in text if one[:2] in ("一、", "二、", "三、", "四、", "五、")]
    assert heads == [
        "一、受理办理总体情况",
        "二、分类和领域占比",
        "三、回访满意率低的单位",
        "四、热点诉求",
        "五、下一步要求",
    ]


def count_behind(seen: Client, address: str) -> int:
    found = re.search(r"(?:共|本页) (\d+) 条", seen.get(address).content.decode())
    return int(found[1]) if found else 0


def test_every_figure_opens_what_it_counts(told: World) -> None:
    made, seen = actions.draft(month=MONTH, by=told.head, at=LATER), client(told.head)
    figures = [one for rows in made.content["figures"].values() for one in rows]
    counted = [(value, url) for _, value, url in figures if value.endswith("件") and value != "0件"]
    cells = [
        (cell, url)
        for row, urls in zip(made.content["rows"], made.content["links"], strict=True)
        for cell, url in zip(row, urls, strict=True)
        if cell.isdigit() and url and cell != "0"
    ]

    assert counted and cells
    for value, url in (*counted, *cells):
        assert count_behind(seen, url) == int(value.removesuffix("件")), url
    page = seen.get(f"/appeals/circulars/{made.pk}/").content.decode()
    assert [url for _, _, url in figures if url.replace("&", "&amp;") not in page] == []


def test_the_countys_own_template_writes_it(told: World) -> None:
    word = docx(Paper(form="plain", title="样", body=(Paragraph("本县格式{{ 标题 }}"),)))
    file = SimpleUploadedFile("通报.docx", word)
    mine = templates.upload(kind=CIRCULAR, file=file, by=told.head, at=LATER)
    templates.choose(kind=CIRCULAR, template=mine, from_on=LATER.date(), version=0, by=told.head, at=LATER)

    made = actions.draft(month=MONTH, by=told.head, at=LATER)
    texts = [one.text for one in Document(BytesIO(actions.write(made, LATER.date()))).paragraphs]
    assert f"本县格式清泽县数据资源管理局{made.title}" in texts


def test_a_draft_is_taken_away_and_an_issued_one_stays(told: World) -> None:
    first, second = (actions.draft(month=MONTH, by=told.head, at=LATER) for _ in range(2))
    actions.issue(circular=first, by=told.head, at=LATER)
    seen = client(told.head)

    answers = [seen.post(f"/appeals/circulars/{one.pk}/discard/").status_code for one in (first, second)]
    assert (answers, list(Circular.objects.values_list("pk", flat=True))) == ([409, 302], [first.pk])


def test_second_editor_is_told(told: World) -> None:
    made = actions.draft(month=MONTH, by=told.head, at=LATER)
    actions.edit(circular=made, version=1, title="甲", by=told.head, at=LATER)

    with pytest.raises(CircularChanged):
        actions.edit(circular=made, version=1, title="乙", by=told.second, at=LATER)


def test_only_those_who_may_draft_do(told: World) -> None:
    with pytest.raises(NotAllowed):
        actions.draft(month=MONTH, by=told.clerk, at=LATER)
    watcher = told.officer("ducha", "韩专员", told.root, "supervision_officer")
    assert client(watcher).get("/appeals/circulars/new/").status_code == 403
    assert client(watcher).get("/appeals/circulars/").status_code == 200


def test_pages_of_circulars_work(told: World) -> None:
    seen = client(told.head)
    answer = seen.post("/appeals/circulars/new/", {"month": MONTH, "_once": "c1"})
    one = Circular.objects.get()
    path = f"/appeals/circulars/{one.pk}/"

    assert answer.url == path
    assert "一、受理办理总体情况" in seen.get(path).content.decode()
    assert seen.get(f"{path}edit/").status_code == 200
    assert seen.get(f"{path}document/")["Content-Disposition"].startswith("attachment")
    assert seen.get(f"{path}pdf/")["Content-Type"] == "application/pdf"
    assert seen.post(f"{path}recount/", {"_once": "c2"}).status_code == 302
    assert seen.post(f"{path}issue/", {"_once": "c3"}).status_code == 302
    assert Circular.objects.get().number == "清数通〔2026〕1号"


def test_list_costs_the_same_for_few_and_many(told: World) -> None:
    """costs: CircularList"""

    def cost(count: int) -> int:
        for n in range(count):
            Circular.objects.create(
                month=MONTH, title=f"通报{n}", created_by=told.head, created_at=LATER, counted_at=LATER
            )
        seen = client(told.head)
        seen.get("/appeals/circulars/")
        with statements() as said:
            seen.get("/appeals/circulars/")
        return len(said)

    assert cost(3) == cost(25)
