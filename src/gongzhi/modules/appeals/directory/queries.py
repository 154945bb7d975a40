"""Reading the directory: kept in memory, because every appeal is held against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Subquery

from gongzhi.kernel.clock.fresh import Fresh
from gongzhi.kernel.org.models import Place, PlaceKind, Unit, UnitKind
from gongzhi.kernel.org.rules import place_stem
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry, Mark
from gongzhi.modules.appeals.directory.rules import Kind, Line, line_for

SHORTEST_NAME, VILLAGE = 3, 12  # characters of a name that is looked for, digits of the code of a village
TOWNS = (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP, PlaceKind.ZONE)


@dataclass(frozen=True)
class Proposal:
    """Who should have an appeal, and in what time (a term's code, "" as its class has it)."""

    unit: int = 0
    co: tuple[int, ...] = ()
    limit: str = ""
    edition: int = 0


@dataclass
class Known:
    """Everything of the directory that an appeal is held against."""

    kinds: dict[int, Kind]
    withdrawn: dict[int, date]
    editions: list[tuple[date, int, int]]  # from, number, key; the latest first
    lines: dict[int, dict[int, list[Line]]]  # edition -> category -> lines
    places: dict[str, str]  # code -> name
    towns: dict[str, int]  # stem of a township's place -> its unit
    stem: str  # of the county itself

    @cached_property
    def by_code(self) -> dict[str, Kind]:
        return {one.code: one for one in self.kinds.values()}

    @cached_property
    def keywords(self) -> list[str]:
        return sorted({word for one in self.kinds.values() for word in one.keywords})

    def offered(self, on: date) -> list[Kind]:
        """The categories that can be chosen on a day, by code."""
        return [
            one
            for one in sorted(self.kinds.values(), key=lambda kind: kind.code)
            if one.pk not in self.withdrawn or on < self.withdrawn[one.pk]
        ]

    def edition(self, on: date) -> tuple[int, int]:
        """(key, number) of the edition in force on a day; zeros when there is none."""
        return next(((key, number) for begins, number, key in self.editions if begins <= on), (0, 0))

    def propose(self, category: int | None, place: str, on: date) -> Proposal:
        """Who answers for a category at a place under the edition of a day. No query."""
        key, number = self.edition(on)
        line = line_for(self.lines.get(key, {}).get(category or 0, ()), place)
        if line is None:
            return Proposal(edition=number)
        return Proposal(line.unit or self.town(place), line.co, line.limit, number)

    def town(self, place: str) -> int:
        """The township's unit of a place; 0 when it lies in none."""
        return next((unit for stem, unit in self.towns.items() if place.startswith(stem)), 0)

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        own = ((name, code) for code, name in self.places.items() if code.startswith(self.stem))
        return sorted(
            (name, code)
            for name, code in own
            if len(name) >= SHORTEST_NAME and len(code) == VILLAGE and code[6:] != "000000"
        )

    def named(self, text: str) -> list[str]:
        """Places that a text names: villages and communities, of namesakes those whose township it names too; else townships."""
        found = [code for name, code in self._names if name in text]
        towns = [code for code in found if code.endswith("000")]
        lower = [code for code in found if not code.endswith("000")]
        stems = {code[:9] for code in towns}
        return [code for code in lower if code[:9] in stems] or lower or towns

    def place_name(self, code: str) -> str:
        """`泽口镇东庄村`; the county's own name for a code of the whole county, "" for none."""
        name = self.places.get(code, "")
        town = self.places.get(code[:9].ljust(12, "0"), "") if len(code) >= 12 and code[9:] != "000" else ""
        return f"{town}{name}" if town and town != name else name


def known() -> Known:
    """The directory as it stands. One query a second at most."""
    return _known.get()


def changed() -> None:
    """Tell that this transaction changes the directory."""
    _known.changed()


def forget() -> None:
    """Drop what is kept: for tests."""
    _known.forget()


def categories(on: date | None = None) -> list[tuple[str, str]]:
    """(code, label) of the categories that can be chosen."""
    from gongzhi.kernel.clock import today

    return [(one.code, one.label) for one in known().offered(on or today())]


def _stamp() -> tuple[object, ...] | None:
    """Changes with the directory's mark, with the county's places and with its units. One query."""
    rows = Unit.objects.order_by("-pk").annotate(
        mark=Subquery(Mark.objects.values("mark")[:1]),
        last_place=Subquery(Place.objects.order_by("-code").values("code")[:1]),
        last_change=Subquery(Unit.history.order_by("-history_id").values("history_id")[:1]),
    )
    return rows.values_list("pk", "mark", "last_place", "last_change").first()


def _load() -> Known:
    kinds = {one.pk: _kind(one) for one in Category.objects.all()}
    gone = Category.objects.exclude(withdrawn_on=None).values_list("pk", "withdrawn_on")
    withdrawn = {key: day for key, day in gone if day is not None}
    editions = list(Edition.objects.order_by("-from_on").values_list("from_on", "number", "pk"))
    lines: dict[int, dict[int, list[Line]]] = {}
    for one in Entry.objects.prefetch_related("co_units"):
        line = Line(
            one.category_id,
            one.place_code,
            one.unit_id or 0,
            tuple(unit.pk for unit in one.co_units.all()),
            one.limit,
        )
        lines.setdefault(one.edition_id, {}).setdefault(one.category_id, []).append(line)
    places = {one.code: one.name for one in Place.objects.only("code", "name").order_by("code")}
    rows = Unit.objects.filter(kind__in=(UnitKind.TOWNSHIP, UnitKind.ZONE), place__kind__in=TOWNS)
    towns = {place_stem(code): pk for code, pk in rows.order_by("-pk").values_list("place_id", "pk")}
    county = Place.objects.filter(kind=PlaceKind.COUNTY).values_list("code", flat=True).first()
    return Known(kinds, withdrawn, editions, lines, places, towns, place_stem(county or ""))


def _kind(one: Category) -> Kind:
    return Kind(one.pk, one.code, one.label, tuple(one.keywords), one.publishable, one.closer, one.guidance)


_known: Fresh[Known] = Fresh(_stamp, _load)
