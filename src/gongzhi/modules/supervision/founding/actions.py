"""Setting a county up from what a plan's document names, in one confirmation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org import actions as org
from gongzhi.kernel.org import queries, seats
from gongzhi.kernel.org.bulk import NewUnit, create_units
from gongzhi.kernel.org.models import (
    LeadingGroup,
    NameKind,
    Officer,
    Place,
    PlaceKind,
    Post,
    Unit,
    UnitGroup,
    UnitKind,
)
from gongzhi.kernel.org.rules import fold_name
from gongzhi.modules.supervision import plan_refused
from gongzhi.modules.supervision.founding.checks import check
from gongzhi.modules.supervision.founding.proposal import (
    PLACEHOLDERS,
    Has,
    Idea,
    Names,
    names_of_rows,
    propose,
)
from gongzhi.modules.supervision.founding.sheet import (
    Existing,
    Sheet,
    Typed,
    sheet_of,
    split,
    typed_over,
)
from gongzhi.modules.supervision.founding.words import LETTERS, Home, home_of
from gongzhi.modules.supervision.models import Founding, Item, Plan
from gongzhi.modules.supervision.plan_edits import lock_review
from gongzhi.modules.supervision.plan_facts import CountyFounded
from gongzhi.modules.supervision.plan_imports import local_minute
from gongzhi.modules.supervision.plan_names import name_items

COUNTY_CODE = "349999000000"  # of a county whose own code nobody has entered; 3499 is given to no place
UNKNOWN = 3  # one of so many names unknown: the document is of a county that is not set up


def names_of_plan(plan: Plan) -> Names:
    """What the tasks under review and the document's lists name. One query."""
    rows = plan.items.filter(removed=False).values_list("lead_units", "co_units", "lead_leaders")
    return names_of_rows(list(rows), plan.groups, issuer=plan.issuer, title=plan.title, text=plan.text)


def county_place() -> Place | None:
    return Place.objects.filter(kind=PlaceKind.COUNTY).order_by("code").first()


def proposal(plan: Plan, on: date) -> tuple[Idea, Sheet]:
    """The proposal and its table, of what the county does not have yet. About ten queries."""
    names = names_of_plan(plan)
    units = [name for task in names.tasks for name in (*task.leads, *task.co)]
    place = county_place()
    home = home_of(names.issuer, names.title, tuple(units))
    if place and place.name not in PLACEHOLDERS:
        home = Home(place.name, home.city)
    existing = _existing(on)
    idea = propose(names, _has(on, existing, names), home)
    return idea, sheet_of(idea, existing, _county(place, home, existing))


def _county(place: Place | None, home: Home, existing: Sequence[Existing]) -> dict[str, str]:
    """The head of the page. The top unit keeps its name unless that is a placeholder's."""
    root = next((one for one in existing if one.is_root), None)
    level = home.level
    fresh = root is None or root.is_placeholder
    return {
        "name": home.county,
        "city": home.city,
        "code": "" if place is None or place.code == COUNTY_CODE else place.code,
        "root": f"中共{home.county}委、{home.county}人民政府"
        if fresh and home.county
        else root.name
        if root
        else "",
        "root_short": f"{level}委{level}政府" if fresh else root.label if root else "",
        "settled": "" if place is None or place.name in PLACEHOLDERS else "1",
    }


def _existing(on: date) -> list[Existing]:
    rows = Unit.objects.filter(Unit.listed_on(on)).order_by("code")
    return [Existing(f"u:{row.pk}", row.name, row.label, row.kind, is_top(row)) for row in rows]


def is_top(unit: Unit) -> bool:
    """Whether a unit stands for the whole county. An office that an administrator began with does not."""
    return unit.parent_id is None and (unit.kind == UnitKind.PARTY_GOV or unit.name in PLACEHOLDERS)


