"""What the page 督查总览 shows: figures from one count, the worst tasks first, what waits for this officer's decision."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Value

from gongzhi.kernel.access.queries import holds, scope, visible
from gongzhi.kernel.clock import calendar, local_day, now
from gongzhi.kernel.flow.models import Assignment, Light, Matter, Role
from gongzhi.kernel.flow.queries import light_now, posts_of
from gongzhi.kernel.measures.queries import table
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.rows import Keys, Prepared, Slot
from gongzhi.kernel.web.addresses import address
from gongzhi.modules.supervision import measures, queries
from gongzhi.modules.supervision.models import Decision, Extension, Objection, Slip, SlipKind, Task
from gongzhi.modules.supervision.slip_lists import month_of

FIRST = 20  # tasks on the page
WORDS = measures.LIGHTS | {Light.DONE: "已办结待销号"}
UNITS = 16  # bars on the page
LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY, Light.DONE)
SLOW = 0.005  # seconds: a count that takes longer is shown again for a while, marked with its time
KEEP = 40  # times its own cost, sixty seconds at most


def kept(key: str, count: Callable[[], Any], at: datetime) -> tuple[Any, datetime]:
    """A count and the moment it is of: counted now, unless it is a costly one of a moment ago.

    So the numbers are exact where counting is quick, and cost nothing where it is not.
    """
    found = cache.get(key)
    if found is not None and found[1] <= at:
        return found
    begun = time.monotonic()
    found = (count(), at)
    cost = time.monotonic() - begun
    if cost > SLOW:
        cache.set(key, found, min(60, cost * KEEP))
    return found


@dataclass(frozen=True)
class Number:
    """A figure with the list that it was counted from."""

    label: str
    value: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Part:
    """One piece of a unit's bar."""

    light: str
    label: str
    value: int
    url: str
    x: float
    width: float


@dataclass
class Bar:
    """A unit with its open tasks by light."""

    unit: Unit
    total: int
    url: str
    parts: list[Part]
    counts: dict[str, int]

    @property
    def said(self) -> str:
        told = "，".join(f"{part.label}{part.value}项" for part in self.parts)
        return f"{self.unit.label}共{self.total}项：{told}"


@dataclass
class Line:
    """One lagging task, how often its unit was pressed this month, and when it was pressed for this task last."""

    task: Task
    reminded_at: datetime | None = None
    burden: int = 0
    today: bool = False

    @property
    def light(self) -> Light:
        return light_now(self.task.matter, now())


