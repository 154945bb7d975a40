"""The spreadsheets of a plan: tasks, diagnosis, comparison. Columns stand in the order of the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse

from gongzhi.kernel.clock import today
from gongzhi.kernel.web.columns import Column
from gongzhi.kernel.web.export import download, workbook
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_board import STATES, target_words
from gongzhi.modules.supervision.plan_compare import Pair, figures
from gongzhi.modules.supervision.plan_diagnosis import CHECKS, FLAGS, Row
from gongzhi.modules.supervision.plan_names import state_of
from gongzhi.modules.supervision.rules import CYCLE_LABELS, Cycle


def _names(field: str) -> Any:
    return lambda item: "、".join(getattr(item, field))


ITEM_COLUMNS: Sequence[Column] = (
    Column("no", "序号"),
    Column("headings", "类别", value=lambda item: " / ".join(item.headings)),
    Column("text", "任务内容", wide=True),
    Column("targets", "指标", wide=True, value=lambda item: "；".join(map(target_words, item.targets))),
    Column("lead_leaders", "牵头领导", value=_names("lead_leaders")),
    Column("lead_units", "牵头单位", value=_names("lead_units")),
    Column("co_units", "协同单位", value=_names("co_units")),
    Column("open_ended", "等单位", value=lambda item: "是" if item.open_ended else ""),
    Column("deadline", "完成时限", value=lambda item: str(item.deadline or item.deadline_text)),
    Column(
        "cycle", "报送周期", value=lambda item: CYCLE_LABELS[Cycle(item.cycle)] if item.cycle else "随清单"
    ),
    Column("weight", "权重", value=lambda item: str(item.weight)),
    Column("state", "核对", value=lambda item: STATES[state_of(item)]),
    Column("doubts", "疑问", wide=True, value=lambda item: "；".join(one["message"] for one in item.doubts)),
)


def _met(name: str) -> Any:
    return lambda row: "有" if getattr(row.found, name) else "缺"


DIAGNOSIS_COLUMNS: Sequence[Column] = (
    Column("no", "序号", value=lambda row: row.item.no),
    Column("text", "任务内容", wide=True, value=lambda row: row.item.text),
    Column("lead", "牵头单位", value=lambda row: row.lead),
    *(Column(name, label, value=_met(name)) for name, label, _ in (*CHECKS, *FLAGS)),
    Column("score", "满足项", value=lambda row: f"{row.found.score}/4"),
    Column("missing", "缺什么", wide=True, value=lambda row: " ".join(row.found.missing)),
)


def _side(side: str, of: Any) -> Any:
    """A column of one side of a pair, empty where the task is not."""
    return lambda pair: of(getattr(pair, side)) if getattr(pair, side) is not None else ""


def _both(label: str, of: Any, *, wide: bool = False) -> tuple[Column, Column]:
    return (
        Column(f"old {label}", f"旧版{label}", wide=wide, value=_side("before", of)),
        Column(f"new {label}", f"新版{label}", wide=wide, value=_side("after", of)),
    )


COMPARE_COLUMNS: Sequence[Column] = (
    Column("kind", "变化", value=lambda pair: pair.label),
    Column("moved", "移动", value=lambda pair: "是" if pair.moved else ""),
    *_both("序号", lambda item: item.no),
    *_both("类别", lambda item: " / ".join(item.headings)),
    *_both("内容", lambda item: item.text, wide=True),
    *_both("数字", lambda item: "；".join(figures(item)), wide=True),
    *_both("牵头单位", _names("lead_units")),
    *_both("协同单位", _names("co_units")),
    *_both("牵头领导", _names("lead_leaders")),
    *_both("完成时限", lambda item: str(item.deadline or item.deadline_text)),
    Column(
        "changes",
        "变化明细",
        wide=True,
        value=lambda pair: "\n".join(f"{one.what}：{one.before} → {one.after}" for one in pair.changes),
    ),
)


def _spot(n: int, what: str) -> Any:
    return lambda row: getattr(row.spots[n], what) if n < len(row.spots) else ""


def _said(name: str) -> Any:
    return lambda row: row.verdict.get(name, "")


LINT_COLUMNS: Sequence[Column] = (
    Column("kind", "类别", value=lambda row: row.finding.kind.label),
    Column("grave", "程度", value=lambda row: "应改" if row.finding.kind.grave else "请核"),
    Column("message", "发现", wide=True, value=lambda row: row.finding.message),
    Column("no", "位置一", value=_spot(0, "no")),
    Column("words", "位置一原文", wide=True, value=_spot(0, "words")),
    Column("other", "位置二", value=_spot(1, "no")),
    Column("other_words", "位置二原文", wide=True, value=_spot(1, "words")),
    Column(
        "rest",
        "其他位置",
        wide=True,
        value=lambda row: "\n".join(f"{one.no} {one.words}" for one in row.spots[2:]),
    ),
    Column("remedy", "建议", wide=True, value=lambda row: row.finding.kind.remedy),
    Column("state", "处理", value=lambda row: row.state_label),
    Column("reason", "理由", value=_said("reason")),
    Column("by", "处理人", value=_said("by")),
    Column("at", "处理时间", value=_said("at")),
)


def lint_sheet(plan: Plan, rows: Iterable[Any]) -> FileResponse:
    return _sheet(LINT_COLUMNS, rows, "计划体检", plan)


def items_sheet(plan: Plan, items: Iterable[Item]) -> FileResponse:
    return _sheet(ITEM_COLUMNS, items, "任务", plan)


def diagnosis_sheet(plan: Plan, rows: Iterable[Row]) -> FileResponse:
    return _sheet(DIAGNOSIS_COLUMNS, rows, "四化三可诊断", plan)


def compare_sheet(plan: Plan, pairs: Iterable[Pair]) -> FileResponse:
    return _sheet(COMPARE_COLUMNS, pairs, "版本比较", plan)


def _sheet(columns: Sequence[Column], rows: Iterable[Any], what: str, plan: Plan) -> FileResponse:
    notes = [("文件", plan.title), ("文号", plan.doc_number)]
    return download(workbook(columns, rows, notes), f"{what}-{plan.title[:40]}-{today():%Y%m%d}")
