"""What a password must be, and how first ones are made."""

from __future__ import annotations

import itertools
import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from gongzhi.kernel.clock import today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Refusal

# no 0 O 1 l I: a first password is read from paper
LETTERS, DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


class PasswordWeak(Refusal):
    code = "access.password_weak"
    message = "{reasons}"


class LongEnough:
    """The shortest length is a parameter, so that a county can ask for more."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        least = value("access.password_length", today())
        if len(password) < least:
            raise ValidationError(f"密码至少{least}位，现在{len(password)}位。", code="password_too_short")

    def get_help_text(self) -> str:
        return f"至少{value('access.password_length', today())}位。"


class NotCommon(CommonPasswordValidator):
    """Not on Django's list of 20,000 common passwords, nor one of them with a run of digits behind."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        plain = password.lower().strip()
        one_run = len(set(plain)) <= 3
        counted = plain.rstrip("0123456789!@#.")
        if one_run or plain in self.passwords or (len(counted) < 4 and _is_run(plain)):
            raise ValidationError("密码太常见，容易被猜到，请换一个。", code="password_too_common")

    def get_help_text(self) -> str:
        return "不能是常见密码。"


class NotOneself:
    """Not made of the account's own name, phone or e-mail, and not of one sort of character only."""

    def validate(self, password: str, user: Officer | None = None) -> None:
        plain = password.lower()
        own = [user.username, user.phone, user.email.partition("@")[0]] if user else []
        if any(len(word) >= 3 and word.lower() in plain for word in own):
            raise ValidationError("密码不能包含账号、电话或邮箱。", code="password_too_similar")
        if plain.isdigit() or plain.isalpha():
            raise ValidationError("密码要同时有字母和数字或符号。", code="password_one_sort")

    def get_help_text(self) -> str:
        return "同时有字母和数字或符号，不含账号、电话。"


def _is_run(text: str) -> bool:
    """Whether the digits of a text only count up or down, or stay: 1234567890, a11111111."""
    digits = [int(one) for one in text if one.isdigit()]
    steps = {b - a for a, b in itertools.pairwise(digits)}
    return steps <= {1, -9} or steps <= {-1, 9} or steps <= {0}


def check(password: str, officer: Officer | None = None, *, field: str = "password") -> None:
    """Raises: PasswordWeak, with every reason at once."""
    try:
        validate_password(password, officer)
    except ValidationError as wrong:
        raise PasswordWeak(field=field, reasons="".join(wrong.messages)) from wrong


def first_password() -> str:
    """A password to be printed and changed at the first sign-in: 3 letters, 4 digits, 4 letters and a dash or two."""
    parts = ((LETTERS, 3), (DIGITS, 4), (LETTERS, 4))
    return "-".join("".join(secrets.choice(signs) for _ in range(n)) for signs, n in parts)


class _FirstHasher(Argon2PasswordHasher):
    """Argon2id at the least cost that OWASP's Password Storage Cheat Sheet allows: 19 MiB, two passes, one lane.

    A first password is random (43 bits) and good for one sign-in; Django hashes it anew at full cost then. Seventy
    accounts take two seconds instead of fifteen.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def hash_first(password: str) -> str:
    """The hash of a first password, by the county's own hasher where that is not Argon2."""
    hasher = get_hasher()
    hasher = _FirstHasher() if isinstance(hasher, Argon2PasswordHasher) else hasher
    return hasher.encode(password, hasher.salt())
