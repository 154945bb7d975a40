"""Who calls: a browser session (with CSRF), or a program with a token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import officer_of


class Session(SessionAuth):
    """A signed-in officer's browser; unsafe methods need the CSRF token."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated and request.user.is_active else None


class Token(HttpBearer):
    """`Authorization: Bearer gz_...`; the program acts as the officer, so the rest of the request sees that officer."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        officer = officer_of(token, now())
        if officer is not None:
            request.user = officer
        return officer


AUTH = [Token(), Session()]
