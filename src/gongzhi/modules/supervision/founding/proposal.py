"""An empty county proposed from its own first document: units, groups, leaders and leading groups. Pure.

Two names are one unit only when they have one form (`County.bare`) or the document says so (以下简称, a plate).
What merely looks alike is offered, never done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from gongzhi.kernel.documents.reading import Reading
from gongzhi.kernel.org.naming import is_open_ended
from gongzhi.kernel.org.rules import fold_name
from gongzhi.modules.supervision.founding import words
from gongzhi.modules.supervision.founding.words import Home, key_of, taken_apart

PLACEHOLDERS = ("本县（市、区）", "督查机构")  # what a starter is called until the document gives its name
LEADING = re.compile(
    r"(?:领导小组|指挥部|专班|工作组)$"
)  # a body that meets, even when only its units are listed
ALIKE = 80  # of 100, two names with the same characters in another order
Known = Callable[[str], str]  # a printed name -> the key of what the county already has, or ""


@dataclass(frozen=True)
class Owed:
    """Who one task names, as printed."""

    leads: tuple[str, ...] = ()
    co: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list of members in the document: (role, name, post); of a list of units only the post is there."""

    name: str
    members: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Names:
    """Everything that a document names."""

    issuer: str
    title: str
    text: str
    tasks: tuple[Owed, ...]
    lists: tuple[Listed, ...] = ()

    @classmethod
    def of(cls, reading: Reading) -> Names:
        return cls(
            reading.document.issuer,
            reading.document.title,
            reading.text,
            tuple(
                Owed(
                    tuple(piece.text for piece in task.lead_units),
                    tuple(piece.text for piece in task.co_units),
                    tuple(piece.text for piece in task.lead_leaders),
                )
                for task in reading.tasks
            ),
            tuple(
                Listed(group.name, tuple((one.role, one.name, one.post) for one in group.members))
                for group in reading.groups
            ),
        )


@dataclass
class UnitIdea:
    """One unit to set up. `merge` is the unit that it is by the document's own words, `near` one that it resembles."""

    key: str
    form: str
    name: str
    short: str
    kind: str
    aliases: list[str] = field(default_factory=list)
    plates: list[str] = field(default_factory=list)
    lead: int = 0
    co: int = 0
    listed: int = 0  # in how many lists and posts
    merge: str = ""
    near: str = ""
    why: str = ""
    order: int = 0


@dataclass
class GroupIdea:
    """A word for many units. `open_ended`: the document also uses it without saying which (相关).

    `fill`: its members are all units of the kinds that the word means, also those that are typed in later. `there`: the
    county has the group already, and only what it lacks is proposed.
    """

    key: str
    name: str
    aliases: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)  # keys of units
    count: int = 0
    open_ended: bool = False
    why: str = ""
    fill: bool = False
    there: bool = False


@dataclass
class LeaderIdea:
    """A leader's post. `name` is "" when the document lost it."""

    key: str
    name: str
    title: str
    charge: list[str] = field(default_factory=list)
    count: int = 0


@dataclass
class SeatIdea:
    role: str
    name: str
    post: str
    unit: str = ""
    leader: str = ""


@dataclass
class LeadingIdea:
    key: str
    name: str
    office: str = ""
    seats: list[SeatIdea] = field(default_factory=list)


@dataclass
class Idea:
    """The whole proposal. Keys of what the county already has stand for themselves: "u:7"."""

    home: Home
    units: list[UnitIdea] = field(default_factory=list)
    groups: list[GroupIdea] = field(default_factory=list)
    leaders: list[LeaderIdea] = field(default_factory=list)
    leading: list[LeadingIdea] = field(default_factory=list)
    office: str = ""  # the unit that is the supervision office, by its name

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.groups or self.leaders or self.leading)


@dataclass(frozen=True)
class Has:
    """What the county already has; a pure stand-in for its resolvers."""

    unit: Known = lambda name: ""
    group: Known = lambda word: ""
    leader: Known = lambda name: ""
    kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # key of a unit -> (kind, name)
    groups: Mapping[str, str] = field(default_factory=dict)  # key of a group -> its name
    leading: frozenset[str] = frozenset()


def propose(names: Names, has: Has | None = None, home: Home | None = None) -> Idea:
    """What the document names and the county does not have yet."""
    return _Proposal(names, has or Has(), home).made()


