"""生态月报: the month in one sentence and one table; every figure opens what it counts."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongzhi.kernel.clock import now, today
from gongzhi.kernel.files.rules import content_disposition
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.web import export, maps
from gongzhi.kernel.web.columns import Column, NumberColumn
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.ecology.reports import wording
from gongzhi.modules.ecology.reports.measures import MEASURES
from gongzhi.modules.ecology.reports.queries import LABELS, NAMES, Line, Report
from gongzhi.modules.ecology.reports.rules import Month, month_of, sentence
from gongzhi.modules.ecology.sites.measures import SITES, standings

VIEW = "ecology.view"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MONTHS = 24


def asked(request: HttpRequest) -> Report:
    return Report(month_of(request.GET.get("month", ""), today()), request.user)  # type: ignore[arg-type]


@guard(VIEW)
def report(request: HttpRequest) -> HttpResponse:
    """The month; `?export=xlsx` gives the table. Thirteen statements beside the frame."""
    found = asked(request)
    if request.GET.get("export") == "xlsx":
        notes = [
            ("月份", found.month.label),
            ("统计时间", local_minute(now())),
            *[(one.label, one.rule) for one in MEASURES],
        ]
        return export.download(
            export.workbook(columns(), found.lines, notes), f"生态巡查月报{found.month.code}"
        )
    before = Report(found.month.before(), found.officer)
    context = {
        "title": "生态月报",
        "month": found.month,
        "months": months(),
        "sentence": [
            (text, found.url(name) if name else "")
            for text, name in sentence(found.month, found.stations, found.total)
        ],
        "figures": _figures(found, before),
        "lines": found.lines,
        "heads": [f"{label}" for label, _ in LABELS.values()],
        "types": found.types,
        "shaded": f"{reverse('ecology:report_places')}?month={found.month.code}",
        "rules": [(one.label, one.rule) for one in MEASURES],
        "query": f"month={found.month.code}",
        "standings": [one for one in standings(found.officer) if one.by_town],
        "today": today(),
        "site_rule": SITES.rule,
    }
    return render(request, "ecology/report.html", context)


def months() -> list[Month]:
    """The months that can be chosen, the present one first."""
    present = month_of("", today())
    return [present.before(n) for n in range(MONTHS)]


def _figures(found: Report, before: Report) -> list[dict[str, Any]]:
    return [
        {
            "label": label, "unit": unit, "value": found.total[name], "href": found.url(name),
            "note": f"上月{before.total[name]}" if name in ("rounds", "persons", "problems") else "",
        }
        for name, (label, unit) in LABELS.items()
    ]  # fmt: skip


def columns() -> list[Column]:
    """The table as a spreadsheet has it."""

    def count(name: str) -> Any:
        return lambda line: line.counts.get(name, 0)

    return [
        Column("label", "单位", excel_width=18),
        *[NumberColumn(name, f"{LABELS[name][0]}（{LABELS[name][1]}）", value=count(name)) for name in NAMES],
    ]


@guard(VIEW)
def document(request: HttpRequest) -> HttpResponse:
    """The report as a .docx in the form of official documents."""
    found = asked(request)
    response = FileResponse(BytesIO(wording.write(found, today())), content_type=DOCX)
    response["Content-Disposition"] = content_disposition(f"{wording.title(found)}.docx", inline=False)
    return response  # type: ignore[return-value]


@guard(VIEW)
def places(request: HttpRequest) -> JsonResponse:
    """The townships shaded by the problems of the month, each with its list."""
    found = asked(request)
    by_place = {line.unit.place_id: line for line in found.lines if line.unit.place_id}
    rows = Place.objects.filter(kind__in=maps.LEVELS["town"], boundary__isnull=False)
    values = {code: float(line.counts["problems"]) for code, line in by_place.items()}
    hrefs = {code: line.urls["problems"] for code, line in by_place.items()}
    return JsonResponse(maps.features(rows, values, hrefs, "个问题"))


report_urls = [
    path("", report, name="report"),
    path("report/document/", document, name="report_document"),
    path("report/places/", places, name="report_places"),
]
__all__ = ["Line", "report_urls"]
