"""Locking out who guesses: by account at once, by address after far more failures.

django-axes keeps the count. An office shares one address, so that the two have limits of their own. An
account that does not exist is locked like any other: nothing here tells which ones there are.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.db.models import Max, Sum
from django.db.models.query import QuerySet
from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.access.models import Outcome
from gongzhi.kernel.access.sessions import machine, note
from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Kind, Refusal


class LockedOut(Refusal):
    code = "access.locked_out"
    kind = Kind.BUSY
    message = "输错次数过多，已锁定，请{minutes}分钟后再试。着急可请系统管理员解锁。"


def limit(request: HttpRequest | None, credentials: dict[str, Any] | None) -> int:
    return value("access.lock_failures", today())


def cool_off(request: HttpRequest | None = None) -> timedelta:
    return timedelta(minutes=value("access.lock_minutes", today()))


def username_of(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The user name as it is counted: as an account would be found, whoever knocks."""
    given = (credentials or {}).get("username")
    if given is None and request is not None:
        given = request.POST.get("username", "")
    return (given or "").strip().lower()[:255]


def _failures(rows: QuerySet[AccessAttempt]) -> int:
    return rows.aggregate(n=Sum("failures_since_start"))["n"] or 0


def _recent() -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__gt=machine() - cool_off())


class Handler(AxesDatabaseHandler):
    """Counts an address's failures on a scale of its own, so that one limit serves both."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        by_account = _failures(_recent().filter(username=username_of(request, credentials)))
        by_address = _failures(_recent().filter(ip_address=request.axes_ip_address))
        wide = value("access.lock_address_failures", today())
        return max(by_account, by_address * limit(request, credentials) // wide)


def refusal(request: HttpRequest, credentials: dict[str, Any] | None = None) -> LockedOut:
    """How long the one who knocks has to wait, in whole minutes, at least one."""
    rows = _recent().filter(username=username_of(request, credentials))
    if _failures(rows) < limit(request, credentials):
        rows = _recent().filter(ip_address=request.axes_ip_address)
    last = rows.aggregate(last=Max("attempt_time"))["last"] or machine()
    return LockedOut(field="username", minutes=_minutes(last + cool_off()))


def shown(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page as the form drew it, with the refusal on it; a bare one for who came without the form."""
    return response or HttpResponse(str(refusal(request, credentials)), status=429)


def _minutes(until: datetime) -> int:
    return max(1, math.ceil((until - machine()).total_seconds() / 60))


def locked_usernames(usernames: list[str]) -> set[str]:
    """Which of these accounts are locked now. One query."""
    rows = _recent().filter(username__in=usernames).values("username").annotate(n=Sum("failures_since_start"))
    return set(rows.filter(n__gte=limit(None, None)).values_list("username", flat=True))


def unlock(*, officer: Officer, by: Officer, at: datetime) -> int:
    """Let a locked account try again at once. Returns the number of failures forgotten."""
    rows = AccessAttempt.objects.filter(username=officer.username)
    count = _failures(rows)
    rows.delete()
    note(Outcome.UNLOCKED, officer=officer, at=at, words=f"由{by.name}办理", by=by)
    return count
