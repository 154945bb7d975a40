"""First passwords between the moment they are made and the moment they are printed.

They wait in the session of who made them, encrypted, for a quarter of an hour; nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

from gongzhi.kernel.access.accounts import Opened

SLOT = "_first_passwords"
SECONDS = 15 * 60


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sheet{settings.SECRET_KEY}".encode()).digest()))


def keep(request: HttpRequest, opened: Sequence[Opened]) -> None:
    """Keep these for the sheet, instead of any that were kept."""
    rows = [
        {
            "unit": one.officer.unit.label,
            "name": one.officer.name,
            "username": one.officer.username,
            "password": one.password,
        }
        for one in opened
    ]
    request.session[SLOT] = _box().encrypt(json.dumps(rows).encode()).decode()


def kept(request: HttpRequest) -> list[dict[str, str]]:
    """What waits to be printed; nothing after a quarter of an hour."""
    try:
        return json.loads(_box().decrypt(request.session.get(SLOT, "").encode(), ttl=SECONDS))
    except InvalidToken:
        return []


def clear(request: HttpRequest) -> None:
    request.session.pop(SLOT, None)
