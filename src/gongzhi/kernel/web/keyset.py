"""Paging by key: the place in the list is a signed token, never an offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, Q, QuerySet

from gongzhi.kernel.refusals import Refusal

SALT = "web.keyset"


class StaleToken(Refusal):
    code = "web.stale_token"
    message = "翻页标记已失效（列表的排序或地址变了）。请从第一页看起。"


@dataclass(frozen=True)
class Key:
    """One part of an order; an empty value counts as the largest on every engine."""

    path: str
    down: bool = False
    nullable: bool = True

    def ordering(self, reverse: bool) -> Any:
        down = self.down != reverse
        if not self.nullable:
            return F(self.path).desc() if down else F(self.path).asc()
        return F(self.path).desc(nulls_first=True) if down else F(self.path).asc(nulls_last=True)

    def after(self, value: Any, reverse: bool) -> Q | None:
        """Rows strictly after `value`; None where there can be none."""
        down = self.down != reverse
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if down else None
        if down:
            return Q(**{f"{self.path}__lt": value})
        later = Q(**{f"{self.path}__gt": value})
        return later | Q(**{f"{self.path}__isnull": True}) if self.nullable else later

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


@dataclass(frozen=True)
class Page:
    """Rows of one page; the tokens are empty where there is nothing more."""

    rows: list[Any]
    next: str
    previous: str


def keys(model: type[Model], order: Sequence[str]) -> tuple[Key, ...]:
    """The parts of `order`, ended by the primary key so that no two rows are equal."""
    parts = [
        Key(path.lstrip("-"), path.startswith("-"), _nullable(model, path.lstrip("-"))) for path in order
    ]
    if not any(part.path in ("pk", "id", model._meta.pk.name) for part in parts):
        parts.append(Key("pk", parts[-1].down if parts else False, nullable=False))
    return tuple(parts)


def _nullable(model: type[Model], path: str) -> bool:
    """Whether the path can be empty; an annotation is taken to be."""
    if path == "pk":
        return False
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model or model
    return False


def page(rows: QuerySet, order: Sequence[Key], token: str, size: int) -> Page:
    """One page of `rows`: the same cost wherever it lies; one query, two where the empty values begin.

    Raises: StaleToken, for a token of another order or one that was tampered with.
    """
    back, values = unpack(token, order) if token else (False, None)
    rows = rows.annotate(**{f"_key{n}": F(key.path) for n, key in enumerate(order)})
    found = _rows(rows, order, values, back, size + 1)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_next, has_previous = (True, more) if back else (more, bool(token))
    return Page(
        found,
        next=pack(order, found[-1], False) if found and has_next else "",
        previous=pack(order, found[0], True) if found and has_previous else "",
    )


def _rows(rows: QuerySet, order: Sequence[Key], values: list[Any] | None, back: bool, most: int) -> list[Any]:
    if values is None:
        return list(rows.order_by(*(key.ordering(back) for key in order))[:most])
    found: list[Any] = []
    for condition, keys_left in stretches(order, values, back):
        found += rows.filter(condition).order_by(*(key.ordering(back) for key in keys_left))[
            : most - len(found)
        ]
        if len(found) >= most:
            break
    return found


def stretches(order: Sequence[Key], values: Sequence[Any], reverse: bool) -> list[tuple[Q, Sequence[Key]]]:
    """What lies beyond `values`, each part one range of an index on the first key: (condition, its order).

    "x >= 5 or x is null" is no range, and a database reads such a list from its beginning.
    """
    lead, value = order[0], values[0]
    empty, filled = Q(**{f"{lead.path}__isnull": True}), (replace(lead, nullable=False), *order[1:])
    after = beyond(order, values, reverse)
    if not lead.nullable:
        return [(_bound(lead, value, reverse) & after, order)]
    if lead.down != reverse:  # empty values come first
        if value is None:
            return [(empty & beyond(order[1:], values[1:], reverse), order[1:]), (~empty, filled)]
        return [(_bound(lead, value, reverse) & after, filled)]
    if value is None:
        return [(empty & beyond(order[1:], values[1:], reverse), order[1:])]
    return [(_bound(lead, value, reverse) & beyond(filled, values, reverse), filled), (empty, order[1:])]


def beyond(order: Sequence[Key], values: Sequence[Any], reverse: bool) -> Q:
    """Rows after `values` in the order (before them, if reversed)."""
    options: list[Q] = []
    same = Q()
    for key, value in zip(order, values, strict=True):
        after = key.after(value, reverse)
        if after is not None:
            options.append(same & after)
        same &= key.same(value)
    condition = Q(pk__in=[])
    for option in options:
        condition |= option
    return condition


def _bound(key: Key, value: Any, reverse: bool) -> Q:
    # says the same as the alternatives do, but as a range that an index can start from
    return Q(**{f"{key.path}__{'lte' if key.down != reverse else 'gte'}": value})


def pack(order: Sequence[Key], row: Any, back: bool) -> str:
    values = [_out(getattr(row, f"_key{n}")) for n in range(len(order))]
    return signing.dumps([_shape(order), int(back), values], salt=SALT, compress=True)


def unpack(token: str, order: Sequence[Key]) -> tuple[bool, list[Any]]:
    try:
        shape, back, values = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise StaleToken(field="at") from None
    if shape != _shape(order):
        raise StaleToken(field="at")
    return bool(back), [_in(value) for value in values]


def _shape(order: Sequence[Key]) -> str:
    return ",".join(("-" if key.down else "") + key.path for key in order)


def _out(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _in(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return {"m": datetime.fromisoformat, "d": date.fromisoformat, "n": Decimal}[kind](text)
