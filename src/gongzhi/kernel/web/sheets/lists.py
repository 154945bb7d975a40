"""What an officer took in by spreadsheet."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest

from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.sheets.pages import Pages


def state_of(done: str, taken: bool, kept: bool) -> tuple[str, str]:
    """The state of an intake in words, and its tone.

    >>> state_of("已采集", True, False), state_of("已登记", False, True), state_of("已登记", False, False)
    (('已采集', 'good'), ('待确认', 'busy'), ('已过期', 'plain'))
    """
    return (done, "good") if taken else ("待确认", "busy") if kept else ("已过期", "plain")


class SheetList(Listing):
    """The officer's own intakes of some kinds, about one thing when they are about any. `pages` says which."""

    title = "表格批次"
    model = Intake
    order = ("-at", "-pk")
    template = "sheets/list.html"
    empty = ("还没有上传过表格。先下载空表，填写后上传。", "", "")
    columns = (
        MomentColumn("at", "上传"),
        Column("kind", "种类", value=lambda one: one.label),
        Column("name", "文件", wide=True),
        NumberColumn("rows", "行数", unit="行"),
        NumberColumn("added", "新增"),
        NumberColumn("changed", "更新"),
        NumberColumn("same", "未变"),
        NumberColumn("refused", "有误"),
        StateColumn("state", "状态", value=lambda one: one.state[0], tone=lambda one: one.state[1]),
    )

    def __init__(self, request: HttpRequest, pages: Pages | None = None, about: str = "") -> None:
        super().__init__(request)
        self.pages, self.about = pages, about
        if pages:
            self.title = pages.label  # type: ignore[misc]

    def queryset(self, request: HttpRequest) -> QuerySet[Intake]:
        """The content, which is long, is not read; only whether there is any."""
        kept = ExpressionWrapper(~Q(content=""), output_field=BooleanField())
        mine = Intake.objects.filter(by=request.user)  # type: ignore[misc]
        rows = mine.defer("content").annotate(kept=kept)
        return rows.filter(kind__in=self.pages.codes, about=self.about) if self.pages else rows.none()

    def complete(self, rows: Any) -> None:
        for one in rows:
            one.state = state_of(self.pages.done if self.pages else "", one.taken_at is not None, one.kept)

    def href(self, row: Intake) -> str:
        return self.pages.url("", self.about, pk=row.pk) if self.pages else ""

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        return self.pages.tabs() if self.pages and self.pages.tabs else []
