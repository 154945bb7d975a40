"""Boundaries in and out as GeoJSON: every feature is matched to a place, all are taken or none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gongzhi.kernel.org import facts
from gongzhi.kernel.org.geometry import NotABoundary, area_of, flaws, from_gcj, geojson
from gongzhi.kernel.org.models import BOUND, Officer, Place
from gongzhi.kernel.org.queries import present_places
from gongzhi.kernel.org.rules import is_place_code
from gongzhi.kernel.refusals import Refusal

CODES = ("code", "代码", "区划代码", "网格编码", "adcode")
NAMES = ("name", "名称", "NAME")
SHOWN = 12  # problems told at once
MOST = 20_000


class NotGeoJson(Refusal):
    code = "org.not_geojson"
    message = "这个文件里没有边界：{reason}。请在制图软件里另存为要素集（GeoJSON），再上传。"


class BoundariesRefused(Refusal):
    code = "org.boundaries_refused"
    message = "有{count}个要素不能用，一个也没有保存：{problems}。请改正后再上传。"


@dataclass(frozen=True)
class Taken:
    """What an import did: how many places got a boundary, and where they do not fit their neighbours."""

    places: int
    flaws: int


def read_features(data: bytes) -> list[Mapping[str, Any]]:
    """The features of a file. Raises: NotGeoJson."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise NotGeoJson(field="file", reason="文字编码不是 UTF-8") from wrong
    except (ValueError, RecursionError) as wrong:
        raise NotGeoJson(field="file", reason="内容读不懂") from wrong
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not features:
        raise NotGeoJson(field="file", reason="里面没有要素")
    if len(features) > MOST:
        raise NotGeoJson(field="file", reason=f"超过{MOST}个要素，请分几次上传")
    return features


@transaction.atomic
def take_boundaries(*, data: bytes, gcj: bool = False, by: Officer | None, at: datetime) -> Taken:
    """Give places the boundaries of a file, found by code, or by name where only one place has it. All or none.

    `gcj`: the file's positions are those of Chinese map services, and are converted. Some six statements.
    Raises: NotGeoJson, BoundariesRefused. Records: org.place_changed for each.
    """
    features = read_features(data)
    known = _known()
    problems: list[str] = []
    places: dict[str, Place] = {}
    for number, feature in enumerate(features, 1):
        try:
            place = _match(feature, known)
            if place.code in places:
                raise NotABoundary(f"{place.name}（{place.code}）出现了两次")
            place.bound(_moved(feature["geometry"]) if gcj else feature.get("geometry") or {})
            places[place.code] = place
        except (ValueError, KeyError, TypeError) as wrong:
            reason = wrong if isinstance(wrong, NotABoundary) else "不是 GeoJSON 的面"
            problems.append(f"第{number}个：{reason}")
    if problems:
        more = "……" if len(problems) > SHOWN else ""
        raise BoundariesRefused(
            field="file", count=len(problems), problems="；".join(problems[:SHOWN]) + more
        )
    Place.objects.bulk_update(places.values(), BOUND, batch_size=500)
    told = [facts.PlaceChanged(place.code, place.name) for place in places.values()]
    facts.announce_all(told, by=by, at=at)
    parents = {place.parent_id for place in places.values() if place.parent_id}
    return Taken(len(places), sum(len(misfits(parent)) for parent in sorted(parents)[:50]))


def _known() -> dict[str, Place | None]:
    """Every place by code and by name; a name that several have stands for none."""
    rows = list(Place.objects.filter(listed_to=None).defer("boundary"))
    known: dict[str, Place | None] = {}
    for place in rows:
        known[place.name] = None if place.name in known else place
    return known | {place.code: place for place in rows}


def _match(feature: Any, known: Mapping[str, Place | None]) -> Place:
    """Raises: NotABoundary, which says what is missing."""
    told = feature.get("properties") if isinstance(feature, dict) else None
    told = told if isinstance(told, dict) else {}
    code = next((str(told[name]).strip() for name in CODES if told.get(name)), "")
    name = next((str(told[name]).strip() for name in NAMES if told.get(name)), "")
    if code:
        if not is_place_code(code) or known.get(code) is None:
            raise NotABoundary(f"没有代码为“{code}”的地方，请先新建它")
        return known[code]
    if not name:
        raise NotABoundary("没有 code 或 name 属性，不知道是哪个地方")
    if name not in known:
        raise NotABoundary(f"没有叫“{name}”的地方")
    found = known[name]
    if found is None:
        raise NotABoundary(f"叫“{name}”的地方不止一个，请写上 code 属性")
    return found


def _moved(boundary: Mapping[str, Any]) -> dict[str, Any]:
    """A boundary drawn on a Chinese map service, in WGS 84."""
    import shapely

    def back(points: Any) -> list[tuple[float, float]]:
        return [from_gcj(float(x), float(y)) for x, y in points]

    return geojson(shapely.transform(area_of(boundary), back))


def export(within: str, kinds: Sequence[str]) -> dict[str, Any]:
    """Boundaries at and below a place as GeoJSON; places without one are left out. One statement."""
    rows = present_places(within).filter(kind__in=kinds, boundary__isnull=False).order_by("code")
    features = [
        {
            "type": "Feature",
            "properties": {"code": place.code, "name": place.name, "kind": place.get_kind_display()},
            "geometry": place.boundary,
        }
        for place in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def misfits(code: str) -> list[Any]:
    """Gaps and overlaps among the places right below one, as `geometry.Flaw`, largest first. Two statements."""
    whole = Place.objects.filter(code=code).values_list("boundary", flat=True).first()
    parts = Place.objects.filter(parent=code, boundary__isnull=False, listed_to=None).values_list(
        "code", "boundary"
    )
    return flaws(whole, list(parts))
