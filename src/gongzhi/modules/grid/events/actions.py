"""Reporting an event and looking at the spot: the ways in that pages, API and phone call.

Both take `key`, the sender's own: given twice, the second time answers what the first one made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import New, open_matter, run
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Matter, Role
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.people.models import Household
from gongzhi.kernel.rows import insert
from gongzhi.kernel.web.maps import full_name
from gongzhi.modules.grid.catalogue.models import Category, Rule
from gongzhi.modules.grid.catalogue.queries import rule_of
from gongzhi.modules.grid.events.models import GridEvent, Look
from gongzhi.modules.grid.events.rules import LONGEST, SHORTEST, headline, tidy
from gongzhi.modules.grid.flow import GRID_EVENT
from gongzhi.modules.grid.parts.models import Component
from gongzhi.modules.grid.places import grid_for
from gongzhi.modules.grid.refused import (
    CategoryGone,
    CategoryUnknown,
    ComponentUnknown,
    PhotoNeeded,
    SelfNotAllowed,
    TextTooLong,
    TextTooShort,
)
from gongzhi.modules.grid.words import Channel, Level

REPORT, VERIFY = "grid.report", "grid.verify"
PHOTO_MB = 50
BEFORE, AFTER, CHECK = "before", "after", "check"


def report(
    *,
    text: str,
    category: str = "",
    place: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    accuracy: int | None = None,
    spot: str = "",
    photos: Sequence[Any] = (),
    component: str = "",
    urgent: bool = False,
    self_handled: bool = False,
    done: str = "",
    done_photos: Sequence[Any] = (),
    household: Household | None = None,
    channel: str = Channel.WORKER,
    said_at: datetime | None = None,
    key: str = "",
    by: Officer | None,
    at: datetime,
) -> GridEvent:
    """Report an event of a grid; it waits to be filed, or is settled at once when the worker did it on the spot.

    `category` and `component` are codes, `place` the code of a grid or what lies below it; without one the position
    (WGS 84) decides. `photos` are uploads or attachments that `by` uploaded before. `said_at` is the phone's time and
    decides nothing. `by` None is the system. Some fourteen statements, and the photos'.
    Raises: NotAllowed, TextTooShort, TextTooLong, PlaceNeeded, PlaceUnknown, PositionOutside, CategoryUnknown,
    CategoryGone, ComponentUnknown, SelfNotAllowed, PhotoNeeded, and what files are refused for.
    Records: flow.opened, and flow.moved when settled.
    """
    if by is not None:
        require(by, REPORT)
    if key and (before := GridEvent.objects.select_related("matter").filter(key=key).first()):
        return before
    text, done = _checked(text, "情况"), tidy(done)
    there, useful = grid_for(place, longitude, latitude)
    kind, thing = _kind(category, component, at)
    rule = rule_of(kind, local_day(at))
    if self_handled:
        _check_self(kind, rule, done, done_photos)
    event = GridEvent(
        category=kind, component=thing, household=household, channel=channel, level=Level.GRID if self_handled else Level.TOWN,
        text=text, spot=spot.strip()[:120], reported_in=there.code, accuracy=accuracy if useful else None,
        said_at=said_at, urgent=urgent, self_handled=self_handled, done=done, reported_by=by, key=key,
    )  # fmt: skip
    position = (longitude, latitude) if useful else (None, None)
    try:
        with transaction.atomic():
            return _open(event, there, position, photos, done_photos, by, at)
    except IntegrityError:
        made = GridEvent.objects.select_related("matter").filter(key=key).first() if key else None
        if made is None:
            raise
        return made


def _open(
    event: GridEvent,
    place: Place,
    position: tuple[float | None, float | None],
    photos: Sequence[Any],
    done_photos: Sequence[Any],
    by: Officer | None,
    at: datetime,
) -> GridEvent:
    label = event.category.label if event.category else ""
    new = New(
        title=headline(str(event.text.open())) or label or "网格事件",
        category=label,
        source=event.channel,
        place_code=place.code,
        longitude=position[0],
        latitude=position[1],
        text=f"{full_name(place)} {event.spot}",
    )
    event.matter = matter = open_matter(GRID_EVENT, new, by=by, at=at)
    clocks.start(matter, "file", at=at)
    matter.save(update_fields=["due_at", "warn_at"])
    insert([event])
    if by is not None:
        _let_see(matter, by, at)
    keep_photos(matter, photos, BEFORE, by=by, at=at)
    if event.self_handled:
        kept = keep_photos(matter, done_photos, AFTER, by=by, at=at)
        # somebody who passes through another's grid may settle what lies there, and holds nothing there
        own = by if by is not None and decide(by, REPORT, matter) else None
        event.matter = run(
            matter,
            "settle",
            by=own,
            at=at,
            on_behalf_of=None if own else by,
            done=event.done.open(),
            count=len(kept),
        )
    return event


def _let_see(matter: Matter, by: Officer, at: datetime) -> None:
    """Whoever reported keeps sight of it, also in another's grid, and owes nothing. One statement."""
    seen = Assignment(
        matter=matter, kind=matter.kind, role=Role.HANDLER, order=9, officer=by, state=AssignmentState.CLOSED,
        opened_at=at, closed_at=at,
    )  # fmt: skip
    insert([seen])


