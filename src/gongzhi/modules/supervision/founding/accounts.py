"""Accounts for the units that tasks go to and for the leaders: opened together, with their permissions.

Only the three sets that work on tasks are granted, and only to accounts made in the same step; whoever
administers the system keeps all other accounts and grants (docs/decisions/0012-first-accounts.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from gongzhi.kernel.access.accounts import NewAccount, Opened, create_officers, free_usernames, reset_password
from gongzhi.kernel.access.actions import grant_many
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org.models import Officer, Post, Tenure, Unit
from gongzhi.kernel.org.rules import fold_name
from gongzhi.kernel.org.seats import appoint
from gongzhi.modules.supervision.plan_refused import EveryUnitHasOne, NameOfLeaderMissing

HANDLER, HEAD, LEADER = "unit_handler", "unit_head", "leader"
WORKING = (HANDLER, HEAD, LEADER)  # the sets that this step may grant
DUTIES = {HANDLER: "联络员", HEAD: "单位负责人"}
MOST = 200  # accounts in one step: each costs 25 ms for its password's hash


@dataclass(frozen=True)
class Vacant:
    """A leader's post that nobody holds, with the name that the document gave; "" when it gave none."""

    post: Post
    name: str


def units_without_handler(on: date) -> list[Unit]:
    """The units of a day, but the top ones, in which no account in use may sign for tasks. Three queries."""
    sets = [one.pk for one in PermissionSet.objects.all() if "supervision.sign_for" in one.permissions]
    held = Holding.objects.filter(Holding.in_force(on), set__in=sets, officer__is_active=True)
    handled = set(held.exclude(unit=None).values_list("unit_id", flat=True))
    rows = Unit.objects.filter(Unit.listed_on(on)).exclude(parent=None).order_by("code")
    return [unit for unit in rows if unit.pk not in handled]


def vacant_posts(on: date) -> list[Vacant]:
    """The posts that nobody holds on a day. Two queries."""
    held = Tenure.objects.filter(Tenure.open_on(on)).values("post")
    rows = Post.objects.exclude(pk__in=held).select_related("unit").order_by("rank", "code")
    return [Vacant(post, name_in(post)) for post in rows]


def name_in(post: Post) -> str:
    """The name that a post carries since its document: its alias that stands in its title, or alone.

    >>> name_in(Post(title="县领导（卫清）", aliases=["卫清"])), name_in(Post(title="县长", aliases=["政府主要负责人"]))
    ('卫清', '')
    """
    names = [alias for alias in post.aliases if re.fullmatch(r"[一-鿿·]{2,4}", alias)]
    return next((name for name in names if f"（{name}）" in post.title), names[0] if len(names) == 1 else "")


def unused_accounts() -> QuerySet[Officer]:
    """Accounts of units and leaders whose first password was not changed yet, by unit."""
    working = Holding.objects.filter(set__name__in=WORKING).values("officer")
    other = Holding.objects.exclude(set__name__in=WORKING).values("officer")
    rows = Officer.objects.filter(is_active=True, must_change_password=True, pk__in=working)
    return rows.exclude(pk__in=other).select_related("unit").order_by("unit__code", "username")


def stem_of(name: str) -> str:
    """A user name from the first letters of a name's syllables.

    >>> stem_of("市财政局"), stem_of("高新区管委会"), stem_of("12345中心"), stem_of("卫清")
    ('sczj', 'gxqgwh', '12345zx', 'wq')
    """
    letters = _pinyin(fold_name(name), first_letters=True)
    plain = re.sub(r"[^a-z0-9]", "", letters)[:30]
    return plain if len(plain) > 1 else f"u{plain}"


def _pinyin(text: str, *, first_letters: bool = False) -> str:
    from pypinyin import Style, lazy_pinyin  # a slow import that few processes need

    style = Style.FIRST_LETTER if first_letters else Style.NORMAL
    return "".join(lazy_pinyin(text, style=style)).lower()


@transaction.atomic
def open_accounts(
    *,
    units: Sequence[int],
    heads: bool = False,
    leaders: Mapping[int, str],
    by: Officer,
    at: datetime,
) -> list[Opened]:
    """Open a handler's account in each unit (and a head's), and one for each leader, who takes the post.

    Units and posts (by key) that have somebody already are passed over, so that twice is once.
    Raises: EveryUnitHasOne, NameOfLeaderMissing. Records: access.account_created, access.granted, org.appointed.
    """
    on = local_day(at)
    # the sets' rows are the lock under which two such steps go one after the other
    sets = {one.name: one for one in PermissionSet.objects.select_for_update().filter(name__in=WORKING)}
    chosen = [unit for unit in units_without_handler(on) if unit.pk in set(units)]
    posts = [one.post for one in vacant_posts(on) if one.post.pk in leaders]
    if not chosen and not posts:
        raise EveryUnitHasOne()
    for post in posts:
        if len("".join(leaders[post.pk].split())) < 2:
            raise NameOfLeaderMissing(field=f"leader-{post.pk}", title=post.title)
    wanted = [(HANDLER, _for_unit(unit, HANDLER)) for unit in chosen]
    wanted += [(HEAD, _for_unit(unit, HEAD)) for unit in chosen if heads]
    wanted += [(LEADER, _for_leader(post, leaders[post.pk])) for post in posts]
    names = free_usernames(account.username for _, account in wanted)
    accounts = [
        NewAccount(username, account.name, account.unit, account.duty)
        for username, (_, account) in zip(names, wanted, strict=True)
    ]
    opened = create_officers(accounts=accounts, by=by, at=at)
    for held in WORKING:
        officers = [one.officer for one, (name, _) in zip(opened, wanted, strict=True) if name == held]
        if officers:
            grant_many(
                officers=officers, set=sets[held], county_wide=held == LEADER, from_on=on, by=by, at=at
            )
    for post, one in zip(posts, opened[len(opened) - len(posts) :], strict=True):
        appoint(post=post, officer=one.officer, on=on, by=by, at=at)
    return opened


def _for_unit(unit: Unit, held: str) -> NewAccount:
    duty = DUTIES[held]
    ending = ".head" if held == HEAD else ""
    return NewAccount(f"{stem_of(unit.label)}{ending}", f"{unit.label[:34]}{duty}", unit, duty)


def _for_leader(post: Post, name: str) -> NewAccount:
    unit = post.unit or Unit.objects.filter(parent=None).order_by("code").first()
    assert unit is not None
    username = _pinyin("".join(name.split()))
    return NewAccount(re.sub(r"[^a-z0-9]", "", username)[:30] or "ld", name, unit, post.title[:60])


@transaction.atomic
def issue_again(*, officers: Sequence[int], by: Officer, at: datetime) -> list[Opened]:
    """New first passwords for accounts that nobody has used yet; the old ones end. Raises: EveryUnitHasOne."""
    rows = list(unused_accounts().filter(pk__in=officers))
    if not rows:
        raise EveryUnitHasOne()
    return [reset_password(officer=one, by=by, at=at) for one in rows[:MOST]]
