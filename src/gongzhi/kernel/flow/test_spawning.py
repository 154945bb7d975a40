"""A matter of another kind by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.support.errands import AT, ERRAND, County

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.flow import spawning
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Matter, MatterLink, Role
from gongzhi.kernel.flow.spawning import NotOffered, UnitUnknown, Wanted, spawn
from gongzhi.kernel.org.models import Officer, Unit

BRIDGE = Wanted("修桥", "桥面破了。", lead="U13", co=("U15",))


@pytest.fixture
def offered() -> Iterator[None]:
    @spawning.offer("errand", "差事", needs="errands.direct", outcome=lambda matter: f"{matter.title}好了")
    def open_errand(
        wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime
    ) -> Matter:
        parties = [Party(Role.LEAD, unit=lead), *(Party(Role.CO, unit=one) for one in co)]
        return open_matter(ERRAND, New(title=wanted.title, parties=parties), by=by, at=at)

    yield
    spawning._offers.pop("errand")


def test_spawn_opens_the_kind_and_links_its_cause(county: County, offered: None) -> None:
    cause = county.open("有人说桥坏了")

    made = spawn("errand", BRIDGE, cause=cause, by=county.clerk, at=AT)

    assert (made.title, made.lead_unit, made.assignments.count()) == ("修桥", county.housing, 2)
    link = MatterLink.objects.get()
    assert (link.matter_id, link.other_id, link.kind) == (made.pk, cause.pk, "cause")
    assert spawning.outcome(made) == "修桥好了"


def test_spawn_refuses_a_kind_that_no_module_offers(county: County) -> None:
    with pytest.raises(NotOffered, match="“督查任务”"):
        spawn("nothing", BRIDGE, label="督查任务", by=county.clerk, at=AT)
    assert (spawning.is_offered("nothing"), bool(spawning.may_spawn("nothing", county.clerk))) == (
        False,
        False,
    )


def test_spawn_takes_the_permission_of_the_kind(county: County, offered: None) -> None:
    with pytest.raises(NotAllowed):
        spawn("errand", BRIDGE, by=county.builder, at=AT)
    assert not Matter.objects.exists()


def test_spawn_refuses_an_unknown_unit(county: County, offered: None) -> None:
    with pytest.raises(UnitUnknown, match="X99"):
        spawn("errand", Wanted("修桥", "", lead="X99"), by=None, at=AT)
