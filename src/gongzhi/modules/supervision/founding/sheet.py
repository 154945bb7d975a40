"""The table on which a proposed county is corrected: what was typed over what was proposed, and whether it is in order. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongzhi.kernel.org.rules import fold_name
from gongzhi.modules.supervision.founding.proposal import PLACEHOLDERS, Idea, belongs
from gongzhi.modules.supervision.founding.words import KIND_ORDER, kind_of

LISTS = frozenset({"members", "charge"})  # fields of several values
SPARE = 3  # empty rows for units that the document does not name
Typed = Mapping[str, Mapping[str, Mapping[str, Any]]]  # sort -> key -> field -> value


@dataclass(frozen=True)
class Existing:
    """A unit that the county has already. A placeholder takes the name of the row that is merged into it."""

    key: str  # "u:7"
    name: str
    label: str
    kind: str
    is_root: bool = False

    @property
    def is_placeholder(self) -> bool:
        return self.name in PLACEHOLDERS


@dataclass
class UnitRow:
    key: str
    keep: bool
    name: str
    short: str
    aliases: str
    plates: str
    kind: str
    parent: str = ""
    merge: str = ""
    lead: int = 0
    co: int = 0
    listed: int = 0
    near: str = ""
    why: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def others(self) -> list[str]:
        return [*split(self.aliases), *split(self.plates)]


@dataclass
class GroupRow:
    key: str
    keep: bool
    name: str
    aliases: str
    members: list[str]
    count: int = 0
    open_ended: bool = False
    why: str = ""
    fill: bool = False  # its members are all of its kinds, whatever is picked
    may_fill: bool = False
    there: bool = False
    names: list[str] = field(default_factory=list)  # of its members, for the page
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class LeaderRow:
    key: str
    keep: bool
    name: str
    title: str
    charge: list[str]
    count: int = 0
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class SeatRow:
    key: str
    keep: bool
    role: str
    name: str
    post: str
    unit: str = ""  # as typed
    leader: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class LeadingRow:
    key: str
    keep: bool
    name: str
    office: str
    seats: list[SeatRow] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass
class Sheet:
    """Everything on the page. `errors` are by the name of the input: "unit:n1f:name"."""

    county: dict[str, str]
    units: list[UnitRow]
    groups: list[GroupRow]
    leaders: list[LeaderRow]
    leading: list[LeadingRow]
    existing: Sequence[Existing] = ()
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The kinds that occur with how many rows."""
        found = [row.kind for row in self.units if row.name]
        return [(kind, found.count(kind)) for kind in KIND_ORDER if kind in found]

    def counts(self) -> dict[str, int]:
        fresh = [row for row in self.units if row.keep and row.name and not row.merge.strip()]
        return {
            "units": len(fresh),
            "groups": sum(row.keep for row in self.groups),
            "leaders": sum(row.keep for row in self.leaders),
            "leading": sum(row.keep for row in self.leading),
        }

    def spread(self) -> None:
        """Hand each row its own errors, by the name of the field."""
        rows: list[Any] = [*self.units, *self.groups, *self.leaders, *self.leading]
        rows += [seat for one in self.leading for seat in one.seats]
        for spot, words in self.errors.items():
            _, key, name = spot.split(":")
            for row in rows:
                if row.key == key:
                    row.wrong[name] = words
            if not key:
                self.county[f"{name}_wrong"] = words

    def find(self, text: str) -> str:
        """The key of the unit that was typed by one of its names; "" when there is none."""
        wanted = fold_name(text)
        for one in self.existing:
            if wanted in (fold_name(one.name), fold_name(one.label)):
                return one.key
        rows = [row for row in self.units if row.keep and row.name]
        for row in rows:
            if wanted in (fold_name(row.name), fold_name(row.short)):
                return row.key
        return next((row.key for row in rows if wanted in map(fold_name, row.others)), "")

    def target(self, key: str) -> str:
        """Where a row ends after all mergers: a row that is kept, a unit there already, or "" when it was dropped."""
        rows = {row.key: row for row in self.units if row.keep and row.name}
        seen: set[str] = set()
        while key in rows and rows[key].merge.strip() and key not in seen:
            seen.add(key)
            key = self.find(rows[key].merge)
        return key if (key in rows and key not in seen) or key.startswith("u:") else ""

    def targets(self, keys: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.target, keys))))

    def of_kind(self, word: str, *, known: bool) -> list[str]:
        """The units that a group word means by their kinds, as the table stands; with `known` those there already as well."""
        rows = [(row.key, row.kind, row.short or row.name) for row in self.units if row.keep and row.name]
        there = [
            (one.key, one.kind, one.label)
            for one in self.existing
            if known and not one.is_root and not one.is_placeholder
        ]
        return self.targets([key for key, kind, name in (*there, *rows) if belongs(word, kind, name)])

    def names_of(self, keys: Sequence[str]) -> list[str]:
        """The units of these keys as the page names them."""
        labels = dict(self.labels())
        blank = {one.key for one in self.existing if one.is_placeholder}
        taken = {self.target(row.key): row.short for row in self.units if row.keep and row.merge}
        labels |= {key: short for key, short in taken.items() if key in blank}
        return [labels[key] for key in keys if key in labels]

    def labels(self) -> list[tuple[str, str]]:
        """Every unit that can be chosen: (key, name), those of the county first."""
        fresh = [
            (row.key, row.short or row.name) for row in self.units if row.keep and row.name and not row.merge
        ]
        return [(one.key, one.label) for one in self.existing if not one.is_root] + fresh


