"""The list of appeals: what every figure of appeals opens, and the worklists of the desks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from gongzhi.kernel.access import holds
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.org.rules import place_range
from gongzhi.kernel.web.addresses import address
from gongzhi.kernel.web.columns import Column, LightColumn, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.fields import Picker
from gongzhi.kernel.web.filters import DayFilter, PlaceFilter, choice, unit_filter
from gongzhi.kernel.web.listing import Bulk, Listing
from gongzhi.kernel.web.markup import fill
from gongzhi.kernel.web.matters import TONES
from gongzhi.modules.appeals.desk import queries
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.flow import APPEAL
from gongzhi.modules.appeals.intake.models import Appeal, Merit
from gongzhi.modules.appeals.words import AppealType, Channel, Satisfied, Solved, Urgency

LIGHTS = [*Light.choices, ("overdue", "超期未办")]
STATES = [("open", "全部未结"), *[(state.code, state.label) for state in APPEAL.states.values()]]
SPECIAL = [
    ("redo", "重办件"),
    ("returned", "退过单"),
    ("extended", "延过期"),
    ("hard", "疑难件"),
    ("supervised", "转督办"),
    ("joined", "并有他件"),
    ("urgent", "紧急件"),
]
# a tab, and who looks there: the permission of the work that waits in it
TABS = [
    ("dispatch", "appeals.dispatch"),
    ("sign", "appeals.view"),
    ("handle", "appeals.view"),
    ("return", "appeals.view"),
    ("review", "appeals.review"),
    ("callback", "appeals.callback"),
    ("extension", "appeals.extend"),
    ("claim", "appeals.judge"),
]


def appeal_url(number: str) -> str:
    return address("appeals:appeal", number)


def kinds() -> list[tuple[int, str]]:
    """Every category, withdrawn ones too, by code. No query."""
    return [(one.pk, one.label) for one in sorted(known().kinds.values(), key=lambda kind: kind.code)]


class AppealFilter(django_filters.FilterSet):
    """The filters of appeals. Their names are what figures link to; each reads one index or one semi-join."""

    desk = choice("等待", [(name, label) for name, (label, _) in queries.DESKS.items()], "by_desk")
    state = choice("状态", STATES, "by_state")
    light = choice("亮灯", LIGHTS, "by_light")
    type = choice("类型", AppealType.choices, "by_type")
    category = choice("事项", kinds, "by_category", widget=Picker())
    unit = unit_filter("承办单位", "by_unit")
    place = PlaceFilter(label="地方", method="by_place")
    channel = choice("渠道", Channel.choices, "by_channel")
    urgency = choice("紧急程度", Urgency.choices, "by_urgency")
    since = DayFilter(label="登记自", method="by_since")
    until = DayFilter(label="登记至", method="by_until")
    solved = choice("解决情况", Solved.choices, "by_solved")
    satisfied = choice("满意情况", Satisfied.choices, "by_satisfied")
    special = choice("特别关注", SPECIAL, "by_special")
    mine = choice("本单位承办", [("1", "是")], "by_mine")

    class Meta:
        model = Appeal
        fields = ()

    def by_desk(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(queries.at_desk(value))

    def by_state(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(**queries.IN_WORK) if value == "open" else rows.filter(matter__state=value)

    def by_light(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(queries.lit(value, now()))

    def by_type(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(type=value)

    def by_category(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(category=value)

    def by_unit(self, rows: QuerySet[Appeal], name: str, value: Unit) -> QuerySet[Appeal]:
        return rows.filter(matter__lead_unit=value)

    def by_place(self, rows: QuerySet[Appeal], name: str, value: Place) -> QuerySet[Appeal]:
        first, last = place_range(value.code)
        return rows.filter(matter__place_code__gte=first, matter__place_code__lt=last)

    def by_channel(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(channel=value)

    def by_urgency(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(urgency=value)

    def by_since(self, rows: QuerySet[Appeal], name: str, value: Any) -> QuerySet[Appeal]:
        return rows.filter(queries.since(value))

    def by_until(self, rows: QuerySet[Appeal], name: str, value: Any) -> QuerySet[Appeal]:
        return rows.filter(queries.until(value))

    def by_solved(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(solved=value)

    def by_satisfied(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(satisfied=value)

    def by_special(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(queries.special(value))

    def by_mine(self, rows: QuerySet[Appeal], name: str, value: str) -> QuerySet[Appeal]:
        return rows.filter(queries.own(self.request.user, still=self.data.get("state") == "open"))


def marks(appeal: Appeal) -> str:
    """What is out of the ordinary about an appeal, in a few words. No query."""
    pairs = [
        (appeal.get_urgency_display(), appeal.urgency != Urgency.NORMAL),
        (f"重办{appeal.redos}", appeal.redos),
        (f"退单{appeal.returns}", appeal.returns),
        ("延期", appeal.extensions),
        ("督办", appeal.supervised_at),
        ("疑难", appeal.hard),
        ("不合理", appeal.merit == Merit.UNREASONABLE),
        ("保密", appeal.secret),
    ]
    return " ".join(label for label, there in pairs if there)


@dataclass(frozen=True)
class TermColumn(MomentColumn):
    """A term to the minute; one that has passed is marked."""

    def cell(self, row: Any) -> SafeString | str:
        text = self.text(row)
        late = bool(text) and self.get(row) < now()
        return fill('<span class="late">{}</span>', text) if late else text


class AppealList(Listing):
    """Appeals, newest first; of those that wait the one that is due first. Two statements besides filters and frame."""

    title = "诉求清单"
    model = Appeal
    filters = AppealFilter
    first_filters = ("type", "category", "unit")
    searchable = "编号、标题、电话"
    count_to = 1000
    template = "appeals/list.html"
    declared = (
        LightColumn("light", "亮灯"),
        Column("number", "编号", css="num", excel_width=20),
        Column(
            "matter.title",
            "诉求",
            wide=True,
            excel_width=50,
            link=lambda appeal: appeal_url(appeal.number),
        ),
        Column("get_type_display", "类型"),
        Column("category.label", "事项", excel_width=18),
        Column("matter.lead_unit.label", "承办单位"),
        MomentColumn("matter.due_at", "办结时限", sort="matter__due_at"),
        StateColumn(
            "state",
            "状态",
            value=lambda appeal: appeal.matter.state_now.label,
            tone=lambda appeal: TONES[appeal.matter.state_now.tone],
        ),
        Column("marks", "标记", value=marks),
        Column("caller", "诉求人", shown=False),
        MomentColumn("matter.opened_at", "登记时间", shown=False),
        Column("get_channel_display", "渠道", shown=False),
        Column("get_solved_display", "解决情况", shown=False),
        Column("get_satisfied_display", "满意情况", shown=False),
        NumberColumn("dispatches", "派单次数", shown=False),
    )

    at_desk = TermColumn("desk_due", "本环节时限")

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.desk = request.GET.get("desk", "") if request.GET.get("desk") in queries.DESK_CLOCKS else ""
        asked = request.GET
        pressing = asked.get("desk") or asked.get("light") == "overdue" or asked.get("state") == "open"
        self.order = ("matter__due_at", "pk") if pressing else ("-pk",)  # type: ignore[misc]

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """At a desk with a term of its own that term stands beside the appeal's."""
        return (*self.declared[:6], self.at_desk, *self.declared[6:]) if self.desk else self.declared

    @cached_property
    def bulk(self) -> list[Bulk]:  # type: ignore[override]
        """Moves of the hotline that may be made for several appeals at once."""
        return [
            Bulk(move.label, reverse("appeals:bulk", args=[code]), move.needs, dialog=True)
            for code, move in APPEAL.moves.items()
            if move.bulk and not move.party
        ]

    @property
    def empty(self) -> tuple[str, str, str]:  # type: ignore[override]
        if holds(self.request.user, "appeals.register"):  # type: ignore[arg-type]
            return ("还没有诉求。来电、来访从“受理登记”登记。", "受理登记", reverse("appeals:intake"))
        return ("还没有派给本单位的诉求。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        rows = queries.appeals(request.user, of_unit=request.GET.get("mine") == "1")  # type: ignore[arg-type]
        return queries.with_light(
            rows.select_related(None).select_related("matter__lead_unit", "category"), now()
        )

    def complete(self, rows: Sequence[Appeal]) -> None:
        if any(column.name == "caller" for column in self.seen):
            prefetch_related_objects(rows, "appellant")
        terms = queries.desk_terms(rows, self.desk) if self.desk and rows else {}
        for row in rows:
            row.desk_due = terms.get(row.pk)  # type: ignore[attr-defined]

    def search(self, rows: QuerySet[Appeal], words: str) -> QuerySet[Appeal]:
        number = queries.told_by(words)
        if number is not None and holds(self.request.user, "appeals.reveal"):  # type: ignore[arg-type]
            return rows.filter(number)
        return search(rows, words)

    def href(self, row: Appeal) -> str:
        return appeal_url(row.number)

    @property
    def tabs(self) -> list[tuple[str, str, None, bool]]:
        """The desks that this officer works at, and the lists that everybody asks for."""
        lists: list[tuple[str, dict[str, str]]] = [("全部", {}), ("本单位", {"mine": "1", "state": "open"})]
        lists += [
            (queries.DESKS[desk][0], {"desk": desk})
            for desk, needed in TABS
            if holds(self.request.user, needed)  # type: ignore[arg-type]
        ]
        lists += [("超期", {"light": "overdue"}), ("重办", {"special": "redo"})]
        names = ("desk", "state", "light", "mine", "special")
        asked = {name: self.request.GET.get(name, "") for name in names}
        blank = dict.fromkeys(names, "")
        return [(label, self.link(**(blank | one)), None, asked == blank | one) for label, one in lists]
