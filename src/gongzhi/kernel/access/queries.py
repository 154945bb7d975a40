"""One rule: `scope` says what an officer's permission reaches; deciding and listing both read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, Model, Q, QuerySet

from gongzhi.kernel.access.models import Holding, PermissionSet
from gongzhi.kernel.access.rules import Decision, Reach, Scope
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer, Place, Unit
from gongzhi.kernel.org.rules import place_range, places_above
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.rows import Prepared, Slot

NOTHING = Q(pk__in=[])


class NotAllowed(Refusal):
    code = "access.not_allowed"
    kind = Kind.FORBIDDEN
    message = "{reason}"


class NotVisible(Refusal):
    code = "access.not_visible"
    kind = Kind.ABSENT
    message = "没有找到，或不在您的查看范围内。"


@dataclass(frozen=True)
class Scoping:
    """How rows of a model lie in the county: filters over unit paths and places, and who is party to them.

    `rule` gives the whole filter at once instead, for models that can say it in one better query.
    """

    units: Callable[[str], Q] | None = None  # unit path -> rows of that subtree
    place: str = ""  # column with the place code
    party: Callable[[int], Q] | None = None  # officer key -> rows that are the officer's own
    view: str | Callable[[Any], str] = ""  # the permission to see one; without it a row is 404
    label: str = "事项"
    rule: Callable[[Scope], Q] | None = None  # a scope that reaches something, but not everything -> its rows


_scopings: dict[type[Model], Scoping] = {}
COUNTY = Scoping(
    label="记录"
)  # rows that lie in no unit and at no place: for those who reach the whole county
_labels: dict[str, str] = {}


def scoped(model: type[Model], scoping: Scoping) -> None:
    """Tell access how the rows of `model` are scoped; called once by the package that owns the model."""
    _scopings[model] = scoping


def label_permissions(labels: dict[str, str]) -> None:
    """Give permissions the words by which refusals and pages call them; the module registry calls this."""
    _labels.update(labels)


def permission_labels() -> dict[str, str]:
    return dict(_labels)


def _holdings(officer: Officer, on: date) -> list[Holding]:
    """The officer's holdings in force, read once per officer object and day. One query."""
    kept: dict[date, list[Holding]] = officer.__dict__.setdefault("_holdings_by_day", {})
    if on not in kept:
        kept[on] = _HELD.all(officer=officer.pk, on=on)
    return kept[on]


_HELD = Prepared(
    lambda: Holding.objects.filter(
        Holding.in_force(Slot("on", DateField())), officer=Slot("officer", BigIntegerField())
    ).select_related("set", "unit")
)


def forget(officer: Officer) -> None:
    """Drop what was read of the officer's holdings, after they changed."""
    officer.__dict__.pop("_holdings_by_day", None)


def permissions_of(officer: Officer, on: date | None = None) -> frozenset[str]:
    """Every permission name the officer holds anywhere. One query per officer object and day."""
    if not officer.is_authenticated or not officer.is_active:
        return frozenset()
    return frozenset(name for held in _holdings(officer, on or today()) for name in held.set.permissions)


def holds(officer: Officer, permission: str, on: date | None = None) -> bool:
    return permission in permissions_of(officer, on)


def scope(officer: Officer, permission: str, on: date | None = None) -> Scope:
    """What the officer's permission reaches on a day."""
    if not officer.is_authenticated or not officer.is_active:
        return Scope(officer_id=officer.pk or 0)
    reaches = tuple(
        Reach(unit_path=held.unit.path if held.unit else "", place=held.place_id or "")
        for held in _holdings(officer, on or today())
        if permission in held.set.permissions
    )
    return Scope(officer_id=officer.pk, reaches=reaches, officer=officer)


def _reach_q(reach: Reach, scoping: Scoping) -> Q:
    q = Q()
    if reach.unit_path:
        if scoping.units is None:
            return NOTHING
        q &= scoping.units(reach.unit_path)
    if reach.place:
        if not scoping.place:
            return NOTHING
        first, last = place_range(reach.place)
        q &= Q(**{f"{scoping.place}__gte": first, f"{scoping.place}__lt": last})
    return q


