"""What a module gives to the phone of those who work outdoors: the day's items, packs to keep offline, entries to send.

    PHONE = Phone(
        entries=(
            Entry("grid.report", "上报事件", report, permission="grid.report", offered=True,
                  fields=(Field("category", "类别", "choice", required=True, choices=categories),
                          Field("photos", "照片", "photos", required=True))),
        ),
        today=todays_items,
        packs=(Pack("grid.households", "住户", households, entries=("grid.visit",)),),
    )
    MODULE = Module(..., phone=PHONE)

The phone shows items and packs, fills the fields, keeps what was said while there is no signal and sends it later in
order, each under a key of its own; `take` is called once per key, in a transaction with the memory of the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SORTS = ("text", "long", "choice", "several", "number", "yes_no", "date", "photos", "voice", "code")
Choices = Sequence[tuple[str, str]]  # (value, label); a label with " / " is shown in two levels


@dataclass(frozen=True)
class Field:
    """One thing that an entry says. `photos` and `voice` hold files; `code` may be scanned."""

    name: str
    label: str
    sort: str = "text"
    required: bool = False
    choices: Choices | Callable[[Any], Choices] = ()  # or a function of the officer
    hint: str = ""
    most: int = 0  # characters, files, or the number itself; 0 leaves it to the sort
    unit: str = ""
    only: Sequence[
        str
    ] = ()  # asked about rows of these sorts alone; the module sees to what must be answered
    when: tuple[str, Any] | None = None  # asked when another field has this value; likewise

    def __post_init__(self) -> None:
        if self.sort not in SORTS:
            raise ValueError(f"{self.name}: no sort of field is called {self.sort}")


@dataclass(frozen=True)
class Position:
    """Where the phone was: WGS 84, `accuracy` in metres, `at` by the county's clock."""

    longitude: float
    latitude: float
    accuracy: int
    at: datetime


@dataclass(frozen=True)
class Said:
    """One entry as it arrived.

    `at` is when it was received, `said_at` when it was said, by the county's clock: a phone whose clock is wrong is
    put right, `clock_off` are the seconds that it was wrong by. `position` is None when the phone had none or an absurd
    one; `no_position` says why, in words. `item`, `step` and `row` are the keys that the module gave out, "" for none.
    `files` are drafts of `by`, by field name: give them their owner with `files.actions.attach`.
    """

    key: str
    by: Any
    at: datetime
    said_at: datetime
    values: Mapping[str, Any]
    item: str = ""
    step: str = ""
    row: str = ""
    place: str = ""  # the officer's own when it was said
    position: Position | None = None
    no_position: str = ""
    clock_off: int = 0
    files: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    track: Sequence[Position] = ()


@dataclass(frozen=True)
class Taken:
    """What became of an entry: a sentence for the worker, and the number to look it up by."""

    text: str
    number: str = ""
    href: str = ""


@dataclass(frozen=True)
class Entry:
    """A kind of entry. `take` does it by one action, or raises a Refusal that names the remedy."""

    name: str  # module.word
    label: str
    take: Callable[[Said], Taken]
    fields: Sequence[Field] | Callable[[Any], Sequence[Field]] = ()  # or a function of the officer
    permission: str = ""  # whoever holds it is offered the entry; the action still decides
    offered: bool = False  # on the first screen, without an item
    position: str = "wanted"  # "needed", "wanted" or ""
    icon: str = "edit"
    order: int = 100
    said: str = ""  # the word of the button that sends it; "" is 保存并发送
    track: bool = False  # brings where the phone went since its item was begun

    def fields_for(self, officer: Any) -> Sequence[Field]:
        return self.fields(officer) if callable(self.fields) else self.fields


@dataclass(frozen=True)
class Act:
    """A button of an item or of its steps: the entry that it makes, in which stage, and the stage it leads to."""

    entry: str
    label: str
    when: str = "due"  # a stage of the item
    then: str = ""  # the stage afterwards; "" leaves it
    preset: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A stop of an item, in order. `radius` in metres is how near one should be."""

    key: str
    title: str
    note: str = ""
    longitude: float | None = None
    latitude: float | None = None
    radius: int = 0
    done: str = ""  # how it was done, "" when it was not: "09:12 到位"


@dataclass(frozen=True)
class Item:
    """One thing of the officer's day. Stages are the module's words; `done` is always the last one."""

    key: str  # unique in the module
    sort: str  # "patrol", "task" or "visit"; the first screen groups by it
    title: str
    note: str = ""
    stage: str = "due"
    due: str = ""  # in words, as "今天18:00前"
    late: bool = False
    longitude: float | None = None
    latitude: float | None = None
    facts: Sequence[tuple[str, str]] = ()  # (label, value) shown when it is opened
    steps: Sequence[Step] = ()
    acts: Sequence[Act] = ()
    step_acts: Sequence[Act] = ()
    row: str = ""  # the key of a row of a pack that the entries are about


@dataclass(frozen=True)
class Row:
    """A thing to have at hand offline. No more personal data than the work needs: a masked name, never a number."""

    key: str
    title: str  # an address, a name of a facility
    note: str = ""  # "王* · 4口人"
    group: str = ""  # the grid or micro-grid, to choose by
    code: str = ""  # what is printed on it and may be scanned
    flag: str = ""  # why it should be gone to, "" when nothing presses
    sort: str = ""  # the module's own; fields may be asked about some sorts only
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class Pack:
    """Rows that the phone keeps. `rows` gives those of this officer on this day, in few statements."""

    name: str
    label: str
    rows: Callable[[Any, date], Iterable[Row]]
    entries: Sequence[str] = ()  # what may be said about a row
    permission: str = ""
    icon: str = "home"


def _nothing(officer: Any, at: datetime) -> Iterable[Item]:
    return ()


@dataclass(frozen=True)
class Phone:
    """Everything that one module gives to the phone."""

    entries: Sequence[Entry] = ()
    today: Callable[[Any, datetime], Iterable[Item]] = _nothing
    packs: Sequence[Pack] = ()


class Doubled(ValueError):
    """Two declarations have one name."""


_phones: list[Phone] = []


def declare_phone(phone: Phone) -> None:
    """Offer it on the phone; called once for each module. Raises: Doubled."""
    for kind in ("entries", "packs"):
        known = {one.name for other in _phones for one in getattr(other, kind)}
        if twice := known & {one.name for one in getattr(phone, kind)}:
            raise Doubled(f"declared twice for the phone: {sorted(twice)}")
    _phones.append(phone)


def withdraw_phone(phone: Phone) -> None:
    """Take a declaration back; tests do."""
    _phones.remove(phone)


def phones() -> tuple[Phone, ...]:
    return tuple(_phones)


def entry_named(name: str) -> Entry | None:
    return next((one for phone in _phones for one in phone.entries if one.name == name), None)
