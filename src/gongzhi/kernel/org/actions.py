"""Changing the county's shape: units and their names, groups, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org import facts
from gongzhi.kernel.org.models import (
    BOUND,
    NameKind,
    Officer,
    Place,
    PlaceKind,
    Unit,
    UnitGroup,
    UnitKind,
    UnitName,
)
from gongzhi.kernel.org.rules import covers, fold_name, is_place_code
from gongzhi.kernel.refusals import Kind, Refusal


class NameMissing(Refusal):
    code = "org.name_missing"
    message = "请填写名称。"


class CodeTaken(Refusal):
    code = "org.code_taken"
    kind = Kind.CONFLICT
    message = "代码{code}已由“{holder}”使用，请换一个代码。"


class NameTaken(Refusal):
    code = "org.name_taken"
    kind = Kind.CONFLICT
    message = "名称“{name}”已由“{holder}”使用，请换一个名称，或先撤销原单位。"


class UnitGone(Refusal):
    code = "org.unit_gone"
    kind = Kind.CONFLICT
    message = "{name}已于{on}撤销，请选择现有单位。"


class MovesBelowItself(Refusal):
    code = "org.moves_below_itself"
    message = "{parent}是{unit}自己或其下属，不能作为它的上级，请另选上级。"


class HasUnitsBelow(Refusal):
    code = "org.has_units_below"
    kind = Kind.CONFLICT
    message = "{unit}还有下属单位：{below}。请先把它们调整到别的上级。"


class DatesCrossed(Refusal):
    code = "org.dates_crossed"
    message = "日期前后颠倒：{later}不能早于{earlier}。"


class PlaceCodeWrong(Refusal):
    code = "org.place_code_wrong"
    message = "区划代码“{code}”不对：应为12位数字（网格在其后再加数字）。"


class PlaceOutside(Refusal):
    code = "org.place_outside"
    message = "代码{code}不在上级{parent}之下，请核对代码。"


def _keep(row: Unit | Officer, by: Officer | None, at: datetime, fields: Sequence[str]) -> None:
    """Save some fields and let the history say who changed them and when."""
    row._history_user = by  # type: ignore[union-attr]
    row._history_date = at  # type: ignore[union-attr]
    row.save(update_fields=list(fields))


def _check_name(name: str, but: Unit | None, on: date, field: str = "name") -> str:
    name = name.strip()
    if not name:
        raise NameMissing(field=field)
    same = Unit.objects.filter(Unit.listed_on(on), name=name).exclude(pk=but.pk if but else None).first()
    if same:
        raise NameTaken(field=field, name=name, holder=same.label)
    return name


def _check_present(unit: Unit, on: date, field: str) -> None:
    if unit.listed_to and unit.listed_to <= on:
        raise UnitGone(field=field, name=unit.label, on=unit.listed_to)


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    short_name: str = "",
    kind: str = UnitKind.GOV,
    parent: Unit | None = None,
    place: Place | None = None,
    listed_from: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Unit:
    """Set up a unit under a parent.

    Raises: NameMissing, NameTaken, CodeTaken, UnitGone.
    """
    day = local_day(at)
    name = _check_name(name, None, day)
    code = code.strip()
    if taken := Unit.objects.filter(code=code).first():
        raise CodeTaken(field="code", code=code, holder=taken.label)
    if parent:
        parent = Unit.objects.select_for_update().get(pk=parent.pk)
        _check_present(parent, day, "parent")
    unit = Unit(code=code, name=name, short_name=short_name.strip(), kind=kind, parent=parent, place=place)
    unit.listed_from = listed_from
    unit._history_user, unit._history_date = by, at
    unit.save()
    facts.announce(facts.UnitCreated(unit.pk, unit.name, parent.pk if parent else None), by=by, at=at)
    return unit


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str = "", on: date, by: Officer | None, at: datetime
) -> Unit:
    """Give a unit a new name from a day on; the old full and short names stay known as former ones.

    Raises: NameMissing, NameTaken, UnitGone.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _check_present(unit, on, "unit")
    name = _check_name(name, unit, on)
    was = unit.name
    current = {fold_name(name), fold_name(short_name)}
    for old in dict.fromkeys((unit.name, unit.short_name)):
        if old and fold_name(old) not in current:
            UnitName.objects.update_or_create(
                unit=unit, folded=fold_name(old), kind=NameKind.FORMER, defaults={"name": old, "valid_to": on}
            )
    unit.names.filter(folded__in=current, kind=NameKind.ALIAS).delete()
    unit.name, unit.short_name = name, short_name.strip()
    _keep(unit, by, at, ("name", "short_name"))
    facts.announce(facts.UnitRenamed(unit.pk, was, name, on.isoformat()), by=by, at=at)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, by: Officer | None, at: datetime) -> Unit:
    """Put a unit, with all below it, under another parent. Five statements, however many are below.

    Raises: MovesBelowItself, UnitGone.
    """
    # the tree is one thing: two moves at once could otherwise put each unit below the other
    rows = {row.pk: row for row in Unit.objects.select_for_update().order_by("pk")}
    unit = rows[unit.pk]
    parent = rows[parent.pk] if parent else None
    if parent:
        if covers(unit.path, parent.path):
            raise MovesBelowItself(field="parent", unit=unit.label, parent=parent.label)
        _check_present(parent, local_day(at), "parent")
    was, path = unit.path, f"{parent.path if parent else '/'}{unit.pk}/"
    unit.parent = parent
    _keep_parent(unit, by, at)
    Unit.objects.filter(path__startswith=was).update(path=Concat(Value(path), Substr("path", len(was) + 1)))
    unit.path = path
    facts.announce(facts.UnitMoved(unit.pk, unit.name, was, path), by=by, at=at)
    return unit


