"""Figures of a month: counted in SQL, a fixed number of statements whatever the number of appeals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from gongzhi.kernel.clock import day_bounds
from gongzhi.kernel.measures import Measure, Ratio
from gongzhi.kernel.measures.queries import part_url, parts, table, words_of
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.modules.appeals import rates
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.figures import rules
from gongzhi.modules.appeals.figures.filters import GROUPS
from gongzhi.modules.appeals.figures.measures import INTAKE, ORDERS
from gongzhi.modules.appeals.figures.policy import Version, formula_of, population, versions
from gongzhi.modules.appeals.figures.rules import Tally, month_of, months_before
from gongzhi.modules.appeals.rates import Formula

PLACES = "places"
KINDS = {name: label for name, (label, _) in GROUPS.items()} | {PLACES: "按事发乡镇"}


def spans(days: Sequence[tuple[date, date]], moment: str) -> Case:
    """Which of these spans of days a moment lies in, by its place among them; -1 for none."""
    return Case(
        *(
            When(
                **{f"{moment}__gte": day_bounds(first)[0], f"{moment}__lt": day_bounds(last)[1]},
                then=Value(n),
            )
            for n, (first, last) in enumerate(days)
        ),
        default=Value(-1),
        output_field=IntegerField(),
    )


def tallies(officer: Officer, cut: str, first: date, last: date, **filters: Any) -> dict[Any, Tally]:
    """Counts of work orders by a cut, each under the formula of its day. One query."""
    ruled = versions(first, last)
    by = {"rule": spans([(one.first, one.last) for one in ruled], "at")}
    counted = parts(ORDERS.name, officer, cut, by=by, since=first, until=last, **filters)
    return _by_key(counted, ruled)


def _by_key(counted: Mapping[tuple[Any, ...], dict[str, int]], ruled: Sequence[Version]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for (key, place), counts in sorted(counted.items(), key=lambda row: int(row[0][1])):
        found[key] = found.get(key, Tally()) + Tally(((ruled[place].formula, counts),))
    return found


@dataclass
class Month:
    """The figures of one month as an officer sees them. Each property is read once."""

    officer: Officer
    code: str
    filters: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def days(self) -> tuple[date, date]:
        return month_of(self.code)

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[1]

    @property
    def label(self) -> str:
        return rules.words_of_month(self.code)

    @cached_property
    def formula(self) -> Formula:
        """The formula of the last day: it weighs and ranks."""
        return formula_of(self.last)

    @cached_property
    def by_unit(self) -> dict[int, Tally]:
        """One query."""
        return tallies(self.officer, "unit", self.first, self.last, **self.filters)

    @cached_property
    def by_town(self) -> dict[str, Tally]:
        """By the township where it happened, named by its stem. One query."""
        return tallies(self.officer, "town", self.first, self.last, **self.filters)

    @cached_property
    def whole(self) -> Tally:
        return rules.total(self.by_unit.values())

    @cached_property
    def units(self) -> dict[int, Unit]:
        """One query."""
        return Unit.objects.in_bulk(list(self.by_unit))

    @cached_property
    def received(self) -> dict[str, dict[str, int]]:
        """What came in, by township. One query."""
        counted = parts(INTAKE.name, self.officer, "town", since=self.first, until=self.last, **self.filters)
        return {key: counts for (key,), counts in counted.items()}

    @cached_property
    def intake(self) -> dict[str, int]:
        """What came in altogether."""
        found: dict[str, int] = {}
        for counts in self.received.values():
            for part, count in counts.items():
                found[part] = found.get(part, 0) + count
        return found

    @property
    def direct(self) -> Ratio:
        return rules.DIRECT.ratio(self.intake)

    def url(self, part: str = "", **filters: Any) -> str:
        """The list of exactly the orders that a figure counts."""
        given = {**self.filters, **filters, "since": self.first, "until": self.last}
        return part_url(ORDERS.name, part, **given)

    def intake_url(self, part: str = "", **filters: Any) -> str:
        given = {**self.filters, **filters, "since": self.first, "until": self.last}
        return part_url(INTAKE.name, part, **given)


@dataclass(frozen=True)
class Line:
    """One row of a ranking with what its page shows."""

    standing: rates.Standing
    tally: Tally
    label: str
    code: str  # for the order of equals, and the spreadsheet
    filters: dict[str, Any]
    town: str = ""  # the place code of a township, whose residents it is told by

    @property
    def place(self) -> str:
        return str(self.standing.rank) if self.standing.rank else "—"

    def ratio(self, name: str) -> Ratio:
        return self.tally.ratio(name)


def ranking(month: Month, group: str) -> list[Line]:
    """The lines of a group of units, or of the townships where it happened. No query but the month's own."""
    if group == PLACES:
        return _by_places(month)
    kinds = GROUPS[group][1]
    chosen = {key: unit for key, unit in month.units.items() if unit.kind in kinds}
    found = {unit.pk: month.by_unit[unit.pk] for unit in sorted(chosen.values(), key=lambda one: one.code)}
    stems = {unit.pk: (unit.place_id or "")[:9] for unit in chosen.values()} if group == "towns" else {}
    people, volume = _density(month, stems)
    return [
        Line(
            one,
            found[one.who],
            chosen[one.who].label,
            chosen[one.who].code,
            {"unit": one.who},
            _code(stems[one.who]) if stems.get(one.who) else "",
        )  # type: ignore[index]
        for one in rules.ranked(found, month.formula, people, volume)
    ]