@dataclass
class Board:
    """Everything of the page for one officer and one choice of 我的/全县, at one moment."""

    officer: Officer
    at: datetime
    everything: bool
    all_units: bool = False
    counted_at: datetime = field(init=False)
    matrix: dict[tuple[Any, ...], int] = field(init=False)

    def __post_init__(self) -> None:
        filters = {"state": "open"} | ({} if self.everything else {"mine": "1"})
        self.filters = filters
        self.matrix, self.counted_at = kept(
            self._key("board"),
            lambda: table(
                measures.NAME, self.officer, "unit", "light", "on_hold", "overdue", "state", **filters
            ),
            self.at,
        )

    first = FIRST

    @property
    def whole(self) -> bool:
        return scope(self.officer, "supervision.view").whole

    def _key(self, what: str) -> str:
        """What is counted over the whole county is the same for all who see all of it."""
        one = "whole" if self.everything and self.whole else f"{self.officer.pk}.{self.everything}"
        return f"supervision.{what}.{one}"

    @property
    def on(self) -> date:
        return local_day(self.at)

    @property
    def is_old(self) -> bool:
        return (self.at - self.counted_at).total_seconds() > 5

    def url(self, **more: Any) -> str:
        return f"{address('supervision:tasks')}?{urlencode(self.filters | more)}"

    @cached_property
    def sums(self) -> Counter[tuple[str, str]]:
        """How many by each value of each cut: ("light", "red"), ("on_hold", "1") … and ("", "") for all."""
        found: Counter[tuple[str, str]] = Counter()
        for (_unit, light, hold, late, state), count in self.matrix.items():
            for key in (("", ""), ("light", light), ("on_hold", hold), ("overdue", late), ("state", state)):
                found[key] += count
        return found

    @cached_property
    def numbers(self) -> list[Number]:
        """The strip over the page. No query."""
        lights = [Number(WORDS[one], self.sums["light", one], self.url(light=one), one) for one in LIGHTS]
        return [
            Number("未结任务", self.sums["", ""], self.url()),
            *lights,
            Number("逾期", self.sums["overdue", "1"], self.url(light="overdue"), "late"),
            Number("挂账", self.sums["on_hold", "1"], self.url(on_hold="1"), "held"),
        ]

    @cached_property
    def by_unit(self) -> list[tuple[int, Counter[str]]]:
        """Units' keys with their counts by light, those with the most red, then yellow, first. No query."""
        counts: dict[Any, Counter[str]] = {}
        for (unit, light, *_rest), count in self.matrix.items():
            counts.setdefault(unit, Counter())[light] += count
        counts.pop(None, None)
        return sorted(
            counts.items(),
            key=lambda row: (-row[1][Light.RED], -row[1][Light.YELLOW], -row[1].total(), row[0]),
        )

    @cached_property
    def bars(self) -> list[Bar]:
        """The first units as bars; all of them where the page asks for them. One query."""
        rows = self.by_unit if self.all_units else self.by_unit[:UNITS]
        units = Unit.objects.in_bulk([key for key, _ in rows])
        widest = max((counts.total() for _, counts in rows), default=1)
        return [self._bar(units[key], counts, widest) for key, counts in rows if key in units]

    @property
    def units_left(self) -> int:
        return len(self.by_unit) - len(self.bars)

    def _bar(self, unit: Unit, counts: Counter[str], widest: int) -> Bar:
        parts, x = [], 0.0
        for light in LIGHTS:
            if counts[light]:
                width = round(100 * counts[light] / widest, 2)
                url = self.url(unit=unit.pk, light=light)
                parts.append(Part(light, measures.LIGHTS[light], counts[light], url, round(x, 2), width))
                x += width
        return Bar(
            unit, sum(counts.values()), self.url(unit=unit.pk), parts, dict.fromkeys(LIGHTS, 0) | counts
        )

    @cached_property
    def lines(self) -> list[Line]:
        """Red tasks, then yellow ones, the longest-running first. Two queries."""
        rows = visible(Matter.objects.all(), self.officer, "supervision.view")
        # in the order of the index over lights: of all lights only red and yellow come from "red" on
        rows = rows.filter(kind="task", closed_at=None, judged_light__gte=Light.RED, paused_at=None)
        if not self.everything:
            rows = rows.filter(queries.own(self.officer, owing=True))
        first = rows.order_by("judged_light", "pk").values("pk")[:FIRST]
        tasks = Task.objects.filter(pk__in=first).select_related("matter__lead_unit")
        tasks = tasks.defer("text", "headings", "matter__search")
        found = sorted(tasks, key=lambda task: (task.matter.judged_light, task.pk))
        return self._pressed(found)

    def _pressed(self, tasks: Sequence[Task]) -> list[Line]:
        units = {task.matter.lead_unit_id for task in tasks}
        rows = _SENT.tuples(units=units - {None}, since=month_of(self.at)[0]) if units else []
        burden = Counter(unit for _, unit in {tuple(row[:2]) for row in rows})
        last = {task: moment for *_, task, kind, moment in rows if kind == SlipKind.REMINDER}
        return [
            Line(
                task,
                last.get(task.pk),
                burden[task.matter.lead_unit_id],
                task.pk in last and local_day(last[task.pk]) == self.on,
            )
            for task in tasks
        ]

    @cached_property
    def approvals(self) -> list[Extension]:
        """Extensions that wait for this officer: those of tasks he leads, or all for who decides in the office. One query."""
        if not holds(self.officer, "supervision.extend"):
            return []
        return list(
            extensions_of(self.officer).select_related("task__matter__lead_unit", "by").order_by("at")[:10]
        )

    @cached_property
    def todo(self) -> list[Number]:
        """What waits for the office's decision or act. Two queries at most."""
        if not holds(self.officer, "supervision.check") and not holds(self.officer, "supervision.issue"):
            return []
        pending = self._pending()
        late, _ = kept(self._key("late"), self._late_reports, self.at)
        rows = [
            ("objection", "异议待裁定", pending["objection"], "supervision.issue"),
            ("extension", "延期待审批", pending["extension"], "supervision.extend"),
            ("check", "待核查", self.sums["state", "verifying"], "supervision.check"),
            ("close", "待销号", self.sums["state", "completed"], "supervision.close"),
            ("sign", "未签收", self.sums["state", "issued"], "supervision.view"),
            ("report", "迟报", late, "supervision.view"),
        ]
        return [
            Number(label, value, self.url(awaiting=what), "warn" if value else "")
            for what, label, value, needs in rows
            if holds(self.officer, needs)
        ]

    def _pending(self) -> Counter[str]:
        """Open objections and extensions on tasks that are counted here. One query, two when some wait."""
        waiting = [tuple(row) for row in _PENDING.tuples()]
        if waiting and not (self.everything and self.whole):
            rows = visible(Task.objects.all(), self.officer, "supervision.view")
            rows = rows if self.everything else rows.filter(queries.own(self.officer, owing=True))
            seen = set(rows.filter(pk__in={key for _, key in waiting}).values_list("pk", flat=True))
            waiting = [(what, key) for what, key in waiting if key in seen]
        return Counter(what for what, _ in waiting)

    def _late_reports(self) -> int:
        rows = queries.tasks(self.officer).filter(queries.report_missing(self.on), matter__closed_at=None)
        if not self.everything:
            rows = rows.filter(queries.own(self.officer, owing=True))
        return rows.order_by().values("pk").count()

    @property
    def working_day(self) -> str:
        return "" if calendar().is_open(self.on) else "今天不是工作日，系统不发提醒和催办。"


