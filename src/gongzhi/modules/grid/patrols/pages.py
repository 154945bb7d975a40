"""The pages of a grid's rounds: the kernel's, with the form of an event."""

from __future__ import annotations

from django import forms

from gongzhi.kernel.web.rounds.filters import RoundFilter, WalkerFilter, kind_filter
from gongzhi.kernel.web.rounds.forms import FindingForm
from gongzhi.kernel.web.rounds.lists import RoundList, RouteList, WalkerList
from gongzhi.kernel.web.rounds.views import Pages
from gongzhi.modules.grid.catalogue.queries import choices
from gongzhi.modules.grid.patrols.kinds import PLAN, VIEW, WALK


class GridRoundFilter(RoundFilter):
    kind = kind_filter("grid")


class GridWalkerFilter(WalkerFilter):
    kind = kind_filter("grid")


class GridRounds(RoundList):
    title = "网格巡查轮次"
    module, view, filters = "grid", VIEW, GridRoundFilter


class GridWalkers(WalkerList):
    title = "网格巡查人次"
    module, view, filters = "grid", VIEW, GridWalkerFilter


class GridRoutes(RouteList):
    module, view = "grid", VIEW


class EventFoundForm(FindingForm):
    """An event as it is told on the spot."""

    field_order = ("category", "text", "stop", "files", "title")
    category = forms.ChoiceField(label="类别", choices=lambda: [("", "请选择"), *choices()])


PAGES = Pages(
    "grid", "网格巡查", view=VIEW, walk=WALK, plan=PLAN, rounds=GridRounds, walkers=GridWalkers, routes=GridRoutes,
    finding=EventFoundForm,
)  # fmt: skip
