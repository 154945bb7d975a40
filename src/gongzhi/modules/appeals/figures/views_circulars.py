"""月度通报: a list, a page with the month's figures, editing, issuing, the document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.documents.writing.wording import heading_mark
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.columns import Column, MomentColumn, StateColumn
from gongzhi.kernel.web.fields import TextField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown, word_response
from gongzhi.modules.appeals.figures import actions, rules
from gongzhi.modules.appeals.figures.models import Circular
from gongzhi.modules.appeals.figures.paper import HEAD, PARTS
from gongzhi.modules.appeals.figures.views import SEE, months


class CircularList(Listing):
    """The circulars, newest first."""

    title = "诉求月度通报"
    model = Circular
    order = ("-id",)
    template = "appeals/figures/circulars.html"
    empty = ("还没有通报。选一个月份，系统统计并起草。", "起草通报", "new/")
    columns = (
        Column("title", "标题", wide=True),
        Column("number", "文号"),
        Column("month", "月份", value=lambda one: rules.words_of_month(one.month)),
        StateColumn(
            "state",
            "状态",
            value=lambda one: "已印发" if one.issued_at else "草稿",
            tone=lambda one: "good" if one.issued_at else "busy",
        ),
        Column("created_by.name", "起草人"),
        MomentColumn("created_at", "起草时间"),
        MomentColumn("issued_at", "印发时间"),
    )

    def queryset(self, request: HttpRequest) -> Any:
        return Circular.objects.select_related("created_by").defer("content")

    def href(self, row: Circular) -> str:
        return reverse("appeals:circular", args=[row.pk])


@guard(SEE)
def listed(request: HttpRequest) -> HttpResponse:
    may = decide(request.user, actions.NEEDS).allowed
    return CircularList(request).response(may_draft=may, crumbs=[("民声排名", reverse("appeals:rank"))])


class NewForm(forms.Form):
    month = forms.ChoiceField(label="月份")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["month"].choices = months(13)  # type: ignore[attr-defined]
        self.fields["month"].initial = rules.months_before(rules.code_of(today()), 2)[0]


@guard(actions.NEEDS)
def new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewForm,
        actions.draft,
        title="起草诉求通报",
        submit="统计并起草",
        done=lambda made: reverse("appeals:circular", args=[made.pk]),
        intro="系统按所选月份统计，起草五个部分和各组的表；文字都可以修改，表按统计。",
        cancel=reverse("appeals:circulars"),
    )


@guard(SEE, Circular, lookup="pk")
def page(request: HttpRequest, circular: Circular) -> HttpResponse:
    """The circular as it reads; every figure that it names opens the appeals, as they are now."""
    context = {
        "title": circular.title,
        "circular": circular,
        "parts": shown(_word(request, circular)),
        "label": circular.title,
        "cited": _cited(circular),
        "head": HEAD,
        "rows": _linked(circular),
        "may_edit": circular.issued_at is None and decide(request.user, actions.NEEDS).allowed,
        "crumbs": [("诉求月度通报", reverse("appeals:circulars"))],
    }
    return render(request, "appeals/figures/circular.html", context)


def _word(request: HttpRequest, circular: Circular) -> bytes:
    """The kept file of an issued circular, of a draft a fresh one."""
    if circular.attachment_id is not None:
        return attachment_words(request, circular.attachment_id)[1]
    return actions.write(circular, today())


def _cited(circular: Circular) -> list[tuple[str, list[list[str]]]]:
    """The figures of each part, under its heading as the document numbers it: [label, value, address]."""
    said = [(name, heading) for name, heading in PARTS if circular.content.get(name)]
    figures = circular.content.get("figures", {})
    return [
        (f"{heading_mark(1, n)}{heading}", figures[name])
        for n, (name, heading) in enumerate(said, start=1)
        if figures.get(name)
    ]


def _linked(circular: Circular) -> list[list[tuple[str, str]]]:
    """The table's lines, each cell with where it leads."""
    content = circular.content
    pairs = zip(content.get("rows", ()), content.get("links", ()), strict=True)
    return [list(zip(row, links, strict=True)) for row, links in pairs]


class EditForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    overall = TextField(label="一、受理办理总体情况", rows=6, help_text="一行一段")
    shares = TextField(label="二、分类和领域占比", rows=4, required=False)
    low = TextField(label="三、回访满意率低的单位", rows=3, required=False)
    hot = TextField(label="四、热点诉求", rows=4, required=False)
    demands = TextField(label="五、下一步要求", rows=5, required=False, help_text="一行一条，自动编号")
    addressee = TextField(
        label="主送机关", rows=2, required=False, max_length=400, help_text="不填就用参数里的，不带冒号"
    )
    copies = TextField(label="抄送", rows=2, required=False, max_length=400, help_text="单位之间用逗号隔开")
    note = forms.CharField(
        label="附注", required=False, max_length=60, help_text="例如“此件公开发布”，不带括号"
    )


@guard(actions.NEEDS, Circular, lookup="pk")
def edit(request: HttpRequest, circular: Circular) -> HttpResponse:
    back = reverse("appeals:circular", args=[circular.pk])
    names = [*dict(PARTS), "addressee", "copies", "note"]
    texts = {name: "\n".join(circular.content.get(name, ())) for name in names}

    def act(*, by: Officer, at: datetime, version: int, **words: str) -> Circular:
        return actions.edit(circular=circular, version=version, by=by, at=at, **words)

    return form_page(
        request,
        EditForm,
        act,
        title="修改通报",
        version=circular.version,
        initial={"title": circular.title, **texts},
        done=back,
        message="通报已保存。",
        submit="保存",
        cancel=back,
    )


@require_POST
@guard(actions.NEEDS, Circular, lookup="pk")
@idempotent
def recount(request: HttpRequest, circular: Circular) -> HttpResponse:
    actions.recount(circular=circular, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, "已重新统计。")
    return redirect("appeals:circular", pk=circular.pk)


@require_POST
@guard(actions.NEEDS, Circular, lookup="pk")
@idempotent
def issue(request: HttpRequest, circular: Circular) -> HttpResponse:
    issued = actions.issue(circular=circular, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"已编号{issued.number}并生成文件。")
    return redirect("appeals:circular", pk=circular.pk)


@guard(SEE, Circular, lookup="pk")
def document(request: HttpRequest, circular: Circular) -> HttpResponse:
    """The Word file."""
    if circular.attachment_id is not None:
        return redirect("files:download", circular.attachment_id)
    return word_response(_word(request, circular), f"{circular.title}（草稿）")


@guard(SEE, Circular, lookup="pk")
def document_pdf(request: HttpRequest, circular: Circular) -> HttpResponse:
    """The Word file as PDF."""
    return pdf_response(_word(request, circular), circular.title)


@require_POST
@guard(actions.NEEDS, Circular, lookup="pk")
@idempotent
def discard(request: HttpRequest, circular: Circular) -> HttpResponse:
    actions.discard(circular=circular, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"已删除草稿《{circular.title}》。")
    return redirect("appeals:circulars")


circular_urls = [
    path("circulars/", listed, name="circulars"),
    path("circulars/new/", new, name="circular_new"),
    path("circulars/<int:pk>/", page, name="circular"),
    path("circulars/<int:pk>/edit/", edit, name="circular_edit"),
    path("circulars/<int:pk>/recount/", recount, name="circular_recount"),
    path("circulars/<int:pk>/issue/", issue, name="circular_issue"),
    path("circulars/<int:pk>/discard/", discard, name="circular_discard"),
    path("circulars/<int:pk>/document/", document, name="circular_document"),
    path("circulars/<int:pk>/pdf/", document_pdf, name="circular_pdf"),
]
