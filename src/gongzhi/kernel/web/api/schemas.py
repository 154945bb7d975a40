"""API schemas: of matters, and of every move from its declaration."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

from ninja import Schema
from pydantic import Field, create_model

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.declare import Ask, Move
from gongzhi.kernel.org.models import Officer, Post, Unit


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    field: str | None = None
    errors: dict[str, list[str]] | None = None


class PartyOut(Schema):
    id: int
    role: str
    party: str
    unit: str | None
    state: str
    due_at: datetime | None


class MatterOut(Schema):
    number: str
    kind: str
    title: str
    category: str
    source: str
    state: str
    state_label: str
    light: str
    lead_unit: str | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    version: int


class MatterPage(Schema):
    items: list[MatterOut]
    next: str | None


class MatterDetail(MatterOut):
    parties: list[PartyOut]


class EventOut(Schema):
    seq: int
    at: datetime
    kind: str
    actor: str | None
    from_state: str
    to_state: str
    sentence: str
    hash: str


class OfferOut(Schema):
    move: str
    label: str
    assignment: int | None
    party: str | None
    reason: str


class FileOut(Schema):
    id: int
    name: str
    size: int
    media_type: str


def move_schema(kind: str, move: Move) -> type[Schema]:
    """The body of a move's operation: the matter's version as it was seen, the assignment, and what the move asks."""
    fields: dict[str, Any] = {
        "version": (int, Field(description="办理人看到的事项版本")),
        "assignment": (int | None, Field(None, description="代表哪一个承办方；只有一个时可省略")),
    }
    for ask in move.asks:
        fields[ask.name] = _field(ask)
    for name in move.each:
        fields[name] = (dict[str, Decimal | str | int | None], Field(default_factory=dict))
    title = "".join(part.title() for part in f"{kind}_{move.code}".split("_"))
    return create_model(f"{title}In", __base__=Schema, **fields)


def _field(ask: Ask) -> tuple[Any, Any]:
    plain = _plain(ask.type)
    described = ask.label + (f"。{ask.help}" if ask.help else "")
    if ask.required and ask.type is not bool:
        return plain, Field(description=described)
    empty: Any = (
        [] if get_origin(ask.type) is list else False if ask.type is bool else "" if plain is str else None
    )
    return (plain if empty is not None else plain | None), Field(empty, description=described)


def _plain(kind: Any) -> Any:
    """What stands in JSON for a type: a unit by its code, an officer by user name, an attachment by its key."""
    if get_origin(kind) is list:
        inner = get_args(kind)[0]
        return list[int] if inner is Attachment else list[str]
    if kind in (Unit, Officer, Post):
        return str
    return kind if kind in (int, bool, date, Decimal) else str
