"""Finding units, groups, posts and officers by the words of a document, and reading the trees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import CharField, FloatField, QuerySet
from rapidfuzz import fuzz, process

from gongzhi.kernel.org.models import (
    NameKind,
    Officer,
    Place,
    PlaceKind,
    Post,
    Tenure,
    Unit,
    UnitGroup,
    UnitName,
)
from gongzhi.kernel.org.naming import County, is_open_ended, plates
from gongzhi.kernel.org.rules import fold_name, place_range
from gongzhi.kernel.rows import Prepared, Slot

NEAR = 55  # of 100: below this two names have little in common
MOST = 5  # candidates shown to a person


@dataclass(frozen=True)
class Match:
    """The unit that a text names, or the units it may mean.

    `via` says how: name, short, alias, plate, sub, former, merged; "" when nothing fits; "several" when more
    than one does; "near" when only similar names do.
    """

    unit: Unit | None = None
    candidates: tuple[Unit, ...] = ()
    via: str = ""


@dataclass(frozen=True)
class GroupMatch:
    """The group that a word names. `open_ended`: the word leaves open which of them (有关, 相关)."""

    group: UnitGroup | None = None
    open_ended: bool = False
    candidates: tuple[UnitGroup, ...] = ()


@dataclass(frozen=True)
class PostMatch:
    post: Post | None = None
    candidates: tuple[Post, ...] = ()
    via: str = ""


@dataclass(frozen=True)
class OfficerMatch:
    officer: Officer | None = None
    candidates: tuple[Officer, ...] = ()


@dataclass(frozen=True)
class _Known:
    """One name of one unit, with the rank of its sort (lower is better) and its days."""

    unit: int
    sort: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)


# a unit's own names first; a name it once had, or the name of a part of it, last
RANK = {"name": 0, "short": 0, "alias": 1, "plate": 1, "former": 2, "sub": 3}


@dataclass
class Resolver:
    """Every name the county knows on a day, read in a constant number of queries; then asked in memory."""

    on: date
    county: County
    units: dict[int, Unit] = field(default_factory=dict)
    exact: dict[str, list[_Known]] = field(default_factory=dict)
    bare: dict[str, list[_Known]] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date) -> Resolver:
        """Three queries: places above, units, names."""
        resolver = cls(on, county())
        resolver.units = {unit.pk: unit for unit in Unit.objects.select_related("successor")}
        renamed: dict[int, date] = {}
        rows = list(UnitName.objects.all())
        for row in rows:
            if row.kind == NameKind.FORMER and row.valid_to:
                renamed[row.unit_id] = max(row.valid_to, renamed.get(row.unit_id, row.valid_to))
        for unit in resolver.units.values():
            since = renamed.get(unit.pk) or unit.listed_from
            resolver._learn(unit.name, _Known(unit.pk, "name", since, unit.listed_to))
            if unit.short_name:
                resolver._learn(unit.short_name, _Known(unit.pk, "short", since, unit.listed_to))
        for row in rows:
            resolver._learn(row.name, _Known(row.unit_id, row.kind, row.valid_from, row.valid_to))
        return resolver

    def _learn(self, name: str, known: _Known) -> None:
        folded = fold_name(name)
        base, boards = plates(folded)
        for form in {folded, base}:
            self.exact.setdefault(form, []).append(known)
        self.bare.setdefault(self.county.bare(base), []).append(known)
        for board in boards:
            plate = _Known(known.unit, "plate", known.valid_from, known.valid_to)
            self.exact.setdefault(board, []).append(plate)
            self.bare.setdefault(self.county.bare(board), []).append(plate)

    def unit(self, text: str) -> Match:
        """The unit of a text in a document of day `on`; never a guess."""
        folded = fold_name(text)
        base, boards = plates(folded)
        if not base:
            return Match()
        found = [(known, 0) for form in {folded, base} for known in self.exact.get(form, ())]
        found += [(known, 1) for known in self.bare.get(self.county.bare(base), ())]
        if found:
            return self._checked(self._choose(found), boards)
        return self._part(base) or self._near(base)

    def _part(self, base: str) -> Match | None:
        """A part with its unit in front, 县公安局交警大队: both halves known, and of one unit."""
        for cut in range(2, len(base) - 1):
            whole, part = self.exact.get(base[:cut]), self.exact.get(base[cut:])
            if whole and part:
                one = self._choose([(known, 0) for known in whole]).unit
                other = self._choose([(known, 0) for known in part])
                if one and other.unit == one:
                    return Match(unit=one, via=other.via)
        return None

    def _choose(self, found: Sequence[tuple[_Known, int]]) -> Match:
        """The one unit of the best names, each with its distance (0 as written, 1 in its bare form).

        In force that day comes before not, a unit's own names before former ones and those of parts.
        """
        ranked = [((not known.in_force(self.on), RANK[known.sort], far), known) for known, far in found]
        best = min(rank for rank, _ in ranked)
        pool = [known for rank, known in ranked if rank == best]
        keys = list(dict.fromkeys(known.unit for known in pool))
        if len(keys) > 1:
            return Match(candidates=tuple(self.units[key] for key in keys), via="several")
        unit = self.units[keys[0]]
        heir = self._heir(unit)
        return Match(unit=heir, via=pool[0].sort if heir is unit else "merged")

    def _heir(self, unit: Unit) -> Unit:
        """The unit that today does what an abolished one did; the unit itself when there is none."""
        seen = {unit.pk}
        while unit.listed_to and unit.successor_id and unit.successor_id not in seen:
            seen.add(unit.successor_id)
            unit = self.units[unit.successor_id]
        return unit

    def _checked(self, match: Match, boards: tuple[str, ...]) -> Match:
        """A bracket that names another unit makes the text doubtful: 县财政局（县税务局）."""
        for board in boards:
            others = self.exact.get(board) or self.bare.get(self.county.bare(board)) or ()
            other = self._choose([(known, 0) for known in others]).unit if others else None
            if match.unit and other and other != match.unit:
                return Match(candidates=(match.unit, other), via="several")
        return match

    def _near(self, base: str) -> Match:
        text = self.county.bare(base)
        scored = process.extract(text, list(self.bare), scorer=fuzz.ratio, score_cutoff=NEAR, limit=4 * MOST)
        keys = dict.fromkeys(known.unit for form, _, _ in scored for known in self.bare[form])
        near = tuple(self.units[key] for key in list(keys)[:MOST])
        return Match(candidates=near, via="near" if near else "")


def county() -> County:
    """The names of the county and of the places above it. One query."""
    tops = Place.objects.filter(kind__in=(PlaceKind.COUNTY, PlaceKind.CITY, PlaceKind.PROVINCE))
    counties = [place for place in tops if place.kind == PlaceKind.COUNTY]
    above = [place.name for place in tops if place.kind != PlaceKind.COUNTY]
    # a city with several counties shares no one name with its units
    return County((counties[0].name, *above)) if len(counties) == 1 else County()


def resolve_unit(name: str, on: date) -> Match:
    """The unit that `name` means in a document of day `on`. Three queries; for many names use `resolve_units`."""
    return Resolver.load(on).unit(name)


def resolve_units(names: Iterable[str], on: date) -> dict[str, Match]:
    """Every name with its match, in three queries however many there are."""
    resolver = Resolver.load(on)
    return {name: resolver.unit(name) for name in dict.fromkeys(names)}


def resolve_group(word: str) -> GroupMatch:
    """The group of units that a word stands for: 县直各单位, 各乡镇（街道）. Two queries."""
    return resolve_groups([word])[word]


def resolve_groups(words: Iterable[str]) -> dict[str, GroupMatch]:
    """Every word with its group, in two queries."""
    own = county()
    forms: dict[str, list[UnitGroup]] = {}
    for group in UnitGroup.objects.all():
        for form in {own.group_form(name) for name in (group.name, *group.aliases)}:
            forms.setdefault(form, []).append(group)
    found = {}
    for word in words:
        groups = forms.get(own.group_form(word), [])
        group = groups[0] if len(groups) == 1 else None
        found[word] = GroupMatch(group, is_open_ended(word), tuple(groups) if len(groups) > 1 else ())
    return found


def expand_group(group: UnitGroup, on: date) -> QuerySet[Unit]:
    """The group's units that exist on a day, by code. One query."""
    return group.members.filter(Unit.listed_on(on)).order_by("code")


