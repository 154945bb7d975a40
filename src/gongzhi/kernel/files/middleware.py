"""The gate before the body: a request that is too long is refused by its length, unread."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gongzhi.kernel.files import refused, storage
from gongzhi.kernel.files.rules import MEGABYTE, size_in_words
from gongzhi.kernel.refusals import Refusal

SMALL = 4 * MEGABYTE  # below this neither the disk nor the account is looked at


class UploadGate:
    """Refuse bodies over FILES_REQUEST_MB (FILES_ANONYMOUS_MB when not signed in) or over the free disk.

    Stands after the authentication middleware and before anything that reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = check(request)
        return self.get_response(request) if refusal is None else answer(request, refusal)


def check(request: HttpRequest) -> Refusal | None:
    """Why the body may not come in, judged by Content-Length; None when it may."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length <= SMALL:
        return None
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    limit = settings.FILES_REQUEST_MB if signed_in else settings.FILES_ANONYMOUS_MB
    if length > limit * MEGABYTE:
        return refused.UploadTooLarge(size=size_in_words(length), limit=f"{limit} MB")
    # the body is spooled and then copied once while its type is looked at
    free = shutil.disk_usage(storage.incoming_dir()).free
    if free < 2 * length + settings.FILES_RESERVE_MB * MEGABYTE:
        return refused.DiskFull(name="上传的文件")
    return None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a problem object for programs, as a small page for people."""
    accept = request.headers.get("Accept", "")
    if "json" in accept or "text/html" not in accept:
        return JsonResponse(refusal.problem(), status=refusal.status, content_type="application/problem+json")
    return render(request, "files/refused.html", {"refusal": refusal}, status=refusal.status)
