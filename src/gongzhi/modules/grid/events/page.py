"""Everything that the page of one event shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.people.masking import redacted
from gongzhi.kernel.web.guard import NotFound
from gongzhi.kernel.web.matters import matter_context
from gongzhi.kernel.web.templatetags.ui import local_minute
from gongzhi.modules.grid.events import queries
from gongzhi.modules.grid.events.actions import AFTER, BEFORE, VERIFY
from gongzhi.modules.grid.events.models import GridEvent, Look
from gongzhi.modules.grid.places import names_of
from gongzhi.modules.grid.words import Step

FAR = timedelta(minutes=10)  # a phone's clock that is further off is told
STAGES = {
    Step.REPORT: (),
    Step.FILE: ("reported",),
    Step.DISPATCH: ("filed", "returned"),
    Step.HANDLE: ("dispatched", "handling", "deferring", "deferred"),
    Step.FEEDBACK: (),
    Step.VERIFY: ("handled",),
    Step.CLOSE: ("verified",),
}


def event_of(officer: Officer, number: str) -> GridEvent:
    """The event of a number as it is said or typed. One query. Raises: NotFound."""
    more = ("component", "household", "handled_by__unit", "verified_by", "filed_by", "reported_by__unit")
    rows = queries.events(officer).select_related(*more).defer(None)
    found = rows.filter(matter__number=number.strip().upper()).first()
    if found is None:
        raise NotFound(value=number)
    return found


@dataclass(frozen=True)
class Stage:
    """One of the seven stages: done at a moment by somebody, waiting now, or not yet."""

    label: str
    tone: str  # done, now, next
    at: Any = None
    who: str = ""


def context(event: GridEvent, officer: Officer) -> dict[str, Any]:
    """The page's values. Some fifteen statements, whatever the event has seen."""
    shared = matter_context(event.matter, officer, event)
    photos = {
        purpose: [one for one in shared["attached"] if one.purpose == purpose] for purpose in (BEFORE, AFTER)
    }
    text = redacted(event.text.open(), homes=False)
    looks = list(event.looks.select_related("by"))
    taken = [one for one in shared["attached"] if one.purpose == "photos"]
    return {
        **shared,
        "event": event,
        "title": f"{event.number} {event.matter.title[:40]}",
        "text": text,
        "text_adds": text.strip("。！？!?. ") != event.matter.title,  # a short text is its own headline
        "facts": facts(event),
        "stages": stages(event),
        "before": photos[BEFORE],
        "after": [*photos[AFTER], *[one for one in taken if not any(look.at == one.at for look in looks)]],
        "looks": [(look, [one for one in taken if one.at == look.at], _stood(look)) for look in looks],
        "within": event.matter.place_code[:12],
        "orders": list(event.orders.select_related("unit", "by")),
        "may_verify": event.matter.state == "handled"
        and officer.pk not in (event.reported_by_id, event.handled_by_id)
        and decide(officer, VERIFY, event).allowed,
    }


def facts(event: GridEvent) -> list[tuple[str, Any]]:
    """Facts of the head that have a value."""
    names = names_of((event.matter.place_code, event.reported_in))
    grid = names.get(event.matter.place_code, event.matter.place_code)
    was = names.get(event.reported_in, "") if event.reported_in != event.matter.place_code else ""
    pairs = [
        ("类别", event.category.label if event.category else "未定"),
        ("网格", grid),
        ("上报时", f"{was}（后来拆分）" if was else ""),
        ("位置", event.spot),
        ("部件", str(event.component) if event.component else ""),
        ("住户", event.household.number if event.household else ""),
        ("来源", event.get_channel_display()),
        ("层级", event.get_level_display()),
        (
            "上报",
            f"{local_minute(event.matter.opened_at)} {event.reported_by.name if event.reported_by else ''}",
        ),
        ("手机时间", _phone_time(event)),
        ("定位", _located(event)),
        ("缓办至", event.defer_until),
        ("不予立案", event.get_ground_display() if event.ground else ""),
        ("评价", f"{event.rating}分" if event.rating else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _phone_time(event: GridEvent) -> str:
    """What the phone's clock said, where it is far from ours: sent later, or wrong."""
    if event.said_at is None or abs(event.said_at - event.matter.opened_at) < FAR:
        return ""
    return f"{local_minute(event.said_at)}（与收到时间不一致，时限按收到时间）"


def _located(event: GridEvent) -> str:
    if event.matter.longitude is None or event.matter.latitude is None:
        return "没有可用的定位"
    error = f"，误差{event.accuracy}米" if event.accuracy is not None else ""
    return f"{event.matter.longitude:.5f}，{event.matter.latitude:.5f}{error}"


def _stood(look: Look) -> str:
    """Where somebody stood who looked."""
    if not look.on_spot:
        far = f"距事件{look.metres}米，" if look.metres is not None else ""
        return f"{far}不在现场：{look.why}"
    return f"在现场，距事件{look.metres}米" if look.metres is not None else "在现场"


def stages(event: GridEvent) -> list[Stage]:
    """The seven stages; an event that was settled on the spot or not filed has those that it went through."""
    moments = {
        Step.REPORT: (event.matter.opened_at, event.reported_by),
        Step.FILE: (event.filed_at, event.filed_by),
        Step.DISPATCH: (event.dispatched_at, None),
        Step.HANDLE: (event.handled_at, event.handled_by),
        Step.FEEDBACK: (event.handled_at, event.handled_by),
        Step.VERIFY: (event.verified_at, event.verified_by),
        Step.CLOSE: (event.matter.closed_at, None),
    }
    if event.matter.state in ("settled", "void"):
        last = "自办办结" if event.matter.state == "settled" else "不予立案"
        first = moments[Step.REPORT]
        return [_done(Step.REPORT.label, *first), _done(last, event.matter.closed_at, None)]
    found, waits = [], False
    for step, states in STAGES.items():
        at, who = moments[step]
        if event.matter.state in states:
            waits = True
            found.append(Stage(step.label, "now"))
        elif waits or at is None:
            found.append(Stage(step.label, "next"))
        else:
            found.append(_done(step.label, at, who))
    return found


def _done(label: str, at: Any, who: Any) -> Stage:
    return Stage(label, "done", at, who.name if who else "")


def popup(event: GridEvent) -> dict[str, Any]:
    """What the map shows of one event."""
    return {
        "event": event,
        "href": reverse("grid:event", args=[event.number]),
        "place": names_of([event.matter.place_code]).get(event.matter.place_code, ""),
    }
