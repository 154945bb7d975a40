"""Keeping the directory: categories, and editions of who answers for them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from gongzhi.kernel.access import require
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.appeals.directory import queries
from gongzhi.modules.appeals.directory.facts import CategorySet, EditionPublished
from gongzhi.modules.appeals.directory.models import Category, Edition, Entry, Mark

PERMISSION = "appeals.directory"


class EditionExists(Refusal):
    code = "appeals.edition_exists"
    kind = Kind.CONFLICT
    message = "{day}已经有一版目录（第{number}版）。请改一个施行日期。"


class EditionEmpty(Refusal):
    code = "appeals.edition_empty"
    message = "这一版目录一条也没有。请至少填一条事项的承办单位。"


class EditionInPast(Refusal):
    code = "appeals.edition_in_past"
    message = "施行日期{day}早于现行一版的{before}，请填更晚的日期。"


class CodeTaken(Refusal):
    code = "appeals.code_taken"
    message = "代码“{given}”已经用于“{label}”，请换一个。"


@dataclass(frozen=True)
class Draft:
    """An entry to be published. `unit` None is the township of the place."""

    category: Category
    unit: Unit | None
    place_code: str = ""
    co: Sequence[Unit] = ()
    limit: str = ""
    note: str = ""


@transaction.atomic
def publish(
    *, drafts: Sequence[Draft], from_on: date, source: str, note: str = "", by: Officer | None, at: datetime
) -> Edition:
    """Publish the next edition; appeals dispatched from that day on are held against it.

    Raises: NotAllowed, EditionEmpty, EditionExists, EditionInPast. Records: appeals.edition_published.
    """
    if by is not None:
        require(by, PERMISSION)
    if not drafts:
        raise EditionEmpty()
    last = Edition.objects.order_by("-from_on").first()
    if last is not None and last.from_on == from_on:
        raise EditionExists(field="from_on", day=from_on, number=last.number)
    if last is not None and last.from_on > from_on:
        raise EditionInPast(field="from_on", day=from_on, before=last.from_on)
    number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(number=number, from_on=from_on, source=source, note=note, by=by, at=at)
    entries = Entry.objects.bulk_create(
        Entry(
            edition=edition,
            category=one.category,
            place_code=one.place_code,
            unit=one.unit,
            limit=one.limit,
            note=one.note[:100],
        )
        for one in drafts
    )
    link = Entry.co_units.through
    link.objects.bulk_create(
        link(entry_id=entry.pk, unit_id=unit.pk)
        for entry, one in zip(entries, drafts, strict=True)
        for unit in one.co
    )
    touch()
    record(EditionPublished(number, from_on.isoformat(), len(entries), source[:200]), by=by, at=at)
    return edition


@transaction.atomic
def set_category(
    *,
    category: Category | None = None,
    code: str,
    major: str,
    name: str,
    keywords: Sequence[str] = (),
    publishable: bool = False,
    closer: str = "callback",
    guidance: str = "",
    withdrawn_on: date | None = None,
    by: Officer | None,
    at: datetime,
) -> Category:
    """Make or change a category. One that was withdrawn stays with the appeals that have it.

    Raises: NotAllowed, CodeTaken. Records: appeals.category_set.
    """
    if by is not None:
        require(by, PERMISSION)
    row = category or Category()
    other = Category.objects.filter(code=code).exclude(pk=row.pk).first()
    if other is not None:
        raise CodeTaken(field="code", given=code, label=other.label)
    what = "新增" if row.pk is None else "停用" if withdrawn_on and not row.withdrawn_on else "修改"
    row.code, row.major, row.name, row.keywords = code, major, name, list(dict.fromkeys(keywords))
    row.publishable, row.closer, row.guidance, row.withdrawn_on = publishable, closer, guidance, withdrawn_on
    row.save()
    touch()
    record(CategorySet(code, row.label, what), by=by, at=at)
    return row


def touch() -> None:
    """Tell every process that the directory changed. One or two statements."""
    Mark.objects.update_or_create(id=1, defaults={"mark": secrets.token_hex(16)})
    queries.changed()
