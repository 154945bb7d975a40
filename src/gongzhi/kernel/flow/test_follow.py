"""When a unit moves, what it and its stations owe moves with it."""

from __future__ import annotations

from tests.support.errands import AT, County

from gongzhi.kernel.access.queries import decide
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.actions import move_unit


def test_a_moved_unit_takes_its_work_along(county: County) -> None:
    matter = county.open("丁", lead=county.station)
    assert not decide(county.builder, "errands.view", matter)

    move_unit(unit=county.town, parent=county.housing, by=county.clerk, at=AT)

    county.station.refresh_from_db()
    assert Assignment.objects.get(matter=matter).unit_path == county.station.path
    assert decide(county.builder, "errands.view", matter)
