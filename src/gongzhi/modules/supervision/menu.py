"""The menu of supervision; each part adds its line."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem

MENU = (
    MenuItem("督查任务", "supervision:tasks", "supervision.view", icon="checklist", order=10),
    MenuItem("本期应报", "supervision:tasks_due", "supervision.report", icon="calendar-due", order=12),
)
