"""Spreadsheets that come in: looked over first, reported line by line, then taken in by one transaction.

    TREES = SheetKind("parks.tree", "古树", "parks.trees", (Column("树号", needed=True, key=True), …), check, plan, take)
    MODULE = Module(..., sheets=(TREES,))

`actions` has the steps (`look_over`, `again`, `take_in`), `planning.compare` tells what is new, changed and the same,
`cells` reads positions, days and units; the pages are `kernel.web.sheets`.
"""

from gongzhi.kernel.sheets.declare import Column, SheetKind, kind_of, register, sheet_kinds
from gongzhi.kernel.sheets.lines import Line
from gongzhi.kernel.sheets.planning import Planned, Told, compare, differences

__all__ = [
    "Column",
    "Line",
    "Planned",
    "SheetKind",
    "Told",
    "compare",
    "differences",
    "kind_of",
    "register",
    "sheet_kinds",
]
