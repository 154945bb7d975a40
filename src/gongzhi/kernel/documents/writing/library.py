"""Papers by the name of their kind, from plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from gongzhi.kernel.refusals import Refusal

from .kinds import kind
from .paper import MissingPart, Paper
from .templates import LABELS


class NoSuchPart(Refusal):
    code = "documents.no_such_part"
    message = "{label}没有“{name}”这一项。可以填写的有：{known}。"


def paper(name: str, values: Mapping[str, Any]) -> Paper:
    """The paper of the kind called `name`; lists may stand where it wants tuples.

    Raises: NoSuchKind, NoSuchPart, MissingPart.
    """
    found = kind(name)
    parts = {field.name: field for field in fields(found.values)}
    labels = LABELS | {part.name: part.label for part in found.parts}
    unknown = sorted(set(values) - set(parts))
    if unknown:
        known = "、".join(f"{key}（{labels[key]}）" for key in parts)
        raise NoSuchPart(field=unknown[0], label=found.label, name=unknown[0], known=known)
    for field in parts.values():
        if field.default is MISSING and field.name not in values:
            raise MissingPart(field=field.name, label=labels[field.name])
    return found.of(found.values(**{key: _frozen(value) for key, value in values.items()}))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
