"""A module on one page: everything that it adds to the system."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings

from gongzhi.kernel.modules.phone import Phone


@dataclass(frozen=True)
class PermissionBundle:
    """A permission set that a module ships, such as 督查专员; sets of one name from several modules are joined."""

    name: str
    label: str
    permissions: tuple[str, ...]
    exclusive: str = ""  # one of the three administrators: system, security, audit


@dataclass(frozen=True)
class MenuItem:
    """One entry of the left menu; shown to those who hold `permission`."""

    label: str
    url: str  # url name
    permission: str = "signed-in"  # for every officer
    group: str = ""
    icon: str = "list"
    order: int = 100
    badge: Callable[[Any], int] | None = None  # officer -> a number to show, 0 for none; one query at most
    home: int = 0  # the entry with the highest is where the officer's day begins


@dataclass(frozen=True)
class Module:
    """What a module adds. `urls` and `api` are dotted paths, imported once everything is loaded."""

    name: str
    label: str
    permissions: Mapping[str, str] = field(default_factory=dict)  # name -> label
    sets: Sequence[PermissionBundle] = ()
    flows: Sequence[Any] = ()
    rounds: Sequence[Any] = ()  # kinds of patrols and visits: `RoundKind`
    sheets: Sequence[Any] = ()  # spreadsheets that it takes in: `SheetKind`
    parameters: Sequence[Any] = ()
    duties: Sequence[Any] = ()
    listeners: Sequence[Callable[[Any], None]] = ()
    measures: Sequence[Any] = ()
    papers: Sequence[Any] = ()  # kinds of documents that it writes: `PaperKind`, or the name of a shipped one
    menu: Sequence[MenuItem] = ()
    urls: str = ""
    roots: Mapping[str, str] = field(
        default_factory=dict
    )  # address below the site's root -> urls, as `open311/v2`
    api: str = ""
    phone: Phone | None = None  # what it gives to those who work outdoors
    bench: str = ""  # what `./gongzhi bench` measures of it; see `Bench`
    order: int = 100


class Bench(Protocol):
    """What a module gives to be measured by. Sorts of officers are clerk, handler, townsman and leader.

    `permissions` by sort; `sizes` are the numbers of matters to measure at; `pages` are (label, address, sort), or
    (label, address, sort, n) for the page that n clicks on 下一页 lead to; `creation` is the address below the API
    and the body of the n-th matter, '' when the API opens none; `fill` writes the module's rows for generated matters.
    It may also give `owns`: the names of references in its rows to rows of others that a creation writes with them,
    and `open_share`: which part of the matters is still open (a tenth).
    """

    flow: Any
    permissions: Mapping[str, Sequence[str]]
    sizes: Sequence[int]
    pages: Sequence[tuple[str, str, str] | tuple[str, str, str, int]]

    def creation(self, n: int) -> tuple[str, dict[str, Any]]: ...

    def fill(self, first: int, last: int, at: datetime) -> None: ...


@cache
def registry() -> tuple[Module, ...]:
    """The installed modules in menu order. The kernel finds them by settings and names none."""
    found = [import_module(f"{app}.module").MODULE for app in settings.INSTALLED_MODULES]
    return tuple(sorted(found, key=lambda module: (module.order, module.name)))


def papers() -> list[tuple[Module, list[str]]]:
    """The names of the kinds of papers that each module writes."""
    named = (
        (module, [one if isinstance(one, str) else one.name for one in module.papers])
        for module in registry()
    )
    return [(module, names) for module, names in named if names]


class AddressTaken(ValueError):
    """Two modules, or a module and the system, claim one address."""


OWN = ("api", "inbox", "files", "demo", "healthz", "metrics", "static", "media")  # the system's first words


def roots(modules: Sequence[Module]) -> dict[str, str]:
    """The addresses that modules claim beside the one of their name: address -> urls. Raises: AddressTaken.

    >>> roots([Module("a", "A", roots={"open311/v2": "a.urls"})])
    {'open311/v2': 'a.urls'}
    >>> roots([Module("a", "A", roots={"b/c": "a.urls"}), Module("b", "B")])
    Traceback (most recent call last):
    gongzhi.kernel.modules.declare.AddressTaken: a claims b/c, which is b's
    """
    taken = dict.fromkeys(OWN, "the system") | {one.name: one.name for one in modules}
    found: dict[str, str] = {}
    for module in modules:
        for address, urls in module.roots.items():
            clean = address.strip("/")
            for other, whose in taken.items():
                if f"{clean}/".startswith(f"{other}/") or f"{other}/".startswith(f"{clean}/"):
                    raise AddressTaken(f"{module.name} claims {clean}, which is {whose}'s")
            taken[clean], found[clean] = module.name, urls
    return found


def permission_names() -> dict[str, str]:
    """Every declared permission with its label."""
    return {name: label for module in registry() for name, label in module.permissions.items()}


def bundles() -> list[PermissionBundle]:
    """The shipped permission sets, joined by name."""
    joined: dict[str, PermissionBundle] = {}
    for module in registry():
        for one in module.sets:
            before = joined.get(one.name)
            permissions = tuple(dict.fromkeys((*(before.permissions if before else ()), *one.permissions)))
            joined[one.name] = PermissionBundle(
                one.name,
                before.label if before else one.label,
                permissions,
                one.exclusive or (before.exclusive if before else ""),
            )
    return list(joined.values())
