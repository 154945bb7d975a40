"""Following an appeal by its number and code: where it is, adding to it, judging it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from gongzhi.faces.portal.forms import AddForm, FindForm, JudgeForm, ReopenForm
from gongzhi.kernel.clock import now
from gongzhi.kernel.files.views import serve
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.guard import public
from gongzhi.kernel.web.idempotency import once
from gongzhi.kernel.web.throttle import throttle
from gongzhi.modules.appeals.follow import actions, queries
from gongzhi.modules.appeals.follow.rules import WAITING
from gongzhi.modules.appeals.intake.models import Appeal

View = Callable[..., HttpResponse]


class NoSuchAppeal(Refusal):
    code = "portal.no_such_appeal"
    kind = Kind.ABSENT
    message = "没有这个编号，或者查询码不对。请核对提交时给您的编号和查询码。"


def owner(view: View) -> View:
    """Open the page to whoever has the number and its code; the page is kept by nobody on the way."""

    @public
    @wraps(view)
    def opened(request: HttpRequest, number: str, code: str, *args: Any, **kwargs: Any) -> HttpResponse:
        appeal = queries.by_code(number, code)
        if appeal is None:
            throttle(request, "code", most=20, minutes=10)
            raise NoSuchAppeal()
        response = view(request, appeal, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return opened


@public
def find(request: HttpRequest) -> HttpResponse:
    """By number and code to the appeal's page."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        throttle(request, "find", most=30, minutes=10)
        appeal = queries.by_code(number, code)
        if appeal is not None:
            return redirect("portal:appeal", appeal.number, appeal.code)
        form.add_error(None, str(NoSuchAppeal()))
    status = 422 if form.errors else 200
    return render(request, "portal/find.html", {"title": "查进度", "form": form}, status=status)


@owner
def appeal(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return _page(request, appeal, {}, 200)


def _page(request: HttpRequest, appeal: Appeal, forms: dict[str, Any], status: int) -> HttpResponse:
    matter = appeal.matter
    there = request.build_absolute_uri(_address(appeal))
    context = {
        "title": f"诉求 {appeal.number}",
        "appeal": appeal,
        "state": WAITING.get(matter.state, matter.state_now.label),
        "late": queries.lateness(matter, now()),
        "waits": matter.closed_at is None and matter.due_at and not matter.paused_at,
        "story": queries.story(appeal)[::-1],
        "files": list(queries.own_files(appeal)),
        "filed": "filed" in request.GET,
        "qr": mark_safe(segno.make(there, error="m").svg_inline(scale=4, border=2, omitsize=True)),
        "once": get_random_string(24),
        "add": forms.get("add", AddForm()) if queries.may_add(appeal) else None,
        "judge": forms.get("judge", JudgeForm()) if queries.may_judge(appeal) else None,
        "reopen": forms.get("reopen", ReopenForm()) if queries.may_reopen(appeal) else None,
    }
    return render(request, "portal/appeal.html", context, status=status)


def _address(appeal: Appeal) -> str:
    return reverse("portal:appeal", args=[appeal.number, appeal.code])


@require_POST
@owner
def add(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return _act(request, appeal, "add", AddForm, actions.add, "已补充，承办单位会看到。", by=None)


@require_POST
@owner
def judge(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return _act(request, appeal, "judge", JudgeForm, actions.judge, "谢谢您的评价。")


@require_POST
@owner
def reopen(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return _act(request, appeal, "reopen", ReopenForm, actions.reopen, "已收到，将重新办理。")


def _act(
    request: HttpRequest,
    appeal: Appeal,
    name: str,
    form: Any,
    action: Callable[..., Any],
    said: str,
    **more: Any,
) -> HttpResponse:
    """One form of the page: done once, or shown again with what is wrong beside it."""
    throttle(request, "act", most=40, minutes=60)
    given = form(request.POST, request.FILES)

    def work() -> HttpResponse:
        if given.is_valid():
            try:
                action(appeal=appeal, at=now(), **given.cleaned_data, **more)
            except Refusal as refusal:
                given.add_error(refusal.field if refusal.field in given.fields else None, str(refusal))
            else:
                messages.success(request, said)
                return redirect(_address(appeal))
        return _page(request, appeal, {name: given}, 422)

    return once(request, work)


@owner
def file(request: HttpRequest, appeal: Appeal, key: int) -> HttpResponse:
    """One of the pictures that the caller sent."""
    found = queries.own_files(appeal).filter(pk=key).first()
    if found is None:
        raise NoSuchAppeal()
    return serve(request, found, inline=True)
