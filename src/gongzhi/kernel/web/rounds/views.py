"""Rounds from beginning to end, and the routes that they are walked on, for any module."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds import actions, planning, queries
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.models import CheckIn, Round, Route
from gongzhi.kernel.rounds.words import Verdict
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.rounds import forms
from gongzhi.kernel.web.rounds.lists import (
    TONES,
    state_words,
)
from gongzhi.kernel.web.rounds.pages import LIGHTS, Pages, crumbs, round_context, route_context

View = Callable[..., HttpResponse]


def round_urls(pages: Pages) -> list[URLPattern]:
    """The addresses of a module's rounds and routes, below its own."""
    one = _round_views(pages) | _walking_views(pages)
    route = _route_views(pages) | _planning_views(pages)
    return [
        path("rounds/", one["list"], name="rounds"),
        path("rounds/people/", one["people"], name="walkers"),
        path("rounds/mine/", one["mine"], name="rounds_mine"),
        path("rounds/<int:pk>/", one["page"], name="round"),
        path("rounds/<int:pk>/track/", one["track"], name="round_track"),
        path("rounds/<int:pk>/begin/", one["begin"], name="round_begin"),
        path("rounds/<int:pk>/check-in/", one["check_in"], name="round_check_in"),
        path("rounds/<int:pk>/find/", one["find"], name="round_find"),
        path("rounds/<int:pk>/finish/", one["finish"], name="round_finish"),
        path("rounds/<int:pk>/explain/", one["explain"], name="round_explain"),
        path("routes/", route["list"], name="routes"),
        path("routes/new/", route["new"], name="route_new"),
        path("routes/<int:pk>/", route["page"], name="route"),
        path("routes/<int:pk>/edit/", route["edit"], name="route_edit"),
        path("routes/<int:pk>/end/", route["end"], name="route_end"),
        path("routes/<int:pk>/extra/", route["extra"], name="route_extra"),
        path("routes/<int:pk>/points/", route["points"], name="route_points"),
    ]


def _round_views(pages: Pages) -> dict[str, View]:
    @guard(pages.view)
    def listed(request: HttpRequest) -> HttpResponse:
        """Rounds; figures of rounds open them with filters."""
        officer: Officer = request.user  # type: ignore[assignment]
        mine = pages.url("rounds_mine") if decide(officer, pages.walk).allowed else ""
        return pages.rounds(request).response(
            mine=mine, people=pages.url("walkers"), routes=pages.url("routes")
        )

    @guard(pages.view)
    def people(request: HttpRequest) -> HttpResponse:
        """Person-times; figures open them with filters."""
        return pages.walkers(request).response(crumbs=crumbs(pages))

    @guard(pages.walk)
    def mine(request: HttpRequest) -> HttpResponse:
        """What this officer has to walk today."""
        rows = queries.due_for(request.user, today(), pages.rounds(request).kinds)  # type: ignore[arg-type]
        found = [(one, pages.url("round", one.pk), state_words(one), TONES[one.state]) for one in rows]
        return render(
            request, "rounds/mine.html", {"title": "我的巡查", "rows": found, "crumbs": crumbs(pages)}
        )

    @guard(pages.view, Round, lookup="pk")
    def page(request: HttpRequest, round: Round) -> HttpResponse:
        """One round: what was reached when and how far off, what was found, the track. Some twelve statements."""
        return render(request, "rounds/round.html", round_context(request, pages, round))

    @guard(pages.view, Round, lookup="pk")
    def track(request: HttpRequest, round: Round) -> JsonResponse:
        """The points of the round's track, and its line."""
        pages.own(round)
        traces = queries.track_of(round)
        points = [
            (one.longitude, one.latitude, str(one.check_in.pk), LIGHTS[Verdict(one.check_in.verdict)])
            for one in traces
            if one.check_in is not None
        ]
        return maps.points(points, line=[(one.longitude, one.latitude) for one in traces], fit=True)

    return {"list": listed, "people": people, "mine": mine, "page": page, "track": track}


