"""What taking residents, houses and organisations in has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from gongzhi.kernel.sheets.lines import Line

BATCH = 500


def there(model: Any, key: str, column: str, lines: Sequence[Line]) -> dict[int, Any]:
    index = {line.values.get(column) or line.cells[column]: line.number for line in lines}
    found: dict[int, Any] = {}
    for some in chunks(sorted(index), 5000):
        found |= {index[getattr(one, key)]: one for one in model.objects.filter(Q(**{f"{key}__in": some}))}
    return found


def chunks(keys: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [keys[first : first + size] for first in range(0, len(keys), size)]


def spot(longitude: float | None, latitude: float | None) -> str:
    return "" if longitude is None or latitude is None else f"{longitude:.6f}，{latitude:.6f}"
