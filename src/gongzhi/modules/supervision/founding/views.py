"""Setting a county up: the table of what the first document names, and the accounts of its units and leaders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.org.models import MemberRole, UnitKind
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.first_passwords import keep
from gongzhi.kernel.web.forms import VERSION
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.modules.supervision.founding import accounts as handlers
from gongzhi.modules.supervision.founding import actions as founding_actions
from gongzhi.modules.supervision.founding.sheet import LISTS, SPARE, Sheet, Typed, typed_over
from gongzhi.modules.supervision.models import Founding, Plan, PlanState
from gongzhi.modules.supervision.plan_imports import local_minute
from gongzhi.modules.supervision.plan_refused import AlreadyFounded, FoundingOdd, NothingToFound

NEEDS, ACCOUNTS = "supervision.found", "supervision.accounts"


def typed_in(request: HttpRequest) -> Typed:
    """The inputs `sort:key:field` of the page as sort -> key -> field -> value."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name, values in request.POST.lists():
        parts = name.split(":")
        if len(parts) == 3:
            row = found.setdefault(parts[0], {}).setdefault(parts[1], {})
            row[parts[2]] = values if parts[2] in LISTS else values[-1][:500]
    return found


@guard(NEEDS, Plan, "pk")
def founding(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The table, and its one confirmation."""
    if plan.state != PlanState.REVIEW or plan.removed_at:
        return redirect("supervision:plan", plan.pk)
    row = founding_actions.founding_of(plan)
    if request.method != "POST":
        return _page(request, plan, row, row.draft)
    typed = typed_in(request)

    def work() -> HttpResponse:
        given = request.POST.get(VERSION, "")
        version = int(given) if given.isascii() and given.isdigit() else -1
        try:
            done = founding_actions.found(plan=plan, version=version, typed=typed, by=request.user, at=now())
        except AlreadyFounded as refusal:
            return _page(request, plan, founding_actions.founding_of(plan), {}, refusal, 409)
        except (FoundingOdd, NothingToFound) as refusal:
            return _page(request, plan, row, typed, refusal, 422)
        messages.success(request, _words(done))
        if decide(request.user, ACCOUNTS):
            return redirect(f"{reverse('supervision:unit_accounts')}?plan={plan.pk}")
        return redirect("supervision:plan_review", plan.pk)

    return once(request, work)


def _words(row: Founding) -> str:
    labels = (
        ("units", "个单位"),
        ("groups", "个单位组"),
        ("leaders", "个领导职务"),
        ("leading", "个领导小组"),
    )
    made = "、".join(f"{row.counts[name]}{label}" for name, label in labels if row.counts.get(name))
    filled = "、".join(f"{name}（{count}个）" for name, count in row.counts.get("filled", ()))
    return f"已建立{made}。" + (f"单位组成员：{filled}。" if filled else "")


def _page(
    request: HttpRequest,
    plan: Plan,
    row: Founding,
    typed: Typed,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    plan.refresh_from_db()
    idea, sheet = founding_actions.proposal(plan, today())
    typed_over(sheet, typed)
    sheet.errors = refusal.errors if isinstance(refusal, FoundingOdd) else {}
    sheet.spread()
    for group in sheet.groups:
        group.names = sheet.names_of(group.members)
    labels = dict(UnitKind.choices)
    values = {
        "title": "从文件建立单位体系", "plan": plan, "sheet": sheet, "row": row, "version": row.version, "refusal": refusal,
        "once": get_random_string(24), "idea": idea, "kinds": UnitKind.choices, "roles": dict(MemberRole.choices), "choices": sheet.labels(),
        "tabs": [(kind, labels[kind], count) for kind, count in sheet.kinds], "counts": sheet.counts(),
        "spare": [f"x{n}" for n in range(1, SPARE + 1) if not _used(sheet, f"x{n}")], "drafted": bool(typed) and refusal is None,
        "near": [one for one in sheet.units if one.near and one.keep and not one.merge],
        "crumbs": [("任务清单", reverse("supervision:plans")), (_short(plan.title), reverse("supervision:plan", args=[plan.pk]))],
    }  # fmt: skip
    return render(request, "supervision/founding.html", values, status=status)


def _used(sheet: Sheet, key: str) -> bool:
    return any(row.key == key for row in sheet.units)


def _short(title: str) -> str:
    return title if len(title) <= 24 else f"{title[:23]}…"


@require_POST
@guard(NEEDS, Plan, "pk")
def founding_draft(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What was typed so far, kept for who goes on; `drop` begins again from the document."""
    if request.POST.get("drop"):
        founding_actions.drop_draft(plan=plan)
        messages.success(request, "已恢复为文件中读到的内容。")
        return redirect("supervision:founding", plan.pk)
    founding_actions.keep_draft(plan=plan, typed=typed_in(request), by=request.user, at=now())
    return JsonResponse({"saved": local_minute(now())[-5:]})


@guard(ACCOUNTS)
def unit_accounts(request: HttpRequest) -> HttpResponse:
    """Units without a handler and posts without a holder; one step opens their accounts."""
    if request.method != "POST":
        return _accounts(request)

    def work() -> HttpResponse:
        try:
            if request.POST.get("again"):
                opened = handlers.issue_again(officers=_keys(request, "officer"), by=request.user, at=now())
            else:
                opened = handlers.open_accounts(
                    units=_keys(request, "unit"),
                    heads=bool(request.POST.get("heads")),
                    leaders={key: request.POST.get(f"name-{key}", "")[:40] for key in _keys(request, "post")},
                    by=request.user,
                    at=now(),
                )
        except Refusal as refusal:
            if refusal.kind in (Kind.FORBIDDEN, Kind.ABSENT):
                raise
            return _accounts(request, refusal)
        messages.success(request, f"已生成{len(opened)}个账号的初始密码。")
        return redirect(keep(request, opened, back=_back(request)))

    return once(request, work)


def _back(request: HttpRequest) -> str:
    """Where the sheet of passwords leads: to the plan that is being reviewed, or back here."""
    plan = request.GET.get("plan", "")
    if plan.isascii() and plan.isdigit():
        return reverse("supervision:plan_review", args=[int(plan)])
    return reverse("supervision:unit_accounts")


def _keys(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit()]


def _accounts(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    on = today()
    units, posts = handlers.units_without_handler(on), handlers.vacant_posts(on)
    given = request.POST if refusal else None
    values = {
        "title": "单位账号",
        "rows": [(unit, handlers.stem_of(unit.label), given is None or str(unit.pk) in given.getlist("unit")) for unit in units],
        "posts": [
            (one.post, one.name if given is None else given.get(f"name-{one.post.pk}", ""), bool(one.name) if given is None else str(one.post.pk) in given.getlist("post"))
            for one in posts
        ],
        "unused": handlers.unused_accounts()[: handlers.MOST],
        "heads": bool(given and given.get("heads")),
        "refusal": refusal,
        "once": get_random_string(24),
        "seconds": max(1, round((len(units) + len(posts)) * 0.04)),
    }  # fmt: skip
    status = 200 if refusal is None else 409 if refusal.kind is Kind.CONFLICT else 422
    return render(request, "supervision/unit_accounts.html", values, status=status)


founding_urls = [
    path("founding/<int:pk>/", founding, name="founding"),
    path("founding/<int:pk>/draft", founding_draft, name="founding_draft"),
    path("accounts/", unit_accounts, name="unit_accounts"),
]
