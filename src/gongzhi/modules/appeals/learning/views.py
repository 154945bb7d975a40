"""How good the proposals of categories are: said openly, with what is taken for what."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.web.guard import guard
from gongzhi.modules.appeals.directory.queries import known
from gongzhi.modules.appeals.learning.keeping import current

MIXED_UP = 20


@guard("appeals.view")
def model(request: HttpRequest) -> HttpResponse:
    """The model in use: what it was trained on, how often it is right, what it mixes up."""
    found, kinds = current(), known().by_code
    values: dict[str, Any] = {"title": "事项推测", "crumbs": [("分派目录", reverse("appeals:directory"))]}
    if found is not None:
        facts = found.facts

        def label(code: str) -> str:
            return kinds[code].label if code in kinds else code

        values |= {
            "facts": facts,
            "figures": [
                ("首选正确", f"{facts.accuracy:.1%}"),
                ("前三含正确", f"{facts.top3:.1%}"),
                ("把握误差", f"{facts.calibration_error:.1%}"),
                *([("留出检验", f"{facts.checked_accuracy:.1%}")] if facts.checked else []),
            ],
            "mixed": [(label(true), label(said), often) for true, said, often in facts.confusion[:MIXED_UP]],
        }
    return render(request, "appeals/model.html", values)


learning_urls = [path("directory/model/", model, name="model")]
