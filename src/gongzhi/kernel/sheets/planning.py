"""What taking lines in would do: what is new, what differs, what stays. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongzhi.kernel.sheets.lines import Line

Told = list[list[str]]  # [label, before, after]


@dataclass
class Planned:
    """What taking lines in does: rows to add, rows that differ with what differs, and how many stay."""

    add: list[Line] = field(default_factory=list)
    change: list[tuple[Line, Any, Told]] = field(default_factory=list)
    same: int = 0
    refused: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.add), "changed": len(self.change), "same": self.same, "refused": len(self.refused),
        }  # fmt: skip

    @property
    def takes(self) -> int:
        """How many lines are written."""
        return len(self.add) + len(self.change)


def compare(
    lines: Sequence[Line], there: Mapping[int, Any], differs: Callable[[Line, Any], Told | None]
) -> Planned:
    """Sort lines by what is there already: `there` is the row of a line, by the line's number.

    `differs` gives what the line changes, nothing when all is the same, None when it found a fault.

    >>> old, new = Line(2, {"名称": "路灯"}), Line(3, {"名称": "井盖"})
    >>> compare([old, new], {2: "there"}, lambda line, row: []).counts
    {'added': 1, 'changed': 0, 'same': 1, 'refused': 0}
    """
    found = Planned()
    for line in lines:
        row = there.get(line.number)
        if row is None:
            found.add.append(line)
        elif told := differs(line, row):
            found.change.append((line, row, told))
        elif told is not None:
            found.same += 1
    return found


def differences(
    wanted: Mapping[str, str],
    stands: Mapping[str, str],
    shown: Callable[[str, str], str] = lambda _, text: text,
) -> Told:
    """Fields that differ, as `shown(label, text)`. An empty cell changes nothing: it says that the sheet does not know.

    >>> differences({"名称": "路灯", "状态": ""}, {"名称": "灯", "状态": "完好"})
    [['名称', '灯', '路灯']]
    """
    return [
        [label, shown(label, stands.get(label, "")), shown(label, value)]
        for label, value in wanted.items()
        if value and value != stands.get(label, "")
    ]
