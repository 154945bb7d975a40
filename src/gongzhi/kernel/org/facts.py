"""What changes in the county's shape and in who may do what, as past-tense facts.

The log lies in a later package than this one, so facts are announced to observers, which run in the
caller's transaction; `events` subscribes with `on_change` and knows every kind from `facts()`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

if TYPE_CHECKING:
    from gongzhi.kernel.org.models import Officer


class Fact(Protocol):
    """A frozen dataclass declared with `@fact`; its texts hold no personal data outside `personal`."""

    kind: ClassVar[str]
    personal: ClassVar[tuple[str, ...]]
    called: ClassVar[str]

    def sentence(self) -> str: ...


class Observer(Protocol):
    def __call__(self, fact: Fact, *, by: Officer | None, at: datetime) -> None: ...


class BulkObserver(Protocol):
    def __call__(self, changes: Sequence[Fact], *, by: Officer | None, at: datetime) -> None: ...


T = TypeVar("T", bound=type)
_facts: dict[str, type[Any]] = {}
_observers: dict[str, Observer] = {}
_bulk: dict[str, BulkObserver] = {}


def fact(kind: str, label: str = "", *, personal: tuple[str, ...] = ()) -> Callable[[T], T]:
    """Declare a frozen dataclass as a kind of change that people call `label`. Raises ValueError when the kind is taken."""

    def declare(cls: T) -> T:
        if kind in _facts and _facts[kind].__qualname__ != cls.__qualname__:
            raise ValueError(f"fact {kind} is declared twice")
        cls.kind = kind  # type: ignore[attr-defined]
        cls.personal = personal  # type: ignore[attr-defined]
        cls.called = label or kind  # type: ignore[attr-defined]
        _facts[kind] = cls
        return cls

    return declare


def facts() -> dict[str, type[Any]]:
    """Every kind declared so far, with its class."""
    return dict(_facts)


def on_change(observer: Observer, *, name: str = "", many: BulkObserver | None = None) -> Observer:
    """Have `observer(fact, by=, at=)` called for every change, in its transaction; once per name.

    `many` is called instead for changes that are told together.
    """
    name = name or f"{observer.__module__}.{observer.__qualname__}"
    _observers[name] = observer
    if many is not None:
        _bulk[name] = many
    return observer


def announce(change: Fact, *, by: Officer | None, at: datetime) -> None:
    for observer in tuple(_observers.values()):
        observer(change, by=by, at=at)


def announce_all(changes: Sequence[Fact], *, by: Officer | None, at: datetime) -> None:
    """Tell of several changes at once, at the cost of one where the observer can."""
    for name, observer in tuple(_observers.items()):
        if name in _bulk:
            _bulk[name](changes, by=by, at=at)
            continue
        for change in changes:
            observer(change, by=by, at=at)


@fact("org.unit_created", "新建单位")
@dataclass(frozen=True)
class UnitCreated:
    unit: int
    name: str
    parent: int | None = None

    def sentence(self) -> str:
        return f"设立单位{self.name}"


@fact("org.unit_renamed", "单位更名")
@dataclass(frozen=True)
class UnitRenamed:
    unit: int
    was: str
    name: str
    on: str  # ISO day

    def sentence(self) -> str:
        return f"{self.was}自{self.on}起更名为{self.name}"


@fact("org.unit_moved", "调整单位上级")
@dataclass(frozen=True)
class UnitMoved:
    """Copies of unit paths that later packages keep follow from `was` to `path`."""

    unit: int
    name: str
    was: str
    path: str

    def sentence(self) -> str:
        return f"{self.name}调整了上级单位"


@fact("org.unit_abolished", "撤销单位")
@dataclass(frozen=True)
class UnitAbolished:
    unit: int
    name: str
    on: str
    successor: int | None = None
    successor_name: str = ""

    def sentence(self) -> str:
        if self.successor_name:
            return f"{self.name}自{self.on}起并入{self.successor_name}"
        return f"{self.name}自{self.on}起撤销"


@fact("org.name_learned", "增加单位名称")
@dataclass(frozen=True)
class NameLearned:
    unit: int
    unit_name: str
    name: str
    sort: str  # alias, former, plate, sub

    def sentence(self) -> str:
        return f"“{self.name}”记为{self.unit_name}的名称"


@fact("org.name_dropped", "删除单位名称")
@dataclass(frozen=True)
class NameDropped:
    unit: int
    unit_name: str
    name: str

    def sentence(self) -> str:
        return f"“{self.name}”不再作为{self.unit_name}的名称"


@fact("org.group_changed", "单位组变更")
@dataclass(frozen=True)
class GroupChanged:
    group: int
    name: str
    members: tuple[int, ...]

    def sentence(self) -> str:
        return f"单位组{self.name}现有{len(self.members)}个单位"


@fact("org.post_changed", "职务变更", personal=("title",))  # a post may be called after its holder
@dataclass(frozen=True)
class PostChanged:
    post: int
    title: str
    charge: tuple[int, ...] = ()

    def sentence(self) -> str:
        return (
            f"设置职务{self.title}，分管{len(self.charge)}个单位" if self.charge else f"设置职务{self.title}"
        )


@fact("org.appointed", "任职", personal=("name", "title"))
@dataclass(frozen=True)
class Appointed:
    post: int
    title: str
    officer: int
    name: str
    on: str

    def sentence(self) -> str:
        return f"{self.name}自{self.on}起任{self.title}"


@fact("org.left_post", "离任", personal=("name", "title"))
@dataclass(frozen=True)
class LeftPost:
    post: int
    title: str
    officer: int
    name: str
    on: str

    def sentence(self) -> str:
        return f"{self.name}自{self.on}起不再任{self.title}"


@fact("org.leading_group_changed", "领导小组变更")
@dataclass(frozen=True)
class LeadingGroupChanged:
    group: int
    name: str
    seats: int
    dissolved_on: str = ""

    def sentence(self) -> str:
        if self.dissolved_on:
            return f"{self.name}自{self.dissolved_on}起撤销"
        return f"{self.name}现有{self.seats}名成员"


@fact("org.place_changed", "地方变更")
@dataclass(frozen=True)
class PlaceChanged:
    code: str
    name: str

    def sentence(self) -> str:
        return f"登记地方{self.name}（{self.code}）"


@fact("org.place_split", "地方拆分")
@dataclass(frozen=True)
class PlaceSplit:
    """A place ended on a day; the parts go on."""

    code: str
    name: str
    on: str  # ISO day
    parts: tuple[str, ...]  # names
    codes: tuple[str, ...]
    reason: str = ""

    def sentence(self) -> str:
        basis = f"，依据：{self.reason}" if self.reason else ""
        return f"{self.name}自{self.on}起拆分为{'、'.join(self.parts)}{basis}"