def _walking_views(pages: Pages) -> dict[str, View]:
    @guard(pages.walk, Round, lookup="pk")
    def begin(request: HttpRequest, round: Round) -> HttpResponse:
        pages.own(round)
        return form_page(
            request, forms.OthersForm, partial(_begin, round=round), title=f"开始巡查：{round.route.name}", submit="开始",
            form_kwargs={"people": _colleagues(round.route, request.user)}, done=pages.url("round", round.pk),
            message="巡查已开始。", crumbs=crumbs(pages), cancel=pages.url("round", round.pk),
        )  # fmt: skip

    @guard(pages.walk, Round, lookup="pk")
    def check_in(request: HttpRequest, round: Round) -> HttpResponse:
        pages.own(round)
        left = actions.left_of(round)
        return form_page(
            request, forms.CheckInForm, partial(_check_in, round=round), title="签到", submit="签到",
            form_kwargs={"round": round}, initial={"stop": _first(request, left)}, template="rounds/located.html", partial="rounds/_located.html",
            done=pages.url("round", round.pk), message=_said, crumbs=crumbs(pages), cancel=pages.url("round", round.pk),
            points=pages.url("route_points", round.route_id), within=round.place_code,
        )  # fmt: skip

    @guard(pages.walk, Round, lookup="pk")
    def find(request: HttpRequest, round: Round) -> HttpResponse:
        pages.own(round)
        label = kind_of(round.kind).finding_label
        last = round.check_ins.exclude(stop=None).last()
        return form_page(
            request, pages.finding, partial(_find, round=round, form=pages.finding), title=f"登记{label}",
            submit="上报", form_kwargs={"round": round}, initial={"stop": last.stop_id if last else ""},
            template="rounds/located.html", partial="rounds/_located.html", done=pages.url("round", round.pk),
            message=lambda made: f"已上报，编号{made.matter.number}。", crumbs=crumbs(pages),
            cancel=pages.url("round", round.pk), points=pages.url("route_points", round.route_id), within=round.place_code,
        )  # fmt: skip

    @guard(pages.walk, Round, lookup="pk")
    def finish(request: HttpRequest, round: Round) -> HttpResponse:
        pages.own(round)
        left = actions.left_of(round)
        intro = f"还有{len(left)}个点位没有到：{'、'.join(one.name for one in left[:6])}。" if left else ""
        return form_page(
            request, forms.FinishForm, partial(actions.finish_round, round=round), title="结束巡查", submit="结束",
            done=pages.url("round", round.pk), message="巡查已结束。", crumbs=crumbs(pages), intro=intro,
            cancel=pages.url("round", round.pk),
        )  # fmt: skip

    return {
        "begin": begin,
        "check_in": check_in,
        "find": find,
        "finish": finish,
        "explain": _explaining(pages),
    }


def _explaining(pages: Pages) -> View:
    @guard(pages.walk, Round, lookup="pk")
    def explain(request: HttpRequest, round: Round) -> HttpResponse:
        pages.own(round)
        return form_page(
            request, forms.ExplainForm, partial(actions.explain_missed, round=round), title="说明没有巡查的原因", submit="提交",
            done=pages.url("round", round.pk), message="已说明。", crumbs=crumbs(pages), cancel=pages.url("round", round.pk),
        )  # fmt: skip

    return explain


def _route_views(pages: Pages) -> dict[str, View]:
    @guard(pages.view)
    def listed(request: HttpRequest) -> HttpResponse:
        may = decide(request.user, pages.plan).allowed  # type: ignore[arg-type]
        return pages.routes(request).response(new=pages.url("route_new") if may else "")

    @guard(pages.view, Route, lookup="pk")
    def page(request: HttpRequest, route: Route) -> HttpResponse:
        return render(request, "rounds/route.html", route_context(request, pages, route))

    @guard(pages.view, Route, lookup="pk")
    def points(request: HttpRequest, route: Route) -> JsonResponse:
        """The stops of a route, and the line from one to the next."""
        pages.own(route)
        stops = [one for one in route.stops.filter(is_active=True) if one.position]
        rows = [(one.longitude, one.latitude, str(one.pk), "blue") for one in stops]
        return maps.points(rows, line=[one.position for one in stops if one.position], fit=True)  # type: ignore[arg-type]

    return {"list": listed, "page": page, "points": points}


