"""Maps: the county's own boundaries, points of any kind, and the place at a position. No tile server is needed.

A page puts `{% map %}` where a map belongs; what it draws it fetches from addresses that answer with `places` or
`points` below. Positions are WGS 84, longitude first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_response_headers

from gongzhi.kernel.org.models import Place, PlaceKind
from gongzhi.kernel.org.queries import place_at, present_places
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.guard import public

LEVELS = {
    "town": (PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP, PlaceKind.ZONE),
    "village": (PlaceKind.VILLAGE, PlaceKind.COMMUNITY),
    "grid": (PlaceKind.GRID,),
    "micro": (PlaceKind.MICRO_GRID,),
}
SHADES = ("s0", "s1", "s2", "s3", "s4")  # from least to most


class PositionWrong(Refusal):
    code = "web.position_wrong"
    message = "位置“{given}”不对：经度应在-180到180之间，纬度应在-90到90之间。请在地图上点选。"


def position(longitude: str, latitude: str) -> tuple[float, float]:
    """A position as typed or sent. Raises: PositionWrong, for what is no number, not finite or off the globe.

    >>> position("116.3", "32.95")
    (116.3, 32.95)
    """
    given = f"{longitude}，{latitude}"
    try:
        found = float(longitude), float(latitude)
    except ValueError as wrong:
        raise PositionWrong(field="position", given=given) from wrong
    if not (abs(found[0]) <= 180 and abs(found[1]) <= 90):  # NaN is not <= anything
        raise PositionWrong(field="position", given=given)
    return found


def full_name(place: Place) -> str:
    """The names of a place from its township down: 泽口镇东庄村第1网格."""
    above = {PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY}
    names, at = [], place
    while at is not None and (at is place or at.kind not in above):
        names.append(at.name)
        at = at.parent
    return "".join(reversed(names))


@public
def where(request: HttpRequest) -> JsonResponse:
    """The lowest place at `lon`, `lat`: {code, name}; both empty outside the county's boundaries. Two statements.

    Raises: PositionWrong.
    """
    place = place_at(*position(request.GET.get("lon", ""), request.GET.get("lat", "")))
    return JsonResponse({"code": place.code if place else "", "name": full_name(place) if place else ""})


@public
def boundaries(request: HttpRequest) -> HttpResponse:
    """Boundaries of one level at and below `within`, as GeoJSON; boundaries are no secret. One statement, or none."""
    level = request.GET.get("level", "town")
    within = request.GET.get("within", "")
    if level not in LEVELS or not within.isdigit():
        return JsonResponse({"type": "FeatureCollection", "features": []})
    key = f"map:{within}:{level}"
    found = cache.get(key)
    if found is None:
        found = features(present_places(within).filter(kind__in=LEVELS[level], boundary__isnull=False))
        cache.set(key, found, 600)
    response = JsonResponse(found)
    patch_response_headers(response, 600)
    return response


def features(
    places: Iterable[Place],
    values: Mapping[str, float] | None = None,
    hrefs: Mapping[str, str] | None = None,
    unit: str = "",
) -> dict[str, Any]:
    """Places as GeoJSON; with `values` by code each gets its value, a shade of five by rank, and its link."""
    places = list(places)
    shade = _shades({place.code: (values or {}).get(place.code, 0) for place in places}) if values else {}
    rows = []
    for place in places:
        told: dict[str, Any] = {"code": place.code, "name": place.name}
        if values is not None:
            told |= {
                "value": values.get(place.code, 0),
                "unit": unit,
                "shade": shade.get(place.code, SHADES[0]),
            }
        if hrefs and place.code in hrefs:
            told["href"] = hrefs[place.code]
        rows.append({"type": "Feature", "properties": told, "geometry": place.boundary})
    return {"type": "FeatureCollection", "features": rows}


def _shades(values: Mapping[str, float]) -> dict[str, str]:
    """Five shades of equally many places; equal values share one, and nought has the lightest.

    >>> _shades({"a": 0, "b": 3, "c": 3, "d": 9})
    {'a': 's0', 'b': 's3', 'c': 's3', 'd': 's4'}
    """
    ranked = sorted(value for value in values.values() if value)
    steps = len(SHADES) - 1
    return {
        code: SHADES[0] if not value else SHADES[-(-(bisect_right(ranked, value) * steps) // len(ranked))]
        for code, value in values.items()
    }


def points(
    rows: Iterable[tuple[float, float, str, str]],
    detail: str = "",
    *,
    line: Sequence[tuple[float, float]] = (),
    fit: bool = False,
) -> JsonResponse:
    """Points as a map takes them: (longitude, latitude, key, light). `detail`: the address of one, with `KEY` in it.

    `line` is drawn through its positions; with `fit` the map shows what is drawn, not the whole of the county.
    Compact on purpose: 64,000 points are some 2 MB, less than a tenth of it on the way.
    """
    packed = [
        [round(longitude, 6), round(latitude, 6), key, light] for longitude, latitude, key, light in rows
    ]
    told: dict[str, Any] = {"points": packed, "detail": detail}
    if line:
        told["line"] = [[round(longitude, 6), round(latitude, 6)] for longitude, latitude in line]
    return JsonResponse(told | ({"fit": True} if fit else {}))


def tiles() -> dict[str, str]:
    """The county's own tile server, when it has one: its address with {z}{x}{y}, and whom to thank."""
    return {"url": settings.MAP_TILES, "thanks": settings.MAP_TILES_THANKS} if settings.MAP_TILES else {}


def shown_county() -> str:
    """The code of the county that this system serves, or of the widest place there is; "" without places."""
    code = cache.get("map:county")
    if code is None:
        kinds = Place.objects.filter(kind=PlaceKind.COUNTY).order_by("code").values_list("code", flat=True)
        code = kinds.first() or Place.objects.order_by("code").values_list("code", flat=True).first() or ""
        cache.set("map:county", code, 60)
    return code
