"""Ranking: units of a group by score, each number with its tasks, each score with its working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.web import export
from gongzhi.kernel.web.columns import Column, MomentColumn, NumberColumn
from gongzhi.kernel.web.fields import UnitField
from gongzhi.kernel.web.forms import form_page
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.idempotency import idempotent
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.supervision.models import Bonus, Plan, PlanState, Ranking
from gongzhi.modules.supervision.paper_facts import BonusGiven, RankingPublished
from gongzhi.modules.supervision.policy import score_policy
from gongzhi.modules.supervision.ranking.queries import GROUPS, Line, ranking, unit_scores
from gongzhi.modules.supervision.rules import Span, period_of, period_of_code, span_of


class RankForm(forms.Form):
    """What is ranked."""

    group = forms.ChoiceField(
        label="分组", choices=[(name, one[0]) for name, one in GROUPS.items()], required=False
    )
    period = forms.ChoiceField(label="期间", required=False)
    plan = forms.ModelChoiceField(
        label="任务清单",
        queryset=Plan.objects.filter(state=PlanState.ISSUED),
        required=False,
        empty_label="全部任务",
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["period"].choices = period_choices(today())  # type: ignore[attr-defined]


def period_choices(on: date) -> list[tuple[str, str]]:
    """This year and the last: the year, its halves, quarters and months that have begun, newest first."""
    found: list[tuple[str, str]] = []
    for year in (on.year, on.year - 1):
        for cycle, months in (
            ("annual", (1,)),
            ("midyear", (7, 1)),
            ("quarterly", (10, 7, 4, 1)),
            ("monthly", range(12, 0, -1)),
        ):
            periods = [period_of(date(year, month, 1), cycle) for month in months]
            found += [(one.code, one.label) for one in periods if one.first <= on]
    return found


def chosen(request: HttpRequest) -> tuple[RankForm, str, str, Plan | None]:
    """The form, the group, the period and the plan asked for; what is missing or wrong falls back to the default."""
    form = RankForm(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    group = given.get("group") or "towns"
    period = given.get("period") or period_of(today(), "annual").code
    form = RankForm(initial={"group": group, "period": period, "plan": given.get("plan")})
    return form, group, period, given.get("plan")


def tasks_url(unit: Unit, **more: Any) -> str:
    return f"{reverse('supervision:tasks')}?{urlencode({'unit': unit.pk, **more})}"


COLUMNS: Sequence[Column] = (
    NumberColumn("place", "名次"),
    Column("unit.label", "单位", excel_width=24),
    NumberColumn("as_lead", "牵头任务", link=lambda line: tasks_url(line.unit, role="lead")),
    NumberColumn("as_co", "协同任务", link=lambda line: tasks_url(line.unit, role="co")),
    NumberColumn("done", "已办结", link=lambda line: tasks_url(line.unit, role="lead", bucket="done")),
    NumberColumn("yellows", "黄灯（期次）"),
    NumberColumn("score.reds", "红灯（期次）"),
    NumberColumn("late", "迟报（次）"),
    NumberColumn("score.average", "加权平均", digits=2),
    NumberColumn("score.bonus", "加分", digits=1),
    NumberColumn("score.total", "总分", digits=2),
    Column("score.grade", "等次"),
)


@guard("supervision.assess")
def page(request: HttpRequest) -> HttpResponse:
    """The ranking of one group; `?export=xlsx` gives the same columns and the working on it."""
    form, group, period, plan = chosen(request)
    span = span_of(period, today())
    lines = ranking(group, span, plan=plan.pk if plan else None)
    if request.GET.get("export") == "xlsx":
        notes = [
            ("分组", GROUPS[group][0]),
            ("期间", period_of_code(period)[1].label),
            ("截至", span.on.isoformat()),
        ]
        return export.download(export.workbook(COLUMNS, lines, notes), f"考核排名{GROUPS[group][0]}{span.on}")
    query = urlencode({"period": period, **({"plan": plan.pk} if plan else {})})
    context = {
        "title": "考核排名",
        "form": form,
        "lines": [
            (
                f"{reverse('supervision:ranking_unit', args=[line.unit.pk])}?{query}",
                [(column, column.cell(line)) for column in COLUMNS],
            )
            for line in lines
        ],
        "columns": COLUMNS,
        "span": span,
        "group": group,
        "group_label": GROUPS[group][0],
        "period": period,
        "period_label": period_of_code(period)[1].label,
        "plan": plan,
        "query": query,
        "export_href": f"?{urlencode({'group': group})}&{query}&export=xlsx",
        "policy": policy_facts(span),
        "published": Ranking.objects.select_related("published_by")[:5],
    }
    return render(request, "supervision/ranking.html", context)


def policy_facts(span: Span) -> list[tuple[str, str]]:
    """The formula in force on the day of reckoning, in words."""
    policy = score_policy(span.on)
    return [
        (
            "任务得分",
            f"完成{policy.completion}＋时效{policy.timeliness}＋报送质量{policy.report_quality}＋核查{policy.verification}",
        ),
        (
            "扣分",
            f"黄灯每期{policy.yellow}，红灯每期{policy.red}，迟报每次{policy.late_report}，虚报每次{policy.false_report}并取消评优",
        ),
        ("单位得分", f"各任务得分按权重平均，协同任务权重乘{policy.co_share}；加分封顶{policy.bonus_cap}"),
        ("等次", f"{policy.excellent}分以上优秀，{policy.good}分以上良好，{policy.qualified}分以上合格"),
        ("同分", "先看红灯少，再看办结早；仍相同的并列"),
    ]


@guard("supervision.assess", Unit, lookup="pk")
def unit_page(request: HttpRequest, unit: Unit) -> HttpResponse:
    """One unit's score, opened step by step: every task, every line of its working."""
    _form, _group, period, plan = chosen(request)
    span = span_of(period, today())
    score = unit_scores([unit], span, plan=plan.pk if plan else None).get(unit.pk)
    context = {
        "title": f"{unit.label}得分",
        "unit": unit,
        "score": score,
        "span": span,
        "period_label": period_of_code(period)[1].label,
        "plan": plan,
        "back": f"{reverse('supervision:ranking')}?{request.GET.urlencode()}",
        "crumbs": [("考核排名", reverse("supervision:ranking"))],
    }
    return render(request, "supervision/ranking_unit.html", context)


