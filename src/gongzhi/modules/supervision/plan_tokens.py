"""Who a task names, as choices of a picker: "t:县环委办" a printed name that stays, "u:7" a unit, "g:2" a group,
"p:3" a post, "o:9" an officer that is put in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from gongzhi.kernel.org.models import Officer, Post, Unit, UnitGroup, UnitName
from gongzhi.modules.supervision.models import Item
from gongzhi.modules.supervision.plan_issue import County

MODELS: dict[str, tuple[str, type]] = {
    "u": ("unit", Unit),
    "g": ("group", UnitGroup),
    "p": ("post", Post),
    "o": ("officer", Officer),
}
MOST = 30


def printed_choices(item: Item, names: Iterable[str], county: County) -> list[tuple[str, str]]:
    """The names as they stand in the document, each with what it means where that is another word."""
    found = []
    for name in names:
        link = item.resolved.get(name)
        label = county.label(link) if link else "未识别"
        found.append((f"t:{name}", name if label == name else f"{name}（{label}）"))
    return found


def read_tokens(tokens: Iterable[str]) -> tuple[list[str], dict[str, dict[str, int]], list[str]]:
    """(printed names in order, links of those put in, tokens that name nothing). One query per kind."""
    tokens = list(dict.fromkeys(tokens))
    rows: dict[str, dict[int, Any]] = {}
    for letter, (_, model) in MODELS.items():
        keys = [int(token[2:]) for token in tokens if token[:2] == f"{letter}:" and token[2:].isdigit()]
        rows[letter] = model.objects.in_bulk(keys) if keys else {}  # type: ignore[attr-defined]
    names: list[str] = []
    links: dict[str, dict[str, int]] = {}
    unknown: list[str] = []
    for token in tokens:
        letter, _, rest = token.partition(":")
        if letter == "t" and rest.strip():
            names.append(rest.strip())
        elif letter in rows and rest.isdigit() and int(rest) in rows[letter]:
            name = label_of(rows[letter][int(rest)])
            names.append(name)
            links[name] = {MODELS[letter][0]: int(rest)}
        else:
            unknown.append(token)
    return list(dict.fromkeys(names)), links, unknown


def label_of(row: Any) -> str:
    return row.label if isinstance(row, Unit) else row.title if isinstance(row, Post) else row.name


def unit_choices(words: str, on: date) -> list[dict[str, str]]:
    """Groups and units that the words find, for a picker. Three queries at most."""
    groups = UnitGroup.objects.filter(name__icontains=words)[:5]
    units = Unit.objects.filter(Unit.listed_on(on)).order_by("code")
    if words:
        also = UnitName.objects.filter(name__icontains=words).values("unit")
        units = units.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=also))
    found = [{"value": f"g:{one.pk}", "text": one.name, "note": "单位组"} for one in groups]
    return found + [{"value": f"u:{one.pk}", "text": one.label, "note": one.name} for one in units[:MOST]]


def leader_choices(words: str) -> list[dict[str, str]]:
    """Posts and officers that the words find. Two queries."""
    posts = Post.objects.filter(title__icontains=words)[:MOST]
    found = [{"value": f"p:{one.pk}", "text": one.title, "note": "职务"} for one in posts]
    if words:
        rows = Officer.objects.filter(is_active=True, name__icontains=words).select_related("unit")[:10]
        found += [{"value": f"o:{one.pk}", "text": one.name, "note": one.unit.label} for one in rows]
    return found
