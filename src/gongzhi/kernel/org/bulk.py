"""Many units at once, as when a county is set up: the same facts and checks as `actions`, few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org import facts
from gongzhi.kernel.org.actions import CodeTaken, MovesBelowItself, NameMissing, NameTaken
from gongzhi.kernel.org.models import NameKind, Officer, Place, Unit, UnitKind, UnitName
from gongzhi.kernel.org.rules import fold_name


@dataclass(frozen=True)
class NewUnit:
    """One unit to set up; `parent` is a unit, or the code of another new one. `names`: (name, kind of name)."""

    code: str
    name: str
    short_name: str = ""
    kind: str = UnitKind.GOV
    parent: Unit | str | None = None
    place: Place | None = None
    names: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def create_units(*, units: Sequence[NewUnit], by: Officer | None, at: datetime) -> list[Unit]:
    """Set up units with their other names, all or none, in the order given. Twelve statements, however many.

    Raises: NameMissing, NameTaken, CodeTaken, MovesBelowItself.
    """
    _check(units, at)
    rows = [
        Unit(code=new.code, name=new.name, short_name=new.short_name, kind=new.kind, place=new.place)
        for new in units
    ]
    Unit.objects.bulk_create(rows)
    by_code = {row.code: row for row in rows}
    parents = {new.code: new.parent for new in units}
    for row in rows:
        above = parents[row.code]
        row.parent = by_code[above] if isinstance(above, str) else above
    for row in rows:
        row.path = _path(row)
    Unit.objects.bulk_update(rows, ["parent", "path"])
    Unit.history.bulk_history_create(rows, default_user=by, default_date=at)
    told: list[Any] = [facts.UnitCreated(row.pk, row.name, row.parent_id) for row in rows]
    pairs = list(zip(rows, units, strict=True))
    told += _name(pairs)
    facts.announce_all(told, by=by, at=at)
    return rows


def _path(row: Unit) -> str:
    """The keys from the root. Raises: MovesBelowItself, when the parents go round in a circle."""
    keys: list[int] = []
    seen: set[int] = set()
    one: Unit | None = row
    while one is not None:
        if one.pk in seen:
            raise MovesBelowItself(field="parent", unit=row.label, parent=one.label)
        seen.add(one.pk)
        if one.path:
            return "".join([one.path, *(f"{key}/" for key in reversed(keys))])
        keys.append(one.pk)
        one = one.parent
    return "/" + "".join(f"{key}/" for key in reversed(keys))


def _name(pairs: Sequence[tuple[Unit, NewUnit]]) -> list[Any]:
    names = [(row, name, kind) for row, new in pairs for name, kind in new.names]
    UnitName.objects.bulk_create(
        UnitName(unit=row, name=name, folded=fold_name(name), kind=kind) for row, name, kind in names
    )
    return [facts.NameLearned(row.pk, row.name, name, str(kind)) for row, name, kind in names]


def _check(units: Sequence[NewUnit], at: datetime) -> None:
    codes = [new.code for new in units]
    taken = Unit.objects.filter(code__in=codes).first()
    if taken:
        raise CodeTaken(field="code", code=taken.code, holder=taken.label)
    present = Unit.objects.filter(Unit.listed_on(local_day(at)))
    held: dict[str, str] = {}
    for name, short in present.values_list("name", "short_name"):
        held |= {fold_name(one): short or name for one in (name, short) if one}
    known = UnitName.objects.filter(
        Q(kind=NameKind.ALIAS) | Q(kind=NameKind.PLATE), unit__in=present, valid_to=None
    )
    held |= {row.folded: row.unit.label for row in known.select_related("unit")}
    for new in units:
        if not new.name.strip():
            raise NameMissing(field="name")
        own = dict.fromkeys(
            fold_name(one) for one in (new.name, new.short_name, *(name for name, _ in new.names)) if one
        )
        for name in own:
            if name in held:
                raise NameTaken(field="name", name=name, holder=held[name])
            held[name] = new.short_name or new.name