@require_POST
@guard("supervision.assess")
@idempotent
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the ranking shown: the calculation sheet is kept as it stands."""
    given = RankForm(request.POST)
    if not given.is_valid():
        return redirect("supervision:ranking")
    group, period = given.cleaned_data["group"] or "towns", given.cleaned_data["period"]
    plan = given.cleaned_data["plan"]
    kept = publish_ranking(group=group, period=period, plan=plan, by=request.user, at=now())  # type: ignore[arg-type]
    return redirect("supervision:ranking_published", pk=kept.pk)


@transaction.atomic
def publish_ranking(*, group: str, period: str, plan: Plan | None, by: Officer, at: datetime) -> Ranking:
    """Keep a ranking with every step of the working. Records: supervision.ranking_published."""
    require(by, "supervision.assess")
    span = span_of(period, today())
    lines = ranking(group, span, plan=plan.pk if plan else None)
    title = f"{period_of_code(period)[1].label}{GROUPS[group][0]}督查任务考核排名"
    kept = Ranking.objects.create(
        title=title,
        period=period,
        group=group,
        on=span.on,
        sheet=[as_sheet(line) for line in lines],
        published_by=by,
        published_at=at,
    )
    record(RankingPublished(title, len(lines)), by=by, at=at)
    return kept


def as_sheet(line: Line) -> dict[str, Any]:
    """One line as it is kept: plain values only."""
    plain: Callable[[Decimal], str] = lambda number: f"{number.normalize():f}"  # noqa: E731
    return {
        "place": line.place,
        "unit": line.unit.pk,
        "label": line.unit.label,
        "lead": line.as_lead,
        "co": line.as_co,
        "done": line.done,
        "yellows": line.yellows,
        "reds": line.score.reds,
        "late": line.late,
        "average": plain(line.score.average),
        "bonus": plain(line.score.bonus),
        "total": plain(line.score.total),
        "grade": line.score.grade,
        "tasks": [
            {
                "number": task.record.number,
                "title": task.record.title,
                "lead": task.record.as_lead,
                "weight": plain(task.weight),
                "points": plain(task.points),
                "steps": [[step.label, step.working, plain(step.points)] for step in task.steps],
            }
            for task in line.score.tasks
        ],
    }


@guard("supervision.assess", Ranking, lookup="pk")
def published(request: HttpRequest, kept: Ranking) -> HttpResponse:
    """A ranking as it was published."""
    context = {
        "title": kept.title,
        "kept": kept,
        "crumbs": [("考核排名", reverse("supervision:ranking"))],
    }
    return render(request, "supervision/ranking_published.html", context)


class BonusForm(forms.Form):
    unit = UnitField(label="单位")
    points = forms.DecimalField(
        label="加分", min_value=Decimal("0.5"), max_value=5, max_digits=3, decimal_places=1
    )
    reason = forms.CharField(
        label="事由", max_length=200, help_text="写明表彰机关和文号，如：省政府办公厅2026年督查激励通报"
    )


@guard("supervision.assess")
def bonus(request: HttpRequest) -> HttpResponse:
    """Enter a bonus for a unit in this year."""
    return form_page(
        request,
        BonusForm,
        give_bonus,
        title="登记加分",
        done=reverse("supervision:bonuses"),
        message="加分已登记，计入本年度得分。",
        submit="登记",
        cancel=reverse("supervision:bonuses"),
    )


@transaction.atomic
def give_bonus(*, unit: Unit, points: Decimal, reason: str, by: Officer, at: datetime) -> Bonus:
    """Enter a bonus. Records: supervision.bonus_given."""
    made = Bonus.objects.create(unit=unit, year=today().year, points=points, reason=reason, by=by, at=at)
    record(BonusGiven(unit.label, f"{points.normalize():f}", reason), by=by, at=at)
    return made


class BonusList(Listing):
    title = "加分登记"
    model = Bonus
    order = ("-id",)
    empty = ("今年还没有登记加分。受到上级表彰的，登记后计入单位得分。", "登记加分", "new/")
    columns = (
        Column("unit.label", "单位"),
        NumberColumn("year", "年度"),
        NumberColumn("points", "分值", digits=1),
        Column("reason", "事由", wide=True),
        Column("by.name", "登记人"),
        MomentColumn("at", "登记时间"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Bonus]:
        return Bonus.objects.select_related("unit", "by")


@guard("supervision.assess")
def bonuses(request: HttpRequest) -> HttpResponse:
    return BonusList(request).response(crumbs=[("考核排名", reverse("supervision:ranking"))])


rank_urls = [
    path("ranking/", page, name="ranking"),
    path("ranking/publish/", publish, name="ranking_publish"),
    path("ranking/units/<int:pk>/", unit_page, name="ranking_unit"),
    path("ranking/published/<int:pk>/", published, name="ranking_published"),
    path("ranking/bonuses/", bonuses, name="bonuses"),
    path("ranking/bonuses/new/", bonus, name="bonus"),
]
