"""How often a door that needs no sign-in may be used from one address; counted in memory, by each process on its own."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from gongzhi.kernel.access.sessions import address_of
from gongzhi.kernel.refusals import Refusal


class TooOften(Refusal):
    code = "web.too_often"
    message = "操作太频繁了，请{minutes}分钟后再试。急事请拨打{phone}。"

    @property
    def status(self) -> int:
        return 429


def throttle(request: HttpRequest, door: str, *, most: int, minutes: int, phone: str = "12345") -> None:
    """Count one use of a door; raises TooOften when an address used it more than `most` times in `minutes`."""
    key = f"throttle:{door}:{address_of(request) or ''}"
    if cache.add(key, 1, minutes * 60):
        return
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, minutes * 60)
        return
    if used > most:
        raise TooOften(minutes=minutes, phone=phone)
