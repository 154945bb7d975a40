"""交办单: a task that was opened by itself is given to its lead unit on paper; a plan's tasks go by the plan's notices."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_tasks import task

from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.modules.supervision.models import SlipKind, Source, Task
from gongzhi.modules.supervision.slips import send


@task()
def assign(task_id: int, officer_id: int | None, at: str) -> None:
    """Number the slip of a task and tell the lead unit, once however often this runs; its paper follows.

    `at` is the moment of the opening, ISO; `officer_id` who opened it, None for the system.
    """
    with transaction.atomic():
        rows = Task.objects.select_related("matter__lead_unit")
        found = rows.select_for_update(of=("self",)).filter(pk=task_id).first()
        if found is None or found.matter.lead_unit is None:
            return
        moment = datetime.fromisoformat(at)
        by = Officer.objects.filter(pk=officer_id).first()
        send(
            found, SlipKind.ASSIGNMENT, reason=found.basis or Source(found.matter.source).label,
            body=demand(found, moment), by=by, at=moment, due_on=found.deadline, key=f"assignment:{found.pk}",
        )  # fmt: skip


def demand(given: Task, at: datetime) -> str:
    """What the unit has to do with it, by the terms of that day."""
    on = local_day(at)
    sign, objection, plan = (
        Term.parse(value(f"supervision.term.{name}", on)).label for name in ("sign", "objection", "plan")
    )
    return (
        f"收到后{sign}内签收；不属本单位职责的，{objection}内提出异议。签收后{plan}内报送工作方案，"
        f"按{given.get_cycle_display()}要求报送进展。"
    )
