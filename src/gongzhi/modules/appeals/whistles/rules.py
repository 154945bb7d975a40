"""What holds of whistles: when a term is near, what is far from the average, what a rating is. Pure."""

from __future__ import annotations

from datetime import datetime

LEAST, MOST = 0, 100  # a rating


def is_near(started: datetime, due: datetime, at: datetime, percent: int) -> bool:
    """Whether no more than `percent` of a term is left, or none.

    >>> from datetime import timedelta
    >>> nine = datetime(2026, 3, 2, 9)
    >>> [is_near(nine, nine + timedelta(minutes=30), nine + timedelta(minutes=m), 30) for m in (20, 21, 40)]
    [False, True, True]
    """
    return (due - at) * 100 <= (due - started) * percent


def oddity(count: int, mean: float, many: int, few: int) -> str:
    """`many` or `few` where a count lies far from the mean, in per cent of it; "" otherwise.

    Too many whistles and too few are both worth asking about. With less than one each on average nothing is odd.

    >>> [oddity(count, 4.0, 200, 50) for count in (0, 2, 3, 7, 8)]
    ['few', 'few', '', '', 'many']
    >>> oddity(0, 0.5, 200, 50)
    ''
    """
    if mean < 1:
        return ""
    if count * 100 >= mean * many:
        return "many"
    return "few" if count * 100 <= mean * few else ""


def share(part: int, whole: int) -> float | None:
    """In per cent; None of nothing.

    >>> share(3, 4), share(0, 0)
    (75.0, None)
    """
    return 100 * part / whole if whole else None
