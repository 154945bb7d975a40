"""Writing the log."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings

from gongzhi.kernel.events.kinds import Fact
from gongzhi.kernel.events.models import Event, Personal, aware
from gongzhi.kernel.events.outbox import owe
from gongzhi.kernel.events.rules import canonical, commitment
from gongzhi.kernel.org.models import Officer


class Chained(Protocol):
    """A matter, as the log sees it: its key and the tip of its chain."""

    pk: Any
    tip_seq: int
    tip_hash: str


@dataclass(frozen=True)
class Entry:
    """One fact to write, with its circumstances."""

    fact: Fact
    matter: Chained | None = None
    from_state: str = ""
    to_state: str = ""
    behalf: Officer | None = None


def _key(officer: Officer | int | None) -> int | None:
    return officer.pk if isinstance(officer, Officer) else officer


def record(
    fact: Fact,
    *,
    by: Officer | int | None,
    at: datetime,
    matter: Chained | None = None,
    from_state: str = "",
    to_state: str = "",
    on_behalf_of: Officer | None = None,
    correlation: str = "",
) -> Event:
    """Write one event in the caller's transaction and owe it to its listeners.

    For a matter the caller holds its row lock and saves `tip_seq` and `tip_hash` after this; `flow.note` does both.
    """
    entry = Entry(fact, matter, from_state, to_state, on_behalf_of)
    return record_all([entry], by=by, at=at, correlation=correlation)[0]


def record_all(
    entries: Sequence[Entry], *, by: Officer | int | None, at: datetime, correlation: str = ""
) -> list[Event]:
    """Write many events in order, in one to three statements. Moves each matter's tip on its object.

    A matter needs its key, not its row: opening writes its first event before the row that carries the tip.
    """
    events: list[Event] = []
    personal: list[list[tuple[str, str, str]]] = []
    for entry in entries:
        payload, plain = _payload(entry.fact)
        personal.append(plain)
        event = Event(
            at=aware(at),
            kind=entry.fact.kind,  # type: ignore[attr-defined]
            actor_id=_key(by),
            behalf_id=_key(entry.behalf),
            from_state=entry.from_state,
            to_state=entry.to_state,
            payload=canonical(payload),
            correlation=correlation,
            algorithm=getattr(settings, "EVENT_HASH", "sha256"),
        )
        if entry.matter is not None:
            event.matter = entry.matter.pk
            event.seq = entry.matter.tip_seq + 1
            event.previous = entry.matter.tip_hash
        event.hash = event.link().hash()
        if entry.matter is not None:
            entry.matter.tip_seq, entry.matter.tip_hash = event.seq, event.hash
        events.append(event)
    Event.objects.bulk_create(events)
    beside = [
        Personal(event=event, field=name, text=text, salt=salt)
        for event, plain in zip(events, personal, strict=True)
        for name, text, salt in plain
    ]
    if beside:
        Personal.objects.bulk_create(beside)
    owe(events, at=at)
    return events


def _payload(fact: Fact) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """The payload with commitments for personal texts, and those texts as (field, text, salt)."""
    payload = asdict(fact)  # type: ignore[call-overload]
    plain = []
    for name in fact.personal:  # type: ignore[attr-defined]
        text = payload[name]
        if text:
            salt = secrets.token_hex(32)
            plain.append((name, text, salt))
            payload[name] = commitment(salt, text)
    return payload, plain


def erase(*, events: Sequence[int]) -> int:
    """Erase the personal plaintexts of these events; the chains stay whole. Returns the number erased."""
    return Personal.objects.filter(event_id__in=events).delete()[0]


def erase_of(matters: Sequence[int]) -> int:
    """Erase the personal plaintexts of all events of these matters; the chains stay whole. Returns the number erased."""
    return Personal.objects.filter(event__matter__in=matters).delete()[0]
