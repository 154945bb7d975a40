"""Opening matters, assigning them, and making moves: one transaction, one event each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.queries import NotAllowed, scope
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import Fact
from gongzhi.kernel.events.actions import Entry, record, record_all
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.actions import attach, store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import clocks
from gongzhi.kernel.flow.declare import Flow, Move
from gongzhi.kernel.flow.facts import LightJudged, Moved, Opened
from gongzhi.kernel.flow.forms import MoveForm
from gongzhi.kernel.flow.models import Assignment, AssignmentState, Light, LinkKind, Matter, MatterLink, Role
from gongzhi.kernel.flow.queries import is_open_to, may_act, parties, row_of
from gongzhi.kernel.flow.refused import AlreadyChanged, FieldsRefused, MoveNotNow, MoveNotOpen, NotParty
from gongzhi.kernel.flow.rules import bigrams
from gongzhi.kernel.flow.serials import allot_rows
from gongzhi.kernel.org.models import Officer, Post, Unit
from gongzhi.kernel.rows import insert


@dataclass
class Party:
    """Who a new matter is assigned to, in a role; exactly one of unit, post and officer is enough."""

    role: str
    unit: Unit | None = None
    post: Post | None = None
    officer: Officer | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    printed: str = ""

    @property
    def name(self) -> str:
        one = self.unit or self.officer or self.post
        return self.printed if one is None else one.label if isinstance(one, Unit) else str(one)


@dataclass
class New:
    """A matter to open: what stands in its row, and its parties (the first lead unit answers for it)."""

    title: str
    parties: Sequence[Party] = ()
    category: str = ""
    source: str = ""
    place_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    parent: Matter | None = None
    text: str = ""  # more words to be found by
    light: str = ""  # as judged at its opening; "" when lights of its kind follow from terms alone
    light_reason: str = ""


@transaction.atomic(savepoint=False)  # nothing here is refused: what raises undoes the caller as well
def open_matters(
    flow: Flow,
    news: Sequence[New],
    *,
    by: Officer | None,
    at: datetime,
    correlation: str = "",
    starts: Iterable[str] = (),
) -> list[Matter]:
    """Open many matters of a kind at once, in five statements whatever their number (per some hundred rows).

    `starts` names the clocks that begin for every lead and co-unit assignment. The caller adds its own rows.
    Records: flow.opened for each; flow.light_judged for those that begin yellow or red.
    """
    if not news:
        return []
    allotted = allot_rows(flow.prefix, local_day(at), len(news), Matter)
    matters = [_matter(flow, key, new, name, at) for (name, key), new in zip(allotted, news, strict=True)]
    pairs = list(zip(matters, news, strict=True))
    entries = [entry for matter, new in pairs for entry in _opened(flow, matter, new)]
    record_all(entries, by=by, at=at, correlation=correlation)
    insert(matters)
    assignments = [
        _assignment(matter, party, order, at)
        for matter, new in zip(matters, news, strict=True)
        for order, party in enumerate(new.parties)
    ]
    owing = [one for one in assignments if one.role in (Role.LEAD, Role.CO)]
    running = [clock for name in starts for clock in clocks.wind(flow, name, owing, at=at)]
    insert(assignments)
    clocks.keep(running)
    return matters


def _opened(flow: Flow, matter: Matter, new: New) -> list[Entry]:
    fact = Opened(
        flow=flow.name,
        version=flow.version,
        number=matter.number,
        title=matter.title,
        parties=[party.name for party in new.parties if party.role == Role.LEAD],
    )
    opened = Entry(fact, matter, to_state=matter.state)
    if new.light not in (Light.YELLOW, Light.RED):
        return [opened]
    return [opened, Entry(LightJudged("", new.light, new.light_reason), matter)]


def open_matter(
    flow: Flow,
    new: New,
    *,
    by: Officer | None,
    at: datetime,
    correlation: str = "",
    starts: Iterable[str] = (),
) -> Matter:
    """Open one matter; see `open_matters`."""
    return open_matters(flow, [new], by=by, at=at, correlation=correlation, starts=starts)[0]


def _matter(flow: Flow, key: int, new: New, number: str, at: datetime) -> Matter:
    lead = next((party.unit for party in new.parties if party.role == Role.LEAD and party.unit), None)
    return Matter(
        pk=key,
        kind=flow.name,
        flow_version=flow.version,
        number=number,
        title=new.title[:300],
        category=new.category,
        source=new.source,
        place_code=new.place_code or (lead.place_id or "" if lead else ""),
        longitude=new.longitude,
        latitude=new.latitude,
        state=flow.start,
        lead_unit=lead,
        opened_at=at,
        due_at=new.due_at,
        warn_at=new.warn_at,
        judged_light=new.light,
        parent=new.parent,
        search=bigrams(f"{number} {new.title} {new.category} {new.text}"),
    )


def _assignment(matter: Matter, party: Party, order: int, at: datetime) -> Assignment:
    return Assignment(
        matter=matter,
        kind=matter.kind,
        role=party.role,
        order=order,
        unit=party.unit,
        unit_path=party.unit.path if party.unit else "",
        post=party.post,
        officer=party.officer,
        printed=party.printed,
        opened_at=at,
        due_at=party.due_at,
        warn_at=party.warn_at,
    )


def assign(matter: Matter, party: Party, *, at: datetime, order: int = 0) -> Assignment:
    """Give a matter to one more party, inside a move. The caller's move tells of it."""
    assignment = _assignment(matter, party, order, at)
    assignment.save()
    if party.role == Role.LEAD and order == 0:
        matter.lead_unit = party.unit
    return assignment


