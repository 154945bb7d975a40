"""民声总览 and 民声排名: rates by unit and township, each figure with its appeals, each score with its working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from gongzhi.kernel.clock import now, today
from gongzhi.kernel.org.models import Place, Unit
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, NumberColumn
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.maps import LEVELS, features
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.appeals.figures import rules
from gongzhi.modules.appeals.figures.charts import Chart, chart
from gongzhi.modules.appeals.figures.charts import Month as Drawn
from gongzhi.modules.appeals.figures.lists import IntakeList, OrderList
from gongzhi.modules.appeals.figures.measures import INTAKE, ORDERS
from gongzhi.modules.appeals.figures.policy import versions
from gongzhi.modules.appeals.figures.queries import KINDS, PLACES, Line, Month, ranking, shares, trend
from gongzhi.modules.appeals.figures.rules import RATES, THREE, Tally

SEE = "appeals.rank"


class MonthForm(forms.Form):
    """What is shown."""

    group = forms.ChoiceField(label="分组", choices=list(KINDS.items()), required=False)
    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, data: Any = None, *, grouped: bool = True, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["month"].choices = months()  # type: ignore[attr-defined]
        if not grouped:
            del self.fields["group"]


def months(count: int = 24) -> list[tuple[str, str]]:
    """The months that can be chosen, the present one first."""
    codes = rules.months_before(rules.code_of(today()), count)
    return [(code, rules.words_of_month(code)) for code in reversed(codes)]


def chosen(request: HttpRequest, *, grouped: bool = True) -> tuple[MonthForm, str, Month]:
    """The form, the group and the month asked for; what is missing or wrong falls back to the default."""
    form = MonthForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    group = given.get("group") or "towns"
    code = given.get("month") or rules.code_of(today())
    form = MonthForm(initial={"group": group, "month": code}, grouped=grouped)
    return form, group, Month(request.user, code)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Figure:
    """A figure of a strip: words, value, where it leads, and its change."""

    label: str
    value: Any
    href: str = ""
    unit: str = "件"
    digits: int = 0
    note: str = ""
    tone: str = ""


def strip(month: Month, before: Month | None = None) -> list[Figure]:
    """The county's month in a row of figures; with another month, each with its change."""
    came, whole = month.intake, month.whole
    found = [
        Figure("受理", came.get("", 0), month.intake_url(), note=_against(before, lambda one: one.intake.get("", 0), came.get("", 0))),
        Figure("直接办结", came.get("direct", 0), month.intake_url("direct"), note=f"占{month.direct}"),
        Figure("转办", came.get("dispatched", 0), month.intake_url("dispatched")),
    ]  # fmt: skip
    for name in (*THREE, "on_time"):
        percent = whole.ratio(name).percent
        note = _points(before, name, percent) if before else whole.ratio(name).working
        found.append(Figure(RATES[name].label, percent, month.url(RATES[name].of), "%", 2, note))
    return found


def _against(before: Month | None, count: Callable[[Month], int], value: int) -> str:
    return f"比上月{rules.change(value, count(before))}" if before else ""


def _points(before: Month, name: str, percent: Decimal | None) -> str:
    """`比上月+1.20个百分点`; "" where either is missing."""
    was = before.whole.ratio(name).percent
    return "" if was is None or percent is None else f"比上月{percent - was:+.2f}个百分点"


class RateColumn(NumberColumn):
    """Per cent; a dash where there is nothing to divide by."""

    def text(self, row: Line) -> str:
        return super().text(row) or "—"


def rate_column(name: str) -> Column:
    """A rate's column: the per cent on the page opens its denominator, in the sheet it is a number."""

    def link(line: Line) -> str:
        return line.filters["_month"].url(RATES[name].of, **_plain(line.filters))

    def value(line: Line) -> Decimal | None:
        return line.ratio(name).percent

    css = (
        "num end" if name in THREE else "num end not-phone"
    )  # on a phone the three, the rest on the unit's page
    return RateColumn(name, RATES[name].label, digits=2, unit="%", value=value, link=link, css=css)


def count_column(part: str, label: str) -> Column:
    def link(line: Line) -> str:
        return line.filters["_month"].url(part, **_plain(line.filters))

    return NumberColumn(part, label, value=lambda line: line.tally.count(part), link=link)


def _plain(filters: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in filters.items() if not name.startswith("_")}


