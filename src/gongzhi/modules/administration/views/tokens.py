"""Every officer's API tokens, for the security administrator to see and end."""

from __future__ import annotations

from functools import partial
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange import tokens as kept
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, StateColumn
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import TOKENS


def state(token: ApiToken) -> str:
    if token.revoked_at is not None:
        return "已撤销"
    return "已过期" if token.expires_at <= now() else "有效"


class TokenFilter(django_filters.FilterSet):
    state = choice("状态", [("now", "有效"), ("gone", "已撤销或过期")], "by_state")

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        valid = Q(revoked_at=None, expires_at__gt=now())
        return rows.filter(valid) if value == "now" else rows.exclude(valid)


class AllTokens(Listing):
    title = "接口令牌"
    model = ApiToken
    order = ("-id",)
    searchable = "姓名、账号、用途"
    filters = TokenFilter
    columns = (
        Column("officer.name", "人员"),
        Column("officer.username", "账号"),
        Column("officer.unit.label", "单位"),
        Column("name", "用途", wide=True),
        Column("hint", "令牌开头", value=lambda row: f"{row.hint}…", css="num"),
        StateColumn(
            "state", "状态", value=state, tone=lambda row: "good" if state(row) == "有效" else "plain"
        ),
        MomentColumn("created_at", "建立"),
        DateColumn("expires_at", "有效至", sort="expires_at"),
        DateColumn("used_on", "最近使用", sort="used_on"),
        Column(
            "revoke",
            "办理",
            value=lambda row: "撤销" if state(row) == "有效" else "",
            link=lambda row: reverse("administration:token-revoke", args=[row.pk]),
        ),
    )
    empty = ("还没有人建接口令牌。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        return ApiToken.objects.select_related("officer__unit")

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        who = Q(officer__name__icontains=words) | Q(officer__username__icontains=words)
        return rows.filter(who | Q(name__icontains=words))


@guard(TOKENS)
def tokens(request: HttpRequest) -> HttpResponse:
    intro = "程序凭令牌以建立人的身份调用接口。人员自己在“我的账号”里建立和撤销；发现泄露或不再使用的，在这里撤销。"
    return AllTokens(request).response(intro=intro)


@guard(TOKENS, ApiToken, lookup="pk")
def revoke(request: HttpRequest, token: ApiToken) -> HttpResponse:
    there = reverse("administration:tokens")
    return form_page(
        request,
        forms.NothingForm,
        partial(_revoke, token),
        title=f"撤销{token.officer.name}的令牌“{token.name}”",
        submit="撤销",
        danger=True,
        intro="撤销后，使用这个令牌的程序立即不能再调用接口。",
        done=there,
        message="令牌已撤销。",
        cancel=there,
    )


def _revoke(token: ApiToken, *, by: Any, at: Any) -> ApiToken:
    return kept.revoke(token=token, by=by, at=at)