def _has(on: date, existing: Sequence[Existing], names: Names) -> Has:
    resolver = queries.Resolver.load(on)
    leaders = {name for task in names.tasks for name in task.leaders}
    leaders |= {text for one in names.lists for _, name, post in one.members for text in (name, post) if text}
    posts = queries.resolve_posts(leaders)
    groups: dict[str, queries.GroupMatch] = {}
    people = queries.resolve_officers(leaders, on)

    def unit(name: str) -> str:
        match = resolver.unit(name)
        return f"u:{match.unit.pk}" if match.unit else ""

    def group(word: str) -> str:
        if word not in groups:
            named = {name for one in names.tasks for name in (*one.leads, *one.co)} if not groups else set()
            groups.update(queries.resolve_groups({*named, word}))
        match = groups[word].group if word in groups else None
        return f"g:{match.pk}" if match else ""

    def leader(name: str) -> str:
        match = posts.get(name)
        if match and match.post and match.via == "title":
            return f"p:{match.post.pk}"
        officer = people[name].officer if name in people else None
        return f"o:{officer.pk}" if officer else ""

    kinds = {one.key: (one.kind, one.label) for one in existing if not one.is_root}
    leading = frozenset(LeadingGroup.objects.filter(to_on=None).values_list("name", flat=True))
    there = {f"g{pk}": name for pk, name in UnitGroup.objects.order_by("pk").values_list("pk", "name")}
    return Has(unit, group, leader, kinds, there, leading)


def is_foreign(items: Iterable[Item]) -> tuple[int, int] | None:
    """(unknown, all) names of units when more than a third of them are unknown; else None. No query.

    Reads the items' links, which `name_items` keeps true.
    """
    links: dict[str, bool] = {}
    for item in items:
        for name in () if item.removed else (*item.lead_units, *item.co_units):
            links[name] = links.get(name, False) or name in item.resolved
    unknown = sum(not known for known in links.values())
    return (unknown, len(links)) if unknown * UNKNOWN > len(links) else None


def founding_of(plan: Plan) -> Founding:
    """The plan's founding, saved or not. One query."""
    rows = Founding.objects.select_related("saved_by", "done_by")
    return rows.filter(plan=plan).first() or Founding(plan=plan)


@transaction.atomic
def keep_draft(*, plan: Plan, typed: Typed, by: Officer, at: datetime) -> Founding:
    """Keep what was typed so far; the last one to type is kept. Raises: NotInReview."""
    plan = lock_review(plan)
    row, _ = Founding.objects.update_or_create(
        plan=plan, defaults={"draft": typed, "saved_at": at, "saved_by": by}
    )
    return row


@transaction.atomic
def drop_draft(*, plan: Plan) -> None:
    """Begin again from the document."""
    Founding.objects.filter(plan=plan).update(draft={}, saved_at=None, saved_by=None)


@transaction.atomic
def found(*, plan: Plan, version: int, typed: Typed, by: Officer, at: datetime) -> Founding:
    """Set up what the table says, and bring the plan's names to it. All or nothing. The units, however many, take
    a dozen statements; each group, post and leading group about ten.

    Raises: NotInReview, AlreadyFounded, FoundingOdd, NothingToFound. Records: supervision.county_founded.
    """
    plan = lock_review(plan)
    Founding.objects.get_or_create(plan=plan)
    row = Founding.objects.select_for_update(of=("self",)).select_related("done_by").get(plan=plan)
    if row.version != version:
        who, when = row.done_by.name if row.done_by else "", local_minute(row.done_at) if row.done_at else ""
        raise plan_refused.AlreadyFounded(who=who, when=when, units=row.counts.get("units", 0))
    on = local_day(at)
    _, sheet = proposal(plan, on)
    typed_over(sheet, typed)
    sheet.errors = check(sheet)
    if sheet.errors:
        refusal = plan_refused.FoundingOdd(count=len(sheet.errors))
        refusal.errors = sheet.errors
        raise refusal
    if not any(sheet.counts().values()):
        raise plan_refused.NothingToFound()
    counts = _Work(sheet, by, at).done(plan)
    filled = [(one.name, len(one.members)) for one in sheet.groups if one.keep and one.fill]
    row.draft, row.counts, row.done_at, row.done_by = {}, {**counts, "filled": filled}, at, by
    row.version += 1
    row.save()
    rename_again(plan, on)
    record(CountyFounded(plan.pk, plan.title, **counts), by=by, at=at)
    return row


def rename_again(plan: Plan, on: date) -> None:
    """Bring the names of a plan's items to the county's units as they are now. Constant statements."""
    items = list(plan.items.all())
    name_items(items, plan.issued_on or on)
    Item.objects.bulk_update(items, ["resolved", "doubts"], batch_size=100)
    plan.version += 1
    plan.save(update_fields=["version", "leading_group"])


