"""Secrets at rest: Fernet under a key drawn from SECRET_KEY; earlier keys of SECRET_KEY_FALLBACKS still open."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class CannotOpen(ValueError):
    """The text was sealed under a key that is not known any more."""


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    drawn = HKDF(SHA256(), 32, salt=None, info=b"gongzhi.notify.channel").derive(force_bytes(key))
    return base64.urlsafe_b64encode(drawn)


def seal(text: str) -> str:
    """The text in a form that the database may hold; '' stays ''."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again. Raises: CannotOpen."""
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as error:
        raise CannotOpen("sealed under an unknown key") from error
