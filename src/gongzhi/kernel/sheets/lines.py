"""The lines of a sheet and what is wrong with each. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gongzhi.kernel.files.sheets import LOST, SheetLine


@dataclass
class Line:
    """One line: its cells, what they mean, and what is wrong with them."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)  # (column, what is wrong and the remedy)

    def fault(self, column: str, text: str) -> None:
        self.faults.append((column, text))


class Headed(Protocol):
    """See `declare.Column`."""

    @property
    def head(self) -> str: ...
    @property
    def needed(self) -> bool: ...
    @property
    def key(self) -> bool: ...
    @property
    def choices(self) -> Mapping[str, str]: ...
    @property
    def longest(self) -> int: ...


def lines_of(columns: Sequence[Headed], sheet: Iterable[SheetLine]) -> list[Line]:
    """The lines with a cell for every column."""
    return [
        Line(one.number, {column.head: one.cells.get(column.head, "") for column in columns}) for one in sheet
    ]


def check_columns(columns: Sequence[Headed], lines: Sequence[Line]) -> None:
    """What the columns say of themselves: filled, short enough, one of the choices, and not lost in the spreadsheet.

    >>> from types import SimpleNamespace
    >>> state = SimpleNamespace(head="状态", needed=True, key=False, choices={"完好": "good"}, longest=0)
    >>> told = [Line(2, {"状态": "完好"}), Line(3, {"状态": "好"}), Line(4, {"状态": ""})]
    >>> check_columns([state], told)
    >>> told[0].values, [one.faults for one in told[1:]]
    ({'状态': 'good'}, [[('状态', '“好”不在选项里，可填：完好')], [('状态', '不能为空')]])
    """
    for line in lines:
        for column in columns:
            given = line.cells[column.head]
            if column.needed and not given:
                line.fault(column.head, "不能为空")
            if given.endswith(LOST):
                line.fault(column.head, "被表格软件存成了数字，末几位已丢失，请把这一列设为文本后重新填写")
            elif column.longest and len(given) > column.longest:
                line.fault(column.head, f"最多{column.longest}个字，现在{len(given)}个")
            if column.choices:
                if given and given not in column.choices:
                    line.fault(column.head, f"“{given[:20]}”不在选项里，可填：{'、'.join(column.choices)}")
                line.values[column.head] = column.choices.get(given, "")


def check_keys(columns: Sequence[Headed], lines: Sequence[Line]) -> None:
    """No two lines tell of the same: the later one is faulty."""
    for column in columns:
        if not column.key:
            continue
        seen: dict[str, int] = {}
        for line in lines:
            key = plain(line.cells[column.head])
            if key and key in seen:
                line.fault(column.head, f"与第{seen[key]}行重复，请只留一行")
            elif key:
                seen[key] = line.number


def plain(text: str) -> str:
    """A number as it is compared: half width, capitals, no spaces.

    >>> plain("３４992119900101００1x ")
    '34992119900101001X'
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().lstrip("'")
