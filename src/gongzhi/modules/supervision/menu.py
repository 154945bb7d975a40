"""The menu of supervision; each part adds its line."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem
from gongzhi.modules.supervision.views_board import decisions_waiting

MENU = (
    MenuItem(
        "督查总览",
        "supervision:leaders",
        "supervision.lead",
        icon="layout-dashboard",
        order=5,
        home=30,
        badge=decisions_waiting,
    ),
    MenuItem("督查任务", "supervision:tasks", "supervision.view", icon="checklist", order=10),
    MenuItem("本期应报", "supervision:tasks_due", "supervision.report", icon="calendar-due", order=12),
    MenuItem("任务清单", "supervision:plans", "supervision.plan", icon="clipboard-list", order=20),
    MenuItem("挂账销号", "supervision:holds", "supervision.view", icon="flag", order=40),
    MenuItem("督办文书", "supervision:slips", "supervision.view", icon="mail", order=50),
    MenuItem("调度会议", "supervision:meetings", "supervision.lead", icon="users", order=60),
    MenuItem("考核排名", "supervision:ranking", "supervision.assess", icon="chart-bar", order=70),
    MenuItem("通报专报", "supervision:papers", "supervision.circulate", icon="file-text", order=80),
    MenuItem("单位账号", "supervision:unit_accounts", "supervision.accounts", icon="user-plus", order=85),
)
