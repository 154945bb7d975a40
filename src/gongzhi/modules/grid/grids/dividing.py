"""Which part of a grid that is split gets what: by position, else the part that takes the rest. Pure but for shapely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.kernel.org.geometry import area_of


@dataclass(frozen=True)
class Ground:
    """The parts' boundaries in order, and the number of the part that takes what has no position in any."""

    areas: Sequence[Any]
    rest: int = 0

    @classmethod
    def of(cls, boundaries: Sequence[Mapping[str, Any] | None], rest: int = 0) -> Ground:
        """Raises: geometry.NotABoundary."""
        return cls([area_of(one) if one else None for one in boundaries], rest)

    def part(self, longitude: float | None, latitude: float | None) -> int:
        """The number of the part at a position.

        >>> left = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
        >>> right = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}
        >>> ground = Ground.of([left, right], rest=1)
        >>> ground.part(0.5, 0.5), ground.part(1.5, 0.5), ground.part(None, None)
        (0, 1, 1)
        """
        import shapely

        if longitude is None or latitude is None:
            return self.rest
        point = shapely.Point(longitude, latitude)
        return next(
            (n for n, area in enumerate(self.areas) if area is not None and area.covers(point)), self.rest
        )

    def part_of_area(self, boundary: Mapping[str, Any] | None) -> int | None:
        """The part in which a smaller area lies; None for one without a boundary."""
        if not boundary:
            return None
        middle = area_of(boundary).representative_point()
        return self.part(middle.x, middle.y)

    def share(self, rows: Iterable[tuple[Any, float | None, float | None]]) -> dict[int, list[Any]]:
        """Keys by the number of their part, from (key, longitude, latitude)."""
        found: dict[int, list[Any]] = {n: [] for n in range(len(self.areas))}
        for key, longitude, latitude in rows:
            found[self.part(longitude, latitude)].append(key)
        return found