class _Proposal:
    def __init__(self, names: Names, has: Has, home: Home | None) -> None:
        self.names, self.has = names, has
        printed = tuple(name for one in names.tasks for name in (*one.leads, *one.co))
        self.home = home or words.home_of(names.issuer, names.title, printed)
        self.naming = self.home.naming
        self.units: dict[str, UnitIdea] = {}
        self.by_form: dict[str, str] = {}  # every form of a name -> the key of its unit
        self.groups: dict[str, GroupIdea] = {}
        self.leaders: dict[str, LeaderIdea] = {}

    def made(self) -> Idea:
        self._units()
        bodies = [one for one in self.names.lists if _has_posts(one) or LEADING.search(one.name)]
        leading = [self._leading(one) for one in bodies if one.name not in self.has.leading]
        self._groups()
        self._standard_groups()
        self._groups_to_fill_up()
        self._leaders()
        self._hints()
        rank = {kind: place for place, kind in enumerate(words.KIND_ORDER)}
        units = sorted(self.units.values(), key=lambda one: (rank[one.kind], one.order))
        return Idea(
            self.home, units, list(self.groups.values()), list(self.leaders.values()), leading, self._office()
        )

    # units

    def _units(self) -> None:
        every = [name for one in self.names.tasks for name in (*one.leads, *one.co)]
        every += [post for one in self.names.lists if not _has_posts(one) for _, _, post in one.members]
        for name in sorted(every, key=lambda name: not taken_apart(name).short):
            part = taken_apart(name)
            if part.short and not self._stands_for_many(name):
                self._add(name)
        for task in self.names.tasks:
            for name in dict.fromkeys(task.leads):
                self._count(name, "lead")
            for name in dict.fromkeys(task.co):
                self._count(name, "co")
        for one in self.names.lists:
            for _, _, post in one.members if not _has_posts(one) else ():
                self._count(post, "listed")

    def _stands_for_many(self, name: str) -> bool:
        return words.is_group(name) or self._annex(name) is not None

    def _count(self, name: str, what: str) -> None:
        if self._stands_for_many(name):
            return
        key = self._add(name)
        if key in self.units:
            one = self.units[key]
            setattr(one, what, getattr(one, what) + 1)

    def _add(self, name: str) -> str:
        """The key of the unit of a printed name; a new unit when the name is new. "" for no name at all."""
        part = taken_apart(name)
        if len(part.base) < 2:
            return ""
        if already := self.has.unit(name) or self.has.unit(part.base):
            return already
        form = self.naming.bare(part.base)
        key = self.by_form.get(form) or key_of(form)
        if key not in self.units:
            self.units[key] = self._new(key, form, part)
        one = self.units[key]
        if part.short and part.short != one.short:
            one.short = part.short
        for other in (form, self.naming.bare(part.short) if part.short else form):
            self.by_form.setdefault(other, key)
        one.plates += [plate for plate in part.plates if plate not in one.plates]
        return key

    def _new(self, key: str, form: str, part: words.Printed) -> UnitIdea:
        kind = words.kind_of(part.base)
        short = part.short or words.short_name(part.base, kind, self.home)
        name = part.base if part.short else words.full_name(short, kind, self.home)
        if self.home.county and self.home.county in part.base:
            name = part.base
        return UnitIdea(key, form, name, short, kind, order=len(self.units))

    # lists: a leading group with posts, or units that a word of the document stands for

    def _annex(self, word: str) -> Listed | None:
        """The list that a word points to: 市环境保护委员会成员单位（见附件）."""
        stem = self._stem(word)
        return next((one for one in self.names.lists if stem and self._stem(one.name) == stem), None)

    def _stem(self, word: str) -> str:
        text = words.ASIDE.sub("", fold_name(word))
        return self.naming.bare(re.sub(r"(?:的)?(?:成员)?(?:单位)?(?:名单)?$", "", text))

    def _leading(self, one: Listed) -> LeadingIdea:
        idea = LeadingIdea(key_of(one.name), one.name)
        for place, (role, name, post) in enumerate(one.members, 1):
            idea.seats += self._seats(role, name, post, place)
        found = re.search(r"办公室设在([^,，。;；、]{2,20})", self.names.text) if _has_posts(one) else None
        idea.office = self._listed(found[1]) if found else ""
        return idea

    def _listed(self, name: str) -> str:
        key = self._add(name)
        if key in self.units:
            self.units[key].listed += 1
        return key

    def _seats(self, role: str, name: str, post: str, place: int) -> list[SeatIdea]:
        if not name and re.search(r"设在|。$", post):
            return []  # a sentence behind the list
        unit = words.unit_of_post(post)
        if not unit and not name and role == "member" and self._add(post):
            unit = post  # a list of units
        if role in ("head", "deputy"):
            return [SeatIdea(role, name, post, leader=self._leader_of_seat(name, post, place))]
        shared = [words.unit_of_post(piece) for piece in re.split(r"[、,]", fold_name(post))]
        if len(shared) > 1 and all(shared) and not name:  # 区发改委、区住建局主要负责同志
            pieces = re.split(r"[、,]", fold_name(post))
            return [
                SeatIdea(role, "", piece, unit=self._listed(one))
                for piece, one in zip(pieces, shared, strict=True)
            ]
        return [SeatIdea(role, name, post, unit=self._listed(unit) if unit else "")]

    # groups

    def _groups(self) -> None:
        printed = [name for one in self.names.tasks for name in (*one.leads, *one.co)]
        for word in printed:
            listed = self._annex(word)
            if self.has.group(word) or not (listed or words.is_group(word)):
                continue
            form = f"={self._stem(word)}" if listed else self.naming.group_form(word)
            one = self.groups.get(form)
            if one is None:
                name = words.whole_word(word)
                one = self.groups[form] = GroupIdea(key_of(form), name)
                self._fill(one, listed)
            one.count += 1
            one.open_ended = one.open_ended or is_open_ended(word)
            plain = fold_name(word)
            # only what the county's own form of group words does not bring together is worth an alias
            if self.naming.group_form(plain) != self.naming.group_form(one.name) and plain not in one.aliases:
                one.aliases.append(plain)

    def _fill(self, group: GroupIdea, listed: Listed | None) -> None:
        if listed:
            group.members = list(
                dict.fromkeys(filter(None, (self._add(post) for _, _, post in listed.members)))
            )
            group.why = f"附件所列{len(group.members)}个"
            if fold_name(listed.name) != group.name:
                group.aliases.append(fold_name(listed.name))
            return
        group.members = self._of_kind(group.name, known=True)
        group.fill = bool(group.members)
        group.why = "" if group.members else "文件没有写明，请指定"

    def _of_kind(self, word: str, *, known: bool) -> list[str]:
        """The new units that a word means by its kinds, and with `known` those that the county has."""
        rows = [(one.key, one.kind, one.short) for one in self.units.values()]
        if known:
            rows += [(key, kind, name) for key, (kind, name) in self.has.kinds.items()]
        return [key for key, kind, name in rows if belongs(word, kind, name)]

    def _standard_groups(self) -> None:
        """The words that every county has for its towns and departments, when the document does not use them itself."""
        towns = [one.short for one in self.units.values() if one.kind == "township"]
        for word in (words.towns_word(towns), f"{self.home.level}直各单位"):
            members = self._of_kind(word, known=True) if word else []
            same = any(set(one.members) == set(members) for one in self.groups.values())
            if len(members) > 1 and not same and not self.has.group(word):
                one = GroupIdea(
                    key_of(word), word, members=members, fill=True, why="文件没有用到，可以一并建立"
                )
                self.groups.setdefault(self.naming.group_form(word), one)

    def _groups_to_fill_up(self) -> None:
        """Groups of the county that would take in new units by their kinds."""
        for key, name in self.has.groups.items():
            if members := self._of_kind(name, known=False):
                why = "已有这个单位组，补入新单位"
                self.groups[key] = GroupIdea(key, name, members=members, fill=True, why=why, there=True)

    # leaders

    def _leader_of_seat(self, name: str, post: str, place: int) -> str:
        if already := (self.has.leader(name) if len(name) > 1 else "") or self.has.leader(post):
            return already
        form = fold_name(name) if len(name) > 1 else f"{post}{place}"
        title = post.split("、")[-1] if words.RULER.search(post) else post
        same = sum(1 for one in self.names.lists for _, _, other in one.members if other == post)
        if same > 1:
            title = f"{title}（{name if len(name) > 1 else f'第{place}位'}）"
        self.leaders[form] = LeaderIdea(key_of(f"@{form}"), name, title)
        return self.leaders[form].key

    def _leaders(self) -> None:
        led: dict[str, dict[str, int]] = {}  # unit -> leader -> tasks
        for task in self.names.tasks:
            for name in dict.fromkeys(task.leaders):
                key = self._leader(name)
                for unit in dict.fromkeys(
                    self._add(one) for one in task.leads if not self._stands_for_many(one)
                ):
                    if unit and key:
                        counts = led.setdefault(unit, {})
                        counts[key] = counts.get(key, 0) + 1
        for unit, counts in led.items():
            most = max(counts.values())
            for one in self.leaders.values():
                if counts.get(one.key) == most:
                    one.charge.append(unit)

    def _leader(self, name: str) -> str:
        if self.has.leader(name):
            return ""
        form = fold_name(name)
        if form not in self.leaders:
            person = words.is_person(form)
            title = f"市领导（{form}）".replace("市", self.home.level, 1) if person else form
            self.leaders[form] = LeaderIdea(key_of(f"@{form}"), form if person else "", title)
        self.leaders[form].count += 1
        return self.leaders[form].key

    # what is one unit by the document's words, and what only looks so

    def _hints(self) -> None:
        rows = sorted(self.units.values(), key=lambda one: (-(one.lead + one.co), -one.listed, one.order))
        for one in rows:
            for plate in one.plates:
                other = self.units.get(self.by_form.get(self.naming.bare(plate), ""))
                if other is not None and other is not one and not other.merge:
                    other.merge, other.why = one.key, f"文件写作“{one.short}（{plate}）”"
        for place, one in enumerate(rows):
            if one.merge:
                continue
            near = next(
                (other for other in rows[:place] if not other.merge and alike(one.form, other.form)), None
            )
            if near is not None:
                one.near = near.key

    def _office(self) -> str:
        found = [
            one for one in self.units.values() if any("督查" in name for name in (one.name, *one.plates))
        ]
        return next((one.key for one in found if not one.merge), "")


