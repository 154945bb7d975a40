"""A grid is split in mid-year: everything goes on in the right part, and what was counted stays counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.models import Holding
from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.measures import queries as measures
from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.org.splitting import PartsDoNotFit
from gongzhi.kernel.people.models import House, Household, Organisation, Resident
from gongzhi.modules.grid.conftest import AT, FIRST, HERE, World, square
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.grids.actions import in_force
from gongzhi.modules.grid.grids.models import Member
from gongzhi.modules.grid.grids.splitting import cut, propose, split
from gongzhi.modules.grid.refused import GridEnded, PartWithoutWorker

WEST, EAST = square(116.3, 32.9, 116.305, 32.91), square(116.305, 32.9, 116.31, 32.91)
LATER = AT + timedelta(days=120)


@pytest.fixture
def lived_in(world: World) -> World:
    """Households on both sides, one event closed last year, one open on each side, a firm, a micro-grid."""
    for n in range(1, 4):
        world.household(f"000{n}")  # 116.3021 and on: in the west
    east = world.household("0050")  # 116.307
    assert east.house.longitude > 116.305  # type: ignore[operator]
    world.closed(at=AT - timedelta(days=200), text="去年的路灯坏了，已经修好。", longitude=116.304)
    world.reported(text="西边路灯坏了一盏。", longitude=116.302)
    world.dispatched(text="东边路灯坏了两盏。", longitude=116.308)
    Organisation.objects.create(
        credit_code="X1",
        name="东头商店",
        place_code=FIRST,
        address="东头",
        longitude=116.309,
        latitude=32.905,
        changed_at=AT,
    )
    world.place(
        f"{FIRST}01", "第1微网格", PlaceKind.MICRO_GRID, world.first, square(116.3, 32.9, 116.304, 32.91)
    )
    return world


def parted(world: World, **more: Any) -> list[Place]:
    given: dict[str, Any] = {
        "boundaries": [WEST, EAST], "workers": {0: [world.worker], 1: [world.other]}, "reason": "东庄村村民代表会议决议",
    }  # fmt: skip
    return split(place=world.first, by=world.centre, at=LATER, **(given | more))


def test_households_and_residents_go_to_the_part_they_live_in(lived_in: World) -> None:
    west, east = parted(lived_in)

    assert [(one.code[-3:], one.name, one.listed_from) for one in (west, east)] == [
        ("003", "第3网格", LATER.date()), ("004", "第4网格", LATER.date()),
    ]  # fmt: skip
    for model in (House, Household, Resident):
        codes = sorted(model.objects.values_list("place_code", flat=True))
        assert codes == [west.code] * 3 + [east.code]
    assert Organisation.objects.get().place_code == east.code


def test_open_events_go_on_where_they_lie_and_keep_what_they_were_reported_in(lived_in: World) -> None:
    west, east = parted(lived_in)

    rows = GridEvent.objects.order_by("pk").select_related("matter")
    assert [(one.matter.place_code, one.reported_in) for one in rows] == [
        (FIRST, FIRST), (west.code, FIRST), (east.code, FIRST),
    ]  # fmt: skip
    seen = visible(GridEvent.objects.all(), lived_in.other, "grid.view")
    assert [one.matter.place_code for one in seen.select_related("matter")] == [east.code]


def test_last_years_figures_stay(lived_in: World) -> None:
    asked = {"grid": lived_in.first, "until": date(2025, 12, 31)}
    before = measures.figure("grid.events", lived_in.centre, **asked).value
    whole = measures.figure("grid.events", lived_in.centre, grid=lived_in.village).value
    parted(lived_in)

    assert measures.figure("grid.events", lived_in.centre, **asked).value == before == 1
    assert measures.figure("grid.events", lived_in.centre, grid=lived_in.village).value == whole == 3


def test_workers_keep_their_part_and_lose_the_other(lived_in: World) -> None:
    west, east = parted(lived_in)

    held = Holding.objects.filter(Holding.in_force(LATER.date()))
    assert [one.place for one in held.filter(officer=lived_in.worker)] == [west]
    assert [one.place for one in held.filter(officer=lived_in.other)] == [east]
    team = Member.objects.filter(in_force(LATER.date()), officer__in=(lived_in.worker, lived_in.other))
    assert {one.officer: one.place for one in team} == {lived_in.worker: west, lived_in.other: east}


def test_a_report_that_still_names_the_old_grid_arrives_in_the_right_part(lived_in: World) -> None:
    west, east = parted(lived_in)

    late = lived_in.reported(place=FIRST, longitude=116.308, at=LATER)
    blind = lived_in.reported(place=FIRST, longitude=None, latitude=None, at=LATER)
    assert (late.reported_in, blind.reported_in) == (east.code, lived_in.village.code)
    assert place_at(HERE[0] + 0.001, HERE[1]) == east
    assert place_at(116.3045, HERE[1]) == west


def test_a_micro_grid_goes_on_below_its_part(lived_in: World) -> None:
    Household.objects.filter(number="0001").update(place_code=f"{FIRST}01")
    House.objects.filter(code="H0001").update(place_code=f"{FIRST}01")
    west, _ = parted(lived_in)

    micro = Place.objects.get(parent=west)
    assert (micro.code, micro.name) == (f"{west.code}01", "第1微网格")
    assert House.objects.get(code="H0001").place_code == micro.code


def test_the_old_grid_stays_ended_and_is_not_split_again(lived_in: World) -> None:
    parted(lived_in)
    lived_in.first.refresh_from_db()

    assert lived_in.first.listed_to == LATER.date()
    with pytest.raises(GridEnded):
        parted(lived_in)


def test_what_does_not_fit_is_refused_and_nothing_is_half_done(lived_in: World) -> None:
    gap = square(116.306, 32.9, 116.31, 32.91)

    with pytest.raises(PartsDoNotFit, match="没有分给任何一部分"):
        parted(lived_in, boundaries=[WEST, gap])
    with pytest.raises(PartsDoNotFit, match="重叠"):
        parted(lived_in, boundaries=[square(116.3, 32.9, 116.307, 32.91), EAST])
    with pytest.raises(PartWithoutWorker, match="第4网格"):
        parted(lived_in, workers={0: [lived_in.worker], 1: []})
    assert Place.objects.filter(parent=lived_in.village).count() == 2


def test_only_who_may_splits(lived_in: World) -> None:
    with pytest.raises(NotAllowed):
        split(
            place=lived_in.first,
            boundaries=[WEST, EAST],
            workers={},
            reason="村里决定",
            by=lived_in.office,
            at=LATER,
        )


def test_the_line_halves_the_houses(lived_in: World) -> None:
    pieces = propose(lived_in.first, cut(lived_in.first, across=False))

    assert [(one.households, one.residents) for one in pieces] == [(2, 2), (2, 2)]
