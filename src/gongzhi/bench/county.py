"""A county to measure in: sixty units, ten leaders' posts, officers of each sort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Post, Tenure, Unit, UnitKind

UNITS, TOWNS, POSTS = 45, 15, 10
SINCE = date(2020, 1, 1)


@dataclass
class County:
    """Who and where; the first officers of each sort stand for their kind on the measured pages."""

    units: list[Unit]
    towns: list[Unit]
    posts: list[Post]
    clerk: Officer  # the supervision office: everything everywhere
    handler: Officer  # of a bureau
    townsman: Officer  # of a town, with its stations
    leader: Officer  # holds the first post

    @property
    def all(self) -> list[Unit]:
        return [*self.units, *self.towns]


def build(sets: dict[str, list[str]]) -> County:
    """Make the county in an empty database. `sets` are permission names by sort of officer."""
    place = Place.objects.create(code="349921000000", name="清泽县", kind=PlaceKind.COUNTY)
    root = Unit.objects.create(code="U00", name="清泽县人民政府", short_name="县政府", place=place)
    units = [_unit(f"U{n:02d}", f"第{n}局", root, place) for n in range(1, UNITS + 1)]
    towns = []
    for n in range(1, TOWNS + 1):
        town = Place.objects.create(
            code=f"3499211{n:02d}000", name=f"第{n}镇", kind=PlaceKind.TOWN, parent=place
        )
        towns.append(_unit(f"T{n:02d}", f"第{n}镇", root, town, UnitKind.TOWNSHIP))
        _unit(f"T{n:02d}-1", f"第{n}镇工作站", towns[-1], town)
    posts = [
        Post.objects.create(code=f"P{n:02d}", title=f"副县长（第{n}线）", rank=n) for n in range(1, POSTS + 1)
    ]
    made = {
        "clerk": _officer("bench-clerk", units[0], sets, None),
        "handler": _officer("bench-handler", units[1], sets, units[1]),
        "townsman": _officer("bench-townsman", towns[0], sets, towns[0]),
        "leader": _officer("bench-leader", root, sets, None),
    }
    Tenure.objects.create(post=posts[0], officer=made["leader"], from_on=SINCE)
    return County(units, towns, posts, **made)


def _unit(code: str, label: str, parent: Unit, place: Place, kind: str = UnitKind.GOV) -> Unit:
    return Unit.objects.create(
        code=code, name=f"清泽县{label}", short_name=label, parent=parent, place=place, kind=kind
    )


def _officer(username: str, of: Unit, sets: dict[str, list[str]], within: Unit | None) -> Officer:
    officer = Officer.objects.create(username=username, name=username, unit=of, password="!")
    sort = username.removeprefix("bench-")
    held, _ = PermissionSet.objects.get_or_create(
        name=username, defaults={"label": username, "permissions": sets.get(sort, [])}
    )
    Holding.objects.create(officer=officer, set=held, unit=within, from_on=SINCE)
    return officer
