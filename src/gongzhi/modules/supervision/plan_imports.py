"""Taking a document in, reading it in the background, and taking it off the list again."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django_tasks import task

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.clock.local import ZONE
from gongzhi.kernel.documents.reading import Reading, read
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import Received, keep, receive
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.supervision import plan_items, plan_refused
from gongzhi.modules.supervision.models import Batch, Item, Plan, PlanState, Source
from gongzhi.modules.supervision.plan_facts import PlanImported, PlanRemoved
from gongzhi.modules.supervision.plan_names import name_items

READABLE = ("docx", "doc", "pdf", "xlsx", "xls", "text", "html")
OWNER = "supervision.plan"  # whose files plans' documents are
PASTED = "pasted"
SHORTEST = 10  # characters of a pasted document
UNTITLED = "正在读取的文件"
ODD_ERROR = "读取时出了意外，原文已经保存。请点“重新读取”；仍然不行，请把文字复制出来粘贴导入。"


def import_plan(
    *,
    upload: Any = None,
    text: str = "",
    source: str = Source.KEY_WORK,
    replaces: Plan | None = None,
    anyway: bool = False,
    batch: Batch | None = None,
    by: Officer,
    at: datetime,
) -> Plan:
    """Keep the document, make its plan, and have it read in the background.

    The same bytes as an earlier plan's are refused unless `anyway` or `replaces`. Records: supervision.plan_imported.
    Raises: NothingGiven, BothGiven, TextTooShort, SamePlan, and whatever `files.receive` refuses.
    """
    with _received(upload, text) as received, transaction.atomic():
        if not anyway and replaces is None:
            _refuse_same(received.digest)
        plan = Plan.objects.create(
            title=_first_title(received.name, text),
            source=source,
            digest=received.digest,
            owner_unit=by.unit,
            created_by=by,
            created_at=at,
            replaces=replaces,
            batch=batch,
        )
        purpose = PASTED if text else ""
        plan.attachment = keep(received, by=by, at=at, owner=OWNER, owner_key=plan.pk, purpose=purpose)
        plan.save(update_fields=["attachment"])
        record(PlanImported(plan.pk, plan.title, plan.digest), by=by, at=at)
        read_plan.enqueue(plan.pk)
    plan.refresh_from_db()
    return plan


def import_batch(*, uploads: Sequence[Any], source: str, by: Officer, at: datetime) -> Batch:
    """Take several documents in at once; each that does not come in is noted with the reason, and stops no other."""
    batch = Batch.objects.create(created_by=by, created_at=at)
    for upload in uploads:
        try:
            import_plan(upload=upload, source=source, batch=batch, by=by, at=at)
        except Refusal as refusal:
            before = getattr(refusal, "plan", None)
            row = {"name": str(upload.name), "why": str(refusal), "plan": before.pk if before else None}
            batch.refused.append(row)
    batch.save(update_fields=["refused"])
    return batch


def _received(upload: Any, text: str) -> Received:
    """The document as a received file; pasted text becomes a text file of its own."""
    text = plain_lines(text)
    if upload and text:
        raise plan_refused.BothGiven(field="text")
    if upload:
        return receive(upload, allowed=READABLE, field="upload")
    if not text:
        raise plan_refused.NothingGiven(field="upload")
    if len(text) < SHORTEST:
        raise plan_refused.TextTooShort(field="text", length=len(text))
    return receive(File(BytesIO(text.encode()), name="粘贴的文字.txt"), field="text")


def plain_lines(text: str) -> str:
    """Pasted text with one kind of line end, so that a browser's is the same document as a program's."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _first_title(name: str, text: str) -> str:
    if text.strip():
        return text.strip().splitlines()[0].strip()[:200] or UNTITLED
    return name.rpartition(".")[0][:200] or name[:200]


def same_plan(digest: str) -> Plan | None:
    """The newest plan of the very same bytes that was read. One query."""
    rows = Plan.objects.filter(digest=digest, removed_at=None).exclude(state=PlanState.FAILED)
    return rows.select_related("created_by").first()


def _refuse_same(digest: str) -> None:
    before = same_plan(digest)
    if before is None:
        return
    refusal = plan_refused.SamePlan(
        field="upload",
        on=local_day(before.created_at),
        who=before.created_by.name,
        title=before.title,
        state=before.get_state_display(),
    )
    refusal.plan = before
    raise refusal


def namesake(plan: Plan) -> Plan | None:
    """An earlier plan with this one's title and document number: most likely its earlier version. One query."""
    if not plan.doc_number or plan.replaces_id:
        return None
    rows = Plan.objects.filter(doc_number=plan.doc_number, title=plan.title, removed_at=None, pk__lt=plan.pk)
    return rows.exclude(state=PlanState.FAILED).first()


