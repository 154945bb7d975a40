"""A session's limits and the first password, before any page is made."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from gongzhi.kernel.access import sessions
from gongzhi.kernel.access.models import Ending

# names of the pages that an account with a first password may open
FIRST = frozenset({"login", "login-code", "logout", "password-change", "preferences"})


class SessionLimits:
    """Ends a session that was idle too long or is too old; its request goes on as nobody's.

    What asks with htmx or for JSON gets a 401, so that the page stays as it was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            ending = sessions.expired(request.session)
            if ending:
                sessions.close(request.session, ending)
                request.user = AnonymousUser()
                request.session["_ending"] = str(ending)
                if _stays(request):
                    return _unauthorised(Ending(ending).label)
            else:
                sessions.touch(request.session)
        return self.get_response(request)


class FirstPassword:
    """Leads an officer with a first password to the page where it is changed, from wherever they go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list, kwargs: dict
    ) -> HttpResponse | None:
        if not request.session.get(sessions.MUST_CHANGE) or SESSION_KEY not in request.session:
            return None
        if request.resolver_match and request.resolver_match.url_name in FIRST:
            return None
        if _stays(request):
            return _unauthorised("请先修改初始密码")
        return HttpResponseRedirect(reverse("password-change"))


def _stays(request: HttpRequest) -> bool:
    """Whether the page that asks stays on the screen and only wants a part."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    return request.headers.get("HX-Request") == "true" or wants_json


def _unauthorised(why: str) -> HttpResponse:
    body = {"type": "urn:gongzhi:access.signed_out", "title": f"{why}，请重新登录。", "status": 401}
    return JsonResponse(body, status=401, content_type="application/problem+json")
