"""Writing a paper: its words beside the paper as it reads; and the papers that there are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.clock import local_day, now
from gongzhi.kernel.documents.writing.paper import MissingPart
from gongzhi.kernel.web.fields import TextField
from gongzhi.kernel.web.forms import Renderer, form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown
from gongzhi.modules.appeals.desk.lists import appeal_url
from gongzhi.modules.appeals.desk.page import appeal_of
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.papers import actions, saying
from gongzhi.modules.appeals.papers.kinds import SORTS, Field
from gongzhi.modules.appeals.papers.models import AppealPaper
from gongzhi.modules.appeals.papers.queries import Offer

TEMPLATE = "appeals/paper_write.html"


class PaperForm(forms.Form):
    """The fields of one sort of paper; those of lines clean to a tuple."""

    def __init__(self, *given: Any, asked: dict[str, Field], **more: Any) -> None:
        super().__init__(*given, **more)
        self.asked = asked
        for name, one in asked.items():
            shared: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": one.help}
            self.fields[name] = (
                TextField(rows=one.rows, draft=False, max_length=5000, **shared)
                if one.rows > 1
                else forms.CharField(max_length=200, **shared)
            )

    def clean(self) -> dict[str, Any]:
        return {
            name: split(text) if self.asked[name].lines else text for name, text in self.cleaned_data.items()
        }


def split(text: str) -> tuple[str, ...]:
    """The lines of a text that say something.

    >>> split(" 甲 \\n\\n乙")
    ('甲', '乙')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@guard("appeals.view")
def write(request: HttpRequest, number: str, kind: str, about: int) -> HttpResponse:
    """The form and the preview side by side; numbered when it is submitted."""
    appeal, at = appeal_of(request.user, number), now()  # type: ignore[arg-type]
    if kind not in SORTS:
        raise NotFound(value=kind)
    offer = actions.offered(appeal, kind, about, request.user)  # type: ignore[arg-type]
    given = saying.initial(offer, appeal, local_day(at))
    asked = dict(offer.sort.fields)
    typed = {name: request.POST.get(name, given[name]) for name in asked}
    parts, lacks = _preview(offer, appeal, typed, at)
    context = {
        "title": f"制作{offer.label}",
        "appeal": appeal,
        "sort": offer.sort,
        "parts": parts,
        "lacks": lacks,
        "label": offer.sort.label,
        "submit": "编号并制发",
        "cancel": appeal_url(appeal.number),
        "crumbs": [("诉求清单", reverse("appeals:appeals")), (appeal.number, appeal_url(appeal.number))],
    }
    if request.method == "POST" and "preview" in request.POST:
        seen = PaperForm(request.POST, asked=asked)
        seen.renderer = Renderer()
        fresh = {"form": seen, "once": get_random_string(24), "action": request.get_full_path()}
        return render(request, TEMPLATE, context | fresh, status=422 if seen.errors else 200)

    def act(*, by: Any, at: Any, **typed: Any) -> AppealPaper:
        return actions.issue(appeal=appeal, kind=kind, about=about, typed=typed, by=by, at=at)

    return form_page(
        request,
        PaperForm,
        act,
        initial=given,
        form_kwargs={"asked": asked},
        template=TEMPLATE,
        partial=TEMPLATE,
        done=lambda paper: appeal_url(appeal.number),
        message=lambda paper: f"已制发{offer.sort.label}{paper.number}。",
        **context,
    )


def _preview(offer: Offer, appeal: Appeal, typed: dict[str, str], at: datetime) -> tuple[Any, str]:
    """The paper as it reads, or what it lacks to be one."""
    fields = offer.sort.fields
    words = {name: split(text) if fields[name].lines else text.strip() for name, text in typed.items()}
    try:
        return shown(actions.draft(offer, appeal, words, at)), ""
    except MissingPart as lacks:
        return (), str(lacks)


def _paper(request: HttpRequest, number: str, pk: int) -> AppealPaper:
    appeal = appeal_of(request.user, number)  # type: ignore[arg-type]
    paper = appeal.papers.filter(pk=pk, attachment__isnull=False).first()
    if paper is None:
        raise NotFound(value=pk)
    return paper


@guard("appeals.view")
def word(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The kept Word file."""
    return redirect("files:download", _paper(request, number, pk).attachment_id)


@guard("appeals.view")
def paper_pdf(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The same as PDF."""
    paper = _paper(request, number, pk)
    body = attachment_words(request, paper.attachment_id or 0)[1]
    return pdf_response(body, f"{SORTS[paper.kind].label}{paper.number}")


paper_urls = [
    path("<str:number>/papers/<slug:kind>/<int:about>/", write, name="paper_write"),
    path("<str:number>/papers/<int:pk>/docx/", word, name="paper_word"),
    path("<str:number>/papers/<int:pk>/pdf/", paper_pdf, name="paper_pdf"),
]
