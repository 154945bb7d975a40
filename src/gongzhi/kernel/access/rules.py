"""What a holding covers: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gongzhi.kernel.org.rules import covers, place_stem


@dataclass(frozen=True)
class Decision:
    """A yes or a no with the reason in words a clerk understands."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Reach:
    """One holding's extent: a unit subtree, a place subtree, or both at once; neither means the whole county."""

    unit_path: str = ""
    place: str = ""

    @property
    def whole(self) -> bool:
        return not self.unit_path and not self.place

    def covers(self, unit_paths: Iterable[str] = (), place: str = "") -> bool:
        """Whether something of these units at this place lies within.

        >>> Reach(unit_path="/1/7/").covers(["/1/7/9/"]), Reach(place="349921100000").covers(place="349921101000")
        (True, False)
        """
        if self.unit_path and not any(covers(self.unit_path, path) for path in unit_paths):
            return False
        return not self.place or place.startswith(place_stem(self.place))


@dataclass(frozen=True)
class Scope:
    """All that an officer may do one thing with: a union of reaches, and the officer for own matters."""

    officer_id: int
    reaches: tuple[Reach, ...] = field(default=())
    officer: Any = field(
        default=None, compare=False, repr=False
    )  # the officer in hand, for what is kept on it

    @property
    def whole(self) -> bool:
        return any(reach.whole for reach in self.reaches)

    def __bool__(self) -> bool:
        return bool(self.reaches)

    def covers(self, unit_paths: Iterable[str] = (), place: str = "") -> bool:
        paths = tuple(unit_paths)
        return any(reach.covers(paths, place) for reach in self.reaches)


def extent(unit: str, place: str) -> str:
    """A holding's extent in words.

    >>> extent("", ""), extent("县教育局", ""), extent("县城管局", "泽口镇")
    ('全县', '县教育局及下属', '县城管局及下属，限泽口镇')
    """
    if unit and place:
        return f"{unit}及下属，限{place}"
    return f"{unit}及下属" if unit else place or "全县"


# 三员分立: nobody holds two of these (GB/T 22239, separation of the three administrators)
SEPARATED = ("system", "security", "audit")
SEPARATED_LABELS = {"system": "系统管理员", "security": "安全管理员", "audit": "审计员"}


def clash(held: Iterable[str], wanted: str) -> str:
    """The separated duty among `held` that may not meet `wanted`, or ''.

    >>> clash(["audit", ""], "system"), clash(["system"], "system"), clash(["", ""], "audit")
    ('audit', '', '')
    """
    if wanted not in SEPARATED:
        return ""
    return next((duty for duty in held if duty in SEPARATED and duty != wanted), "")
