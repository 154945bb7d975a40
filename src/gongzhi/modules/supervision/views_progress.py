"""Progress by spreadsheet: download what is owed, upload it filled, look it over, apply it once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.clock import now, today
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.export import XLSX
from gongzhi.kernel.web.fields import FilesField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.supervision import bulk_progress
from gongzhi.modules.supervision.lists import task_url

LIMIT_MB = 10


class SheetForm(forms.Form):
    file = FilesField(label="填好的填报表", accept=".xlsx", most=1, limit_mb=LIMIT_MB)


@guard("supervision.report")
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to fill in, with the reports that the own unit owes."""
    content = bulk_progress.template(request.user, now())  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=XLSX)
    name = f"进展填报表{today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition(name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response


def _keep(*, file: list[Any], by: Any, at: Any) -> Attachment:
    kept = store(file[0], by=by, at=at, purpose="progress_sheet", allowed=("xlsx",), limit_mb=LIMIT_MB)
    bulk_progress.read(_content(kept), by, at)  # refuses at once what cannot be read at all
    return kept


@guard("supervision.report")
def upload(request: HttpRequest) -> HttpResponse:
    """Take the filled sheet in; nothing is reported before it was looked over."""
    return form_page(
        request,
        SheetForm,
        _keep,
        title="上传进展填报表",
        submit="上传并核对",
        done=lambda kept: reverse("supervision:progress_preview", args=[kept.pk]),
        cancel=reverse("supervision:tasks_due"),
        crumbs=[("本期应报", reverse("supervision:tasks_due"))],
        intro="先下载填报表，填好白色的格子，再从这里上传。上传后逐行核对，确认后才会报送。",
    )


@guard("supervision.report")
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """Every row with what is wrong in words; the valid ones are reported in one confirmation."""
    source = _own(request, key)
    data = _content(source)
    if request.method == "POST":
        return once(request, lambda: _apply(request, source, data))
    return _shown(request, source, data)


def _apply(request: HttpRequest, source: Attachment, data: bytes) -> HttpResponse:
    try:
        count = bulk_progress.apply(source, data, by=request.user, at=now())  # type: ignore[arg-type]
    except Refusal as refusal:
        return _shown(request, source, data, refusal=str(refusal), status=409)
    messages.success(request, f"已报送{count}件进展。")
    return redirect(reverse("supervision:tasks_due"))


def _shown(
    request: HttpRequest, source: Attachment, data: bytes, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    lines = bulk_progress.read(data, request.user, now())  # type: ignore[arg-type]
    counts = {state: sum(line.state == state for line in lines) for state in ("valid", "wrong", "done")}
    values = {
        "title": "核对填报表",
        "crumbs": [("本期应报", reverse("supervision:tasks_due"))],
        "source": source,
        "lines": [(line, task_url(line.number) if line.owed else "") for line in lines],
        "counts": counts,
        "refusal": refusal,
        "once": get_random_string(24),
    }
    return render(request, "supervision/task_progress_preview.html", values, status=status)


def _own(request: HttpRequest, key: int) -> Attachment:
    """The officer's own uploaded sheet. Raises: NotFound."""
    rows = Attachment.objects.filter(pk=key, uploaded_by=request.user, purpose="progress_sheet")
    source = rows.select_related("blob").first()
    if source is None:
        raise NotFound(value=key)
    return source


def _content(source: Attachment) -> bytes:
    with open_content(source) as content:
        return content.read()
