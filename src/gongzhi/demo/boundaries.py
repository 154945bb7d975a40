"""Invented boundaries of the fictional county: grids that fill it, villages made of grids, towns made of villages. Pure.

Nobody's real lines: seeds are drawn from a fixed random source, every grid is the land nearest to its seed, and
whatever is larger is the union of what lies below it, so that nothing overlaps and nothing is left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from gongzhi.demo import county

MIDDLE = (116.30, 32.95)
RADIUS = 0.232  # degrees of latitude: some 2,090 km²
WIDTH = 1 / math.cos(math.radians(MIDDLE[1]))  # degrees of longitude as long as one of latitude
Point = tuple[float, float]

# where the seats of the townships lie: share of the radius, and direction in degrees from the east
SEATS = {
    "城关街道": (0.06, 200),
    "清河街道": (0.12, 20),
    "清泽经济开发区": (0.26, 75),
    "泽口镇": (0.42, 150),
    "白石桥镇": (0.45, 215),
    "龙岗镇": (0.46, 330),
    "双塔集镇": (0.5, 275),
    "柳湾镇": (0.55, 30),
    "马家店镇": (0.58, 105),
    "石梁镇": (0.8, 175),
    "永兴集镇": (0.8, 245),
    "南坪镇": (0.82, 300),
    "芦荡乡": (0.82, 350),
    "青石乡": (0.82, 60),
    "桃源岗乡": (0.82, 128),
}


@dataclass(frozen=True)
class Grid:
    """A grid of a village: `code` is the village's with the type (0 base, 1 dedicated) and a serial."""

    code: str
    name: str
    village: str
    area: shapely.Geometry


def outline() -> shapely.Polygon:
    """The county's outer line: a circle with bays and headlands."""
    waves = random.Random("outline")
    tones = [(n, waves.uniform(0, 2 * math.pi), waves.uniform(0.3, 1) * 0.12 / n) for n in range(2, 15)]
    points = []
    for step in range(360):
        angle = math.radians(step)
        reach = RADIUS * (1 + sum(size * math.sin(n * angle + phase) for n, phase, size in tones))
        points.append((MIDDLE[0] + reach * math.cos(angle) * WIDTH, MIDDLE[1] + reach * math.sin(angle)))
    return shapely.Polygon(points)


def grids() -> list[Grid]:
    """Every grid of the county with its land, by code; some 1,455, in about a second."""
    whole = outline()
    lands = _nearest(whole, [_seat(row["name"]) for row in county.townships()])
    villages: dict[str, list[str]] = {}
    for place in county.places():
        villages.setdefault(place.parent, []).append(place.code)
    seeds: list[tuple[str, int, Point]] = []  # village, type, where
    for town, land in zip(county.townships(), lands, strict=True):
        seeds += _seeds(town, land, villages[town["code"]])
    cells = _nearest(whole, [seed for _, _, seed in seeds])
    return _named([(*seed, cell) for seed, cell in zip(seeds, cells, strict=True)])


def unions(found: Sequence[Grid]) -> dict[str, shapely.Geometry]:
    """The land of every village, town and the county itself, by code."""
    below: dict[str, list[shapely.Geometry]] = {}
    for grid in found:
        below.setdefault(grid.village, []).append(grid.area)
    areas = {code: shapely.union_all(parts) for code, parts in below.items()}
    towns: dict[str, list[shapely.Geometry]] = {}
    for code, area in areas.items():
        towns.setdefault(f"{code[:9]}000", []).append(area)
    areas |= {code: shapely.union_all(parts) for code, parts in towns.items()}
    areas[county.COUNTY[0]] = shapely.union_all([areas[code] for code in towns])
    return areas


def _seat(town: str) -> Point:
    share, degrees = SEATS[town]
    angle = math.radians(degrees)
    reach = share * RADIUS
    return MIDDLE[0] + reach * math.cos(angle) * WIDTH, MIDDLE[1] + reach * math.sin(angle)


def _nearest(whole: shapely.Geometry, seeds: Sequence[Point]) -> list[shapely.Geometry]:
    """For each seed the part of the whole that is nearer to it than to any other."""
    points = shapely.MultiPoint(seeds)
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=whole))
    tree = shapely.STRtree(cells)
    mine = {int(n): int(cell) for n, cell in zip(*tree.query(shapely.points(seeds), "within"), strict=True)}
    return [shapely.intersection(cells[mine[n]], whole) for n in range(len(seeds))]


def _seeds(town: dict[str, str], land: shapely.Geometry, villages: list[str]) -> list[tuple[str, int, Point]]:
    """As many seeds as the town has grids, spread over its land, each given to the nearest village."""
    draw = random.Random(f"grids {town['code']}")
    base, dedicated = int(town["grids"]), int(town["dedicated"])
    points = _spread(draw, land, base + dedicated)
    heads = _apart(points, len(villages))
    owner = [min(range(len(heads)), key=lambda n, here=here: _distance(heads[n], here)) for here in points]
    special = set(draw.sample(range(len(points)), dedicated))
    return [(villages[owner[n]], int(n in special), here) for n, here in enumerate(points)]


def _spread(draw: random.Random, land: shapely.Geometry, count: int) -> list[Point]:
    """Points in the land, evened out once by moving each to the middle of what is nearest to it."""
    west, south, east, north = land.bounds
    points: list[Point] = []
    shapely.prepare(land)
    while len(points) < count:
        here = draw.uniform(west, east), draw.uniform(south, north)
        if land.contains(shapely.Point(here)):
            points.append(here)
    cells = _nearest(land, points)
    return [(cell.representative_point().x, cell.representative_point().y) for cell in cells]


def _apart(points: list[Point], count: int) -> list[Point]:
    """Some of the points, each as far as can be from those chosen before it."""
    chosen = [points[0]]
    while len(chosen) < count:
        chosen.append(max(points, key=lambda here: min(_distance(here, one) for one in chosen)))
    return chosen


def _distance(one: Point, other: Point) -> float:
    return math.hypot((one[0] - other[0]) / WIDTH, one[1] - other[1])


def _named(cells: list[tuple[str, int, Point, shapely.Geometry]]) -> list[Grid]:
    """Grids numbered within their village from west to east and north to south."""
    found, serial = [], {}
    for village, kind, _, area in sorted(cells, key=lambda one: (one[0], one[1], one[2][0], -one[2][1])):
        number = serial[village, kind] = serial.get((village, kind), 0) + 1
        word = "专属网格" if kind else "网格"
        found.append(Grid(f"{village}{kind}{number:02}", f"第{number}{word}", village, area))
    return found
