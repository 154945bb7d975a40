"""Room for Python's stack, taken once for a request instead of again and again within it.

CPython (3.11 and later) keeps frames in chunks of 16 kB that it takes from the system and returns at once. Where a
template's nesting happens to end at the edge of a chunk every call there takes and returns one: up to two thousand
times in a page, a third of its time. A chunk is as large as its first frame asks, so a function whose frame asks
for more than it needs leaves the rest of a large one to all that it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SLOTS = 40_000  # of eight bytes; the chunk is the next power of two, 512 kB, of which 190 kB are left


def _call(work: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return work(*args, **kwargs)


_call.__code__ = _call.__code__.replace(co_stacksize=SLOTS)


def roomy(work: Callable[P, T]) -> Callable[P, T]:
    """The same work with room for some thousand frames."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        return _call(work, args, kwargs)

    return done
