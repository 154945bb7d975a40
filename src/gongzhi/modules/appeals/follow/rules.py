"""How the portal words it. Pure."""

from __future__ import annotations

from datetime import date

WAITING = {
    "registered": "热线正在派单",
    "returned": "热线正在重新派单",
    "arbitrating": "热线正在裁定由哪个单位办理",
    "dispatched": "等待承办单位签收",
    "signed": "承办单位已签收，将与您联系",
    "returning": "承办单位提出不属其职责，热线正在审核",
    "handling": "承办单位正在办理",
    "suspended": "疑难事项，暂缓办理，热线会持续跟踪",
    "replied": "承办单位已答复，热线正在审核",
    "callback": "已答复，请您评价",
    "answered": "已答复办结",
    "rejected": "不予受理",
    "merged": "已合并办理",
    "withdrawn": "已撤回",
    "closed": "已办结",
    "archived": "已办结",
}


def days_late(due: date, on: date) -> int:
    """Days past a term's last day, at least one.

    >>> days_late(date(2026, 3, 2), date(2026, 3, 5)), days_late(date(2026, 3, 2), date(2026, 3, 2))
    (3, 1)
    """
    return max(1, (on - due).days)