def lock(matter: Matter | int) -> Matter:
    """The matter's row, read again under its lock. Call inside a transaction."""
    key = matter.pk if isinstance(matter, Matter) else matter
    return Matter.objects.select_for_update(of=("self",)).select_related("lead_unit").get(pk=key)


@transaction.atomic
def note(
    matter: Matter, fact: Fact, *, by: Officer | None, at: datetime, correlation: str = "", **changed: Any
) -> Matter:
    """Write a fact about a matter that is no move (a light, a reminder, a new term), with changed columns if any.

    Locks the row; go on with what it returns. The version stays: nobody's half-typed reply is made stale by it.
    """
    matter = lock(matter)
    for name, value in changed.items():
        setattr(matter, name, value)
    record(fact, by=by, at=at, matter=matter, correlation=correlation)
    matter.save(update_fields=["tip_seq", "tip_hash", *changed])
    return matter


def link(matter: Matter, other: Matter, kind: LinkKind) -> MatterLink:
    """Relate two matters. Idempotent."""
    return MatterLink.objects.get_or_create(matter=matter, other=other, kind=kind)[0]


@transaction.atomic
def run(
    matter: Matter,
    code: str,
    *,
    form: MoveForm | None = None,
    by: Officer | None,
    at: datetime,
    version: int | None = None,
    assignment: int | None = None,
    correlation: str = "",
    on_behalf_of: Officer | None = None,
    **values: Any,
) -> Matter:
    """Make a move: lock, check version, state, party and condition, run the body, write the event, save.

    Values come from a bound form or, typed, by keyword. `by` None is the system, which needs no permission.
    Returns the matter as it is now.

    Raises: AlreadyChanged, MoveNotOpen, NotParty, NotAllowed, MoveNotNow, FieldsRefused, and what the body refuses.
    Records: flow.moved.
    """
    matter = lock(matter)
    flow = matter.flow
    move = flow.moves[code]
    if version is not None and version != matter.version:
        raise _changed(matter)
    if matter.state not in move.from_states:
        raise _not_open(matter, move)
    row = row_of(matter)
    owed = _party(matter, move, by, assignment)
    reason = move.when(row) if move.when else ""
    if reason:
        raise MoveNotNow(label=move.label, reason=reason)
    if form is not None:
        if not form.is_valid():
            raise FieldsRefused(form=form)
        values = form.typed()
    return _apply(matter, row, move, owed, values, form, by, at, correlation, on_behalf_of)


def _apply(
    matter: Matter,
    row: Any,
    move: Move,
    owed: Assignment | None,
    values: dict[str, Any],
    form: MoveForm | None,
    by: Officer | None,
    at: datetime,
    correlation: str,
    on_behalf_of: Officer | None,
) -> Matter:
    before = matter.state
    uploads = _store_uploads(matter, values, by, at)
    given = _given(move, row, values)
    if move.takes_assignment:
        given["assignment"] = owed
    # before the body: what could be chosen then may not be offered any more after it
    told = form.told() if form is not None else _told(move, row, given)
    matter.state = move.to or matter.state
    outcome = move.body(row, by=by, at=at, **given)
    if isinstance(outcome, str) and outcome in matter.flow.states:
        matter.state = outcome
    matter.version += 1
    if matter.closed_at is None and matter.flow.states[matter.state].closed:
        _close(matter, at)
    elif matter.closed_at is not None and not matter.flow.states[matter.state].closed:
        matter.closed_at = None
    clocks.after_move(matter, move, owed, at=at)
    private = [[label, text] for label, text, personal in told if personal and text]
    fact = Moved(
        flow=matter.kind,
        move=move.code,
        label=move.label,
        party=owed.party if owed else "",
        values=[[label, text] for label, text, personal in told if text and not personal],
        private=json.dumps(private, ensure_ascii=False) if private else "",
        files=[one.blob_id for one in uploads],
    )
    record(
        fact,
        by=by,
        at=at,
        matter=matter,
        from_state=before,
        to_state=matter.state,
        correlation=correlation,
        on_behalf_of=on_behalf_of,
    )
    if matter.flow.after is not None:
        matter.flow.after(row, at)
    matter.save()
    return matter


