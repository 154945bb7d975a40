"""Boundaries of places: the map of what lies below one, in and out as GeoJSON, and whether they fit together."""

from __future__ import annotations

import json
from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from gongzhi.kernel.org.boundaries import Taken, export, misfits, take_boundaries
from gongzhi.kernel.org.geometry import Flaw
from gongzhi.kernel.org.models import Officer, Place, PlaceKind
from gongzhi.kernel.org.queries import named_place
from gongzhi.kernel.web.fields import FilesField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.maps import features, full_name, shown_county
from gongzhi.modules.administration.module import ORG
from gongzhi.modules.administration.views.buttons import Button, buttons
from gongzhi.modules.administration.views.tables import Table

KINDS = {"gap": "空缺", "overlap": "重叠", "outside": "越界"}
MOST = 100


class BoundaryForm(forms.Form):
    file = FilesField(
        label="边界文件", accept=".geojson,.json", most=1, limit_mb=40, help_text="GeoJSON 要素集；每个要素用 code（代码）或 name（名称）属性说明是哪个地方"
    )  # fmt: skip
    gcj = forms.BooleanField(label="坐标取自高德、腾讯等国内地图（GCJ-02），存入前转换", required=False)


def _place(request: HttpRequest) -> Place | None:
    """The place whose inside is shown: `within`, or the county."""
    code = request.GET.get("within", "") or shown_county()
    return named_place(code)


@guard(ORG)
def place_map(request: HttpRequest) -> HttpResponse:
    """The map of one place, its parts, and where they do not fit. Six statements at most."""
    place = _place(request)
    there = reverse("administration:place-map")
    within = f"?within={place.code}" if place else ""
    found = misfits(place.code) if place else []
    context = {
        "title": f"{full_name(place)}的边界" if place else "边界",
        "crumbs": [("地方", reverse("administration:places"))],
        "place": place,
        "up": f"{there}?within={place.parent_id}" if place and place.code != shown_county() else "",
        "drawn": reverse("administration:place-parts") + within,
        "missing": _missing(place),
        "table": Table("不合之处", ("问题", "地方", "面积"), _rows(found, place), text="下级边界之间没有空缺、重叠和越界。"),
        "more": max(0, len(found) - MOST),
        "actions": buttons(
            Button("导入边界", reverse("administration:boundaries-take"), icon="upload", main=True),
            Button("导出边界", reverse("administration:boundaries-give") + within, icon="download", dialog=False),
        ),
    }  # fmt: skip
    return render(request, "administration/boundaries.html", context)


def _missing(place: Place | None) -> str:
    """Which places below have no boundary, in words; "" when all have one."""
    if place is None:
        return ""
    names = list(Place.objects.filter(parent=place, boundary=None).values_list("name", flat=True)[: MOST + 1])
    if not names:
        return ""
    return f"还没有边界：{'、'.join(names[:20])}{'等' if len(names) > 20 else ''}。"


def _rows(found: list[Flaw], place: Place | None) -> list[list[object]]:
    codes = {code for flaw in found[:MOST] for code in flaw.codes}
    names = dict(Place.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        [
            KINDS[flaw.kind],
            "、".join(names[code] for code in flaw.codes) or (place.name if place else ""),
            f"{flaw.square_metres / 10_000:.2f}公顷",
        ]
        for flaw in found[:MOST]
    ]


@guard(ORG)
def parts(request: HttpRequest) -> JsonResponse:
    """What the map draws: the places right below one, each opening its own map; at the bottom its own page."""
    rows = list(
        Place.objects.filter(parent=request.GET.get("within", ""), boundary__isnull=False).order_by("code")
    )
    there = reverse("administration:place-map")
    hrefs = {
        place.code: reverse("administration:place", args=[place.code])
        if place.kind in (PlaceKind.GRID, PlaceKind.MICRO_GRID)
        else f"{there}?within={place.code}"
        for place in rows
    }
    return JsonResponse(features(rows, hrefs=hrefs))


@guard(ORG)
def take(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        BoundaryForm,
        _take,
        title="导入边界",
        submit="导入",
        done=lambda taken: reverse("administration:place-map"),
        message=_told,
        cancel=reverse("administration:place-map"),
        intro="有一个要素不能用，就一个也不存，并逐个说明原因。",
    )


def _take(*, file: list, gcj: bool, by: Officer, at: datetime) -> Taken:
    return take_boundaries(data=file[0].read(), gcj=gcj, by=by, at=at)


def _told(taken: Taken) -> str:
    fit = f"有{taken.flaws}处空缺、重叠或越界，请在图上查看" if taken.flaws else "相邻边界没有空缺和重叠"
    return f"已更新{taken.places}个地方的边界；{fit}。"


@guard(ORG)
def give(request: HttpRequest) -> HttpResponse:
    """The boundaries at and below a place, as a file."""
    code = request.GET.get("within", "") or shown_county()
    body = json.dumps(
        export(code if code.isdigit() else "0" * 12, PlaceKind.values), ensure_ascii=False, separators=(",", ":")
    )  # fmt: skip
    response = HttpResponse(body, content_type="application/geo+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="boundaries-{code}.geojson"'
    return response
