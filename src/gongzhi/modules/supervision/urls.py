"""Addresses of supervision; each part brings its own list."""

from __future__ import annotations

from gongzhi.modules.supervision.views_tasks import task_urls

app_name = "supervision"
urlpatterns = [
    *task_urls,
]
