"""How the tables of grid governance lie in the county, for the one access rule: by place."""

from __future__ import annotations

from gongzhi.kernel.access.queries import NOTHING, Scoping, scoped
from gongzhi.modules.grid.grids.models import Member, Volunteer
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.visits.models import Visit


def register() -> None:
    scoped(Visit, Scoping(units=lambda path: NOTHING, place="place_code", view="people.view", label="走访"))
    scoped(Component, Scoping(place="place_code", view="grid.view", label="部件"))
    scoped(Member, Scoping(place="place_id", view="grid.view", label="网格力量"))
    scoped(Volunteer, Scoping(place="place_id", view="grid.view", label="志愿者"))
