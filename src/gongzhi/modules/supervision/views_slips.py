"""Slips: the list, the page of one with its words, and its Word file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Assignment, Role
from gongzhi.kernel.flow.queries import offers
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.matters import offer_url
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown
from gongzhi.modules.supervision.models import Slip, SlipKind
from gongzhi.modules.supervision.slip_lists import (
    TONES,
    SlipList,
    burden,
    month_of,
    slips,
    standing_of,
)
from gongzhi.modules.supervision.slip_papers import name_of, write, write_paper
from gongzhi.modules.supervision.slips import SILENT, task_page

MADE = (SlipKind.NOTICE, SlipKind.REMINDER, SlipKind.TALK, SlipKind.ASSIGNMENT)


@require_safe
@guard("supervision.view")
def slip_list(request: HttpRequest) -> HttpResponse:
    """All slips that the officer sees; with a unit chosen, how many it was sent this month."""
    unit = request.GET.get("unit", "")
    intro = ""
    if unit.isdigit() and len(unit) < 19:
        intro = f"{month_of(now())[1]}已向该单位发出{burden(int(unit), now())}件。发新的之前，先看能否合并。"
    return SlipList(request).response(intro=intro)


def _slip(request: HttpRequest, pk: int) -> Slip:
    """Raises: NotFound."""
    rows = slips(request.user).select_related(
        "unit", "task__matter__lead_unit", "task__plan", "plan", "sent_by"
    )  # type: ignore[arg-type]
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(value=pk)
    return found


@require_safe
@guard("supervision.view")
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip as it reads on paper. Opened by an officer of its unit, it has been read."""
    one = _slip(request, pk)
    if one.read_at is None and request.user.unit_id == one.unit_id and request.method == "GET":  # type: ignore[union-attr]
        one.read_at = now()
        Slip.objects.filter(pk=one.pk, read_at=None).update(read_at=one.read_at)
    asked = one.task_id is not None and one.kind not in SILENT
    standing = standing_of(one)
    context = {
        "title": f"{one.get_kind_display()}　{one.number}".strip("　"),
        "crumbs": [("督办文书", reverse("supervision:slips"))],
        "slip": one,
        "parts": _parts(request, one),
        "standing": standing,
        "standing_tone": TONES.get(standing, "plain"),
        "asked": asked,
        "task_url": task_page(one.task.matter) if one.task else "",
        "reply_url": _reply_url(request, one) if asked and not one.replied_at else "",
        "month": month_of(one.sent_at)[1],
        "burden": burden(one.unit_id, now()),
        "has_file": one.attachment_id is not None or one.kind in MADE,
    }
    return render(request, "supervision/slip.html", context)


def _parts(request: HttpRequest, one: Slip) -> Any:
    """The slip as it reads: by its kept file, else as it would be written now; () for one that is no paper."""
    word = attachment_words(request, one.attachment_id)[1] if one.attachment_id else write(one)
    return shown(word) if word else ()


def _reply_url(request: HttpRequest, one: Slip) -> str:
    """The dialog by which this officer answers for the unit; "" for everybody else."""
    matter = one.task.matter
    rows = Assignment.objects.filter(matter=matter, unit=one.unit_id, role__in=(Role.LEAD, Role.CO))
    mine = offers(matter, request.user, list(rows.select_related("unit")))  # type: ignore[arg-type]
    found = next((offer for offer in mine if offer.move.code == "reply_slip" and not offer.reason), None)
    return offer_url(matter, found) if found else ""


def _kept(request: HttpRequest, pk: int) -> Slip:
    """The slip with its Word file, made now when the background has not made it yet. Raises: NotFound."""
    one = _slip(request, pk)
    if one.attachment_id is None and one.kind in MADE:
        write_paper.func(one.pk)
        one.refresh_from_db(fields=["attachment"])
    if one.attachment_id is None:
        raise NotFound(value=one.number or pk)
    return one


@require_safe
@guard("supervision.view")
def slip_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file."""
    return redirect("files:download", _kept(request, pk).attachment_id)


@require_safe
@guard("supervision.view")
def slip_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file as PDF."""
    one = _kept(request, pk)
    return pdf_response(attachment_words(request, one.attachment_id or 0)[1], name_of(one))


slip_urls: list[Any] = [
    path("slips/", slip_list, name="slips"),
    path("slips/<int:pk>/", slip, name="slip"),
    path("slips/<int:pk>/docx/", slip_file, name="slip_file"),
    path("slips/<int:pk>/pdf/", slip_pdf, name="slip_pdf"),
]
