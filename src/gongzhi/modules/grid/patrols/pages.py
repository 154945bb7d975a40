"""The pages of grid patrols: the kernel's, with the form of an event."""

from __future__ import annotations

from typing import Any

from django import forms

from gongzhi.kernel.web.fields import Picker
from gongzhi.kernel.web.rounds.filters import RoundFilter, WalkerFilter, kind_filter
from gongzhi.kernel.web.rounds.forms import FindingForm
from gongzhi.kernel.web.rounds.lists import RoundList, RouteList, WalkerList
from gongzhi.kernel.web.rounds.pages import Pages
from gongzhi.modules.grid.catalogue.queries import choices
from gongzhi.modules.grid.patrols.kinds import PLAN, VIEW, WALK


class GridRoundFilter(RoundFilter):
    kind = kind_filter("grid")


class GridWalkerFilter(WalkerFilter):
    kind = kind_filter("grid")


class GridRounds(RoundList):
    title = "网格巡查轮次"
    module, view, filters = "grid", VIEW, GridRoundFilter
    first_filters = ("state", "unit", "since", "until")


class GridWalkers(WalkerList):
    title = "网格巡查人次"
    module, view, filters = "grid", VIEW, GridWalkerFilter
    first_filters = ("unit", "since", "until")


class GridRoutes(RouteList):
    module, view = "grid", VIEW


class EventFoundForm(FindingForm):
    """An event as it is found on a patrol."""

    field_order = ("category", "urgent", "text", "stop", "files", "title")
    more = ("urgent",)

    category = forms.ChoiceField(label="事件类别", required=False, widget=Picker())
    urgent = forms.BooleanField(label="紧急", required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["category"].choices = [("", "（由乡镇确定）"), *choices()]  # type: ignore[attr-defined]


PAGES = Pages(
    "grid", "网格巡查", view=VIEW, walk=WALK, plan=PLAN, rounds=GridRounds, walkers=GridWalkers, routes=GridRoutes,
    finding=EventFoundForm,
)  # fmt: skip
