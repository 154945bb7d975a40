"""Posts, the units they answer for, and who holds them from when to when."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.clock import today
from gongzhi.kernel.org import seats
from gongzhi.kernel.org.models import Post, Tenure
from gongzhi.kernel.web.columns import Column, DateColumn, NamesColumn
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration import forms
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table, days, joined, link


def href(post: Post) -> str:
    return reverse("administration:post", args=[post.pk])


def _tenure(post: Post) -> Tenure | None:
    """The tenure in force, read along by the list."""
    return next(iter(post.now), None)


class PostList(Listing):
    title = "职务"
    model = Post
    searchable = "职务、任职人员"
    order = ("rank", "code")
    columns = (
        Column("code", "代码", sort="code", css="num"),
        Column("title", "职务", sort="rank", link=href, wide=True),
        Column("holder", "现任", value=lambda row: _tenure(row).officer.name if _tenure(row) else "空缺"),
        DateColumn("since", "任职", value=lambda row: _tenure(row).from_on if _tenure(row) else None),
        Column("unit.label", "所在单位"),
        NamesColumn("charge", "分管单位", value=lambda row: list(row.charge.all()), first=5),
        Column("aliases", "其他写法", value=lambda row: "、".join(row.aliases), shown=False),
    )
    empty = (
        "还没有职务。任务派给职务，不派给人：换人以后任务跟着职务走。",
        "新建职务",
        "/administration/posts/new",
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Post]:
        tenures = Tenure.objects.filter(Tenure.open_on(today())).select_related("officer")
        now = Prefetch("tenures", queryset=tenures, to_attr="now")
        return Post.objects.select_related("unit").prefetch_related("charge", now)

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        held = Tenure.objects.filter(officer__name__icontains=words).values("post")
        return rows.filter(Q(title__icontains=words) | Q(pk__in=held))

    def href(self, row: Any) -> str:
        return href(row)


@guard(ORG)
def posts(request: HttpRequest) -> HttpResponse:
    new = Button("新建职务", reverse("administration:post-new"), main=True)
    return PostList(request).response(actions=buttons(new))


@guard(ORG, Post, lookup="pk")
def post(request: HttpRequest, post: Post) -> HttpResponse:
    def to(name: str) -> str:
        return reverse(f"administration:{name}", args=[post.pk])

    tenures = list(post.tenures.select_related("officer"))
    facts = [
        ("代码", post.code),
        ("职务", post.title),
        ("其他写法", "、".join(post.aliases)),
        ("所在单位", post.unit),
        ("分管单位", joined(post.charge.all())),
    ]
    rows = [
        (
            link(reverse("administration:officer", args=[one.officer_id]), one.officer.name),
            days(one.from_on, one.to_on),
        )
        for one in tenures
    ]
    context = {
        "title": post.title,
        "facts": facts,
        "tables": [Table("任职", ("人员", "时间"), rows, "还没有人任职。")],
        "crumbs": [("职务", reverse("administration:posts"))],
        "actions": buttons(
            Button("任职", to("post-appoint"), "user-plus", main=True),
            Button("离任", to("post-leave"), "logout"),
            Button("修改", to("post-change"), "pencil"),
        ),
    }
    return render(request, "administration/thing.html", context)


@guard(ORG)
def create(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        forms.PostForm,
        seats.create_post,
        title="新建职务",
        submit="保存",
        done=href,
        message=lambda made: f"已新建{made.title}。",
        cancel=reverse("administration:posts"),
    )


@guard(ORG, Post, lookup="pk")
def change(request: HttpRequest, post: Post) -> HttpResponse:
    given = {"title": post.title, "aliases": post.aliases, "charge": post.charge.all(), "rank": post.rank}
    action = partial(seats.change_post, post=post)
    return _about(request, post, forms.PostChangeForm, action, f"修改{post.title}", initial=given)


@guard(ORG, Post, lookup="pk")
def appoint(request: HttpRequest, post: Post) -> HttpResponse:
    action = partial(seats.appoint, post=post)
    return _about(request, post, forms.AppointForm, action, f"{post.title}任职")


@guard(ORG, Post, lookup="pk")
def leave(request: HttpRequest, post: Post) -> HttpResponse:
    action = partial(seats.leave, post=post)
    return _about(request, post, forms.DayForm, action, f"{post.title}离任")


def _about(request: HttpRequest, post: Post, form: Any, action: Any, title: str, **more: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        action,
        title=title,
        submit="保存",
        done=lambda _: href(post),
        message=f"{title}已保存。",
        cancel=href(post),
        **more,
    )
