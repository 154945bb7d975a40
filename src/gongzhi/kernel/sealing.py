"""Texts at rest under a key: Fernet, with keys drawn from the system's secret, one for each purpose.

What one purpose sealed no other opens. Earlier secrets in SECRET_KEY_FALLBACKS still open; new texts take the newest.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models
from django.utils.encoding import force_bytes

PEOPLE = "people.text"


class CannotOpen(ValueError):
    """The text was sealed under a key that is not known any more."""


def secrets() -> tuple[str, ...]:
    """The system's secrets, the newest first. Personal data may have one of its own (GONGZHI_PEOPLE_KEY)."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def people_secrets() -> tuple[str, ...]:
    own = getattr(settings, "PEOPLE_KEYS", ())
    return (*own, *secrets())


@lru_cache(maxsize=64)
def derived(secret: str | bytes, purpose: str) -> bytes:
    """32 bytes for one purpose of one secret."""
    return HKDF(SHA256(), 32, salt=None, info=f"gongzhi.{purpose}".encode()).derive(force_bytes(secret))


@lru_cache(maxsize=64)
def _fernet(known: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(one, purpose))) for one in known])


def _known(purpose: str) -> tuple[str, ...]:
    return people_secrets() if purpose.startswith("people.") else secrets()


def seal(text: str, purpose: str = PEOPLE) -> str:
    """The text in a form that the database may hold; '' stays ''."""
    return _fernet(_known(purpose), purpose).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, purpose: str = PEOPLE) -> str:
    """The text again. Raises: CannotOpen."""
    try:
        return _fernet(_known(purpose), purpose).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise CannotOpen("sealed under an unknown key") from error


class Sealed:
    """A text as a row holds it. Printing one prints no text; `open()` is the only way to it.

    >>> bool(Sealed("")), str(Sealed("gAAAA"))
    (False, '〔已加密〕')
    """

    __slots__ = ("purpose", "token")

    def __init__(self, token: str, purpose: str = PEOPLE) -> None:
        self.token, self.purpose = token, purpose

    def open(self) -> str:
        """The text. The caller has seen to it that the reader may. Raises: CannotOpen."""
        return unseal(self.token, self.purpose)

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return "〔已加密〕" if self.token else ""

    def __repr__(self) -> str:
        return f"Sealed({bool(self.token)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class _Sealing:
    """Gives the field's value as a `Sealed`, whatever was put there."""

    def __init__(self, field: SealedField) -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        return row.__dict__[self.field.attname]

    def __set__(self, row: Any, given: Any) -> None:
        plain = isinstance(given, str)
        row.__dict__[self.field.attname] = (
            Sealed(seal(given, self.field.purpose), self.field.purpose) if plain else given
        )


class SealedField(models.TextField):
    """A text that lies encrypted. Put a str in, get a `Sealed` out; it cannot be searched or sorted by."""

    descriptor_class = _Sealing
    _pyi_private_set_type: str | Sealed
    _pyi_private_get_type: Sealed

    def __init__(self, *args: Any, purpose: str = PEOPLE, **options: Any) -> None:
        self.purpose = purpose
        options = {"blank": True, "default": "", "editable": False} | options
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | ({} if self.purpose == PEOPLE else {"purpose": self.purpose})

    def from_db_value(self, value: str | None, *_: Any) -> Sealed:
        return Sealed(value or "", self.purpose)

    def get_prep_value(self, value: Any) -> str:
        return value.token if isinstance(value, Sealed) else seal(str(value or ""), self.purpose)

    def to_python(self, value: Any) -> Any:
        return value
