"""Columns of a list: one declaration gives the cell on the page and the cell in the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.web.markup import esc, fill
from gongzhi.kernel.web.templatetags.ui import light, local_minute

Excel = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """Text. `name` is a path of attributes ("lead_unit.label") unless `value` says how to get it.

    `sort` is the ORM path that the heading sorts by ("" does not sort); `shown` is whether the column is
    seen before anybody chooses; `wide` takes the room that is left and shortens its text on the page.
    """

    name: str
    label: str
    _: KW_ONLY
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    sort: str = ""
    shown: bool = True
    wide: bool = False
    css: str = ""
    excel_width: float = 14

    def get(self, row: Any) -> Any:
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.name.split("."):
            found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
            if callable(found):
                found = found()
            if found is None:
                return None
        return found

    def text(self, row: Any) -> str:
        """What is read in the cell."""
        found = self.get(row)
        return "" if found is None else str(found)

    def cell(self, row: Any) -> SafeString | str:
        """The cell on the page."""
        return self.linked(row, esc(self.text(row)))

    def excel(self, row: Any) -> Excel:
        """The cell in the spreadsheet."""
        return self.text(row)

    def linked(self, row: Any, inner: str) -> SafeString | str:
        href = self.link(row) if self.link else ""
        return fill('<a href="{}">{}</a>', href, inner) if href and inner else inner

    @property
    def dom_class(self) -> str:
        return " ".join(filter(None, ["wide" if self.wide else "", self.css]))


@dataclass(frozen=True)
class LightColumn(Column):
    """A light: `value` (or the attribute `name`) is its code; `reason` says why in words."""

    reason: Callable[[Any], str] | None = None
    css: str = "c-light"
    excel_width: float = 8

    def cell(self, row: Any) -> SafeString | str:
        return light(self.get(row) or "none", self.reason(row) if self.reason else "")

    def text(self, row: Any) -> str:
        from gongzhi.kernel.web.templatetags.ui import LIGHTS

        return LIGHTS.get(self.get(row) or "none", LIGHTS["none"])


@dataclass(frozen=True)
class DateColumn(Column):
    """A day, in the county's time zone; `late(row)` marks one that is past its term."""

    late: Callable[[Any], bool] | None = None
    css: str = "num"
    excel_width: float = 12

    def day(self, row: Any) -> date | None:
        found = self.get(row)
        return local_day(found) if isinstance(found, datetime) else found

    def text(self, row: Any) -> str:
        day = self.day(row)
        return day.isoformat() if day else ""

    def cell(self, row: Any) -> SafeString | str:
        day = self.day(row)
        if not day:
            return ""
        late = self.late is not None and self.late(row)
        time = fill(
            '<time datetime="{0}"{1}>{0}</time>', day.isoformat(), SafeString(' class="late"' if late else "")
        )
        return self.linked(row, time)

    def excel(self, row: Any) -> Excel:
        return self.day(row)


@dataclass(frozen=True)
class MomentColumn(Column):
    """A moment to the minute, in the county's time zone."""

    css: str = "num"
    excel_width: float = 17

    def text(self, row: Any) -> str:
        found = self.get(row)
        return local_minute(found) if found else ""


@dataclass(frozen=True)
class NumberColumn(Column):
    """A number, right-aligned; `link` opens the records behind it. `digits` after the point, `unit` after all."""

    digits: int = 0
    unit: str = ""
    css: str = "num end"
    excel_width: float = 10

    def text(self, row: Any) -> str:
        found = self.get(row)
        return "" if found is None else f"{found:,.{self.digits}f}{self.unit}"

    def excel(self, row: Any) -> Excel:
        return self.get(row)


@dataclass(frozen=True)
class StateColumn(Column):
    """A state as a word on a quiet ground; `tone(row)` is one of plain, busy, good, bad."""

    tone: Callable[[Any], str] | None = None

    def cell(self, row: Any) -> SafeString | str:
        tone = self.tone(row) if self.tone else "plain"
        return fill('<span class="state state-{}">{}</span>', tone, self.text(row))


@dataclass(frozen=True)
class NamesColumn(Column):
    """Several names: the first ones on the page, all of them in the spreadsheet."""

    first: int = 2
    excel_width: float = 30

    def names(self, row: Any) -> list[str]:
        found = self.get(row)
        found = found.all() if hasattr(found, "all") else found
        return [str(one) for one in found or ()] if isinstance(found, Iterable) else []

    def text(self, row: Any) -> str:
        return "、".join(self.names(row))

    def cell(self, row: Any) -> SafeString | str:
        names = self.names(row)
        if len(names) <= self.first:
            return "、".join(names) and esc("、".join(names))
        shown = f"{'、'.join(names[: self.first])}等{len(names)}个"
        return fill('<span title="{}">{}</span>', "、".join(names), shown)
