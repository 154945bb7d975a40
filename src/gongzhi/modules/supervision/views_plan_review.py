"""The review page: the marked document beside its tasks, and each change as a small answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import local_day, now, today
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.forms import VERSION, Renderer, form_page, refuse
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.supervision import plan_edits, plan_tokens
from gongzhi.modules.supervision.founding.actions import is_foreign
from gongzhi.modules.supervision.models import Item, Plan, PlanState
from gongzhi.modules.supervision.plan_board import Board, Tally, cards_of, suggested_cuts
from gongzhi.modules.supervision.plan_forms import (
    OPERATORS,
    ItemForm,
    SetAllForm,
    SettleForm,
    initial_of,
)
from gongzhi.modules.supervision.plan_imports import namesake
from gongzhi.modules.supervision.plan_issue import County
from gongzhi.modules.supervision.plan_learning import LASTING
from gongzhi.modules.supervision.views_plan_answers import answer, moved, passed, told, whole

NEEDS = "supervision.plan"
VERBS = ("accept", "unaccept", "merge", "split", "remove", "restore")


def _day(plan: Plan) -> date:
    return plan.issued_on or local_day(plan.created_at)


@require_GET
@guard(NEEDS, Plan, "pk")
def review(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Document left, tasks right. A plan that is not under review has a page of its own."""
    if plan.state != PlanState.REVIEW or plan.removed_at:
        return redirect("supervision:plan", plan.pk)
    board = Board(plan, today(), request.user)
    values = {"title": plan.title, "plan": plan, "board": board, "document": mark_safe(board.document)}
    foreign = is_foreign(board.items) if decide(request.user, "supervision.found") else None
    return render(
        request, "supervision/plan_review.html", values | {"namesake": namesake(plan), "foreign": foreign}
    )


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", request.POST.get(VERSION, ""))
    return int(given) if given.isascii() and given.isdigit() else None


@require_POST
@guard(NEEDS, Plan, "pk")
def act(request: HttpRequest, plan: Plan, item: int, verb: str) -> HttpResponse:
    """One press of a button or key on one task."""
    if verb not in VERBS:
        raise NotFound(value=verb)
    given: dict[str, Any] = {"plan": plan, "item": item, "version": _version(request)}
    given |= {"by": request.user, "at": now()}

    def work() -> HttpResponse:
        if verb in ("accept", "unaccept"):
            return answer(request, plan, [plan_edits.accept(accepted=verb == "accept", **given)])
        if verb == "merge":
            row = plan_edits.merge_with_previous(**given)
            return moved(request, plan, [row.pk, item], row.pk, f"已并入“{row.no}”。")
        if verb == "split":
            rows = plan_edits.split_item(cuts=_cuts(request, plan, item), **given)
            return moved(request, plan, [row.pk for row in rows], rows[1].pk, f"已拆成{len(rows)}项。")
        row = plan_edits.remove_item(removed=verb == "remove", **given)
        said = "已删除，按 u 撤销。" if row.removed else "已恢复。"
        return moved(request, plan, [row.pk], None if row.removed else row.pk, said)

    return told(request, plan, work)


def _cuts(request: HttpRequest, plan: Plan, item: int) -> list[int]:
    if request.POST.get("suggested"):
        return suggested_cuts(Item.objects.get(plan=plan, pk=item), plan.text)
    given = request.POST.get("cut", "")
    return [int(given)] if given.isascii() and given.isdigit() else []


@require_POST
@guard(NEEDS, Plan, "pk")
def undo(request: HttpRequest, plan: Plan) -> HttpResponse:
    def work() -> HttpResponse:
        edit = plan_edits.undo(plan=plan, by=request.user, at=now())
        also = f"，也不再记得“{edit.forgotten}”这个别名" if edit.forgotten else ""
        keys = [row["id"] for row in edit.before]
        return moved(request, plan, keys, keys[0] if keys else None, f"已撤销：{edit.label}{also}。")

    return told(request, plan, work)


@require_POST
@guard(NEEDS, Plan, "pk")
def accept_clear(request: HttpRequest, plan: Plan) -> HttpResponse:
    def work() -> HttpResponse:
        rows = plan_edits.accept_clear(plan=plan, by=request.user, at=now())
        said = f"{len(rows)}项没有疑问的任务已核对通过。" if rows else "没有可以通过的任务。"
        return passed(request, plan, rows, said)

    return told(request, plan, work)


@require_POST
@guard(NEEDS, Plan, "pk")
def name_again(request: HttpRequest, plan: Plan) -> HttpResponse:
    def work() -> HttpResponse:
        count = plan_edits.name_again(plan=plan, by=request.user, at=now())
        return whole(
            request, plan, None, f"重新对应后，{count}项任务有变化。" if count else "单位和职务没有变化。"
        )

    return told(request, plan, work)


