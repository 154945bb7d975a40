"""What happens around every request: id, headers, messages for htmx, refusals."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import structlog
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web import errors
from gongzhi.kernel.web.menu import forget_badges

Handler = Callable[[HttpRequest], HttpResponse]
ID = re.compile(r"[0-9a-zA-Z-]{8,64}")


def request_id(get_response: Handler) -> Handler:
    """Name the request: as the proxy did if it did, else at random; logs and error pages show the name."""

    def handle(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.id):  # type: ignore[attr-defined]
            response = get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response

    return handle


def headers(get_response: Handler) -> Handler:
    """Pages are private and always asked for again; a view that knows better sets its own header."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Cache-Control", "private, no-cache")
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        patch_vary_headers(response, ["HX-Request"])
        if response.status_code == 405 and not response.content:
            page = errors.not_allowed(request)
            page["Allow"] = response.get("Allow", "")
            return page
        return response

    return handle


def badges(get_response: Handler) -> Handler:
    """What an officer has just done shows in the menu's numbers at once."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            forget_badges(request.user)
        return response

    return handle


def flash_by_header(get_response: Handler) -> Handler:
    """Messages reach an htmx answer as a header; a full page shows them itself."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        leaves = "HX-Redirect" in response or "HX-Refresh" in response or 300 <= response.status_code < 400
        if request.htmx and not request.htmx.history_restore_request and not leaves:
            for message in get_messages(request):
                errors.trigger(response, "toast", {"level": message.level_tag, "text": str(message)})
        return response

    return handle


class Refusals:
    """A refusal that reaches the top is an answer, not a crash."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return errors.answer(request, exception)
        return None
