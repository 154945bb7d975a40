"""One log line and one measurement for each request."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

log = structlog.get_logger("gongzhi.request")

SECONDS = Histogram(
    "gongzhi_request_seconds",
    "How long requests take, by route",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
QUIET = frozenset({"healthz", "metrics"})


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write who asked which route and how it went; a route holds no number or code that names a person."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        took = time.perf_counter() - began
        match = request.resolver_match
        route = match.route if match else ""
        SECONDS.labels(request.method, route or "-", response.status_code).observe(took)
        if route not in QUIET:
            officer = getattr(request, "_cached_user", None)  # set only when the page asked who is signed in
            log.info(
                "request", method=request.method, route=route or request.path, status=response.status_code,
                ms=round(took * 1000, 1), officer=getattr(officer, "pk", None),
            )  # fmt: skip
        return response

    return handle
