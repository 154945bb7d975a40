"""Pages of circulars and special reports: figures that open, words that can be edited, the document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.clock import now, today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.parameters import value
from gongzhi.kernel.web.columns import (
    Column,
    DateColumn,
    LightColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
)
from gongzhi.kernel.web.fields import DateField, TextField, UnitField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.listing import Listing
from gongzhi.kernel.web.papers import attachment_words, pdf_response, shown, word_response
from gongzhi.modules.supervision import papers
from gongzhi.modules.supervision.models import Paper, PaperKind, Plan, PlanState, Task
from gongzhi.modules.supervision.ranking.views import period_choices
from gongzhi.modules.supervision.rules import period_of_code

FIRST = ("total", "done", "green", "yellow", "red", "overdue", "held", "unsigned", "unreported", "late")


class PaperList(Listing):
    title = "通报专报"
    model = Paper
    order = ("-id",)
    template = "supervision/papers.html"
    empty = ("还没有通报或专报。选定期间，系统先统计、起草，再由您修改印发。", "新建", "new/")
    columns = (
        Column("get_kind_display", "种类"),
        Column("number", "文号"),
        Column("title", "标题", wide=True, link=lambda paper: reverse("supervision:paper", args=[paper.pk])),
        Column("period", "期间", value=lambda paper: period_of_code(paper.period)[1].label),
        StateColumn(
            "state",
            "状态",
            value=lambda paper: "已印发" if paper.issued_at else "草稿",
            tone=lambda paper: "good" if paper.issued_at else "busy",
        ),
        Column(
            "drafter", "起草人", value=lambda paper: paper.created_by.name if paper.created_by else "系统"
        ),
        MomentColumn("created_at", "起草时间"),
        MomentColumn("issued_at", "印发时间"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Paper]:
        return Paper.objects.select_related("created_by").defer("figures", "content")

    def href(self, row: Paper) -> str:
        return reverse("supervision:paper", args=[row.pk])


@guard("supervision.circulate")
def listed(request: HttpRequest) -> HttpResponse:
    return PaperList(request).response()


class NewForm(forms.Form):
    kind = forms.ChoiceField(label="种类", choices=PaperKind.choices)
    period = forms.ChoiceField(label="期间")
    plan = forms.ModelChoiceField(
        label="任务清单",
        queryset=Plan.objects.filter(state=PlanState.ISSUED),
        required=False,
        empty_label="全部任务",
        help_text="只写一份文件的任务时选它",
    )
    unit = UnitField(label="收函单位", required=False, help_text="写提示函时选择，系统列出它的红灯、黄灯任务")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["period"].choices = period_choices(today())  # type: ignore[attr-defined]


@guard("supervision.circulate")
def new(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        NewForm,
        papers.draft,
        title="新建通报、专报、提示函",
        done=lambda paper: reverse("supervision:paper", args=[paper.pk]),
        submit="统计并起草",
        intro="系统按所选期间统计，起草总体情况和存在问题；成效和要求可以修改。",
        cancel=reverse("supervision:papers"),
    )


@guard("supervision.circulate", Paper, lookup="pk")
def page(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The paper with its figures; each opens the tasks that it counted."""
    figures = [
        (
            one["label"],
            len(one["tasks"]),
            reverse("supervision:paper_figure", args=[paper.pk, name]),
            one["unit"],
        )
        for name, one in paper.figures.items()
        if name in FIRST
    ]
    buckets = [
        (
            one["label"],
            len(one["tasks"]),
            reverse("supervision:paper_figure", args=[paper.pk, name]),
            one["unit"],
        )
        for name, one in paper.figures.items()
        if name.startswith("bucket_")
    ]
    context = {
        "title": paper.title,
        "paper": paper,
        "figures": figures,
        "buckets": buckets,
        "parts": shown(_word(request, paper)),
        "label": paper.title,
        "crumbs": [("通报专报", reverse("supervision:papers"))],
    }
    return render(request, "supervision/paper.html", context)


class EditForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    overall = TextField(label="总体情况", rows=5)
    results = TextField(label="主要成效", rows=6, required=False, help_text="一行一条")
    demands = TextField(label="下一步要求", rows=6, required=False, help_text="一行一条")
    addressee = TextField(
        label="主送（报送）", rows=2, required=False, max_length=400, help_text="不填就用参数里的"
    )
    copies = TextField(label="抄送", rows=2, required=False, max_length=400, help_text="单位之间用逗号隔开")
    note = forms.CharField(
        label="附注", required=False, max_length=60, help_text="例如“此件公开发布”，不带括号"
    )


class LetterForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    overall = TextField(label="提示事项", rows=3)
    items = TextField(label="滞后任务", rows=6, required=False, help_text="一行一项，自动编号")
    demands = TextField(label="工作要求", rows=5, help_text="一行一条")
    due = DateField(label="反馈时限", required=False, help_text="不填就从印发之日起按回复时限算")
    copies = TextField(label="抄送", rows=2, required=False, max_length=400, help_text="单位之间用逗号隔开")


