"""Staff's own templates: versions taken in, one of them in use from a day on, the shipped form always there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.models import PaperDesk, PaperTemplate, TemplateUse
from gongzhi.kernel.documents.template_facts import TemplateChosen, TemplateUnchosen, TemplateUploaded
from gongzhi.kernel.documents.writing import checking
from gongzhi.kernel.documents.writing.kinds import PaperKind
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import keep, receive
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal

OWNER = "documents.template"
LIMIT_MB = 10


class TemplateMoved(Refusal):
    code = "documents.template_moved"
    kind = Kind.CONFLICT
    message = "您打开页面之后，{who}已经{what}。请看过再提交。"


class DayPassed(Refusal):
    code = "documents.day_passed"
    message = "启用日期不能早于今天（{today}）。"


class SameTemplate(Refusal):
    code = "documents.same_template"
    kind = Kind.CONFLICT
    message = "{day}起本来就用{which}，不用再设。"


class NotPlanned(Refusal):
    code = "documents.not_planned"
    kind = Kind.CONFLICT
    message = "{day}起的安排已经生效或已撤回，不能再撤回；请另选一版启用。"


def in_force(kind: str, on: date) -> PaperTemplate | None:
    """The version that papers of this kind are written with on a day; None is the shipped form. One query."""
    rows = TemplateUse.objects.filter(kind=kind, from_on__lte=on)
    use = rows.select_related("template__attachment__blob").order_by("-from_on").first()
    return use.template if use else None


def in_force_of(kinds: Iterable[str], on: date) -> dict[str, TemplateUse]:
    """The choice in force of every kind that has one. One query."""
    rows = TemplateUse.objects.filter(kind__in=list(kinds), from_on__lte=on)
    return {one.kind: one for one in rows.select_related("template", "by").order_by("from_on")}


def planned(kinds: Iterable[str], on: date) -> dict[str, list[TemplateUse]]:
    """Choices that begin after a day, soonest first. One query."""
    found: dict[str, list[TemplateUse]] = {}
    rows = TemplateUse.objects.filter(kind__in=list(kinds), from_on__gt=on)
    for one in rows.select_related("template").order_by("from_on"):
        found.setdefault(one.kind, []).append(one)
    return found


def counts(kinds: Iterable[str]) -> dict[str, int]:
    """How many versions of each kind were uploaded. One query."""
    rows = PaperTemplate.objects.filter(kind__in=list(kinds)).order_by().values_list("kind")
    return dict(rows.annotate(count=Count("pk")))


def versions(kind: str) -> QuerySet[PaperTemplate]:
    """All versions, the newest first."""
    return (
        PaperTemplate.objects.filter(kind=kind).select_related("attachment__blob", "by").order_by("-serial")
    )


def uses(kind: str) -> QuerySet[TemplateUse]:
    """All choices, the latest day first."""
    return TemplateUse.objects.filter(kind=kind).select_related("template", "by").order_by("-from_on")


def desk_version(kind: str) -> int:
    """How often the kind's choice changed; a form carries it, so that the second of two is told. One query."""
    return PaperDesk.objects.filter(kind=kind).values_list("version", flat=True).first() or 0


def content(template: PaperTemplate) -> bytes:
    """The bytes of a version. Raises: ContentMissing."""
    with open_content(template.attachment) as file:
        return bytes(file.read())


def upload(*, kind: PaperKind, file: Any, note: str = "", by: Officer, at: datetime) -> PaperTemplate:
    """Take in a version after trying it; it is not in use before it is chosen. Two at once get two versions.

    Raises: a FileRefused, and what `checking.check` raises. Records: documents.template_uploaded.
    """
    with receive(file, allowed={"docx"}, limit_mb=LIMIT_MB, field="file") as received:
        try:
            checked = checking.check(kind, received.path.read_bytes())
        except Refusal as refusal:
            refusal.field = "file"
            raise
        with transaction.atomic():
            desk = _desk(kind)
            desk.last += 1
            desk.save(update_fields=["last"])
            serial, owner = desk.last, {"owner": OWNER, "owner_key": desk.pk, "purpose": kind.name[:40]}
            made = PaperTemplate.objects.create(
                kind=kind.name,
                serial=serial,
                attachment=keep(received, by=by, at=at, **owner),
                note=note,
                unused=list(checked.unused),
                left_out=list(checked.left_out),
                by=by,
                at=at,
            )
            fact = TemplateUploaded(kind.name, kind.label, serial, made.attachment.blob_id, note)
            record(fact, by=by, at=at)
    return made


@transaction.atomic
def choose(
    *, kind: PaperKind, template: PaperTemplate | None, from_on: date, version: int, by: Officer, at: datetime
) -> TemplateUse:
    """From a day on, write this kind with a version, or with none in the shipped form.

    version: of the desk as the form saw it. Raises: TemplateMoved, DayPassed, SameTemplate, and what
    `checking.check` raises when the kind has changed since the upload. Records: documents.template_chosen.
    """
    desk = _moved(kind, version)
    if from_on < local_day(at):
        raise DayPassed(field="from_on", today=local_day(at))
    if template is not None:
        checking.check(kind, content(template))
    before = TemplateUse.objects.filter(kind=kind.name, from_on__lte=from_on).order_by("-from_on").first()
    if (before.template_id if before else None) == (template.pk if template else None):
        raise SameTemplate(field="from_on", day=from_on, which=name_of(template))
    values = {"template": template, "by": by, "at": at}
    use, _ = TemplateUse.objects.update_or_create(kind=kind.name, from_on=from_on, defaults=values)
    _turn(desk)
    serial = template.serial if template else 0
    record(TemplateChosen(kind.name, kind.label, serial, from_on.isoformat()), by=by, at=at)
    return use


@transaction.atomic
def unchoose(*, kind: PaperKind, from_on: date, version: int, by: Officer, at: datetime) -> None:
    """Take back a choice whose day has not come. Raises: TemplateMoved, NotPlanned."""
    desk = _moved(kind, version)
    rows = TemplateUse.objects.filter(kind=kind.name, from_on=from_on, from_on__gt=local_day(at))
    if not rows.delete()[0]:
        raise NotPlanned(day=from_on)
    _turn(desk)
    record(TemplateUnchosen(kind.name, kind.label, from_on.isoformat()), by=by, at=at)


def name_of(template: PaperTemplate | None) -> str:
    return f"第{template.serial}版" if template else "随系统提供的格式"


def _desk(kind: PaperKind) -> PaperDesk:
    """The kind's row under lock."""
    PaperDesk.objects.bulk_create([PaperDesk(kind=kind.name)], ignore_conflicts=True)
    return PaperDesk.objects.select_for_update().get(kind=kind.name)


def _moved(kind: PaperKind, version: int) -> PaperDesk:
    """The kind's row under lock, still as the form saw it. Raises: TemplateMoved."""
    desk = _desk(kind)
    if desk.version != version:
        last = uses(kind.name).order_by("-at", "-id").first()
        who = last.by.name if last and last.by else "别人"
        what = f"设了自{last.from_on}起用{name_of(last.template)}" if last else "改过安排"
        raise TemplateMoved(who=who, what=what)
    return desk


def _turn(desk: PaperDesk) -> None:
    desk.version += 1
    desk.save(update_fields=["version"])
