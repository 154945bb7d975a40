"""Bringing the fictional county into the database: in bulk, and as often as one likes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongzhi.demo import boundaries, county
from gongzhi.demo.accounts import PASSWORD, STARTERS
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.modules.install import sync_sets
from gongzhi.kernel.org.geometry import geojson
from gongzhi.kernel.org.models import (
    LeadingGroup,
    LeadingGroupMember,
    MemberRole,
    Officer,
    Place,
    PlaceKind,
    Post,
    Tenure,
    Unit,
    UnitGroup,
    UnitKind,
    UnitName,
)
from gongzhi.kernel.org.rules import fold_name

# long before any day that a demonstration may be set to
SINCE = date(2015, 1, 1)
# an empty county before its first document; supervision's founding knows these names as placeholders
EMPTY_CODE, EMPTY_COUNTY, EMPTY_OFFICE = "349999000000", "本县（市、区）", "督查机构"
Progress = Callable[[str, int, int], None]  # what is done now, steps done, steps in all

# what a set is called until its modules say so themselves; `exclusive` parts the three administrators
SETS = {
    "supervision_officer": ("督查专员", ""),
    "office_head": ("督查负责人", ""),
    "unit_head": ("单位负责人", ""),
    "unit_handler": ("承办人", ""),
    "leader": ("县领导", ""),
    "appeal_clerk": ("受理员", ""),
    "appeal_dispatcher": ("派单员", ""),
    "appeal_caller": ("回访员", ""),
    "appeal_head": ("热线负责人", ""),
    "system_admin": ("系统管理员", "system"),
    "security_admin": ("安全管理员", "security"),
    "auditor": ("审计员", "audit"),
}


def _quiet(what: str, done: int, of: int) -> None:
    pass


@transaction.atomic
def load_county(at: datetime, progress: Progress = _quiet) -> None:
    """Load what is missing of 清泽县; what is there already stays as it is. About 30 statements."""
    steps: list[tuple[str, Callable[[datetime], None]]] = [
        ("地方", _places),
        ("单位", _units),
        ("单位名称", _names),
        ("单位组", _groups),
        ("人员", _officers),
        ("职务", _posts),
        ("授权", _holdings),
        ("领导小组", _leading_group),
    ]
    for done, (what, step) in enumerate(steps):
        progress(f"正在装入{what}", done, len(steps))
        step(at)
    progress("演示县已就绪", len(steps), len(steps))


@transaction.atomic
def load_starters(at: datetime) -> None:
    """An empty county: a place and two units without names of their own, and who sets it up. Twice is once.

    The names are replaced by those of the county's first document.
    """
    place, _ = Place.objects.get_or_create(
        code=EMPTY_CODE, defaults={"name": EMPTY_COUNTY, "kind": PlaceKind.COUNTY}
    )
    root, _ = Unit.objects.get_or_create(
        code="A00", defaults={"name": EMPTY_COUNTY, "kind": UnitKind.PARTY_GOV, "place": place}
    )
    office, _ = Unit.objects.get_or_create(
        code="A01", defaults={"name": EMPTY_OFFICE, "parent": root, "place": place}
    )
    hashed, sets = make_password(PASSWORD), _sets()
    data = {row.username: row for row in county.officers()}
    for one in STARTERS:
        row = data[one.username]
        fields = {"name": row.name, "unit": office, "duty": row.duty, "password": hashed, "created_at": at}
        officer, new = Officer.objects.get_or_create(username=one.username, defaults=fields)
        if new:
            Holding.objects.create(officer=officer, set=sets[row.set], from_on=SINCE)


def _missing(model: type[Any], key: str, rows: list[Any]) -> list[Any]:
    """The rows whose key the table does not hold yet. One query."""
    there = set(model.objects.values_list(key, flat=True))
    return [row for row in rows if getattr(row, key) not in there]


def _places(at: datetime) -> None:
    grids = boundaries.grids()
    areas = boundaries.unions(grids) | {grid.code: grid.area for grid in grids}
    below = [county.PlaceRow(grid.code, grid.name, PlaceKind.GRID, grid.village) for grid in grids]
    rows = [
        Place(code=row.code, name=row.name, kind=row.kind, parent_id=row.parent or None)
        for row in [*county.places(), *below]
    ]
    for place in rows:
        place.bound(geojson(areas[place.code]) if place.code in areas else None)
    Place.objects.bulk_create(_missing(Place, "code", rows))


def _by_code(model: type[Any]) -> dict[str, Any]:
    return {row.code: row for row in model.objects.all()}


def _units(at: datetime) -> None:
    data = {row["code"]: row for row in county.units()}
    rows = [
        Unit(code=code, name=row["name"], short_name=row["short"], kind=row["kind"], place_id=row["place"])
        for code, row in data.items()
    ]
    new = Unit.objects.bulk_create(_missing(Unit, "code", rows))
    every = _by_code(Unit)
    for unit in new:
        parent = every.get(data[unit.code].get("parent", ""))
        unit.parent = parent
        unit.path = f"/{parent.pk}/{unit.pk}/" if parent else f"/{unit.pk}/"
    Unit.objects.bulk_update(new, ["parent", "path"])


def _names(at: datetime) -> None:
    units = _by_code(Unit)
    rows = [
        UnitName(
            unit=units[row["code"]],
            name=name["name"],
            folded=fold_name(name["name"]),
            kind=name["kind"],
            valid_from=_day(name.get("from")),
            valid_to=_day(name.get("to")),
        )
        for row in county.units()
        for name in row["names"]
    ]
    UnitName.objects.bulk_create(rows, ignore_conflicts=True)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _groups(at: datetime) -> None:
    units = _by_code(Unit)
    data = county.groups()
    new = _missing(UnitGroup, "name", [UnitGroup(name=row["name"], aliases=row["aliases"]) for row in data])
    UnitGroup.objects.bulk_create(new)
    members = {row["name"]: row["members"] for row in data}
    link = UnitGroup.members.through
    link.objects.bulk_create(
        link(unitgroup_id=group.pk, unit_id=units[code].pk) for group in new for code in members[group.name]
    )


def _officers(at: datetime) -> None:
    units = _by_code(Unit)
    hashed = make_password(PASSWORD)  # once: a quarter of a second each would make minutes
    rows = [
        Officer(
            username=row.username,
            name=row.name,
            unit=units[row.unit],
            duty=row.duty,
            password=hashed,
            created_at=at,
        )
        for row in county.officers()
    ]
    Officer.objects.bulk_create(_missing(Officer, "username", rows))


def _posts(at: datetime) -> None:
    units, data = _by_code(Unit), county.posts()
    rows = [
        Post(
            code=row["code"],
            title=row["title"],
            aliases=row["aliases"],
            rank=rank,
            unit=units.get(row.get("unit", "A00")),
        )
        for rank, row in enumerate(data, 1)
    ]
    new = Post.objects.bulk_create(_missing(Post, "code", rows))
    charge = {row["code"]: row["charge"] for row in data}
    link = Post.charge.through
    link.objects.bulk_create(
        link(post_id=post.pk, unit_id=units[code].pk) for post in new for code in charge[post.code]
    )
    holders = {officer.username: officer for officer in Officer.objects.filter(username__startswith="p")}
    Tenure.objects.bulk_create(
        Tenure(post=post, officer=holders[post.code.lower()], from_on=SINCE) for post in new
    )


def _sets() -> dict[str, PermissionSet]:
    """The sets of the roles, from the modules that ship them; empty ones for modules that are not installed."""
    sync_sets()
    rows = [
        PermissionSet(name=name, label=label, exclusive=exclusive, permissions=[], shipped=True)
        for name, (label, exclusive) in SETS.items()
    ]
    PermissionSet.objects.bulk_create(_missing(PermissionSet, "name", rows))
    return {held.name: held for held in PermissionSet.objects.filter(name__in=SETS)}


def _holdings(at: datetime) -> None:
    sets = _sets()
    data = {row.username: row for row in county.officers()}
    officers = Officer.objects.filter(username__in=data, holdings=None)
    Holding.objects.bulk_create(
        Holding(
            officer=officer,
            set=sets[data[officer.username].set],
            unit_id=None if data[officer.username].county_wide else officer.unit_id,
            from_on=SINCE,
        )
        for officer in officers
    )


def _leading_group(at: datetime) -> None:
    name = "清泽县重点工作推进领导小组"
    if LeadingGroup.objects.filter(name=name).exists():
        return
    units, posts = _by_code(Unit), _by_code(Post)
    group = LeadingGroup.objects.create(name=name, office=units["U01"], from_on=SINCE)
    seats = [(MemberRole.HEAD, "P01"), (MemberRole.DEPUTY, "P02")]
    seats += [(MemberRole.MEMBER, code) for code in ("P03", "P04", "P05", "P06", "P07", "P08", "P10")]
    seats += [(MemberRole.OFFICE_HEAD, "P09")]
    bureaus = ["U02", "U09", "U13", "U16", "U21", "U24"]
    members = [LeadingGroupMember(group=group, role=role, post=posts[code]) for role, code in seats]
    members += [LeadingGroupMember(group=group, role=MemberRole.MEMBER, unit=units[code]) for code in bureaus]
    for order, member in enumerate(members, 1):
        member.order = order
    LeadingGroupMember.objects.bulk_create(members)
