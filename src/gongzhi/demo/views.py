"""The time control in the banner of a demonstration; production has no such route."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from gongzhi.demo import clock
from gongzhi.kernel.clock import now
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.idempotency import idempotent

BEGUN = "demo.played_from"


@require_http_methods(["GET", "POST"])
@guard(SIGNED_IN)
@idempotent
def control(request: HttpRequest) -> HttpResponse:
    """POST sets the time; GET tells how far the days in between have been played."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        return _set(request)
    begun = request.session.get(BEGUN)
    job = clock.job(datetime.fromisoformat(begun)) if begun else None
    if job is None or job.finished:
        request.session.pop(BEGUN, None)
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "demo/_job.html", {"job": job})


def _set(request: HttpRequest) -> HttpResponse:
    try:
        to = clock.step(request.POST.get("step", "day"), request.POST.get("day", ""), now())
        request.session[BEGUN] = clock.go(to).isoformat()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"演示时间调到{clock.shown(to)}。")
    back = request.headers.get("Referer", "/")
    inside = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if inside else "home")
