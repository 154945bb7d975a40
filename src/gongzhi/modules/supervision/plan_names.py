"""The printed names of a plan's tasks brought to the county's own units, groups, posts and officers; never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongzhi.kernel.clock import calendar
from gongzhi.kernel.org.queries import (
    GroupMatch,
    Match,
    OfficerMatch,
    PostMatch,
    resolve_groups,
    resolve_officers,
    resolve_posts,
    resolve_units,
)
from gongzhi.modules.supervision.models import Item
from gongzhi.modules.supervision.plan_items import READ

CHOSEN = "chosen"
BLOCKING = frozenset({"no_lead", "lead_unknown"})
NOTES = frozenset({"open_ended", "deadline_off"})  # worth reading, no reason to stop
VIA = {
    "former": "曾用名",
    "merged": "职责并入",
    "sub": "下属机构",
    "plate": "加挂牌子",
    "alias": "别名",
    CHOSEN: "已指定",
}


@dataclass(frozen=True)
class Names:
    """What every printed name of a plan means on the document's day. Made in a constant number of queries."""

    units: dict[str, Match]
    groups: dict[str, GroupMatch]
    posts: dict[str, PostMatch]
    officers: dict[str, OfficerMatch]

    @classmethod
    def of(cls, items: Iterable[Item], on: date) -> Names:
        items = list(items)
        units = {name for item in items for name in (*item.lead_units, *item.co_units)}
        leaders = {name for item in items for name in item.lead_leaders}
        return cls(
            resolve_units(units, on) if units else {},
            resolve_groups(units) if units else {},
            resolve_posts(leaders) if leaders else {},
            resolve_officers(leaders, on) if leaders else {},
        )

    def unit(self, name: str) -> dict[str, Any] | None:
        """{"group": key} or {"unit": key, "via": how}, or None when nothing fits for certain."""
        group = self.groups[name]
        if group.group:
            return {"group": group.group.pk, **({"open": True} if group.open_ended else {})}
        match = self.units[name]
        return {"unit": match.unit.pk, "via": match.via} if match.unit else None

    def leader(self, name: str) -> dict[str, Any] | None:
        post = self.posts[name]
        if post.post and post.via == "title":
            return {"post": post.post.pk}
        officer = self.officers[name].officer
        return {"officer": officer.pk} if officer else None

    def near(self, name: str) -> list[dict[str, int]]:
        """What the name of a unit may mean."""
        groups = [{"group": one.pk} for one in self.groups[name].candidates]
        return groups + [{"unit": one.pk} for one in self.units[name].candidates]

    def near_leader(self, name: str) -> list[dict[str, int]]:
        officers = [{"officer": one.pk} for one in self.officers[name].candidates]
        return officers + [{"post": one.pk} for one in self.posts[name].candidates]


def name_items(items: Sequence[Item], on: date) -> None:
    """Set `resolved` and `doubts` of items, keeping what a reviewer chose. Does not save. Eleven queries at most."""
    names = Names.of(items, on)
    days = calendar()
    for item in items:
        item.resolved, found = links_of(item, names)
        kept = [one for one in item.doubts if one.get("from") == READ]
        item.doubts = [*kept, *found, *_own_doubts(item, days)]


def links_of(item: Item, names: Names) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The links of an item's printed names, and a doubt for each name without one."""
    chosen = {name: link for name, link in item.resolved.items() if link.get("via") == CHOSEN}
    links: dict[str, Any] = {}
    doubts: list[dict[str, Any]] = []
    asked = (
        ("lead_units", item.lead_units, names.unit, names.near),
        ("co_units", item.co_units, names.unit, names.near),
        ("lead_leaders", item.lead_leaders, names.leader, names.near_leader),
    )
    for field, printed, link_of, near in asked:
        for name in printed:
            link = chosen.get(name) or link_of(name)
            if link:
                links[name] = link
                if field == "lead_units" and name == printed[0] and "group" in link:
                    doubts.append(_many_leads(name))
            else:
                doubts.append(_unknown(field, name, near(name)))
    return links, doubts


def _unknown(field: str, name: str, near: list[dict[str, int]]) -> dict[str, Any]:
    if field == "lead_leaders":
        code, message = "leader_unknown", f"牵头领导“{name}”没有对应的职务或人员。"
    else:
        role = "牵头单位" if field == "lead_units" else "协同单位"
        code = "lead_unknown" if field == "lead_units" else "co_unknown"
        message = f"{role}“{name}”{'可能是几个单位' if len(near) > 1 else '没有对应的单位'}，请指定。"
    return {"code": code, "message": message, "field": field, "name": name, "candidates": near}


def _many_leads(name: str) -> dict[str, Any]:
    message = f"牵头的“{name}”是一组单位，第一个单位将列为总牵头；可改为一家牵头。"
    return {"code": "lead_group", "message": message, "field": "lead_units", "name": name}


def _own_doubts(item: Item, days: Any) -> list[dict[str, Any]]:
    found = []
    if not item.lead_units:
        found.append({"code": "no_lead", "message": "没有牵头单位，请指定。", "field": "lead_units"})
    if item.deadline_text and item.deadline is None and not item.is_continuous:
        message = f"“{item.deadline_text}”不是确定的日期，请填完成时限。"
        found.append({"code": "deadline_unclear", "message": message, "field": "deadline"})
    if item.deadline and not days.is_open(item.deadline):
        moved = days.open_from(item.deadline)
        message = f"完成时限{item.deadline}是休息日，办理期限顺延到{moved}。"
        found.append({"code": "deadline_off", "message": message, "field": "deadline"})
    return found


def real_doubts(item: Item) -> list[dict[str, Any]]:
    """The doubts that somebody should settle, without mere notes."""
    return [one for one in item.doubts if one["code"] not in NOTES]


def is_blocked(item: Item) -> bool:
    """Whether the item cannot be issued: no lead unit, or one of them unknown."""
    return any(one["code"] in BLOCKING for one in item.doubts)


def state_of(item: Item) -> str:
    """accepted, doubtful or plain: how the item is coloured on both sides of the review page."""
    if item.removed:
        return "removed"
    if is_blocked(item) or (real_doubts(item) and not item.accepted):
        return "doubtful"
    return "accepted" if item.accepted else "plain"
