"""Telling the county something, in three steps and without an account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string

from gongzhi.faces.portal.forms import AppealForm
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.guard import public
from gongzhi.kernel.web.idempotency import once
from gongzhi.kernel.web.throttle import throttle
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.intake.suggesting import suggest

# fields of the action that have other names on the form
NAMED = {"place_code": "place", "longitude": "address", "latitude": "address"}


@public
def new(request: HttpRequest) -> HttpResponse:
    """The form, and the appeal that it makes. The answer to a sent form is its page, or JSON where the page asks so."""
    if request.method != "POST":
        return _form(request, AppealForm(initial={"category": request.GET.get("category", "")}), 200)
    throttle(request, "file", most=20, minutes=60)
    form = AppealForm(request.POST, request.FILES)
    return once(request, lambda: _take(request, form))


def _take(request: HttpRequest, form: AppealForm) -> HttpResponse:
    if form.is_valid():
        try:
            with transaction.atomic():
                appeal = register(_told(form.cleaned_data), by=None, at=now())
        except Refusal as refusal:
            field = NAMED.get(refusal.field, refusal.field)
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            return _done(request, appeal)
    return _refused(request, form)


def _told(given: dict[str, Any]) -> Told:
    anonymous = given["anonymous"]
    return Told(
        text=given["text"],
        channel="portal",
        type=given["type"],
        category=given["category"] if given["category"] in known().by_code else "",
        name="" if anonymous else given["name"],
        phone="" if anonymous else given["phone"],
        anonymous=anonymous,
        confidential=given["confidential"],
        reply_way="portal",
        place_code=given["place"] if given["place"] in known().places else "",
        address=given["address"],
        longitude=given["longitude"],
        latitude=given["latitude"],
        files=given["files"],
        allowed=("image",),
    )


def _done(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    there = reverse("portal:appeal", args=[appeal.number, appeal.code]) + "?filed=1"
    return JsonResponse({"go": there}) if _by_script(request) else redirect(there)


def _refused(request: HttpRequest, form: AppealForm) -> HttpResponse:
    if not _by_script(request):
        return _form(request, form, 422)
    errors = {name: [str(one) for one in said] for name, said in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)


def _by_script(request: HttpRequest) -> bool:
    """Whether the page's own script sent the form: it keeps the photos when something must be corrected."""
    return "application/json" in request.headers.get("Accept", "")


def _form(request: HttpRequest, form: AppealForm, status: int) -> HttpResponse:
    key = request.POST.get("_once") or get_random_string(24)
    guided = [one for one in known().offered(today()) if one.guidance]
    context = {"title": "反映问题", "form": form, "once": key, "guided": guided}
    return render(request, "portal/new.html", context, status=status)


@public
def hints(request: HttpRequest) -> HttpResponse:
    """What the words seem to be about, while they are typed: kinds to choose from, and "not here but there"."""
    text = request.POST.get("text", "")[:2000]
    found = suggest(text, request.POST.get("place", ""), on=today()) if len(text) >= 8 else []
    kinds = known().by_code
    rows = [(one, kinds[one.code].guidance if one.code in kinds else "") for one in found]
    context = {"rows": rows, "chosen": request.POST.get("category", ""), "danger": is_danger(text)}
    return render(request, "portal/_hints.html", context)


DANGER = (
    "着火",
    "起火",
    "火灾",
    "爆炸",
    "杀人",
    "打人",
    "晕倒",
    "昏迷",
    "流血",
    "溺水",
    "落水",
    "车祸",
    "触电",
    "困在电梯",
    "煤气中毒",
    "跳楼",
)


def is_danger(text: str) -> bool:
    """Whether somebody should dial 110, 119 or 120 instead of writing.

    >>> is_danger("河边有人落水了"), is_danger("路灯坏了")
    (True, False)
    """
    return any(word in text for word in DANGER)
