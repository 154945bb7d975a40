"""The 督办通知单 of each unit as a Word file, made in the background after a plan was issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from django.core.files.base import File
from django.db import transaction
from django_tasks import task

from gongzhi.kernel.access import decide
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import Term, local_day, now
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.writing.templates import SupervisionNotice
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Assignment, Role
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import Plan, Slip, Task

OWNER = "supervision.slip"


@task()
def write_slips(plan_id: int) -> None:
    """Make the paper of every slip of a plan that has none; each in its own transaction, so a kill costs one."""
    plan = Plan.objects.filter(pk=plan_id).first()
    if plan is None:
        return
    waiting = list(plan.slips.filter(attachment=None).select_related("unit").order_by("id"))
    rows = _rows_by_unit(plan) if waiting else {}
    for slip in waiting:
        _write(slip, plan, rows.get(slip.unit_id, ()))


def _rows_by_unit(plan: Plan) -> dict[int, list[tuple[str, ...]]]:
    """The annex' rows of each unit, in the plan's order. Two queries."""
    tasks = {task.pk: task for task in Task.objects.filter(plan=plan).order_by("order")}
    parties: dict[int, list[Assignment]] = {key: [] for key in tasks}
    rows = Assignment.objects.filter(matter__in=tasks, role__in=(Role.LEAD, Role.CO), unit__isnull=False)
    for one in rows.select_related("unit").order_by("order", "id"):
        parties[one.matter_id].append(one)
    found: dict[int, list[tuple[str, ...]]] = {}
    for key, one in tasks.items():
        leads = _printed(parties[key], Role.LEAD)
        co = _printed(parties[key], Role.CO)
        for party in parties[key]:
            role = "牵头" if party.role == Role.LEAD else "协同"
            row = (one.no, one.text, role, leads, co, _day(one.deadline))
            found.setdefault(party.unit_id or 0, []).append(row)
    return found


def _printed(parties: Sequence[Assignment], role: str) -> str:
    """The parties of a role in the document's words: a group once, by its own word."""
    return "、".join(dict.fromkeys(one.printed or one.unit.label for one in parties if one.role == role))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@transaction.atomic
def _write(slip: Slip, plan: Plan, rows: Sequence[tuple[str, ...]]) -> None:
    slip = Slip.objects.select_for_update(of=("self",)).select_related("unit").get(pk=slip.pk)
    if slip.attachment_id is not None or not rows:
        return
    file = File(
        BytesIO(word_file("supervision_notice", notice(slip, plan, rows), local_day(slip.sent_at))),
        name=f"督办通知单（{slip.unit.label}）.docx",
    )
    slip.attachment = store(file, by=slip.sent_by, at=now(), owner=OWNER, owner_key=slip.pk, purpose="notice")
    slip.save(update_fields=["attachment"])


def notice(slip: Slip, plan: Plan, rows: Sequence[tuple[str, ...]]) -> SupervisionNotice:
    """What the paper says."""
    on = local_day(slip.sent_at)
    sign, object_by = (
        Term.parse(value(f"supervision.term.{name}", on)).label for name in ("sign", "objection")
    )
    plan_by = Term.parse(value("supervision.term.plan", on)).label
    led = sum(row[2] == "牵头" for row in rows)
    number = f"（{plan.doc_number}）" if plan.doc_number else ""
    return SupervisionNotice(
        issuer=value("supervision.issuer", on),
        number=slip.number,
        unit=slip.unit.name,
        items=tuple(row[1] for row in rows),
        demand=(
            f"收到后{sign}内签收；不属本单位职责的，{object_by}内提出异议。牵头任务签收后{plan_by}内报送工作方案，"
            f"按{plan.get_cycle_display()}要求报送进展。本单位共{len(rows)}项，其中牵头{led}项、协同{len(rows) - led}项。"
        ),
        due=slip.due_on or on,
        issued_on=on,
        basis=f"《{plan.title}》{number}",
        feedback="登录共治平台签收、报送方案和进展。",
        signer=slip.signed_by,
        rows=tuple(rows),
        most_items=5 if len(rows) <= 5 else 0,
    )


def may_read_slip(officer: Officer, attachment: Attachment) -> Decision:
    """The unit that a slip went to reads it, and whoever oversees that unit's tasks."""
    slip = Slip.objects.select_related("unit").filter(pk=attachment.owner_key).first()
    return decide(officer, "supervision.view", slip.unit) if slip else Decision(False, "文书已不存在。")


def may_read_plan(officer: Officer, attachment: Attachment) -> Decision:
    """A plan's document is read by those who may work on the plan, or on its tasks."""
    plan = Plan.objects.filter(pk=attachment.owner_key).first()
    if plan is None:
        return Decision(False, "任务清单已不存在。")
    return decide(officer, "supervision.plan", plan)
