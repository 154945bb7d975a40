"""The Chinese name of every part of every template, for forms, refusals and the fields of staff-made templates."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from ..wording import cn_date
from .parts import listed

LABELS = {
    "absent": "请假", "accepted_on": "受理日期", "accounts": "账号", "address": "网址", "addressee": "主送机关",
    "advice": "工作建议", "annex_title": "附件标题", "attending": "列席", "basis": "来源依据", "co_units": "配合单位",
    "columns": "表头", "contact": "联系人", "copies_to": "抄送", "county": "县名", "delay": "滞后情况",
    "demand": "办理要求", "demands": "工作要求", "due": "办结时限", "facts": "提示事项", "feedback": "反馈方式",
    "general_problems": "存在问题", "head": "发文机关标志", "held_at": "时间", "held_on": "会议日期", "host": "主持人",
    "instruction": "领导批示", "issue": "期号", "issued_on": "成文日期", "issuer": "发文单位", "items": "督办事项",
    "kind": "函件名称", "made_on": "生成日期", "materials": "材料清单", "matter": "受理事项", "matter_number": "受理编号",
    "most_items": "正文最多事项数", "note": "附注", "number": "发文字号", "opening": "开头", "overall": "总体情况",
    "person": "约谈对象", "place": "地点", "present": "出席", "previous": "原交办文号", "printed_on": "印发日期",
    "problems": "问题", "progress": "进展情况", "reasons": "约谈事由", "receiver": "申请人", "recorder": "记录人",
    "reported_to": "报送领导", "resolutions": "议定事项", "results": "主要成效", "rows": "表格", "serial": "次数",
    "signer": "签发人", "source": "事项来源", "subject": "事由", "title": "标题", "unit": "承办单位", "urgency": "紧急程度",
}  # fmt: skip


def by_label(value: Any) -> dict[str, str]:
    """A template's value as texts by Chinese name, as a staff-made template is filled with.

    Lists become numbered lines; tables and nested parts are left out.
    """
    if not is_dataclass(value):
        raise TypeError(f"not a template's value: {value!r}")
    found: dict[str, str] = {}
    for field in fields(value):
        part = getattr(value, field.name)
        if isinstance(part, tuple):
            if all(isinstance(item, str) for item in part) and field.name != "columns":
                found[LABELS[field.name]] = listed(part)
        else:
            found[LABELS[field.name]] = cn_date(part) if isinstance(part, date) else str(part)
    return found
