"""Reading slips: which an officer sees, how they stand, and how many a unit was sent."""

from __future__ import annotations

from datetime import datetime

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import holds
from gongzhi.kernel.clock import ZONE, local_day, now, today
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, StateColumn
from gongzhi.kernel.web.filters import choice, unit_filter
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.supervision.models import Slip, SlipKind
from gongzhi.modules.supervision.slips import SILENT

STANDINGS = [("unread", "未阅"), ("waiting", "待回复"), ("late", "逾期未回复"), ("replied", "已回复")]
TONES = {"未阅": "warn", "待回复": "busy", "逾期未回复": "bad", "已回复": "good"}


def slips(officer: Officer) -> QuerySet[Slip]:
    """The slips this officer sees; a referral only those who may make one. One query."""
    rows = visible(Slip.objects.all(), officer, "supervision.view")
    if not holds(officer, "supervision.talk"):
        rows = rows.exclude(kind=SlipKind.REFERRAL)
    return rows.select_related("unit", "sent_by").prefetch_related("items__task__matter")


def stands(standing: str) -> Q:
    """Slips of one standing on the present day."""
    asked = ~Q(kind__in=SILENT) & Q(plan=None)
    if standing == "unread":
        return Q(read_at=None) & ~Q(kind=SlipKind.REFERRAL)
    if standing == "replied":
        return Q(replied_at__isnull=False)
    waiting = Q(replied_at=None) & asked
    return waiting & Q(due_on__lt=today()) if standing == "late" else waiting


def standing_of(slip: Slip) -> str:
    """How a slip stands, in words."""
    if slip.kind == SlipKind.REFERRAL:
        return "已移送"
    if slip.replied_at:
        return "已回复"
    asked = slip.of_tasks and slip.kind not in SILENT
    if asked and slip.due_on and slip.due_on < today():
        return "逾期未回复"
    if slip.read_at is None:
        return "未阅"
    return "待回复" if asked else "已阅"


def month_of(at: datetime) -> tuple[datetime, str]:
    """The first moment of the month of `at` in the county's time, and its name."""
    day = local_day(at)
    return datetime(day.year, day.month, 1, tzinfo=ZONE), f"{day.month}月"


def burden(unit: Unit | int, at: datetime) -> int:
    """How many slips a unit was sent in the month of `at`: the sender sees it before sending one more. One query."""
    return Slip.objects.filter(unit=unit, sent_at__gte=month_of(at)[0], sent_at__lte=at).count()


class SlipFilter(django_filters.FilterSet):
    kind = choice("种类", SlipKind.choices)
    standing = choice("回复", STANDINGS, "by_standing")
    unit = unit_filter("单位")
    month = choice("发出", [("1", "本月")], "by_month")

    class Meta:
        model = Slip
        fields = ("kind", "unit")

    def by_standing(self, rows: QuerySet[Slip], name: str, value: str) -> QuerySet[Slip]:
        return rows.filter(stands(value))

    def by_month(self, rows: QuerySet[Slip], name: str, value: str) -> QuerySet[Slip]:
        return rows.filter(sent_at__gte=month_of(now())[0])


def slip_url(slip: Slip) -> str:
    return reverse("supervision:slip", args=[slip.pk])


def subject(slip: Slip) -> str:
    return slip.title


class SlipList(Listing):
    """Slips, newest first. Two statements besides filters and frame."""

    title = "督办文书"
    model = Slip
    filters = SlipFilter
    searchable = "文号、事由"
    order = ("-pk",)
    count_to = 5000
    empty = ("还没有发出文书。催办、督办通知单、约谈从任务页面或督查总览发出。", "", "")
    columns = (
        Column("get_kind_display", "种类"),
        Column("number", "文号", css="num", link=slip_url, excel_width=22),
        Column("unit.label", "单位"),
        Column("title", "事由", wide=True, link=slip_url, excel_width=60),
        Column("reason", "触发原因", excel_width=40, value=lambda slip: slip.reason),
        MomentColumn("sent_at", "发出", sort="sent_at"),
        MomentColumn("read_at", "阅知", shown=False),
        DateColumn("due_on", "要求回复", sort="due_on", late=lambda slip: standing_of(slip) == "逾期未回复"),
        MomentColumn("replied_at", "回复", shown=False),
        StateColumn(
            "standing", "状态", value=standing_of, tone=lambda slip: TONES.get(standing_of(slip), "plain")
        ),
        Column(
            "sender", "发出人", value=lambda slip: slip.sent_by.name if slip.sent_by else "系统", shown=False
        ),
        Column(
            "task",
            "任务编号",
            value=lambda slip: "、".join(dict.fromkeys(item.task.number for item in slip.items.all())),
            shown=False,
            css="num",
        ),
    )

    def queryset(self, request: object) -> QuerySet[Slip]:
        return slips(self.request.user)  # type: ignore[arg-type]

    def search(self, rows: QuerySet[Slip], words: str) -> QuerySet[Slip]:
        for word in words.split():
            rows = rows.filter(
                Q(number__icontains=word) | Q(title__icontains=word) | Q(unit__short_name__icontains=word)
            )
        return rows

    def href(self, row: Slip) -> str:
        return slip_url(row)
