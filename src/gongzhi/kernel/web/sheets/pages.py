"""What the pages of one module's spreadsheets are: where they lie, where they lead back to, and their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongzhi.kernel.sheets import SheetKind
from gongzhi.kernel.web.guard import NotFound

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True)
class Pages:
    """The pages of some kinds of sheets of one module.

    `name` begins the names of the addresses (`tree_sheets`, `tree_sheet_upload`, …) and `below` is where they lie; when
    the sheets are about something, `below` holds its key: `items/inspections/<str:about>/sheets/`. `back` gives the
    pages above, the last of which is left to when somebody turns back; its argument is what the sheet is about.
    """

    module: str
    kinds: Sequence[SheetKind]
    back: Callable[[Any], Crumbs] = lambda about: []
    name: str = "sheet"
    below: str = "sheets/"
    label: str = "表格批次"
    title: str = "用表格登记"
    verb: str = "登记"  # what the button that takes the good lines in does
    done: str = "已登记"
    into: str = "名册"  # what the lines are held against
    sheet: str = "登记表"  # what the blank sheet is called, behind the kind's label
    after: str = "登记了什么记在日志里。"  # said when it is done
    intro: str = "先核对，看过报告、确认以后才登记。"
    tabs: Callable[[], list[tuple[str, str, None, bool]]] | None = None
    tabs_label: str = ""

    @property
    def permission(self) -> str:
        return self.kinds[0].permission

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.kinds]

    @property
    def is_about(self) -> bool:
        return self.kinds[0].about is not None

    def kind(self, word: str) -> SheetKind:
        """The kind of a word in an address. Raises: NotFound."""
        for one in self.kinds:
            if one.word == word:
                return one
        raise NotFound(value=word)

    def of(self, about: str) -> Any:
        """What the sheets are about. Raises what the kind's `about` raises."""
        return self.kinds[0].of(about)

    def url(self, page: str, about: str = "", **keys: Any) -> str:
        """The address of one of the pages: "s" is the list, "" a report, "_upload", "_blank", "_faulty"."""
        return reverse(
            f"{self.module}:{self.name}{page}", kwargs=keys | ({"about": about} if self.is_about else {})
        )

    def crumbs(self, about: str = "", *, listed: bool = True) -> Crumbs:
        found = self.back(self.of(about))
        return [*found, (self.label, self.url("s", about))] if listed else found