def _by_places(month: Month) -> list[Line]:
    there = known()
    towns = set(there.towns)
    found = {stem: month.by_town[stem] for stem in sorted(towns & set(month.by_town))}
    people, volume = _density(month, {stem: stem for stem in found})
    return [
        Line(
            one,
            found[one.who],
            there.places.get(_code(one.who), _code(one.who)),
            _code(one.who),
            {"place": _code(one.who)},
        )  # type: ignore[index, arg-type]
        for one in rules.ranked(found, month.formula, people, volume)
    ]


def _code(stem: str) -> str:
    return f"{stem:0<12}"


def _density(month: Month, stems: Mapping[Any, str]) -> tuple[dict[Any, int], dict[Any, int]]:
    """Residents and appeals of the townships behind the keys."""
    residents = population(month.last) if stems else {}
    people = {key: residents.get(_code(stem), 0) for key, stem in stems.items()}
    volume = (
        {key: month.received.get(stem, {}).get("", 0) for key, stem in stems.items()}
        if any(people.values())
        else {}
    )
    return people, volume


@dataclass(frozen=True)
class Point:
    """One month of a trend."""

    code: str
    tally: Tally
    received: int


def trend(officer: Officer, code: str, count: int = 12, **filters: Any) -> list[Point]:
    """The months up to and with one. Two queries."""
    codes = months_before(code, count)
    first, last = month_of(codes[0])[0], month_of(code)[1]
    pieces = [(one, version) for one in codes for version in versions(*month_of(one))]
    by = {"piece": spans([(version.first, version.last) for _, version in pieces], "at")}
    counted = parts(ORDERS.name, officer, by=by, only=TREND, since=first, until=last, **filters)
    by = {"month": spans([month_of(one) for one in codes], "matter__opened_at")}
    came = _intake_filters(filters)
    received = (
        parts(INTAKE.name, officer, by=by, only=("direct",), since=first, until=last, **came)
        if came is not None
        else {}
    )
    found = dict.fromkeys(codes, Tally())
    for (place,), counts in counted.items():
        month, version = pieces[place]
        found[month] += Tally(((version.formula, counts),))
    return [Point(one, found[one], received.get((n,), {}).get("", 0)) for n, one in enumerate(codes)]


TREND = (
    "cases",
    "respond_due",
    "responded",
    "reached",
    "solved_full",
    "solved_partly",
    "satisfied",
    "fairly",
)


def _intake_filters(filters: Mapping[str, Any]) -> dict[str, Any] | None:
    """The filters that appeals as they came in know; None where a unit is asked for, to which nothing comes in."""
    return None if {"unit", "group"} & set(filters) else dict(filters)


@dataclass(frozen=True)
class Share:
    """One value of a cut with its count, where that leads, and its length beside the longest, of 100."""

    label: str
    key: Any
    count: int
    url: str
    width: float


def shares(measure: Measure, officer: Officer, cut: str, *, most: int = 0, **filters: Any) -> list[Share]:
    """Counts by a cut, the greatest first. Two queries at most."""
    counted = table(measure.name, officer, cut, **filters)
    words = words_of(measure.cuts[cut], [key for (key,) in counted])
    longest = max(counted.values(), default=1)
    rows = [
        Share(
            words.get(key, str(key)), key, count,
            part_url(measure.name, **filters, **{cut: key}) if key else "", round(count * 100 / longest, 1),
        )
        for (key,), count in counted.items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-row.count, row.label))
    return rows[:most] if most else rows