def resolve_post(text: str) -> PostMatch:
    """The leader's post that a text names. Two queries."""
    return resolve_posts([text])[text]


def resolve_posts(texts: Iterable[str]) -> dict[str, PostMatch]:
    """Every text with its post, in two queries. 副县长 alone, where there are several, gives candidates."""
    own = county()
    forms: dict[str, list[Post]] = {}
    posts = list(Post.objects.all())
    for post in posts:
        for form in {own.post_form(title) for title in (post.title, *post.aliases)}:
            forms.setdefault(form, []).append(post)
    return {text: _post(own.post_form(text), forms, posts, own) for text in texts}


def _post(form: str, forms: dict[str, list[Post]], posts: list[Post], own: County) -> PostMatch:
    exact = forms.get(form, [])
    if len(exact) == 1:
        return PostMatch(exact[0], via="title")
    if exact:
        return PostMatch(candidates=tuple(exact), via="several")
    begun = [post for post in posts if form and own.post_form(post.title).startswith(form)]
    if begun:
        return PostMatch(candidates=tuple(begun), via="several")
    scored = process.extract(form, list(forms), scorer=fuzz.ratio, score_cutoff=NEAR, limit=MOST)
    near = dict.fromkeys(post for key, _, _ in scored for post in forms[key])
    return PostMatch(candidates=tuple(near)[:MOST], via="near" if near else "")


def resolve_officer(name: str, on: date) -> OfficerMatch:
    """The officer of a name, spaces in the text ignored; of several namesakes none is chosen. Two queries.

    An officer who holds a post on the day goes before one who does not.
    """
    return resolve_officers([name], on)[name]


