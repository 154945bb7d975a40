"""The menu of supervision; each part adds its line."""

from __future__ import annotations

from gongzhi.kernel.modules import MenuItem

MENU = (MenuItem("任务清单", "supervision:plans", "supervision.plan", icon="clipboard-list", order=20),)
