"""会议纪要 as an official paper."""

from __future__ import annotations

import re
from io import BytesIO

from django.core.files.base import File
from django.db import transaction
from django_tasks import task

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.writing import cn_date
from gongzhi.kernel.documents.writing.templates import Minutes, Resolution
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Meeting

OWNER = "supervision.meeting"


def minutes_of(meeting: Meeting) -> Minutes:
    """The minutes as they stand. One query."""
    on = local_day(meeting.held_at)
    serial = re.search(r"〕(\d+)号", meeting.number)
    items = [one for one in meeting.agenda.all() if one.decision or one.discussion]
    opening = f"{cn_date(on)}，{meeting.chair or '组长'}主持召开{meeting.title}。现将会议议定事项纪要如下"
    return Minutes(
        issuer=value("supervision.issuer", on),
        issue=f"第{serial[1]}期" if serial else "（未编号）",
        head="会议纪要",
        title=meeting.title,
        opening=f"{meeting.minutes}\n{opening}" if meeting.minutes else opening,
        resolutions=tuple(
            Resolution(one.subject, one.discussion, tuple(filter(None, one.decision.splitlines())))
            for one in items
        )
        or (Resolution("（尚无议定事项）"),),
        held_on=on,
        present=tuple(filter(None, re.split(r"[、\n]", meeting.present))),
        printed_on=local_day(meeting.finished_at) if meeting.finished_at else "",
    )


def write(meeting: Meeting) -> bytes:
    """The minutes as they stand, as a Word file."""
    return word_file("minutes", minutes_of(meeting), local_day(meeting.finished_at or meeting.held_at))


@task()
def write_minutes(meeting_id: int) -> None:
    """Make the Word file of finished minutes and attach it, once however often this runs."""
    with transaction.atomic():
        rows = Meeting.objects.select_for_update(of=("self",)).filter(
            attachment=None, finished_at__isnull=False
        )
        meeting = rows.filter(pk=meeting_id).first()
        if meeting is None:
            return
        file = File(BytesIO(write(meeting)), name=f"会议纪要{meeting.number}.docx")
        meeting.attachment = store(
            file, by=meeting.created_by, at=now(), owner=OWNER, owner_key=meeting.pk, purpose="minutes"
        )
        meeting.save(update_fields=["attachment"])


def may_read_minutes(officer: Officer, attachment: Attachment) -> Decision:
    """Minutes are read by those who see the board."""
    meeting = Meeting.objects.filter(pk=attachment.owner_key).first()
    return decide(officer, "supervision.lead") if meeting else Decision(False, "会议已不存在。")
