"""The own API tokens: listed, made and shown once, revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange import tokens
from gongzhi.kernel.exchange.models import ApiToken
from gongzhi.kernel.web.columns import Column, DateColumn, MomentColumn, StateColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, NotFound, guard
from gongzhi.kernel.web.listing import Listing

DAYS = [(30, "30天"), (90, "90天"), (180, "半年"), (365, "一年")]


class TokenList(Listing):
    title = "接口令牌"
    model = ApiToken
    order = ("-id",)
    empty = ("还没有接口令牌。程序要调用接口时，在这里建一个。", "新建令牌", "/account/tokens/new/")
    columns = (
        Column("name", "用途", wide=True),
        Column("hint", "令牌开头", value=lambda token: f"{token.hint}…", css="num"),
        StateColumn("state", "状态", value=lambda token: _state(token)[0], tone=lambda token: _state(token)[1]),
        MomentColumn("created_at", "建立"),
        DateColumn("expires_at", "有效至"),
        DateColumn("used_on", "最近使用"),
        Column("revoke", "办理", value=lambda token: "撤销" if token.revoked_at is None else "", link=lambda token: reverse("token-revoke", args=[token.pk]), css="num"),
    )  # fmt: skip

    def queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(officer=request.user)  # type: ignore[misc]


def _state(token: ApiToken) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "已撤销", "plain"
    return ("已过期", "bad") if token.expires_at <= now() else ("有效", "good")


class TokenForm(forms.Form):
    name = forms.CharField(label="用途", max_length=60, help_text="哪个系统或程序使用，如：综合数据平台")
    days = forms.TypedChoiceField(label="有效期", choices=DAYS, coerce=int, initial=90)


class RevokeForm(forms.Form):
    """Nothing to fill in: the confirmation is the form."""


@guard(SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """The officer's own tokens."""
    intro = "程序凭令牌以您的身份调用接口，权限与您相同，所办事项记在您名下。令牌只显示一次，请妥善保管。"
    button = format_html('<a class="btn btn-primary" href="{}">新建令牌</a>', reverse("token-new"))
    return TokenList(request).response(actions=button, intro=intro)


@guard(SIGNED_IN)
def new(request: HttpRequest) -> HttpResponse:
    """Make a token; the secret is on the answer and nowhere else."""

    def make(*, name: str, days: int, by: Any, at: Any) -> tuple[ApiToken, str]:
        return tokens.create(officer=by, name=name, days=days, at=at)

    def done(made: tuple[ApiToken, str]) -> HttpResponse:
        values = {"title": "接口令牌", "token": made[0], "secret": made[1]}
        response = render(request, "account/token.html", values)
        response["Cache-Control"] = "no-store"
        return response

    return form_page(
        request,
        TokenForm,
        make,
        title="新建接口令牌",
        submit="新建",
        done=done,
        cancel=reverse("tokens"),
        # without the key of one submission: its memory of the answer would keep the secret
        template="account/token_form.html",
        partial="account/_token_form.html",
        crumbs=[("接口令牌", reverse("tokens"))],
    )


@guard(SIGNED_IN)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own tokens."""
    token = ApiToken.objects.filter(pk=pk, officer=request.user).first()  # type: ignore[misc]
    if token is None:
        raise NotFound(value=pk)

    def act(*, by: Any, at: Any) -> ApiToken:
        return tokens.revoke(token=token, by=by, at=at)

    return form_page(
        request,
        RevokeForm,
        act,
        title=f"撤销令牌“{token.name}”",
        submit="撤销",
        danger=True,
        done=reverse("tokens"),
        message=f"令牌“{token.name}”已撤销。",
        intro="撤销后，使用这个令牌的程序立即不能再调用接口。",
        cancel=reverse("tokens"),
        crumbs=[("接口令牌", reverse("tokens"))],
    )
