"""催办, 约谈, 移送: pressing, as moves that leave the state and are logged."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce

from gongzhi.kernel.flow import Ask
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.models import Slip, SlipItem, SlipKind, Task
from gongzhi.modules.supervision.refused import NothingToReply
from gongzhi.modules.supervision.slips import SILENT, send


@TASK.move("remind", "催办", "*", None, needs="supervision.remind", bulk=True, rank=10)
def remind(
    task: Task,
    *,
    text: Annotated[
        str,
        Ask(
            "催办意见",
            long=True,
            required=False,
            initial=lambda task: task.light_reason,
            help="不填就写亮灯原因；一次催办同一单位的几项，合成一件催办单",
        ),
    ] = "",
    due_on: Annotated[date | None, Ask("要求回复时间", required=False)] = None,
    by: Officer,
    at: datetime,
) -> None:
    """Press the lead unit with a numbered 催办单; leaders do it with one click."""
    send(task, SlipKind.REMINDER, reason=text or task.light_reason, body=text, by=by, at=at, due_on=due_on)


@TASK.move("notify", "发督办通知单", "*", None, needs="supervision.issue", rank=20)
def notify_slip(
    task: Task,
    *,
    text: Annotated[str, Ask("办理要求", long=True, least=2)],
    due_on: Annotated[
        date | None, Ask("要求回复时间", required=False, help="不填按督办通知单回复时限计算")
    ] = None,
    by: Officer,
    at: datetime,
) -> None:
    """A numbered 督办通知单 signed by the office head; the reply is due within its term."""
    send(task, SlipKind.NOTICE, reason=task.light_reason, body=text, by=by, at=at, due_on=due_on)


@TASK.move("talk", "约谈", "*", None, needs="supervision.talk", tone="danger")
def talk(
    task: Task,
    *,
    person: Annotated[str, Ask("约谈对象（职务）", most=60)],
    held_on: Annotated[date, Ask("约谈时间")],
    place: Annotated[str, Ask("地点", required=False)] = "",
    record: Annotated[str, Ask("约谈内容和整改要求", long=True, least=2)],
    by: Officer,
    at: datetime,
) -> None:
    """A talk with the unit's principal or deputy, recorded."""
    body = f"对象：{person}；时间：{held_on:%Y年%-m月%-d日}；地点：{place or '另行通知'}\n{record}"
    send(task, SlipKind.TALK, reason=task.light_reason, body=body, by=by, at=at)


@TASK.move(
    "refer",
    "移送",
    "*",
    None,
    needs="supervision.talk",
    confirm="平台只记录移送，处理由纪检监察机关依规进行。",
    tone="danger",
)
def refer(
    task: Task,
    *,
    to: Annotated[str, Ask("移送机关")],
    facts: Annotated[str, Ask("移送事实", long=True, least=2)],
    by: Officer,
    at: datetime,
) -> None:
    """A referral to the discipline organ: recorded, never a punishment."""
    send(task, SlipKind.REFERRAL, reason=facts[:200], body=f"移送{to}：{facts}", by=by, at=at)


def _some_waiting(task: Task) -> str:
    waiting = any(one.replied_at is None and one.slip.kind not in SILENT for one in task.slip_items.all())
    return "" if waiting else "没有待回复的督办文书。"


@TASK.move(
    "reply_slip",
    "回复督办",
    "*",
    None,
    needs="supervision.report",
    party=("lead", "co"),
    when=_some_waiting,
    hidden=True,
    tone="primary",
)
def reply_slip(
    task: Task,
    *,
    text: Annotated[str, Ask("回复内容", long=True, least=2)],
    by: Officer,
    at: datetime,
    assignment: Assignment,
) -> None:
    """The unit answers whatever it was asked about the task by slips, at once; a slip is answered with its last task.

    Raises: NothingToReply.
    """
    waiting = task.slip_items.filter(replied_at=None, slip__unit=assignment.unit)
    waiting = waiting.exclude(slip__kind__in=SILENT)
    slips = list(waiting.values_list("slip", flat=True))
    if not slips:
        raise NothingToReply()
    waiting.update(reply=text, replied_at=at)
    answered = Slip.objects.filter(pk__in=slips)
    answered.update(read_at=Coalesce("read_at", Value(at)))
    open_items = SlipItem.objects.filter(slip=OuterRef("pk"), replied_at=None)
    answered.exclude(Exists(open_items)).update(replied_at=at)
