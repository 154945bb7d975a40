"""A no in the form that was asked for: a page, a message in the page, or problem+json."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from gongzhi.kernel.refusals import Kind, Refusal

TITLES = {
    400: "这个请求看不懂",
    401: "请先登录",
    403: "不能这样做",
    404: "没有找到",
    405: "打开方式不对",
    409: "别人刚刚改过",
    413: "内容太大",
    422: "填写有误",
    429: "操作太频繁",
    500: "系统出错了",
}
TEXTS = {
    400: "地址或提交的内容不完整。请返回上一页，刷新后再试。",
    403: "您的账号没有这项权限。需要时请向本单位负责人或系统管理员申请。",
    404: "地址可能有误，或者这条记录不在您的查看范围内。",
    405: "这个地址只能由页面上的按钮提交，不能直接打开。请返回上一页操作。",
    413: "提交的内容超过了上限。请压缩或拆分后再传。",
    500: "错误已经记录，刚才的操作没有保存。请稍后再试；仍然不行，请把下面的编号告诉系统管理员。",
}


class Expired(Refusal):
    code = "web.page_expired"
    kind = Kind.FORBIDDEN
    message = "页面停留太久，已经过期。您填写的内容还在，请再提交一次。"


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program: the API, or one that accepts JSON and not HTML."""
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or ("json" in accept and "html" not in accept)


def problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """The refusal as `application/problem+json`, with the id under which it is logged."""
    body = refusal.problem() | {"instance": getattr(request, "id", "")}
    return JsonResponse(
        body,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form has caught: problem+json, a message for htmx, or a page."""
    if wants_json(request):
        return problem(request, refusal)
    if "HX-Request" in request.headers:
        return _partial(request, refusal)
    return page(request, refusal.status, text=str(refusal))


def _partial(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A message that leaves the page as it is, typed text and all."""
    response = render(request, "ui/_refusal.html", {"refusal": refusal}, status=refusal.status)
    response["HX-Reswap"] = "none"
    if refusal.status == 401:
        return response  # app.js asks to sign in, whoever sent the 401
    if isinstance(refusal, Expired):
        trigger(response, "new-token", {"token": get_token(request)})
        trigger(response, "toast", {"level": "warning", "text": str(refusal)})
    else:
        trigger(response, "toast", {"level": "error", "text": str(refusal)})
    return response


def trigger(response: HttpResponse, name: str, detail: Any) -> HttpResponse:
    """Add a browser event to an htmx answer (header HX-Trigger); app.js listens to a few."""
    events = json.loads(response.get("HX-Trigger", "{}"))
    if name == "toast":
        detail = {"items": [*events.get("toast", {}).get("items", ()), detail]}
    response["HX-Trigger"] = json.dumps(events | {name: detail})
    return response


def page(request: HttpRequest, status: int, *, text: str = "") -> HttpResponse:
    """The error page of a status; makes no query, so that it works when the database does not."""
    values = {
        "status": status,
        "title": TITLES.get(status, "不能办理"),
        "text": text or TEXTS.get(status, ""),
    }
    return render(request, "errors/error.html", values | {"id": getattr(request, "id", "")}, status=status)


class _Plain(Refusal):
    """An error that Django found, in the clothes of a refusal."""

    def __init__(self, status: int, text: str = "") -> None:
        self._status = status
        self.field, self.values = "", {}
        Exception.__init__(self, text or TEXTS[status])

    @property
    def status(self) -> int:
        return self._status


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, _Plain(413 if isinstance(exception, RequestDataTooBig) else 400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, _Plain(403))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, _Plain(404))


def not_allowed(request: HttpRequest) -> HttpResponse:
    return answer(request, _Plain(405))


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a bug: says that nothing was saved and gives the id to report."""
    return answer(request, _Plain(500))


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token no longer fits; htmx gets a fresh one and only has to submit again."""
    return answer(request, Expired())
