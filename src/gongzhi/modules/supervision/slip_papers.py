"""A slip as an official paper: its words from the rows, the Word file made once or when asked for."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
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
from gongzhi.modules.supervision.models import Slip, SlipKind, Source
from gongzhi.modules.supervision.plan_slips import OWNER, _rows_by_unit, notice

_TALK = re.compile(
    r"对象：(?P<person>.*?)；时间：(?P<held>.*?)；地点：(?P<place>.*?)\n(?P<record>.*)", re.DOTALL
)


Written = tuple[str, Any]  # the kind of the paper, and what it says


def written(slip: Slip) -> Written | None:
    """What the slip says as a paper; None for one that is only recorded (移送) or a plain message. Three queries at most."""
    if slip.task_id is None:
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


def _item(slip: Slip) -> str:
    no = f"第{slip.task.no}项　" if slip.task.no else ""
    return f"{no}{slip.task.text}（编号{slip.task.number}）"


def _basis(slip: Slip) -> str:
    if slip.task.plan_id is None:
        return slip.task.basis
    plan = slip.task.plan
    return f"《{plan.title}》" + (f"（{plan.doc_number}）" if plan.doc_number else "")


def _reply_by(slip: Slip) -> date:
    term = Term.parse(value("supervision.term.notice_reply", local_day(slip.sent_at)))
    return slip.due_on or local_day(calendar().due(slip.sent_at, term).at)


def _notice(slip: Slip) -> Written:
    return (
        "supervision_notice",
        SupervisionNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            items=(_item(slip),),
            demand="\n".join(
                filter(
                    None,
                    [
                        slip.reason,
                        slip.body or "查明原因，制定追赶措施，明确责任人和完成时间，按期书面回复。",
                    ],
                )
            ),
            due=_reply_by(slip),
            issued_on=local_day(slip.sent_at),
            basis=_basis(slip),
            feedback="登录共治平台，在本通知单页面回复。",
            signer=slip.signed_by,
        ),
    )


def _reminder(slip: Slip) -> Written:
    earlier = Slip.objects.filter(
        task=slip.task_id, unit=slip.unit_id, kind=SlipKind.REMINDER, pk__lte=slip.pk
    )
    first = Slip.objects.filter(unit=slip.unit_id, kind=SlipKind.NOTICE, pk__lt=slip.pk).filter(
        plan=slip.task.plan_id, plan__isnull=False
    )
    return (
        "reminder_notice",
        ReminderNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            items=(_item(slip),),
            delay=slip.reason or "进展滞后。",
            demand=slip.body
            if slip.body and slip.body != slip.reason
            else "请抓紧办理，按期反馈进展和追赶措施。",
            due=_reply_by(slip),
            issued_on=local_day(slip.sent_at),
            previous=next(iter(first.order_by("pk").values_list("number", flat=True)[:1]), ""),
            serial=earlier.count(),
            signer=slip.signed_by,
        ),
    )


def _talk(slip: Slip) -> Written:
    told = _TALK.match(slip.body)
    record = told["record"] if told else slip.body
    return (
        "talk_notice",
        TalkNotice(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            person=told["person"] if told else f"{slip.unit.name}主要负责人",
            reasons=tuple(filter(None, [_item(slip), slip.reason])),
            held_at=told["held"] if told else "另行通知",
            place=told["place"] if told else "另行通知",
            issued_on=local_day(slip.sent_at),
            demands=tuple(line.strip() for line in record.splitlines() if line.strip()),
        ),
    )


def _assignment(slip: Slip) -> Written:
    co = slip.task.matter.assignments.filter(role=Role.CO, unit__isnull=False).select_related("unit")
    return (
        "assignment_slip",
        AssignmentSlip(
            issuer=_issuer(slip),
            number=slip.number,
            unit=slip.unit.name,
            items=(_item(slip),),
            due=slip.due_on or slip.task.deadline or _reply_by(slip),
            issued_on=local_day(slip.sent_at),
            source=_basis(slip) or dict(Source.choices).get(slip.task.matter.source, ""),
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
        rows = Slip.objects.select_for_update(of=("self",)).select_related(
            "unit", "task__matter", "task__plan", "plan", "sent_by"
        )
        slip = rows.filter(pk=slip_id, attachment=None).first()
        word = write(slip) if slip else None
        if slip is None or word is None:
            return
        file = File(BytesIO(word), name=f"{name_of(slip)}.docx")
        owner = {"owner": OWNER, "owner_key": slip.pk, "purpose": slip.kind}
        slip.attachment = store(file, by=slip.sent_by, at=now(), **owner)
        slip.save(update_fields=["attachment"])
