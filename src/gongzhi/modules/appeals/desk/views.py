"""The list of appeals, the page of one, and reading the caller in the clear."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now
from gongzhi.kernel.people.erasing import erase, reveal
from gongzhi.kernel.people.masking import mask_address
from gongzhi.kernel.people.queries import same_as
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.bulk import on_matters
from gongzhi.kernel.web.forms import Renderer, form_page, refuse
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.appeals.desk import page
from gongzhi.modules.appeals.desk.forms import PURPOSES, EraseForm, PurposeForm
from gongzhi.modules.appeals.desk.lists import AppealList, appeal_url


@guard("appeals.view")
def appeals(request: HttpRequest) -> HttpResponse:
    """The list; its address with filters is what every figure opens."""
    may = decide(request.user, "appeals.register").allowed
    return AppealList(request).response(may_register=may)


@guard("appeals.view")
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one appeal."""
    one = page.appeal_of(request.user, number)
    return render(request, "appeals/appeal.html", page.context(one, request.user))


@guard("appeals.view")
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """One move for the appeals that were ticked in the list; each is checked for itself."""
    return on_matters(request, "appeal", code)


@guard("appeals.view")
def caller(request: HttpRequest, number: str) -> HttpResponse:
    """Who told, in the clear: after a purpose was given, and written down."""
    one = page.appeal_of(request.user, number)
    if one.appellant is None:
        raise NotFound(value=number)
    form = PurposeForm(request.POST or None)
    form.renderer = Renderer()
    if request.method == "POST" and form.is_valid():
        try:
            told = reveal(
                person=one.appellant,
                of=one,
                permission=one.reveal_permission,
                purpose=form.cleaned_data["purpose"],
                by=request.user,  # type: ignore[arg-type]
                at=now(),
            )
        except Refusal as refusal:
            if refusal.kind is not Kind.INVALID:
                raise
            refuse(form, refusal)
        else:
            return _told(request, one, told)
    return _asked(request, one, form)


def _told(request: HttpRequest, one: Any, told: dict[str, str]) -> HttpResponse:
    facts = [*told.items(), ("地址", one.address.open())]
    values = {"title": "诉求人信息", "appeal": one, "facts": [pair for pair in facts if pair[1]]}
    template = "appeals/caller_told.html" if request.htmx else "appeals/caller_page.html"
    response = render(request, template, values)
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest, one: Any, form: PurposeForm) -> HttpResponse:
    values = {
        "title": "查看诉求人信息",
        "submit": "查看",
        "form": form,
        "action": request.get_full_path(),
        "once": get_random_string(24),
        "version": None,
        "intro": f"{one.number}　{one.caller}　{mask_address(one.address.open())}",
        "cancel": appeal_url(one.number),
        "purposes": PURPOSES,
        "aside": ("appeals/caller_purposes.html", {}),
    }
    template = "ui/_form.html" if request.htmx else "pages/form.html"
    return render(request, template, values, status=422 if form.errors else 200)


@guard("appeals.erase")
def erase_caller(request: HttpRequest, number: str) -> HttpResponse:
    """Erase the caller, here and wherever the same number or identity was told."""
    one = page.appeal_of(request.user, number)
    if one.appellant is None or one.appellant.erased_at is not None:
        raise NotFound(value=number)
    people = list(same_as(one.appellant))
    return form_page(
        request,
        EraseForm,
        lambda *, ground, by, at: erase(people=people, ground=ground, by=by, at=at),
        title="删除诉求人信息",
        submit="删除",
        danger=True,
        intro=f"同一号码或证件登记过{len(people)}次，姓名、电话、诉求内容、答复和回访原话全部清空，不能恢复；编号、时限和统计保留。",
        done=reverse("appeals:appeal", args=[one.number]),
        message="已删除。",
        cancel=appeal_url(one.number),
    )


@guard("appeals.dispatch")
def to_dispatch(request: HttpRequest) -> HttpResponse:
    """The dispatcher's desk."""
    return redirect(f"{reverse('appeals:appeals')}?desk=dispatch")


@guard("appeals.callback")
def to_call(request: HttpRequest) -> HttpResponse:
    """The call-back clerk's desk."""
    return redirect(f"{reverse('appeals:appeals')}?desk=callback")


desk_urls = [
    path("", appeals, name="appeals"),
    path("to-dispatch/", to_dispatch, name="to_dispatch"),
    path("to-call/", to_call, name="to_call"),
    path("bulk/<slug:code>/", bulk, name="bulk"),
    path("<str:number>/", appeal, name="appeal"),
    path("<str:number>/caller/", caller, name="caller"),
    path("<str:number>/erase/", erase_caller, name="erase"),
]
