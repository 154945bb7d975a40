"""Rounds on the phone, for every module that declares kinds of them: the day's rounds, and what is said on one.

    PATROLS = Patrols("ecology", "ecology.patrol", found=(Field("category", "类型", "choice", choices=…), …))
    PHONE = Phone(entries=PATROLS.entries(), today=PATROLS.items)

`found` are the fields of a finding: `text`, `category`, `photos` and `voice` are the kernel's own, more go to the matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongzhi.kernel.clock import ZONE, local_day
from gongzhi.kernel.modules.phone import Act, Entry, Field, Item, Said, Step, Taken
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.rounds import actions
from gongzhi.kernel.rounds.actions import Problem, Spot
from gongzhi.kernel.rounds.declare import kind_of, round_kinds
from gongzhi.kernel.rounds.models import CheckIn, Round, Stop
from gongzhi.kernel.rounds.queries import due_for
from gongzhi.kernel.rounds.words import RoundState, Verdict

STAGES = {
    RoundState.DUE: "due",
    RoundState.MISSED: "due",
    RoundState.UNDER_WAY: "going",
    RoundState.DONE: "done",
}
OWN = ("text", "category", "photos", "voice")
PHOTOS = Field("photos", "照片", "photos", most=6)
NOTE = Field("note", "情况", "long", most=300)


class RoundGone(Refusal):
    code = "phone.round_gone"
    kind = Kind.ABSENT
    message = "系统里找不到这次巡查。内容还在手机里，请联系安排巡查的单位核对路线。"


@dataclass(frozen=True)
class Patrols:
    """The patrols of one module: which of its permissions walks, and what is asked about a finding."""

    module: str
    walk: str
    found: Sequence[Field]
    found_label: str = "发现问题"

    def entries(self) -> tuple[Entry, ...]:
        def entry(word: str, label: str, take: Callable[[Said], Taken], *fields: Field, **more: Any) -> Entry:
            return Entry(f"{self.module}.{word}", label, take, fields, self.walk, **more)

        reason = Field("note", "情况", "long", hint="有没走到的点位，要写明原因", most=300)
        return (
            entry("begin", "开始巡查", begin, position="needed", icon="player-play", said="开始巡查"),
            entry("check", "到位打卡", check, PHOTOS, NOTE, position="needed", icon="map-pin", said="打卡"),
            entry("found", self.found_label, self._found, *self.found, icon="alert-triangle"),
            entry("finish", "结束巡查", finish, reason, icon="check", said="结束巡查", track=True),
        )

    def items(self, officer: Officer, at: datetime) -> Iterator[Item]:
        """The rounds to walk or walked on the day of `at`. Six statements however many."""
        day, kinds = local_day(at), [one.code for one in round_kinds(self.module)]
        rows = list(due_for(officer, day, kinds))
        done = Round.objects.filter(kind__in=kinds, on=day, state=RoundState.DONE, walkers__officer=officer)
        rows += list(done.select_related("route__place", "unit").prefetch_related("route__stops"))
        seen = _seen(rows)
        for row in rows:
            yield self._item(row, day, seen.get(row.pk, {}))

    def _item(self, row: Round, day: date, seen: Mapping[int | None, CheckIn]) -> Item:
        find = Act(f"{self.module}.found", self.found_label, "going")
        finds = (find,) if kind_of(row.kind).finding else ()
        return Item(
            key=f"{self.module}.round-{row.pk}", sort="patrol", title=row.route.name,
            note=f"{kind_of(row.kind).label} · {row.route.often}", stage=STAGES[RoundState(row.state)],
            due="今天" if row.due_on <= day else f"{row.due_on:%m月%d日}前", late=row.due_on < day,
            facts=_least(row), steps=[_step(one, seen.get(one.pk)) for one in row.route.stops.all() if one.is_active],
            acts=(
                Act(f"{self.module}.begin", "开始巡查", "due", "going"),
                *finds,
                Act(f"{self.module}.finish", "结束巡查", "going", "done"),
            ),
            step_acts=(Act(f"{self.module}.check", "打卡", "going"), *finds),
        )  # fmt: skip

    def _found(self, said: Said) -> Taken:
        known, values = kind_of(round_of(said).kind), dict(said.values)
        problem = Problem(
            text=values.get("text", ""), category=values.get("category", ""), spot=_spot(said),
            files=[*said.files.get("photos", ()), *said.files.get("voice", ())],
            more={name: value for name, value in values.items() if name not in OWN},
        )  # fmt: skip
        made = actions.found(
            round=round_of(said), stop=stop_of(said), problem=problem, by=said.by, at=said.at, said_at=said.said_at, key=said.key,
        )  # fmt: skip
        return Taken(f"{known.finding_label}已登记。", made.matter.number)


def _least(row: Round) -> list[tuple[str, str]]:
    """What a round should last and reach, where the route says so."""
    route = row.route
    found = [("地方", route.place.name), ("单位", row.unit.label)]
    if route.least_minutes:
        found.append(("至少", f"{route.least_minutes}分钟"))
    if route.least_metres:
        found.append(("里程", f"不少于{route.least_metres}米"))
    return found


def _seen(rows: Sequence[Round]) -> dict[int, dict[int | None, CheckIn]]:
    """The last check-in at every stop of some rounds. One query."""
    found: dict[int, dict[int | None, CheckIn]] = {}
    for one in CheckIn.objects.filter(round__in=[row.pk for row in rows]).order_by("at"):
        found.setdefault(one.round_id, {})[one.stop_id] = one
    return found


def _step(stop: Stop, seen: CheckIn | None) -> Step:
    return Step(
        str(stop.pk), stop.name, stop.todo, stop.longitude, stop.latitude, stop.radius, seen_in_words(seen) if seen else ""
    )  # fmt: skip


def seen_in_words(one: CheckIn) -> str:
    """`09:12 到位` and how far that was."""
    far = f"，距{one.metres}米" if one.metres is not None else ""
    return f"{one.at.astimezone(ZONE):%H:%M} {Verdict(one.verdict).label}{far}"


def round_of(said: Said) -> Round:
    """Raises: RoundGone."""
    key = said.item.rpartition("-")[2]
    row = Round.objects.filter(pk=int(key)).first() if key.isdigit() else None
    if row is None:
        raise RoundGone()
    return row


def stop_of(said: Said) -> Stop | None:
    return Stop.objects.filter(pk=int(said.step)).first() if said.step.isdigit() else None


def _spot(said: Said) -> Spot:
    here = said.position
    return Spot(here.longitude, here.latitude, here.accuracy) if here else Spot()


def begin(said: Said) -> Taken:
    row = actions.begin_round(
        round=round_of(said), by=said.by, at=said.at, said_at=said.said_at, key=said.key
    )
    return Taken(f"“{row.route.name}”已开始。")


def check(said: Said) -> Taken:
    note = "；".join(filter(None, (said.values.get("note", ""), said.no_position)))
    made = actions.check_in(
        round=round_of(said), stop=stop_of(said), spot=_spot(said), note=note, photos=said.files.get("photos", ()),
        by=said.by, at=said.at, said_at=said.said_at, key=said.key,
    )  # fmt: skip
    return Taken(f"打卡已登记：{seen_in_words(made)}。")


def finish(said: Said) -> Taken:
    """The end of a round, and before it where the phone went meanwhile."""
    row = round_of(said)
    if said.track:
        points = [(one.longitude, one.latitude, one.at.isoformat()) for one in said.track]
        actions.keep_track(round=row, points=points, by=said.by, at=said.at, key=f"{said.key[:60]}#t")
    row = actions.finish_round(
        round=row, by=said.by, at=said.at, note=said.values.get("note", ""), said_at=said.said_at, key=said.key
    )  # fmt: skip
    return Taken(
        f"“{row.route.name}”已结束，到{row.stops_reached}/{row.stops_total}个点位，走了{row.metres}米。"
    )
