"""Checking the log: started by the auditor, done in the background, its outcome an event itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import task

from gongzhi.kernel.clock import now
from gongzhi.kernel.events import event
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.events.verify import Verdict, name_of, verify
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.administration.models import Verification

SHOWN = 100  # broken places that are kept; the first is what matters
PATIENCE = timedelta(hours=6)  # a check that has not ended by then does not hold up the next


@event("administration.log_checked", "校验日志")
@dataclass(frozen=True)
class LogChecked:
    """The whole log was checked; `broken` is how many places are not as they were written."""

    events: int
    anchors: int
    broken: int
    first: str = ""

    def sentence(self) -> str:
        found = f"发现{self.broken}处不符，第一处：{self.first}" if self.broken else "没有发现改动"
        return f"校验{self.events}条记录、{self.anchors}个日锚，{found}"


class AlreadyChecking(Refusal):
    code = "administration.already_checking"
    kind = Kind.CONFLICT
    message = "上一次校验还没有完成，请等它结束。"


@transaction.atomic
def start(*, by: Officer | None, at: datetime) -> Verification:
    """Have the log checked in the background. Raises: AlreadyChecking."""
    # the officer's row keeps two presses of the button apart
    if by is not None:
        Officer.objects.select_for_update().get(pk=by.pk)
    if Verification.objects.filter(
        finished_at=None, started_at__gt=at - PATIENCE, started_at__lte=at
    ).exists():
        raise AlreadyChecking()
    row = Verification.objects.create(started_at=at, by=by)
    check.enqueue(row.pk)
    return row


@task()
def check(key: int) -> None:
    """Do one check; a second run of the same one, after a kill, begins again."""
    row = Verification.objects.filter(pk=key, finished_at=None).first()
    if row is None:
        return

    def progress(done: int, total: int) -> None:
        Verification.objects.filter(pk=key).update(done=done, total=total)

    try:
        verdict = verify(progress=progress)
    except Exception as error:  # the auditor is told, and the task's own list keeps the trace
        words = f"{type(error).__name__}: {error}"[:400]
        Verification.objects.filter(pk=key).update(finished_at=now(), failed=words)
        raise
    finish(row, verdict, at=now())


@transaction.atomic
def finish(row: Verification, verdict: Verdict, *, at: datetime) -> Verification:
    """Keep what was found. Records: administration.log_checked."""
    row.refresh_from_db()
    broken = [
        {"matter": name_of(one.matter), "seq": one.seq, "event": one.key, "words": one.words}
        for one in verdict.broken[:SHOWN]
    ]
    row.finished_at, row.seconds = at, verdict.seconds
    row.events, row.matters = verdict.events, verdict.matters
    row.anchors, row.unanchored = verdict.anchors, verdict.unanchored
    row.broken_count, row.broken = len(verdict.broken), broken
    row.save()
    first = words_of(broken[0]) if broken else ""
    record(LogChecked(row.events, row.anchors, row.broken_count, first), by=row.by, at=at)
    return row


def words_of(one: dict) -> str:
    """A broken place in words, with the matter's number."""
    return f"{'事项' + one['matter'] + '：' if one['matter'] else ''}{one['words']}"