def _pending() -> QuerySet[Any, Any]:
    """Pairs of what waits and for which task, each once."""

    def of(model: type[Objection] | type[Extension], name: str) -> QuerySet[Any, Any]:
        rows = model.objects.filter(decision=Decision.PENDING, task__matter__closed_at=None).order_by()
        return rows.annotate(what=Value(name)).values_list("what", "task_id")

    return of(Objection, "objection").union(of(Extension, "extension"))


_PENDING: Prepared[Any] = Prepared(_pending)
_SENT: Prepared[Slip] = Prepared(
    lambda: (
        Slip.objects.filter(unit__in=Keys("units"), sent_at__gte=Slot("since", DateTimeField()))
        .order_by("id")
        .values_list("pk", "unit", "items__task", "kind", "sent_at")
    )
)


def extensions_of(officer: Officer) -> QuerySet[Extension]:
    """Extensions that wait for this officer: leaders decide their own tasks', the office those without a leader too."""
    waiting = Extension.objects.filter(decision=Decision.PENDING, task__matter__closed_at=None)
    if holds(officer, "supervision.check"):
        return waiting
    mine = Q(officer=officer.pk) | Q(post__in=posts_of(officer))
    led = Assignment.objects.filter(mine, matter=OuterRef("task_id"), role=Role.LEADER)
    return waiting.filter(Exists(led))


def waiting_count(officer: Officer) -> int:
    """For the menu: how many decisions wait for this officer. One query."""
    if not holds(officer, "supervision.extend"):
        return 0
    return extensions_of(officer).count()
