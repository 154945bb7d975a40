"""My account: who I am here, where I am signed in, what I may do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import rules, sessions
from gongzhi.kernel.access.models import Ending, Holding, SignIn
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.web.guard import SIGNED_IN, NotFound, guard
from gongzhi.modules.administration import queries
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import days


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
        "heads": ("权限集", "范围", "时间"),
        "holdings": [
            (one.set, rules.extent(str(one.unit or ""), str(one.place or "")), days(one.from_on, one.to_on))
            for one in held
        ],
        "actions": buttons(Button("修改密码", reverse("password-change"), "key", dialog=False)),
    }
    return render(request, "administration/account.html", context)


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
