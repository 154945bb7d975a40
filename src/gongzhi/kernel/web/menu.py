"""The left menu: what the installed modules add, as far as this officer may open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from gongzhi.kernel.access import decide
from gongzhi.kernel.modules import MenuItem, registry
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.guard import SIGNED_IN
from gongzhi.kernel.web.markup import fill
from gongzhi.kernel.web.templatetags.ui import icon

BADGE_SECONDS = 20
COUNT = '<b class="count">{}<span class="visually-hidden">件待办</span></b>'


@dataclass
class Shown:
    """An item as it is drawn."""

    label: str
    href: str
    icon: str
    badge: int
    current: bool


@dataclass
class Group:
    label: str
    items: list[Shown] = field(default_factory=list)


def _owed(officer: Any) -> int:
    from gongzhi.kernel.web.matters import owed_count

    return owed_count(officer)


# the kernel's own entries, for everybody
OWN = (MenuItem("我的待办", "worklist", SIGNED_IN, group="我的", icon="checklist", badge=_owed, home=10),)


def entries() -> list[tuple[str, MenuItem]]:
    """(group label, item) of every module; an item without a group stands under its module's label."""
    return [(item.group, item) for item in OWN] + [
        (item.group or module.label, item)
        for module in registry()
        for item in sorted(module.menu, key=lambda item: item.order)
    ]


def menu(request: HttpRequest, items: Iterable[tuple[str, MenuItem]] | None = None) -> list[Group]:
    """The groups this officer sees. Costs what `decide` costs once per permission, plus the badges."""
    groups: dict[str, Group] = {}
    may: dict[str, bool] = {SIGNED_IN: True}
    for label, item in entries() if items is None else items:
        if item.permission not in may:
            may[item.permission] = decide(request.user, item.permission).allowed
        shown = _shown(request, item) if may[item.permission] else None
        if shown is not None:
            groups.setdefault(label, Group(label)).items.append(shown)
    found = [item for group in groups.values() for item in group.items if request.path.startswith(item.href)]
    if found:
        max(found, key=lambda item: len(item.href)).current = True
    return list(groups.values())


def drawn(groups: Iterable[Group]) -> SafeString:
    """The groups as HTML; by hand, for every page has them and a template takes three milliseconds for thirty items."""
    return SafeString("".join(_group(one) for one in groups))


def _group(group: Group) -> str:
    head = fill("<h2>{}</h2>", group.label) if group.label else ""
    return f'<div class="side-group">{head}<ul>{"".join(_item(one) for one in group.items)}</ul></div>'


def _item(item: Shown) -> SafeString:
    here = SafeString(' aria-current="page"') if item.current else ""
    count = fill(COUNT, item.badge) if item.badge else ""
    return fill(
        '<li><a href="{}"{}>{}<span>{}</span>{}</a></li>', item.href, here, icon(item.icon), item.label, count
    )


def _shown(request: HttpRequest, item: MenuItem, *, with_badge: bool = True) -> Shown | None:
    """Nothing where the page is not mounted; whether the officer may open it is the caller's question."""
    try:
        href = address(item.url)
    except NoReverseMatch:
        return None  # the page's module is installed but its addresses are not mounted
    badge = _badge(request.user, item) if item.badge and with_badge else 0
    return Shown(item.label, href, item.icon, badge, current=False)


def _badge(officer: Any, item: MenuItem) -> int:
    # remembered for a while, so that a page does not cost a count for every module
    return cache.get_or_set(f"web.badge.{officer.pk}.{item.url}", lambda: item.badge(officer), BADGE_SECONDS)


def forget_badges(officer: Any) -> None:
    """Count afresh on the officer's next page, after something they did."""
    cache.delete_many([f"web.badge.{officer.pk}.{item.url}" for _label, item in entries() if item.badge])


def best_home(request: HttpRequest) -> str:
    """The address of the entry with the highest `home` among those this officer sees."""
    for _label, item in sorted(entries(), key=lambda entry: -entry[1].home):
        if item.permission != SIGNED_IN and not decide(request.user, item.permission).allowed:
            continue
        shown = _shown(request, item, with_badge=False)
        if shown is not None:
            return shown.href
    return reverse("worklist")