class _Work:
    """One founding: the rows of the table become rows of the county, each kind after what it needs."""

    def __init__(self, sheet: Sheet, by: Officer, at: datetime) -> None:
        self.sheet, self.by, self.at, self.on = sheet, by, at, local_day(at)
        self.units: dict[str, Unit] = {}  # key -> unit
        self.posts: dict[str, Post] = {}

    def done(self, plan: Plan) -> dict[str, int]:
        self.county = self._place()
        self.root = self._root()
        self.units = {f"u:{unit.pk}": unit for unit in Unit.objects.filter(Unit.listed_on(self.on))}
        fresh = self._create()
        self._merge()
        groups, leaders, leading = self._groups(), self._leaders(), self._leading()
        if leading and plan.leading_group_id is None:
            plan.leading_group = leading[0]
        return {"units": fresh, "groups": groups, "leaders": leaders, "leading": len(leading)}

    # the places, and the unit above all

    def _place(self) -> Place:
        """The county's place by its name and code, under its city where the document gives one."""
        given, place = self.sheet.county, county_place()
        code = given.get("code") or (place.code if place else COUNTY_CODE)
        if place and place.code == code:
            if place.parent_id is None and (city := self._city(code)):
                place.parent = city
                place.save(update_fields=["parent"])
            return self._renamed(place, given["name"])
        parent = self._city(code)
        fresh = org.create_place(
            code=code, name=given["name"], kind=PlaceKind.COUNTY, parent=parent, by=self.by, at=self.at
        )
        if place and place.name in PLACEHOLDERS:
            Unit.objects.filter(place=place).update(place=fresh)
            Officer.objects.filter(place=place).update(place=fresh)
            place.delete()
        return fresh

    def _city(self, code: str) -> Place | None:
        name, above = self.sheet.county.get("city", ""), f"{code[:4]}00000000"
        there = Place.objects.filter(code=above).exclude(code=code).first()
        if there or not name or above == code:
            return there
        return org.create_place(code=above, name=name, kind=PlaceKind.CITY, by=self.by, at=self.at)

    def _renamed(self, place: Place, name: str) -> Place:
        return (
            place if place.name == name else org.change_place(place=place, name=name, by=self.by, at=self.at)
        )

    def _root(self) -> Unit:
        """The unit above all; units that stand beside it go below it, for who acts for a unit acts for those below."""
        given = self.sheet.county
        tops = list(Unit.objects.filter(Unit.listed_on(self.on), parent=None).order_by("code"))
        root = next(filter(is_top, tops), None)
        if root is None:
            root = org.create_unit(
                code=next(code for code in ("A00", "A000") if not Unit.objects.filter(code=code).exists()),
                name=given["root"], short_name=given["root_short"], kind=UnitKind.PARTY_GOV,
                place=self.county, by=self.by, at=self.at,
            )  # fmt: skip
        elif root.name != given["root"]:
            root = self._take_name(root, given["root"], given["root_short"])
        for unit in tops:
            if unit.pk != root.pk:
                org.move_unit(unit=unit, parent=root, by=self.by, at=self.at)
        Unit.objects.filter(place=None).update(place=self.county)
        return root

    def _take_name(self, unit: Unit, name: str, short: str) -> Unit:
        """A new name; a placeholder's leaves no former name behind."""
        was = unit.name
        unit = org.rename_unit(unit=unit, name=name, short_name=short, on=self.on, by=self.by, at=self.at)
        if was in PLACEHOLDERS:
            unit.names.filter(kind=NameKind.FORMER, name__in=PLACEHOLDERS).delete()
        return unit

    # units

    def _create(self) -> int:
        rows = [row for row in self.sheet.units if row.keep and row.name and not row.merge]
        codes = self._codes([row.kind for row in rows])
        by_key = {row.key: code for row, code in zip(rows, codes, strict=True)}
        gained = self._gained()
        news = []
        for row, code in zip(rows, codes, strict=True):
            above = self.sheet.target(self.sheet.find(row.parent)) if row.parent else ""
            names = [(name, str(NameKind.ALIAS)) for name in (*split(row.aliases), *gained.get(row.key, ()))]
            names += [(name, str(NameKind.PLATE)) for name in split(row.plates)]
            parent: Unit | str = by_key.get(above) or self.units.get(above) or self.root
            short = "" if row.short == row.name else row.short
            news.append(
                NewUnit(code, row.name, short, row.kind, parent, self.county, _once(names, row.name, short))
            )
        for row, unit in zip(rows, create_units(units=news, by=self.by, at=self.at), strict=True):
            self.units[row.key] = unit
        return len(rows)

    def _gained(self) -> dict[str, list[str]]:
        """The names of merged rows, by the row that they end in."""
        found: dict[str, list[str]] = {}
        for row in self.sheet.units:
            if row.keep and row.name and row.merge:
                found.setdefault(self.sheet.target(row.key), []).extend([row.short, row.name, *row.others])
        return found

    def _codes(self, kinds: Sequence[str]) -> list[str]:
        """A letter for the kind and a number: G01, T12; after those that are taken."""
        taken, counts, codes = set(Unit.objects.values_list("code", flat=True)), Counter[str](), []
        for kind in kinds:
            while True:
                counts[kind] += 1
                code = f"{LETTERS[kind]}{counts[kind]:02}"
                if code not in taken:
                    break
            taken.add(code)
            codes.append(code)
        return codes

    def _merge(self) -> None:
        """What is merged into units that were there before: their names are learnt, or taken by a placeholder."""
        for key, names in self._gained().items():
            if not key.startswith("u:"):
                continue
            unit = self.units[key]
            if unit.name in PLACEHOLDERS and unit.pk != self.root.pk:
                row = next(row for row in self.sheet.units if row.merge and self.sheet.target(row.key) == key)
                unit = self.units[key] = self._take_name(unit, row.name, row.short)
                Unit.objects.filter(pk=unit.pk).update(kind=row.kind, place=self.county)
            known = {fold_name(one) for one in (unit.name, unit.short_name)}
            for name in dict.fromkeys(names):
                if name and fold_name(name) not in known:
                    org.learn_alias(unit=unit, name=name, by=self.by, at=self.at)

    # groups, leaders, leading groups

    def _units(self, keys: Sequence[str]) -> list[Unit]:
        return [self.units[key] for key in self.sheet.targets(keys) if key in self.units]

    def _typed_unit(self, words: str) -> Unit | None:
        return self.units.get(self.sheet.target(self.sheet.find(words))) if words else None

    def _groups(self) -> int:
        rows = [row for row in self.sheet.groups if row.keep]
        there = set(
            UnitGroup.objects.filter(name__in=[row.name for row in rows]).values_list("name", flat=True)
        )
        for row in rows:
            members = self._units(row.members)
            if row.there:
                group = UnitGroup.objects.get(pk=int(row.key[1:]))
                org.set_group(group=group, members=[*group.members.all(), *members], by=self.by, at=self.at)
            elif row.name not in there:
                org.create_group(
                    name=row.name, members=members, aliases=split(row.aliases), by=self.by, at=self.at
                )
        return len(rows)

    def _leaders(self) -> int:
        rows = [row for row in self.sheet.leaders if row.keep]
        taken = set(Post.objects.values_list("code", flat=True))
        codes = (code for n in range(1, 1000) if (code := f"L{n:02}") not in taken)
        for rank, row in enumerate(rows, 1):
            aliases = [row.name] if len(row.name) > 1 and row.name != row.title else []
            self.posts[row.key] = seats.create_post(
                code=next(codes), title=row.title, unit=self.root, charge=self._units(row.charge),
                aliases=aliases, rank=rank, by=self.by, at=self.at,
            )  # fmt: skip
        return len(rows)

    def _leading(self) -> list[LeadingGroup]:
        made = []
        for row in self.sheet.leading:
            if not row.keep:
                continue
            filled = [
                seats.Seat(
                    role=seat.role,
                    post=self.posts.get(seat.leader) or self._post(seat.leader),
                    unit=self._typed_unit(seat.unit),
                    printed_name=seat.name,
                    printed_post=seat.post,
                )
                for seat in row.seats
                if seat.keep
            ]
            made.append(
                seats.create_leading_group(
                    name=row.name, seats=filled, office=self._typed_unit(row.office), by=self.by, at=self.at
                )
            )
        return made

    def _post(self, key: str) -> Post | None:
        return Post.objects.filter(pk=key[2:]).first() if key.startswith("p:") else None


def _once(names: Sequence[tuple[str, str]], *own: str) -> tuple[tuple[str, str], ...]:
    """Each other name once, without the unit's own."""
    seen = {fold_name(name) for name in own}
    found: list[tuple[str, str]] = []
    for name, kind in names:
        if name and fold_name(name) not in seen:
            seen.add(fold_name(name))
            found.append((name, kind))
    return tuple(found)
