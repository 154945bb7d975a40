"""Pages of the directory: what is in force, older and coming editions, categories, and a new edition by spreadsheet."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.files.queries import open_content
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.export import XLSX
from gongzhi.kernel.web.forms import Renderer, form_page, refuse
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.appeals.directory import actions, sheets
from gongzhi.modules.appeals.directory.forms import LIMIT_MB, CategoryForm, PublishForm, SheetForm, initial_of
from gongzhi.modules.appeals.directory.lists import CategoryList, EntryList
from gongzhi.modules.appeals.directory.models import Category, Edition

PURPOSE = "appeals_directory"


def _crumbs() -> list[tuple[str, str]]:
    return [("分派目录", reverse("appeals:directory"))]


@guard("appeals.view")
def directory(request: HttpRequest) -> HttpResponse:
    """The edition in force, or the one that the address names."""
    editions = list(Edition.objects.select_related("by"))
    given = request.GET.get("edition", "")
    named = [one for one in editions if str(one.number) == given]
    standing = [one for one in editions if one.from_on <= today()]
    shown = next(iter(named or standing or editions), None)
    may = decide(request.user, actions.PERMISSION).allowed
    listing = EntryList(request, shown.pk if shown else 0)
    return listing.response(
        edition=shown, in_force=standing[0] if standing else None, editions=editions, may_change=may
    )


@guard("appeals.view")
def exported(request: HttpRequest, number: int) -> HttpResponse:
    """An edition as a spreadsheet, in the form in which the next one is uploaded; 0 is the empty form."""
    edition = Edition.objects.filter(number=number).first()
    if edition is None and number:
        raise NotFound(value=number)
    response = HttpResponse(sheets.written(edition), content_type=XLSX)
    name = f"事项分派目录{f'第{number}版' if number else ''}.xlsx"
    response["Content-Disposition"] = content_disposition(name, inline=False)
    return response


@guard("appeals.directory")
def upload(request: HttpRequest) -> HttpResponse:
    """Take a filled sheet in; nothing is published before it was looked over."""
    return form_page(
        request,
        SheetForm,
        _keep,
        title="上传分派目录",
        submit="上传并核对",
        done=lambda kept: reverse("appeals:directory_preview", args=[kept.pk]),
        cancel=reverse("appeals:directory"),
        crumbs=_crumbs(),
        intro="先导出现行目录，在表里修改，再从这里上传。上传后逐行核对，确认后才施行。",
    )


def _keep(*, file: list[Any], by: Any, at: Any) -> Attachment:
    kept = store(file[0], by=by, at=at, purpose=PURPOSE, allowed=("xlsx",), limit_mb=LIMIT_MB)
    sheets.read(_content(kept), today())  # refuses at once what cannot be read at all
    return kept


@guard("appeals.directory")
def preview(request: HttpRequest, key: int) -> HttpResponse:
    """Every row with what is wrong in words; published whole or not at all."""
    source = Attachment.objects.filter(pk=key, uploaded_by=request.user, purpose=PURPOSE).first()
    if source is None:
        raise NotFound(value=key)
    rows = sheets.read(_content(source), today())
    form = PublishForm(request.POST or None, initial={"from_on": today()})
    form.renderer = Renderer()
    if request.method == "POST":
        return once(request, lambda: _publish(request, source, rows, form))
    return _previewed(request, source, rows, form)


def _publish(
    request: HttpRequest, source: Attachment, rows: list[sheets.Row], form: PublishForm
) -> HttpResponse:
    if form.is_valid():
        try:
            drafts = sheets.drafts(rows)
            edition = actions.publish(drafts=drafts, by=request.user, at=now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"已发布第{edition.number}版目录，{len(rows)}条。")
            return redirect(f"{reverse('appeals:directory')}?edition={edition.number}")
    return _previewed(request, source, rows, form, status=422)


def _previewed(
    request: HttpRequest, source: Attachment, rows: list[sheets.Row], form: PublishForm, status: int = 200
) -> HttpResponse:
    wrong = [row for row in rows if row.faults]
    values = {
        "title": "核对分派目录",
        "crumbs": _crumbs(),
        "source": source,
        "rows": wrong or rows,
        "wrong": len(wrong),
        "count": len(rows),
        "form": form,
        "once": get_random_string(24),
    }
    return render(request, "appeals/directory_preview.html", values, status=status)


def _content(source: Attachment) -> bytes:
    with open_content(source) as content:
        return content.read()


@guard("appeals.view")
def categories(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, actions.PERMISSION).allowed
    return CategoryList(request).response(crumbs=_crumbs(), may_change=may)


@guard("appeals.directory")
def category_new(request: HttpRequest) -> HttpResponse:
    return _category(request, None)


@guard("appeals.directory", Category, lookup="pk")
def category(request: HttpRequest, row: Category) -> HttpResponse:
    return _category(request, row)


def _category(request: HttpRequest, row: Category | None) -> HttpResponse:
    return form_page(
        request,
        CategoryForm,
        partial(actions.set_category, category=row),
        title=row.label if row else "新增事项",
        submit="保存",
        initial=initial_of(row) if row else None,
        done=reverse("appeals:categories"),
        message="事项已保存。",
        cancel=reverse("appeals:categories"),
        crumbs=[*_crumbs(), ("诉求事项", reverse("appeals:categories"))],
    )


directory_urls = [
    path("directory/", directory, name="directory"),
    path("directory/<int:number>.xlsx", exported, name="directory_export"),
    path("directory/upload/", upload, name="directory_upload"),
    path("directory/upload/<int:key>/", preview, name="directory_preview"),
    path("directory/categories/", categories, name="categories"),
    path("directory/categories/new/", category_new, name="category_new"),
    path("directory/categories/<int:pk>/", category, name="category"),
]
