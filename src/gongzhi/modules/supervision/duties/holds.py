"""挂账 by rule: overdue, or red at the end of a cycle."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.notify.actions import tell
from gongzhi.modules.supervision.duties.ladder import ended_in, locked
from gongzhi.modules.supervision.duties.lights import chunks
from gongzhi.modules.supervision.duties.prompts import Owed, is_working_day
from gongzhi.modules.supervision.flow import WORKING
from gongzhi.modules.supervision.judging import running
from gongzhi.modules.supervision.models import Task
from gongzhi.modules.supervision.slips import heir, leaders_now, task_page

HELD_FROM = ("issued", *WORKING)


def to_hold(at: datetime) -> Owed:
    """Tasks to be put on the account, each with its reason in words. Four statements for five hundred tasks."""
    if not is_working_day(at):
        return
    on = local_day(at)
    rows = Task.objects.filter(on_hold_account=False, matter__state__in=HELD_FROM)
    late = running(rows.filter(matter__due_at__lt=at))
    for tasks in chunks(late):
        for task in tasks:
            why = f"超过完成时限{task.deadline}，实际进度{task.actual}%。"
            yield f"{task.pk}:overdue:{task.deadline}", (task.pk, why)
    red = running(rows.filter(matter__judged_light=Light.RED))
    for tasks in chunks(red):
        for task in tasks:
            run = ended_in(task, on, (Light.RED,))
            if run:
                why = f"{run[0].label}末红灯。{task.light_reason}"
                yield f"{task.pk}:red:{run[0].code}", (task.pk, why)


def hold_one(row: tuple[int, str], at: datetime) -> None:
    key, why = row
    task = locked(key)
    if not task.matter.is_open or task.on_hold_account:
        return
    matter = actions.run(task.matter, "hold", by=None, at=at, problem=why)
    told = {
        "title": f"已挂账：{matter.title[:60]}",
        "body": f"{why}请报整改方案，每周更新整改进展。",
        "url": task_page(matter),
        "matter": matter,
        "kind": "supervision.hold",
        "level": "warn",
        "at": at,
    }
    on, mark = local_day(at), f"held:{key}:{at:%Y%m%d}"
    tell(units=(heir(matter.lead_unit, on),), needs="supervision.report", key=mark, **told)
    tell(officers=leaders_now(matter, on), key=mark, **told)
