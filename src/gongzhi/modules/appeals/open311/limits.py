"""How often one key may post: counted in the process, which costs no write for a request."""

from __future__ import annotations

import threading
from collections import deque

SPAN = 60.0  # seconds
_posts: dict[int, deque[float]] = {}
_lock = threading.Lock()


def allowed(client: int, most: int, now: float) -> bool:
    """Whether `client` may post once more, and count it; `now` in seconds.

    >>> [allowed(-1, 2, second) for second in (0, 1, 2, 60, 61)]
    [True, True, False, True, True]
    """
    with _lock:
        known = _posts.setdefault(client, deque())
        while known and known[0] <= now - SPAN:
            known.popleft()
        if len(known) >= most:
            return False
        known.append(now)
        return True


def forget() -> None:
    """Count anew."""
    _posts.clear()
