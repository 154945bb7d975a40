"""The monthly circular: counted, drafted, edited, numbered once and written as a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO

from django.core.files.base import File
from django.db import transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.documents.writing import docx
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.figures import wording
from gongzhi.modules.appeals.figures.facts import CircularIssued
from gongzhi.modules.appeals.figures.models import Circular
from gongzhi.modules.appeals.figures.rules import words_of_month

NEEDS = "appeals.circulate"
OWNER = "appeals.circular"
Hot = Callable[[str], Sequence[str]]  # month -> what its hot topics are, in words


class CircularFrozen(Refusal):
    code = "appeals.circular_issued"
    kind = Kind.CONFLICT
    message = "{number}已经印发，不能再改。需要更正请新建一份。"


class CircularChanged(Refusal):
    code = "appeals.circular_changed"
    kind = Kind.CONFLICT
    message = "您打开页面之后，别人已经改过这份通报。您填的内容还在，请核对后再提交。"


def _hot(month: str) -> Sequence[str]:
    from gongzhi.modules.appeals.topics.hotness import said_of_month

    return said_of_month(month)


@transaction.atomic
def draft(*, month: str, by: Officer, at: datetime) -> Circular:
    """Count a month and draft its circular in words. Raises: NotAllowed."""
    require(by, NEEDS)
    title = f"关于{words_of_month(month)}民声诉求办理情况的通报"
    content = wording.drafted(by, month, _hot(month))
    return Circular.objects.create(
        month=month, title=title, content=content, created_by=by, created_at=at, counted_at=at
    )


@transaction.atomic
def recount(*, circular: Circular, by: Officer, at: datetime) -> Circular:
    """Count anew; the demands that were typed stay. Raises: CircularFrozen, NotAllowed."""
    circular = _open(circular, by)
    fresh = wording.drafted(by, circular.month, _hot(circular.month))
    circular.content = {**fresh, "demands": circular.content["demands"]}
    circular.counted_at, circular.version = at, circular.version + 1
    circular.save()
    return circular


@transaction.atomic
def edit(
    *, circular: Circular, version: int, title: str, by: Officer, at: datetime, **parts: str
) -> Circular:
    """Take the edited words, a paragraph a line; the tables are not typed. Raises: CircularFrozen, CircularChanged."""
    circular = _open(circular, by)
    if circular.version != version:
        raise CircularChanged()
    lines = {
        name: [line.strip() for line in text.splitlines() if line.strip()] for name, text in parts.items()
    }
    circular.title, circular.content = title, {**circular.content, **lines}
    circular.version += 1
    circular.save()
    return circular


@transaction.atomic
def issue(*, circular: Circular, by: Officer, at: datetime) -> Circular:
    """Number it, once, write it as a .docx and keep that; from now on it is frozen.

    Raises: CircularFrozen, NotAllowed. Records: appeals.circular_issued.
    """
    circular = _open(circular, by)
    on = local_day(at)
    circular.number = allot_one(value("appeals.circular_mark", on), on.year, at=at).text
    circular.issued_at, circular.issued_by = at, by
    circular.version += 1
    circular.save()
    file = File(BytesIO(write(circular, on)), name=f"{circular.title}.docx")
    circular.attachment = store(file, by=by, at=at, owner=OWNER, owner_key=circular.pk, purpose="circular")
    circular.save(update_fields=["attachment"])
    record(CircularIssued(circular.number, circular.title), by=by, at=at)
    return circular


def write(circular: Circular, on: date) -> bytes:
    """The circular as a .docx in the form of official documents."""
    issuer = value("appeals.issuer", on)
    title = f"{issuer}{circular.title}"
    return docx(wording.paper(circular.content, issuer=issuer, number=circular.number, title=title, on=on))


def _open(circular: Circular, by: Officer) -> Circular:
    require(by, NEEDS)
    circular = Circular.objects.select_for_update(of=("self",)).get(pk=circular.pk)
    if circular.issued_at is not None:
        raise CircularFrozen(number=circular.number)
    return circular


def may_read(officer: Officer, attachment: Attachment) -> Decision:
    """An issued circular is read by everybody who sees appeals."""
    return decide(officer, "appeals.view")
