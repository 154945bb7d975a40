"""One-time codes (TOTP) as a second step of signing in; where the setting TOTP is off, nobody has any.

django-allauth keeps the secrets and checks the codes; its package is imported only where it is installed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from gongzhi.kernel.access import facts
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal


class CodeWrong(Refusal):
    code = "access.code_wrong"
    message = "验证码不对或已用过。请看手机上的新验证码；手机时间要准。"


def _kept(officer: Officer) -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).first()


def asks(officer: Officer) -> bool:
    """Whether this officer signs in with a code as well. One query where codes are in use, else none."""
    return bool(settings.TOTP) and _kept(officer) is not None


def new_secret() -> str:
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    return generate_totp_secret()


def address(officer: Officer, secret: str) -> str:
    """What an authenticator app reads from the square code."""
    from allauth.mfa.adapter import get_adapter

    return get_adapter().build_totp_url(officer, secret)


@transaction.atomic
def turn_on(*, officer: Officer, secret: str, code: str, at: datetime) -> list[str]:
    """Ask this officer for codes from now on; returns the recovery codes, to be shown once.

    Raises: CodeWrong.
    """
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code

    if not validate_totp_code(secret, code):
        raise CodeWrong(field="code")
    Officer.objects.select_for_update().get(pk=officer.pk)
    _clear(officer)
    TOTP.activate(officer, secret)
    facts.announce(facts.CodesTurned(officer.pk, officer.name, True), by=officer, at=at)
    return RecoveryCodes.activate(officer).generate_codes()


def right(officer: Officer, code: str) -> bool:
    """Whether a code, or a recovery code not used before, is this officer's just now. Uses it up."""
    from allauth.mfa.models import Authenticator

    rows = Authenticator.objects.filter(user=officer)
    return any(row.wrap().validate_code(code) for row in rows)


@transaction.atomic
def turn_off(*, officer: Officer, by: Officer, at: datetime) -> None:
    """Ask for codes no more: by the officer, or by an administrator when the phone is lost."""
    _clear(officer)
    facts.announce(facts.CodesTurned(officer.pk, officer.name, False), by=by, at=at)


def _clear(officer: Officer) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=officer).delete()