def visible(
    queryset: QuerySet[Any], officer: Officer, permission: str, on: date | None = None
) -> QuerySet[Any]:
    """The rows of `queryset` that the officer may do `permission` with; own rows are always visible to a holder.

    Same rule as `decide`; adds no query of its own beyond the officer's holdings.
    """
    reach = scope(officer, permission, on)
    if not reach:
        return queryset.none()
    if reach.whole:
        return queryset
    scoping = _scopings.get(queryset.model, COUNTY)
    if scoping.rule is not None:
        return queryset.filter(scoping.rule(reach))
    q = NOTHING
    for one in reach.reaches:
        q |= _reach_q(one, scoping)
    if scoping.party is not None:
        q |= scoping.party(officer.pk)
    return queryset.filter(q)


def decide(
    officer: Officer, permission: str, target: Model | None = None, on: date | None = None
) -> Decision:
    """May this officer do this (to this one), and if not, why not.

    `target` may be a Unit, a Place, or a row of a scoped model (one query). Without a target: anywhere at all.
    """
    reach = scope(officer, permission, on)
    name = _labels.get(permission, permission)
    if not reach:
        return Decision(False, f"您没有“{name}”的权限，请联系系统管理员。")
    if target is None or reach.whole:
        return Decision(True)
    if isinstance(target, Unit | Place):
        path, place = ([target.path], target.place_id) if isinstance(target, Unit) else ([], target.code)
        within = reach.covers(path, place or "")
        return Decision(within, "" if within else f"{target}不在您“{name}”的范围内。")
    within = visible(type(target)._default_manager.filter(pk=target.pk), officer, permission, on).exists()
    return Decision(within, "" if within else _outside(type(target), name))


def _outside(model: type[Model], name: str) -> str:
    return f"这件{_scopings.get(model, COUNTY).label}不在您“{name}”的范围内。"


def decide_many(
    officer: Officer, permission: str, targets: Sequence[Model], on: date | None = None
) -> dict[Any, Decision]:
    """A decision for each of many rows of one model, by primary key. One query, or none when all is clear."""
    if not targets:
        return {}
    anywhere = decide(officer, permission, None, on)
    if not anywhere or scope(officer, permission, on).whole:
        return {target.pk: anywhere for target in targets}
    model = type(targets[0])
    keys = [target.pk for target in targets]
    rows = visible(model._default_manager.filter(pk__in=keys), officer, permission, on)
    within = frozenset(rows.values_list("pk", flat=True))
    refused = Decision(False, _outside(model, _labels.get(permission, permission)))
    return {key: Decision(True) if key in within else refused for key in keys}


def officers_with(
    permission: str, *, unit: Unit | None = None, place: str = "", on: date | None = None
) -> QuerySet[Officer]:
    """The active officers who may do something over a unit and/or at a place, by user name. Two queries.

    The same rule from the other side: who of them `decide` would allow. Without unit and place: anywhere.
    """
    sets = [held.pk for held in PermissionSet.objects.all() if permission in held.permissions]
    holdings = Holding.objects.filter(Holding.in_force(on or today()), set__in=sets)
    if unit is not None or place:
        above = [int(key) for key in unit.path.split("/") if key] if unit else []
        holdings = holdings.filter(
            Q(unit=None) | Q(unit__in=above), Q(place=None) | Q(place__in=places_above(place))
        )
    return Officer.objects.filter(is_active=True, pk__in=holdings.values("officer")).order_by("username")


def require(officer: Officer, permission: str, target: Model | None = None, on: date | None = None) -> None:
    """Refuse unless allowed: NotVisible when the officer may not even see the target, else NotAllowed with the reason.

    Raises: NotVisible, NotAllowed.
    """
    decision = decide(officer, permission, target, on)
    if decision:
        return
    scoping = _scopings.get(type(target)) if target is not None else None
    if scoping is not None and scoping.view:
        view = scoping.view if isinstance(scoping.view, str) else scoping.view(target)
        if view != permission and not decide(officer, view, target, on):
            raise NotVisible()
        if view == permission:
            raise NotVisible()
    raise NotAllowed(reason=decision.reason)