def _planning_views(pages: Pages) -> dict[str, View]:
    @guard(pages.plan)
    def new(request: HttpRequest) -> HttpResponse:
        return form_page(
            request, forms.RouteForm, forms.route_from_form, title="设立巡查路线", submit="保存",
            form_kwargs={"module": pages.module}, initial=forms.new_initial(request.user, today()),  # type: ignore[arg-type]
            template="rounds/route_form.html", done=lambda made: pages.url("route", made.pk), message="路线已设立，到期的轮次由系统生成。",
            crumbs=crumbs(pages, "routes", "巡查路线"), cancel=pages.url("routes"),
        )  # fmt: skip

    @guard(pages.plan, Route, lookup="pk")
    def edit(request: HttpRequest, route: Route) -> HttpResponse:
        pages.own(route)
        return form_page(
            request, forms.RouteForm, partial(forms.route_from_form, route=route), title=f"修改路线：{route.name}",
            submit="保存", form_kwargs={"module": pages.module}, initial=forms.initial_of(route),
            template="rounds/route_form.html", done=pages.url("route", route.pk), message="路线已保存。",
            crumbs=crumbs(pages, "routes", "巡查路线"), cancel=pages.url("route", route.pk),
        )  # fmt: skip

    @guard(pages.plan, Route, lookup="pk")
    def end(request: HttpRequest, route: Route) -> HttpResponse:
        pages.own(route)
        return form_page(
            request, forms.EndForm, partial(planning.end_route, route=route), title=f"停用路线：{route.name}", submit="停用",
            danger=True, initial={"on": today()}, done=pages.url("route", route.pk), message="路线已停用。",
            crumbs=crumbs(pages, "routes", "巡查路线"), cancel=pages.url("route", route.pk),
        )  # fmt: skip

    @require_POST
    @guard(pages.walk, Route, lookup="pk")
    @idempotent
    def extra(request: HttpRequest, route: Route) -> HttpResponse:
        """Begin a round beside the plan."""
        pages.own(route)
        made = actions.begin_round(route=route, by=request.user, at=now())  # type: ignore[arg-type]
        return redirect(pages.url("round", made.pk))

    return {"new": new, "edit": edit, "end": end, "extra": extra}


def _begin(*, round: Round, others: Any, by: Officer, at: Any) -> Round:
    return actions.begin_round(round=round, others=list(others), by=by, at=at)


def _check_in(*, round: Round, stop: int | None, photos: Any, by: Officer, at: Any, **given: Any) -> CheckIn:
    chosen = round.route.stops.filter(pk=stop).first() if stop else None
    spot = forms.spot_of(given)
    return actions.check_in(
        round=round, stop=chosen, spot=spot, photos=photos, by=by, at=at, said_at=at, **given
    )


def _find(
    *, round: Round, form: type[forms.FindingForm], stop: int | None, by: Officer, at: Any, **given: Any
) -> Any:
    chosen = round.route.stops.filter(pk=stop).first() if stop else None
    return actions.found(round=round, stop=chosen, problem=form.problem(form, given), by=by, at=at)  # type: ignore[arg-type]


def _said(made: CheckIn) -> str:
    far = f"，距点位{made.metres}米" if made.metres is not None else ""
    return f"已签到：{Verdict(made.verdict).label}{far}。"


def _first(request: HttpRequest, left: list[Any]) -> int | None:
    asked = request.GET.get("stop", "")
    return int(asked) if asked.isdigit() else left[0].pk if left else None


def _colleagues(route: Route, officer: Any) -> Any:
    """Who may come along: those of the route and of its unit."""
    from django.db.models import Q

    people = Q(routes=route) | Q(unit=route.unit_id)
    return (
        Officer.objects.filter(people, is_active=True).exclude(pk=officer.pk).distinct().order_by("username")
    )
