"""What `./gongzhi bench` measures of supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from gongzhi.modules.supervision.flow import TASK

ALL = (
    "supervision.view",
    "supervision.issue",
    "supervision.remind",
    "supervision.lead",
    "supervision.report",
)


class Supervision:
    flow = TASK
    permissions = {"clerk": ALL, "handler": ALL[:1], "townsman": ALL[:1], "leader": ALL}
    sizes = (100_000, 1_000_000)
    pages = (
        ("承办人待办", "/worklist/", "handler"),
        ("乡镇待办", "/worklist/", "townsman"),
        ("领导待办", "/worklist/", "leader"),
        ("领导看板", "/supervision/leaders/", "leader"),
        ("任务列表（全县）", "/supervision/tasks/", "clerk"),
        ("任务列表（单位）", "/supervision/tasks/", "handler"),
        ("任务列表（全县，第101页）", "/supervision/tasks/", "clerk", 100),
        ("任务列表（全县，红灯未结）", "/supervision/tasks/?light=red&state=open", "clerk"),
    )

    def creation(self, n: int) -> tuple[str, dict[str, Any]]:
        """The n-th instruction of a leader, given to two units."""
        body = {
            "text": f"第{n}项：新建高标准农田{n % 90 + 1}万亩，年底前建成。",
            "lead": f"U{n % 45 + 1:02d}",
            "co": [f"T{n % 15 + 1:02d}"],
            "deadline": "2027-12-31",
            "source": "leader_instruction",
        }
        return "supervision/tasks", body

    def fill(self, first: int, last: int, at: datetime) -> None:
        """A row for each matter, of its own title."""
        with connection.cursor() as cursor:
            cursor.execute(_FILL, [first, last])


_FILL = """
    INSERT INTO supervision_task (matter_id, no, "order", headings, text, deadline, is_continuous, is_quantified, cycle,
        weight, start_on, start, "end", actual, expected, light_reason, verifier_light, verifier_reason, extensions,
        failed_checks, on_hold_account, relapses, critical, basis, recorder)
    SELECT id, '', 0, '[]', title, date(due_at), false, false, 'monthly', 1, date(opened_at), 0, 0, 50, 60,
        CASE judged_light WHEN 'red' THEN '进度落后10个百分点以上' ELSE '' END, '', '', 0, 0, false, 0, false, '', ''
    FROM flow_matter WHERE id BETWEEN %s AND %s
"""

BENCH = Supervision()