def _keep_parent(unit: Unit, by: Officer | None, at: datetime) -> None:
    Unit.objects.filter(pk=unit.pk).update(parent=unit.parent)
    Unit.history.bulk_history_create([unit], update=True, default_user=by, default_date=at)


@transaction.atomic
def abolish_unit(
    *, unit: Unit, on: date, successor: Unit | None = None, by: Officer | None, at: datetime
) -> Unit:
    """End a unit on a day. Documents that still name it are answered by the successor, when there is one.

    Raises: UnitGone, HasUnitsBelow, DatesCrossed, MovesBelowItself.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _check_present(unit, on, "unit")
    below = Unit.objects.filter(Unit.listed_on(on), parent=unit).order_by("code")[:3]
    if below:
        raise HasUnitsBelow(field="unit", unit=unit.label, below="、".join(str(one) for one in below))
    if unit.listed_from and on < unit.listed_from:
        raise DatesCrossed(field="on", later="撤销日期", earlier="设立日期")
    if successor:
        if successor.pk == unit.pk:
            raise MovesBelowItself(field="successor", unit=unit.label, parent=unit.label)
        _check_present(successor, on, "successor")
    unit.listed_to, unit.successor = on, successor
    _keep(unit, by, at, ("listed_to", "successor"))
    heir = successor.name if successor else ""
    gone = facts.UnitAbolished(unit.pk, unit.name, on.isoformat(), successor.pk if successor else None, heir)
    facts.announce(gone, by=by, at=at)
    return unit


@transaction.atomic
def merge_units(*, units: Sequence[Unit], into: Unit, on: date, by: Officer | None, at: datetime) -> Unit:
    """End several units on a day; `into` answers for what was theirs.

    Raises: as `abolish_unit`.
    """
    for unit in units:
        abolish_unit(unit=unit, on=on, successor=into, by=by, at=at)
    return into


@transaction.atomic
def learn_alias(
    *,
    unit: Unit,
    name: str,
    kind: str = NameKind.ALIAS,
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Officer | None,
    at: datetime,
) -> UnitName:
    """Know a unit by another name, between two dates; a name that is already known takes the new dates.

    Raises: NameMissing, NameTaken, DatesCrossed.
    """
    name = name.strip()
    if not name:
        raise NameMissing(field="name")
    if valid_from and valid_to and valid_to < valid_from:
        raise DatesCrossed(field="valid_to", later="停用日期", earlier="启用日期")
    Unit.objects.select_for_update().get(pk=unit.pk)
    # a former name or a part may be shared (规划局 went to two); what is in use now may not
    if kind in (NameKind.ALIAS, NameKind.PLATE):
        _refuse_shared(unit, name, local_day(at))
    row, _ = UnitName.objects.update_or_create(
        unit=unit,
        folded=fold_name(name),
        kind=kind,
        defaults={"name": name, "valid_from": valid_from, "valid_to": valid_to},
    )
    facts.announce(facts.NameLearned(unit.pk, unit.name, name, str(kind)), by=by, at=at)
    return row


def _refuse_shared(unit: Unit, name: str, on: date) -> None:
    others = UnitName.objects.filter(folded=fold_name(name), kind__in=(NameKind.ALIAS, NameKind.PLATE))
    other = others.filter(Unit.listed_on(on, "unit__"), valid_to=None).exclude(unit=unit).first()
    if other:
        raise NameTaken(field="name", name=name, holder=other.unit.label)
    same = Unit.objects.filter(Unit.listed_on(on)).exclude(pk=unit.pk)
    holder = same.filter(name=name).first() or same.filter(short_name=name).first()
    if holder:
        raise NameTaken(field="name", name=name, holder=holder.label)


@transaction.atomic
def drop_alias(*, name: UnitName, by: Officer | None, at: datetime) -> None:
    """Forget a name that was learnt by mistake; one that went out of use gets its last day instead."""
    fact = facts.NameDropped(name.unit_id, name.unit.name, name.name)
    name.delete()
    facts.announce(fact, by=by, at=at)


@transaction.atomic
def create_group(
    *, name: str, members: Iterable[Unit], aliases: Sequence[str] = (), by: Officer | None, at: datetime
) -> UnitGroup:
    """Make a word stand for units.

    Raises: NameMissing, NameTaken.
    """
    name = name.strip()
    if not name:
        raise NameMissing(field="name")
    if UnitGroup.objects.filter(name=name).exists():
        raise NameTaken(field="name", name=name, holder=name)
    group = UnitGroup.objects.create(name=name, aliases=[alias.strip() for alias in aliases if alias.strip()])
    return set_group(group=group, members=members, by=by, at=at)


@transaction.atomic
def set_group(
    *,
    group: UnitGroup,
    members: Iterable[Unit] | None = None,
    aliases: Sequence[str] | None = None,
    by: Officer | None,
    at: datetime,
) -> UnitGroup:
    """Change who a group word stands for, or how else it is written."""
    if aliases is not None:
        group.aliases = [alias.strip() for alias in aliases if alias.strip()]
        group.save(update_fields=["aliases"])
    if members is not None:
        group.members.set(members)
    keys = tuple(group.members.order_by("pk").values_list("pk", flat=True))
    facts.announce(facts.GroupChanged(group.pk, group.name, keys), by=by, at=at)
    return group


class BoundaryWrong(Refusal):
    code = "org.boundary_wrong"
    message = "{place}的边界不能用：{reason}。请检查导出它的软件，再上传一次。"


@transaction.atomic
def create_place(
    *, code: str, name: str, kind: str, parent: Place | None = None, by: Officer | None, at: datetime
) -> Place:
    """Enter a place of the tree.

    Raises: NameMissing, PlaceCodeWrong, PlaceOutside, CodeTaken.
    """
    if not name.strip():
        raise NameMissing(field="name")
    if not is_place_code(code):
        raise PlaceCodeWrong(field="code", code=code)
    if taken := Place.objects.filter(code=code).first():
        raise CodeTaken(field="code", code=code, holder=taken.name)
    if parent and not parent.contains(code):
        raise PlaceOutside(field="code", code=code, parent=parent.name)
    place = Place.objects.create(code=code, name=name.strip(), kind=PlaceKind(kind), parent=parent)
    facts.announce(facts.PlaceChanged(code, place.name), by=by, at=at)
    return place


@transaction.atomic
def change_place(
    *, place: Place, name: str, boundary: dict | None = None, by: Officer | None, at: datetime
) -> Place:
    """Rename a place or give it a boundary (GeoJSON geometry, WGS 84).

    Raises: NameMissing, BoundaryWrong.
    """
    if not name.strip():
        raise NameMissing(field="name")
    place.name = name.strip()
    if boundary is not None:
        try:
            place.bound(boundary)
        except ValueError as wrong:
            raise BoundaryWrong(field="boundary", place=place.name, reason=wrong) from wrong
    place.save(update_fields=["name", *BOUND])
    facts.announce(facts.PlaceChanged(place.code, place.name), by=by, at=at)
    return place
