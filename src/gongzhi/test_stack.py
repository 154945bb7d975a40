"""Room for the stack changes nothing but the time."""

from __future__ import annotations

import resource
import sys

import pytest

from gongzhi.stack import roomy


def deep(n: int) -> int:
    return 0 if n == 0 else 1 + deep(n - 1)


def test_a_roomy_call_is_the_call() -> None:
    assert roomy(divmod)(7, 2) == (3, 1)
    assert roomy(int)("11", base=2) == 3
    with pytest.raises(ZeroDivisionError):
        roomy(divmod)(7, 0)


def test_deep_calls_take_no_memory_again_and_again() -> None:
    def many() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(300):
            deep(min(800, sys.getrecursionlimit() - 200))
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    assert (many() > 300, roomy(many)() < 300) == (True, True)
