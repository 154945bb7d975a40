"""Registering an appeal: the one way in that every door calls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require, scope
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.org.queries import place_code_at
from gongzhi.kernel.people.blind import blind
from gongzhi.kernel.people.masking import tells_somebody
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.rows import insert
from gongzhi.modules.appeals.directory.queries import Known, known
from gongzhi.modules.appeals.directory.rules import Kind
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import (
    LONGEST,
    SHORTEST,
    headline,
    is_urgent,
    new_code,
    term_class,
    tidy,
    told_words,
)
from gongzhi.modules.appeals.policy import rule
from gongzhi.modules.appeals.refused import (
    AlreadyTold,
    CategoryGone,
    CategoryUnknown,
    HeadlineTellsSomebody,
    PlaceOutside,
    PointElsewhere,
    PointOutside,
    TextTooLong,
    TextTooShort,
)

PERMISSION = "appeals.register"


@dataclass
class Told:
    """An appeal as it was told. Only the text is needed; everything else a door leaves out when it does not know it."""

    text: str
    channel: str = "phone"
    type: str = "complaint"
    category: str = ""  # its code
    urgency: str = "normal"
    complex: bool = False
    title: str = ""  # a headline that names nobody; without one it is made from the text
    name: str = ""
    phone: str = ""
    identity: str = ""
    anonymous: bool = False
    confidential: bool = False
    reply_way: str = "phone"
    place_code: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    located: bool = False  # the door has looked for the position's place itself
    outside_number: str = ""
    files: Sequence[Any] = ()  # uploads, or attachments that were uploaded before
    allowed: Collection[str] | None = None  # types or families of files that the door takes; None takes all
    told_at: datetime | None = None  # when it was told, where that was earlier
    key: str = ""  # the sender's own key of the message: what comes with it again is the same appeal


def register(told: Told, *, by: Officer | None, at: datetime, correlation: str = "") -> Appeal:
    """Register an appeal; it then waits to be answered directly or dispatched, and the clock of that runs.

    `by` None is the resident at a public door. Seven statements, one more for a named caller's number, one for a
    position without a place, and the files'. Raises: NotAllowed, TextTooShort, TextTooLong, HeadlineTellsSomebody,
    CategoryUnknown, CategoryGone, PlaceOutside, PointOutside, PointElsewhere, AlreadyTold, and what files are
    refused for. Records: flow.opened.
    """
    if by is not None:
        require(by, PERMISSION)
    there, text = known(), tidy(told.text)
    kind = _checked(told, text, there, at)
    if not told.place_code and not told.located:
        told = replace(told, place_code=_place_of(told, there))
    same = _same_key(told, text, at)
    # without files nothing is refused any more once writing has begun, and a savepoint would cost two statements
    with transaction.atomic(savepoint=bool(told.files)):
        return _write(told, text, kind, there, same, by, at, correlation)


def _write(
    told: Told,
    text: str,
    kind: Kind | None,
    there: Known,
    same: str,
    by: Officer | None,
    at: datetime,
    correlation: str,
) -> Appeal:
    matter = open_matter(APPEAL, _new(told, text, kind, there, by), by=by, at=at, correlation=correlation)
    cls = term_class(told.type, told.urgency, told.complex)
    triage = rule("triage", "urgent" if is_urgent(cls) else "normal", at)
    clocks.start(matter, "triage", at=at, rule=triage)
    appeal = Appeal(
        matter=matter,
        type=told.type,
        channel=told.channel,
        category_id=kind.pk if kind else None,
        urgency=told.urgency,
        complex=told.complex,
        text=text,
        address=tidy(told.address),
        appellant=_person(told, at),
        anonymous=told.anonymous,
        confidential=told.confidential,
        reply_way="none" if told.anonymous else told.reply_way,
        code=new_code(),
        outside_number=told.outside_number,
        first_unit_id=by.unit_id if by else None,
        registered_by=by,
        same_key=same,
    )
    insert([appeal])
    keep_files(appeal, told.files, by=by, at=at, allowed=told.allowed)
    return appeal


def _checked(told: Told, text: str, there: Known, at: datetime) -> Kind | None:
    """Refuse what cannot be registered; the category that was chosen. No query."""
    if len(text) < SHORTEST:
        raise TextTooShort(field="text", least=SHORTEST)
    if len(text) > LONGEST:
        raise TextTooLong(field="text", most=LONGEST, length=len(text))
    if tells_somebody(told.title):
        raise HeadlineTellsSomebody(field="title", proposal=headline(text))
    check_place(told.place_code, there)
    _check_point(told.longitude, told.latitude)
    return category_of(told.category, there, at)


def check_place(code: str, there: Known) -> None:
    """Refuse a place that is none, or none of this county. No query. Raises: PlaceOutside."""
    if code and (code not in there.places or (there.stem and not code.startswith(there.stem))):
        raise PlaceOutside(field="place_code", given=there.places.get(code, code))


def _check_point(longitude: float | None, latitude: float | None) -> None:
    if longitude is None and latitude is None:
        return
    fits = (
        longitude is not None and latitude is not None and -180 <= longitude <= 180 and -90 <= latitude <= 90
    )
    if not fits:
        raise PointOutside(field="longitude", given=f"{longitude}, {latitude}")


def _place_of(told: Told, there: Known) -> str:
    """The place around the position that was told, or the only one that the address names; "" for none.

    One query with a position, two outside. Raises: PointElsewhere.
    """
    if told.longitude is None or told.latitude is None:
        named = there.named(told.address)
        return named[0] if len(named) == 1 else ""
    code = place_code_at(told.longitude, told.latitude)
    inside = code.startswith(there.stem) if code else not Place.objects.exclude(west=None).exists()
    if not inside:
        given = f"东经{told.longitude:.4f}°、北纬{told.latitude:.4f}°"
        raise PointElsewhere(field="longitude", given=given)
    return code if code in there.places else ""


def category_of(code: str, there: Known, at: datetime) -> Kind | None:
    """A category by its code, None for "". Raises: CategoryUnknown, CategoryGone."""
    if not code:
        return None
    kind = there.by_code.get(code)
    if kind is None:
        raise CategoryUnknown(field="category", given=code)
    if kind.pk in there.withdrawn and there.withdrawn[kind.pk] <= local_day(at):
        raise CategoryGone(field="category", label=kind.label)
    return kind


def _same_key(told: Told, text: str, at: datetime) -> str:
    """Names the sender's message, or who told what on which day, blindly. One query where there is either.

    Raises: AlreadyTold, when it is there.
    """
    if told.key:
        key = blind(f"{told.channel}{told.key.encode().hex()}", "same")
    elif told.phone and not told.anonymous:
        caller = blind(told.phone, "phone")
        key = blind(f"{caller}{local_day(at)}{text.encode().hex()}", "same")
    else:
        return ""
    before = Appeal.objects.filter(same_key=key).values_list("matter__number", flat=True).first()
    if before is not None:
        raise AlreadyTold(field="text", number=before)
    return key


def _person(told: Told, at: datetime) -> Person | None:
    """The caller's row; none for an anonymous appeal, whatever else was said. One statement."""
    if told.anonymous or not (told.name or told.phone or told.identity):
        return None
    person = Person.told(
        name=told.name.strip(), phone=told.phone.strip(), identity=told.identity.strip(), at=at
    )
    insert([person])
    return person