def _checked(text: str, what: str) -> str:
    text = tidy(text)
    if len(text) < SHORTEST:
        raise TextTooShort(field="text", what=what, least=SHORTEST)
    if len(text) > LONGEST:
        raise TextTooLong(field="text", what=what, most=LONGEST, length=len(text))
    return text


def _kind(category: str, component: str, at: datetime) -> tuple[Category | None, Component | None]:
    """The category and the component by their codes. Two queries at most."""
    kind = thing = None
    if category:
        kind = Category.objects.filter(code=category).first()
        if kind is None:
            raise CategoryUnknown(field="category", given=category)
        if kind.withdrawn_on and kind.withdrawn_on <= local_day(at):
            raise CategoryGone(field="category", label=kind.label)
    if component:
        thing = Component.objects.filter(code=component.strip()).first()
        if thing is None:
            raise ComponentUnknown(field="component", given=component)
    return kind, thing


def _check_self(kind: Category | None, rule: Rule | None, done: str, photos: Sequence[Any]) -> None:
    if rule is not None and not rule.self_allowed:
        raise SelfNotAllowed(field="self_handled", label=kind.label if kind else "")
    if len(done) < SHORTEST:
        raise TextTooShort(field="done", what="自办情况", least=SHORTEST)
    if not photos:
        raise PhotoNeeded(field="done_photos", what="处理后")


def keep_photos(
    matter: Matter, photos: Sequence[Any], purpose: str, *, by: Officer | None, at: datetime
) -> list[Attachment]:
    """Keep photos with a matter: fresh uploads, or what the officer uploaded before."""
    uploads = [one for one in photos if hasattr(one, "chunks")]
    drafts = [one.pk for one in photos if isinstance(one, Attachment)]
    kept = [
        store(
            one, by=by, at=at, matter_id=matter.pk, purpose=purpose, allowed=("image",), limit_mb=PHOTO_MB, field="photos",
        )
        for one in uploads
    ]  # fmt: skip
    if drafts and by is not None:
        kept += attach(drafts, by=by, at=at, matter_id=matter.pk, purpose=purpose, field="photos")
    return kept


@transaction.atomic
def verify(
    *,
    event: GridEvent,
    passed: bool,
    note: str = "",
    photos: Sequence[Any] = (),
    longitude: float | None = None,
    latitude: float | None = None,
    accuracy: int | None = None,
    why: str = "",
    said_at: datetime | None = None,
    version: int | None = None,
    key: str = "",
    by: Officer,
    at: datetime,
) -> GridEvent:
    """A second person's look at the spot: with a photo, passed to be closed or sent back to be done again.

    `why` says why the officer could not stand within the county's metres, or has no position.
    Raises: NotAllowed, NotVisible, AlreadyChanged, MoveNotOpen, ReporterVerifies, HandlerVerifies, PhotoNeeded,
    NotOnTheSpot, NoPosition. Records: flow.moved.
    """
    if key and Look.objects.filter(key=key).exists():
        return GridEvent.objects.select_related("matter").get(looks__key=key)
    if not photos:
        raise PhotoNeeded(field="photos", what="现场")
    given = {
        "longitude": "" if longitude is None else repr(longitude),
        "latitude": "" if latitude is None else repr(latitude),
        "accuracy": accuracy,
    }
    matter = run(
        event.matter, "verify", by=by, at=at, version=version, passed=passed, note=note, photos=list(photos), why=why, **given,
    )  # fmt: skip
    look = Look.objects.filter(event=matter.pk).latest("pk")
    look.said_at, look.key = said_at, key
    look.save(update_fields=["said_at", "key"])
    event = GridEvent.objects.get(pk=matter.pk)
    event.matter = matter
    return event
