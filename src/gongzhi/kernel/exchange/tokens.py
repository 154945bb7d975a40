"""Making, checking and revoking API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal

PREFIX = "gz_"
LONGEST_DAYS = 366


class TokenTooLong(Refusal):
    code = "exchange.token_too_long"
    message = "令牌有效期最长{most}天，现在填的是{days}天。"


def create(*, officer: Officer, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a token; the second value is the secret, which is shown once and never again.

    Raises: TokenTooLong.
    """
    if not 0 < days <= LONGEST_DAYS:
        raise TokenTooLong(field="days", most=LONGEST_DAYS, days=days)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        officer=officer,
        name=name,
        digest=_digest(secret),
        hint=secret[:8],
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    return token, secret


def revoke(*, token: ApiToken, at: datetime) -> ApiToken:
    """End a token at once. Idempotent."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
    return token


def officer_of(secret: str, at: datetime) -> Officer | None:
    """The active officer whose valid token this is. One query, and one write on the first use of a day."""
    if not secret.startswith(PREFIX):
        return None
    rows = ApiToken.objects.filter(
        digest=_digest(secret), revoked_at=None, expires_at__gt=at, officer__is_active=True
    )
    token = rows.select_related("officer__unit").first()
    if token is None:
        return None
    if token.used_on != local_day(at):
        ApiToken.objects.filter(pk=token.pk).update(used_on=local_day(at))
    return token.officer


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
