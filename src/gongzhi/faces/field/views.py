"""The page that the phone keeps, and the addresses behind it. Everything that is anybody's comes by the addresses."""

from __future__ import annotations

from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from gongzhi.faces.field import actions, queries, shell
from gongzhi.faces.field.actions import Outcome
from gongzhi.faces.field.reading import letter
from gongzhi.kernel.clock import now
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.guard import SIGNED_IN, guard, public

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self)"


@require_safe
@public
@csp_update({"media-src": [SELF, "blob:"]})
def home(request: HttpRequest) -> HttpResponse:
    """The page; the same for everybody, so that the phone may keep it before anyone has signed in."""
    response = render(request, "field/home.html", {"version": shell.version()})
    response["Permissions-Policy"] = PERMISSIONS
    return response


@require_safe
@guard(SIGNED_IN)
def enter(request: HttpRequest) -> HttpResponse:
    """Where signing in leads to: unlike the page itself it is never the phone's copy, so a first password is asked for."""
    return redirect("field:home")


@require_safe
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the page and its files of one version."""
    page = reverse("field:home")
    values = {"version": shell.version(), "page": page, "files": [page, *shell.files()]}
    return render(request, "field/worker.js", values, content_type="text/javascript; charset=utf-8")


@require_safe
@public
def manifest(request: HttpRequest) -> JsonResponse:
    page, icon = reverse("field:home"), settings.STATIC_URL + "field/icon-{}.png"
    pictures = [
        {"src": icon.format(size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    return JsonResponse(
        {
            "id": page,
            "name": "共治外勤",
            "short_name": "共治外勤",
            "lang": "zh-CN",
            "start_url": page,
            "scope": page,
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#9e1b1e",
            "icons": pictures,
        },
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@guard(SIGNED_IN)
def hello(request: HttpRequest) -> JsonResponse:
    """Who is signed in, the form's token, and the county's time; asked before anything is sent."""
    officer = _officer(request)
    return JsonResponse(
        {
            "officer": officer.pk,
            "name": officer.name,
            "token": get_token(request),
            "at": now().timestamp() * 1000,
            "version": shell.version(),
            "demo": settings.DEMO,
        }
    )


@require_safe
@guard(SIGNED_IN)
@gzip_page
def sync(request: HttpRequest) -> JsonResponse:
    """Everything that the phone keeps; `have=name:version` names a pack that it holds."""
    have = dict(one.rsplit(":", 1) for one in request.GET.getlist("have") if ":" in one)
    found = queries.bundle(_officer(request), now(), have)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})


@require_POST
@guard(SIGNED_IN)
def files(request: HttpRequest) -> JsonResponse:
    """One photo or voice note, ahead of its entry."""
    told = letter(request.POST.get("letter", ""))
    return _said(actions.take_file(told, request.FILES.get("file"), by=_officer(request), at=now()))


@require_POST
@guard(SIGNED_IN)
def entries(request: HttpRequest) -> JsonResponse:
    """One entry, with the keys of the files that went ahead."""
    return _said(actions.take(letter(request.body), by=_officer(request), at=now()))


def _officer(request: HttpRequest) -> Officer:
    """Who passed the guard."""
    return cast(Officer, request.user)


def _said(outcome: Outcome) -> JsonResponse:
    arrival = outcome.arrival
    shown = {
        "again": outcome.again,
        "at": arrival.at.timestamp() * 1000,
        "said_at": arrival.said_at.timestamp() * 1000,
        "clock_off": arrival.clock_off,
    }
    return JsonResponse(arrival.answer | shown, json_dumps_params={"ensure_ascii": False})
