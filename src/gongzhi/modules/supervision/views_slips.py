"""Slips: the list, the page of one with its words, and its Word file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from gongzhi.kernel.access.queries import scope
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.flow.queries import may_act
from gongzhi.kernel.web.bulk import bulk_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown
from gongzhi.modules.supervision.flow import TASK
from gongzhi.modules.supervision.models import Slip, SlipKind
from gongzhi.modules.supervision.refused import NothingToReply
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
    found = slips(request.user).select_related("unit", "plan", "sent_by").filter(pk=pk).first()  # type: ignore[arg-type]
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
    asked = one.of_tasks and one.kind not in SILENT
    items = list(one.items.all())
    standing = standing_of(one)
    context = {
        "title": f"{one.get_kind_display()}　{one.number}".strip("　"),
        "crumbs": [("督办文书", reverse("supervision:slips"))],
        "slip": one,
        "parts": _parts(request, one),
        "standing": standing,
        "standing_tone": TONES.get(standing, "plain"),
        "asked": asked,
        "items": [(item, task_page(item.task.matter)) for item in items],
        "waiting": sum(item.replied_at is None for item in items),
        "replied": sum(item.replied_at is not None for item in items),
        "reply_url": reverse("supervision:slip_reply", args=[pk]) if asked and _mine(request, one) else "",
        "month": month_of(one.sent_at)[1],
        "burden": burden(one.unit_id, now()),
        "has_file": one.attachment_id is not None or one.kind in MADE,
    }
    return render(request, "supervision/slip.html", context)


def _parts(request: HttpRequest, one: Slip) -> Any:
    """The slip as it reads: by its kept file, else as it would be written now; () for one that is no paper."""
    word = attachment_words(request, one.attachment_id)[1] if one.attachment_id else write(one)
    return shown(word) if word else ()


def _mine(request: HttpRequest, one: Slip) -> list[Assignment]:
    """The unit's parts in the tasks that it has not answered yet, as far as this officer may act for it. Two queries."""
    move = TASK.moves["reply_slip"]
    waiting = [item.task_id for item in one.items.all() if item.replied_at is None]
    rows = Assignment.objects.filter(matter__in=waiting, unit=one.unit_id, closed_at=None)
    reach = scope(request.user, move.needs)  # type: ignore[arg-type]
    return [
        part
        for part in rows.filter(role__in=move.party)
        .select_related("matter", "unit")
        .order_by("matter", "role")
        if may_act(part, move, request.user, reach.covers([part.unit_path]))  # type: ignore[arg-type]
    ]


@guard("supervision.report")
def slip_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialog by which the unit answers for all tasks of a slip that wait for it, in one text."""
    parts = {part.matter_id: part for part in reversed(_mine(request, _slip(request, pk)))}
    if not parts:
        raise NothingToReply()
    chosen = [(part.matter, part.pk) for _, part in sorted(parts.items())]
    return bulk_page(request, TASK.moves["reply_slip"], chosen)


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
    path("slips/<int:pk>/reply/", slip_reply, name="slip_reply"),
    path("slips/<int:pk>/docx/", slip_file, name="slip_file"),
    path("slips/<int:pk>/pdf/", slip_pdf, name="slip_pdf"),
]
