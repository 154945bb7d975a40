"""Splitting a grid on the page: how, what goes where, yes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import get_random_string

from gongzhi.kernel.clock import now
from gongzhi.kernel.org.boundaries import NAMES, read_features
from gongzhi.kernel.org.models import Officer, Place
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.forms import Renderer, form_page, refuse
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import once
from gongzhi.kernel.web.maps import full_name
from gongzhi.modules.grid.grids.actions import SPLIT
from gongzhi.modules.grid.grids.forms import SplitForm, confirm_form
from gongzhi.modules.grid.grids.lists import grid_url
from gongzhi.modules.grid.grids.models import Post
from gongzhi.modules.grid.grids.queries import team
from gongzhi.modules.grid.grids.splitting import Piece, cut, propose, split
from gongzhi.modules.grid.grids.views import place_of
from gongzhi.modules.grid.refused import NothingToSplit

KEPT = "grid.split"  # in the session: the boundaries that were proposed, by grid


@guard(SPLIT)
def how(request: HttpRequest, code: str) -> HttpResponse:
    """Say how; the proposal is kept for the next page."""
    place = place_of(request, code)

    def act(*, way: str, file: list[Any], by: Officer, at: Any) -> None:
        boundaries, names = _read(place, way, file)
        propose(place, boundaries, names)  # refuses what does not fit
        request.session[KEPT] = {"code": code, "boundaries": boundaries, "names": names}

    return form_page(
        request,
        SplitForm,
        act,
        title="拆分网格",
        submit="下一步",
        intro=f"{full_name(place)}。住户、房屋、单位、未结事件按位置转入新网格；已办结的事件和走访仍记在原网格，历史数字不变。",
        done=reverse("grid:split_confirm", args=[code]),
        cancel=grid_url(code),
        crumbs=_crumbs(place),
    )


def _crumbs(place: Place) -> list[tuple[str, str]]:
    return [("网格", reverse("grid:grids")), (full_name(place), grid_url(place.code))]


def _read(place: Place, way: str, file: list[Any]) -> tuple[list[Any], list[str]]:
    """The boundaries of the parts and their names, where the file has them. Raises: NothingToSplit, NotGeoJson."""
    if way != "file":
        full = Place.objects.get(pk=place.pk)
        return cut(full, across=way == "ns"), []
    features = read_features(file[0].read())
    names = [_name(one.get("properties") or {}) for one in features]
    return [one.get("geometry") for one in features], names if all(names) else []


def _name(told: dict[str, Any]) -> str:
    return next((str(told[name]).strip() for name in NAMES if told.get(name)), "")


def _kept(request: HttpRequest, place: Place) -> tuple[list[Any], list[str]]:
    kept = request.session.get(KEPT) or {}
    if kept.get("code") != place.code:
        raise NothingToSplit(place=place.name)
    return kept["boundaries"], kept["names"]


@guard(SPLIT)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """What goes where, on the map and in numbers; POST splits."""
    place = place_of(request, code)
    if (request.session.get(KEPT) or {}).get("code") != code:
        return redirect("grid:split", code=code)
    boundaries, names = _kept(request, place)
    pieces = propose(Place.objects.select_related("parent").get(pk=code), boundaries, names)
    officers = Officer.objects.filter(grid_posts__place__code__startswith=code[:9], is_active=True)
    cls = confirm_form(place, [one.name for one in pieces], officers.select_related("unit").distinct())
    form = cls(request.POST or None, initial=_initial(place, pieces))
    form.renderer = Renderer()
    if request.method == "POST":
        return once(request, lambda: _split(request, place, boundaries, pieces, form))
    return _drawn(request, place, pieces, form)


def _initial(place: Place, pieces: list[Piece]) -> dict[str, Any]:
    """Each worker of the grid in turn gets a part; one alone gets them all."""
    workers = [one.officer for one in team(place) if one.post == Post.WORKER and one.officer]
    found: dict[str, Any] = {}
    for n in range(len(pieces)):
        found[f"workers{n}"] = [workers[n % len(workers)].pk] if workers else []
    return found


def _split(
    request: HttpRequest, place: Place, boundaries: list[Any], pieces: list[Piece], form: Any
) -> HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        count = range(len(pieces))
        try:
            made = split(
                place=place, boundaries=boundaries, names=[given[f"name{n}"] for n in count],
                workers={n: list(given[f"workers{n}"]) for n in count}, rest=given["rest"], reason=given["reason"],
                by=request.user, at=now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except Refusal as refusal:
            if refusal.kind is Kind.FORBIDDEN:
                raise
            refuse(form, refusal)
        else:
            request.session.pop(KEPT, None)
            messages.success(request, f"{place.name}已拆分为{'、'.join(one.name for one in made)}。")
            return redirect(grid_url(place.code))
    return _drawn(request, place, pieces, form, 422)


def _drawn(
    request: HttpRequest, place: Place, pieces: list[Piece], form: Any, status: int = 200
) -> HttpResponse:
    values = {
        "title": "核对拆分",
        "crumbs": _crumbs(place),
        "place": place,
        "pieces": pieces,
        "form": form,
        "once": get_random_string(24),
    }
    return render(request, "grid/split.html", values, status=status)


@guard(SPLIT)
def parts(request: HttpRequest, code: str) -> HttpResponse:
    """The proposed parts as GeoJSON for the map."""
    place = place_of(request, code)
    boundaries, names = _kept(request, place)
    pieces = propose(Place.objects.select_related("parent").get(pk=code), boundaries, names)
    features = [
        {
            "type": "Feature", "geometry": one.boundary,
            "properties": {"code": one.code, "name": f"{one.name}　{one.households}户", "shade": f"s{n % 4 + 1}"},
        }
        for n, one in enumerate(pieces)
    ]  # fmt: skip
    return JsonResponse({"type": "FeatureCollection", "features": features})


split_urls = [
    path("grids/<str:code>/split/", how, name="split"),
    path("grids/<str:code>/split/confirm/", confirm, name="split_confirm"),
    path("grids/<str:code>/split/parts/", parts, name="split_parts"),
]
