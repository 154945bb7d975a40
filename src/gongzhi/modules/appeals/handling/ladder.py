"""What a late appeal calls forth by itself: 到期提醒, 催办单, 通报挂账; and what waits too long at the hotline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gongzhi.kernel.access.queries import officers_with
from gongzhi.kernel.clock import calendar, local_day
from gongzhi.kernel.duty import Duty
from gongzhi.kernel.duty.ladder import Ladder
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.models import Clock, Matter
from gongzhi.kernel.notify.actions import tell
from gongzhi.kernel.web.matters import matter_url
from gongzhi.modules.appeals.handling.models import PressKind
from gongzhi.modules.appeals.handling.orders import due_words
from gongzhi.modules.appeals.handling.pressing import escalate, press
from gongzhi.modules.appeals.intake.models import Appeal

LADDER = Ladder("appeal", states=("dispatched", "signed", "returning", "arbitrating", "handling"))
UNIT_CLOCKS = {"sign": "签收", "contact": "首次联系", "opinion": "协办意见"}
HOTLINE_CLOCKS = {
    "triage": "appeals.dispatch",
    "return": "appeals.dispatch",
    "review": "appeals.review",
    "callback": "appeals.callback",
}
CHUNK = 500


def _climb(matter: Matter, kind: str, text: str, at: datetime) -> Appeal:
    appeal = Appeal.objects.select_related("matter").get(pk=matter.pk)
    appeal.matter = matter
    if press(appeal, kind, text, by=None, at=at) is not None:
        record(Noted(PressKind(kind).label, text), by=None, at=at, matter=matter)
        matter.save(update_fields=["tip_seq", "tip_hash"])
    return appeal


def prompt(matter: Matter, at: datetime) -> None:
    """One reminder before the term ends."""
    assert matter.due_at is not None
    _climb(matter, PressKind.PROMPT, f"办结时限{due_words(matter.due_at)}临近，请抓紧办理。", at)


def urge(matter: Matter, at: datetime) -> None:
    """One 催办单 when the term has passed; the unit's heads are told as well, for they handle too."""
    assert matter.due_at is not None
    _climb(matter, PressKind.URGE, f"办结时限{due_words(matter.due_at)}已过，请立即办理并回复。", at)


def circulate(matter: Matter, at: datetime) -> None:
    """Long overdue in spite of that: noted for the circular, handed to supervision."""
    assert matter.due_at is not None
    late = max(1, calendar().between(local_day(matter.due_at), local_day(at)))
    text = f"逾期{late}个工作日仍未办结，列入通报并挂账。"
    escalate(_climb(matter, PressKind.CIRCULAR, text, at), text, at=at)


def unit_clocks_late(at: datetime) -> Iterator[tuple[str, int]]:
    """Signatures, first contacts and opinions whose term has run out. A query per 500."""
    return _late(tuple(UNIT_CLOCKS), at)


def hotline_clocks_late(at: datetime) -> Iterator[tuple[str, int]]:
    """What has waited too long at the hotline itself. A query per 500."""
    return _late(tuple(HOTLINE_CLOCKS), at)


def _late(names: tuple[str, ...], at: datetime) -> Iterator[tuple[str, int]]:
    rows = Clock.objects.filter(
        matter__kind="appeal", matter__closed_at=None, name__in=names, stopped_at=None, due_at__lt=at
    )
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield from ((str(key), key) for key in found)
        last = found[-1]


def remind_unit(key: int, at: datetime) -> None:
    """Tell the unit of its late clock: in the worklist's words, without a slip."""
    clock = Clock.objects.select_related("matter", "assignment__unit").get(pk=key)
    if clock.stopped_at is not None or clock.assignment is None or clock.assignment.closed_at is not None:
        return
    what = UNIT_CLOCKS[clock.name]
    tell(
        units=[clock.assignment.unit] if clock.assignment.unit else [],
        needs="appeals.handle",
        title=f"{what}超时：{clock.matter.title[:40]}",
        body=f"{what}时限{due_words(clock.due_at)}已过。",
        url=matter_url(clock.matter),
        matter=clock.matter,
        kind="appeals",
        level="urge",
        at=at,
        key=f"appeal:clock:{key}",
    )


def remind_hotline(key: int, at: datetime) -> None:
    """Tell those who work at the desk where an appeal waits too long."""
    clock = Clock.objects.select_related("matter").get(pk=key)
    if clock.stopped_at is not None:
        return
    label = clock.matter.flow.clocks[clock.name].label
    tell(
        officers=officers_with(HOTLINE_CLOCKS[clock.name], place=clock.matter.place_code, on=local_day(at)),
        title=f"{label}超时：{clock.matter.title[:40]}",
        body=f"{label}时限{due_words(clock.due_at)}已过。",
        url=matter_url(clock.matter),
        matter=clock.matter,
        kind="appeals",
        level="remind",
        at=at,
        key=f"appeal:clock:{key}",
    )


DUTIES = (
    LADDER.duty("appeals.prompt", "诉求到期提醒", prompt, early=True),
    LADDER.duty("appeals.urge", "诉求逾期催办", urge),
    LADDER.duty(
        "appeals.circular", "诉求逾期通报挂账", circulate, after="appeals.ladder.circular", every="40 8 * * *"
    ),
    Duty("appeals.unit_clocks", "签收联系协办超时提醒", "*/10 * * * *", unit_clocks_late, remind_unit),
    Duty(
        "appeals.hotline_clocks", "派单审核回访超时提醒", "*/10 * * * *", hotline_clocks_late, remind_hotline
    ),
)
