"""A slip as an official paper: its words from the rows, the Word file made once or when asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count
from django_tasks import task

from gongzhi.kernel.clock import Term, calendar, local_day, now
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.writing.templates import (
    AssignmentSlip,
    ReminderNotice,
    SupervisionNotice,
    TalkNotice,
)
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Slip, SlipItem, SlipKind, Source, Task
from gongzhi.modules.supervision.plan_slips import OWNER, _day, _rows_by_unit, notice

IN_FORM = 5  # tasks that stand in the form itself

_TALK = re.compile(
    r"对象：(?P<person>.*?)；时间：(?P<held>.*?)；地点：(?P<place>.*?)\n(?P<record>.*)", re.DOTALL
)


Written = tuple[str, Any]  # the kind of the paper, and what it says


def written(slip: Slip) -> Written | None:
    """What the slip says as a paper; None for one that is only recorded (移送) or a plain message. Four queries at most."""
    if not slip.of_tasks:
        return _of_plan(slip)
    made = {
        SlipKind.NOTICE: _notice,
        SlipKind.REMINDER: _reminder,
        SlipKind.TALK: _talk,
        SlipKind.ASSIGNMENT: _assignment,
    }.get(SlipKind(slip.kind))
    return made(slip) if made else None


def write(slip: Slip) -> bytes | None:
    """The slip as a Word file, by the template in force on its day; None as `written`."""
    found = written(slip)
    return word_file(*found, local_day(slip.sent_at)) if found else None


def _of_plan(slip: Slip) -> Written | None:
    """The notice with which a plan was issued to a unit."""
    rows = _rows_by_unit(slip.plan).get(slip.unit_id, ()) if slip.plan else ()
    return ("supervision_notice", notice(slip, slip.plan, rows)) if rows else None


def _issuer(slip: Slip) -> str:
    return value("supervision.issuer", local_day(slip.sent_at))


def items_of(slip: Slip) -> list[SlipItem]:
    """The tasks that the slip is about, each with its plan. One query."""
    return list(slip.items.select_related("task__matter", "task__plan").order_by("id"))


def _item(task: Task, reason: str = "") -> str:
    no = f"第{task.no}项　" if task.no else ""
    return f"{no}{task.text}（编号{task.number}）{reason and '：' + reason}"


def _listed(items: Sequence[SlipItem], words: str) -> dict[str, Any]:
    """The tasks in the form; those of a slip about several with the reason of each, many in a table behind it.

    `words` is what the table of the kind calls a task.
    """
    if len(items) == 1:
        return {"items": (_item(items[0].task),)}
    told = {"items": tuple(_item(one.task, one.reason) for one in items)}
    if len(items) <= IN_FORM:
        return told
    rows = tuple(
        (one.task.number, f"{one.task.text}{one.reason and f'（{one.reason}）'}", _day(one.task.deadline))
        for one in items
    )
    return told | {"rows": rows, "columns": ("序号", words, "完成时限"), "most_items": IN_FORM}


def _delays(items: Sequence[SlipItem]) -> str:
    return items[0].reason if len(items) == 1 else f"共{len(items)}项，各项滞后情况见事项。"


def _basis(items: Sequence[SlipItem]) -> str:
    """The documents that the tasks come from, each once."""
    told = []
    for one in items:
        plan = one.task.plan
        number = f"（{plan.doc_number}）" if plan and plan.doc_number else ""
        told.append(f"《{plan.title}》{number}" if plan else one.task.basis)
    return "；".join(dict.fromkeys(filter(None, told)))


def _reply_by(slip: Slip) -> date:
    term = Term.parse(value("supervision.term.notice_reply", local_day(slip.sent_at)))
    return slip.due_on or local_day(calendar().due(slip.sent_at, term).at)


def _notice(slip: Slip) -> Written:
    items = items_of(slip)
    return (
        "supervision_notice",
        SupervisionNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            **_listed(items, "任务内容"),
            demand="\n".join(
                filter(
                    None,
                    [
                        items[0].reason if len(items) == 1 else "",
                        slip.body or "查明原因，制定追赶措施，明确责任人和完成时间，按期书面回复。",
                    ],
                )
            ),
            due=_reply_by(slip),
            issued_on=local_day(slip.sent_at),
            basis=_basis(items),
            feedback="登录共治平台，在本通知单页面回复。",
            signer=slip.signed_by,
        ),
    )


def _reminder(slip: Slip) -> Written:
    items = items_of(slip)
    plans = {one.task.plan_id for one in items}
    first = Slip.objects.filter(unit=slip.unit_id, plan__in=plans - {None}).order_by("pk")
    return (
        "reminder_notice",
        ReminderNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            **_listed(items, "目标任务"),
            delay=_delays(items) or "进展滞后。",
            demand=slip.body
            if slip.body and slip.body != items[0].reason
            else "请抓紧办理，按期反馈进展和追赶措施。",
            due=_reply_by(slip),
            issued_on=local_day(slip.sent_at),
            previous="、".join(first.values_list("number", flat=True)[:2]),
            serial=_times(slip, items),
            signer=slip.signed_by,
        ),
    )


def _times(slip: Slip, items: Sequence[SlipItem]) -> int:
    """The how manieth 催办 this is, for the task that was pressed most often. One query."""
    earlier = SlipItem.objects.filter(
        task__in=[one.task_id for one in items],
        slip__unit=slip.unit_id,
        slip__kind=SlipKind.REMINDER,
        slip__pk__lte=slip.pk,
    )
    return max(earlier.values("task").annotate(n=Count("slip", distinct=True)).values_list("n", flat=True))


def _talk(slip: Slip) -> Written:
    told = _TALK.match(slip.body)
    items = items_of(slip)
    record = told["record"] if told else slip.body
    return (
        "talk_notice",
        TalkNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            person=told["person"] if told else f"{slip.unit.name}主要负责人",
            reasons=tuple(filter(None, [_item(items[0].task), items[0].reason])),
            held_at=told["held"] if told else "另行通知",
            place=told["place"] if told else "另行通知",
            issued_on=local_day(slip.sent_at),
            demands=tuple(line.strip() for line in record.splitlines() if line.strip()),
        ),
    )


def _assignment(slip: Slip) -> Written:
    items = items_of(slip)
    task = items[0].task
    co = task.matter.assignments.filter(role=Role.CO, unit__isnull=False).select_related("unit")
    return (
        "assignment_slip",
        AssignmentSlip(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            items=tuple(_item(one.task) for one in items),
            due=slip.due_on or task.deadline or _reply_by(slip),
            issued_on=local_day(slip.sent_at),
            source=_basis(items) or dict(Source.choices).get(task.matter.source, ""),
            co_units=tuple(one.printed or one.unit.label for one in co.order_by("order", "id")),
            demand=slip.body or slip.reason,
            signer=slip.signed_by,
        ),
    )


def name_of(slip: Slip) -> str:
    """What its files are called, without the extension."""
    return f"{slip.get_kind_display()}{slip.number}（{slip.unit.label}）"


@task()
def write_paper(slip_id: int) -> None:
    """Make the Word file of a slip and attach it, once however often this runs."""
    with transaction.atomic():
        rows = Slip.objects.select_for_update(of=("self",)).select_related("unit", "plan", "sent_by")
        slip = rows.filter(pk=slip_id, attachment=None).first()
        word = write(slip) if slip else None
        if slip is None or word is None:
            return
        file = File(BytesIO(word), name=f"{name_of(slip)}.docx")
        owner = {"owner": OWNER, "owner_key": slip.pk, "purpose": slip.kind}
        slip.attachment = store(file, by=slip.sent_by, at=now(), **owner)
        slip.save(update_fields=["attachment"])
