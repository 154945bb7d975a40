"""Keeping grids: new ones, their teams, volunteers, and tasks of departments that run on them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel.access import require
from gongzhi.kernel.access.actions import end, grant
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.actions import create_place
from gongzhi.kernel.org.models import Officer, Place, PlaceKind, Unit
from gongzhi.kernel.people.masking import mask_name, mask_phone
from gongzhi.modules.grid.grids.facts import DutySet, MemberSet, VolunteerSet
from gongzhi.modules.grid.grids.models import WITH_ACCOUNT, Duty, Member, Post, Volunteer
from gongzhi.modules.grid.places import GRIDS, VILLAGES
from gongzhi.modules.grid.refused import (
    AccountNeeded,
    AlreadyThere,
    DutyDatesCrossed,
    GridEnded,
    NotAGrid,
    NotAVillage,
)

TEAMS, SPLIT, DUTIES = "grid.teams", "grid.split", "grid.duties"
BELOW = {
    PlaceKind.GRID: VILLAGES,
    PlaceKind.MICRO_GRID: (PlaceKind.GRID,),
    PlaceKind.TEN_HOMES: (PlaceKind.GRID, PlaceKind.MICRO_GRID),
}
DIGITS = {PlaceKind.GRID: 3, PlaceKind.MICRO_GRID: 2, PlaceKind.TEN_HOMES: 2}


def _check_grid(place: Place) -> None:
    if place.kind not in GRIDS:
        raise NotAGrid(field="place", place=place.name)
    if place.listed_to is not None:
        raise GridEnded(place=place.name, on=place.listed_to)


@transaction.atomic
def new_grid(*, parent: Place, kind: str, name: str, by: Officer, at: datetime) -> Place:
    """Set up a grid in a village, a micro-grid in a grid, or a group of ten households in either; the next free code.

    Raises: NotAllowed, NotAVillage, NotAGrid, GridEnded, NameMissing. Records: org.place_changed.
    """
    require(by, TEAMS, parent)
    if parent.listed_to is not None:
        raise GridEnded(place=parent.name, on=parent.listed_to)
    if parent.kind not in BELOW[PlaceKind(kind)]:
        if kind == PlaceKind.GRID:
            raise NotAVillage(field="parent", place=parent.name, kind=parent.get_kind_display())
        raise NotAGrid(field="parent", place=parent.name)
    Place.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    code = free_codes(parent, PlaceKind(kind), 1)[0]
    place = create_place(code=code, name=name, kind=kind, parent=parent, by=by, at=at)
    place.listed_from = local_day(at)
    place.save(update_fields=["listed_from"])
    return place


def free_codes(parent: Place, kind: PlaceKind, count: int, sort: str = "0") -> list[str]:
    """The next codes below a place: of a grid the sort (0 base, 1 dedicated) and a serial of two, else a serial.

    A code is never given twice. One query.
    """
    stem = f"{parent.code}{sort}" if kind == PlaceKind.GRID else parent.code
    digits = DIGITS[kind] - (1 if kind == PlaceKind.GRID else 0)
    length = len(stem) + digits
    taken = Place.objects.filter(code__startswith=stem).values_list("code", flat=True)
    last = max((int(code[len(stem) :]) for code in taken if len(code) == length), default=0)
    return [f"{stem}{last + n:0{digits}}" for n in range(1, count + 1)]


@transaction.atomic
def join(
    *, place: Place, post: str, officer: Officer | None = None, name: str = "", phone: str = "",
    by: Officer | None, at: datetime,
) -> Member:  # fmt: skip
    """Somebody joins the team of a grid today; whoever works in the system may from then on, over that grid.

    Raises: NotAllowed, NotAGrid, GridEnded, AccountNeeded, AlreadyThere, and what granting refuses.
    Records: grid.member_set, access.granted.
    """
    if by is not None:
        require(by, TEAMS, place)
    _check_grid(place)
    label = Post(post).label
    if officer is None and post in WITH_ACCOUNT:
        raise AccountNeeded(field="officer", post=label)
    name = officer.name if officer else name.strip()
    if not name:
        raise AccountNeeded(field="name", post=label)
    day = local_day(at)
    there = Member.objects.filter(place=place, post=post, name=name, officer=officer).filter(in_force(day))
    if there.exists():
        raise AlreadyThere(field="officer", name=name, place=place.name, post=label)
    member = Member.objects.create(
        place=place, post=post, officer=officer, name=name[:40], phone=phone[:20], from_on=day
    )
    if officer is not None and post in WITH_ACCOUNT:
        _allow(officer, post, place, day, by, at)
    record(MemberSet(place.name, label, name, day.isoformat()), by=by, at=at)
    return member


def _allow(officer: Officer, post: str, place: Place, day: date, by: Officer | None, at: datetime) -> None:
    """The permission set of the post over the grid, unless it is held there already."""
    held = PermissionSet.objects.get(name=WITH_ACCOUNT[Post(post)])
    own = Holding.objects.filter(officer=officer, set=held, place=place).filter(Holding.in_force(day))
    if not own.exists():
        grant(officer=officer, set=held, place=place, from_on=day, by=by, at=at)


@transaction.atomic
def part(*, member: Member, by: Officer | None, at: datetime) -> Member:
    """Somebody leaves the team of a grid today, and what went with it ends. Twice is once.

    Raises: NotAllowed. Records: grid.member_set, access.ended.
    """
    if by is not None:
        require(by, TEAMS, member)
    if member.to_on is not None:
        return member
    day = local_day(at)
    member.to_on = day
    member.save(update_fields=["to_on"])
    if member.officer is not None and member.post in WITH_ACCOUNT:
        _disallow(member, day, by, at)
    fact = MemberSet(member.place.name, Post(member.post).label, member.name, day.isoformat(), leaves=True)
    record(fact, by=by, at=at)
    return member


def _disallow(member: Member, day: date, by: Officer | None, at: datetime) -> None:
    """End the set over the grid, unless another post there still needs it."""
    name = WITH_ACCOUNT[Post(member.post)]
    others = [post for post, held in WITH_ACCOUNT.items() if held == name]
    staying = Member.objects.filter(officer=member.officer, place=member.place, post__in=others).filter(
        in_force(day)
    )
    if staying.exists():
        return
    own = Holding.objects.filter(officer=member.officer, set__name=name, place=member.place)
    for holding in own.filter(Q(to_on=None) | Q(to_on__gt=day)).select_related("officer", "set"):
        end(holding=holding, on=day, by=by, at=at)


def in_force(on: date) -> Q:
    """Members on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))