@guard("supervision.circulate", Paper, lookup="pk")
def edit(request: HttpRequest, paper: Paper) -> HttpResponse:
    content = paper.content
    circular = paper.kind == PaperKind.CIRCULAR
    copies = value("supervision.circular.copies", today()) if circular else ""

    def act(*, by: Officer, at: datetime, version: int, **words: Any) -> Paper:
        return papers.edit(paper=paper, version=version, by=by, at=at, **words)

    return form_page(
        request,
        LetterForm if paper.kind == PaperKind.PROMPT_LETTER else EditForm,
        act,
        title="修改文稿",
        version=paper.version,
        initial={
            "title": paper.title,
            "overall": content["overall"],
            "results": "\n".join(content["results"]),
            "demands": "\n".join(content["demands"]),
            "addressee": content.get("addressee", ""),
            "copies": content.get("copies", copies),
            "note": content.get("note", ""),
            "items": "\n".join(content.get("items", ())),
            "due": content.get("due", ""),
        },
        done=reverse("supervision:paper", args=[paper.pk]),
        message="文稿已保存。",
        submit="保存",
        cancel=reverse("supervision:paper", args=[paper.pk]),
    )


@require_POST
@guard("supervision.circulate", Paper, lookup="pk")
@idempotent
def recount(request: HttpRequest, paper: Paper) -> HttpResponse:
    papers.recount(paper=paper, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, "已按现在的进展重新统计。")
    return redirect("supervision:paper", pk=paper.pk)


@require_POST
@guard("supervision.circulate", Paper, lookup="pk")
@idempotent
def issue(request: HttpRequest, paper: Paper) -> HttpResponse:
    issued = papers.issue(paper=paper, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"已编号{issued.number}并生成文件。")
    return redirect("supervision:paper", pk=paper.pk)


def _word(request: HttpRequest, paper: Paper) -> bytes:
    """The kept file of an issued paper, of a draft a fresh one."""
    if paper.attachment_id is not None:
        return attachment_words(request, paper.attachment_id)[1]
    return papers.write(paper, today())


@require_POST
@guard("supervision.circulate", Paper, lookup="pk")
@idempotent
def discard(request: HttpRequest, paper: Paper) -> HttpResponse:
    papers.discard(paper=paper, by=request.user, at=now())  # type: ignore[arg-type]
    messages.success(request, f"已删除草稿《{paper.title}》。")
    return redirect("supervision:papers")


@guard("supervision.circulate", Paper, lookup="pk")
def document(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The Word file."""
    if paper.attachment_id is not None:
        return redirect("files:download", paper.attachment_id)
    return word_response(_word(request, paper), f"{paper.title}（草稿）")


@guard("supervision.circulate", Paper, lookup="pk")
def document_pdf(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The Word file as PDF."""
    return pdf_response(_word(request, paper), paper.title)


class FigureList(Listing):
    """The tasks behind one figure, exactly those that were counted."""

    model = Task
    order = ("plan_id", "order", "pk")
    columns = (
        LightColumn("matter.judged_light", "亮灯", reason=lambda task: task.light_reason),
        Column("number", "编号", css="num"),
        Column("no", "序号"),
        Column(
            "matter.title",
            "任务",
            wide=True,
            link=lambda task: reverse("supervision:task", args=[task.matter.number]),
        ),
        Column("matter.lead_unit.label", "牵头单位"),
        DateColumn("deadline", "时限"),
        NumberColumn("expected", "序时", unit="%"),
        NumberColumn("actual", "实际", unit="%"),
        Column("matter.state_now.label", "状态"),
    )

    def __init__(self, request: HttpRequest, paper: Paper, figure: str) -> None:
        super().__init__(request)
        self.paper, self.figure = paper, figure
        self.title = f"{paper.figures[figure]['label']}（{paper.title}）"  # type: ignore[misc]

    def queryset(self, request: HttpRequest) -> QuerySet[Task]:
        keys = papers.figure_tasks(self.paper, self.figure)
        return Task.objects.filter(pk__in=keys).select_related("matter__lead_unit")

    def href(self, row: Task) -> str:
        return reverse("supervision:task", args=[row.matter.number])


@guard("supervision.circulate", Paper, lookup="pk")
def figure(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    if name not in paper.figures:
        raise NotFound(value=name)
    crumbs = [
        ("通报专报", reverse("supervision:papers")),
        (paper.title, reverse("supervision:paper", args=[paper.pk])),
    ]
    intro = "这是统计时计入的任务；亮灯和进度列显示的是现在的情况。"
    return FigureList(request, paper, name).response(crumbs=crumbs, intro=intro)


paper_urls = [
    path("papers/", listed, name="papers"),
    path("papers/new/", new, name="paper_new"),
    path("papers/<int:pk>/", page, name="paper"),
    path("papers/<int:pk>/edit/", edit, name="paper_edit"),
    path("papers/<int:pk>/recount/", recount, name="paper_recount"),
    path("papers/<int:pk>/issue/", issue, name="paper_issue"),
    path("papers/<int:pk>/discard/", discard, name="paper_discard"),
    path("papers/<int:pk>/document/", document, name="paper_document"),
    path("papers/<int:pk>/pdf/", document_pdf, name="paper_pdf"),
    path("papers/<int:pk>/figures/<slug:name>/", figure, name="paper_figure"),
]
