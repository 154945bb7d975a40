"""Blind indexes: a row is found by a telephone or identity number that the database does not hold in the clear."""

from __future__ import annotations

import hmac
import unicodedata

from gongzhi.kernel.people.sealing import derived, people_secrets

LENGTH = 32  # hexadecimal characters kept: 128 bits


def folded(text: str) -> str:
    """A number as it is compared: letters and digits only, without the country's prefix.

    >>> folded("+86 138-0013-8000"), folded("0550 123 4567"), folded("34992119900101123x")
    ('13800138000', '05501234567', '34992119900101123X')
    """
    plain = "".join(
        one for one in unicodedata.normalize("NFKC", text).upper() if one.isascii() and one.isalnum()
    )
    return plain[-11:] if plain.startswith(("86", "0086")) and len(plain) in (13, 15) else plain


def blind(text: str, sort: str) -> str:
    """The index of a number under the newest key; "" for none. `sort` keeps telephone and identity numbers apart."""
    return _under(people_secrets()[0], text, sort)


def blinds(text: str, sort: str) -> list[str]:
    """The index under every known key: what to look for after the key was changed."""
    return [_under(secret, text, sort) for secret in people_secrets()] if folded(text) else []


def _under(secret: str, text: str, sort: str) -> str:
    plain = folded(text)
    if not plain:
        return ""
    return hmac.new(derived(secret, f"people.blind.{sort}"), plain.encode(), "sha256").hexdigest()[:LENGTH]
