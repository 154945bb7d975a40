"""What a module says of a spreadsheet that it takes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from gongzhi.kernel.sheets.lines import Line
from gongzhi.kernel.sheets.planning import Planned

if TYPE_CHECKING:
    from gongzhi.kernel.org.models import Officer
    from gongzhi.kernel.sheets.models import Intake

MOST = 20_000


@dataclass(frozen=True)
class Column:
    """One column. What it says of itself is checked before the module's own `check` sees the line."""

    head: str
    needed: bool = False  # the column must be there and no cell empty
    key: bool = False  # tells the lines apart: no two have the same
    choices: Mapping[str, str] = field(default_factory=dict)  # word -> code; the code lies in `Line.values`
    longest: int = 0  # characters; 0 is as long as one likes
    personal: Callable[[str], str] | None = None  # how it is shown: masked
    hint: str = ""  # what to fill in, for the page


class Check(Protocol):
    """Adds faults to lines, and to their `values` what their cells mean. A constant number of statements."""

    def __call__(self, lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> None: ...


class Plan(Protocol):
    """What taking these lines, which have no fault so far, in would do. It may still find them faulty."""

    def __call__(self, lines: Sequence[Line], *, about: Any, by: Officer, at: datetime) -> Planned: ...


class Take(Protocol):
    """Does what was planned, in the caller's transaction, in statements for hundreds of lines each."""

    def __call__(
        self, planned: Planned, *, intake: Intake, about: Any, by: Officer, at: datetime
    ) -> None: ...


@dataclass(frozen=True)
class SheetKind:
    """A sort of spreadsheet: its columns, who may take it in, and the three steps that are its module's own.

    `about` reads by its key what the whole sheet belongs to (an inspection), or raises a Refusal; None when it belongs
    to nothing. With `own_event` what `take` does writes its own event into the log; else `sheets.taken` is written.
    """

    code: str  # module.word; the word stands in addresses
    label: str
    permission: str
    columns: Sequence[Column]
    check: Check
    plan: Plan
    take: Take
    about: Callable[[str], Any] | None = None
    most: int = MOST  # lines
    own_event: bool = False

    @property
    def word(self) -> str:
        return self.code.rpartition(".")[2]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(one.head for one in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(one.head for one in self.columns if one.needed)

    @property
    def key(self) -> str:
        return next((one.head for one in self.columns if one.key), "")

    def of(self, about: str) -> Any:
        """What a sheet is about, by the key that was kept with it. Raises what the kind's `about` raises."""
        return self.about(about) if self.about else None


_kinds: dict[str, SheetKind] = {}


def register(kind: SheetKind) -> SheetKind:
    """Add a kind; once for each code. The module registry calls this."""
    known = _kinds.setdefault(kind.code, kind)
    if known is not kind:
        raise ValueError(f"sheets {kind.code} are declared twice")
    return kind


def kind_of(code: str) -> SheetKind:
    """Raises KeyError."""
    return _kinds[code]


def sheet_kinds() -> list[SheetKind]:
    """All kinds, in the order of their declaration."""
    return list(_kinds.values())


def label_of(code: str) -> str:
    """What a kind is called; its code where its module is gone."""
    return _kinds[code].label if code in _kinds else code
