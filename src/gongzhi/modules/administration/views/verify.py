"""Checking the log, and the daily anchors that can be printed and deposited."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.duty.models import DutyDone
from gongzhi.kernel.events import anchors
from gongzhi.kernel.events.models import Anchor
from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, NumberColumn, StateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import checking, forms
from gongzhi.modules.administration.models import Verification
from gongzhi.modules.administration.module import LOG
from gongzhi.modules.administration.queries import to_the_second
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, link

OUTCOMES = {
    "running": ("正在校验", "busy"),
    "whole": ("没有发现改动", "good"),
    "broken": ("发现改动", "bad"),
    "failed": ("没有完成", "warn"),
}


def href(row: Verification) -> str:
    return reverse("administration:verification", args=[row.pk])


class VerificationList(Listing):
    title = "日志校验"
    model = Verification
    order = ("-id",)
    columns = (
        MomentColumn("started_at", "开始", link=href),
        StateColumn(
            "outcome",
            "结果",
            value=lambda row: OUTCOMES[row.outcome][0],
            tone=lambda row: OUTCOMES[row.outcome][1],
        ),
        Column(
            "first",
            "第一处不符",
            value=lambda row: checking.words_of(row.broken[0]) if row.broken else "",
            wide=True,
        ),
        NumberColumn("events", "记录"),
        NumberColumn("matters", "事项"),
        NumberColumn("anchors", "日锚"),
        NumberColumn("unanchored", "未锚定", shown=False),
        NumberColumn("seconds", "用时", unit="秒", digits=1),
        Column("by.name", "办理人"),
    )
    empty = ("还没有校验过。校验会重新计算每一条记录，看有没有被改动。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Verification]:
        return Verification.objects.select_related("by")

    def href(self, row: Any) -> str:
        return href(row)


@guard(LOG)
def verifications(request: HttpRequest) -> HttpResponse:
    intro = (
        "重新计算全部记录和日锚，并与各事项的现状对照；有一个字被改过，都会指出第一处。可与日常办理同时进行。"
    )
    return VerificationList(request).response(
        intro=intro,
        actions=buttons(
            Button("日锚", reverse("administration:anchors"), "lock", dialog=False),
            Button("开始校验", reverse("administration:verification-new"), "shield-check", main=True),
        ),
    )


@guard(LOG)
def start(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.NothingForm,
        checking.start,
        title="校验全部日志",
        submit="开始",
        intro="在后台进行，二十万条约一秒；可以离开，回来再看结果。",
        done=href,
        cancel=reverse("administration:verifications"),
    )


@guard(LOG, Verification, lookup="pk")
def verification(request: HttpRequest, row: Verification) -> HttpResponse:
    """One check: how far it is, then what it found."""
    words, _ = OUTCOMES[row.outcome]
    facts = [
        ("开始", to_the_second(row.started_at)),
        ("结果", words),
        ("办理人", row.by),
        ("记录", f"{row.events:,}条"),
        ("事项", f"{row.matters:,}件"),
        ("日锚", f"{row.anchors:,}个"),
        ("尚未锚定", f"{row.unanchored:,}条"),
        ("用时", f"{row.seconds:.1f}秒"),
    ]
    lines = [(one["matter"] or "—", _event(one), one["words"]) for one in row.broken]
    context = {
        "title": "校验日志",
        "row": row,
        "facts": facts if row.finished_at else facts[:3:2],
        "table": Table(f"不符之处（{row.broken_count}）", ("事项", "记录", "哪里不符"), lines),
        "job": _job(row),
        "poll": request.path,
        "crumbs": [("日志校验", reverse("administration:verifications"))],
    }
    if request.headers.get("HX-Request") and not row.finished_at:
        return render(request, "ui/_progress.html", context)
    response = render(request, "administration/verification.html", context)
    if request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


def _event(one: dict[str, Any]) -> Any:
    if not one["event"]:
        return ""
    return link(reverse("administration:event", args=[one["event"]]), f"第{one['event']}号")


def _job(row: Verification) -> dict[str, Any]:
    text = "正在校验" if row.total else "等待后台任务开始"
    return {
        "done": row.done,
        "total": row.total,
        "text": text,
        "finished": bool(row.finished_at),
        "failed": "",
    }


class AnchorList(Listing):
    title = "日锚"
    model = Anchor
    order = ("-day",)
    columns = (
        DateColumn("day", "日期", link=lambda row: anchor_href(row), sort="day"),
        NumberColumn("count", "记录条数"),
        Column(
            "span",
            "记录范围",
            value=lambda row: f"{row.first_id}–{row.last_id}" if row.count else "无",
            css="num",
        ),
        Column("hash", "锚值", value=lambda row: anchors.grouped(row.hash), wide=True, excel_width=72),
        MomentColumn("made_at", "生成时间"),
    )
    empty = ("还没有日锚。系统每天零点十分为前一天的记录做一个。", "", "")

    def href(self, row: Any) -> str:
        return anchor_href(row)


def anchor_href(row: Anchor) -> str:
    return reverse("administration:anchor", args=[row.day.isoformat()])


def places() -> list[tuple[str, str]]:
    """Where anchors are deposited outside: (code, in words); an address shows its host alone."""
    folder, webhook = settings.EVENT_ANCHOR_FOLDER, settings.EVENT_ANCHOR_WEBHOOK
    found = [("folder", f"文件夹 {folder}")] if folder else []
    return [*found, ("webhook", f"网址 {urlsplit(webhook).hostname}")] if webhook else found


@guard(LOG)
def anchor_list(request: HttpRequest) -> HttpResponse:
    kept = "；".join(words for _, words in places())
    where = (
        f"自动存放到：{kept}。"
        if kept
        else "还没有设置外部存放处，请每天或每周打印签字存档（设置见部署说明）。"
    )
    intro = f"每天把全部记录汇总成一个锚值，首尾相接。只要锚值在系统外留存，任何人都不能悄悄改动记录。{where}"
    return AnchorList(request).response(
        intro=intro, crumbs=[("日志校验", reverse("administration:verifications"))]
    )


@guard(LOG)
def anchor(request: HttpRequest, day: str) -> HttpResponse:
    """One anchor as a sheet to print and sign. Two queries."""
    row = _anchor(day)
    said = json.dumps({**anchors.said(row), "hash": row.hash}, ensure_ascii=False, sort_keys=True)
    context = {
        "title": f"日锚 {row.day}",
        "facts": anchors.page(row),
        "square": segno.make(said, error="m").svg_data_uri(scale=3),
        "deposits": Table("外部存放", ("存放处", "送出时间"), _deposits(row), "没有设置外部存放处。"),
        "crumbs": [
            ("日志校验", reverse("administration:verifications")),
            ("日锚", reverse("administration:anchors")),
        ],
    }
    return render(request, "administration/anchor.html", context)


def _anchor(day: str) -> Anchor:
    try:
        row = Anchor.objects.filter(day=date.fromisoformat(day)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404("没有这一天的日锚。")
    return row


def _deposits(row: Anchor) -> list[tuple[str, str]]:
    """Each place outside with when this anchor went there."""
    keys = {f"{place}-{row.day}": words for place, words in places()}
    done = dict(DutyDone.objects.filter(duty="events.anchor_out", key__in=keys).values_list("key", "at"))
    return [(words, to_the_second(done[key]) if key in done else "还没有送出") for key, words in keys.items()]
