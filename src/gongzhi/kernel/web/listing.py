"""Lists: columns declared once give the page, the spreadsheet, sorting, filters, search, paging by key.

class TaskList(Listing):
    title = "任务清单"
    model = Task
    columns = (Column("number", "编号", link=task_url), Column("title", "任务", wide=True))
    filters = TaskFilter
    order = ("due_at",)

    def queryset(self, request): return queries.tasks(request.user)

return TaskList(request).response()
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, ClassVar

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.crypto import get_random_string
from django.utils.safestring import SafeString, mark_safe
from django_filters import FilterSet

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web import export, keyset
from gongzhi.kernel.web.columns import Column
from gongzhi.kernel.web.markup import esc
from gongzhi.kernel.web.search import words_of
from gongzhi.kernel.web.templatetags.ui import local_minute

KEY = re.compile(r"[0-9]{1,18}")
LONG_SECONDS = 600  # a list that was longer than anybody counts will not have become short
SHORT = 11  # characters that every text column has room for
RESERVED = {"q", "sort", "at", "show", "chosen", "export", "more"}
PASSING = ("at", "export", "chosen", "show", "more")
"""Parameters of one request, not of the list."""


class UnknownSort(Refusal):
    code = "web.unknown_sort"
    message = "不能按“{given}”排序。请点击表头上带箭头的列名。"


class NothingPicked(Refusal):
    code = "web.nothing_picked"
    message = "还没有选中任何一行。请先勾选，再点按钮。"


class TooManyPicked(Refusal):
    code = "web.too_many_picked"
    message = "一次最多处理{most}行，现在选了{count}行。请分几次办理。"


@dataclass(frozen=True)
class Bulk:
    """An action on the picked rows: `url` gets the POST with `pick` values (see `picked`).

    With `dialog` the address is first opened by GET in the dialog, with the picks in its query, to ask more.
    """

    label: str
    url: str
    permission: str = ""
    icon: str = "check"
    confirm: str = ""
    dialog: bool = False


@dataclass(frozen=True)
class Head:
    """A heading as the template draws it."""

    column: Column
    href: str
    aria: str


@dataclass(frozen=True)
class Row:
    key: Any
    href: str
    css: str
    cells: list[tuple[Column, Any, str]]
    """(column, what is drawn, the whole text where the column may cut it short)"""


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words, with the address of the list without it."""

    label: str
    text: str
    href: str


