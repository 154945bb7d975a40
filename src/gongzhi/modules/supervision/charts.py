"""Plan against actual as the geometry of a small drawing: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongzhi.modules.supervision.rules import NodePoint, scheduled_progress

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 38, 12, 12, 24


@dataclass(frozen=True)
class Mark:
    """A point or a tick of the drawing, with what is read at it."""

    x: float
    y: float
    text: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """Two lines in a box of WIDTH by HEIGHT; `said` is the drawing in one sentence."""

    planned: str
    actual: str
    marks: Sequence[Mark]
    nodes: Sequence[Mark]
    ticks: Sequence[Mark]
    levels: Sequence[Mark]
    today: Mark | None
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def chart(
    start: date, deadline: date, on: date, nodes: Sequence[NodePoint], reports: Sequence[tuple[date, int]]
) -> Chart:
    """The scheduled line along the nodes, the reported points, and where today is.

    `reports` are (day, per cent) in order; what was reported after the deadline widens the drawing.

    >>> chart(date(2026, 1, 1), date(2026, 12, 31), date(2026, 7, 2), [], [(date(2026, 7, 2), 40)]).actual
    '38.0,166.0 333.0,104.4'
    """
    last = max([deadline, *(day for day, _ in reports), min(on, deadline + timedelta(days=60))])
    days = max(1, (last - start).days)

    def x(day: date) -> float:
        share = min(1.0, max(0.0, (day - start).days / days))
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(percent: float) -> float:
        return round(HEIGHT - BOTTOM - percent / 100 * (HEIGHT - TOP - BOTTOM), 1)

    points = _planned(start, deadline, nodes)
    done = [(start, 0), *reports]
    return Chart(
        planned=_line((x(day), y(percent)) for day, percent in points),
        actual=_line((x(day), y(percent)) for day, percent in done) if reports else "",
        marks=[Mark(x(day), y(percent), f"{_said(day)} 实际{percent}%") for day, percent in reports],
        nodes=[Mark(x(one.on), y(one.percent), f"{_said(one.on)} 应达{one.percent}%") for one in nodes],
        ticks=_ticks(start, last, x),
        levels=[Mark(LEFT, y(level), str(level), "end") for level in (0, 50, 100)],
        today=Mark(x(on), TOP, "今天") if start <= on <= last else None,
        said=_sentence(start, deadline, on, nodes, reports),
    )


def _planned(start: date, deadline: date, nodes: Sequence[NodePoint]) -> list[tuple[date, int]]:
    days = sorted({start, deadline, *(one.on for one in nodes)})
    return [(day, scheduled_progress(start, deadline, day, nodes)) for day in days]


def _line(points: object) -> str:
    return " ".join(f"{x},{y}" for x, y in points)  # type: ignore[attr-defined]


def _ticks(start: date, last: date, x: object) -> list[Mark]:
    """The first days of months, thinned to seven at most."""
    months = []
    day = date(start.year, start.month, 1)
    while day <= last:
        if day >= start:
            months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = max(1, -(-len(months) // 7))
    return [
        Mark(x(one), HEIGHT - 8, f"{one.year}年" if one.month == 1 else f"{one.month}月")  # type: ignore[operator]
        for one in months[::step]
    ]


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _sentence(
    start: date, deadline: date, on: date, nodes: Sequence[NodePoint], reports: Sequence[tuple[date, int]]
) -> str:
    expected = scheduled_progress(start, deadline, min(on, deadline), nodes)
    actual = reports[-1][1] if reports else 0
    return f"{_said(start)}至{_said(deadline)}，到今天应达{expected}%，最近一次反馈实际{actual}%。"
