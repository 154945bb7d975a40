"""Drafting a whistle: by a town of its own accord, or out of an appeal that it cannot settle alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gongzhi.kernel.access import require
from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.flow.actions import New, Party, link, open_matter
from gongzhi.kernel.flow.models import LinkKind, Role
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.kernel.people.masking import tells_somebody
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.actions import check_place
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.rules import headline, tidy
from gongzhi.modules.appeals.refused import HeadlineTellsSomebody
from gongzhi.modules.appeals.whistles.flow import WHISTLE
from gongzhi.modules.appeals.whistles.models import Whistle
from gongzhi.modules.appeals.whistles.policy import number
from gongzhi.modules.appeals.whistles.refused import (
    NobodyWanted,
    NotATown,
    PlaceOfAnother,
    TownCallsItself,
    WhistleTooShort,
)
from gongzhi.modules.appeals.whistles.words import WhistleType

BLOW, APPROVE, COMMAND, ANSWER = (
    "appeals.whistle", "appeals.whistle_approve", "appeals.command", "appeals.whistle_answer",
)  # fmt: skip
SHORTEST, SHORTEST_TRIED = 10, 4
UNHEARD = ("withdrawn", "disapproved")  # no whistle was blown in the end


@dataclass
class WhistleTold:
    """A whistle as it was drafted. `title` names nobody; without one it is made from the text."""

    text: str
    type: str
    tried: str
    wanted: Sequence[Unit]
    lead: Unit | None = None
    place_code: str = ""
    spot: str = ""
    title: str = ""
    files: Sequence[Any] = ()


@transaction.atomic
def blow(
    told: WhistleTold, *, by: Officer, at: datetime, town: Unit | None = None, appeal: Appeal | None = None
) -> Whistle:
    """Draft a whistle of a town, the officer's own without `town`; its principal is asked to approve.

    `appeal` is where it came from. Raises: NotAllowed, NotATown, WhistleTooShort, NobodyWanted, TownCallsItself,
    PlaceOutside, PlaceOfAnother, HeadlineTellsSomebody, FileRefused. Records: flow.opened.
    """
    town = town_of(town or by.unit)
    if appeal is None:
        require(by, BLOW, town)
    text, tried = tidy(told.text), tidy(told.tried)
    place = told.place_code or town.place_id or ""
    _check(told, text, tried, place, town)
    label = WhistleType(told.type).label
    title = told.title.strip() or f"{label}：{headline(text)}"
    new = New(
        title=title[:120], category=label, source="appeal" if appeal else "town", place_code=place,
        parties=[Party(Role.CHECKER, unit=town)], text=known().place_name(place),
    )  # fmt: skip
    matter = open_matter(WHISTLE, new, by=by, at=at)
    whistle = Whistle(
        matter=matter, type=told.type, town=town, spot=told.spot.strip(), text=text, tried=tried,
        lead_wanted=told.lead, drafted_by=by,
    )  # fmt: skip
    whistle.earlier = repeated(whistle, at).first()
    whistle.save(force_insert=True)
    whistle.wanted.set(told.wanted)
    for one in told.files:
        store(one, by=by, at=at, matter_id=matter.pk, purpose="evidence", field="files")
    if appeal is not None:
        link(matter, appeal.matter, LinkKind.CAUSE)
    tell_unit(whistle, town, f"请审批吹哨单：{matter.title[:40]}", at, needs=APPROVE)
    return whistle


def _check(told: WhistleTold, text: str, tried: str, place: str, town: Unit) -> None:
    if len(text) < SHORTEST:
        raise WhistleTooShort(field="text", what="问题", least=SHORTEST)
    if len(tried) < SHORTEST_TRIED:
        raise WhistleTooShort(field="tried", what="已采取的措施", least=SHORTEST_TRIED)
    if not told.wanted:
        raise NobodyWanted(field="wanted")
    if town in told.wanted or told.lead == town:
        raise TownCallsItself(field="wanted" if town in told.wanted else "lead", unit=town.label)
    if tells_somebody(told.title):
        raise HeadlineTellsSomebody(field="title", proposal=headline(text))
    check_place(place, known())
    if town.place_id and not place.startswith(town.place_id[:9]):
        raise PlaceOfAnother(field="place", place=known().place_name(place), town=town.label)


def town_of(unit: Unit) -> Unit:
    """The township that a unit is, or belongs to. At most one query. Raises: NotATown."""
    if unit.kind == UnitKind.TOWNSHIP:
        return unit
    above = [int(key) for key in unit.path.split("/") if key]
    town = Unit.objects.filter(pk__in=above, kind=UnitKind.TOWNSHIP).order_by("-path").first()
    if town is None:
        raise NotATown(unit=unit.label)
    return town


def repeated(whistle: Whistle, at: datetime) -> QuerySet[Whistle]:
    """Other whistles on the same place and type in the county's days before a moment, newest first. One query."""
    since = at - timedelta(days=number("repeat_days", at))
    there = Q(matter__place_code=whistle.matter.place_code, matter__opened_at__gte=since)
    rows = Whistle.objects.filter(there, type=whistle.type, matter__opened_at__lte=at).exclude(pk=whistle.pk)
    return rows.exclude(matter__state__in=UNHEARD).select_related("matter", "town").order_by("-pk")


def tell_unit(
    whistle: Whistle,
    unit: Unit,
    title: str,
    at: datetime,
    *,
    needs: str,
    body: str = "",
    urgent: bool = False,
) -> None:
    """Tell those of a unit who have to do with a whistle."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=[unit], needs=needs, title=title, body=body, url=matter_url(whistle.matter), matter=whistle.matter,
        kind="appeals", level="urge" if urgent else "info", at=at,
        key=f"whistle:{whistle.pk}:{whistle.matter.version}:{title[:20]}",
    )  # fmt: skip


def tell_command(
    whistle: Whistle, title: str, at: datetime, *, body: str = "", level: str = "info", key: str = ""
) -> None:
    """Tell the command desk."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        officers=officers_with(COMMAND, on=local_day(at)), title=title, body=body, url=matter_url(whistle.matter),
        matter=whistle.matter, kind="appeals", level=level, at=at,
        key=key or f"whistle:{whistle.pk}:{whistle.matter.version}:{title[:20]}",
    )  # fmt: skip
