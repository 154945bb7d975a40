"""Ways to reach people outside the system, what did not get through, and listeners that fail."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.events import relief
from gongzhi.kernel.events.kinds import called
from gongzhi.kernel.events.models import Delivery as Owed
from gongzhi.kernel.notify import actions
from gongzhi.kernel.notify import queries as notices
from gongzhi.kernel.notify.models import Channel, Delivery, DeliveryState, Level
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms, queries
from gongzhi.modules.administration.module import CHANNELS
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, joined

LEVELS = dict(Level.choices)
TONES = {DeliveryState.SENT: "good", DeliveryState.PENDING: "busy", DeliveryState.FAILED: "bad"}
SHOWN = 10  # deliveries on a channel's page


def href(channel: Channel) -> str:
    return reverse("administration:channel", args=[channel.pk])


def owner(channel: Channel) -> str:
    if channel.unit:
        return f"{channel.unit.label}（单位的群）"
    return f"{channel.officer.name}（{channel.officer.unit.label}）" if channel.officer else ""


def levels(channel: Channel) -> str:
    return joined(LEVELS.get(one, one) for one in channel.levels) or "全部"


class ChannelList(Listing):
    title = "消息通道"
    model = Channel
    order = ("-id",)
    columns = (
        Column("owner", "发给谁", value=owner, link=href, wide=True),
        Column("kind", "方式", value=lambda row: row.get_kind_display(), sort="kind"),
        Column("address", "地址", value=lambda row: row.shown_address),
        Column("levels", "发哪些", value=levels),
        StateColumn(
            "active",
            "状态",
            value=lambda row: "启用" if row.active else "停用",
            tone=lambda row: "good" if row.active else "plain",
        ),
    )
    empty = (
        "还没有消息通道。站内消息照常送达；要发到邮箱或工作群，先加一个。",
        "加通道",
        "/administration/channels/new",
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        return notices.channels()

    def href(self, row: Any) -> str:
        return href(row)


@guard(CHANNELS)
def channels(request: HttpRequest) -> HttpResponse:
    new = Button("加通道", reverse("administration:channel-new"), main=True)
    return ChannelList(request).response(actions=buttons(new))


@guard(CHANNELS)
def create(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.ChannelForm,
        actions.set_channel,
        title="加消息通道",
        submit="保存",
        done=href,
        message="通道已加。请发一条测试消息。",
        cancel=reverse("administration:channels"),
    )


@guard(CHANNELS, Channel, lookup="pk")
def channel(request: HttpRequest, channel: Channel) -> HttpResponse:
    """One channel with what went through it lately; asks again while something is on its way. Three queries."""
    sent = list(notices.deliveries_of(channel)[:SHOWN])
    context = {
        "title": f"{channel.get_kind_display()}：{owner(channel)}",
        "facts": [
            ("发给谁", owner(channel)),
            ("方式", channel.get_kind_display()),
            ("地址", channel.shown_address),
            ("签名密钥", "已设置" if channel.sealed_secret else "没有设置"),
            ("发哪些", levels(channel)),
            ("状态", "启用" if channel.active else "停用"),
        ],
        "table": Table("最近发送", ("登记", "标题", "状态", "次数", "原因"), [_line(one) for one in sent]),
        "poll": request.path
        if any(one.state == DeliveryState.PENDING and not one.attempts for one in sent)
        else "",
        "crumbs": [("消息通道", reverse("administration:channels"))],
        "actions": _changes(channel),
    }
    part = request.headers.get("HX-Target") == "sent"
    return render(request, "administration/_sent.html" if part else "administration/channel.html", context)


def _line(one: Delivery) -> tuple[Any, ...]:
    return (
        queries.to_the_second(one.created_at),
        one.title,
        one.get_state_display(),
        one.attempts,
        one.last_error,
    )


def _changes(channel: Channel) -> str:
    def to(name: str) -> str:
        return reverse(f"administration:{name}", args=[channel.pk])

    if not channel.active:
        return buttons(Button("启用", to("channel-on"), "player-play", main=True))
    return buttons(
        Button("修改", to("channel-change"), "pencil"),
        Button("停用", to("channel-off"), "hand-stop"),
        Button("发测试消息", to("channel-try"), "send", main=True),
    )


def _about(request: HttpRequest, channel: Channel, action: Any, title: str, **more: Any) -> HttpResponse:
    more.setdefault("form", forms.NothingForm)
    return form_page(
        request, more.pop("form"), action, title=title, done=href(channel), cancel=href(channel), **more
    )


@guard(CHANNELS, Channel, lookup="pk")
def change(request: HttpRequest, channel: Channel) -> HttpResponse:
    action = partial(actions.set_channel, channel=channel, kind=channel.kind)
    given = {"levels": channel.levels}
    return _about(
        request,
        channel,
        action,
        "修改通道",
        form=forms.ChannelChangeForm,
        submit="保存",
        initial=given,
        message="已保存。",
    )


@guard(CHANNELS, Channel, lookup="pk")
def switch_on(request: HttpRequest, channel: Channel) -> HttpResponse:
    action = partial(actions.switch_channel, channel, active=True)
    return _about(request, channel, action, "启用通道", submit="启用", message="已启用。")


@guard(CHANNELS, Channel, lookup="pk")
def switch_off(request: HttpRequest, channel: Channel) -> HttpResponse:
    action = partial(actions.switch_channel, channel, active=False)
    intro = "停用后不再往这里发，还没发出的也不发了；站内消息不受影响。"
    return _about(
        request, channel, action, "停用通道", submit="停用", danger=True, intro=intro, message="已停用。"
    )


@guard(CHANNELS, Channel, lookup="pk")
def trial(request: HttpRequest, channel: Channel) -> HttpResponse:
    intro = "会向这个通道发一条写明是测试的消息，结果显示在通道的页面上。"
    action = partial(actions.try_channel, channel)
    return _about(
        request, channel, action, "发测试消息", submit="发送", intro=intro, message="测试消息已排队。"
    )


class TroubleList(Listing):
    title = "投递问题"
    model = Delivery
    order = ("-id",)
    columns = (
        MomentColumn("created_at", "登记"),
        Column("title", "标题", wide=True),
        Column("owner", "发给谁", value=lambda row: owner(row.channel)),
        Column("kind", "方式", value=lambda row: row.channel.get_kind_display()),
        StateColumn(
            "state",
            "状态",
            value=lambda row: row.get_state_display(),
            tone=lambda row: TONES.get(row.state, "plain"),
        ),
        NumberColumn("attempts", "已试", unit="次"),
        MomentColumn("next_at", "下次"),
        Column("last_error", "原因", excel_width=40),
        Column(
            "again",
            "办理",
            value=lambda row: "重发" if row.state == DeliveryState.FAILED else "",
            link=lambda row: reverse("administration:trouble-again", args=[row.pk]),
        ),
    )
    empty = ("没有投递问题，发到外面的消息都送到了。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return notices.troubled().select_related("channel__officer__unit", "channel__unit")


@guard(CHANNELS)
def troubles(request: HttpRequest) -> HttpResponse:
    to = reverse("administration:failing")
    intro = "发不出去的消息会自动重试；几次都不成才停下，等这里处理。"
    return TroubleList(request).response(
        intro=intro, actions=buttons(Button("系统内部投递", to, "git-branch", dialog=False))
    )


@guard(CHANNELS, Delivery, lookup="pk")
def again(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    there = reverse("administration:troubles")
    return form_page(
        request,
        forms.NothingForm,
        partial(actions.send_again, delivery),
        title=f"重发“{delivery.title}”",
        submit="重发",
        intro=f"上次没有发出的原因：{delivery.last_error or '没有记录'}。",
        done=there,
        message="已重新排队。",
        cancel=there,
    )


class FailingList(Listing):
    title = "系统内部投递"
    model = Owed
    order = ("-attempts", "id")
    columns = (
        MomentColumn("event.at", "发生时间"),
        Column(
            "kind", "记录种类", value=lambda row: called(row.event.kind), link=lambda row: failing_href(row)
        ),
        Column("listener", "处理程序"),
        Column("error", "原因", value=lambda row: last_line(row.error), wide=True, excel_width=60),
        NumberColumn("attempts", "已试", unit="次"),
        MomentColumn("next_at", "下次"),
    )
    empty = ("没有失败的内部投递。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Owed]:
        return relief.failing()

    def href(self, row: Any) -> str:
        return failing_href(row)


def failing_href(row: Owed) -> str:
    return reverse("administration:failing-one", args=[row.pk])


def last_line(error: str) -> str:
    """What a trace ends with: the error itself."""
    return (error.strip().splitlines() or [""])[-1][:200]


@guard(CHANNELS)
def failing(request: HttpRequest) -> HttpResponse:
    intro = "一条记录写下后，别的部分（如消息提醒）据此办理；没办成的在这里，会自动重试，记录本身不受影响。"
    crumbs = [("投递问题", reverse("administration:troubles"))]
    return FailingList(request).response(intro=intro, crumbs=crumbs)


@guard(CHANNELS)
def failing_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One failing listener with its error in full."""
    row = _failing(pk)
    facts = [
        ("记录", f"第{row.event_id}号，{called(row.event.kind)}"),
        ("处理程序", row.listener),
        ("已试", f"{row.attempts}次"),
        ("下次", queries.to_the_second(row.next_at)),
    ]
    to_retry = reverse("administration:failing-retry", args=[row.pk])
    to_skip = reverse("administration:failing-skip", args=[row.pk])
    context = {
        "title": last_line(row.error) or "内部投递失败",
        "facts": facts,
        "trace": row.error,
        "crumbs": [
            ("投递问题", reverse("administration:troubles")),
            ("系统内部投递", reverse("administration:failing")),
        ],
        "actions": buttons(Button("跳过", to_skip, "x"), Button("立即重试", to_retry, "refresh", main=True)),
    }
    return render(request, "administration/trace.html", context)


def _failing(pk: int) -> Owed:
    row = relief.failing().filter(pk=pk).first()
    if row is None:
        raise NotFound(value=pk)
    return row


@guard(CHANNELS, Owed, lookup="pk")
def failing_retry(request: HttpRequest, row: Owed) -> HttpResponse:
    def act(*, by: Any, at: Any) -> Owed:
        return relief.retry(delivery=row, at=at)

    return _relieve(request, row, forms.NothingForm, act, "立即重试", "重试", message="马上会再试一次。")


@guard(CHANNELS, Owed, lookup="pk")
def failing_skip(request: HttpRequest, row: Owed) -> HttpResponse:
    intro = "跳过后这个处理程序不再处理这条记录，排在后面的继续。跳过不能撤回。"
    action = partial(relief.skip, delivery=row)
    return _relieve(
        request,
        row,
        forms.ReasonForm,
        action,
        "跳过这次投递",
        "跳过",
        message="已跳过。",
        intro=intro,
        danger=True,
    )


def _relieve(
    request: HttpRequest, row: Owed, form: Any, action: Any, title: str, submit: str, **more: Any
) -> HttpResponse:
    there = reverse("administration:failing")
    return form_page(request, form, action, title=title, submit=submit, done=there, cancel=there, **more)
