"""The menu of grid governance."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem
from gongzhi.modules.grid.events.queries import waiting

MENU = (
    MenuItem("网格事件", "grid:events", "grid.view", icon="map-pin", order=10),
    MenuItem("上报事件", "grid:report", "grid.report", icon="camera", order=15),
    MenuItem("待派遣", "grid:to_dispatch", "grid.dispatch", icon="send", order=20, badge=waiting("dispatch")),
    MenuItem(
        "待核查", "grid:to_verify", "grid.verify", icon="clipboard-check", order=25, badge=waiting("verify")
    ),
)