def resolve_officers(names: Iterable[str], on: date) -> dict[str, OfficerMatch]:
    """Every name with its officer, in two queries."""
    wanted = {name: fold_name(name) for name in names}
    forms = set(wanted.values())
    rows = list(Officer.objects.filter(is_active=True, name__in=forms).select_related("unit").order_by("pk"))
    in_post = set(
        Tenure.objects.filter(Tenure.open_on(on), officer__in=rows).values_list("officer_id", flat=True)
    )
    found = {}
    for name, form in wanted.items():
        same = [officer for officer in rows if officer.name == form]
        first = [officer for officer in same if officer.pk in in_post] or same
        found[name] = (
            OfficerMatch(officer=first[0]) if len(first) == 1 else OfficerMatch(candidates=tuple(same))
        )
    return found


def posts_in_charge(unit: Unit) -> QuerySet[Post]:
    """The leaders' posts that answer for a unit, highest first."""
    return unit.charged_posts.order_by("rank", "code")


def holders(posts: Iterable[Post], on: date) -> dict[int, Officer]:
    """Who holds each post on a day, by the post's key. One query."""
    rows = Tenure.objects.filter(Tenure.open_on(on), post__in=list(posts)).select_related("officer")
    return {row.post_id: row.officer for row in rows}


def units_below(path: str, *, itself: bool = True) -> QuerySet[Unit]:
    """The units at and below a path, by code."""
    below = Unit.objects.filter(path__startswith=path)
    return below if itself else below.exclude(path=path)


def units_by_code(codes: Iterable[str]) -> dict[str, Unit]:
    """The units of these codes, by code. One query."""
    wanted = tuple(dict.fromkeys(codes))
    if len(wanted) > 8:  # a statement for each number of codes is kept
        return {one.code: one for one in Unit.objects.filter(code__in=wanted)}
    found = (
        _of_codes(len(wanted)).all(**{f"code{n}": code for n, code in enumerate(wanted)}) if wanted else []
    )
    return {one.code: one for one in found}


@lru_cache(maxsize=8)
def _of_codes(count: int) -> Prepared[Unit]:
    slots = [Slot(f"code{n}", CharField()) for n in range(count)]
    return Prepared(lambda: Unit.objects.filter(code__in=slots).order_by())


def listed_units(on: date) -> QuerySet[Unit]:
    """The units that exist on a day, by code."""
    return Unit.objects.filter(Unit.listed_on(on))


def places_below(code: str) -> QuerySet[Place]:
    """The places at and below a code, by code."""
    first, last = place_range(code)
    return Place.objects.filter(code__gte=first, code__lt=last)


def present_places(code: str) -> QuerySet[Place]:
    """The places at and below a code that have not ended, by code."""
    return places_below(code).filter(listed_to=None)


def place_code_at(longitude: float, latitude: float) -> str:
    """The code of the lowest place whose boundary contains a position (WGS 84), "" outside all. One statement."""
    from gongzhi.kernel.org.geometry import innermost  # a slow import that few processes need

    near = [(code, shape) for code, shape in _NEAR.tuples(longitude=longitude, latitude=latitude)]
    return innermost(near, longitude, latitude) or ""


_NEAR = Prepared(
    lambda: (
        Place.objects.filter(
            west__lte=Slot("longitude", FloatField()),
            east__gte=Slot("longitude", FloatField()),
            south__lte=Slot("latitude", FloatField()),
            north__gte=Slot("latitude", FloatField()),
            listed_to=None,
        )
        .order_by()
        .values_list("code", "boundary")
    )
)


def place_codes_at(positions: Sequence[tuple[float, float]]) -> list[str]:
    """`place_code_at` of many positions. One statement, which reads the boundaries around all of them."""
    from gongzhi.kernel.org.geometry import innermosts

    if len(positions) < 2:
        return [place_code_at(*one) for one in positions]
    east, north = (max(one[side] for one in positions) for side in (0, 1))
    west, south = (min(one[side] for one in positions) for side in (0, 1))
    near = Place.objects.filter(
        west__lte=east, east__gte=west, south__lte=north, north__gte=south, listed_to=None
    )
    return innermosts(near.values_list("code", "boundary"), positions)


def place_at(longitude: float, latitude: float) -> Place | None:
    """The lowest place whose boundary contains a position (WGS 84), None outside all. Two statements."""
    code = place_code_at(longitude, latitude)
    return named_place(code) if code else None


def named_place(code: str) -> Place | None:
    """A place with all above it, from which its full name is read, without boundaries. One statement."""
    return _NAMED.first(code=code)


ABOVE = 4  # the most places above one: ten homes, grid, village, township, county
_NAMED = Prepared(
    lambda: (
        Place.objects.filter(pk=Slot("code", CharField()))
        .select_related("__".join(["parent"] * ABOVE))
        .defer(*["parent__" * n + "boundary" for n in range(ABOVE + 1)])
        .order_by()
    )
)


def bare_places() -> QuerySet[Place]:
    """Places without their boundaries, which are long; with up to two places above them for the names."""
    return Place.objects.defer("boundary", "parent__boundary", "parent__parent__boundary")
