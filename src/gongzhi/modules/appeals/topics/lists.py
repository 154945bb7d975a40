"""The lists of topics, of proposals and of callers to be told."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.filters import choice, one_of
from gongzhi.kernel.web.listing import Bulk, Listing
from gongzhi.modules.appeals.desk.lists import appeal_url
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.topics import queries
from gongzhi.modules.appeals.topics.models import Notice, NoticeState, Topic, TopicState
from gongzhi.modules.appeals.words import ReplyWay

TONES = {
    TopicState.OPEN: "busy", TopicState.ASKED: "warn", TopicState.TASKED: "busy", TopicState.TOLD: "good",
}  # fmt: skip
NOTICE_TONES = {NoticeState.PENDING: "warn", NoticeState.DONE: "good", NoticeState.FAILED: "bad"}


class TopicFilter(django_filters.FilterSet):
    state = choice("状态", TopicState.choices)
    category = one_of("事项", lambda request: Category.objects.order_by("code"))

    class Meta:
        model = Topic
        fields = ("state", "category")


class TopicList(Listing):
    """Topics, the latest first."""

    title = "热点专题"
    model = Topic
    filters = TopicFilter
    order = ("-id",)
    searchable = "名称"
    template = "appeals/topics/list.html"
    columns = (
        Column("name", "专题", wide=True, excel_width=40),
        Column("category.label", "事项"),
        Column("place", "地方", value=lambda one: queries.place_name(one.place_code)),
        NumberColumn("size", "诉求"),
        DateColumn("from_on", "自"),
        DateColumn("to_on", "至"),
        StateColumn(
            "state", "状态", value=lambda one: one.get_state_display(), tone=lambda one: TONES[one.state]
        ),
        Column(
            "master.number",
            "主件",
            css="num",
            link=lambda one: appeal_url(one.master.number) if one.master else "",
        ),
        Column(
            "task.number",
            "督查任务",
            css="num",
            link=lambda one: f"/matters/{one.task.number}" if one.task else "",
        ),
        Column("made_by.name", "建立人", shown=False),
        MomentColumn("made_at", "建立时间", shown=False),
    )
    empty = ("还没有专题。有人集中反映时，系统会在上面列出线索；也可以自己新建。", "新建专题", "new/")

    def queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return queries.topics()

    def search(self, rows: QuerySet[Topic], words: str) -> QuerySet[Topic]:
        return rows.filter(name__icontains=words)

    def href(self, row: Topic) -> str:
        return reverse("appeals:topic", args=[row.pk])


class NoticeFilter(django_filters.FilterSet):
    topic = one_of("专题", lambda request: Topic.objects.order_by("-id"))
    state = choice("状态", NoticeState.choices)
    way = choice("告知方式", ReplyWay.choices, "by_way")

    class Meta:
        model = Notice
        fields = ("topic", "state")

    def by_way(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return rows.filter(way=value)


def _cause_url(one: Notice) -> str:
    if one.parent is not None:
        return appeal_url(one.parent.number)
    return reverse("appeals:topic", args=[one.topic_id])


class NoticeList(Listing):
    """Callers to be told what came of a topic or of the appeal that theirs had joined; the desk ticks them off."""

    title = "告知清单"
    model = Notice
    filters = NoticeFilter
    order = ("id",)
    count_to = 10_000
    columns = (
        Column(
            "appeal.number", "编号", css="num", excel_width=20, link=lambda one: appeal_url(one.appeal.number)
        ),
        Column("cause", "专题或主件", wide=True, link=_cause_url),
        Column("appeal.caller", "诉求人"),
        Column("get_way_display", "告知方式"),
        StateColumn(
            "state",
            "状态",
            value=lambda one: one.get_state_display(),
            tone=lambda one: NOTICE_TONES[one.state],
        ),
        Column("by.name", "告知人"),
        MomentColumn("at", "告知时间"),
        Column("note", "备注"),
    )
    empty = ("没有要告知的诉求人。专题或主件办结后，要告知的人会列在这里。", "", "")

    @cached_property
    def bulk(self) -> list[Bulk]:  # type: ignore[override]
        return [
            Bulk("登记告知", reverse("appeals:notices_tick"), "appeals.callback", icon="phone", dialog=True)
        ]

    def queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return queries.notices(request.user)  # type: ignore[arg-type]

    def href(self, row: Any) -> str:
        return appeal_url(row.appeal.number)
