"""All addresses. Modules add theirs through the registry; this file names what is the whole system's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongzhi import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]
