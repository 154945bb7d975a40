"""A POST that arrives twice is carried out once; the second time it gets the first answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.clock import now
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.models import IdempotencyKey

FIELD = "_once"
HEADER = "Idempotency-Key"
LONGEST_KEY = 80
KEPT_HEADERS = (
    "Content-Type",
    "Location",
    "HX-Redirect",
    "HX-Refresh",
    "HX-Trigger",
    "HX-Retarget",
    "HX-Reswap",
)
IGNORED_FIELDS = {FIELD, "csrfmiddlewaretoken"}


class KeyReused(Refusal):
    code = "web.key_reused"
    kind = Kind.CONFLICT
    message = "这份表单已经提交过，内容与上次不同。请刷新页面，核对后重新填写。"


class KeyTooLong(Refusal):
    code = "web.key_too_long"
    message = "幂等键最多{most}个字符，现在{length}个。请换一个较短的键。"


def idempotent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Carry the view's POST out once per key (form field `_once` or header Idempotency-Key).

    Works on pages and on API operations; without a key the view simply runs. An answer of 400 or more is
    not remembered, so a corrected form may use the same key.
    """

    @wraps(view)
    def once_only(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return once(request, lambda: view(request, *args, **kwargs))

    return once_only


def once(request: HttpRequest, work: Callable[[], HttpResponse], *, creates: bool = False) -> HttpResponse:
    """Run `work` in a transaction together with the memory of its answer.

    Two requests with one key at the same moment: the second waits for the first and gets its answer.
    `creates` is for work that only adds rows, so that doing it again would succeed again: the key is written
    after it, in one statement less, and the second request's work is undone by the key's constraint.
    Raises: KeyReused, KeyTooLong.
    """
    key = request.headers.get(HEADER, "")
    if not key and request.content_type != "application/json":
        key = request.POST.get(FIELD, "")
    if request.method in ("GET", "HEAD", "OPTIONS") or not key:
        return work()
    if len(key) > LONGEST_KEY:
        raise KeyTooLong(field=FIELD, most=LONGEST_KEY, length=len(key))
    if creates:
        return _create_once(request, key, work)
    with transaction.atomic():
        row, first = _claim(request, key)
        if not first:
            return _replay(row, body_hash(request))
        response = work()
        if response.status_code >= 400:
            row.delete()
        else:
            _remember(row, response)
        return response


def _create_once(request: HttpRequest, key: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Work first, then the key with its answer; where the key is there already, the work is rolled back.

    Work that is refused because the first request did it already gets the first one's answer too.
    """
    names = _names(request, key)
    try:
        with transaction.atomic():
            response = work()
            if response.status_code < 400:
                row = IdempotencyKey(**names, body_hash=body_hash(request), at=now(), **_answer(response))
                row.save(force_insert=True)
            return response
    except (IntegrityError, Refusal):
        kept = IdempotencyKey.objects.filter(**names).first()
        if kept is None:
            raise
        return _replay(kept, body_hash(request))


def _names(request: HttpRequest, key: str) -> dict[str, Any]:
    """What a key is unique by: the officer, the address, the key itself."""
    match = request.resolver_match
    officer = request.user.pk if request.user.is_authenticated else 0
    return {"officer_id": officer or 0, "route": (match.view_name or match._func_path)[:200], "key": key}


def _answer(response: HttpResponse) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
        "response": response.content.decode(response.charset),
    }


def _claim(request: HttpRequest, key: str) -> tuple[IdempotencyKey, bool]:
    """The key's row, and whether this request made it."""
    names = _names(request, key)
    try:
        with transaction.atomic():
            made = IdempotencyKey.objects.create(**names, body_hash=body_hash(request), at=now())
            return made, True
    except IntegrityError:
        return IdempotencyKey.objects.get(**names), False


def _remember(row: IdempotencyKey, response: HttpResponse) -> None:
    for name, value in _answer(response).items():
        setattr(row, name, value)
    row.save(update_fields=["status", "headers", "response"])


def _replay(row: IdempotencyKey, asked: str) -> HttpResponse:
    if row.body_hash != asked:
        raise KeyReused
    return HttpResponse(row.response, status=row.status, headers=row.headers | {"Idempotent-Replay": "true"})


def body_hash(request: HttpRequest) -> str:
    """SHA-256 over path, fields and files; the token fields do not count, the order of fields does not."""
    if request.content_type == "application/json":
        return hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in IGNORED_FIELDS)
    files = [(name, file.name, _digest(file)) for name, files in request.FILES.lists() for file in files]
    return hashlib.sha256(json.dumps([request.path, fields, sorted(files)]).encode()).hexdigest()


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def forget(*, before: datetime) -> int:
    """Delete the memory of answers given before that moment; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=before).delete()[0]


def forget_after(days: int, at: datetime) -> int:
    return forget(before=at - timedelta(days=days))
