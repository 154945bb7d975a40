"""Opening tasks: one way for an issued plan, a leader's instruction, a meeting's decision and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.flow.actions import New, Party, open_matters
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rows import insert
from gongzhi.modules.supervision.assigning import assign
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.judging import judge_new
from gongzhi.modules.supervision.models import Node, Plan, Target, Task
from gongzhi.modules.supervision.rules import NodePoint


@dataclass
class Draft:
    """A task to be opened. `parties` in order: the first lead unit answers for it."""

    text: str
    parties: Sequence[Party]
    deadline: date | None = None
    cycle: str = "monthly"
    source: str = "key_work"
    category: str = ""  # the block of the plan it stands in
    no: str = ""
    order: int = 0
    headings: Sequence[str] = ()
    weight: Decimal = Decimal(1)
    is_continuous: bool = False
    start_on: date | None = None
    span: tuple[int, int] = (0, 0)
    targets: Sequence[dict[str, Any]] = ()  # name, op, value, unit, raw, stretch
    nodes: Sequence[dict[str, Any]] = field(default=())  # on (ISO day), percent, text
    parent: Matter | None = None
    critical: bool = False
    basis: str = ""  # the document, meeting or instruction that it comes from
    recorder: str = ""  # who wrote a spoken instruction down, and when it was given
    told_at: datetime | None = None


def open_tasks(
    drafts: Sequence[Draft],
    *,
    by: Officer | None,
    at: datetime,
    plan: Plan | None = None,
    correlation: str = "",
) -> list[Task]:
    """Open tasks with their targets and nodes; the 签收 clock starts for every lead and co-unit.

    A constant number of statements whatever the number of drafts.
    Raises: NotAllowed. Records: flow.opened for each; flow.light_judged for those that begin yellow or red.
    """
    if by is not None:
        require(by, "supervision.issue")
    days = calendar()
    tasks = [_task(draft, plan, at) for draft in drafts]
    judge_new(tasks, [_points(draft) for draft in drafts], at=at)
    news = [
        New(
            title=draft.text[:300],
            parties=draft.parties,
            category=draft.category[:60],
            source=draft.source,
            due_at=days.due_on(draft.deadline).at if draft.deadline else None,
            parent=draft.parent,
            text=f"{draft.text} {' '.join(draft.headings)}",
            light=task.matter.judged_light,
            light_reason=task.light_reason,
        )
        for task, draft in zip(tasks, drafts, strict=True)
    ]
    with transaction.atomic(savepoint=False):  # nothing is refused from here on
        matters = open_matters(
            TASK, news, by=by, at=at, correlation=correlation, starts=("objection", "sign")
        )
        for task, matter in zip(tasks, matters, strict=True):
            task.matter = matter
        insert(tasks)
        pairs = list(zip(tasks, drafts, strict=True))
        insert([_target(task, n, one) for task, draft in pairs for n, one in enumerate(draft.targets)])
        insert([_node(task, one) for task, draft in pairs for one in draft.nodes])
    return tasks


def open_task(draft: Draft, *, by: Officer | None, at: datetime, correlation: str = "") -> Task:
    """Open one task by itself, outside any plan; its lead unit is sent a 交办单. One statement more than `open_tasks`."""
    task = open_tasks([draft], by=by, at=at, correlation=correlation)[0]
    assign.enqueue(task.pk, by.pk if by else None, at.isoformat())
    return task


def _task(draft: Draft, plan: Plan | None, at: datetime) -> Task:
    return Task(
        matter=Matter(state=TASK.start),  # until it has a number
        plan=plan,
        no=draft.no[:60],
        order=draft.order,
        headings=list(draft.headings),
        text=draft.text,
        deadline=draft.deadline,
        is_continuous=draft.is_continuous,
        is_quantified=bool(draft.targets),
        cycle=draft.cycle,
        weight=draft.weight,
        start_on=draft.start_on or local_day(at),
        start=draft.span[0],
        end=draft.span[1],
        critical=draft.critical,
        basis=draft.basis[:200],
        recorder=draft.recorder[:40],
        told_at=draft.told_at,
    )


def _points(draft: Draft) -> list[NodePoint]:
    return [NodePoint(date.fromisoformat(one["on"]), int(one["percent"])) for one in draft.nodes]


def _target(task: Task, order: int, one: dict[str, Any]) -> Target:
    number = one.get("value")
    return Target(
        task=task,
        order=order,
        name=str(one.get("name", ""))[:120],
        op=str(one.get("op", ">="))[:8],
        value=None if number is None else Decimal(str(number)),
        unit=str(one.get("unit") or "")[:20],
        raw=str(one.get("raw") or "")[:200],
        stretch=bool(one.get("stretch", False)),
    )


def _node(task: Task, one: dict[str, Any]) -> Node:
    return Node(
        task=task,
        on=date.fromisoformat(one["on"]),
        percent=int(one["percent"]),
        text=str(one.get("text", ""))[:300],
    )
