"""The measures of supervision: tasks, counted by the very filters of their list, so that every number opens its rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import Case, CharField, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, ExtractMonth, ExtractYear, LPad

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Light, Role
from gongzhi.kernel.measures import Cut, Measure
from gongzhi.kernel.org.models import Officer, Post, Unit
from gongzhi.modules.supervision import queries
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.lists import NO_PERIOD, TaskFilter
from gongzhi.modules.supervision.models import Plan, Source, Task

NAME = "supervision.tasks"
LIGHTS = dict(Light.choices)


def rows(officer: Officer, **filters: Any) -> QuerySet[Task]:
    """The tasks that the list shows this officer under the same filters. One query."""
    given = {name: getattr(value, "pk", value) for name, value in filters.items() if value not in (None, "")}
    asked = SimpleNamespace(user=officer)
    found = TaskFilter(given, queryset=queries.with_light(queries.tasks(officer), now()), request=asked).qs
    return found.annotate(
        late=_yes(queries.overdue(now())),
        held=_yes(Q(on_hold_account=True)),
        due_month=_month("deadline"),
        led=FilteredRelation("matter__assignments", condition=Q(matter__assignments__role=Role.LEADER)),
    )


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=Value("1")), default=Value("0"))


def _month(column: str) -> Case:
    """A day's month as the list's filter writes it: 2026-03; none without a day."""
    month = LPad(Cast(ExtractMonth(column), CharField()), 2, Value("0"))
    text = Concat(Cast(ExtractYear(column), CharField()), Value("-"), month)
    return Case(When(**{f"{column}__isnull": True}, then=Value(NO_PERIOD)), default=text)


def _labels(model: type[Any], word: str) -> Any:
    def words(keys: list[Any]) -> Mapping[Any, str]:
        found = model.objects.in_bulk([key for key in keys if key is not None])
        return {key: getattr(one, word) for key, one in found.items()} | {None: "未定"}

    return words


def _months(keys: list[Any]) -> Mapping[Any, str]:
    return {key: "未定" if key == NO_PERIOD else f"{key[:4]}年{int(key[5:])}月" for key in keys}


CUTS = (
    Cut("unit", "牵头单位", "matter__lead_unit", _labels(Unit, "label")),
    Cut("light", "亮灯", "light", LIGHTS),
    Cut("source", "来源", "matter__source", dict(Source.choices)),
    Cut("state", "状态", "matter__state", {code: state.label for code, state in TASK.states.items()}),
    Cut("period", "时限月份", "due_month", _months),
    Cut("plan", "任务清单", "plan", _labels(Plan, "title")),
    Cut("leader", "牵头领导", "led__post", _labels(Post, "title")),
    Cut("on_hold", "挂账", "held", {"1": "挂账", "0": "未挂账"}),
    Cut("overdue", "逾期", "late", {"1": "逾期", "0": "未逾期"}),
)
TASKS = Measure(
    name=NAME,
    label="督查任务",
    unit="项",
    rows=rows,
    cuts={cut.name: cut for cut in CUTS},
    drill="supervision:tasks",
    rule="按任务清单的同一筛选逐项计数；牵头单位只计第一牵头单位；灯为此刻的灯。",
)
MEASURES = (TASKS,)
