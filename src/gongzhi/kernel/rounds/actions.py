"""What is done on a round: begin, check in, find, finish. Each takes a key; twice with one key is once.

`at` is when it reached the system, `said_at` when the phone says it happened; see `rules.moment_of` for which is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.flow.spawning import Wanted, spawn
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.queries import place_at
from gongzhi.kernel.rounds import facts, rules
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.models import CheckIn, Finding, Round, Route, Stop, Stretch, Walker
from gongzhi.kernel.rounds.refused import (
    FindsNothing,
    KeyOfAnother,
    NotMissed,
    RoundDone,
    RoundNotRunning,
    RoundNotYet,
    RoundOver,
    RouteOver,
    StopOfAnother,
    StopsLeft,
)
from gongzhi.kernel.rounds.scoping import PHOTOS
from gongzhi.kernel.rounds.words import Doubt, RoundState, Verdict

LOST = (RoundState.DUE, RoundState.MISSED)


@dataclass(frozen=True)
class Spot:
    """Where a phone says it is; everything may be unknown. WGS 84, accuracy in metres."""

    longitude: float | None = None
    latitude: float | None = None
    accuracy: float | None = None

    @property
    def position(self) -> rules.Position | None:
        known = rules.is_position(self.longitude, self.latitude)
        return (self.longitude, self.latitude) if known else None  # type: ignore[return-value]


@dataclass(frozen=True)
class Problem:
    """What was found: words, category, photos, and more values that the kind of matter asks for."""

    text: str
    title: str = ""
    category: str = ""
    spot: Spot = field(default_factory=Spot)
    files: Sequence[Any] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin_round(
    *,
    by: Officer,
    at: datetime,
    round: Round | None = None,
    route: Route | None = None,
    others: Iterable[Officer] = (),
    said_at: datetime | None = None,
    key: str = "",
) -> Round:
    """Begin a round that is due, or with `route` one beside the plan; who comes to a running one joins it.

    A round that was missed is begun after all when the phone says, believably, that it was in its days.
    Raises: NotVisible, NotAllowed, RouteOver, RoundNotYet, RoundOver, RoundDone. Records: rounds.begun.
    """
    if key and (known := Round.objects.filter(begin_key=key).first()):
        return known
    moment, _ = rules.moment_of(said_at, at)
    row = _locked(round) if round is not None else _extra(_required(route), moment, by)
    require(by, kind_of(row.kind).walk, row if round is not None else row.route)
    if row.state == RoundState.DONE:
        raise RoundDone(who=_who(row), ended=_words(row.ended_at))
    if row.began_at is None or row.state == RoundState.MISSED:
        _check_days(row, moment)
        row.state, row.began_at, row.on = RoundState.UNDER_WAY, row.began_at or moment, local_day(moment)
        row.stops_total = row.route.stops.filter(is_active=True).count()
        row.begin_key = row.begin_key or key or None
        row.save()
    joined = _join(row, [by, *others])
    if joined:
        record(facts.Begun(row.pk, row.kind, row.route.name, row.walkers.count()), by=by, at=at)
    return row


def _required(route: Route | None) -> Route:
    if route is None:
        raise TypeError("begin_round needs a round or a route")
    return Route.objects.select_related("unit").get(pk=route.pk)


def _extra(route: Route, moment: datetime, by: Officer) -> Round:
    """A round beside the plan, not saved yet."""
    day = local_day(moment)
    if route.to_on is not None and route.to_on <= day:
        raise RouteOver(route=route.name)
    return Round(
        kind=route.kind, route=route, unit_id=route.unit_id, place_code=route.place_id, from_on=day, due_on=day, on=day,
        extra=True,
    )  # fmt: skip


def _locked(round: Round | int) -> Round:
    key = round if isinstance(round, int) else round.pk
    return Round.objects.select_for_update(of=("self",)).select_related("route__unit").get(pk=key)


def _check_days(row: Round, moment: datetime) -> None:
    day = local_day(moment)
    if day < row.from_on:
        raise RoundNotYet(from_on=row.from_on)
    if day > row.due_on:
        raise RoundOver(due_on=row.due_on)


def _join(row: Round, officers: Iterable[Officer]) -> list[Walker]:
    there = set(row.walkers.values_list("officer", flat=True))
    keys = [one.pk for one in officers if one.pk not in there]
    return Walker.objects.bulk_create([Walker(round=row, officer_id=one) for one in dict.fromkeys(keys)])


@transaction.atomic
def check_in(
    *,
    round: Round,
    by: Officer,
    at: datetime,
    stop: Stop | None = None,
    spot: Spot = Spot(),
    said_at: datetime | None = None,
    note: str = "",
    photos: Sequence[Any] = (),
    key: str = "",
) -> CheckIn:
    """Say to be at a stop, or without one on the way; the distance is kept and shown, nobody is sent away for it.

    What a phone kept of a round that another one has finished meanwhile is still taken when it happened before the end.
    Raises: NotVisible, NotAllowed, RoundNotRunning, StopOfAnother, KeyOfAnother, FileRefused. Records: rounds.checked_in.
    """
    if known := _known(CheckIn, key, round):
        return known
    row = _locked(round)
    require(by, kind_of(row.kind).walk, row)
    moment, clock_off = rules.moment_of(said_at, at)
    _check_running(row, moment, "签到")
    if stop is not None and stop.route_id != row.route_id:
        raise StopOfAnother(field="stop", route=row.route.name)
    seen, here = _seen(spot, stop), spot.position
    doubts = [Doubt.CLOCK.value] if clock_off else []
    doubts += [seen.doubt.value] if seen.doubt else []
    if here and _is_too_fast(row, by, here, moment):
        doubts.append(Doubt.SPEED.value)
    made = CheckIn.objects.create(
        round=row, stop=stop, officer=by, longitude=here[0] if here else None, latitude=here[1] if here else None,
        accuracy=spot.accuracy if here else None, metres=seen.metres, verdict=seen.verdict, doubts=doubts, said_at=said_at,
        received_at=at, at=max(moment, row.began_at or moment), note=note.strip()[:500], key=key or None,
    )  # fmt: skip
    _keep_files(photos, PHOTOS, made.pk, by, at)
    _join(row, [by])
    row.stops_reached = row.check_ins.exclude(stop=None).values("stop").distinct().count()
    row.save(update_fields=["stops_reached"])
    said = facts.CheckedIn(row.pk, stop.name if stop else "", Verdict(seen.verdict).label, seen.metres)
    record(said, by=by, at=at)
    return made


def _is_too_fast(row: Round, by: Officer, here: rules.Position, moment: datetime) -> bool:
    """Whether the officer cannot have come here from where the round saw them last. One query."""
    seen = row.check_ins.exclude(longitude=None).filter(officer=by, at__lte=moment).order_by("at").last()
    if seen is None or seen.longitude is None or seen.latitude is None:
        return False
    return rules.is_too_fast(((seen.longitude, seen.latitude), seen.at), (here, moment))


def _seen(spot: Spot, stop: Stop | None) -> rules.Seen:
    """The verdict on a position; a stop that has only a place is measured by its boundary."""
    here = spot.position
    seen = rules.judge(here, spot.accuracy, stop.position if stop else None, stop.radius if stop else 0)
    if seen.verdict != Verdict.UNMEASURED or stop is None or stop.place is None or here is None:
        return seen
    found = place_at(*here)
    if found is None:
        return seen
    return replace(seen, verdict=Verdict.ON_SPOT if stop.place.contains(found.code) else Verdict.OFF_SPOT)


def _known(model: Any, key: str, round: Round) -> Any:
    """What was written under this key before. Raises: KeyOfAnother."""
    known = model.objects.filter(key=key).first() if key else None
    if known is not None and known.round_id != round.pk:
        raise KeyOfAnother()
    return known


def _check_running(row: Round, moment: datetime, what: str) -> None:
    late = row.state in (RoundState.DONE, RoundState.MISSED) and row.began_at is not None
    if row.state == RoundState.UNDER_WAY or (late and moment <= (row.ended_at or moment)):
        return
    raise RoundNotRunning(state=RoundState(row.state).label, what=what)


def _keep_files(files: Sequence[Any], owner: str, key: int, by: Officer, at: datetime) -> None:
    """Keep uploads, or give drafts that were uploaded before, to their owner."""
    drafts = [one.pk for one in files if not hasattr(one, "chunks") and hasattr(one, "blob_id")]
    for one in files:
        if hasattr(one, "chunks") or not hasattr(one, "blob_id"):
            store(
                one,
                by=by,
                at=at,
                owner=owner,
                owner_key=key,
                purpose="photo",
                allowed=("image",),
                field="photos",
            )
    if drafts:
        attach(drafts, by=by, at=at, owner=owner, owner_key=key, purpose="photo", field="photos")


@transaction.atomic
def found(
    *,
    round: Round,
    problem: Problem,
    by: Officer,
    at: datetime,
    stop: Stop | None = None,
    said_at: datetime | None = None,
    key: str = "",
) -> Finding:
    """Something is wrong on the way: it becomes a matter of the kind that the round's kind names.

    The unit of the route leads unless the kind's module decides otherwise. Raises: NotVisible, NotAllowed,
    RoundNotRunning, StopOfAnother, FindsNothing, KeyOfAnother, what the opening refuses. Records: rounds.found.
    """
    if known := _known(Finding, key, round):
        return known
    row = _locked(round)
    kind = kind_of(row.kind)
    require(by, kind.walk, row)
    if not kind.finding:
        raise FindsNothing(label=kind.label)
    moment, _ = rules.moment_of(said_at, at)
    _check_running(row, moment, "登记问题")
    if stop is not None and stop.route_id != row.route_id:
        raise StopOfAnother(field="stop", route=row.route.name)
    matter = spawn(kind.finding, _wanted(row, problem, stop, moment), label=kind.finding_label, by=by, at=at)
    made = Finding.objects.create(
        round=row, stop=stop, matter=matter, officer=by, said_at=said_at, at=moment, key=key or None
    )
    record(facts.Found(row.pk, row.route.name, matter.number, matter.title), by=by, at=at)
    return made


def _wanted(row: Round, problem: Problem, stop: Stop | None, moment: datetime) -> Wanted:
    """The matter that a finding asks for; without a position of its own it lies where the stop does."""
    here = problem.spot.position or (stop.position if stop else None)
    place = place_at(*here) if here else None
    code = place.code if place else stop.place_id if stop and stop.place_id else row.place_code
    return Wanted(
        title=problem.title, text=problem.text, lead=row.unit.code, source=f"巡查：{row.route.name}", place_code=code,
        longitude=here[0] if here else None, latitude=here[1] if here else None, category=problem.category,
        files=tuple(problem.files), more={"found_at": moment, "spot": stop.name if stop else "", "round_kind": row.kind, **problem.more},
    )  # fmt: skip


@transaction.atomic
def keep_track(
    *, round: Round, points: Sequence[Sequence[Any]], by: Officer, at: datetime, key: str = ""
) -> Stretch:
    """Keep a piece of the round's track: [longitude, latitude, moment in ISO] each; what is no position is left out.

    Raises: NotVisible, NotAllowed, RoundNotRunning, KeyOfAnother.
    """
    if known := _known(Stretch, key, round):
        return known
    row = _locked(round)
    require(by, kind_of(row.kind).walk, row)
    kept = [(float(x), float(y), str(said)) for x, y, said in points if rules.is_position(float(x), float(y))]
    first, _ = rules.moment_of(datetime.fromisoformat(kept[0][2]) if kept else None, at)
    _check_running(row, first, "记录轨迹")
    return Stretch.objects.create(round=row, officer=by, first_at=first, points=kept, key=key or None)


@transaction.atomic
def finish_round(
    *, round: Round, by: Officer, at: datetime, note: str = "", said_at: datetime | None = None, key: str = ""
) -> Round:
    """End a round; twice is once. Stops that were not reached need a reason.

    Raises: NotVisible, NotAllowed, RoundNotRunning, StopsLeft. Records: rounds.finished.
    """
    row = _locked(round)
    require(by, kind_of(row.kind).walk, row)
    if row.state == RoundState.DONE and (not key or key == row.finish_key):
        return row
    moment, _ = rules.moment_of(said_at, at)
    _check_running(row, moment, "结束")
    left = left_of(row)
    if left and len(note.strip()) < 2:
        raise StopsLeft(field="note", count=len(left), names="、".join(one.name for one in left[:5]))
    return close(row, max(moment, row.began_at or moment), note=note, key=key, by=by, at=at)


@transaction.atomic
def explain_missed(*, round: Round, reason: str, by: Officer, at: datetime) -> Round:
    """Say why nobody walked a round. It stays missed. Raises: NotVisible, NotAllowed, NotMissed. Records: rounds.explained."""
    row = _locked(round)
    require(by, kind_of(row.kind).walk, row)
    if row.state != RoundState.MISSED:
        raise NotMissed(state=RoundState(row.state).label)
    row.note = reason.strip()[:500]
    row.save(update_fields=["note"])
    record(facts.Explained(row.pk, row.route.name, row.note), by=by, at=at)
    return row


def left_of(row: Round) -> list[Stop]:
    """The stops of a round that nobody has checked in at. One query."""
    reached = row.check_ins.exclude(stop=None).values("stop")
    return list(row.route.stops.filter(is_active=True).exclude(pk__in=reached))


def close(row: Round, ended: datetime, *, note: str, key: str, by: Officer | None, at: datetime) -> Round:
    """Write the end of a round under its lock, with what it lacks. Records: rounds.finished."""
    from gongzhi.kernel.rounds.queries import path_of

    row.metres = rules.length(path_of(row))
    minutes = (ended - (row.began_at or ended)).total_seconds() / 60
    route, left = row.route, max(row.stops_total - row.stops_reached, 0)
    row.doubts = rules.shortfalls(minutes, row.metres, left, route.least_minutes, route.least_metres)
    row.state, row.ended_at, row.finish_key = RoundState.DONE, ended, key
    row.note = note.strip()[:500] or row.note
    row.save()
    fact = facts.Finished(row.pk, row.kind, route.name, row.stops_reached, row.stops_total, row.metres)
    record(fact, by=by, at=at)
    return row


def _who(row: Round) -> str:
    names = row.walkers.select_related("officer").order_by("pk").values_list("officer__name", flat=True)
    return "、".join(names) or "别人"


def _words(moment: datetime | None) -> str:
    return f"{local_day(moment):%Y-%m-%d}" if moment else ""
