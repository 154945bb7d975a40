"""Grid workers walk their routes; what they find is an event of the grid, once."""

from __future__ import annotations

import pytest

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.rounds import actions
from gongzhi.kernel.rounds.models import Route
from gongzhi.modules.grid.conftest import AT, FIRST, HERE, LONG_AGO, World, photo
from gongzhi.modules.grid.events.models import GridEvent


@pytest.fixture
def route(world: World) -> Route:
    row = Route.objects.create(
        kind="grid.patrol",
        name="东庄村第1网格日巡",
        unit=world.town,
        place=world.first,
        rhythm="daily",
        from_on=LONG_AGO,
    )
    row.officers.add(world.worker)
    row.stops.create(name="东门", order=1, longitude=HERE[0], latitude=HERE[1], radius=100)
    return row


def test_a_finding_on_a_patrol_is_an_event_once(world: World, route: Route) -> None:
    walk = actions.begin_round(route=route, by=world.worker, at=AT)
    for _ in range(2):
        actions.found(
            round=walk,
            problem=actions.Problem(
                "东门口路灯不亮，晚上很黑。", category="E09", spot=actions.Spot(*HERE, 10), files=[photo()]
            ),
            key="f-1",
            by=world.worker,
            at=AT,
        )

    event = GridEvent.objects.get()
    assert (event.channel, event.reported_in, event.category, event.matter.longitude) == (
        "patrol",
        FIRST,
        world.lamp,
        HERE[0],
    )
    assert walk.findings.get().matter_id == event.pk
    assert local_day(AT) == walk.on
