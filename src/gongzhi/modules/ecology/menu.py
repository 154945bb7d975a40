"""The menu of ecology."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem

VIEW = "ecology.view"
MENU = (
    MenuItem("生态月报", "ecology:report", VIEW, icon="report-analytics", order=10),
    MenuItem("生态问题", "ecology:problems", VIEW, icon="alert-triangle", order=20),
    MenuItem("生态巡查", "ecology:rounds", VIEW, icon="timeline", order=30),
    MenuItem("巡查路线", "ecology:routes", VIEW, icon="map-pin", order=40),
    MenuItem("环保工作站", "ecology:stations", VIEW, icon="home", order=50),
    MenuItem("河长林长", "ecology:reaches", VIEW, icon="plant-2", order=60),
    MenuItem("工地和企业", "ecology:sites", VIEW, icon="building", order=65),
    MenuItem("督察整改", "ecology:items", VIEW, icon="list-check", order=70),
)