class Listing:
    """One list. Statements: one or two for the rows, whatever the filters' choices need, none per row."""

    title: ClassVar[str] = ""
    model: ClassVar[type[Model]]
    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[type[FilterSet] | None] = None
    first_filters: ClassVar[Sequence[str]] = ()
    """Filters that stand in the open; the others lie behind a button. () puts all of them in the open."""
    order: ClassVar[Sequence[str]] = ()
    page_size: ClassVar[int] = 30
    searchable: ClassVar[str] = ""
    """What the search box searches, in words ("编号、标题"); with it, override `search`. "" has no box."""
    bulk: ClassVar[Sequence[Bulk]] = ()
    count_to: ClassVar[int] = 0
    """Say how many rows there are, counting no further than this; one statement more. 0 does not say."""
    empty: ClassVar[tuple[str, str, str]] = ("还没有记录", "", "")
    """What to say when there is no row at all: text, button label, button address."""
    export_most: ClassVar[int] = export.MOST_ROWS
    template: ClassVar[str] = "pages/list.html"
    partial: ClassVar[str] = "ui/_listing.html"
    drawer: ClassVar[str] = "ui/_filter_drawer.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    # what a list says about itself

    def queryset(self, request: HttpRequest) -> QuerySet:
        """The rows this officer may see, with `select_related` for what the columns read."""
        return self.model._default_manager.all()

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        """The rows that the words find."""
        return rows

    def href(self, row: Any) -> str:
        """Where a click on the row leads; "" nowhere."""
        return ""

    def row_css(self, row: Any) -> str:
        return ""

    # answers

    def response(self, **context: Any) -> HttpResponse:
        """The page; the table alone for htmx; the spreadsheet for `?export=xlsx`.

        `context` goes to the template: `actions` (HTML of the head's buttons), `crumbs`, `intro`.
        Raises: StaleToken, UnknownSort, TooManyRows.
        """
        if self.request.GET.get("export") == "xlsx":
            return self.spreadsheet()
        htmx = self.request.htmx
        whole = not htmx or htmx.history_restore_request or htmx.boosted
        if self.whole and not whole:
            return render(self.request, self.drawer, {"listing": self})
        template = self.template if whole else self.partial
        _ = self.drawn, self.count  # here and not deep in a template, where each call costs Python more
        response = render(self.request, template, {"listing": self, "title": self.title} | context)
        self._keep_choice(response)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response

    def spreadsheet(self) -> HttpResponse:
        file = export.workbook(self.seen, self.every(), self._notes(), self.export_most)
        return export.download(file, f"{self.title or self.name}{today():%Y%m%d}")

    # rows

    @property
    def name(self) -> str:
        return type(self).__name__.lower()

    @cached_property
    def filter(self) -> FilterSet | None:
        if self.filters is None:
            return None
        kind = self.filters if self.whole else _part(self.filters, self._needed(self.filters))
        return kind(self.request.GET, queryset=self._found(), request=self.request)

    def _needed(self, kind: type[FilterSet]) -> frozenset[str]:
        """Names of the filters in the open and of those in force; another costs the page time and shows nothing."""
        given = list(self.request.GET)
        return frozenset(
            name
            for name in kind.base_filters
            if not self.first_filters
            or name in self.first_filters
            or any(key == name or key.startswith(f"{name}_") for key in given)
        )

    @cached_property
    def fields(self) -> list[Any]:
        return self.filter.form.visible_fields() if self.filter is not None else []

    @property
    def whole(self) -> bool:
        """Whether all filters are asked for, with all that can be chosen: the drawer's content, or a page without script."""
        return "more" in self.request.GET

    @cached_property
    def open_fields(self) -> list[Any]:
        """The filters in the open. A select that searches holds what is chosen and fetches the rest when it is entered."""
        shown = [one for one in self.fields if not self.first_filters or one.name in self.first_filters]
        if not self.whole:
            for one in shown:
                if one.field.widget.attrs.get("data-picker"):
                    one.field.widget.attrs["data-lean"] = ""
        return shown

    @property
    def has_more(self) -> bool:
        """Whether there are filters behind the button."""
        return bool(self.first_filters) and not set(self.filters.base_filters) <= set(self.first_filters)

    @cached_property
    def more_fields(self) -> list[Any]:
        """The filters behind the button: all when `whole`, else those in force."""
        return [one for one in self.fields if self.first_filters and one.name not in self.first_filters]

    @cached_property
    def more_open(self) -> bool:
        """Whether what lies behind the button is drawn with the page: it was asked for, or something there is wrong."""
        return self.whole or any(one.errors for one in self.more_fields)

    @cached_property
    def more_kept(self) -> list[tuple[str, str]]:
        """(name, value) of the filters behind the button that are in force, for a form without their fields."""
        names = [name for one in self.more_fields for name in _names(one)]
        return [(name, one) for name in names for one in self.request.GET.getlist(name) if one]

    @property
    def more_href(self) -> str:
        return self.link(more="1")

    @property
    def words(self) -> str:
        return words_of(self.request) if self.searchable else ""

    def _found(self) -> QuerySet:
        rows = self.queryset(self.request)
        return self.search(rows, self.words) if self.words else rows

    def rows(self) -> QuerySet:
        """All rows of the search and the filters, in no order."""
        return self._found() if self.filter is None else self.filter.qs

    def sorted_rows(self) -> QuerySet:
        return self.rows().order_by(*(key.ordering(False) for key in self.keys))

    def complete(self, rows: Sequence[Any]) -> None:
        """Give the rows that were read what columns show and the query does not carry, by a query for all of them."""

    def every(self) -> Iterator[Any]:
        """All rows in order, a thousand in memory at a time."""
        found = self.sorted_rows().iterator(chunk_size=1000)
        while some := list(islice(found, 1000)):
            self.complete(some)
            yield from some

    @property
    def sort(self) -> str:
        return self.request.GET.get("sort", "")

    @cached_property
    def keys(self) -> tuple[keyset.Key, ...]:
        order = list(self.order)
        if self.sort:
            name, down = self.sort.lstrip("-"), self.sort.startswith("-")
            column = next((column for column in self.columns if column.name == name and column.sort), None)
            if column is None:
                raise UnknownSort(field="sort", given=name[:40])
            order = [("-" if down else "") + column.sort] + [
                one for one in order if one.lstrip("-") != column.sort
            ]
        return keyset.keys(self.model, order)

    @cached_property
    def page(self) -> keyset.Page:
        found = keyset.page(self.rows(), self.keys, self.request.GET.get("at", ""), self.page_size)
        self.complete(found.rows)
        return found

    @cached_property
    def body(self) -> list[Row]:
        return [
            Row(
                row.pk,
                self.href(row),
                self.row_css(row),
                [_cell(column, row) for column in self.seen],
            )
            for row in self.page.rows
        ]

    @cached_property
    def drawn(self) -> SafeString:
        """The rows as HTML: by hand, for a template's loop over some three hundred cells is half of a page's cost."""
        tick = bool(self.actions)
        opened = {
            column: f'<td class="{esc(column.dom_class)}" role="cell" data-label="{esc(column.label)}"'
            for column in self.seen
        }
        return mark_safe("".join(_row(row, tick, n, opened) for n, row in enumerate(self.body, start=1)))

    @cached_property
    def count(self) -> str:
        """ "87" or "1,000+"; "" when the list does not count. That a list is longer is remembered for a while."""
        if not self.count_to:
            return ""
        if not self.page.next and not self.page.previous:
            return f"{len(self.page.rows):,}"
        many = f"{self.count_to:,}+"
        key = _digest(self.name, self.request.user.pk, self.link(sort=""))
        if cache.get(key):
            return many
        found = self.rows().order_by()[: self.count_to + 1].count()
        if found <= self.count_to:
            return f"{found:,}"
        cache.set(key, True, LONG_SECONDS)
        return many

    # columns

    @cached_property
    def chosen(self) -> set[str]:
        """Names of the columns to show: as asked, as kept in the cookie, else as declared."""
        if "chosen" in self.request.GET:
            names = set(self.request.GET.getlist("show"))
        else:
            names = set(self.request.COOKIES.get(self.cookie, "").split("."))
        names &= {self._key(column) for column in self.columns}
        return names or {self._key(column) for column in self.columns if column.shown}

    @cached_property
    def seen(self) -> list[Column]:
        return [column for column in self.columns if self._key(column) in self.chosen]

    @property
    def cookie(self) -> str:
        return f"cols-{self.name}"

    @cached_property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(key, label, shown) of every column, for the chooser."""
        return [(key := self._key(column), column.label, key in self.chosen) for column in self.columns]

    def _key(self, column: Column) -> str:
        return column.name.replace(".", "-")

    def _keep_choice(self, response: HttpResponse) -> None:
        if "chosen" in self.request.GET:
            kept = ".".join(key for key, _label, shown in self.choices if shown)
            response.set_cookie(self.cookie, kept, max_age=365 * 86400, samesite="Lax", httponly=True)

    # addresses

    def link(self, **changes: str) -> str:
        """The list's own address with parameters changed; "" takes one away; always from the first page."""
        query = self.request.GET.copy()
        for gone in PASSING:
            query.pop(gone, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def next(self) -> str:
        return self.link(at=self.page.next) if self.page.next else ""

    @property
    def previous(self) -> str:
        return self.link(at=self.page.previous) if self.page.previous else ""

    @property
    def first(self) -> str:
        return self.link()

    @property
    def clear(self) -> str:
        return self.request.path

    @property
    def export_href(self) -> str:
        return self.link(export="xlsx")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the column chooser has to pass on."""
        return [
            (name, one) for name, values in self.request.GET.lists() if name not in PASSING for one in values
        ]

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.seen]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        lead = self.keys[0]
        current = lead.path == column.sort
        again = f"-{column.name}" if current and not lead.down else column.name
        aria = ("descending" if lead.down else "ascending") if current else "none"
        return Head(column, self.link(sort=again), aria)

    @cached_property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """(value, label, chosen) for the sort box on the phone, where there are no headings."""
        return [
            (sign + column.name, f"{column.label}{arrow}", self.sort == sign + column.name)
            for column in self.columns
            if column.sort
            for sign, arrow in (("", "↑"), ("-", "↓"))
        ]

    # filters in words, bulk

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [Chip("搜索", self.words, self.link(q=""))] if self.words else []
        if self.filter is None or not self.filter.is_bound:
            return chips
        for name, field in self.filter.form.fields.items():
            value = self.filter.form.cleaned_data.get(name) if self.filter.form.is_valid() else None
            if value not in (None, "", [], ()) and not (isinstance(value, QuerySet) and not value):
                chips.append(Chip(str(field.label or name), _words(field, value), self._without(field, name)))
        return chips

    def _without(self, field: Any, name: str) -> str:
        names = [key for key in self.request.GET if key == name or key.startswith(f"{name}_")]
        return self.link(**dict.fromkeys(names, ""))

    @cached_property
    def actions(self) -> list[Bulk]:
        officer = self.request.user
        return [one for one in self.bulk if not one.permission or decide(officer, one.permission).allowed]

    @cached_property
    def token(self) -> str:
        return get_random_string(24)

    @property
    def filtered(self) -> bool:
        return bool(self.chips)

    def _notes(self) -> list[tuple[str, str]]:
        chips = [(f"筛选：{chip.label}", chip.text) for chip in self.chips]
        officer = getattr(self.request.user, "name", "")
        return [("清单", self.title), *chips, ("导出人", officer), ("导出时间", local_minute(now()))]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.body)


def _digest(*parts: Any) -> str:
    """A key of the cache that no text of a search makes too long."""
    return f"web.long.{hashlib.sha256(repr(parts).encode()).hexdigest()}"


@lru_cache(maxsize=1000)
def _part(kind: type[FilterSet], names: frozenset[str]) -> type[FilterSet]:
    """The same filters, of these names alone. Raises: ValueError for a name that the list itself uses."""
    if taken := RESERVED & set(kind.base_filters):
        raise ValueError(f"{kind.__name__}: filter names {taken} are taken by the list itself")
    made = type(kind.__name__, (kind,), {})
    made.base_filters = {name: one for name, one in kind.base_filters.items() if name in names}
    return made


def _cell(column: Column, row: Any) -> tuple[Column, Any, str]:
    text = column.text(row)
    plain = type(column).cell is Column.cell  # then the cell is its text, which is in hand
    cell = column.linked(row, esc(text)) if plain else column.cell(row)
    return column, cell, text if len(text) > SHORT else ""


def _row(row: Row, tick: bool, n: int, opened: dict[Column, str]) -> str:
    """One row; every text in it is escaped here, unless its column made it as HTML. `opened` begins each cell."""
    href = f' data-href="{esc(row.href)}"' if row.href else ""
    parts = [f'<tr role="row" id="row-{esc(row.key)}" class="{esc(row.css)}"{href}>']
    if tick:
        parts.append(
            '<td class="tick" role="cell"><label class="tick-label"><input class="form-check-input" type="checkbox" '
            f'name="pick" value="{esc(row.key)}" aria-label="选中第{n}行"></label></td>'
        )
    for column, cell, whole in row.cells:
        title = f' title="{esc(whole)}"' if whole else ""
        parts.append(f"{opened[column]}{title}>{esc(cell)}</td>")
    parts.append("</tr>")
    return "".join(parts)


def _names(bound: Any) -> list[str]:
    """The parameters of a filter: its own name, or one for each part of it."""
    parts = getattr(bound.field.widget, "suffixes", ())
    return [f"{bound.html_name}_{part}" for part in parts] if parts else [bound.html_name]


def _words(field: Any, value: Any) -> str:
    """A filter's value as the officer chose it."""
    named = () if hasattr(field, "queryset") else getattr(field, "choices", ())
    choices = {key: label for key, label in named}  # noqa: C416  dict() asks a lazy one for its length
    if isinstance(value, slice):
        return f"{value.start or ''}～{value.stop or ''}"
    if isinstance(value, bool):
        return "是" if value else "否"
    several = value if isinstance(value, list | tuple | QuerySet) else [value]
    return "、".join(str(choices.get(one, one)) for one in several)


def picked(request: HttpRequest, most: int = 500) -> list[int]:
    """Keys of the rows that were ticked, in the order of the list.

    Raises: NothingPicked, TooManyPicked.
    """
    source = request.POST if request.method == "POST" else request.GET
    keys = [int(value) for value in source.getlist("pick") if KEY.fullmatch(value)]
    if not keys:
        raise NothingPicked(field="pick")
    if len(keys) > most:
        raise TooManyPicked(field="pick", most=most, count=len(keys))
    return keys
