"""What `./gongzhi bench grid` measures: reporting events, the desks' lists, the map with all its points."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from gongzhi.modules.grid.flow import GRID_EVENT

DESK = (
    "grid.view",
    "grid.report",
    "grid.verify",
    "grid.dispatch",
    "grid.press",
    "grid.figures",
    "people.view",
)


class Grid:
    flow = GRID_EVENT
    permissions = {
        "clerk": DESK,
        "handler": ("grid.view", "grid.handle"),
        "townsman": ("grid.view", "grid.handle"),
        "leader": ("grid.view", "grid.figures"),
    }
    sizes = (100_000, 1_000_000)
    pages = (
        ("处理单位待办", "/worklist/", "handler"),
        ("网格事件（全县）", "/grid/", "clerk"),
        ("网格事件（单位）", "/grid/", "handler"),
        ("网格事件（全县，第101页）", "/grid/", "clerk", 100),
        ("待派遣", "/grid/?desk=dispatch", "clerk"),
        ("超期未办", "/grid/?light=overdue", "clerk"),
        ("网格总览", "/grid/overview/", "leader"),
        ("地图着色（全县）", "/grid/map/places/?by=all&level=town&span=", "clerk"),
        ("地图上的未结事件", "/grid/points/?state=open", "clerk"),
    )

    def creation(self, n: int) -> tuple[str, dict[str, Any]]:
        """The n-th event that a worker reports."""
        body = {
            "text": f"第{n}处路灯不亮，晚上看不见路，请来修一修。",
            "place": f"3499211{n % 15 + 1:02d}000",
            "longitude": round(116.1 + n % 400 / 1000, 6),
            "latitude": round(32.8 + n // 400 % 300 / 1000, 6),
            "accuracy": n % 40 + 3,
        }
        return "grid/events", body

    def fill(self, first: int, last: int, at: datetime) -> None:
        """A row for each matter, and a position, somewhere in the county."""
        with connection.cursor() as cursor:
            cursor.execute(_PLACE, [first, last])
            cursor.execute(_FILL, [first, last])


_PLACE = """
    UPDATE flow_matter SET longitude = 116.1 + (id %% 997) * 0.0004, latitude = 32.8 + (id %% 691) * 0.0004
    WHERE id BETWEEN %s AND %s
"""
_FILL = """
    INSERT INTO grid_gridevent (matter_id, channel, level, text, spot, reported_in, urgent, self_handled, done, "key",
        dispatches, returns, deferrals, result, reworks, ground, in_time, filed_at)
    SELECT id, 'worker', 'town', '', '', place_code, false, false, '', '', 1, 0, 0, '', 0, '',
        CASE WHEN closed_at IS NULL THEN NULL ELSE id %% 7 <> 0 END, opened_at
    FROM flow_matter WHERE id BETWEEN %s AND %s
"""

BENCH = Grid()
