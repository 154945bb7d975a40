"""The monthly circular: counted, drafted, edited, numbered once and written as a document."""

from __future__ import annotations

import re
from datetime import date, datetime
from io import BytesIO

from django.core.files.base import File
from django.db import transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.figures.facts import CircularDiscarded, CircularIssued
from gongzhi.modules.appeals.figures.models import Circular
from gongzhi.modules.appeals.figures.paper import NAME, AppealsCircular
from gongzhi.modules.appeals.figures.rules import words_of_month
from gongzhi.modules.appeals.figures.wording import Said, drafted

NEEDS = "appeals.circulate"
OWNER = "appeals.circular"
TYPED = ("demands", "addressee", "copies", "note")


class CircularFrozen(Refusal):
    code = "appeals.circular_issued"
    kind = Kind.CONFLICT
    message = "{number}已经印发，不能再改。需要更正请新建一份。"


class CircularChanged(Refusal):
    code = "appeals.circular_changed"
    kind = Kind.CONFLICT
    message = "您打开页面之后，别人已经改过这份通报。您填的内容还在，请核对后再提交。"


def _hot(month: str) -> Said:
    from gongzhi.modules.appeals.topics.hotness import said_of_month

    return said_of_month(month)


@transaction.atomic
def draft(*, month: str, by: Officer, at: datetime) -> Circular:
    """Count a month and draft its circular in words. Raises: NotAllowed."""
    require(by, NEEDS)
    title = f"关于{words_of_month(month)}民声诉求办理情况的通报"
    content = drafted(by, month, _hot(month))
    return Circular.objects.create(
        month=month, title=title, content=content, created_by=by, created_at=at, counted_at=at
    )


@transaction.atomic
def recount(*, circular: Circular, by: Officer, at: datetime) -> Circular:
    """Count anew; what was typed and not counted stays. Raises: CircularFrozen, NotAllowed."""
    circular = _open(circular, by)
    fresh = drafted(by, circular.month, _hot(circular.month))
    circular.content = fresh | {name: circular.content[name] for name in TYPED if name in circular.content}
    circular.counted_at, circular.version = at, circular.version + 1
    circular.save()
    return circular


@transaction.atomic
def edit(
    *, circular: Circular, version: int, title: str, by: Officer, at: datetime, **parts: str
) -> Circular:
    """Take the edited words, a paragraph a line; the table is not typed. Raises: CircularFrozen, CircularChanged."""
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


@transaction.atomic
def discard(*, circular: Circular, by: Officer, at: datetime) -> None:
    """Take a draft away that will not be issued. Raises: CircularFrozen. Records: appeals.circular_discarded."""
    circular = _open(circular, by)
    record(CircularDiscarded(circular.title), by=by, at=at)
    circular.delete()


def write(circular: Circular, on: date) -> bytes:
    """The circular as a Word file, by the template in force on that day."""
    content, issuer = circular.content, value("appeals.issuer", on)
    said = AppealsCircular(
        issuer=issuer,
        number=circular.number or "〔待编号〕",
        title=f"{issuer}{circular.title}",
        addressee="".join(content.get("addressee", ())) or value("appeals.circular_addressee", on),
        issued_on=on,
        **{name: tuple(content.get(name, ())) for name in ("overall", "shares", "low", "hot", "demands")},
        rows=tuple(tuple(row) for row in content.get("rows", ())),
        note="".join(content.get("note", ())),
        copies_to=tuple(one for line in content.get("copies", ()) for one in split_units(line)),
    )
    return word_file(NAME, said, on)


def split_units(text: str) -> tuple[str, ...]:
    """Units as they were typed, parted by commas.

    >>> split_units("县委办公室，县政府办公室。")
    ('县委办公室', '县政府办公室')
    """
    return tuple(one.strip() for one in re.split(r"[，,、；;\n]", text.strip("。")) if one.strip())


def _open(circular: Circular, by: Officer) -> Circular:
    require(by, NEEDS)
    circular = Circular.objects.select_for_update(of=("self",)).get(pk=circular.pk)
    if circular.issued_at is not None:
        raise CircularFrozen(number=circular.number)
    return circular


def may_read(officer: Officer, attachment: Attachment) -> Decision:
    """An issued circular is read by everybody who sees appeals."""
    return decide(officer, "appeals.view")
