"""The operation log for the auditor: every event in words, one event as it was hashed, personal texts on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.access.queries import visible
from gongzhi.kernel.access.reveal import PurposeMissing, check_reveal
from gongzhi.kernel.clock import now
from gongzhi.kernel.events import queries as events
from gongzhi.kernel.events.kinds import called, kinds
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.forms import refuse
from gongzhi.kernel.web.guard import guard, load
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import queries
from gongzhi.modules.administration.module import LOG, REVEAL
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.days import DaysFilter
from gongzhi.modules.administration.views.tables import Table, link

FIELDS = {
    "name": "姓名",
    "username": "账号",
    "address": "网络地址",
    "title": "职务",
    "purpose": "用途",
    "private": "填写内容",
}


def href(event: Event) -> str:
    return reverse("administration:event", args=[event.pk])


def of_matter(number: str) -> str:
    return f"{reverse('administration:log')}?{urlencode({'matter': number})}"


def who(event: Event) -> str:
    if event.actor is None:
        return f"第{event.actor_id}号人员" if event.actor_id else "系统"
    return event.actor.name


def _kinds() -> list[tuple[str, str]]:
    return sorted(((kind, called(kind)) for kind in kinds()), key=lambda one: (one[0].split(".")[0], one[1]))


class LogFilter(DaysFilter):
    kind = choice("种类", _kinds, "by_kind")
    actor = django_filters.CharFilter(label="人员", method="by_actor")
    matter = django_filters.CharFilter(label="事项编号", method="by_matter")

    def by_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return queries.of_kind(rows, value)

    def by_actor(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return queries.by_people(rows, value)

    def by_matter(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(matter=queries.matter_key(value))


class LogList(Listing):
    title = "操作日志"
    model = Event
    order = ("-at", "-id")
    filters = LogFilter
    columns = (
        MomentColumn("at", "时间", link=href, sort="at"),
        Column("kind", "种类", value=lambda row: called(row.kind)),
        Column("actor", "人员", value=who),
        Column("actor.unit.label", "单位", shown=False),
        Column("behalf.name", "代表", shown=False),
        Column("sentence", "内容", value=lambda row: row.masked_sentence, wide=True, excel_width=60),
        Column("number", "事项编号", link=lambda row: of_matter(row.number), css="num", excel_width=20),
        NumberColumn("id", "记录号", value=lambda row: row.pk),
        Column("hash", "校验值", shown=False, css="num", excel_width=66),
    )
    empty = ("还没有记录。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return queries.with_numbers(visible(events.log(), request.user, LOG))

    def href(self, row: Any) -> str:
        return href(row)


@guard(LOG)
def log(request: HttpRequest) -> HttpResponse:
    """Every event, newest first; personal texts masked. A constant number of statements."""
    intro = "系统里每一次办理、授权和设置都在这里，最新的在前，只增不改。个人信息已遮盖，打开一条后写明用途才能看。"
    return LogList(request).response(intro=intro)


@guard(LOG)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: in words, as it was hashed, and how it stands in its chain. Eight queries."""
    return _page(request, _load(request, pk))


class RevealForm(forms.Form):
    purpose = forms.CharField(
        label="用途", max_length=200, help_text="例如“核查3月的授权”。用途和查看人会记入日志。"
    )


@guard(REVEAL)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with the personal texts in the clear, for a purpose that is written down first.

    Each time is a showing of its own, so the answer is not kept to be given again.
    """
    row, form = _load(request, pk), RevealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form=form, status=422 if form.errors else 200)
    texts = {one.field: one.text for one in row.personals.all()}
    purpose = form.cleaned_data["purpose"]
    try:
        with transaction.atomic():
            check_reveal(request.user, REVEAL, row, fields=sorted(texts), purpose=purpose, at=now())
    except PurposeMissing as refusal:
        refuse(form, refusal)
        return _page(request, row, form=form, status=422)
    return _page(request, row, shown=texts)


def _load(request: HttpRequest, pk: int) -> Event:
    return load(queries.with_numbers(visible(events.log(), request.user, LOG)), "pk", pk)


def _page(
    request: HttpRequest,
    row: Event,
    *,
    shown: dict[str, str] | None = None,
    form: RevealForm | None = None,
    status: int = 200,
) -> HttpResponse:
    link_ = row.link()
    before, after = queries.neighbours(row)
    whole = link_.hash() == row.hash
    texts = _texts(row, shown or {})
    context = {
        "title": f"第{row.pk}号记录",
        "event": row,
        "sentence": row.sentence if shown else row.masked_sentence,
        "facts": _facts(row),
        "chain": _chain(row, before, after, whole),
        "whole": whole,
        "canonical": link_.canonical(),
        "personal": Table("个人信息", ("项目", "内容", "旁存校验"), texts),
        "form": form,
        "shown": bool(shown),
        "crumbs": [("操作日志", reverse("administration:log"))],
        "actions": _actions(row, bool(texts) and not shown and form is None),
    }
    response = render(request, "administration/event.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _actions(row: Event, may_ask: bool) -> str:
    there = reverse("administration:event-reveal", args=[row.pk])
    return buttons(Button("查看个人信息", there, "eye", dialog=False)) if may_ask else ""


def _facts(row: Event) -> list[tuple[str, object]]:
    moved = f"{row.from_state or '（无）'} → {row.to_state}" if row.to_state else ""
    return [
        ("时间", queries.to_the_second(row.at)),
        ("种类", f"{called(row.kind)}（{row.kind}）"),
        ("人员", f"{who(row)}（{row.actor.unit.label}）" if row.actor else who(row)),
        ("代表", row.behalf.name if row.behalf else ""),
        ("事项", link(of_matter(row.number), row.number) if row.number else ""),
        ("状态", moved),
        ("同一次操作", row.correlation),
    ]


def _chain(row: Event, before: Event | None, after: Event | None, whole: bool) -> list[tuple[str, object]]:
    anchor = queries.anchor_of(row)
    where = reverse("administration:anchor", args=[anchor.day.isoformat()]) if anchor else ""
    return [
        ("链中位置", f"本事项第{row.seq}条" if row.matter else "不属于事项，由日锚固定"),
        ("算法", {"sha256": "SHA-256", "sm3": "SM3"}.get(row.algorithm, row.algorithm)),
        ("校验值", queries.grouped(row.hash)),
        ("前一条校验值", queries.grouped(row.previous)),
        ("前一条", link(href(before), f"第{before.pk}号记录") if before else ""),
        ("后一条", link(href(after), f"第{after.pk}号记录") if after else ""),
        ("日锚", link(where, f"{anchor.day}") if anchor else "尚未锚定"),
        ("重新计算", "与校验值相符" if whole else "与校验值不符，内容可能被改动"),
    ]


def _texts(row: Event, shown: dict[str, str]) -> list[Iterable[str]]:
    """(what, text, whether it is what the log committed to) of each personal field; an erased one says so."""
    kept = {one.field: one for one in row.personals.all()}
    cls = kinds().get(row.kind)
    lines = []
    for field in getattr(cls, "personal", tuple(kept)):
        if not row.facts.get(field):
            continue
        one = kept.get(field)
        text = queries.masked_text(one, shown.get(field)) if one else "〔已删除〕"
        lines.append((FIELDS.get(field, field), text, queries.commits(row, one) if one else ""))
    return lines
