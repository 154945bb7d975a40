"""Taking in what phones send: each key once, whoever sends it and however often."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.faces.field import queries, refused
from gongzhi.faces.field.models import FILE, Arrival
from gongzhi.faces.field.rules import absurd, checked, moment
from gongzhi.kernel.clock import ZONE
from gongzhi.kernel.files import actions as files
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.modules.phone import Entry, Position, Said, entry_named
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.refusals import Kind, Refusal

ALLOWED = ("image", "audio")
LIMIT_MB = 20  # a phone that shrinks sends a hundredth of it
NOT_YOURS = (Kind.FORBIDDEN, Kind.ABSENT)


@dataclass(frozen=True)
class Letter:
    """What a phone sent, as it sent it: moments by its own clock, files by the keys under which they went ahead."""

    key: str
    kind: str
    said_at: datetime
    sent_at: datetime
    known_off: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by field
    item: str = ""
    step: str = ""
    row: str = ""
    place: str = ""  # the officer's own when it was said
    longitude: float | None = None
    latitude: float | None = None
    accuracy: float = 0
    no_position: str = ""
    track: Sequence[
        tuple[float, float, float, datetime]
    ] = ()  # longitude, latitude, accuracy, the phone's time


@dataclass(frozen=True)
class Outcome:
    """What became of it; `again` when it had arrived before."""

    arrival: Arrival
    again: bool


def take_file(letter: Letter, upload: Any, *, by: Officer, at: datetime) -> Outcome:
    """Keep a photo or a voice note as a draft of `by`, with the time and position that the phone noted.

    Raises: SentByOther, and what `files.receive` refuses.
    """
    if known := _known(letter.key, by):
        return Outcome(known, again=True)
    with files.receive(upload, allowed=ALLOWED, limit_mb=LIMIT_MB, field="photos") as received:

        def keep(arrival: Arrival) -> None:
            arrival.attachment_id = files.keep(received, by=by, at=at, purpose=letter.values["sort"]).pk

        return _once(letter, by, at, keep)


def take(letter: Letter, *, by: Officer, at: datetime) -> Outcome:
    """Do what an entry says, once. A refusal leaves nothing behind, so that the entry may be corrected.

    Raises: UnknownEntry, SentByOther, FilesMissing, Missing and its like, Moved, and what the module refuses.
    """
    if known := _known(letter.key, by):
        return Outcome(known, again=True)
    entry = entry_named(letter.kind)
    if entry is None:
        raise refused.UnknownEntry(name=letter.kind)

    def act(arrival: Arrival) -> None:
        taken = entry.take(_said(letter, entry, arrival, by, at))
        arrival.answer = {"text": taken.text, "number": taken.number, "href": taken.href}

    try:
        return _once(letter, by, at, act)
    except Refusal as refusal:
        raise _explained(refusal, letter, by) from refusal


def _known(key: str, by: Officer) -> Arrival | None:
    """What has arrived under the key. Raises: SentByOther."""
    arrival = Arrival.objects.select_related("officer").filter(pk=key).first()
    if arrival is not None and arrival.officer_id != by.pk:
        when = f"{arrival.at.astimezone(ZONE):%m月%d日%H:%M}"
        raise refused.SentByOther(name=arrival.officer.name, at=when)
    return arrival


def _once(letter: Letter, by: Officer, at: datetime, work: Callable[[Arrival], None]) -> Outcome:
    """Claim the key, do the work and remember the answer, or nothing; a second claimant gets the first's answer."""
    said_at, off = moment(letter.said_at, letter.sent_at, at, letter.known_off)
    arrival = Arrival(
        key=letter.key,
        kind=letter.kind,
        officer=by,
        said_at=said_at,
        at=at,
        clock_off=off,
        facts=_facts(letter),
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                arrival.save(force_insert=True)
        except IntegrityError:
            arrival = Arrival.objects.get(pk=letter.key)
        else:
            work(arrival)
            arrival.save(update_fields=["answer", "attachment_id", "facts"])
            return Outcome(arrival, again=False)
    return Outcome(_known(letter.key, by) or arrival, again=True)


def _facts(letter: Letter) -> dict[str, Any]:
    """Where the phone was and what the entry was about; no text that was typed."""
    kept = ("item", "step", "row", "place", "longitude", "latitude", "accuracy", "no_position")
    found = {name: getattr(letter, name) for name in kept if getattr(letter, name) not in ("", None)}
    return {name: one for name, one in found.items() if not isinstance(one, float) or math.isfinite(one)}


def _said(letter: Letter, entry: Entry, arrival: Arrival, by: Officer, at: datetime) -> Said:
    values = checked(
        entry.fields_for(by),
        letter.values,
        {name: len(keys) for name, keys in letter.files.items()},
        lambda one: queries.choices_of(one, by),
    )
    position, trouble = _position(letter, arrival.said_at)
    if position is None and entry.position == "needed" and not letter.no_position:
        raise refused.PositionWanted(field="position")
    return Said(
        key=letter.key,
        by=by,
        at=at,
        said_at=arrival.said_at,
        values=values,
        item=letter.item,
        step=letter.step,
        row=letter.row,
        place=letter.place or by.place_id or "",
        position=position,
        no_position=trouble,
        clock_off=arrival.clock_off,
        files=_files(letter, by),
        track=_track(letter, arrival),
    )


def _track(letter: Letter, arrival: Arrival) -> list[Position]:
    """Where the phone went, in the county's time; what cannot be believed is left out."""
    box, behind = queries.county_box() if letter.track else None, timedelta(seconds=arrival.clock_off)
    return [
        Position(x, y, round(accuracy), min(at + behind, arrival.at))
        for x, y, accuracy, at in letter.track
        if not absurd(x, y, accuracy, box)
    ]


def _position(letter: Letter, said_at: datetime) -> tuple[Position | None, str]:
    """The position when it can be believed, and otherwise why there is none."""
    if letter.longitude is None or letter.latitude is None:
        return None, letter.no_position or "手机没有定位"
    trouble = absurd(letter.longitude, letter.latitude, letter.accuracy, queries.county_box())
    if trouble:
        return None, "，".join(filter(None, (trouble, letter.no_position)))
    return Position(letter.longitude, letter.latitude, round(letter.accuracy), said_at), ""


def _files(letter: Letter, by: Officer) -> dict[str, list[Attachment]]:
    """The drafts that went ahead, in the order of the entry. Raises: FilesMissing. Two statements."""
    keys = [key for some in letter.files.values() for key in some]
    if not keys:
        return {}
    arrived = Arrival.objects.filter(pk__in=keys, officer=by, kind=FILE)
    by_key = dict(arrived.values_list("key", "attachment_id"))
    if missing := [key for key in keys if key not in by_key]:
        raise refused.FilesMissing(number=len(missing))
    found = Attachment.objects.select_related("blob").in_bulk(by_key.values())
    return {name: [found[by_key[key]] for key in some] for name, some in letter.files.items() if some}


def _explained(refusal: Refusal, letter: Letter, by: Officer) -> Refusal:
    """A no to somebody who has been given another place since says so."""
    if refusal.kind not in NOT_YOURS or not letter.place or letter.place == (by.place_id or ""):
        return refusal
    names = dict(Place.objects.filter(pk__in=(letter.place, by.place_id)).values_list("code", "name"))
    return refused.Moved(
        before=names.get(letter.place, "原网格"),
        now=names.get(by.place_id or "", "别的工作"),
        reason=str(refusal),
    )
