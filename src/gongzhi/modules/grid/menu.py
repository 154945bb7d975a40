"""The menu of grid governance."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem
from gongzhi.modules.grid.events.queries import waiting
from gongzhi.modules.grid.visits.queries import late_visits

MENU = (
    MenuItem("网格事件", "grid:events", "grid.view", icon="map-pin", order=10),
    MenuItem("上报事件", "grid:report", "grid.report", icon="camera", order=15, home=15),
    MenuItem(
        "待派遣",
        "grid:to_dispatch",
        "grid.dispatch",
        icon="send",
        order=20,
        badge=waiting("dispatch"),
        home=18,
    ),
    MenuItem(
        "待核查", "grid:to_verify", "grid.verify", icon="clipboard-check", order=25, badge=waiting("verify")
    ),
    MenuItem("手机端", "field:home", "grid.report", icon="device-mobile", order=28),
    MenuItem("网格地图", "grid:map", "grid.view", icon="map", order=30),
    MenuItem("网格总览", "grid:overview", "grid.figures", icon="chart-bar", order=35),
    MenuItem("走访记录", "grid:visits", "people.view", icon="clipboard-list", order=40, badge=late_visits),
    MenuItem("网格巡查", "grid:rounds", "grid.view", icon="timeline", order=38),
    MenuItem("人房企", "grid:residents", "people.view", icon="users", order=50),
    MenuItem("网格", "grid:grids", "grid.view", icon="sitemap", order=60),
    MenuItem("部件", "grid:components", "grid.view", icon="tool", order=70),
    MenuItem("事件类别", "grid:categories", "grid.view", icon="list-details", order=80),
)
