"""Progress by spreadsheet: a template with what is owed, and reading it back row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from python_calamine import CalamineWorkbook

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.forms import MoveForm, move_form
from gongzhi.kernel.flow.models import Matter, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.models import Report, Target
from gongzhi.modules.supervision.moves.reporting import has_evidence
from gongzhi.modules.supervision.queries import Owed, owed_by
from gongzhi.modules.supervision.rules import period_of_code, report_name

HEADS = ("编号", "角色", "任务", "报告", "应报日期", "上次进度（%）")
ASKED = (
    ("percent", "实际进度（%）"),
    ("narrative", "进展情况"),
    ("problems", "存在问题"),
    ("next_step", "下一步措施"),
    ("explanation", "进度下降说明"),
)
LABELS = dict(ASKED)
MOST_TARGETS, MOST_ROWS = 6, 2000
ROLES = {"report": "牵头", "report_to_lead": "协同"}


class NotATemplate(Refusal):
    code = "supervision.not_a_template"
    message = "这不是进展填报表：第1行找不到“{missing}”这一列。请先下载填报表，填好后再上传。"


class NoRows(Refusal):
    code = "supervision.no_rows"
    message = "表里没有填写任何一行。请至少填一行“实际进度”和“进展情况”。"


class TooManyRows(Refusal):
    code = "supervision.too_many_rows"
    kind = Kind.TOO_LARGE
    message = "一次最多{most}行，这份表有{count}行。请分几份上传。"


class NotASheet(Refusal):
    code = "supervision.not_a_sheet"
    message = "打不开这份表格。请用下载的填报表（.xlsx）填写，保存后再上传。"


class ChangedSince(Refusal):
    code = "supervision.changed_since"
    kind = Kind.CONFLICT
    message = "核对之后情况有变：{told}。请重新核对。"


def targets_of(owed: Sequence[Owed]) -> dict[int, list[Target]]:
    """The targets of the tasks that a unit leads. One query."""
    keys = [one.task.pk for one in owed if one.move == "report"]
    found: dict[int, list[Target]] = {}
    for target in Target.objects.filter(task__in=keys).order_by("task", "order", "id"):
        found.setdefault(target.task_id, []).append(target)
    return found


def template(officer: Officer, at: datetime) -> bytes:
    """The workbook to fill in: one row for each report owed, what is known in grey, what is asked in white."""
    owed = owed_by(officer, at)
    targets = targets_of(owed)
    most = min(MOST_TARGETS, max((len(some) for some in targets.values()), default=0))
    file = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _write(book, owed, targets, most)
    return file.getvalue()


def _write(book: Any, owed: Sequence[Owed], targets: dict[int, list[Target]], most: int) -> None:
    sheet = book.add_worksheet("进展填报")
    grey = {"bg_color": "#EEF1F4", "text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9D0D9"}
    known, asked = book.add_format(grey), book.add_format({**grey, "bg_color": "#FFFFFF"})
    head = book.add_format({**grey, "bold": True, "bg_color": "#DDE5EF"})
    heads = [
        *HEADS,
        *[text for n in range(1, most + 1) for text in (f"指标{n}", f"指标{n}完成数")],
        *LABELS.values(),
    ]
    for at, text in enumerate(heads):
        sheet.write_string(0, at, text, head)
        sheet.set_column(at, at, _width(text))
    for row, one in enumerate(owed, start=1):
        mine = targets.get(one.task.pk, [])[:most]
        cells = [one.task.number, ROLES[one.move], one.task.text, one.name, one.due_on.isoformat()]
        for at, text in enumerate(cells):
            sheet.write_string(row, at, text, known)
        sheet.write_number(row, len(cells), one.task.actual, known)
        for n in range(most):
            at = len(HEADS) + 2 * n
            sheet.write_string(row, at, _target_words(mine[n]) if n < len(mine) else "", known)
            sheet.write_blank(row, at + 1, None, asked if n < len(mine) else known)
        for at in range(len(HEADS) + 2 * most, len(heads)):
            sheet.write_blank(row, at, None, asked)
    first = len(HEADS) + 2 * most
    sheet.data_validation(1, first, max(1, len(owed)), first, {
        "validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100,
        "error_title": "实际进度", "error_message": "请填0到100的整数",
    })  # fmt: skip
    sheet.freeze_panes(1, 3)


def _width(text: str) -> int:
    wide = {"任务": 44, "进展情况": 44, "存在问题": 28, "下一步措施": 28, "编号": 18, "报告": 16}
    return wide.get(text, 22 if text.startswith("指标") and "完成" not in text else 13)


def _target_words(target: Target) -> str:
    value = "" if target.value is None else f"{target.op}{target.value.normalize():f}{target.unit}"
    return f"{target.name or target.raw} {value}".strip()


@dataclass
class Line:
    """One filled row as it was read: what it means, and what is wrong with it."""

    row: int  # as the spreadsheet counts
    number: str
    role: str
    report: str  # which report the row is for, as the template named it
    cells: dict[str, str]
    figures: dict[str, str] = field(default_factory=dict)
    owed: Owed | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)  # (column, what is wrong and the remedy)
    done: str = ""  # why nothing is to be done: reported already

    @property
    def state(self) -> str:
        return "wrong" if self.faults else "done" if self.done else "valid"


def read(data: bytes, officer: Officer, at: datetime) -> list[Line]:
    """The filled rows of an uploaded sheet, each checked like the form of the move. Six statements at most.

    Raises: NotASheet, NotATemplate, NoRows, TooManyRows.
    """
    heads, rows = _sheet(data)
    lines = [one for one in (_line(heads, n, cells) for n, cells in rows) if one]
    if not lines:
        raise NoRows(field="file")
    if len(lines) > MOST_ROWS:
        raise TooManyRows(field="file", most=MOST_ROWS, count=len(lines))
    owed = {(one.task.number.upper(), ROLES[one.move]): one for one in owed_by(officer, at)}
    targets = targets_of(list(owed.values()))
    reported = _reported(officer, lines)
    evident = has_evidence({one.task.pk for one in owed.values()})
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        _match(line, owed, reported, seen)
        if line.owed is not None:
            _check(line, targets.get(line.owed.task.pk, []), line.owed.task.pk in evident)
    return lines


def _sheet(data: bytes) -> tuple[dict[str, int], list[tuple[int, list[Any]]]]:
    try:
        sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except Exception as error:  # calamine raises kinds of its own for each broken part
        raise NotASheet(field="file") from error
    heads = {_text(cell): at for at, cell in enumerate(rows[0])} if rows else {}
    for text in ("编号", "报告", LABELS["percent"], LABELS["narrative"]):
        if text not in heads:
            raise NotATemplate(field="file", missing=text)
    return heads, list(enumerate(rows[1:], start=2))


def _line(heads: dict[str, int], row: int, cells: list[Any]) -> Line | None:
    """A row in which something is filled in; None for one that was left as it was."""

    def cell(text: str) -> str:
        at = heads.get(text)
        return _text(cells[at]) if at is not None and at < len(cells) else ""

    given = {name: cell(label) for name, label in ASKED}
    figures = {f"指标{n}": cell(f"指标{n}完成数") for n in range(1, MOST_TARGETS + 1)}
    figures = {name: text for name, text in figures.items() if text}
    if not any(given.values()) and not figures:
        return None
    return Line(row, cell("编号").upper(), cell("角色") or "牵头", cell("报告"), given, figures)


def _text(cell: Any) -> str:
    """A cell as it would be typed: 20.0 as 20."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""


