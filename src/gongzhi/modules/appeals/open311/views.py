"""The routes of GeoReport v2. Programs alone come here: no cookie, no CSRF token, no redirect, errors as the standard has them."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.exchange.tokens import officer_of
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.guard import public
from gongzhi.modules.appeals.directory.queries import Known, known
from gongzhi.modules.appeals.open311 import actions, limits, queries
from gongzhi.modules.appeals.open311.protocol import filters, posting, rendering
from gongzhi.modules.appeals.open311.protocol.fields import (
    Fields,
    decoded,
    is_form,
    parted,
    photo_names,
)
from gongzhi.modules.appeals.open311.protocol.shapes import CODE, Error, Service, Ticket
from gongzhi.modules.appeals.policy import number

LONGEST_FORM = 1_000_000  # bytes of a form without files
MOST_PHOTOS = 10


class Wrong(Exception):
    """Leaves a view with what is to be told."""

    def __init__(self, *errors: Error) -> None:
        self.errors = errors
        super().__init__()


def endpoint(**methods: Callable[..., bytes]) -> Callable[..., HttpResponse]:
    """A route: its method's function gives the bytes; every no becomes an answer of the standard."""

    @csrf_exempt
    @public
    @wraps(next(iter(methods.values())))
    def view(request: HttpRequest, *, format: str, **named: str) -> HttpResponse:
        work = methods.get("get" if request.method == "HEAD" else (request.method or "").lower())
        try:
            if work is None:
                raise Wrong(Error(400, "bad_method", f"这个地址不接受 {request.method}。"))
            sent, there = _sent(request), known()
            for one in (_query(request), sent):
                if refused := filters.jurisdiction(one, there.stem):
                    raise Wrong(refused)
            body, status = work(request, sent, format, there, **named), 200
        except Wrong as wrong:
            body, status = rendering.errors(wrong.errors, format), rendering.status_of(wrong.errors)
        except Refusal as refusal:
            status = {Kind.FORBIDDEN: 403, Kind.ABSENT: 404}.get(refusal.kind, 400)
            body = rendering.errors([Error(status, refusal.code, str(refusal))], format)
        response = HttpResponse(body, status=status, content_type=rendering.TYPES[format])
        response["Cache-Control"] = "no-store"
        if request.method != "POST":
            response["Access-Control-Allow-Origin"] = "*"
        return response

    return view


def _query(request: HttpRequest) -> Fields:
    return _good(decoded(request.META.get("QUERY_STRING", "").encode("latin-1")))


def _sent(request: HttpRequest) -> Fields:
    """What a GET asks by its query, and a POST by its body alone: keys in addresses end up in logs."""
    if request.method != "POST":
        return _query(request)
    kind = is_form(request.headers.get("Content-Type", ""))
    try:
        if kind == "form":
            if len(request.body) > LONGEST_FORM:
                raise Wrong(Error(400, "too_large", "内容太大。"))
            return _good(decoded(request.body))
        if kind == "parts":
            return _good(
                parted((name, one) for name, every in request.POST.lists() for one in map(str, every))
            )
    except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError) as wrong:
        raise Wrong(Error(400, "bad_body", "内容太大，或不完整。")) from wrong
    raise Wrong(Error(400, "bad_content_type", "请用 UTF-8 的表单编码提交。"))


def _good(found: Any) -> Any:
    """The value, unless it is one error or several."""
    if isinstance(found, Error):
        raise Wrong(found)
    if isinstance(found, list) and found and isinstance(found[0], Error):
        raise Wrong(*found)
    return found


def _client(sent: Fields) -> Officer:
    """The account behind the key, which may post once more."""
    key = sent.one("api_key")
    officer = officer_of(key, now()) if key else None
    if officer is None:
        raise Wrong(
            Error(
                403,
                "key_wrong" if key else "key_missing",
                "api_key 不对或已失效。" if key else "缺少 api_key。",
            )
        )
    if not limits.allowed(officer.pk, number("open311.minute", now()), time.monotonic()):
        raise Wrong(Error(400, "too_many", "报送太频繁，请一分钟后再试。"))
    return officer


# GET


def _services(request: HttpRequest, sent: Fields, format: str, there: Known) -> bytes:
    return rendering.services(list(queries.services(there, local_day(now())).values()), format)


def _definition(request: HttpRequest, sent: Fields, format: str, there: Known, code: str) -> bytes:
    service: Service | None = queries.services(there, local_day(now())).get(code)
    if service is None:
        raise Wrong(Error(404, "service_code_unknown", f"没有服务“{code[:60]}”。"))
    return rendering.definition(service, format)


def _requests(request: HttpRequest, sent: Fields, format: str, there: Known) -> bytes:
    return rendering.requests(queries.requests(_good(filters.filters(sent, now())), now()), format)


def _request(request: HttpRequest, sent: Fields, format: str, there: Known, code: str) -> bytes:
    found = queries.requests(filters.Filters(ids=(code,)), now()) if CODE.fullmatch(code) else []
    if not found:
        raise Wrong(Error(404, "request_unknown", f"没有编号为“{code[:60]}”的公开诉求。"))
    return rendering.requests(found, format)


def _token(request: HttpRequest, sent: Fields, format: str, there: Known, code: str) -> bytes:
    found = queries.ticket(code) if CODE.fullmatch(code) else None
    if found is None:
        raise Wrong(Error(404, "token_unknown", "没有这个凭据。"))
    filed, ready = found
    return rendering.ticket(Ticket(filed.token, filed.appeal.matter.number if ready else ""), format)


def _updates(request: HttpRequest, sent: Fields, format: str, there: Known) -> bytes:
    return rendering.updates(queries.updates(_good(filters.window(sent, now(), both=True)), now()), format)


# POST


def _post(request: HttpRequest, sent: Fields, format: str, there: Known) -> bytes:
    by, at = _client(sent), now()
    offered = queries.services(there, local_day(at))
    found = _good(posting.submission(sent, offered))
    names = photo_names(request.FILES) if request.FILES else []
    photos = [one for name in names for one in request.FILES.getlist(name)]
    if len(photos) > MOST_PHOTOS:
        raise Wrong(Error(400, "too_many_photos", f"照片最多{MOST_PHOTOS}张。"))
    receipt = actions.file(found, offered[found.service_code], there=there, photos=photos, by=by, at=at)
    return rendering.receipt(receipt, format)


def _post_update(request: HttpRequest, sent: Fields, format: str, there: Known) -> bytes:
    by = _client(sent)
    kept = actions.remark(_good(posting.posted(sent)), by=by, at=now())
    return rendering.update_receipt(str(kept.pk), format)


services = endpoint(get=_services)
definition = endpoint(get=_definition)
requests = endpoint(get=_requests, post=_post)
request = endpoint(get=_request)
token = endpoint(get=_token)
updates = endpoint(get=_updates, post=_post_update)
