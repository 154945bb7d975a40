"""Registering a dispute: from a talk point, a patrol, the parties themselves, or an appeal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import day_bounds, local_day
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import New, Party, link, open_matter
from gongzhi.kernel.flow.models import LinkKind, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.parameters import value
from gongzhi.kernel.people.masking import tells_somebody
from gongzhi.kernel.people.models import Person
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.actions import check_place
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import headline, tidy
from gongzhi.modules.appeals.mediation.flow import DISPUTE
from gongzhi.modules.appeals.mediation.models import Dispute, DisputeParty, TalkPoint
from gongzhi.modules.appeals.mediation.refused import (
    DisputeTooShort,
    NobodyMediates,
    PartyMissing,
    PointNeeded,
)
from gongzhi.modules.appeals.mediation.rules import graver, risk_of
from gongzhi.modules.appeals.mediation.words import DisputeKind, Level, Side, Source
from gongzhi.modules.appeals.refused import HeadlineTellsSomebody

PERMISSION = "appeals.mediate"
SHORTEST = 10


@dataclass(frozen=True)
class PartyTold:
    """Somebody in a dispute, as told."""

    name: str
    phone: str = ""
    side: str = Side.APPLICANT


@dataclass
class DisputeTold:
    """A dispute as it was told. `title` names nobody; without one it is made from the text."""

    text: str
    kind: str
    parties: Sequence[PartyTold]
    source: str = Source.WALK_IN
    point: TalkPoint | None = None
    level: str = Level.VILLAGE
    risk: str = "blue"
    place_code: str = ""
    people: int = 2
    cents: int | None = None
    violence: bool = False
    again: bool = False
    title: str = ""


@transaction.atomic
def register(
    told: DisputeTold, *, by: Officer, at: datetime, appeal: Appeal | None = None, correlation: str = ""
) -> Dispute:
    """Register a dispute with the unit that mediates at its level; its clock runs from now.

    `appeal` is where it came from. Raises: NotAllowed, DisputeTooShort, PartyMissing, PointNeeded, PlaceOutside,
    HeadlineTellsSomebody, NobodyMediates. Records: flow.opened.
    """
    if appeal is None:
        require(by, PERMISSION)
    text = tidy(told.text)
    _check(told, text)
    place = told.place_code or (told.point.place_id if told.point else "")
    unit = unit_for(told.level, place, at)
    risk = graver(told.risk, risk_of(people=told.people, violence=told.violence, again=told.again))
    title = told.title.strip() or f"{DisputeKind(told.kind).label}纠纷：{headline(text)}"
    new = New(
        title=title[:120], category=DisputeKind(told.kind).label, source=told.source, place_code=place,
        parties=[Party(Role.LEAD, unit=unit)], text=known().place_name(place),
    )  # fmt: skip
    matter = open_matter(DISPUTE, new, by=by, at=at, correlation=correlation)
    dispute = Dispute(
        matter=matter, kind=told.kind, source=told.source, point=told.point, level=told.level, risk=risk, text=text,
        people=told.people, cents=told.cents, violence=told.violence, again=told.again, registered_by=by,
    )  # fmt: skip
    clocks.start(matter, "mediate", at=at, rule=term_rule(told.level, at))
    if risk == "red":
        clocks.start(matter, "report", at=at)
    matter.save(update_fields=["due_at", "warn_at"])
    dispute.save(force_insert=True)
    _people(dispute, told.parties, appeal, at)
    if appeal is not None:
        link(matter, appeal.matter, LinkKind.CAUSE)
    told_unit(dispute, unit, f"新的矛盾纠纷：{title[:40]}", at)
    return dispute


def _check(told: DisputeTold, text: str) -> None:
    if len(text) < SHORTEST:
        raise DisputeTooShort(field="text", least=SHORTEST)
    if not any(party.name.strip() for party in told.parties):
        raise PartyMissing(field="applicant")
    if told.source == Source.TALK_POINT and told.point is None:
        raise PointNeeded(field="point")
    if tells_somebody(told.title):
        raise HeadlineTellsSomebody(field="title", proposal=headline(text))
    check_place(told.place_code, known())


def _people(dispute: Dispute, told: Sequence[PartyTold], appeal: Appeal | None, at: datetime) -> None:
    for one in told:
        if not one.name.strip():
            continue
        told_by = appeal is not None and not appeal.secret and one.side == Side.APPLICANT
        kept = appeal.appellant if appeal is not None and told_by else None
        person = kept or Person.told(name=one.name.strip(), phone=one.phone.strip(), at=at)
        if person.pk is None:
            person.save()
        DisputeParty.objects.create(dispute=dispute, person=person, side=one.side)


def term_rule(level: str, at: datetime) -> str:
    """The rule of the mediation clock at a level, as the clock keeps it."""
    name = f"appeals.mediate.{level}"
    return f"{name}={value(name, local_day(at))}"


def unit_for(level: str, place: str, at: datetime) -> Unit:
    """The unit that mediates at a level: the township of the place, or the county's. Raises: NobodyMediates."""
    if level == Level.COUNTY:
        unit = Unit.objects.filter(code=value("appeals.mediate.county_unit", local_day(at))).first()
    else:
        unit = Unit.objects.filter(pk=known().town(place)).first()
    if unit is None:
        field = "level" if level == Level.COUNTY else "place"
        raise NobodyMediates(field=field, level=Level(level).label)
    return unit


def await_visit(dispute: Dispute) -> None:
    """After an agreement the term is the next visit's day: yellow on it, red past it; none once all are done. One query."""
    owed = dispute.visits.filter(at=None).order_by("due_on").first()
    begins, ends = day_bounds(owed.due_on) if owed else (None, None)
    dispute.matter.warn_at, dispute.matter.due_at = begins, ends


def told_unit(dispute: Dispute, unit: Unit, title: str, at: datetime) -> None:
    """Tell those of a unit who mediate."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=[unit], needs=PERMISSION, title=title, url=matter_url(dispute.matter), matter=dispute.matter,
        kind="appeals", at=at, key=f"dispute:{dispute.pk}:{dispute.matter.version}:{title[:20]}",
    )  # fmt: skip