@guard(NEEDS, Plan, "pk")
def set_all(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Cycle and deadline of all tasks, in a dialog."""

    def action(**values: Any) -> int:
        return plan_edits.set_for_all(plan=plan, **values)

    return form_page(
        request, SetAllForm, action, title="批量设置", submit="设置",
        message=lambda count: f"已修改{count}项任务。", done=lambda count: whole(request, plan),
    )  # fmt: skip


@require_POST
@guard(NEEDS, Plan, "pk")
def settle(request: HttpRequest, plan: Plan) -> HttpResponse:
    """One of the offered candidates was pressed."""
    kind, key, name = (request.POST.get(field, "") for field in ("kind", "key", "name"))
    if kind not in ("unit", "group", "post", "officer") or not key.isdigit():
        raise NotFound(value=key)
    remember = bool(request.POST.get("remember"))

    def work() -> HttpResponse:
        rows = plan_edits.settle(
            plan=plan, name=name, link={kind: int(key)}, remember=remember, by=request.user, at=now()
        )
        return answer(request, plan, rows, _settled(name, len(rows), remember and kind in LASTING))

    return told(request, plan, work)


def _settled(name: str, count: int, remember: bool) -> str:
    return f"“{name}”已指定，共{count}项任务{'，并记为别名，按 u 可一并撤销' if remember else ''}。"


def _remembers(request: HttpRequest) -> bool:
    return bool(request.POST.get("remember")) and not request.POST.get("who", "").startswith("o:")


@require_GET
@guard(NEEDS, Plan, "pk")
def bar(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The counters and buttons above the review, as they are now."""
    values = {"plan": plan, "board": Tally(plan, request.user)}
    return render(request, "supervision/plan_bar.html", values)


@guard(NEEDS, Plan, "pk")
def settle_other(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Choose somebody else for a printed name, in a dialog."""
    name = request.POST.get("name") or request.GET.get("name", "")
    leader = (request.GET.get("leader") or "") == "1"

    def action(*, name: str, who: dict[str, int], by: Any, at: Any, remember: bool = False) -> list[Item]:
        return plan_edits.settle(plan=plan, name=name, link=who, remember=remember, by=by, at=at)

    return form_page(
        request, SettleForm, action, title=f"“{name}”是哪一个", submit="指定", initial={"name": name},
        form_kwargs={"leader": leader},
        done=lambda rows: answer(request, plan, rows, _settled(name, len(rows), _remembers(request))),
    )  # fmt: skip


def _item(plan: Plan, key: int) -> Item:
    item = Item.objects.filter(plan=plan, pk=key).first()
    if item is None:
        raise NotFound(value="任务")
    return item


@require_GET
@guard(NEEDS, Plan, "pk")
def card(request: HttpRequest, plan: Plan, item: int) -> HttpResponse:
    """One task as it is, to leave its form."""
    found = cards_of(plan, [_item(plan, item)], _day(plan))[0]
    return render(request, "supervision/plan_card.html", {"plan": plan, "card": found})


@guard(NEEDS, Plan, "pk")
def edit(request: HttpRequest, plan: Plan, item: int) -> HttpResponse:
    """The form of one task, in the place of its card."""
    row = _item(plan, item)
    more = {"county": County.of([row], _day(plan)), "year": plan.year or today().year, "item": row}
    if request.method != "POST":
        return _form(request, plan, ItemForm(initial=initial_of(row), auto_id=f"i{item}_%s", **more), row)
    form = ItemForm(request.POST, auto_id=f"i{item}_%s", **more)
    if not form.is_valid():
        return _form(request, plan, form, row, 422)

    def work() -> HttpResponse:
        changed = plan_edits.edit_item(
            plan=plan, item=item, version=_version(request), by=request.user, at=now(), **form.cleaned_data
        )
        return answer(request, plan, [changed])

    try:
        return work()
    except Refusal as refusal:
        if refusal.kind in (Kind.FORBIDDEN, Kind.ABSENT):
            raise
        row.refresh_from_db()  # the form keeps what was typed and carries the version that the officer was told of
        refuse(form, refusal)
        return _form(request, plan, form, row, 409 if refusal.kind is Kind.CONFLICT else 422)


@guard(NEEDS, Plan, "pk")
def add(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A new task, in a dialog; `after` names the one that it follows."""
    after = request.GET.get("after", "")
    more = {"county": County(), "year": plan.year or today().year}

    def action(*, by: Any, at: Any, links: dict[str, Any], **columns: Any) -> Item:
        columns["resolved"] = {name: {**link, "via": "chosen"} for name, link in links.items()}
        key = int(after) if after.isdigit() else None
        return plan_edits.add_item(plan=plan, after=key, by=by, at=at, **columns)

    return form_page(
        request, ItemForm, action, title="添加任务", submit="添加", form_kwargs=more, operators=OPERATORS,
        template="supervision/plan_add.html", partial="supervision/plan_add_form.html",
        done=lambda row: moved(request, plan, [row.pk], row.pk, "已添加。"),
    )  # fmt: skip


def _form(request: HttpRequest, plan: Plan, form: ItemForm, item: Item, status: int = 200) -> HttpResponse:
    form.renderer = Renderer()
    values = {"plan": plan, "form": form, "item": item, "operators": OPERATORS}
    return render(request, "supervision/plan_item_form.html", values, status=status)


@require_GET
@guard(NEEDS)
def units(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"choices": plan_tokens.unit_choices(request.GET.get("q", "").strip()[:40], today())})


@require_GET
@guard(NEEDS)
def leaders(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"choices": plan_tokens.leader_choices(request.GET.get("q", "").strip()[:40])})


review_urls = [
    path("plans/choices/units", units, name="plan_units"),
    path("plans/choices/leaders", leaders, name="plan_leaders"),
    path("plans/<int:pk>/review", review, name="plan_review"),
    path("plans/<int:pk>/bar", bar, name="plan_bar"),
    path("plans/<int:pk>/undo", undo, name="plan_undo"),
    path("plans/<int:pk>/accept", accept_clear, name="plan_accept_clear"),
    path("plans/<int:pk>/names", name_again, name="plan_name_again"),
    path("plans/<int:pk>/set", set_all, name="plan_set_all"),
    path("plans/<int:pk>/settle", settle, name="plan_settle"),
    path("plans/<int:pk>/settle/other", settle_other, name="plan_settle_other"),
    path("plans/<int:pk>/items/add", add, name="plan_item_add"),
    path("plans/<int:pk>/items/<int:item>/", card, name="plan_item"),
    path("plans/<int:pk>/items/<int:item>/edit", edit, name="plan_item_edit"),
    path("plans/<int:pk>/items/<int:item>/<str:verb>", act, name="plan_item_act"),
]