def _close(matter: Matter, at: datetime) -> None:
    matter.closed_at = at
    matter.assignments.filter(closed_at=None).update(closed_at=at, state=AssignmentState.CLOSED)
    matter.clocks.filter(stopped_at=None).update(stopped_at=at)


def _party(matter: Matter, move: Move, by: Officer | None, chosen: int | None) -> Assignment | None:
    """The assignment on whose behalf the officer acts, or None for a move of the office; refuses otherwise."""
    if by is None:
        owed = [one for one in parties(matter) if is_open_to(one, move)] if move.party else []
        return next((one for one in owed if chosen in (None, one.pk)), None)
    if not move.party:
        decision = decide(by, move.needs, matter)
        if not decision:
            raise NotAllowed(reason=decision.reason)
        return None
    reach = scope(by, move.needs)
    if not reach:
        raise NotAllowed(reason=decide(by, move.needs).reason)
    mine = [
        one
        for one in parties(matter)
        if may_act(one, move, by, reach.covers([one.unit_path]) if one.unit_path else False)
    ]
    if chosen is not None:
        mine = [one for one in mine if one.pk == chosen]
    if not mine:
        raise NotParty(label=move.label, parties="、".join(Role(role).label for role in move.party))
    return mine[0]


def _store_uploads(
    matter: Matter, values: dict[str, Any], by: Officer | None, at: datetime
) -> list[Attachment]:
    """Keep the files among the values as attachments of the matter, in this transaction.

    An attachment that was uploaded before, by the same officer and for no matter yet, becomes the matter's.
    """
    kept: list[Attachment] = []
    for name, value in values.items():
        if not isinstance(value, list) or not value:
            continue
        if all(hasattr(one, "chunks") for one in value):
            values[name] = [
                store(one, by=by, at=at, matter_id=matter.pk, purpose=name, field=name) for one in value
            ]
            kept += values[name]
        elif by is not None and all(isinstance(one, Attachment) and not one.owner for one in value):
            keys = [one.pk for one in value]
            values[name] = attach(keys, by=by, at=at, matter_id=matter.pk, purpose=name, field=name)
            kept += values[name]
    return kept


def _given(move: Move, row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values with what the caller left out. Raises TypeError when a required one is missing."""
    given: dict[str, Any] = {**{name: {} for name in move.each}, **values}
    for ask in move.asks:
        if ask.name not in given:
            given[ask.name] = ask.initial(row) if callable(ask.initial) else ask.initial
            if ask.required and given[ask.name] is None:
                raise TypeError(f"move {move.code} needs {ask.name}")
    return given


def _told(move: Move, row: Any, values: dict[str, Any]) -> list[tuple[str, str, bool]]:
    from gongzhi.kernel.flow.forms import answered, printable

    pairs = [
        (ask.label, answered(ask, row, values.get(ask.name)), ask.personal)
        for ask in move.asks
        if not _is_files(values.get(ask.name))
    ]
    for name, each in move.each.items():
        if values.get(name):
            labels = {ask.name: ask.label for ask in each.asks(row)}
            pairs += [
                (labels.get(str(key), str(key)), printable(one), False) for key, one in values[name].items()
            ]
    return pairs


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and hasattr(value[0], "blob_id")


def _changed(matter: Matter) -> AlreadyChanged:
    last = (
        Event.objects.filter(matter=matter.pk, kind="flow.moved")
        .select_related("actor")
        .order_by("-seq")
        .first()
    )
    who = last.actor.name if last and last.actor else "系统"
    what = last.facts.get("label", "办理") if last else "立项"
    return AlreadyChanged(who=who, what=what, state=matter.state_now.label)


def _not_open(matter: Matter, move: Move) -> MoveNotOpen:
    others = [
        one.label for one in matter.flow.moves.values() if matter.state in one.from_states and not one.quiet
    ]
    return MoveNotOpen(label=move.label, state=matter.state_now.label, others="、".join(others) or "无")
