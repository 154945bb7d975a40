"""How often chiefs patrol, by level; dated, with the source."""

from __future__ import annotations

from datetime import date

from gongzhi.kernel.parameters import Parameter, value
from gongzhi.kernel.rounds.words import Rhythm
from gongzhi.modules.ecology.words import Level

ORIGIN = "河长制、林长制巡查的通行做法，由县总河长、总林长令确定"
GROUP = "河长林长巡查"
# level: rhythm, times, at least minutes, at least metres
OFTEN = {"county": ("quarterly", 1, 0, 0), "town": ("monthly", 1, 10, 500), "village": ("monthly", 2, 5, 300)}


def _rhythm(level: str) -> Parameter:
    words = "、".join(f"{one.value}（{one.label}）" for one in Rhythm)
    return Parameter(
        f"ecology.chief.{level}.rhythm", f"{Level(level).label}巡查周期", value=OFTEN[level][0], source=ORIGIN, kind=str,
        group=GROUP, help=words, check=lambda text: "" if text in Rhythm.values else f"应为{words}之一",
    )  # fmt: skip


def _number(level: str, name: str, label: str, given: int, unit: str, most: int) -> Parameter:
    return Parameter(
        f"ecology.chief.{level}.{name}", f"{Level(level).label}巡查{label}", value=given, source=ORIGIN, kind=int, group=GROUP,
        unit=unit, least=0 if name != "times" else 1, most=most,
    )  # fmt: skip


PARAMETERS = tuple(
    one
    for level, (_, times, minutes, metres) in OFTEN.items()
    for one in (
        _rhythm(level),
        _number(level, "times", "次数", times, "次", 31),
        _number(level, "minutes", "每次至少", minutes, "分钟", 600),
        _number(level, "metres", "里程至少", metres, "米", 50_000),
    )
)


def often(level: str, on: date) -> tuple[str, int, int, int]:
    """Rhythm, times, minutes and metres of a level's patrols on a day."""
    read = [value(f"ecology.chief.{level}.{name}", on) for name in ("rhythm", "times", "minutes", "metres")]
    return str(read[0]), int(read[1]), int(read[2]), int(read[3])
