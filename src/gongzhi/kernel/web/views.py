"""Pages that belong to no module: search, and the choices of the pickers."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from gongzhi.kernel.org.models import UnitName
from gongzhi.kernel.web import search as sources
from gongzhi.kernel.web.fields import place_label, places, units
from gongzhi.kernel.web.guard import SIGNED_IN, guard

MOST_CHOICES = 50


@guard(SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the words find; a number typed in full goes straight to its page."""
    words = sources.words_of(request)
    found = sources.find(request.user, words) if words else []
    only = sources.exact(found)
    if only is not None:
        return redirect(only.url)
    return render(request, "pages/search.html", {"title": "搜索", "words": words, "found": found})


@guard(SIGNED_IN)
def unit_choices(request: HttpRequest) -> JsonResponse:
    """Units by name, short name, alias, former name or code: [{value, text, note}]; 50 at most."""
    words = sources.words_of(request, 40)
    rows = units()
    if words:
        also = UnitName.objects.filter(name__icontains=words).values("unit")
        named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=also)
        rows = rows.filter(named | Q(code__istartswith=words))
    found = [{"value": str(unit.pk), "text": unit.label, "note": unit.name} for unit in rows[:MOST_CHOICES]]
    return JsonResponse({"choices": found})


@guard(SIGNED_IN)
def place_choices(request: HttpRequest) -> JsonResponse:
    """Places by name or the beginning of the code: [{value, text, note}]; 50 at most."""
    words = sources.words_of(request, 40)
    rows = places()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__startswith=words))
    found = [
        {"value": place.code, "text": place_label(place), "note": place.parent.name if place.parent else ""}
        for place in rows[:MOST_CHOICES]
    ]
    return JsonResponse({"choices": found})
