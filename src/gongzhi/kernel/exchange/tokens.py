"""Making, checking and revoking API tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, DateTimeField

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.rows import Prepared, Slot

PREFIX = "gz_"
LONGEST_DAYS = 366
MOST_ALIKE = 20  # tokens that begin alike


class TokenTooLong(Refusal):
    code = "exchange.token_too_long"
    message = "令牌有效期最长{most}天，现在填的是{days}天。"


@event("exchange.token_made", "建立接口令牌")
@dataclass(frozen=True)
class TokenMade:
    """An officer made a token for a program."""

    name: str
    hint: str
    until: str

    def sentence(self) -> str:
        return f"建立接口令牌“{self.name}”（{self.hint}…），有效至{self.until}"


@event("exchange.token_revoked", "撤销接口令牌")
@dataclass(frozen=True)
class TokenRevoked:
    """A token was ended."""

    name: str
    hint: str

    def sentence(self) -> str:
        return f"撤销接口令牌“{self.name}”（{self.hint}…）"


@transaction.atomic
def create(*, officer: Officer, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a token; the second value is the secret, which is shown once and never again.

    Raises: TokenTooLong. Records: exchange.token_made.
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
    until = local_day(token.expires_at).isoformat()
    record(TokenMade(name=token.name, hint=token.hint, until=until), by=officer, at=at)
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, by: Officer, at: datetime) -> ApiToken:
    """End a token at once. Idempotent. Records: exchange.token_revoked."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(TokenRevoked(name=token.name, hint=token.hint), by=by, at=at)
    return token


def officer_of(secret: str, at: datetime) -> Officer | None:
    """The active officer whose valid token this is. One query, and one write on the first use of a day."""
    if not secret.startswith(PREFIX):
        return None
    token = _VALID.first(digest=_digest(secret), at=at)
    if token is None:
        return None
    if token.used_on != local_day(at):
        ApiToken.objects.filter(pk=token.pk).update(used_on=local_day(at))
    return token.officer


_VALID = Prepared(
    lambda: (
        ApiToken.objects.filter(
            digest=Slot("digest", CharField()),
            revoked_at=None,
            expires_at__gt=Slot("at", DateTimeField()),
            officer__is_active=True,
        )
        .select_related("officer__unit")
        .order_by()
    )
)


def signed_by(hint: str, signature: str, message: bytes, at: datetime) -> Officer | None:
    """The active officer with whose token a message is signed: HMAC-SHA256, hex, under the token's SHA-256 in hex.

    `hint` is how the token begins; the token itself does not travel. One query.
    """
    rows = ApiToken.objects.filter(hint=hint, revoked_at=None, expires_at__gt=at, officer__is_active=True)
    for token in rows.select_related("officer__unit")[:MOST_ALIKE]:
        if hmac.compare_digest(signature_of(token.digest, message).encode(), signature.lower().encode()):
            return token.officer
    return None


def signature_of(digest: str, message: bytes) -> str:
    """How a message is signed with a token of this digest.

    >>> signature_of("ab", b"x")[:12]
    'cfd873599cd9'
    """
    return hmac.new(digest.encode(), message, hashlib.sha256).hexdigest()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
