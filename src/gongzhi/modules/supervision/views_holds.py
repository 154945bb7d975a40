"""挂账销号: the list, and the account as a paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from gongzhi.kernel.access.queries import holds
from gongzhi.kernel.clock import today
from gongzhi.kernel.documents.writing import docx
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.papers import pdf_response, shown, word_response
from gongzhi.modules.supervision.hold_lists import HoldList, account_paper, open_items


@require_safe
@guard("supervision.view")
def hold_list(request: HttpRequest) -> HttpResponse:
    """What is on the account; without a choice of standing, what is open."""
    if not request.GET:
        return redirect(f"{reverse('supervision:holds')}?standing=open")
    may = holds(request.user, "supervision.hold")  # type: ignore[arg-type]
    return HoldList(request).response(may_hold=may)


@require_safe
@guard("supervision.view")
def hold_print(request: HttpRequest) -> HttpResponse:
    """The account on paper: as a page to print, with ?docx as a Word file, with ?pdf as PDF."""
    word = docx(account_paper(open_items(request.user)))  # type: ignore[arg-type]
    name = f"挂账清单{today():%Y%m%d}"
    if "docx" in request.GET:
        return word_response(word, name)
    if "pdf" in request.GET:
        return pdf_response(word, name)
    crumbs = [("挂账销号", reverse("supervision:holds"))]
    context = {"title": "挂账清单", "parts": shown(word), "label": "挂账清单", "crumbs": crumbs}
    return render(request, "supervision/hold_print.html", context)


hold_urls: list[Any] = [
    path("holds/", hold_list, name="holds"),
    path("holds/print/", hold_print, name="holds_print"),
]