def _new(told: Told, text: str, kind: Kind | None, there: Known, by: Officer | None) -> New:
    place = there.place_name(told.place_code)
    words = told_words(text, there.keywords)
    return New(
        title=told.title.strip() or headline(text) or (kind.label if kind else "诉求"),
        category=kind.label if kind else "",
        source=told.channel,
        place_code=told.place_code or (f"{there.stem:0<12}" if there.stem else ""),
        longitude=told.longitude,
        latitude=told.latitude,
        parties=_keeper(by),
        text=f"{place} {' '.join(words)}",
    )


def _keeper(by: Officer | None) -> list[Party]:
    """A township's or a desk's own clerk keeps sight of what it took in; the hotline sees everything anyway."""
    if by is None or scope(by, PERMISSION).whole:
        return []
    return [Party(Role.CHECKER, unit=by.unit)]


def keep_files(
    appeal: Appeal,
    files: Sequence[Any],
    *,
    by: Officer | None,
    at: datetime,
    allowed: Collection[str] | None = None,
) -> list[Attachment]:
    """Keep what was sent along: fresh uploads, or attachments that the officer uploaded before."""
    uploads = [one for one in files if hasattr(one, "chunks")]
    drafts = [one.pk for one in files if isinstance(one, Attachment)]
    kept = [
        store(one, by=by, at=at, matter_id=appeal.pk, purpose="appeal", field="files", allowed=allowed)
        for one in uploads
    ]
    if drafts and by is not None:
        kept += attach(drafts, by=by, at=at, matter_id=appeal.pk, purpose="appeal", field="files")
    return kept


def unit_from(code: str) -> Unit | None:
    """A unit by its code. One query."""
    return Unit.objects.filter(code=code).first()
