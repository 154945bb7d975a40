"""/healthz for whoever watches over the system, /metrics for Prometheus. Neither names a person or a matter."""

from __future__ import annotations

import hmac
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import prometheus_client
from django.conf import settings
from django.core.cache import cache as kept
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CollectorRegistry, multiprocess
from prometheus_client.core import GaugeMetricFamily

from gongzhi.env import VAR
from gongzhi.kernel.duty import queries

LEAST_FREE_MB = 512


def report() -> dict[str, str]:
    """Each part and what is wrong with it, "" when nothing is."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "worker": lambda: "" if queries.living("worker") else "没有在运行的后台任务进程",
        "clock": lambda: "" if queries.living("clock") else "没有在运行的定时职责进程",
        "duties": lambda: f"有{count}项职责没有尽到" if (count := queries.troubles().count()) else "",
        "tasks": lambda: f"有{count}项后台任务失败" if (count := queries.counts()["failed"]) else "",
        "disk": _disk,
    }
    said: dict[str, str] = {}
    for name, check in checks.items():
        try:
            said[name] = "" if said.get("database") else check()
        except DatabaseError as error:
            said[name] = str(error).strip().splitlines()[0][:200]
    return said


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    """A database never goes back, so a full one is asked only once a process."""
    from django.db.migrations.executor import MigrationExecutor

    if kept.get("gongzhi.migrated"):
        return ""
    executor = MigrationExecutor(connection)
    owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if owed:
        return f"还有{len(owed)}步升级没有做"
    kept.set("gongzhi.migrated", True, 3600)
    return ""


def free_mb() -> int:
    """Megabytes left where the data lie."""
    return shutil.disk_usage(VAR).free // 1024**2


def _disk() -> str:
    free = free_mb()
    return "" if free >= LEAST_FREE_MB else f"磁盘只剩{free}MB"


# failures that people must look at, but which a restart of the process would not cure
MILD = frozenset({"duties", "tasks"})


def healthz(request: HttpRequest) -> JsonResponse:
    """200 while all is well, 503 when something must be mended; the reasons are told to this machine only."""
    said = report()
    well = not any(reason for name, reason in said.items() if name not in MILD)
    told = {
        name: (reason or "ok") if is_near(request) else ("failing" if reason else "ok")
        for name, reason in said.items()
    }
    return JsonResponse({"status": "ok" if well else "failing", **told}, status=200 if well else 503)


def is_near(request: HttpRequest) -> bool:
    """Whether the caller is on this machine and not behind a proxy, or holds the token."""
    token = settings.METRICS_TOKEN
    if token and hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    return (
        not token
        and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
        and "X-Forwarded-For" not in request.headers
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text: requests of all processes, and the state of the background work."""
    if not is_near(request):
        return HttpResponse(
            "请带上 GONGZHI_METRICS_TOKEN 的令牌。\n", status=403, content_type="text/plain; charset=utf-8"
        )
    text = prometheus_client.generate_latest(_requests()) + prometheus_client.generate_latest(_state())
    return HttpResponse(text, content_type=prometheus_client.CONTENT_TYPE_LATEST)


def _requests() -> CollectorRegistry:
    """What all web processes counted together, or this one alone when they share no folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return prometheus_client.REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


@cache
def _state() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(State())
    return registry


class State:
    """Counted when asked: five small queries."""

    def collect(self) -> Iterator[Any]:
        tasks = GaugeMetricFamily("gongzhi_tasks", "Background tasks by status", labels=["status"])
        for status, count in queries.counts().items():
            tasks.add_metric([status], count)
        yield tasks
        alive = GaugeMetricFamily("gongzhi_processes", "Processes that gave a sign lately", labels=["kind"])
        for kind in ("worker", "clock"):
            alive.add_metric([kind], len(queries.living(kind)))
        yield alive
        yield GaugeMetricFamily(
            "gongzhi_task_wait_seconds", "Longest wait of a task that could run", value=queries.longest_wait()
        )
        yield GaugeMetricFamily("gongzhi_duty_troubles", "Duties that fail", value=queries.troubles().count())
        yield GaugeMetricFamily(
            "gongzhi_disk_free_bytes", "Disk left for the data", value=free_mb() * 1024**2
        )
