"""Boundaries and positions: GeoJSON geometries and WGS 84 degrees, longitude first. Pure, without Django."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import mapping, shape

METRES_A_DEGREE = 111_320.0  # of latitude; of longitude times the cosine of the latitude
SMALLEST_FLAW = 500.0  # square metres: what two hand-drawn lines differ by without anybody's meaning it
DIGITS = 6  # of a degree kept: 0.1 m


class NotABoundary(ValueError):
    """The geometry is no closed area; the message says why, in Chinese."""


@dataclass(frozen=True)
class Box:
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Flaw:
    """Where the parts of a place do not fit: `codes` names one or two of them; `at` is a point inside the flaw."""

    kind: str  # gap, overlap, outside
    codes: tuple[str, ...]
    square_metres: int
    at: tuple[float, float]


def area_of(boundary: Mapping[str, Any]) -> shapely.Geometry:
    """The polygon or polygons of a GeoJSON geometry; self-crossing lines are mended. Raises: NotABoundary.

    >>> area_of({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}).area
    1.0
    """
    try:
        found = shapely.make_valid(shape(boundary))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as wrong:
        raise NotABoundary("不是 GeoJSON 的面（Polygon 或 MultiPolygon）") from wrong
    parts = [one for one in shapely.get_parts(found) if one.geom_type in ("Polygon", "MultiPolygon")]
    if not parts or not all(math.isfinite(one) for one in found.bounds):
        raise NotABoundary("没有围成面")
    west, south, east, north = found.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise NotABoundary("坐标不是经纬度，经度在前、纬度在后")
    return shapely.union_all(parts)


def geojson(area: shapely.Geometry) -> dict[str, Any]:
    """The geometry as GeoJSON, to a tenth of a metre."""
    rounded = shapely.set_precision(area, 10**-DIGITS, mode="pointwise")
    return {"type": rounded.geom_type, "coordinates": _lists(mapping(rounded)["coordinates"])}


def _lists(given: Any) -> Any:
    return round(given, DIGITS) if isinstance(given, float) else [_lists(one) for one in given]


def box_of(boundary: Mapping[str, Any]) -> Box:
    """The rectangle around a boundary. Raises: NotABoundary."""
    return Box(*area_of(boundary).bounds)


def innermost(boundaries: Iterable[tuple[str, Mapping[str, Any]]], longitude: float, latitude: float) -> str:
    """The longest code among the places that contain a position, or "". A position on a line belongs to the first.

    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
    >>> innermost([("34", square), ("3499", square)], 1, 1), innermost([("34", square)], 3, 1)
    ('3499', '')
    """
    point = shapely.Point(longitude, latitude)
    for code, boundary in sorted(boundaries, key=_inner_first):
        if area_of(boundary).covers(point):
            return code
    return ""


def innermosts(
    boundaries: Iterable[tuple[str, Mapping[str, Any]]], positions: Sequence[tuple[float, float]]
) -> list[str]:
    """`innermost` of many positions, each boundary read once.

    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
    >>> innermosts([("34", square), ("3499", square)], [(1, 1), (3, 1), (2, 2)])
    ['3499', '', '3499']
    """
    ordered = sorted(boundaries, key=_inner_first)
    found = [len(ordered)] * len(positions)
    tree = shapely.STRtree([area_of(boundary) for _, boundary in ordered])
    pairs = tree.query(shapely.points(positions), predicate="covered_by") if positions else ((), ())
    for position, place in zip(*pairs, strict=True):
        found[position] = min(found[position], int(place))
    return [ordered[one][0] if one < len(ordered) else "" for one in found]


def _inner_first(one: tuple[str, Any]) -> tuple[int, str]:
    return -len(one[0].rstrip("0")), one[0]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two positions (longitude, latitude), good to a thousandth within a county.

    >>> round(metres((116.0, 33.0), (116.0, 33.001)))
    111
    """
    middle = math.radians((one[1] + other[1]) / 2)
    return math.hypot((one[0] - other[0]) * math.cos(middle), one[1] - other[1]) * METRES_A_DEGREE


