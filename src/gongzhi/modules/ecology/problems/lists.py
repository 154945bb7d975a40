"""The list of problems: what figures of problems open."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import day_bounds, now
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.queries import light_at, light_is
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Officer, PlaceKind, Unit
from gongzhi.kernel.org.queries import bare_places
from gongzhi.kernel.web.columns import Column, DateColumn, LightColumn, MomentColumn, StateColumn
from gongzhi.kernel.web.filters import DayFilter, choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.ecology.problems.flow import PROBLEM
from gongzhi.modules.ecology.problems.models import Problem
from gongzhi.modules.ecology.words import ProblemType, Severity

VIEW = "ecology.view"
STATES = [("open", "全部未销号"), *[(state.code, state.label) for state in PROBLEM.states.values()]]
WAITS = [
    ("town", "乡镇未接报"), ("bureau", "县级未接报"), ("more_time", "延期待决定"),
]  # fmt: skip
PARTS = [
    ("counted", "问题数"),
    ("rectified", "已整改"),
    ("struck", "已销号"),
    ("overdue", "逾期未整改"),
    ("sent_back", "退回过"),
]
SEVERITY_TONES = {"serious": "bad", "normal": "plain", "spot": "good"}


def problem_url(number: str) -> str:
    return reverse("ecology:problem", args=[number])


def part(name: str) -> Q:
    """Problems by what figures count of them; one that was withdrawn is none."""
    counted = ~Q(matter__state="void")
    return {
        "counted": counted,
        "rectified": counted & Q(rectified_at__isnull=False),
        "struck": Q(struck_at__isnull=False),
        "overdue": counted & Q(rectified_at=None, matter__closed_at=None, matter__due_at__lt=now()),
        "sent_back": counted & Q(sent_back__gt=0),
    }[name]


class ProblemFilter(django_filters.FilterSet):
    """The filters of problems. Their names are what figures link to."""

    state = choice("状态", STATES, "by_state")
    part = choice("统计项", PARTS, "by_part")
    type = choice("类型", ProblemType.choices, "by_own")
    severity = choice("程度", Severity.choices, "by_own")
    light = choice("亮灯", Light.choices, "by_light")
    wait = choice("等待", WAITS, "by_wait")
    unit = unit_filter("乡镇（街道）", "by_unit")
    bureau = unit_filter("县级主管部门", "by_own")
    since = DayFilter(label="报告自", method="by_since")
    until = DayFilter(label="报告至", method="by_until")

    class Meta:
        model = Problem
        fields = ()

    def by_own(self, rows: QuerySet[Problem], name: str, value: Any) -> QuerySet[Problem]:
        return rows.filter(**{name: value})

    def by_state(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        return rows.filter(Q(matter__closed_at=None) if value == "open" else Q(matter__state=value))

    def by_part(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        return rows.filter(part(value))

    def by_light(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        return rows.filter(light_is(value, now(), "matter__"))

    def by_wait(self, rows: QuerySet[Problem], name: str, value: str) -> QuerySet[Problem]:
        waits = {
            "town": Q(town_received_at=None), "bureau": Q(bureau_received_at=None),
            "more_time": Q(pk__in=self._asked()),
        }  # fmt: skip
        return rows.filter(waits[value], matter__closed_at=None)

    def _asked(self) -> Any:
        from gongzhi.modules.ecology.problems.models import MoreTime

        return MoreTime.objects.filter(granted=None).values("problem")

    def by_unit(self, rows: QuerySet[Problem], name: str, value: Unit) -> QuerySet[Problem]:
        return rows.filter(town__path__startswith=value.path)

    def by_since(self, rows: QuerySet[Problem], name: str, value: date) -> QuerySet[Problem]:
        return rows.filter(reported_at__gte=day_bounds(value)[0])

    def by_until(self, rows: QuerySet[Problem], name: str, value: date) -> QuerySet[Problem]:
        return rows.filter(reported_at__lt=day_bounds(value)[1])


def seen(officer: Officer) -> QuerySet[Problem]:
    """The problems that an officer sees, in no order."""
    return visible(Problem.objects.order_by(), officer, VIEW)


def counted(officer: Officer) -> QuerySet[Problem]:
    """Those that count."""
    return seen(officer).filter(part("counted"))


def place_names(rows: Any) -> dict[str, str]:
    """The names of the places of a page of rows, a grid's with its village's. One query."""
    codes = {one.matter.place_code for one in rows}
    found = bare_places().filter(pk__in=codes).select_related("parent").order_by()
    return {
        one.pk: f"{one.parent.name if one.kind == PlaceKind.GRID and one.parent else ''}{one.name}"
        for one in found
    }


class ProblemList(Listing):
    title = "生态环境问题"
    model = Problem
    filters = ProblemFilter
    first_filters = ("state", "type", "unit", "since", "until")
    order = ("-pk",)
    searchable = "编号、标题、地方"
    count_to = 100_000
    template = "ecology/problems.html"
    columns = (
        Column("number", "编号", css="num", sort="matter__number", link=lambda one: problem_url(one.number), excel_width=20),
        LightColumn("light", "灯", sort="matter__due_at"),
        Column("matter.title", "问题", wide=True, excel_width=50),
        StateColumn(
            "severity", "程度", value=lambda one: one.get_severity_display(), tone=lambda one: SEVERITY_TONES[one.severity]
        ),
        Column("town.label", "属地乡镇"),
        Column("bureau.label", "县级主管", shown=False),
        Column("place", "地方", value=lambda one: one.place),
        MomentColumn("found_at", "发现", shown=False),
        MomentColumn("reported_at", "双报告", sort="reported_at"),
        MomentColumn("town_received_at", "乡镇接报"),
        MomentColumn("bureau_received_at", "县级接报"),
        DateColumn("matter.due_at", "整改期限", sort="matter__due_at"),
        DateColumn("rectified_at", "整改完成", shown=False),
        DateColumn("struck_at", "销号", shown=False),
        StateColumn(
            "state", "状态", value=lambda one: one.matter.state_now.label, tone=lambda one: TONES[one.matter.state_now.tone]
        ),
    )  # fmt: skip
    empty = ("还没有问题。巡查中发现的问题会在这里列出。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Problem]:
        rows = seen(request.user).select_related("matter", "town", "bureau")  # type: ignore[arg-type]
        return rows.defer("text", "measure", "matter__search").annotate(
            light=light_at(now(), "matter__"), due=F("matter__due_at")
        )

    def complete(self, rows: Any) -> None:
        names = place_names(rows)
        for one in rows:
            one.place = names.get(one.matter.place_code, "")

    def search(self, rows: QuerySet[Problem], words: str) -> QuerySet[Problem]:
        return search(rows, words)

    def href(self, row: Problem) -> str:
        return problem_url(row.number)

    @cached_property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        lists: list[tuple[str, dict[str, str]]] = [
            ("全部", {}), ("乡镇未接报", {"wait": "town"}), ("县级未接报", {"wait": "bureau"}), ("整改中", {"state": "rectifying"}),
            ("待核查", {"state": "rectified"}), ("待销号", {"state": "checked"}), ("逾期未整改", {"part": "overdue"}),
        ]  # fmt: skip
        blank = {"state": "", "wait": "", "part": ""}
        asked = {name: self.request.GET.get(name, "") for name in blank}
        return [(label, self.link(**(blank | one)), None, asked == blank | one) for label, one in lists]
