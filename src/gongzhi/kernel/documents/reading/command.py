"""The command `read FILE`: the tasks of an official document as a table, JSON or a spreadsheet."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongzhi.kernel.documents.reading.reader import read
from gongzhi.kernel.documents.reading.sources import MEGABYTE, TooLarge
from gongzhi.kernel.documents.reading.values import Reading, Target, Task, as_json
from gongzhi.kernel.refusals import Refusal

REFUSED, MISUSED = 1, 2
COLUMNS = ("序号", "所属板块", "任务内容", "牵头领导", "牵头单位", "协同单位", "目标", "完成时限", "疑点")


def main(argv: Sequence[str], *, prog: str = "gongzhi read") -> int:
    """Run the command; returns the exit code: 0 read, 1 refused, 2 misused."""
    parser = _parser(prog)
    try:
        wanted = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        reading = read(
            _load(wanted.file, wanted.limit * MEGABYTE), _name(wanted.file), limit=wanted.limit * MEGABYTE
        )
        if wanted.xlsx:
            _write_sheet(reading, Path(wanted.xlsx))
    except Refusal as refusal:
        print(f"不能读：{refusal}", file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"打不开“{error.filename or wanted.file}”：{_reason(error)}", file=sys.stderr)
        return REFUSED
    try:
        _show(reading, wanted)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="读一份公文（docx、doc、pdf、xlsx、csv、html、txt），列出任务、责任单位、目标、时限和疑点。不需要数据库。",
        epilog="退出码：0 读成；1 文件不能读；2 用法不对。",
    )
    parser.add_argument("file", metavar="FILE", help="文件路径；“-”从标准输入读文字")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="输出一个JSON对象")
    shape.add_argument("--quiet", action="store_true", help="只输出汇总")
    parser.add_argument("--xlsx", metavar="OUT", help="另存为电子表格")
    parser.add_argument("--lint", action="store_true", help="另做计划体检：数字矛盾、单位、序号、残缺等")
    parser.add_argument("--limit", type=int, default=50, metavar="MB", help="文件大小上限，默认50MB")
    return parser


def _name(file: str) -> str:
    return "" if file == "-" else Path(file).name


def _load(file: str, limit: int) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(limit + 1)
    path = Path(file)
    if (size := path.stat().st_size) > limit:
        raise TooLarge(field="file", size=size // MEGABYTE, limit=limit // MEGABYTE)
    return path.read_bytes()


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件或文件夹。"
    if isinstance(error, IsADirectoryError):
        return "这是文件夹，请指定一个文件。"
    if isinstance(error, PermissionError):
        return "没有权限。"
    return f"{error.strerror or error}。"


def _show(reading: Reading, wanted: argparse.Namespace) -> None:
    if wanted.lint:
        from gongzhi.kernel.documents import lint

        findings = lint.examine(reading, days=lint.statutory_days())
    if wanted.json:
        answer = as_json(reading) | ({"lint": lint.as_json(findings)} if wanted.lint else {})
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
        print()
        return
    from rich.console import Console

    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160)
    if not wanted.quiet:
        console.print(_table(reading))
        for doubt in reading.doubts:
            line = reading.text.count("\n", 0, doubt.span.start) + 1
            console.print(f"疑点 第{line}行 {doubt.message}", markup=False, highlight=False)
    for finding in findings if wanted.lint else ():
        where = "、".join(dict.fromkeys(place.no or "正文" for place in finding.places))
        console.print(f"体检 {finding.kind.label}（{where}）{finding.message}", markup=False, highlight=False)
    console.print(summary(reading), markup=False, highlight=False)
    if wanted.lint:
        console.print(f"体检发现{len(findings)}处。", markup=False, highlight=False)


def summary(reading: Reading) -> str:
    """One line: what was read, in figures."""
    with_owner = sum(bool(t.lead_units) for t in reading.tasks)
    targets = sum(len(t.targets) for t in reading.tasks)
    title = reading.document.title or "无标题"
    return (
        f"{title if '《' in title else f'《{title}》'}：任务{len(reading.tasks)}项，有责任单位{with_owner}项，"
        f"量化目标{targets}个，名单{len(reading.groups)}个，疑点{len(reading.doubts)}处。"
    )


def _table(reading: Reading) -> Any:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(reading.document.title), show_lines=True, expand=False)
    for name, ratio in zip(COLUMNS[:8], (2, 3, 8, 2, 4, 4, 5, 2), strict=True):
        table.add_column(name, ratio=ratio, overflow="fold")
    for task in reading.tasks:
        table.add_row(*(escape(cell) for cell in cells(task)))
    return table


def cells(task: Task) -> list[str]:
    """A task as the first eight columns of the listing."""
    return [
        task.no,
        " / ".join(task.headings),
        task.text,
        "、".join(p.text for p in task.lead_leaders),
        "、".join(p.text for p in task.lead_units),
        "、".join(p.text for p in task.co_units) + ("等" if task.open_ended else ""),
        "；".join(shown(t) for t in task.targets),
        task.deadline.text if task.deadline else "",
    ]


_SIGNS = {">=": "≥", "<=": "≤", "approx": "≈"}


def shown(target: Target) -> str:
    """A target in a few signs: 绿化覆盖率≥40%."""
    value = format(target.value.normalize(), "f") if target.value is not None else ""
    return f"{target.name}{_SIGNS.get(target.op, target.op)}{value}{target.unit}"


def _write_sheet(reading: Reading, path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "valign": "vcenter"})
        body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet("任务")
        for column, (name, width) in enumerate(
            zip(COLUMNS, (12, 28, 60, 14, 28, 28, 36, 14, 30), strict=True)
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        for row, task in enumerate(reading.tasks, start=1):
            doubts = "；".join(d.message for d in reading.doubts_of(task))
            for column, cell in enumerate([*cells(task), doubts]):
                sheet.write_string(row, column, cell[:32000], body)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(reading.tasks), 1), len(COLUMNS) - 1)
        _write_doubts(book.add_worksheet("疑点"), reading, head, body)
    finally:
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise (
                error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
            ) from error


def _write_doubts(sheet: Any, reading: Reading, head: Any, body: Any) -> None:
    sheet.set_column(1, 2, 60)
    for column, name in enumerate(("行", "疑点", "原文")):
        sheet.write_string(0, column, name, head)
    for row, doubt in enumerate(reading.doubts, start=1):
        sheet.write_number(row, 0, reading.text.count("\n", 0, doubt.span.start) + 1, body)
        sheet.write_string(row, 1, doubt.message, body)
        sheet.write_string(row, 2, doubt.span.of(reading.text)[:500], body)