def _reported(officer: Officer, lines: Sequence[Line]) -> dict[tuple[str, str, str], Report]:
    """What the unit has reported already on these tasks, by number, role and the report's name. One query."""
    numbers = {line.number.split("-R")[0] for line in lines}
    rows = Report.objects.filter(task__matter__number__in=numbers, unit=officer.unit_id, current=True)
    return {
        (one.task.number.upper(), "牵头" if one.assignment.role == Role.LEAD else "协同", _name(one)): one
        for one in rows.select_related("task__matter", "assignment")
    }


def _name(report: Report) -> str:
    cycle, period = period_of_code(report.period)
    return report_name(period, cycle)


def _match(
    line: Line,
    owed: dict[tuple[str, str], Owed],
    reported: dict[tuple[str, str, str], Report],
    seen: dict[Any, int],
) -> None:
    key = (line.number, line.role)
    if key in seen:
        line.faults.append(("编号", f"与第{seen[key]}行重复，请删去其中一行"))
        return
    seen[key] = line.row
    now_due = owed.get(key)
    before = reported.get((*key, line.report))
    if before is not None:
        line.done = f"{line.report}已报送（{before.percent}%），不重复报；要改请用“更正进展”"
    elif now_due is not None and line.report == now_due.name:
        line.owed = now_due
    elif now_due is not None:
        line.faults.append(("报告", f"现在应报的是{now_due.name}，请重新下载填报表"))
    else:
        line.faults.append(("编号", "不是本单位现在应报的任务，请核对编号和角色，不要改动灰色的列"))