@task()
def read_plan(plan_id: int) -> None:
    """Read a plan's document and fill it. Done again after a kill it starts over; done already, it does nothing."""
    plan = Plan.objects.select_related("attachment__blob").filter(pk=plan_id).first()
    if plan is None or plan.state not in (PlanState.READING, PlanState.FAILED):
        return
    try:
        _step(plan, 10)
        reading = read(_content(plan), plan.attachment.name)
        _step(plan, 60)
        fill(plan, reading, at=now())
    except Refusal as refusal:
        _fail(plan, str(refusal))
    except Exception:
        _fail(plan, ODD_ERROR)
        raise


def _content(plan: Plan) -> bytes | str:
    with open_content(plan.attachment) as file:
        data = file.read()
    return data.decode() if plan.attachment.purpose == PASTED else data


def _step(plan: Plan, percent: int) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.READING, progress=percent, error="")


def _fail(plan: Plan, error: str) -> None:
    Plan.objects.filter(pk=plan.pk, state=PlanState.READING).update(
        state=PlanState.FAILED, error=error, version=F("version") + 1
    )


class NothingRead(Refusal):
    code = "supervision.nothing_read"
    message = "{why}"


@transaction.atomic
def fill(plan: Plan, reading: Reading, *, at: datetime) -> Plan:
    """Put a reading into its plan: frame, text, items with the county's own names. Idempotent; constant statements.

    Raises: NothingRead, when there is no task; the text is kept all the same.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state != PlanState.READING:
        return plan
    if not reading.tasks:
        why = next((one.message for one in reading.doubts if one.code != "no_owners"), "没有读到任务。")
        raise NothingRead(why=why)
    document = reading.document
    plan.title = (document.title or plan.title)[:200]
    plan.doc_number, plan.issuer = document.doc_number[:60], document.issuer[:100]
    plan.issued_on, plan.year = document.issued_on, document.year
    plan.text, plan.blocks = reading.text, plan_items.blocks_json(reading.blocks)
    plan.groups, plan.doubts = plan_items.groups_json(reading.groups), plan_items.general_doubts(reading)
    plan.items.all().delete()
    items = [Item(plan=plan, **columns) for columns in plan_items.items_of(reading)]
    name_items(items, plan.issued_on or local_day(at))
    Item.objects.bulk_create(items)
    plan.state, plan.progress, plan.error = PlanState.REVIEW, 100, ""
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def read_again(*, plan: Plan, by: Officer, at: datetime) -> Plan:
    """Read a failed document once more; twice is once. Raises: NotInReview, for one that was read."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state not in (PlanState.FAILED, PlanState.READING):
        raise plan_refused.NotInReview(title=plan.title, state=plan.get_state_display(), way="请打开核对页。")
    if plan.state == PlanState.FAILED or plan.progress == 0:
        plan.state, plan.progress, plan.error = PlanState.READING, 1, ""
        plan.save(update_fields=["state", "progress", "error"])
        read_plan.enqueue(plan.pk)
    plan.refresh_from_db()
    return plan


@transaction.atomic
def start_by_hand(*, plan: Plan, by: Officer, at: datetime) -> Plan:
    """Review a document in which no task was found, entering the tasks by hand. Twice is once."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("attachment__blob").get(pk=plan.pk)
    if plan.state == PlanState.FAILED:
        plan.state, plan.error, plan.progress = PlanState.REVIEW, "", 100
        plan.text = plan.text or _plain_text(plan)
        plan.version += 1
        plan.save()
    return plan


def _plain_text(plan: Plan) -> str:
    """The document's words as far as they can be had; "" when not even that works."""
    with contextlib.suppress(Refusal, UnicodeDecodeError):
        return read(_content(plan), plan.attachment.name).text
    return ""


def pasted_text(plan: Plan) -> str:
    """What was pasted for this plan, to be typed on; "" for an uploaded file."""
    if plan.attachment is None or plan.attachment.purpose != PASTED:
        return ""
    content = _content(plan)
    return content if isinstance(content, str) else ""


@transaction.atomic
def remove_plan(*, plan: Plan, by: Officer, at: datetime) -> Plan:
    """Take a plan that was not issued off the list; it can be put back. Twice is once. Raises: CannotRemove."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        raise plan_refused.CannotRemove(title=plan.title)
    if plan.removed_at is None:
        plan.removed_at = at
        plan.save(update_fields=["removed_at"])
        record(PlanRemoved(plan.pk, plan.title), by=by, at=at)
    return plan


@transaction.atomic
def restore_plan(*, plan: Plan, by: Officer, at: datetime) -> Plan:
    """Put a removed plan back. Twice is once."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.removed_at is not None:
        plan.removed_at = None
        plan.save(update_fields=["removed_at"])
        record(PlanRemoved(plan.pk, plan.title, restored=True), by=by, at=at)
    return plan


def local_minute(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
