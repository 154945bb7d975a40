"""The monthly circular: drafted, edited, issued once, written as a document."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document
from tests.support.errands import statements

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.appeals.conftest import World
from gongzhi.modules.appeals.figures import actions
from gongzhi.modules.appeals.figures.actions import CircularChanged, CircularFrozen
from gongzhi.modules.appeals.figures.models import Circular
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

    assert made.content["overall"][0].startswith("2026年3月共受理诉求3件，环比新增。其中直接办结0件")
    assert made.content["shares"][0] == "按类型分：求助3件（100.0%）。"
    assert made.content["low"][0] == "满意率低于85%的单位1个：县供水公司66.67%。"
    assert [group for group, _ in made.content["tables"]] == ["departments"]
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
        "二、分类情况",
        "三、回访满意率低的单位",
        "四、热点诉求",
        "五、下一步要求",
    ]


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