COLUMNS: Sequence[Column] = (
    Column("place", "名次", css="num end"),
    Column("label", "单位", excel_width=24),
    count_column("cases", "承办件"),
    rate_column("response"),
    rate_column("solution"),
    rate_column("satisfaction"),
    NumberColumn("standing.score", "综合得分", digits=2),
    rate_column("sign"),
    rate_column("on_time"),
    rate_column("once"),
    rate_column("redo"),
    rate_column("returned"),
    count_column("unreached", "未接通"),
    count_column("excluded", "不合理"),
)
DENSITY = NumberColumn("standing.per_ten_thousand", "每万人诉求", digits=2)
WHY = Column("standing.why", "说明", excel_width=28)


def columns(group: str) -> list[Column]:
    """The columns of a group: townships have residents, others have none."""
    return [*COLUMNS, *([DENSITY] if group in ("towns", PLACES) else [])]


@guard(SEE)
def rank(request: HttpRequest) -> HttpResponse:
    """The ranking of one group in one month; `?export=xlsx` gives the same columns. Nine statements beside the frame."""
    form, group, month = chosen(request)
    lines = _with_month(ranking(month, group), month)
    shown = columns(group)
    if request.GET.get("export") == "xlsx":
        notes = [
            ("分组", KINDS[group]),
            ("月份", month.label),
            *formula_facts(month),
            ("统计时间", local_minute(now())),
        ]
        file = export.workbook([*shown, WHY], lines, notes)
        return export.download(file, f"民声排名{KINDS[group]}{month.code}")
    context = {
        "title": "民声排名",
        "form": form,
        "month": month,
        "group_label": KINDS[group],
        "columns": shown,
        "lines": [
            (unit_url(line, month), line, [(column, column.cell(line)) for column in shown]) for line in lines
        ],
        "strip": strip(month),
        "chart": drawn(request, month, **({} if group == PLACES else {"group": group})),
        "chart_label": KINDS[group] if group != PLACES else "全县",
        "facts": formula_facts(month),
        "export_href": f"?{urlencode({'group': group, 'month': month.code})}&export=xlsx",
    }
    return render(request, "appeals/figures/rank.html", context)


def _with_month(lines: list[Line], month: Month) -> list[Line]:
    """Lines whose columns can say where they lead."""
    for line in lines:
        line.filters["_month"] = month
    return lines


def unit_url(line: Line, month: Month) -> str:
    key = line.filters
    query = urlencode({"month": month.code})
    if "unit" in key:
        return f"{reverse('appeals:figure_unit', args=[key['unit']])}?{query}"
    return f"{reverse('appeals:figure_place', args=[key['place']])}?{query}"


def drawn(request: HttpRequest, month: Month, **filters: Any) -> Chart:
    """Twelve months of the three rates over the number of cases. Two statements at most."""
    points = trend(request.user, month.code, **filters)  # type: ignore[arg-type]
    counted = "group" not in filters and "unit" not in filters
    rows = [
        Drawn(
            f"{one.code[:4]}年{int(one.code[5:])}月",
            one.received if counted else one.tally.cases,
            Month(request.user, one.code).intake_url(**filters) if counted else Month(request.user, one.code).url("cases", **filters),  # type: ignore[arg-type]
            tuple(one.tally.ratio(name).percent for name in THREE),
            tick=f"{int(one.code[5:])}月" if one.code[5:] != "01" else f"{one.code[:4]}年",
        )
        for one in points
    ]  # fmt: skip
    return chart(rows, [(name, RATES[name].label) for name in THREE], "受理" if counted else "承办")


def formula_facts(month: Month) -> list[tuple[str, str]]:
    """The formulas in force in the month, in words."""
    ruled = versions(month.first, month.last)
    weights = "、".join(
        f"{RATES[name].label}{one}%" for name, one in zip(THREE, month.formula.weights, strict=True)
    )
    counted = [
        one.words if len(ruled) == 1 else f"{one.first:%m月%d日}至{one.last:%m月%d日}派单的，{one.words}"
        for one in ruled
    ]
    return [
        ("综合得分", f"{weights}"),
        ("计法", "；".join(counted)),
        ("参加排名", f"承办满{month.formula.minimum}件且有接通的回访；得分相同的名次并列"),
        *[(RATES[name].label, RATES[name].rule) for name in RATES],
    ]


@guard(SEE, Unit, lookup="pk")
def unit_page(request: HttpRequest, unit: Unit) -> HttpResponse:
    """One unit's month, step by step."""
    _form, _group, month = chosen(request)
    tally = month.by_unit.get(unit.pk, Tally())
    return _working(request, month, tally, unit.label, {"unit": unit.pk})


@guard(SEE)
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """One township's month, step by step: what happened there, whoever handled it."""
    _form, _group, month = chosen(request)
    place = get_object_or_404(Place, code=code)
    return _working(request, month, month.by_town.get(code[:9], Tally()), place.name, {"place": code})


