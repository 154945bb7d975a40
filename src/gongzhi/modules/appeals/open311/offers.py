"""Pages of the open interface: which categories programs of others may file, and what they are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongzhi.kernel.clock import today
from gongzhi.kernel.web.columns import Column
from gongzhi.kernel.web.fields import TextField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.open311 import actions, asking
from gongzhi.modules.appeals.open311.models import Offer

HELP = (
    "一行一个：代码 | 类型 | 问题 | 必填 | 选项。类型有文字、长文字、数字、时间、单选、多选、提示；"
    "选项写成“键=名称”，用顿号隔开。例如：lamps | 数字 | 几盏不亮 | 必填"
)


class OfferForm(forms.Form):
    checked_first = forms.BooleanField(
        label="核对后公开：先给对方凭据，派单后才公开并给出编号", required=False
    )
    questions = TextField(label="附加问题", rows=6, max_length=4000, required=False, help_text=HELP)


class OfferList(Listing):
    """The categories that may be published. Two statements besides the frame."""

    title = "开放接口"
    model = Category
    order = ("code",)
    searchable = "事项、代码"
    empty = ("还没有可对外公开的事项。", "在“分派目录”的事项里勾选“可对外公开”。", "")
    columns = (
        Column("code", "代码", css="num"),
        Column(
            "label", "事项", wide=True, link=lambda one: reverse("appeals:offer", args=[one.code]), value=str
        ),
        Column("way", "公开方式", value=lambda one: "核对后公开" if _of(one).checked_first else "立即公开"),
        Column(
            "asked", "附加问题", value=lambda one: "、".join(row["description"] for row in _of(one).questions)
        ),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return Category.objects.filter(Category.offered_on(today()), publishable=True).select_related("offer")

    def search(self, rows: QuerySet[Category], words: str) -> QuerySet[Category]:
        return rows.filter(name__contains=words) | rows.filter(code__startswith=words.upper())


def _of(category: Category) -> Offer:
    """How it is offered; plainly where nothing was set."""
    return getattr(category, "offer", None) or Offer(category=category)


def _crumbs() -> list[tuple[str, str]]:
    return [("开放接口", reverse("appeals:offers"))]


@guard("appeals.directory")
def offers(request: HttpRequest) -> HttpResponse:
    return OfferList(request).response()


@guard("appeals.directory")
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked with one category."""
    category = Category.objects.select_related("offer").filter(code=code, publishable=True).first()
    if category is None:
        raise NotFound(value=code)
    kept = _of(category)

    def work(*, checked_first: bool, questions: str, by: Any, at: Any) -> Offer:
        rows = asking.read(questions)
        return actions.set_offer(category=category, questions=rows, checked_first=checked_first, by=by, at=at)

    return form_page(
        request,
        OfferForm,
        work,
        title=f"开放接口：{category.label}",
        submit="保存",
        initial={"checked_first": kept.checked_first, "questions": asking.written(kept.questions)},
        done=reverse("appeals:offers"),
        cancel=reverse("appeals:offers"),
        crumbs=_crumbs(),
    )


offer_urls = [
    path("open311/", offers, name="offers"),
    path("open311/<str:code>", offer, name="offer"),
]
