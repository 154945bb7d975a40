"""Who may open a page: every view names its permission here, or says that it is public."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.kernel.access import require
from gongzhi.kernel.refusals import Kind, Refusal

P = ParamSpec("P")
View = Callable[..., HttpResponse]
M = TypeVar("M", bound=Model)

SIGNED_IN = "signed-in"
"""Named by a page that any signed-in officer may open: the own inbox, the own password."""


class NotFound(Refusal):
    code = "web.not_found"
    kind = Kind.ABSENT
    message = "没有找到“{value}”。可能编号有误，或者不在您的查看范围内。"


class SignInFirst(Refusal):
    code = "web.sign_in_first"
    kind = Kind.FORBIDDEN
    message = "登录已过期，请重新登录。"

    @property
    def status(self) -> int:
        return 401


def guard(
    permission: str, Model: type[Model] | None = None, lookup: str = "number"
) -> Callable[[View], View]:
    """Open the view to officers with `permission`; with a Model, hand it the row that the address names.

    The row is read by `lookup` from the address' argument of that name and passed right after the request.
    Absent or not visible: 404; visible but not allowed: 403 with the reason. One query besides access.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            officer = request.user
            if not officer.is_authenticated:
                return sign_in(request)
            if Model is None:
                if permission != SIGNED_IN:
                    require(officer, permission)
                return view(request, *args, **kwargs)
            row = load(Model._default_manager.all(), lookup, kwargs.pop(lookup))
            if permission != SIGNED_IN:
                require(officer, permission, row)
            return view(request, row, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that deliberately needs no sign-in."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    opened.permission = ""  # type: ignore[attr-defined]
    return opened


def load(rows: QuerySet[M], lookup: str, value: Any) -> M:
    """The row that the address names; a row kept beside a matter is found by the matter's number.

    Raises: NotFound, also for a value that cannot be a key at all.
    """
    path = lookup
    if not _has(rows.model, lookup) and _has(rows.model, "matter"):
        path, rows = f"matter__{lookup}", rows.select_related("matter")
    try:
        return rows.get(**{path: value})
    except (rows.model.DoesNotExist, ValueError, OverflowError):
        raise NotFound(value=value) from None


def _has(model: type[Model], field: str) -> bool:
    if field == "pk":
        return True
    try:
        model._meta.get_field(field)
    except FieldDoesNotExist:
        return False
    return True


def back(request: HttpRequest, other: str) -> str:
    """The page that the request came from when it is one of this site, else `other`."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if ours else other


def sign_in(request: HttpRequest) -> HttpResponse:
    """To the login page and back again; htmx and the API get a 401 and keep what was typed."""
    from gongzhi.kernel.web.errors import answer, wants_json

    reads_pages = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if request.htmx or (wants_json(request) and not reads_pages):
        return answer(request, SignInFirst())
    page = request.get_full_path() if request.method == "GET" else back(request, "/")
    return redirect(f"{reverse('login')}?next={quote(page)}")
