"""Splitting a place into parts that go on in its stead. The old one stays, ended, with what was counted of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.org import facts
from gongzhi.kernel.org.actions import BoundaryWrong, CodeTaken, NameMissing, PlaceCodeWrong, PlaceOutside
from gongzhi.kernel.org.geometry import flaws
from gongzhi.kernel.org.models import BOUND, Officer, Place, PlaceHeir
from gongzhi.kernel.org.rules import is_place_code
from gongzhi.kernel.refusals import Kind, Refusal


class TooFewParts(Refusal):
    code = "org.too_few_parts"
    message = "{place}至少要拆成两部分。"


class PlaceEnded(Refusal):
    code = "org.place_ended"
    kind = Kind.CONFLICT
    message = "{place}已于{on}撤销，请选择现有的地方。"


class PartsDoNotFit(Refusal):
    code = "org.parts_do_not_fit"
    message = "各部分与{place}原边界不吻合：{problems}。请在制图软件里修好再上传。"


@dataclass(frozen=True)
class PlacePart:
    """A part as it shall be: its code and name, and its boundary (GeoJSON, WGS 84) where the whole has one."""

    code: str
    name: str
    boundary: dict[str, Any] | None = None


FLAWS = {
    "gap": "有{area}平方米没有分给任何一部分",
    "overlap": "有{area}平方米重叠",
    "outside": "有{area}平方米在原边界之外",
}


@transaction.atomic
def split_place(
    *,
    place: Place,
    parts: Sequence[PlacePart],
    below: Mapping[str, str] | None = None,
    reason: str = "",
    by: Officer | None,
    at: datetime,
) -> list[Place]:
    """End a place today; its parts begin. What lies in it is moved by those who keep it, in the same transaction.

    Places below it end with it; those that `below` gives to a part (own code -> the part's) go on under it.
    Raises: PlaceEnded, TooFewParts, NameMissing, PlaceCodeWrong, PlaceOutside, CodeTaken, BoundaryWrong, PartsDoNotFit.
    Records: org.place_split.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("parent").get(pk=place.pk)
    if place.listed_to is not None:
        raise PlaceEnded(place=place.name, on=place.listed_to)
    if len(parts) < 2:
        raise TooFewParts(field="parts", place=place.name)
    _check_codes(place, parts)
    check_fit(place, parts)
    on = local_day(at)
    made = [_made(place, part, on) for part in parts]
    Place.objects.bulk_create(made)
    PlaceHeir.objects.bulk_create(PlaceHeir(place=place, heir=one, on=on) for one in made)
    place.listed_to = on
    place.save(update_fields=["listed_to"])
    _carry(place, {one.code: one for one in made}, below or {}, on)
    names, codes = tuple(one.name for one in made), tuple(one.code for one in made)
    facts.announce(
        facts.PlaceSplit(place.code, place.name, on.isoformat(), names, codes, reason[:200]), by=by, at=at
    )
    return made


def _carry(place: Place, parts: Mapping[str, Place], below: Mapping[str, str], on: date) -> None:
    """End what lay below the place and set it up anew under its part. Four statements, more only for deep trees."""
    old = Place.objects.filter(code__startswith=place.code, listed_to=None).exclude(
        code__in=[place.code, *parts]
    )
    rows = list(old.order_by("code"))
    fresh: dict[str, Place] = {}
    for one in rows:
        above = fresh.get(one.parent_id or "") or parts.get(below.get(one.code, ""))
        if above is None:
            continue
        code = f"{above.code}{one.code[len(one.parent_id or place.code) :]}"
        heir = Place(code=code, name=one.name, kind=one.kind, parent=above, listed_from=on)
        for name in BOUND:
            setattr(heir, name, getattr(one, name))
        fresh[one.code] = heir
    Place.objects.bulk_create(fresh.values())
    PlaceHeir.objects.bulk_create(PlaceHeir(place_id=code, heir=heir, on=on) for code, heir in fresh.items())
    Place.objects.filter(pk__in=[one.pk for one in rows]).update(listed_to=on)


def _check_codes(place: Place, parts: Sequence[PlacePart]) -> None:
    codes = [part.code for part in parts]
    for part in parts:
        if not part.name.strip():
            raise NameMissing(field="name")
        if not is_place_code(part.code):
            raise PlaceCodeWrong(field="code", code=part.code)
        if place.parent and not place.parent.contains(part.code):
            raise PlaceOutside(field="code", code=part.code, parent=place.parent.name)
        if codes.count(part.code) > 1:
            raise CodeTaken(field="code", code=part.code, holder=part.name)
    if taken := Place.objects.filter(code__in=codes).first():
        raise CodeTaken(field="code", code=taken.code, holder=taken.name)


def _made(place: Place, part: PlacePart, on: date) -> Place:
    one = Place(code=part.code, name=part.name.strip(), kind=place.kind, parent=place.parent, listed_from=on)
    if part.boundary is not None:
        try:
            one.bound(part.boundary)
        except ValueError as wrong:
            raise BoundaryWrong(field="boundary", place=part.name, reason=wrong) from wrong
    return one


def check_fit(place: Place, parts: Sequence[PlacePart]) -> None:
    """The parts fill the whole and do not overlap. Raises: BoundaryWrong, PartsDoNotFit."""
    if place.boundary is None:
        return
    lacking = [part.name for part in parts if part.boundary is None]
    if lacking:
        raise BoundaryWrong(field="boundary", place=lacking[0], reason="没有边界")
    try:
        found = flaws(place.boundary, [(part.code, part.boundary or {}) for part in parts])
    except ValueError as wrong:
        raise BoundaryWrong(field="boundary", place=place.name, reason=wrong) from wrong
    if found:
        told = "；".join(FLAWS[one.kind].format(area=one.square_metres) for one in found[:4])
        raise PartsDoNotFit(field="boundary", place=place.name, problems=told)
