"""The directory as a spreadsheet: written, and read back row by row with what is wrong in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from gongzhi.kernel.clock import Term
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.org.queries import Resolver
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.directory.actions import Draft
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry

HEADS = ("事项代码", "大类", "小类", "地方代码", "主办单位", "协办单位", "办结时限", "备注")
NEEDED = ("事项代码", "主办单位")
TOWN = "属地乡镇"
MOST = 5000


class NotASheet(Refusal):
    code = "appeals.not_a_sheet"
    message = "打不开这份表格。请用导出的目录表（.xlsx）修改，保存后再上传。"


class NotADirectory(Refusal):
    code = "appeals.not_a_directory"
    message = "这不是分派目录：第1行找不到“{missing}”这一列。请先导出现行目录，修改后再上传。"


class TooManyRows(Refusal):
    code = "appeals.too_many_rows"
    kind = Kind.TOO_LARGE
    message = "一次最多{most}行，这份表有{count}行。"


class WrongRows(Refusal):
    code = "appeals.wrong_rows"
    kind = Kind.CONFLICT
    message = "还有{count}行有误，改好后重新上传。"


@dataclass
class Row:
    """One line of the sheet: what it means, and what is wrong with it."""

    number: int  # as the spreadsheet counts
    cells: dict[str, str]
    draft: Draft | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)  # (column, what is wrong and the remedy)


def written(edition: Edition | None) -> bytes:
    """The workbook of an edition; without one, every category with nobody yet. Two or three queries."""
    rows = _rows(edition)
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter

    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("分派目录")
        head = book.add_format({"bold": True, "bg_color": "#DDE5EF", "border": 1, "border_color": "#C9D0D9"})
        for at, text in enumerate(HEADS):
            sheet.write_string(0, at, text, head)
            sheet.set_column(at, at, 24 if "单位" in text else 14)
        for row, cells in enumerate(rows, start=1):
            for at, text in enumerate(cells):
                sheet.write_string(row, at, text)
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _rows(edition: Edition | None) -> list[tuple[str, ...]]:
    if edition is None:
        return [(one.code, one.major, one.name, "", "", "", "", "") for one in Category.objects.all()]
    entries = (
        Entry.objects.filter(edition=edition).select_related("category", "unit").prefetch_related("co_units")
    )
    return [
        (
            one.category.code,
            one.category.major,
            one.category.name,
            one.place_code,
            one.unit.label if one.unit else TOWN,
            "、".join(unit.label for unit in one.co_units.all()),
            Term.parse(one.limit).label if one.limit else "",
            one.note,
        )
        for one in entries
    ]


def read(data: bytes, on: date) -> list[Row]:
    """The rows of a sheet, each checked. About eight queries. Raises: NotASheet, NotADirectory, TooManyRows."""
    try:
        raw = (
            CalamineWorkbook.from_filelike(BytesIO(data))
            .get_sheet_by_index(0)
            .to_python(skip_empty_area=False)
        )
    except Exception as error:  # calamine raises kinds of its own for each broken part
        raise NotASheet(field="file") from error
    heads = {_text(cell): at for at, cell in enumerate(raw[0])} if raw else {}
    for name in NEEDED:
        if name not in heads:
            raise NotADirectory(field="file", missing=name)
    lines = [
        (n, {name: _text(cells[at]) if at < len(cells) else "" for name, at in heads.items() if name})
        for n, cells in enumerate(raw[1:], start=2)
    ]
    lines = [(n, cells) for n, cells in lines if any(cells.values())]
    if len(lines) > MOST:
        raise TooManyRows(field="file", most=MOST, count=len(lines))
    return _checked(lines, on)


def _text(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()


def _checked(lines: Sequence[tuple[int, dict[str, str]]], on: date) -> list[Row]:
    reader = _Reader(on)
    seen: dict[tuple[str, str], int] = {}
    found = []
    for number, cells in lines:
        row = reader.row(number, cells)
        key = (cells.get("事项代码", ""), cells.get("地方代码", ""))
        if key in seen and key[0]:
            row.faults.append(("事项代码", f"与第{seen[key]}行重复：同一事项同一地方只能有一行"))
        seen.setdefault(key, number)
        if row.faults:
            row.draft = None
        found.append(row)
    return found


class _Reader:
    """What the cells are held against, read once."""

    def __init__(self, on: date) -> None:
        self.categories = {one.code: one for one in Category.objects.all()}
        self.places = set(Place.objects.values_list("code", flat=True))
        self.names = Resolver.load(on)
        self.on = on

    def row(self, number: int, cells: dict[str, str]) -> Row:
        row = Row(number, cells)
        code, place = cells.get("事项代码", ""), cells.get("地方代码", "")
        category = self.categories.get(code)
        if category is None:
            row.faults.append(
                ("事项代码", f"没有代码为“{code}”的事项，请先在“事项”里新增" if code else "不能为空")
            )
        elif category.withdrawn_on and category.withdrawn_on <= self.on:
            row.faults.append(("事项代码", f"“{category.label}”已停用"))
        if place and place not in self.places:
            row.faults.append(("地方代码", f"没有代码为“{place}”的地方，全县不填"))
        host = self._host(row, cells.get("主办单位", ""))
        co = [self._unit(row, "协办单位", name) for name in _split(cells.get("协办单位", ""))]
        beside = [unit for unit in co if unit is not None]
        if host is not None and host in beside:
            row.faults.append(("协办单位", f"{host.label}已是主办单位"))
        limit = self._limit(row, cells.get("办结时限", ""))
        if category is not None:
            row.draft = Draft(category, host, place, beside, limit, cells.get("备注", ""))
        return row

    def _host(self, row: Row, name: str) -> Unit | None:
        if not name:
            row.faults.append(("主办单位", f"不能为空；由乡镇办理的填“{TOWN}”"))
        return None if not name or name == TOWN else self._unit(row, "主办单位", name)

    def _unit(self, row: Row, column: str, name: str) -> Unit | None:
        match = self.names.unit(name)
        if match.unit is None:
            near = "、".join(one.label for one in match.candidates[:3])
            row.faults.append((column, f"找不到单位“{name}”" + (f"，是不是{near}" if near else "")))
        return match.unit

    def _limit(self, row: Row, text: str) -> str:
        if not text:
            return ""
        try:
            return str(Term.parse(text))
        except Refusal as refusal:
            row.faults.append(("办结时限", str(refusal)))
            return ""


def _split(text: str) -> list[str]:
    for sign in "，,；;\n ":
        text = text.replace(sign, "、")
    return [one for one in text.split("、") if one]


def drafts(rows: Sequence[Row]) -> list[Draft]:
    """What is to be published. Raises: WrongRows, when a row is wrong."""
    wrong = sum(bool(row.faults) for row in rows)
    if wrong:
        raise WrongRows(count=wrong)
    return [row.draft for row in rows if row.draft is not None]
