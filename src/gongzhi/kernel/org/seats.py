"""Changing who answers for what: posts and their holders, leading groups and their seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org import facts
from gongzhi.kernel.org.actions import CodeTaken, DatesCrossed, NameMissing
from gongzhi.kernel.org.models import (
    LeadingGroup,
    LeadingGroupMember,
    MemberRole,
    Officer,
    Post,
    Tenure,
    Unit,
)
from gongzhi.kernel.refusals import Kind, Refusal


class AlreadyInPost(Refusal):
    code = "org.already_in_post"
    kind = Kind.CONFLICT
    message = "{name}自{on}起已任{title}，不必重复任命。"


class TenureOverlaps(Refusal):
    code = "org.tenure_overlaps"
    kind = Kind.CONFLICT
    message = "{title}在{on}之后已有任职记录（{name}自{since}起），任职日期应晚于它。"


class PostVacant(Refusal):
    code = "org.post_vacant"
    kind = Kind.CONFLICT
    message = "{title}现在没有人任职，不必办理离任。"


class OfficerGone(Refusal):
    code = "org.officer_gone"
    kind = Kind.CONFLICT
    message = "{name}的账号已停用，请先启用或换一人。"


class SeatEmpty(Refusal):
    code = "org.seat_empty"
    message = "第{row}行没有写明职务、人员或单位，请至少填一项。"


@transaction.atomic
def create_post(
    *,
    code: str,
    title: str,
    unit: Unit | None = None,
    charge: Iterable[Unit] = (),
    aliases: Sequence[str] = (),
    rank: int = 0,
    by: Officer | None,
    at: datetime,
) -> Post:
    """Set up a post with the units it answers for.

    Raises: NameMissing, CodeTaken.
    """
    if not title.strip():
        raise NameMissing(field="title")
    if taken := Post.objects.filter(code=code.strip()).first():
        raise CodeTaken(field="code", code=code, holder=taken.title)
    post = Post.objects.create(code=code.strip(), title=title.strip(), unit=unit, rank=rank)
    return change_post(post=post, title=title, charge=charge, aliases=aliases, by=by, at=at)


@transaction.atomic
def change_post(
    *,
    post: Post,
    title: str,
    charge: Iterable[Unit] | None = None,
    aliases: Sequence[str] | None = None,
    rank: int | None = None,
    by: Officer | None,
    at: datetime,
) -> Post:
    """Change a post's title, other titles, order, or the units it answers for.

    Raises: NameMissing.
    """
    if not title.strip():
        raise NameMissing(field="title")
    post.title = title.strip()
    post.rank = post.rank if rank is None else rank
    if aliases is not None:
        post.aliases = [alias.strip() for alias in aliases if alias.strip()]
    post.save(update_fields=["title", "aliases", "rank"])
    if charge is not None:
        post.charge.set(charge)
    keys = tuple(post.charge.order_by("pk").values_list("pk", flat=True))
    facts.announce(facts.PostChanged(post.pk, post.title, keys), by=by, at=at)
    return post


@transaction.atomic
def appoint(*, post: Post, officer: Officer, on: date, by: Officer | None, at: datetime) -> Tenure:
    """Put an officer into a post from a day on; who held it until then leaves the same day.

    Raises: OfficerGone, AlreadyInPost, TenureOverlaps.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    if not officer.is_active:
        raise OfficerGone(field="officer", name=officer.name)
    current = post.tenures.select_related("officer").filter(to_on=None).first()
    if current and current.officer_id == officer.pk:
        raise AlreadyInPost(field="officer", name=officer.name, on=current.from_on, title=post.title)
    later = post.tenures.select_related("officer").filter(from_on__gt=on).order_by("-from_on").first()
    if later is None:
        later = post.tenures.select_related("officer").filter(to_on__gt=on).order_by("-from_on").first()
    if later:
        raise TenureOverlaps(
            field="on", title=post.title, on=on, name=later.officer.name, since=later.from_on
        )
    if current:
        _leave(current, on, by, at)
    tenure = Tenure.objects.create(post=post, officer=officer, from_on=on)
    fact = facts.Appointed(post.pk, post.title, officer.pk, officer.name, on.isoformat())
    facts.announce(fact, by=by, at=at)
    return tenure


def _leave(tenure: Tenure, on: date, by: Officer | None, at: datetime) -> None:
    tenure.to_on = on
    tenure.save(update_fields=["to_on"])
    officer = tenure.officer
    fact = facts.LeftPost(tenure.post_id, tenure.post.title, officer.pk, officer.name, on.isoformat())
    facts.announce(fact, by=by, at=at)


@transaction.atomic
def leave(*, post: Post, on: date, by: Officer | None, at: datetime) -> Tenure:
    """End the present tenure of a post on a day and leave the post vacant.

    Raises: PostVacant, DatesCrossed.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    tenure = post.tenures.select_related("officer", "post").filter(to_on=None).first()
    if tenure is None:
        raise PostVacant(field="post", title=post.title)
    if on < tenure.from_on:
        raise DatesCrossed(field="on", later="离任日期", earlier="任职日期")
    _leave(tenure, on, by, at)
    return tenure


@dataclass(frozen=True)
class Seat:
    """One seat to fill: a post, an officer, a unit, or only what the document printed."""

    role: str = MemberRole.MEMBER
    post: Post | None = None
    officer: Officer | None = None
    unit: Unit | None = None
    printed_name: str = ""
    printed_post: str = ""

    def __bool__(self) -> bool:
        return any((self.post, self.officer, self.unit, self.printed_name.strip(), self.printed_post.strip()))


@transaction.atomic
def create_leading_group(
    *,
    name: str,
    seats: Sequence[Seat] = (),
    office: Unit | None = None,
    from_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> LeadingGroup:
    """Set up a leading group with its seats in order.

    Raises: NameMissing, SeatEmpty.
    """
    if not name.strip():
        raise NameMissing(field="name")
    group = LeadingGroup.objects.create(name=name.strip(), office=office, from_on=from_on or local_day(at))
    return seat(group=group, seats=seats, by=by, at=at)


@transaction.atomic
def seat(*, group: LeadingGroup, seats: Sequence[Seat], by: Officer | None, at: datetime) -> LeadingGroup:
    """Give a leading group these seats instead of the ones it had.

    Raises: SeatEmpty.
    """
    for row, one in enumerate(seats, 1):
        if not one:
            raise SeatEmpty(field="seats", row=row)
    group.members.all().delete()
    LeadingGroupMember.objects.bulk_create(
        LeadingGroupMember(group=group, order=order, **vars(one)) for order, one in enumerate(seats, 1)
    )
    facts.announce(facts.LeadingGroupChanged(group.pk, group.name, len(seats)), by=by, at=at)
    return group


@transaction.atomic
def dissolve(*, group: LeadingGroup, on: date, by: Officer | None, at: datetime) -> LeadingGroup:
    """End a leading group on a day.

    Raises: DatesCrossed.
    """
    if group.from_on and on < group.from_on:
        raise DatesCrossed(field="on", later="撤销日期", earlier="成立日期")
    group.to_on = on
    group.save(update_fields=["to_on"])
    seats = group.members.count()
    facts.announce(facts.LeadingGroupChanged(group.pk, group.name, seats, on.isoformat()), by=by, at=at)
    return group