def _has_posts(one: Listed) -> bool:
    return any(role != "member" or name for role, name, _ in one.members)


def alike(form: str, other: str) -> bool:
    """Whether two forms of names may well be one unit's: one shortens the other, or they differ in little.

    >>> [alike(*pair) for pair in (("应急局", "应急管理局"), ("城乡规划中心", "城乡规划局"), ("清泽供电公司", "供电清泽分公司"))]
    [True, True, True]
    >>> [alike(*pair) for pair in (("教育局", "体育局"), ("投资促进中心", "药业发展促进中心"), ("城关街道", "清河街道"))]
    [False, False, False]
    """
    if min(len(form), len(other)) < 3 or form == other:
        return False
    small, large = sorted((form, other), key=len)
    if (
        small[0] == large[0]
        and small[-1] == large[-1]
        and len(small) < len(large)
        and _shortens(small, large)
    ):
        return True
    if len(small) >= 5 and small[:4] == large[:4]:
        return True
    return len(small) >= 5 and fuzz.ratio("".join(sorted(small)), "".join(sorted(large))) >= ALIKE


def _shortens(small: str, large: str) -> bool:
    rest = iter(large)
    return all(sign in rest for sign in small)


def belongs(word: str, kind: str, name: str) -> bool:
    """Whether a unit is one of those that a group word stands for, as far as kinds tell.

    >>> [belongs("各乡镇", "township", name) for name in ("泽口镇", "芦荡乡", "城关街道")]
    [True, True, False]
    >>> belongs("市直各单位", "gov", "市财政局"), belongs("市直各单位", "vertical", "市税务局")
    (True, False)
    """
    if re.search(r"金融|银行", word):
        return bool(re.search(r"银行|支行|银保监|监管组|信用社|农商行|保险", name))
    if re.search(r"国有企业|国企|属企业", word):
        return kind == "soe"
    if re.search(r"^驻", word):
        return kind == "vertical"
    if re.search(r"[乡镇]|街道", word):
        ends = tuple(end for end in ("乡", "镇", "街道") if end in word)
        zone = kind == "zone" and bool(re.search(r"园区|开发区", word))
        return zone or (
            kind == "township" and bool(re.search(f"(?:{'|'.join(ends)})(?:人民政府|办事处)?$", name))
        )
    if re.search(r"园区|开发区", word):
        return kind == "zone"
    if re.search(r"直|部门|单位", word):
        return kind in words.DIRECT
    return False


def names_of_rows(
    rows: Sequence[tuple[Sequence[str], Sequence[str], Sequence[str]]],
    groups: Sequence[Mapping[str, Any]],
    *,
    issuer: str,
    title: str,
    text: str,
) -> Names:
    """The names of a plan as it is kept: (leads, co-units, leaders) of each item, and its lists."""
    return Names(
        issuer,
        title,
        text,
        tuple(Owed(tuple(leads), tuple(co), tuple(leaders)) for leads, co, leaders in rows),
        tuple(
            Listed(one["name"], tuple((m["role"], m["name"], m["post"]) for m in one["members"]))
            for one in groups
        ),
    )
