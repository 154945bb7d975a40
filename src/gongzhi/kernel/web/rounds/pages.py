"""What the pages of one module's rounds are: its names and permissions, and what a round and a route show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import today
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.org.queries import named_place
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.models import CheckIn, Round, Route
from gongzhi.kernel.rounds.scoping import PHOTOS
from gongzhi.kernel.rounds.words import Doubt, RoundState, Verdict
from gongzhi.kernel.web import maps
from gongzhi.kernel.web.guard import NotFound
from gongzhi.kernel.web.rounds import forms
from gongzhi.kernel.web.rounds.lists import (
    TONES,
    RoundList,
    RouteList,
    WalkerList,
    doubts_in_words,
    state_words,
)

LIGHTS = {
    Verdict.ON_SPOT: "green", Verdict.OFF_SPOT: "red", Verdict.NO_POSITION: "grey", Verdict.UNMEASURED: "blue",
}  # fmt: skip
VERDICT_TONES = {
    Verdict.ON_SPOT: "good",
    Verdict.OFF_SPOT: "bad",
    Verdict.NO_POSITION: "warn",
    Verdict.UNMEASURED: "plain",
}


@dataclass(frozen=True)
class Pages:
    """The pages of one module: its name, its permissions, its lists and its form of a finding."""

    module: str
    label: str
    view: str
    walk: str
    plan: str
    rounds: type[RoundList]
    walkers: type[WalkerList]
    routes: type[RouteList]
    finding: type[forms.FindingForm]

    def url(self, name: str, *keys: Any) -> str:
        return reverse(f"{self.module}:{name}", args=keys)

    def own(self, row: Round | Route) -> None:
        """Rows of other modules are not there. Raises: NotFound."""
        if kind_of(row.kind).module != self.module:
            raise NotFound(value=row.pk)


def crumbs(pages: Pages, name: str = "rounds", label: str = "") -> list[tuple[str, str]]:
    return [(label or pages.label, pages.url(name))]


def round_context(request: HttpRequest, pages: Pages, round: Round) -> dict[str, Any]:
    pages.own(round)
    check_ins = list(round.check_ins.select_related("stop", "officer"))
    photos: dict[int, list[Attachment]] = {}
    keys = [one.pk for one in check_ins]
    for one in Attachment.objects.filter(owner=PHOTOS, owner_key__in=keys, withdrawn_at=None).order_by("pk"):
        photos.setdefault(one.owner_key or 0, []).append(one)
    reached = {one.stop_id for one in check_ins}
    walking = round.state == RoundState.UNDER_WAY
    may = decide(request.user, pages.walk, round).allowed  # type: ignore[arg-type]
    place = named_place(round.place_code)
    return {
        "title": round.route.name,
        "round": round,
        "to": {
            name: pages.url(f"round_{name}", round.pk)
            for name in ("begin", "check_in", "find", "finish", "track", "explain")
        },
        "route_url": pages.url("route", round.route_id),
        "state": state_words(round),
        "tone": TONES[round.state],
        "check_ins": [_line(one, photos.get(one.pk, [])) for one in check_ins],
        "left": [one for one in round.route.stops.filter(is_active=True) if one.pk not in reached],
        "findings": list(round.findings.select_related("matter", "officer", "stop")),
        "facts": _facts(round, maps.full_name(place) if place else ""),
        "mapped": any(one.longitude is not None for one in check_ins) or round.stretches.exists(),
        "within": round.place_code[:9].ljust(12, "0"),
        "may_begin": may
        and round.state in (RoundState.DUE, RoundState.MISSED)
        and round.from_on <= today() <= round.due_on,
        "may_walk": may and walking,
        "may_explain": may and round.state == RoundState.MISSED,
        "may_join": may and walking and not round.walkers.filter(officer=request.user).exists(),  # type: ignore[misc]
        "doubts": doubts_in_words(round),
        "crumbs": crumbs(pages),
        "finding_label": kind_of(round.kind).finding_label,
    }


def _line(one: CheckIn, photos: list[Attachment]) -> dict[str, Any]:
    verdict = Verdict(one.verdict)
    late = one.said_at is not None and (one.received_at - one.at).total_seconds() > 3600
    return {
        "row": one, "verdict": verdict.label, "tone": VERDICT_TONES[verdict], "photos": photos, "late": late,
        "doubts": "、".join(str(Doubt(code).label) for code in one.doubts),
    }  # fmt: skip


def _facts(round: Round, place: str) -> list[tuple[str, Any]]:
    people = "、".join(round.walkers.order_by("pk").values_list("officer__name", flat=True))
    minutes = (
        int((round.ended_at - round.began_at).total_seconds() // 60)
        if round.ended_at and round.began_at
        else None
    )
    pairs = [
        ("种类", kind_of(round.kind).label + ("（临时）" if round.extra else "")),
        ("单位", round.unit.label),
        ("地方", place),
        ("应完成", f"{round.from_on:%m-%d}至{round.due_on:%m-%d}"),
        ("人员", f"{people}" if people else "、".join(one.name for one in round.route.officers.all())),
        ("用时", f"{minutes}分钟" if minutes is not None else ""),
        ("里程", f"{round.metres}米" if round.metres else ""),
        ("情况", round.note),
    ]
    return [(label, value) for label, value in pairs if value]


def route_context(request: HttpRequest, pages: Pages, route: Route) -> dict[str, Any]:
    pages.own(route)
    officer: Officer = request.user  # type: ignore[assignment]
    stops = list(route.stops.filter(is_active=True))
    open_now = route.to_on is None or route.to_on > today()
    facts = [
        ("种类", kind_of(route.kind).label), ("单位", route.unit.label), ("地方", route.place.name), ("频次", route.often),
        ("人员", "、".join(one.name for one in route.officers.all())),
        ("启用", f"{route.from_on:%Y-%m-%d}" + (f"至{route.to_on:%Y-%m-%d}" if route.to_on else "")),
        ("要求", "、".join([f"不少于{route.least_minutes}分钟"] * (route.least_minutes > 0) + [f"不少于{route.least_metres}米"] * (route.least_metres > 0))),
    ]  # fmt: skip
    return {
        "title": route.name, "route": route, "stops": stops,
        "to": {name: pages.url(f"route_{name}", route.pk) for name in ("edit", "end", "extra", "points")}, "facts": [one for one in facts if one[1]],
        "rounds": [
            (one, pages.url("round", one.pk), state_words(one), TONES[one.state])
            for one in route.rounds.order_by("-due_on", "-pk")[:12]
        ], "mapped": any(one.position for one in stops),
        "within": route.place_id[:9].ljust(12, "0"), "open": open_now,
        "may_plan": open_now and decide(officer, pages.plan, route).allowed,
        "may_walk": open_now and decide(officer, pages.walk, route).allowed,
        "crumbs": crumbs(pages, "routes", "巡查路线"), "all_rounds": f"{pages.url('rounds')}?route={route.pk}",
    }  # fmt: skip