@transaction.atomic
def enrol(
    *, place: Place, name: str, phone: str = "", team: str = "", skills: str = "", by: Officer, at: datetime
) -> Volunteer:
    """A volunteer joins in a grid. Raises: NotAllowed, NotAGrid, GridEnded. Records: grid.volunteer_set."""
    require(by, TEAMS, place)
    _check_grid(place)
    row = Volunteer.objects.create(
        place=place, name=name.strip(), phone=phone.strip(), masked_name=mask_name(name.strip())[:20],
        masked_phone=mask_phone(phone)[:20], team=team.strip(), skills=skills.strip(), joined_on=local_day(at),
    )  # fmt: skip
    record(VolunteerSet(place.name, row.masked_name), by=by, at=at)
    return row


@transaction.atomic
def withdraw(*, volunteer: Volunteer, by: Officer, at: datetime) -> Volunteer:
    """A volunteer leaves; name and number are emptied. Raises: NotAllowed. Records: grid.volunteer_set."""
    require(by, TEAMS, volunteer)
    if volunteer.left_on is None:
        volunteer.left_on, volunteer.name, volunteer.phone = local_day(at), "", ""
        volunteer.save(update_fields=["left_on", "name", "phone"])
        record(VolunteerSet(volunteer.place.name, volunteer.masked_name, leaves=True), by=by, at=at)
    return volunteer


@transaction.atomic
def admit(
    *, unit: Unit, name: str, net: str, content: str, basis: str, place: Place | None = None, from_on: date,
    to_on: date | None = None, by: Officer, at: datetime,
) -> Duty:  # fmt: skip
    """Admit a department's task to the grids, with its basis. Raises: NotAllowed, DutyDatesCrossed. Records: grid.duty_set."""
    require(by, DUTIES)
    if to_on is not None and to_on <= from_on:
        raise DutyDatesCrossed(field="to_on", from_on=from_on)
    row = Duty.objects.create(
        unit=unit,
        name=name,
        net=net,
        content=content,
        basis=basis,
        place=place,
        from_on=from_on,
        to_on=to_on,
        by=by,
        at=at,
    )
    until = to_on.isoformat() if to_on else ""
    record(DutySet(unit.label, name, from_on.isoformat(), until), by=by, at=at)
    return row


@transaction.atomic
def end_duty(*, duty: Duty, by: Officer, at: datetime) -> Duty:
    """A task leaves the grids today. Raises: NotAllowed. Records: grid.duty_set."""
    require(by, DUTIES)
    if duty.to_on is None or duty.to_on > local_day(at):
        duty.to_on = max(local_day(at), duty.from_on)
        duty.save(update_fields=["to_on"])
        record(
            DutySet(duty.unit.label, duty.name, duty.from_on.isoformat(), duty.to_on.isoformat()),
            by=by,
            at=at,
        )
    return duty