PAIRS = (
    ("response", ("respond_due", "responded")),
    ("solution", ("reached", "solved_full", "solved_partly", "solved_no")),
    ("satisfaction", ("reached", "satisfied", "fairly", "unsatisfied")),
    ("sign", ("sign_due", "signed")),
    ("on_time", ("finish_due", "in_time")),
    ("once", ("closed", "once")),
    ("redo", ("answered", "redone")),
    ("returned", ("", "returned")),
)


def _working(
    request: HttpRequest, month: Month, tally: Tally, label: str, filters: dict[str, Any]
) -> HttpResponse:
    names = {one.name: one.label for one in ORDERS.parts.values()} | {"": "派单"}
    lines = [
        (
            RATES[name].label,
            rules.working(tally, name),
            tally.ratio(name),
            [(names[part], tally.count(part), month.url(part, **filters)) for part in parts],
            RATES[name].rule,
        )
        for name, parts in PAIRS
    ]
    score = tally.three.composite(month.formula)
    context = {
        "title": f"{label}{month.label}诉求办理",
        "month": month,
        "tally": tally,
        "steps": rules.steps(tally, month.formula),
        "score": score,
        "lines": lines,
        "aside": [(names[part], tally.count(part), month.url(part, **filters)) for part in ("cases", "unreached", "excluded")],
        "facts": formula_facts(month)[:3],
        "categories": shares(ORDERS, request.user, "category", most=10, since=month.first, until=month.last, **filters),  # type: ignore[arg-type]
        "chart": drawn(request, month, **filters),
        "crumbs": [("民声排名", f"{reverse('appeals:rank')}?{urlencode({'month': month.code})}")],
    }  # fmt: skip
    return render(request, "appeals/figures/unit.html", context)


@guard(SEE)
def order_list(request: HttpRequest) -> HttpResponse:
    """The work orders behind a figure, exactly those that were counted."""
    return OrderList(request).response(crumbs=[("民声排名", reverse("appeals:rank"))])


@guard(SEE)
def intake_list(request: HttpRequest) -> HttpResponse:
    """The appeals behind a figure of what came in."""
    return IntakeList(request).response(crumbs=[("民声总览", reverse("appeals:overview"))])


@guard(SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """The county's month at a glance, for leaders. Fifteen statements beside the frame."""
    form, _group, month = chosen(request, grouped=False)
    before = Month(request.user, rules.months_before(month.code, 2)[0])  # type: ignore[arg-type]
    lines = {group: ranking(month, group) for group in ("towns", "departments", "enterprises")}
    span = {"since": month.first, "until": month.last}
    context = {
        "title": "民声总览",
        "form": form,
        "month": month,
        "strip": strip(month, before),
        "chart": drawn(request, month),
        "chart_label": "全县",
        "best": [(KINDS[group], _few(rows, month)) for group, rows in lines.items()],
        "types": shares(INTAKE, request.user, "type", **span),  # type: ignore[arg-type]
        "categories": shares(INTAKE, request.user, "category", most=10, **span),  # type: ignore[arg-type]
        "shaded": f"{reverse('appeals:figure_map')}?{urlencode({'month': month.code})}",
    }
    return render(request, "appeals/figures/overview.html", context)


def _few(lines: list[Line], month: Month) -> list[tuple[Line, str]]:
    """The first three and the last three of those ranked."""
    placed = [line for line in lines if line.standing.rank]
    shown = placed if len(placed) <= 6 else [*placed[:3], *placed[-3:]]
    return [(line, unit_url(line, month)) for line in shown]


@guard(SEE)
def shaded(request: HttpRequest) -> HttpResponse:
    """The townships shaded by how many appeals came from there. Two statements."""
    _form, _group, month = chosen(request)
    values = {f"{stem:0<12}": counts[""] for stem, counts in month.received.items() if len(stem) == 9}
    hrefs = {code: month.intake_url(place=code) for code in values}
    places = Place.objects.filter(kind__in=LEVELS["town"], boundary__isnull=False)
    return JsonResponse(features(places, values, hrefs, "件"))


figure_urls = [
    path("figures/", overview, name="overview"),
    path("figures/map/", shaded, name="figure_map"),
    path("figures/ranking/", rank, name="rank"),
    path("figures/units/<int:pk>/", unit_page, name="figure_unit"),
    path("figures/places/<slug:code>/", place_page, name="figure_place"),
    path("figures/orders/", order_list, name="figure_orders"),
    path("figures/intake/", intake_list, name="figure_intake"),
]
