"""The three processes of a running county: web server, background worker, clock of duties."""

from __future__ import annotations

import os
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

from gongzhi.launcher.tree import Child

NAMES = {"server": "网页服务", "worker": "后台任务", "clock": "定时职责"}


def surroundings(var: Path, **more: str) -> dict[str, str]:
    """The environment of every process of one tree."""
    metrics = var / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)  # counters of processes that are gone
    metrics.mkdir(parents=True)
    return {
        **os.environ, "GONGZHI_VAR": str(var), "GONGZHI_TREE": "1", "DJANGO_SETTINGS_MODULE": "gongzhi.settings",
        "PROMETHEUS_MULTIPROC_DIR": str(metrics), "PYTHONUNBUFFERED": "1", **more,
    }  # fmt: skip


def children(
    env: dict[str, str],
    *,
    host: str,
    port: int,
    workers: int,
    threads: int,
    only: tuple[str, ...],
    logs: Path | None,
) -> list[Child]:
    """The processes named in `only`; `logs` is the folder for what they say, or None for the terminal."""
    if logs:
        logs.mkdir(parents=True, exist_ok=True)
    place = (
        f"{os.uname().nodename}:{env['GONGZHI_VAR']}"  # the lock on the folder lets only one tree run here
    )
    commands = {
        "server": _server(host, port, workers, threads),
        "worker": [sys.executable, "-m", "django", "gongzhi_worker", "--place", place],
        "clock": [sys.executable, "-m", "django", "gongzhi_clock", "--place", place],
    }
    return [
        Child(NAMES[name], command, env, _log(logs, name), waits=name != "server" and "server" in only)
        for name, command in commands.items()
        if name in only
    ]


def _server(host: str, port: int, workers: int, threads: int) -> list[str]:
    """WSGI, because granian's ASGI hung on SIGTERM and was ten times slower with synchronous views."""
    return [
        sys.executable, "-m", "granian", "gongzhi.wsgi:application", "--interface", "wsgi", "--no-ws",
        "--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads),
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning",
    ]  # fmt: skip


def _log(folder: Path | None, name: str) -> Path | None:
    """A log file that starts anew when it has grown past 20 MB; the one before is kept."""
    if folder is None:
        return None
    path = folder / f"{name}.log"
    if path.exists() and path.stat().st_size > 20_000_000:
        path.replace(path.with_suffix(".log.1"))
    return path


def answers(url: str) -> bool:
    """Whether something answers there, be it with an error."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False
    return True
