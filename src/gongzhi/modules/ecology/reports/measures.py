"""轮次, 人次, 问题数: the figures of the monthly report, in the words of the townships' stations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from gongzhi.kernel.measures import Cut, Measure, Part
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.rounds.declare import kind_of
from gongzhi.kernel.rounds.words import RoundState
from gongzhi.kernel.web.rounds.filters import filtered
from gongzhi.modules.ecology.patrols.pages import EcoRoundFilter, EcoWalkerFilter, rounds_seen, walkers_seen
from gongzhi.modules.ecology.problems.lists import PARTS, ProblemFilter, part, seen
from gongzhi.modules.ecology.words import ProblemType, Severity


def _units(keys: list[Any]) -> Mapping[Any, str]:
    return {key: one.label for key, one in Unit.objects.in_bulk([key for key in keys if key]).items()}


def _kinds(keys: list[Any]) -> Mapping[Any, str]:
    return {key: kind_of(key).label for key in keys}


def _state(name: str) -> Any:
    return lambda: Q(state=name)


def _problem(name: str) -> Any:
    return lambda: part(name)


ROUNDS = Measure(
    name="ecology.rounds",
    label="巡查轮次",
    unit="轮次",
    rows=filtered(EcoRoundFilter, rounds_seen),  # type: ignore[arg-type]
    cuts={"unit": Cut("unit", "单位", "unit", _units), "kind": Cut("kind", "种类", "kind", _kinds)},
    parts={code: Part(code, str(RoundState(code).label), _state(code)) for code in RoundState.values},
    drill="ecology:rounds",
    rule="按巡查那天归月，没有巡查的按应完成的那天；“已完成”才计入轮次。",
)
PERSONS = Measure(
    name="ecology.persons",
    label="巡查人次",
    unit="人次",
    rows=filtered(EcoWalkerFilter, walkers_seen),  # type: ignore[arg-type]
    cuts={"unit": Cut("unit", "单位", "round__unit", _units)},
    parts={"done": Part("done", "已完成", lambda: Q(round__state=RoundState.DONE))},
    drill="ecology:walkers",
    rule="一人参加一轮计一人次。",
)
PROBLEMS = Measure(
    name="ecology.problems",
    label="发现问题",
    unit="个",
    rows=filtered(ProblemFilter, seen),  # type: ignore[arg-type]
    cuts={
        "unit": Cut("unit", "乡镇", "town", _units),
        "type": Cut("type", "类型", "type", dict(ProblemType.choices)),
        "severity": Cut("severity", "程度", "severity", dict(Severity.choices)),
    },
    parts={code: Part(code, label, _problem(code)) for code, label in PARTS},
    drill="ecology:problems",
    rule="按双报告那天归月；撤销的不计。",
)
MEASURES = (ROUNDS, PERSONS, PROBLEMS)
