"""What whistles owe by the clock: units are reminded to report in, and the command is told of those that did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gongzhi.kernel.duty import Duty
from gongzhi.kernel.flow.models import Clock
from gongzhi.modules.appeals.whistles.models import Call
from gongzhi.modules.appeals.whistles.opening import ANSWER, tell_command
from gongzhi.modules.appeals.whistles.policy import number
from gongzhi.modules.appeals.whistles.rules import is_near

NEAR, OVER = "near", "over"


def report_ins(at: datetime) -> Iterator[tuple[str, tuple[int, str]]]:
    """Units whose report-in term is near its end or over, as (key, (call, which)). One query."""
    percent = number("near", at)
    rows = Clock.objects.filter(name="report_in", stopped_at=None, matter__kind="whistle").order_by("pk")
    for call, started, due in rows.values_list("assignment__call", "started_at", "due_at"):
        which = OVER if due < at else NEAR if is_near(started, due, at, percent) else ""
        if call is not None and which:
            yield f"{call}-{which}-{due.isoformat()}", (call, which)


def remind(row: tuple[int, str], at: datetime) -> None:
    """Tell the unit once that its term is near, once that it is over; then the command too."""
    from gongzhi.kernel.notify.actions import tell
    from gongzhi.kernel.web.matters import matter_url

    key, which = row
    call = Call.objects.select_related("whistle__matter", "unit").get(pk=key)
    if call.reported_at is not None or call.whistle.matter.closed_at is not None:
        return
    matter = call.whistle.matter
    said = "报到已超时" if which == OVER else "报到将到期"
    tell(
        units=[call.unit], needs=ANSWER, title=f"{said}：{matter.title[:40]}", body="请立即到现场报到，并在系统里登记。",
        url=matter_url(matter), matter=matter, kind="appeals", level="urge" if which == OVER else "remind", at=at,
        key=f"call-{which}:{key}",
    )  # fmt: skip
    tell_command(
        call.whistle, f"{call.unit.label}{said}：{matter.title[:40]}", at,
        level="urge" if which == OVER else "remind", key=f"call-{which}-command:{key}",
    )  # fmt: skip


DUTIES = (Duty("appeals.report_ins", "部门报到提醒", "*/5 * * * *", report_ins, remind),)
