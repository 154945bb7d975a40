"""Granting and ending holdings, and changing what a permission set holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel.access import facts, rules
from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.queries import forget, permission_labels
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.refusals import Kind, Refusal


class DutiesSeparated(Refusal):
    code = "access.duties_separated"
    kind = Kind.CONFLICT
    message = "{name}已是{held}，按三员分立不能再授予{wanted}。请换一人，或先撤销原授权。"


class GrantsToOneself(Refusal):
    code = "access.grants_to_oneself"
    kind = Kind.FORBIDDEN
    message = "不能给自己授权或撤权，请由另一位安全管理员办理。"


class AlreadyHeld(Refusal):
    code = "access.already_held"
    kind = Kind.CONFLICT
    message = "{name}在这段时间已有同样范围的“{label}”，不必重复授予。"


class HoldingDatesCrossed(Refusal):
    code = "access.dates_crossed"
    message = "停止日期应晚于起始日期{from_on}。"


class NotGrantable(Refusal):
    code = "access.not_grantable"
    kind = Kind.CONFLICT
    message = "{name}的账号已停用，不能授权。请先启用账号或换一人。"


class SetNameTaken(Refusal):
    code = "access.set_name_taken"
    kind = Kind.CONFLICT
    message = "权限集代码{name}已被使用，请换一个。"


class SetIsSeparated(Refusal):
    code = "access.set_is_separated"
    kind = Kind.FORBIDDEN
    message = "“{label}”属三员之一，它的权限由系统规定，不能在这里修改。"


class DutyIsWhole(Refusal):
    code = "access.duty_is_whole"
    kind = Kind.CONFLICT
    message = "{label}管的是全县，不能限定单位或地方。请不选范围。"


class PermissionSeparated(Refusal):
    code = "access.permission_separated"
    kind = Kind.FORBIDDEN
    message = "“{label}”是三员专有的权限，不能放进别的权限集。"


@transaction.atomic
def grant(
    *,
    officer: Officer,
    set: PermissionSet,
    unit: Unit | None = None,
    place: Place | None = None,
    from_on: date,
    to_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Holding:
    """Give an officer a permission set over a unit subtree and/or place subtree, from a day to before another.

    Raises: GrantsToOneself, NotGrantable, HoldingDatesCrossed, DutyIsWhole, DutiesSeparated, AlreadyHeld.
    Announces: access.granted.
    """
    if by is not None and by.pk == officer.pk:
        raise GrantsToOneself(field="officer")
    if to_on is not None and to_on <= from_on:
        raise HoldingDatesCrossed(field="to_on", from_on=from_on)
    if set.exclusive and (unit is not None or place is not None):
        raise DutyIsWhole(field="unit" if unit is not None else "place", label=set.label)
    # the officer's row is the lock under which two administrators grant one after the other
    locked = Officer.objects.select_for_update().get(pk=officer.pk)
    if not locked.is_active:
        raise NotGrantable(field="officer", name=officer.name)
    meeting = Holding.objects.filter(officer=locked).filter(_meets(from_on, to_on))
    _check_separated(locked, set, meeting.values_list("set__exclusive", flat=True))
    if meeting.filter(set=set, unit=unit, place=place).exists():
        raise AlreadyHeld(field="set", name=officer.name, label=set.label)
    holding = Holding.objects.create(
        officer=locked, set=set, unit=unit, place=place, from_on=from_on, to_on=to_on, granted_by=by
    )
    forget(officer)
    until = to_on.isoformat() if to_on else ""
    within = rules.extent(unit.label if unit else "", place.name if place else "")
    facts.announce(
        facts.Granted(officer.pk, officer.name, set.name, set.label, within, from_on.isoformat(), until),
        by=by,
        at=at,
    )
    return holding


@transaction.atomic
def grant_many(
    *,
    officers: Sequence[Officer],
    set: PermissionSet,
    county_wide: bool = False,
    from_on: date,
    by: Officer | None,
    at: datetime,
) -> list[Holding]:
    """Give several officers the same set, each over the own unit, or all over the whole county; all or none.

    A constant number of statements. Raises: as `grant`.
    """
    keys = [one.pk for one in officers]
    if set.exclusive and not county_wide:
        raise DutyIsWhole(field="county_wide", label=set.label)
    if by is not None and by.pk in keys:
        raise GrantsToOneself(field="officer")
    locked = {one.pk: one for one in Officer.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    meeting: dict[int, list[Holding]] = {}
    for held in Holding.objects.filter(_meets(from_on, None), officer__in=keys).select_related("set"):
        meeting.setdefault(held.officer_id, []).append(held)
    for one in officers:
        unit = None if county_wide else one.unit_id
        if not locked[one.pk].is_active:
            raise NotGrantable(field="officer", name=one.name)
        own = meeting.get(one.pk, [])
        _check_separated(one, set, [held.set.exclusive for held in own])
        if any((held.set_id, held.unit_id, held.place_id) == (set.pk, unit, None) for held in own):
            raise AlreadyHeld(field="set", name=one.name, label=set.label)
    rows = Holding.objects.bulk_create(
        Holding(officer=one, set=set, unit=None if county_wide else one.unit, from_on=from_on, granted_by=by)
        for one in officers
    )
    told = []
    for one in officers:
        forget(one)
        within = rules.extent("" if county_wide else one.unit.label, "")
        told.append(facts.Granted(one.pk, one.name, set.name, set.label, within, from_on.isoformat()))
    facts.announce_all(told, by=by, at=at)
    return rows


def _meets(from_on: date, to_on: date | None) -> Q:
    """Holdings that share a day with a period; one that ended on the day it began shares none."""
    open_after = Q(to_on__isnull=True) | Q(to_on__gt=from_on)
    return open_after & Q(from_on__lt=to_on) if to_on else open_after


def _check_separated(officer: Officer, set: PermissionSet, held: Sequence[str]) -> None:
    clash = rules.clash(held, set.exclusive)
    if clash:
        raise DutiesSeparated(
            field="set",
            name=officer.name,
            held=rules.SEPARATED_LABELS[clash],
            wanted=rules.SEPARATED_LABELS[set.exclusive],
        )


@transaction.atomic
def end(*, holding: Holding, on: date, by: Officer | None, at: datetime) -> Holding:
    """End a holding from a day on; one that had not begun ends on its first day, one that ended stays so.

    Raises: GrantsToOneself. Announces: access.ended.
    """
    holding = (
        Holding.objects.select_for_update(of=("self",)).select_related("officer", "set").get(pk=holding.pk)
    )
    if by is not None and by.pk == holding.officer_id:
        raise GrantsToOneself(field="officer")
    day = max(on, holding.from_on)
    if holding.to_on is not None and holding.to_on <= day:
        return holding
    holding.to_on = day
    holding.save(update_fields=["to_on"])
    officer = holding.officer
    forget(officer)
    ended = facts.Ended(officer.pk, officer.name, holding.set.name, holding.set.label, day.isoformat())
    facts.announce(ended, by=by, at=at)
    return holding


@transaction.atomic
def create_set(
    *, name: str, label: str, permissions: Sequence[str], by: Officer | None, at: datetime
) -> PermissionSet:
    """Make a permission set of the county's own.

    Raises: SetNameTaken, PermissionSeparated. Announces: access.set_changed.
    """
    _check_free(permissions)
    if PermissionSet.objects.filter(name=name).exists():
        raise SetNameTaken(field="name", name=name)
    held = PermissionSet(name=name, label=label, permissions=sorted(permissions))
    held._history_user, held._history_date = by, at
    held.save()
    facts.announce(facts.SetChanged(name, label, tuple(held.permissions)), by=by, at=at)
    return held


@transaction.atomic
def change_set(
    *, set: PermissionSet, label: str, permissions: Sequence[str], by: Officer | None, at: datetime
) -> PermissionSet:
    """Change what a permission set holds; the sets of the three administrators stay as they are.

    Raises: SetIsSeparated, PermissionSeparated. Announces: access.set_changed.
    """
    _check_free(permissions)
    set = PermissionSet.objects.select_for_update().get(pk=set.pk)
    if set.exclusive:
        raise SetIsSeparated(field="permissions", label=set.label)
    before, after = frozenset(set.permissions), frozenset(permissions)
    set.label, set.permissions = label, sorted(after)
    set._history_user, set._history_date = by, at
    set.save(update_fields=["label", "permissions"])
    changed = facts.SetChanged(set.name, label, tuple(sorted(after - before)), tuple(sorted(before - after)))
    facts.announce(changed, by=by, at=at)
    return set


def separated_permissions() -> frozenset[str]:
    """What belongs to one of the three administrators alone. One query."""
    sets = PermissionSet.objects.exclude(exclusive="").values_list("permissions", flat=True)
    return frozenset(name for permissions in sets for name in permissions)


def _check_free(permissions: Sequence[str]) -> None:
    """A set of the county's own must not bring the three administrators together by another name."""
    for name in sorted(separated_permissions() & frozenset(permissions)):
        raise PermissionSeparated(field="permissions", label=permission_labels().get(name, name))
