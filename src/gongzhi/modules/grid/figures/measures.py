"""The measures of grid governance: events as they were reported, and visits, with the parts that rates are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Substr

from gongzhi.kernel.access import visible
from gongzhi.kernel.clock import now
from gongzhi.kernel.measures import Cut, Measure, Part
from gongzhi.kernel.org.models import Unit
from gongzhi.modules.grid.catalogue.models import Category
from gongzhi.modules.grid.events.filters import EventFilter, filtered, seen
from gongzhi.modules.grid.events.queries import overdue
from gongzhi.modules.grid.places import names_of
from gongzhi.modules.grid.visits.lists import VisitFilter
from gongzhi.modules.grid.visits.models import Visit
from gongzhi.modules.grid.words import Channel, Level


def _filed() -> Q:
    return Q(filed_at__isnull=False) & ~Q(matter__state="void")


def _due() -> Q:
    """Those that should be handled by now: handled, or past their term."""
    return _filed() & (Q(in_time__isnull=False) | overdue(now()))


PARTS = (
    Part("self", "自办", lambda: Q(matter__state="settled")),
    Part("filed", "立案", _filed),
    Part("void", "不予立案", lambda: Q(matter__state="void")),
    Part("dispatched", "派遣", lambda: Q(dispatches__gt=0)),
    Part("due", "应处理", _due),
    Part("in_time", "按时处理", lambda: _filed() & Q(in_time=True)),
    Part("overdue", "超期未办", lambda: overdue(now())),
    Part("handled", "已处理", lambda: _filed() & Q(in_time__isnull=False)),
    Part("rework", "返工", lambda: Q(reworks__gt=0)),
    Part("returned", "退回", lambda: Q(returns__gt=0)),
    Part("deferred", "缓办", lambda: Q(deferrals__gt=0)),
    Part("verified", "核查通过", lambda: Q(verified_at__isnull=False)),
    Part("closed", "结案", lambda: Q(matter__state="closed")),
    Part("open", "未结", lambda: Q(matter__closed_at=None)),
    Part("urgent", "紧急", lambda: Q(urgent=True)),
)


def labels(model: type[Any]) -> Callable[[list[Any]], Mapping[Any, str]]:
    def words(keys: list[Any]) -> Mapping[Any, str]:
        found = model.objects.in_bulk([key for key in keys if key is not None])
        return {key: one.label for key, one in found.items()} | {None: "未定"}

    return words


def place_cuts(column: str) -> dict[str, Cut]:
    """Cuts by grid, village and township; `town`, `village` are stems of codes."""
    return {
        "grid": Cut("grid", "网格", column, names_of),
        "village": Cut("village", "村（社区）", "village"),
        "town": Cut("town", "乡镇（街道）", "town"),
    }


def seen_visits(officer: Any) -> Any:
    """The visits that an officer sees; none for who may not see people."""
    return visible(Visit.objects.all(), officer, "people.view").annotate(
        town=Substr("place_code", 1, 9), village=Substr("place_code", 1, 12)
    )


EVENTS = Measure(
    name="grid.events",
    label="网格事件",
    unit="件",
    rows=filtered(
        EventFilter,
        lambda officer: seen(officer).annotate(
            town=Substr("reported_in", 1, 9), village=Substr("reported_in", 1, 12)
        ),
    ),
    cuts=place_cuts("reported_in")
    | {
        one.name: one
        for one in (
            Cut("unit", "处理单位", "matter__lead_unit", labels(Unit)),
            Cut("category", "类别", "category", labels(Category)),
            Cut("channel", "来源", "channel", dict(Channel.choices)),
            Cut("level", "层级", "level", dict(Level.choices)),
        )
    },
    parts={one.name: one for one in PARTS},
    drill="grid:events",
    rule="按上报日归月、按上报时所在网格归属；网格后来拆分的，原有数字不变。",
)
VISITS = Measure(
    name="grid.visits",
    label="走访",
    unit="户次",
    rows=filtered(VisitFilter, seen_visits),
    cuts=place_cuts("place_code"),
    parts={
        one.name: one
        for one in (
            Part("found", "发现问题", lambda: Q(findings__gt=0)),
            Part("unmet", "没见到人", lambda: Q(met=False)),
        )
    },
    drill="grid:visits",
    rule="按走访日归月、按走访时所在网格归属，一户一次计一户次。",
)
MEASURES = (EVENTS, VISITS)
