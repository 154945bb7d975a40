"""A problem is reported at once on both lines: to the township that answers for the land, and to the county's bureau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Assignment, Matter, Role
from gongzhi.kernel.flow.spawning import Wanted, offer
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.org.models import Officer, Unit, UnitKind
from gongzhi.kernel.org.rules import place_stem
from gongzhi.modules.ecology.problems.flow import PROBLEM
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.problems.policy import bureau_code, named, rule
from gongzhi.modules.ecology.problems.refused import (
    BureauMissing,
    NoTownship,
    ProblemTooShort,
    SeverityUnknown,
    TypeUnknown,
)
from gongzhi.modules.ecology.stations.actions import note_duty
from gongzhi.modules.ecology.words import Duty, ProblemType, Severity

ANSWER = "ecology.answer"
SHORTEST = 6
HEADLINE = 40
TOWNS = (UnitKind.TOWNSHIP, UnitKind.ZONE)


@dataclass
class Told:
    """A problem as it is told."""

    text: str
    type: str
    severity: str = Severity.NORMAL
    place_code: str = ""
    spot: str = ""
    liable: str = ""
    title: str = ""
    longitude: float | None = None
    latitude: float | None = None
    found_at: datetime | None = None
    source: str = ""
    files: Sequence[Any] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def report(
    *, told: Told, station: Unit, by: Officer | None, at: datetime, round_kind: str = "ecology.patrol"
) -> Problem:
    """Report a problem to the township and to the county's bureau in one moment, each with its own clocks.

    Raises: ProblemTooShort, TypeUnknown, SeverityUnknown, NoTownship, BureauMissing, FileRefused.
    Records: flow.opened.
    """
    text = " ".join(told.text.split())
    _check(told, text)
    town, bureau = town_for(told.place_code, station), _bureau(round_kind, at)
    label = ProblemType(told.type).label
    new = New(
        title=(told.title.strip() or f"{label}：{text[:HEADLINE]}")[:120], category=label, source=told.source or "巡查",
        place_code=told.place_code or station.place_id or "", longitude=told.longitude, latitude=told.latitude,
        parties=_parties(town, bureau, station), text=f"{told.spot} {told.liable} {town.label}",
    )  # fmt: skip
    matter = open_matter(PROBLEM, new, by=by, at=at)
    problem = Problem.objects.create(
        matter=matter, type=told.type, severity=told.severity, text=told.text.strip(), spot=told.spot.strip(),
        liable=told.liable.strip(), town=town, bureau=bureau, station=station, found_at=min(told.found_at or at, at),
        found_by=by, reported_at=at,
    )  # fmt: skip
    _start(problem, at)
    keep_files(told.files, matter, "before", by, at)
    note_duty(Duty.INFORMANT, station, by, at, text=f"双报告：{matter.number} {matter.title}", matter=matter)
    for unit in dict.fromkeys((town, bureau)):
        tell_unit(problem, unit, f"请接报：{matter.title[:40]}", at, urgent=told.severity == Severity.SERIOUS)
    return problem


def _check(told: Told, text: str) -> None:
    if len(text) < SHORTEST:
        raise ProblemTooShort(field="text", least=SHORTEST)
    if told.type not in ProblemType.values:
        raise TypeUnknown(field="category", given=told.type)
    if told.severity not in Severity.values:
        raise SeverityUnknown(field="severity", given=told.severity)


def town_for(place_code: str, station: Unit) -> Unit:
    """The township whose land it is on, else the one that the station belongs to. One or two queries. Raises: NoTownship."""
    if place_code:
        town = (
            Unit.objects.filter(kind__in=TOWNS, place=f"{place_stem(place_code)[:9]:0<12}")
            .order_by("code")
            .first()
        )
        if town is not None:
            return town
    above = [int(key) for key in station.path.split("/") if key]
    town = Unit.objects.filter(pk__in=above, kind__in=TOWNS).order_by("-path").first()
    if town is None:
        raise NoTownship(field="place", place=place_code or station.label)
    return town


def _bureau(round_kind: str, at: datetime) -> Unit:
    code = bureau_code(round_kind, at)
    bureau = Unit.objects.filter(code=code).first()
    if bureau is None:
        raise BureauMissing(code=code)
    return bureau


def _parties(town: Unit, bureau: Unit, station: Unit) -> list[Party]:
    """Two that owe an answer, and the station that follows what comes of its report."""
    parties = [Party(Role.LEAD, unit=town), Party(Role.CO, unit=bureau)]
    return parties + ([Party(Role.CHECKER, unit=station)] if station.pk not in (town.pk, bureau.pk) else [])


def _start(problem: Problem, at: datetime) -> None:
    """All clocks run from the report. What is due first is each side's own term: to receive it."""
    matter, severity = problem.matter, problem.severity
    term = rule("rectify", severity, at)
    clocks.start(matter, "rectify", at=at, rule=term)
    matter.save(update_fields=["due_at", "warn_at"])
    for one in matter.assignments.filter(role__in=(Role.LEAD, Role.CO)).order_by("order"):
        if one.role == Role.LEAD:
            clocks.start(matter, "rectify", at=at, assignment=one, rule=term)
        else:
            clocks.start(matter, "advise", at=at, assignment=one, rule=named("advise", at))
        clocks.start(matter, "receive", at=at, assignment=one, rule=rule("receive", severity, at))


def own_term(assignment: Assignment) -> None:
    """Give an assignment the end of the clock that still runs for it, or none. Saves it. Two queries."""
    left = assignment.clocks.filter(stopped_at=None).order_by("due_at").first()
    assignment.due_at, assignment.warn_at = (left.due_at, left.warn_at) if left else (None, None)
    assignment.save()


def keep_files(files: Sequence[Any], matter: Matter, purpose: str, by: Officer | None, at: datetime) -> None:
    """Keep uploads with a matter, or give it drafts that were uploaded before."""
    drafts = [one.pk for one in files if hasattr(one, "blob_id")]
    for one in files:
        if not hasattr(one, "blob_id"):
            store(one, by=by, at=at, matter_id=matter.pk, purpose=purpose, field="files")
    if drafts and by is not None:
        attach(drafts, by=by, at=at, matter_id=matter.pk, purpose=purpose, field="files")


def tell_unit(
    problem: Problem,
    unit: Unit,
    title: str,
    at: datetime,
    *,
    needs: str = ANSWER,
    body: str = "",
    urgent: bool = False,
) -> None:
    """Tell those of a unit who have to do with a problem."""
    from gongzhi.kernel.web.matters import matter_url

    tell(
        units=[unit], needs=needs, title=title, body=body, url=matter_url(problem.matter), matter=problem.matter,
        kind="ecology", level="urge" if urgent else "info", at=at,
        key=f"eco:{problem.pk}:{problem.matter.version}:{title[:20]}",
    )  # fmt: skip


@offer("eco_problem", "生态环境问题", needs="ecology.patrol")
def opened(wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime) -> Matter:
    """A finding of a patrol: `lead` is the unit of its route."""
    more = dict(wanted.more)
    told = Told(
        text=wanted.text, title=wanted.title, type=wanted.category, severity=more.get("severity", Severity.NORMAL),
        place_code=wanted.place_code, spot=more.get("spot", ""), liable=more.get("liable", ""),
        longitude=wanted.longitude, latitude=wanted.latitude, found_at=more.get("found_at"), source=wanted.source,
        files=wanted.files,
    )  # fmt: skip
    return report(told=told, station=lead, by=by, at=at, round_kind=more.get("round_kind", "")).matter
