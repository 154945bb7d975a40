"""A matter opens one of another kind by the kind's name: neither knows the other's module.

The module of a kind says how one is opened from plain values (`offer`); whoever wants one asks `spawn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.flow.actions import link
from gongzhi.kernel.flow.models import LinkKind, Matter
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal


class NotOffered(Refusal):
    code = "flow.kind_not_offered"
    kind = Kind.CONFLICT
    message = "没有启用能办“{label}”的模块，请联系系统管理员启用，或改用其他方式办理。"


class UnitUnknown(Refusal):
    code = "flow.spawn_unit_unknown"
    message = "没有代码为“{given}”的单位，请重新选择牵头单位。"


@dataclass(frozen=True)
class Wanted:
    """A matter of another kind as it is asked for, in plain values."""

    title: str
    text: str
    lead: str  # the code of the unit that leads
    co: tuple[str, ...] = ()  # codes of the units that help
    deadline: date | None = None
    source: str = ""  # what it comes of, in words
    place_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    category: str = ""
    files: tuple[Any, ...] = ()  # uploads, or drafts of the officer
    more: Mapping[str, Any] = field(default_factory=dict)  # what only this kind asks for


class Opener(Protocol):
    def __call__(
        self, wanted: Wanted, lead: Unit, co: list[Unit], *, by: Officer | None, at: datetime
    ) -> Matter: ...


@dataclass(frozen=True)
class Offer:
    """How a kind is opened: its words, the permission that it takes, and what came of one in words for others."""

    kind: str
    label: str
    needs: str
    open: Opener
    outcome: Callable[[Matter], str]


_offers: dict[str, Offer] = {}


def offer(
    kind: str, label: str, *, needs: str, outcome: Callable[[Matter], str] = lambda matter: ""
) -> Callable[[Any], Any]:
    """Declare a function as the way in which matters of a kind are opened for other modules."""

    def declare(function: Any) -> Any:
        known = _offers.get(kind)
        if known is not None and known.open.__qualname__ != function.__qualname__:  # type: ignore[attr-defined]
            raise ValueError(f"two modules offer to open matters of kind {kind}")
        _offers[kind] = Offer(kind, label, needs, function, outcome)
        return function

    return declare


def is_offered(kind: str) -> bool:
    return kind in _offers


def may_spawn(kind: str, officer: Officer) -> Decision:
    """Whether this officer may have such a matter opened. No query but the officer's holdings."""
    found = _offers.get(kind)
    return decide(officer, found.needs) if found else Decision(False, str(NotOffered(label=kind)))


def needs_of(kind: str) -> str:
    """The permission that opening one takes; "" when no module offers the kind."""
    return _offers[kind].needs if kind in _offers else ""


@transaction.atomic
def spawn(
    kind: str,
    wanted: Wanted,
    *,
    cause: Matter | None = None,
    label: str = "",
    by: Officer | None,
    at: datetime,
) -> Matter:
    """Open a matter of another kind and link it to what caused it. `by` None is the system.

    Raises: NotOffered, NotAllowed, UnitUnknown, and what the opening refuses. Records: what the opening records.
    """
    found = _offers.get(kind)
    if found is None:
        raise NotOffered(label=label or kind)
    if by is not None and not (decision := decide(by, found.needs)):
        raise NotAllowed(reason=decision.reason)
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=(wanted.lead, *wanted.co))}
    missing = [code for code in (wanted.lead, *wanted.co) if code not in units]
    if missing:
        raise UnitUnknown(field="lead", given=missing[0])
    made = found.open(wanted, units[wanted.lead], [units[code] for code in wanted.co], by=by, at=at)
    if cause is not None:
        link(made, cause, LinkKind.CAUSE)
    return made


def outcome(matter: Matter) -> str:
    """What came of a matter, as those whom it concerns are told; "" when its module has nothing to say."""
    found = _offers.get(matter.kind)
    return found.outcome(matter) if found else ""
