"""Taking spreadsheets in: the blank form, the upload, the report, and the yes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.clock import now
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.people.census import intake as census
from gongzhi.kernel.people.census.checking import COLLECT, Line
from gongzhi.kernel.people.census.forms_of import FORMS
from gongzhi.kernel.people.census.words import Subject
from gongzhi.kernel.people.models import Intake
from gongzhi.kernel.web.export import XLSX
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.grid.census.forms import SheetForm
from gongzhi.modules.grid.census.lists import SheetIntakeList

SHOWN = 100  # faulty lines on the page; the spreadsheet has all


@guard(COLLECT)
def intakes(request: HttpRequest) -> HttpResponse:
    """What this officer took in."""
    return SheetIntakeList(request).response(subjects=Subject.choices)


@guard(COLLECT)
def upload(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        SheetForm,
        _look,
        title="用表格采集",
        submit="上传并核对",
        done=lambda kept: reverse("grid:intake", args=[kept.pk]),
        cancel=reverse("grid:intakes"),
        crumbs=_crumbs(),
        intro="先核对，看过报告、确认以后才收入名册。先采集房屋，再采集居民。身份证号一列要设为文本。",
        initial={"subject": request.GET.get("subject", "resident")},
    )


def _look(*, subject: str, file: list[Any], by: Any, at: Any) -> Intake:
    return census.look_over(subject=subject, data=file[0].read(), name=file[0].name, by=by, at=at)


def _crumbs() -> list[tuple[str, str]]:
    return [("采集批次", reverse("grid:intakes"))]


def _own(request: HttpRequest, pk: int) -> Intake:
    found = Intake.objects.filter(pk=pk, by=request.user).first()
    if found is None:
        raise NotFound(value=pk)
    return found


@guard(COLLECT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking the sheet in will do, every faulty line with its reason; POST takes the good ones in, all or none."""
    one = _own(request, pk)
    if request.method == "POST":
        return once(request, lambda: _take(request, one))
    open_ = bool(one.content) and one.taken_at is None
    seen = census.again(one, by=request.user, at=now()) if open_ else None  # type: ignore[arg-type]
    faulty = [line for line in seen.lines if line.faults] if seen else []
    form = FORMS[one.subject]
    values = {
        "title": f"采集{one.get_subject_display()}",
        "crumbs": _crumbs(),
        "one": one,
        "open": open_,
        "counts": _figures(one, seen.planned.counts if seen else None),
        "takes": len(seen.planned.add) + len(seen.planned.change) if seen else 0,
        "heads": form.heads,
        "lines": [(line.number, census.shown(form, line), line.faults) for line in faulty[:SHOWN]],
        "faulty": len(faulty),
        "reasons": _reasons(faulty),
        "once": get_random_string(24),
    }
    return _private(render(request, "grid/intake.html", values))


def _figures(one: Intake, fresh: dict[str, int] | None) -> list[tuple[str, int]]:
    counts = fresh or {name: getattr(one, name) for name in ("added", "changed", "same", "refused")}
    labels = {"added": "新增", "changed": "更新", "same": "未变", "refused": "有误"}
    return [("行数", one.rows), *[(labels[name], count) for name, count in counts.items()]]


def _reasons(lines: list[Line]) -> list[tuple[str, int]]:
    """How many lines each column makes faulty, the most first."""
    found: dict[str, int] = {}
    for line in lines:
        for column in {column for column, _ in line.faults}:
            found[column] = found.get(column, 0) + 1
    return sorted(found.items(), key=lambda pair: -pair[1])


def _take(request: HttpRequest, one: Intake) -> HttpResponse:
    done = census.take_in(intake=one, by=request.user, at=now())  # type: ignore[arg-type]
    text = f"已采集：新增{done.added}，更新{done.changed}，未变{done.same}，有误未收{done.refused}。"
    messages.success(request, text)
    return redirect("grid:intake", pk=one.pk)


@guard(COLLECT)
def faulty_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The faulty lines with the reasons, to be put right and uploaded again."""
    seen = census.again(_own(request, pk), by=request.user, at=now())  # type: ignore[arg-type]
    one = _own(request, pk)
    return _download(census.faulty(one.subject, seen.lines), f"{one.get_subject_display()}有误的行.xlsx")


@guard(COLLECT)
def blank(request: HttpRequest, subject: str) -> HttpResponse:
    """The blank form of a subject."""
    if subject not in FORMS:
        raise NotFound(value=subject)
    return _download(census.empty_form(subject), f"{Subject(subject).label}采集表.xlsx")


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition(name, inline=False)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


intake_urls = [
    path("intakes/", intakes, name="intakes"),
    path("intakes/upload/", upload, name="intake_upload"),
    path("intakes/blank/<slug:subject>.xlsx", blank, name="intake_blank"),
    path("intakes/<int:pk>/", report, name="intake"),
    path("intakes/<int:pk>/faulty.xlsx", faulty_sheet, name="intake_faulty"),
]
