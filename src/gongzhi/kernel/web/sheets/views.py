"""Taking spreadsheets in, for any module: the list, the blank sheet, the upload, the report, and the yes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.crypto import get_random_string

from gongzhi.kernel.clock import now
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.sheets import Line, SheetKind, actions, kind_of, written
from gongzhi.kernel.sheets.actions import Seen
from gongzhi.kernel.sheets.models import Intake
from gongzhi.kernel.web.export import XLSX
from gongzhi.kernel.web.fields import FilesField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.kernel.web.sheets.lists import SheetList, state_of
from gongzhi.kernel.web.sheets.pages import Pages

View = Callable[..., HttpResponse]
SHOWN = 100  # faulty lines on the page; the spreadsheet has all
LABELS = {"added": "新增", "changed": "更新", "same": "未变", "refused": "有误"}


def sheet_urls(pages: Pages) -> list[URLPattern]:
    """The addresses of a module's sheets, below its own."""
    views = _way_in(pages) | _report(pages) | _sheets_out(pages)
    below, name = pages.below, pages.name
    return [
        path(below, views["list"], name=f"{name}s"),
        path(f"{below}upload/", views["upload"], name=f"{name}_upload"),
        path(f"{below}blank/<slug:word>.xlsx", views["blank"], name=f"{name}_blank"),
        path(f"{below}<int:pk>/", views["report"], name=name),
        path(f"{below}<int:pk>/faulty.xlsx", views["faulty"], name=f"{name}_faulty"),
    ]


class SheetForm(forms.Form):
    """A spreadsheet, and of which kind it is when there are several."""

    subject = forms.ChoiceField(label="种类")
    file = FilesField(label="表格", accept=".xlsx,.xls", most=1, limit_mb=20)

    def __init__(self, *given: Any, pages: Pages, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["subject"].choices = [(one.word, one.label) for one in pages.kinds]  # type: ignore[attr-defined]
        if len(pages.kinds) == 1:
            del self.fields["subject"]


def _way_in(pages: Pages) -> dict[str, View]:
    @guard(pages.permission)
    def listed(request: HttpRequest, about: str = "") -> HttpResponse:
        """What this officer took in."""
        crumbs = pages.crumbs(about, listed=False)
        return SheetList(request, pages, about).response(**_ways(pages, about), pages=pages, crumbs=crumbs)

    @guard(pages.permission)
    def upload(request: HttpRequest, about: str = "") -> HttpResponse:
        crumbs = pages.crumbs(about)
        asked = request.GET.get("subject", "")
        return form_page(
            request, SheetForm, partial(_look, pages=pages, about=about), title=pages.title, submit="上传并核对",
            form_kwargs={"pages": pages}, initial={"subject": asked or pages.kinds[0].word}, intro=pages.intro, crumbs=crumbs,
            done=lambda kept: pages.url("", about, pk=kept.pk), cancel=crumbs[-2 if len(crumbs) > 1 else -1][1],
            template="sheets/upload.html", **_ways(pages, about),
        )  # fmt: skip

    return {"list": listed, "upload": upload}


def _ways(pages: Pages, about: str) -> dict[str, Any]:
    """Each kind with the address of its blank sheet, and where to upload."""
    blanks = [(one, pages.url("_blank", about, word=one.word)) for one in pages.kinds]
    return {"blanks": blanks, "upload": pages.url("_upload", about), "upload_title": pages.title}


def _look(*, pages: Pages, about: str, subject: str = "", file: list[Any], by: Any, at: Any) -> Intake:
    kind = pages.kind(subject) if subject else pages.kinds[0]
    return actions.look_over(kind=kind, data=file[0].read(), name=file[0].name, about=about, by=by, at=at)


def _own(request: HttpRequest, pages: Pages, about: str, pk: int) -> Intake:
    """The officer's own intake. Raises: NotFound."""
    mine = Intake.objects.filter(by=request.user)  # type: ignore[misc]
    found = mine.filter(pk=pk, kind__in=pages.codes, about=about).first()
    if found is None:
        raise NotFound(value=pk)
    return found


def _report(pages: Pages) -> dict[str, View]:
    @guard(pages.permission)
    def report(request: HttpRequest, pk: int, about: str = "") -> HttpResponse:
        """What taking the sheet in will do, every faulty line with its reason; POST takes the good ones in, all or none."""
        one = _own(request, pages, about, pk)
        if request.method == "POST":
            return once(request, lambda: _take(request, pages, one))
        seen = actions.again(one, by=request.user, at=now()) if one.is_open else None  # type: ignore[arg-type]
        values = _context(pages, one, seen) | {"crumbs": pages.crumbs(about), "once": get_random_string(24)}
        return _private(render(request, "sheets/report.html", values))

    return {"report": report}


def _context(pages: Pages, one: Intake, seen: Seen | None) -> dict[str, Any]:
    kind = kind_of(one.kind)
    bad = seen.planned.refused if seen else []
    counts = seen.planned.counts if seen else one.counts
    return {
        "title": f"{kind.label}{pages.sheet}", "one": one, "open": one.is_open, "pages": pages,
        "state": state_of(pages.done, one.taken_at is not None, one.is_open),
        "counts": [("行数", one.rows), *[(LABELS[name], count) for name, count in counts.items()]],
        "takes": seen.planned.takes if seen else 0, "heads": kind.heads, "faulty": len(bad), "reasons": _reasons(bad),
        "lines": [(line.number, written.shown(kind, line), line.faults) for line in bad[:SHOWN]], "most": SHOWN,
        "faulty_sheet": pages.url("_faulty", one.about, pk=one.pk),
        "anew": f"{pages.url('_upload', one.about)}?subject={kind.word}",
    }  # fmt: skip


def _reasons(lines: list[Line]) -> list[tuple[str, int]]:
    """How many lines each column makes faulty, the most first."""
    found: dict[str, int] = {}
    for line in lines:
        for column in {column for column, _ in line.faults}:
            found[column] = found.get(column, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])


def _take(request: HttpRequest, pages: Pages, one: Intake) -> HttpResponse:
    done = actions.take_in(intake=one, by=request.user, at=now())  # type: ignore[arg-type]
    counts = f"新增{done.added}，更新{done.changed}，未变{done.same}，有误未收{done.refused}"
    messages.success(request, f"{pages.done}：{counts}。")
    return redirect(pages.url("", one.about, pk=one.pk))


def _sheets_out(pages: Pages) -> dict[str, View]:
    @guard(pages.permission)
    def faulty(request: HttpRequest, pk: int, about: str = "") -> HttpResponse:
        """The faulty lines with the reasons, to be put right and uploaded again."""
        one = _own(request, pages, about, pk)
        seen = actions.again(one, by=request.user, at=now())  # type: ignore[arg-type]
        return _download(written.faulty(kind_of(one.kind), seen.lines), f"{one.label}有误的行.xlsx")

    @guard(pages.permission)
    def blank(request: HttpRequest, word: str, about: str = "") -> HttpResponse:
        """The blank sheet of a kind."""
        kind: SheetKind = pages.kind(word)
        return _download(written.blank(kind), f"{kind.label}{pages.sheet}.xlsx")

    return {"faulty": faulty, "blank": blank}


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition(name, inline=False)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