def split(text: str) -> list[str]:
    """The names in a cell.

    >>> split("国资委、金融办，  林业局；")
    ['国资委', '金融办', '林业局']
    """
    return list(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[、,，;；\n]", text)))))


def sheet_of(idea: Idea, existing: Sequence[Existing], county: Mapping[str, str]) -> Sheet:
    """The table as proposed, before anybody typed."""
    office = next((one for one in existing if one.is_placeholder and not one.is_root), None)
    short = {row.key: row.short for row in idea.units} | {one.key: one.label for one in existing}
    units = [
        UnitRow(
            row.key, True, row.name, row.short, "、".join(row.aliases), "、".join(row.plates), row.kind,
            merge=short.get(row.merge, ""), lead=row.lead, co=row.co, listed=row.listed,
            near=short.get(row.near, ""), why=row.why,
        )
        for row in idea.units
    ]  # fmt: skip
    for row in units:
        if office and row.key == idea.office and not row.merge:
            row.merge, row.why = office.label, "作为本系统的督查机构，用这个名称"
    groups = [
        GroupRow(
            row.key,
            True,
            row.name,
            "、".join(row.aliases),
            row.members,
            row.count,
            row.open_ended,
            row.why,
            fill=row.fill,
            may_fill=row.fill,
            there=row.there,
        )
        for row in idea.groups
    ]
    leaders = [LeaderRow(row.key, True, row.name, row.title, row.charge, row.count) for row in idea.leaders]
    leading = [
        LeadingRow(
            row.key, True, row.name, short.get(row.office, ""),
            [
                SeatRow(f"{row.key}-{n}", True, seat.role, seat.name, seat.post, short.get(seat.unit, ""), seat.leader)
                for n, seat in enumerate(row.seats)
            ],
        )
        for row in idea.leading
    ]  # fmt: skip
    return Sheet(dict(county), units, groups, leaders, leading, existing)


def typed_over(sheet: Sheet, typed: Typed) -> Sheet:
    """Put what was typed over the proposal; a row that was not on the page stays as proposed."""
    sheet.county |= {name: str(value).strip() for name, value in typed.get("county", {}).get("", {}).items()}
    known = {row.key for row in sheet.units}
    for key, given in typed.get("unit", {}).items():
        if key not in known and re.fullmatch(r"x\d{1,4}", key) and (given.get("name") or given.get("short")):
            sheet.units.append(UnitRow(key, True, "", "", "", "", "gov"))
    for sort, rows in (
        ("unit", sheet.units),
        ("group", sheet.groups),
        ("leader", sheet.leaders),
        ("leading", sheet.leading),
    ):
        for row in rows:
            _overlay(row, typed.get(sort, {}).get(row.key))
    for one in sheet.leading:
        for seat in one.seats:
            _overlay(seat, typed.get("seat", {}).get(seat.key))
    for row in sheet.units:
        if row.key.startswith("x"):
            row.short = row.short or row.name
            row.name = row.name or row.short
            row.kind = row.kind or kind_of(row.name)
    for group in sheet.groups:
        if group.fill:
            group.members = sheet.of_kind(group.name, known=not group.there)
    return sheet


def _overlay(row: Any, given: Mapping[str, Any] | None) -> None:
    if given is None:
        return
    row.keep = bool(given.get("keep"))
    if hasattr(row, "fill"):
        row.fill = bool(given.get("fill"))
    for name in (
        "name",
        "short",
        "aliases",
        "plates",
        "kind",
        "parent",
        "merge",
        "title",
        "office",
        "post",
        "unit",
    ):
        if name in given and hasattr(row, name):
            setattr(row, name, str(given[name]).strip())
    for name in LISTS:
        if hasattr(row, name):
            setattr(row, name, list(given.get(name, ())))
