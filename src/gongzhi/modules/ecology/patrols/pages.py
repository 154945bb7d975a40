"""The pages of ecology's rounds: the kernel's, with the form of a problem."""

from __future__ import annotations

from django import forms

from gongzhi.kernel.access import visible
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.rounds.models import Round, Walker
from gongzhi.kernel.web.rounds.filters import RoundFilter, WalkerFilter, kind_filter, seen_rounds
from gongzhi.kernel.web.rounds.forms import FindingForm
from gongzhi.kernel.web.rounds.lists import RoundList, RouteList, WalkerList
from gongzhi.kernel.web.rounds.pages import Pages
from gongzhi.modules.ecology.patrols.kinds import CODES, PLAN, VIEW, WALK
from gongzhi.modules.ecology.words import ProblemType, Severity


class EcoRoundFilter(RoundFilter):
    kind = kind_filter("ecology")


class EcoWalkerFilter(WalkerFilter):
    kind = kind_filter("ecology")


class EcoRounds(RoundList):
    title = "生态巡查轮次"
    module, view, filters = "ecology", VIEW, EcoRoundFilter
    first_filters = ("state", "kind", "unit", "since", "until")


class EcoWalkers(WalkerList):
    title = "生态巡查人次"
    module, view, filters = "ecology", VIEW, EcoWalkerFilter
    first_filters = ("kind", "unit", "since", "until")


class EcoRoutes(RouteList):
    module, view = "ecology", VIEW


class ProblemFoundForm(FindingForm):
    """A problem as it is told on the spot."""

    field_order = ("category", "severity", "text", "stop", "liable", "files", "title")
    more = ("severity", "liable")

    category = forms.ChoiceField(label="类型", choices=[("", "请选择"), *ProblemType.choices])
    severity = forms.ChoiceField(
        label="程度", choices=Severity.choices, initial=Severity.NORMAL, help_text="接报和整改的期限由程度定"
    )
    liable = forms.CharField(
        label="责任主体", max_length=80, required=False, help_text="企业、工地、养殖场等，没有可以不写"
    )


PAGES = Pages(
    "ecology", "生态巡查", view=VIEW, walk=WALK, plan=PLAN, rounds=EcoRounds, walkers=EcoWalkers, routes=EcoRoutes,
    finding=ProblemFoundForm,
)  # fmt: skip


def rounds_seen(officer: Officer) -> object:
    return seen_rounds(officer, VIEW, CODES)


def walkers_seen(officer: Officer) -> object:
    seen = visible(Round.objects.order_by(), officer, VIEW).filter(kind__in=CODES)
    return Walker.objects.filter(round__in=seen.values("pk"))