def _check(line: Line, targets: Sequence[Target], evident: bool) -> None:
    """The row by the form of its move, and what the move itself would refuse."""
    assert line.owed is not None
    form = form_of(line, targets)
    if not form.is_valid():
        for name, errors in form.errors.items():
            line.faults.append((_column(name, targets), " ".join(map(str, errors))))
        return
    percent, task = form.cleaned_data["percent"], line.owed.task
    if line.owed.move != "report" or line.owed.assignment.unit_id != task.matter.lead_unit_id:
        return
    if percent < task.actual and not line.cells["explanation"]:
        line.faults.append((LABELS["explanation"], f"进度由{task.actual}%降到{percent}%，请写明原因"))
    if percent == 100 and not evident:
        line.faults.append((LABELS["percent"], "报100%要附佐证材料，表格不能带附件，请到任务页面单独报送"))


def form_of(line: Line, targets: Sequence[Target]) -> MoveForm:
    """The bound form of the row's move; the same validator as the page's."""
    assert line.owed is not None
    row = line.owed.task
    row.__dict__.setdefault("_prefetched_objects_cache", {})["targets"] = targets
    data = dict(line.cells)
    for n, target in enumerate(targets, start=1):
        data[f"values-{target.pk}"] = line.figures.get(f"指标{n}", "")
    return move_form(TASK.moves[line.owed.move], row, data)


def _column(name: str, targets: Sequence[Target]) -> str:
    if name.startswith("values-"):
        keys = [str(one.pk) for one in targets]
        return f"指标{keys.index(name.removeprefix('values-')) + 1}完成数"
    return LABELS.get(name, name)


@transaction.atomic
def apply(source: Attachment, data: bytes, *, by: Officer, at: datetime) -> int:
    """Report every valid row through its move, all or none; rows that are wrong or done are left.

    Raises: ChangedSince, NoRows. Records: flow.moved for each.
    """
    lines = [line for line in read(data, by, at) if line.state == "valid"]
    if not lines:
        raise NoRows(field="file")
    owed = [line.owed for line in lines if line.owed]
    targets = targets_of(owed)
    for line in lines:
        assert line.owed is not None
        form = form_of(line, targets.get(line.owed.task.pk, []))
        try:
            actions.run(
                Matter(pk=line.owed.task.pk),
                line.owed.move,
                form=form,
                by=by,
                at=at,
                assignment=line.owed.assignment.pk,
                correlation=f"sheet:{source.pk}",
            )
        except Refusal as refusal:
            raise ChangedSince(field="file", told=f"第{line.row}行 {refusal}".rstrip("。")) from refusal
    return len(lines)
