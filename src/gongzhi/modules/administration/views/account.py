"""My account: who I am here, where I am signed in, what I may do."""

from __future__ import annotations

from functools import partial

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import codes, rules, sessions
from gongzhi.kernel.access.models import Ending, Holding, SignIn
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.web import outside
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, NotFound, guard
from gongzhi.modules.administration import forms, queries
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, days


@guard(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    officer = request.user
    held = officer.holdings.filter(Holding.in_force(today())).select_related("set", "unit", "place")
    facts = [
        ("账号", officer.username),
        ("姓名", officer.name),
        ("单位", officer.unit),
        ("职务", officer.duty),
        ("电话", officer.phone),
        ("邮箱", officer.email),
    ]
    context = {
        "title": "我的账号",
        "facts": facts,
        "rows": list(queries.sign_ins(officer)),
        "own": request.session.session_key,
        "holdings": Table(
            "授权",
            ("权限集", "范围", "时间"),
            [
                (
                    one.set,
                    rules.extent(str(one.unit or ""), str(one.place or "")),
                    days(one.from_on, one.to_on),
                )
                for one in held
            ],
            "还没有授权，请联系安全管理员。",
        ),
        "actions": buttons(*_changes(request)),
    }
    return render(request, "administration/account.html", context)


def _changes(request: HttpRequest) -> list[Button]:
    found = [Button("修改密码", reverse("password-change"), "key", dialog=False)]
    if settings.TOTP and codes.asks(request.user):
        found.append(Button("停用动态验证码", reverse("administration:account-code-off"), "phone"))
    elif settings.TOTP:
        found.append(Button("启用动态验证码", reverse("administration:account-code"), "phone", dialog=False))
    return found


SECRET = "_code_secret"


@guard(SIGNED_IN)
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Turn one-time codes on: the square to be read by the phone, then the first code to prove it."""
    if not settings.TOTP or codes.asks(request.user):
        raise Http404
    secret = request.session.setdefault(SECRET, codes.new_secret())
    form, recovery = outside.CodeForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            recovery = codes.turn_on(
                officer=request.user, secret=secret, code=form.cleaned_data["code"].strip(), at=now()
            )
            del request.session[SECRET]
        except codes.CodeWrong as wrong:
            form.add_error("code", str(wrong))
    square = segno.make(codes.address(request.user, secret)).svg_data_uri(scale=4)
    context = {
        "title": "启用动态验证码",
        "form": form,
        "square": square,
        "secret": secret,
        "recovery": recovery,
    }
    return render(request, "administration/code.html", context, status=422 if form.errors else 200)


@guard(SIGNED_IN)
def code_off(request: HttpRequest) -> HttpResponse:
    if not settings.TOTP or not codes.asks(request.user):
        raise Http404
    return form_page(
        request,
        forms.NothingForm,
        partial(codes.turn_off, officer=request.user),
        title="停用动态验证码",
        submit="停用",
        danger=True,
        intro="停用后只凭密码登录。",
        done=reverse("administration:account"),
        message="已停用。",
        cancel=reverse("administration:account"),
    )


@guard(SIGNED_IN)
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one sign-in of one's own; nobody else's is found here."""
    row = SignIn.objects.filter(pk=pk, officer=request.user).select_related("officer").first()
    if row is None:
        raise NotFound(value=pk)
    sessions.end_one(row=row, by=request.user, at=now())
    messages.success(request, "已结束那一处登录。")
    return redirect("administration:account")


@guard(SIGNED_IN)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_all(
        officer=request.user, ending=Ending.ENDED, at=now(), but=request.session.session_key or ""
    )
    messages.success(request, "其他登录已全部结束。")
    return redirect("administration:account")
