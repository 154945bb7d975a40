"""Pages of households and visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.clock import today
from gongzhi.kernel.files.queries import of_owner
from gongzhi.kernel.people.census.checking import COLLECT
from gongzhi.kernel.people.models import Household
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import NotFound, guard
from gongzhi.modules.grid.census.forms import CareForm
from gongzhi.modules.grid.census.lists import VIEW, HouseholdList
from gongzhi.modules.grid.events.queries import events
from gongzhi.modules.grid.places import names_of
from gongzhi.modules.grid.visits import queries
from gongzhi.modules.grid.visits.actions import VISIT, set_asks, set_care, visit
from gongzhi.modules.grid.visits.forms import AskForm, visit_form
from gongzhi.modules.grid.visits.lists import AskListing, VisitList
from gongzhi.modules.grid.visits.models import AskList
from gongzhi.modules.grid.visits.queries import OWNER
from gongzhi.modules.grid.visits.rules import written

LATEST = 20


@guard(VIEW)
def households(request: HttpRequest) -> HttpResponse:
    return HouseholdList(request).response(may_collect=decide(request.user, COLLECT).allowed)


def _household(request: HttpRequest, pk: int) -> Household:
    found = queries.households(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
    if found is None:
        raise NotFound(value=pk)
    return found


def _crumbs() -> list[tuple[str, str]]:
    return [("住户", reverse("grid:households"))]


@guard(VIEW)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Who lives there (masked), the visits with their answers, the events that came of them."""
    one = _household(request, pk)
    visits = list(one.visits.select_related("by", "asked")[:LATEST])
    place = names_of([one.place_code]).get(one.place_code, one.place_code)
    late = one.visit_by is not None and one.visit_by < today()
    values = {
        "title": f"住户 {one.number}",
        "crumbs": _crumbs(),
        "household": one,
        "late": late,
        "facts": [
            ("地址", one.house.address), ("户主", one.head_name), ("人数", f"{one.size}人"), ("网格", place),
            ("关爱类别", one.get_care_display()), ("最近走访", one.visited_on or "还没有"), ("应走访", one.visit_by),
        ],
        "residents": one.residents.filter(left_on=None).select_related("person").order_by("pk"),
        "visits": [(row, queries.answered(row), list(of_owner(OWNER, row.pk))) for row in visits],
        "events": events(request.user).filter(household=one).order_by("-pk")[:LATEST],  # type: ignore[arg-type]
        "may_visit": decide(request.user, VISIT, one).allowed,
        "may_collect": decide(request.user, COLLECT, one).allowed,
    }  # fmt: skip
    return render(request, "grid/household.html", values)


@guard(VISIT)
def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a visit down."""
    one = _household(request, pk)
    require(request.user, VISIT, one)

    def act(**given: Any) -> Any:
        return visit(household=one, **given)

    return form_page(
        request,
        visit_form(queries.asked_of(one)),
        act,
        title="走访登记",
        submit="保存走访",
        done=reverse("grid:household", args=[pk]),
        message=lambda made: f"走访已登记{f'，上报{made.findings}件事件' if made.findings else ''}。",
        cancel=reverse("grid:household", args=[pk]),
        crumbs=[*_crumbs(), (one.number, reverse("grid:household", args=[pk]))],
        intro=f"{one.number}　{one.house.address}　户主{one.head_name or '未登记'}",
        template="grid/visit.html",
        partial="grid/visit_form.html",
        within=one.place_code[:12],
        level="grid",
    )


@guard(COLLECT)
def care_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How often a household is to be visited."""
    one = _household(request, pk)

    def act(**given: Any) -> Household:
        return set_care(household=one, **given)

    return form_page(
        request,
        CareForm,
        act,
        title="关爱类别",
        submit="保存",
        initial={"care": one.care},
        done=reverse("grid:household", args=[pk]),
        message="关爱类别已保存，走访间隔随之调整。",
        cancel=reverse("grid:household", args=[pk]),
        crumbs=[*_crumbs(), (one.number, reverse("grid:household", args=[pk]))],
    )


@guard(VIEW)
def visits(request: HttpRequest) -> HttpResponse:
    return VisitList(request).response(may_set=decide(request.user, "grid.catalogue").allowed)


@guard("grid.catalogue")
def asks(request: HttpRequest) -> HttpResponse:
    return AskListing(request).response(
        crumbs=[("走访记录", reverse("grid:visits"))], new=reverse("grid:ask_new")
    )


@guard("grid.catalogue")
def ask_new(request: HttpRequest) -> HttpResponse:
    """What is asked from a day on; begins with the list that is in force."""
    given = request.GET.get("of", "")
    of = AskList.objects.filter(pk=int(given)).first() if given.isdigit() else None
    initial: dict[str, Any] = {"from_on": today() + timedelta(days=1)}
    if of is not None:
        initial |= {"name": of.name, "care": of.care, "questions": written(of.questions)}
    return form_page(
        request,
        AskForm,
        set_asks,
        title="走访问题",
        submit="保存",
        initial=initial,
        done=reverse("grid:asks"),
        message="走访问题已保存。",
        cancel=reverse("grid:asks"),
        crumbs=[("走访记录", reverse("grid:visits")), ("走访问题", reverse("grid:asks"))],
    )


visit_urls = [
    path("households/", households, name="households"),
    path("households/<int:pk>/", household, name="household"),
    path("households/<int:pk>/visit/", visit_page, name="visit_new"),
    path("households/<int:pk>/care/", care_page, name="care"),
    path("visits/", visits, name="visits"),
    path("asks/", asks, name="asks"),
    path("asks/new/", ask_new, name="ask_new"),
]
