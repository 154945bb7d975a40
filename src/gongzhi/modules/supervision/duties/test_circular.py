"""Level 4 of the ladder: a circular is drafted when a quarter ends red, laid before the office, and never sent by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from gongzhi.kernel.events.models import Event
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.conftest import World
from gongzhi.modules.supervision.duties.circular import last_places
from gongzhi.modules.supervision.duties.test_ladder import do, morning, stand, told
from gongzhi.modules.supervision.models import Paper, Slip, Task

APRIL = [morning(4, day) for day in (1, 10, 13, 14, 15)]  # reports on the quarter are due on Friday the 10th


def red_quarter(world: World) -> Task:
    """A task that was red when the first quarter of 2026 ended, and is judged so in its record."""
    task = stand(world.started(), "red", "落后40个百分点。")
    world.report(task, 1, at=datetime(2026, 3, 30, 2, tzinfo=UTC))
    return task


def test_a_red_quarter_is_drafted_once_its_reports_were_due(world: World) -> None:
    red_quarter(world)
    done = [do("circular", at) for at in APRIL]
    paper = Paper.objects.get()

    assert done == [0, 0, 1, 0, 0]
    assert (paper.title, paper.period, paper.number) == (
        "关于2026年第一季度重点工作任务落实情况的通报",
        "2026-Q1",
        "",
    )
    assert (paper.created_by, paper.issued_at, len(paper.figures["red"]["tasks"])) == (None, None, 1)
    assert [who for who, _ in told("请核发通报")] == ["ducha", "zhuren"]
    assert Event.objects.get(kind="supervision.paper_drafted").actor is None
    assert Slip.objects.count() == 0


def test_a_green_quarter_has_no_circular(world: World) -> None:
    world.report(world.started(), 30, at=morning(3, 30))

    assert [do("circular", at) for at in APRIL] == [0] * 5


def test_the_county_sets_how_many_reds_it_takes(world: World) -> None:
    red_quarter(world)
    world.rule("supervision.ladder.circular_reds", 2)

    assert do("circular", morning(4, 13)) == 0


def test_a_circular_that_somebody_wrote_is_not_drafted_again(world: World) -> None:
    red_quarter(world)
    papers.draft(kind="circular", period="2026-Q1", by=world.ducha, at=morning(4, 9))

    assert (do("circular", morning(4, 13)), Paper.objects.count()) == (0, 1)


def test_a_draft_that_lies_there_is_laid_before_the_office_once_more(world: World) -> None:
    red_quarter(world)
    days = [do("circular", morning(4, day)) for day in (13, 14, 15, 16, 17, 20)]

    assert days == [1, 0, 0, 1, 0, 0]
    assert [Message.objects.filter(officer=world.ducha, level=one).count() for one in ("remind", "urge")] == [
        1,
        1,
    ]


def test_an_issued_one_is_not_mentioned_again(world: World) -> None:
    red_quarter(world)
    do("circular", morning(4, 13))
    papers.issue(paper=Paper.objects.get(), by=world.zhuren, at=morning(4, 13, 10))

    assert do("circular", morning(4, 16)) == 0


def test_the_office_opens_corrects_and_issues_it(world: World, frozen: Callable[[datetime], None]) -> None:
    red_quarter(world)
    do("circular", morning(4, 13))
    frozen(morning(4, 13, 10))
    client = Client()
    client.force_login(world.ducha)
    url = Message.objects.get(officer=world.ducha, title__startswith="请核发通报").url
    listed, page = (client.get(one).content.decode() for one in ("/supervision/papers/", url))
    client.post(f"{url}issue/", {"_once": "a"})

    assert "系统" in listed
    assert "落后40个百分点。" in page
    assert Paper.objects.get().number == "清政办通报〔2026〕1号"


def test_a_draft_that_is_not_needed_is_taken_away_and_not_written_again(
    world: World, frozen: Callable[[datetime], None]
) -> None:
    red_quarter(world)
    do("circular", morning(4, 13))
    frozen(morning(4, 13, 10))
    client = Client()
    client.force_login(world.ducha)
    answer = client.post(f"/supervision/papers/{Paper.objects.get().pk}/discard/", {"_once": "a"})

    assert (answer.status_code, Paper.objects.count()) == (302, 0)
    assert do("circular", morning(4, 14)) == 0
    assert Event.objects.get(kind="supervision.paper_discarded").actor == world.ducha


@pytest.mark.parametrize(("most", "wanted"), [(1, ["县直部门考核得分靠后：县住建局"]), (2, []), (0, [])])
def test_last_places_are_named_in_groups_that_are_long_enough(
    world: World, most: int, wanted: list[str]
) -> None:
    red_quarter(world)
    world.report(world.started(lead=world.water, co=()), 30, at=morning(3, 30))
    world.rule("supervision.ladder.circular_last", most)

    assert [one.partition("（")[0] for one in last_places("2026-Q1", morning(4, 13).date())] == wanted
