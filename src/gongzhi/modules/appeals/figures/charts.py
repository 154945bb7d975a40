"""Lines over months as the geometry of a small drawing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 38, 42, 14, 24


@dataclass(frozen=True)
class Mark:
    """A point, a tick or a bar, with what is read at it."""

    x: float
    y: float
    text: str = ""
    href: str = ""
    height: float = 0.0
    width: float = 0.0


@dataclass(frozen=True)
class Line:
    """One rate over the months; a month without one breaks it."""

    name: str
    label: str
    pieces: tuple[str, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """Lines in per cent over bars of numbers, in a box of WIDTH by HEIGHT; `said` is the drawing in one sentence."""

    lines: tuple[Line, ...]
    bars: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    levels: tuple[Mark, ...]
    counts: tuple[Mark, ...]  # the scale of the bars, at the right
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Month:
    """What is drawn of one month: its name, the bar's number and where it leads, and per cent by line.

    `tick` is the name under the axis, where it is another.
    """

    label: str
    count: int
    href: str
    percents: tuple[Decimal | None, ...]
    tick: str = ""


def chart(months: Sequence[Month], names: Sequence[tuple[str, str]], what: str) -> Chart:
    """Lines named by `names` (name, label) over bars of `what`; the scale of per cent begins at the least tens.

    >>> found = chart([Month("1月", 10, "", (Decimal(80),)), Month("2月", 20, "", (None,))], [("solution", "解决率")], "受理")
    >>> found.lines[0].marks[0].text, [one.height for one in found.bars], found.said
    ('1月解决率80%', [81.0, 162.0], '1月至2月，受理最多20件（2月）；解决率最近80%')
    """
    low = _floor(months)
    most = max((one.count for one in months), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(months))

    def x(n: int) -> float:
        return round(LEFT + step * (n + 0.5), 1)

    def y(percent: Decimal) -> float:
        return round(HEIGHT - BOTTOM - float((percent - low) / (100 - low)) * (HEIGHT - TOP - BOTTOM), 1)

    scale = HEIGHT - TOP - BOTTOM
    bars = [
        Mark(
            round(x(n) - step * 0.3, 1), round(HEIGHT - BOTTOM - scale * one.count / (most or 1), 1),
            f"{one.label}{what}{one.count}件", one.href, round(scale * one.count / (most or 1), 1), round(step * 0.6, 1),
        )
        for n, one in enumerate(months)
    ]  # fmt: skip
    return Chart(
        lines=tuple(_line(months, place, name, label, x, y) for place, (name, label) in enumerate(names)),
        bars=tuple(bars),
        ticks=tuple(Mark(x(n), HEIGHT - 7, one.tick or one.label) for n, one in enumerate(months)),
        levels=tuple(Mark(LEFT, y(Decimal(level)), f"{level}%") for level in (low, (low + 100) // 2, 100)),
        counts=tuple(Mark(WIDTH - RIGHT + 4, round(HEIGHT - BOTTOM - scale * part, 1), f"{most * part:.0f}") for part in (0.5, 1)) if most else (),
        said=_said(months, names, what),
    )  # fmt: skip


def _floor(months: Sequence[Month]) -> int:
    """Where the scale of per cent begins: a multiple of twenty under the least, 80 at most."""
    least = min((one for month in months for one in month.percents if one is not None), default=Decimal(0))
    return min(80, int(least) // 20 * 20)


def _line(months: Sequence[Month], place: int, name: str, label: str, x: object, y: object) -> Line:
    pieces: list[list[str]] = [[]]
    marks = []
    for n, one in enumerate(months):
        percent = one.percents[place]
        if percent is None:
            pieces.append([])
            continue
        at = (x(n), y(percent))  # type: ignore[operator]
        pieces[-1].append(f"{at[0]},{at[1]}")
        marks.append(Mark(*at, f"{one.label}{label}{percent}%"))
    return Line(name, label, tuple(" ".join(piece) for piece in pieces if len(piece) > 1), tuple(marks))


def _said(months: Sequence[Month], names: Sequence[tuple[str, str]], what: str) -> str:
    if not months:
        return ""
    top = max(months, key=lambda one: one.count)
    text = f"{months[0].label}至{months[-1].label}，{what}最多{top.count}件（{top.label}）"
    for place, (_, label) in enumerate(names):
        last = next(
            (one.percents[place] for one in reversed(months) if one.percents[place] is not None), None
        )
        text += f"；{label}最近{last}%" if last is not None else ""
    return text
