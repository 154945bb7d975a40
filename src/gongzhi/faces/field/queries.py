"""What one officer's phone needs: who they are, today's items, the kinds of entries, the packs that have changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from gongzhi.faces.field.rules import Box
from gongzhi.kernel.access.queries import permissions_of
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.modules.phone import Act, Choices, Entry, Field, Item, Pack, Row, phones
from gongzhi.kernel.org.models import Officer, Place, PlaceKind

ROW = ("key", "title", "note", "group", "code", "flag", "sort", "longitude", "latitude")
DIGITS = 6  # of a degree: 0.1 m


def bundle(officer: Officer, at: datetime, have: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the phone keeps. `have` are the versions of packs that it holds; those it is not sent again.

    Costs what the modules' own functions cost, and two statements.
    """
    day = local_day(at)
    return {
        "officer": person(officer),
        "at": at.isoformat(),
        "day": day.isoformat(),
        "county": _county(),
        "entries": [_entry(one, officer) for one in entries(officer)],
        "items": [_item(one) for phone in phones() for one in phone.today(officer, at)],
        "packs": [_pack(one, officer, day, have) for one in packs(officer)],
    }


def person(officer: Officer) -> dict[str, Any]:
    place = Place.objects.filter(pk=officer.place_id).values_list("name", flat=True).first() or ""
    return {
        "key": officer.pk,
        "name": officer.name,
        "unit": officer.unit.label,
        "place": officer.place_id or "",
        "place_name": place,
    }


def entries(officer: Officer) -> list[Entry]:
    held = permissions_of(officer)
    found = [
        one for phone in phones() for one in phone.entries if not one.permission or one.permission in held
    ]
    return sorted(found, key=lambda one: one.order)


def packs(officer: Officer) -> list[Pack]:
    held = permissions_of(officer)
    return [one for phone in phones() for one in phone.packs if not one.permission or one.permission in held]


def choices_of(field: Field, officer: Officer) -> Choices:
    return field.choices(officer) if callable(field.choices) else field.choices


def county_box() -> Box | None:
    """The rectangle of the county, None where it has no boundary. One statement."""
    west, south, east, north = (
        Place.objects.filter(kind=PlaceKind.COUNTY, west__isnull=False)
        .order_by("code")
        .values_list("west", "south", "east", "north")
        .first()
    ) or (None, None, None, None)
    if west is None or south is None or east is None or north is None:
        return None
    return west, south, east, north


def _county() -> dict[str, Any]:
    box = county_box()
    return {"box": list(box) if box else None}


def _entry(entry: Entry, officer: Officer) -> dict[str, Any]:
    plain = ("name", "label", "offered", "position", "icon", "said", "track")
    return {name: getattr(entry, name) for name in plain} | {
        "fields": [_field(one, officer) for one in entry.fields_for(officer)]
    }


def _field(field: Field, officer: Officer) -> dict[str, Any]:
    plain = ("name", "label", "sort", "required", "hint", "most", "unit")
    return {name: getattr(field, name) for name in plain} | {
        "choices": [list(pair) for pair in choices_of(field, officer)],
        "only": list(field.only),
        "when": list(field.when) if field.when else None,
    }


def _item(item: Item) -> dict[str, Any]:
    plain = ("key", "sort", "title", "note", "stage", "due", "late", "row")
    return {name: getattr(item, name) for name in plain} | {
        "at": _where(item.longitude, item.latitude),
        "facts": [list(one) for one in item.facts],
        "acts": [_act(one) for one in item.acts],
        "step_acts": [_act(one) for one in item.step_acts],
        "steps": [
            {
                "key": one.key,
                "title": one.title,
                "note": one.note,
                "radius": one.radius,
                "done": one.done,
                "at": _where(one.longitude, one.latitude),
            }
            for one in item.steps
        ],
    }


def _act(act: Act) -> dict[str, Any]:
    return {
        "entry": act.entry,
        "label": act.label,
        "when": act.when,
        "then": act.then,
        "preset": dict(act.preset),
    }


def _where(longitude: float | None, latitude: float | None) -> list[float] | None:
    if longitude is None or latitude is None:
        return None
    return [round(longitude, DIGITS), round(latitude, DIGITS)]


def _pack(pack: Pack, officer: Officer, day: date, have: Mapping[str, str]) -> dict[str, Any]:
    rows = [_row(one) for one in pack.rows(officer, day)]
    version = sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]
    shown: dict[str, Any] = {
        "name": pack.name,
        "label": pack.label,
        "icon": pack.icon,
        "entries": list(pack.entries),
        "version": version,
        "count": len(rows),
    }
    return shown if have.get(pack.name) == version else shown | {"columns": ROW, "rows": rows}


def _row(row: Row) -> Sequence[Any]:
    where = _where(row.longitude, row.latitude) or [None, None]
    return [str(row.key), row.title, row.note, row.group, row.code, row.flag, row.sort, *where]
