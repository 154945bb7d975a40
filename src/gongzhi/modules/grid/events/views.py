"""Pages of events: the list, one event, reporting, looking at the spot."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.web.bulk import on_matters
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.maps import full_name
from gongzhi.kernel.web.search import words_of
from gongzhi.modules.grid.events import page
from gongzhi.modules.grid.events.actions import REPORT, VERIFY, report, verify
from gongzhi.modules.grid.events.forms import ReportForm, VerifyForm
from gongzhi.modules.grid.events.lists import EventList, event_url
from gongzhi.modules.grid.events.models import GridEvent
from gongzhi.modules.grid.places import GRIDS, named
from gongzhi.modules.grid.visits.queries import own_places

MOST_CHOICES = 50


def _crumbs() -> list[tuple[str, str]]:
    return [("网格事件", reverse("grid:events"))]


@guard("grid.view")
def events(request: HttpRequest) -> HttpResponse:
    """The list; its address with filters is what every figure opens."""
    return EventList(request).response(may_report=decide(request.user, REPORT).allowed)


@guard("grid.view")
def event(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one event."""
    one = page.event_of(request.user, number)  # type: ignore[arg-type]
    return render(request, "grid/event.html", page.context(one, request.user))  # type: ignore[arg-type]


@guard("grid.view")
def popup(request: HttpRequest, number: str) -> HttpResponse:
    """What the map shows of one event."""
    one = page.event_of(request.user, number)  # type: ignore[arg-type]
    return render(request, "grid/event_popup.html", page.popup(one))


@guard("grid.view")
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """One move for the events that were ticked in the list; each is checked for itself."""
    return on_matters(request, "grid_event", code)


@guard(REPORT)
def report_page(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        ReportForm,
        report,
        title="上报事件",
        submit="上报",
        done=lambda made: event_url(made.number),
        message=_said,
        cancel=reverse("grid:events"),
        crumbs=_crumbs(),
        template="grid/report.html",
        partial="grid/report_form.html",
        **near(request.user),  # type: ignore[arg-type]
    )


def _said(made: GridEvent) -> str:
    done = "已登记为自办办结" if made.matter.state == "settled" else "已上报，等待立案派遣"
    return f"{done}，编号{made.number}。"


@guard(VERIFY)
def verify_page(request: HttpRequest, number: str) -> HttpResponse:
    """A second person's look at the spot."""
    one = page.event_of(request.user, number)  # type: ignore[arg-type]

    def act(**given: Any) -> GridEvent:
        return verify(event=one, **given)

    return form_page(
        request,
        VerifyForm,
        act,
        title="现场核查",
        submit="提交核查",
        version=one.matter.version,
        intro=f"{one.number}　{one.matter.title}",
        done=event_url(one.number),
        message="核查已登记。",
        cancel=event_url(one.number),
        crumbs=[*_crumbs(), (one.number, event_url(one.number))],
        template="grid/verify.html",
        partial="grid/verify_form.html",
        within=one.matter.place_code[:12],
    )


def near(officer: Officer) -> dict[str, str]:
    """The land that a form's map begins with: the village of the officer's own grids, else the county's townships."""
    codes = {code[:12] for code in own_places(officer)}
    return {"within": codes.pop(), "level": "grid"} if len(codes) == 1 else {"within": "", "level": "town"}


@guard("grid.dispatch")
def to_dispatch(request: HttpRequest) -> HttpResponse:
    """The dispatcher's desk."""
    return redirect(f"{reverse('grid:events')}?desk=dispatch")


@guard("grid.verify")
def to_verify(request: HttpRequest) -> HttpResponse:
    """What waits for a second person's look."""
    return redirect(f"{reverse('grid:events')}?desk=verify")


@guard(SIGNED_IN)
def choices(request: HttpRequest) -> JsonResponse:
    """Grids and what lies below them by words of their names or the beginning of the code: [{value, text, note}]."""
    rows = named(Place.objects.filter(listed_to=None, kind__in=GRIDS)).order_by("code")
    for word in words_of(request, 40).split():
        said = (
            Q(name__icontains=word)
            | Q(parent__name__icontains=word)
            | Q(parent__parent__name__icontains=word)
        )
        rows = rows.filter(said | Q(code__startswith=word))
    found = [{"value": one.code, "text": full_name(one), "note": one.code} for one in rows[:MOST_CHOICES]]
    return JsonResponse({"choices": found})


event_urls = [
    path("", events, name="events"),
    path("to-dispatch/", to_dispatch, name="to_dispatch"),
    path("to-verify/", to_verify, name="to_verify"),
    path("report/", report_page, name="report"),
    path("choices/", choices, name="choices"),
    path("bulk/<slug:code>/", bulk, name="bulk"),
    path("events/<str:number>/", event, name="event"),
    path("events/<str:number>/popup/", popup, name="event_popup"),
    path("events/<str:number>/verify/", verify_page, name="verify"),
]
