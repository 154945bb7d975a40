"""What a printed name was said to mean, remembered for the documents to come; and forgotten when the step is undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongzhi.kernel.org.actions import drop_alias, learn_alias, set_group
from gongzhi.kernel.org.models import NameKind, Officer, Post, Unit, UnitGroup, UnitName
from gongzhi.kernel.org.rules import fold_name
from gongzhi.kernel.org.seats import change_post

LASTING = ("unit", "group", "post")  # a name of an officer is no alias: people are called by their own


def learn(*, name: str, link: Mapping[str, int], by: Officer, at: datetime) -> dict[str, Any]:
    """Know a unit, group or post by another name from now on. Returns what was new, for `forget`; {} when nothing was.

    Raises: NameTaken.
    """
    if "unit" in link:
        known = UnitName.objects.filter(unit=link["unit"], folded=fold_name(name), kind=NameKind.ALIAS)
        if known.exists():
            return {}
        row = learn_alias(unit=Unit.objects.get(pk=link["unit"]), name=name, by=by, at=at)
        return {"name": name, "alias": row.pk}
    if "group" in link:
        group = UnitGroup.objects.select_for_update().get(pk=link["group"])
        if name in (group.name, *group.aliases):
            return {}
        set_group(group=group, aliases=[*group.aliases, name], by=by, at=at)
        return {"name": name, "group": group.pk}
    if "post" in link:
        post = Post.objects.select_for_update().get(pk=link["post"])
        if name in (post.title, *post.aliases):
            return {}
        change_post(post=post, title=post.title, aliases=[*post.aliases, name], by=by, at=at)
        return {"name": name, "post": post.pk}
    return {}


def forget(learned: Mapping[str, Any], *, by: Officer, at: datetime) -> str:
    """Take back what `learn` returned, as far as it is still there; the name that was forgotten, or ""."""
    name = str(learned.get("name", ""))
    if "alias" in learned:
        row = UnitName.objects.select_related("unit").filter(pk=learned["alias"], name=name).first()
        if row is None:
            return ""
        drop_alias(name=row, by=by, at=at)
        return name
    if "group" in learned:
        group = UnitGroup.objects.select_for_update().filter(pk=learned["group"]).first()
        if group is None or name not in group.aliases:
            return ""
        set_group(group=group, aliases=[one for one in group.aliases if one != name], by=by, at=at)
        return name
    if "post" in learned:
        post = Post.objects.select_for_update().filter(pk=learned["post"]).first()
        if post is None or name not in post.aliases:
            return ""
        change_post(
            post=post,
            title=post.title,
            aliases=[one for one in post.aliases if one != name],
            by=by,
            at=at,
        )
        return name
    return ""
