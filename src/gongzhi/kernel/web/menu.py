"""The left menu: what the installed modules add, as far as this officer may open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.modules import MenuItem, registry
from gongzhi.kernel.web.guard import SIGNED_IN


class Entry(Protocol):
    """What a module's `menu` holds; MenuItem below is one."""

    label: str
    url: str
    permission: str


@dataclass
class Shown:
    """An item as the template draws it."""

    label: str
    href: str
    icon: str
    badge: int
    current: bool


@dataclass
class Group:
    label: str
    items: list[Shown] = field(default_factory=list)


def _owed(request: HttpRequest) -> int:
    from gongzhi.kernel.web.matters import owed_count

    return owed_count(request)


# the kernel's own entries, for everybody
OWN = (MenuItem("我的待办", "worklist", SIGNED_IN, group="我的", icon="checklist", badge=_owed, home=10),)


def entries() -> list[tuple[str, Any]]:
    """(group label, item) of every module; an item without a group stands under its module's label."""
    own = [(item.group, item) for item in OWN]
    return own + [
        (getattr(item, "group", "") or module.label, item)
        for module in registry()
        for item in sorted(module.menu, key=lambda item: getattr(item, "order", 50))
    ]


def menu(request: HttpRequest, items: Iterable[tuple[str, Any]] | None = None) -> list[Group]:
    """The groups this officer sees. Costs what `decide` costs once per permission, plus the badges."""
    groups: dict[str, Group] = {}
    for label, item in entries() if items is None else items:
        shown = _shown(request, item)
        if shown is not None:
            groups.setdefault(label, Group(label)).items.append(shown)
    found = [item for group in groups.values() for item in group.items if request.path.startswith(item.href)]
    if found:
        max(found, key=lambda item: len(item.href)).current = True
    return list(groups.values())


def _shown(request: HttpRequest, item: Any, *, with_badge: bool = True) -> Shown | None:
    if item.permission != SIGNED_IN and not decide(request.user, item.permission).allowed:
        return None
    try:
        href = reverse(item.url)
    except NoReverseMatch:
        return None  # the page's module is installed but its addresses are not mounted
    badge = getattr(item, "badge", None)
    return Shown(
        item.label,
        href,
        getattr(item, "icon", "") or "list",
        badge(request) if badge and with_badge else 0,
        False,
    )


def best_home(request: HttpRequest) -> str:
    """The address of the entry with the highest `home` among those this officer sees."""
    ranked = sorted(entries(), key=lambda entry: -getattr(entry[1], "home", 0))
    for _label, item in ranked:
        shown = _shown(request, item, with_badge=False)
        if shown is not None:
            return shown.href
    return reverse("worklist")
