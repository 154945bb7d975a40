"""problem+json for the API: every refusal and every error in one form (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.errors import bad_request, problem
from gongzhi.kernel.web.guard import NotFound, SignInFirst


class Problem(Schema):
    """The body of every answer of 400 and more; declare it as `response={422: Problem, ...}`."""

    type: str
    title: str
    status: int
    field: str = ""
    instance: str = ""
    errors: list[dict[str, Any]] = []


class Invalid(Refusal):
    code = "web.invalid"
    kind = Kind.INVALID
    message = "“{field_name}”填写有误：{reason}"

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        first = errors[0] if errors else {"loc": ("body",), "msg": "内容不完整"}
        field = str(first["loc"][-1])
        self.errors = [{"field": ".".join(map(str, one["loc"])), "reason": one["msg"]} for one in errors]
        super().__init__(field=field, field_name=field, reason=first["msg"])

    def problem(self) -> dict[str, Any]:
        return super().problem() | {"errors": self.errors}


class NoFormToken(Refusal):
    code = "web.no_form_token"
    kind = Kind.FORBIDDEN
    message = "用浏览器会话调用接口要带上页面令牌（X-CSRFToken）。程序请改用接口令牌。"


def install_problems(api: NinjaAPI) -> None:
    """Make the API answer every no as problem+json."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, exc: Refusal) -> HttpResponse:
        return problem(request, exc)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        return problem(request, Invalid(exc.errors))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
        return problem(request, SignInFirst())

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, exc: Http404) -> HttpResponse:
        return problem(request, NotFound(value=request.path))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, exc: HttpError) -> HttpResponse:
        # what is left of ninja's own: a browser session without the form's token, and bodies that are no JSON
        return problem(request, NoFormToken()) if exc.status_code == 403 else bad_request(request)