def flaws(whole: Mapping[str, Any] | None, parts: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Flaw]:
    """Gaps, overlaps and what sticks out of the whole, largest first; slivers below 500 m² are let pass.

    >>> left = {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}
    >>> right = {"type": "Polygon", "coordinates": [[[0.009, 0], [0.02, 0], [0.02, 0.01], [0.009, 0.01], [0.009, 0]]]}
    >>> [(flaw.kind, flaw.codes) for flaw in flaws(None, [("a", left), ("b", right)])]
    [('overlap', ('a', 'b'))]
    """
    areas = [(code, area_of(boundary)) for code, boundary in parts]
    found = list(_overlaps(areas))
    if whole is not None and areas:
        outer, together = area_of(whole), shapely.union_all([area for _, area in areas])
        found += _pieces("gap", (), outer.difference(together))
        for code, area in areas:
            found += _pieces("outside", (code,), area.difference(outer))
    return sorted(found, key=lambda flaw: -flaw.square_metres)


def _overlaps(areas: Sequence[tuple[str, shapely.Geometry]]) -> Iterable[Flaw]:
    tree = shapely.STRtree([area for _, area in areas])
    for n, (code, area) in enumerate(areas):
        for other in sorted(int(key) for key in tree.query(area, predicate="intersects")):
            if other > n:
                yield from _pieces("overlap", (code, areas[other][0]), area.intersection(areas[other][1]))


def _pieces(kind: str, codes: tuple[str, ...], area: shapely.Geometry) -> Iterable[Flaw]:
    for piece in shapely.get_parts(area):
        middle = piece.representative_point()
        size = round(piece.area * METRES_A_DEGREE**2 * math.cos(math.radians(middle.y if piece.area else 0)))
        if size >= SMALLEST_FLAW:
            yield Flaw(kind, codes, size, (round(middle.x, DIGITS), round(middle.y, DIGITS)))


def halves(
    boundary: Mapping[str, Any], points: Sequence[tuple[float, float]], *, across: bool = False
) -> list[dict[str, Any]]:
    """A boundary cut in two by a straight line, so that about half of the points lie on each side; west or north first.

    The line runs from north to south, or with `across` from west to east. Without points it halves the rectangle around.
    Raises: NotABoundary, when the line leaves nothing on one side.

    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]}
    >>> west, east = halves(square, [(0.5, 1), (1.0, 1), (2.0, 1), (3.0, 1)])
    >>> box_of(west).east, box_of(east).west
    (1.5, 1.5)
    """
    area, axis = area_of(boundary), 1 if across else 0
    west, south, east, north = area.bounds
    there = sorted(one[axis] for one in points)
    middle = len(there) // 2
    line = (south + north if across else west + east) / 2
    if middle and there[middle - 1] < there[middle]:
        line = (there[middle - 1] + there[middle]) / 2
    if across:
        sides = (shapely.box(west, line, east, north), shapely.box(west, south, east, line))
    else:
        sides = (shapely.box(west, south, line, north), shapely.box(line, south, east, north))
    found = [area.intersection(side) for side in sides]
    if any(part.area <= 0 for part in found):
        raise NotABoundary("这条线没有把它分成两块")
    return [geojson(part) for part in found]


_A, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # the Krasovsky ellipsoid, on which GCJ-02 is defined


def to_gcj(longitude: float, latitude: float) -> tuple[float, float]:
    """A WGS 84 position as Chinese map services show it (GCJ-02), some 500 m away; outside China unchanged.

    >>> tuple(round(one, 4) for one in to_gcj(116.391, 39.907))
    (116.3972, 39.9084)
    """
    if not (72.004 <= longitude <= 137.8347 and 0.8293 <= latitude <= 55.8271):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    common = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + common
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + common
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    angle = math.radians(latitude)
    flat = 1 - _ECCENTRICITY * math.sin(angle) ** 2
    north = math.degrees(north / ((_A * (1 - _ECCENTRICITY)) / (flat * math.sqrt(flat))))
    east = math.degrees(east / (_A / math.sqrt(flat) * math.cos(angle)))
    return longitude + east, latitude + north


def from_gcj(longitude: float, latitude: float) -> tuple[float, float]:
    """The WGS 84 position behind one of a Chinese map service, to a centimetre.

    >>> back = from_gcj(*to_gcj(116.391, 39.907))
    >>> round(metres(back, (116.391, 39.907)), 2)
    0.0
    """
    found = longitude, latitude
    for _ in range(6):
        there = to_gcj(*found)
        found = found[0] - there[0] + longitude, found[1] - there[1] + latitude
    return found
