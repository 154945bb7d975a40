"""The numbers of whistles that a county sets, dated, each with its source."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.parameters import Parameter, value
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.appeals.whistles.words import WhistleType

ORIGIN = "街乡吹哨、部门报到的通行做法，由县吹哨报到办法确定"
# type: report in, finish
TERMS = {"emergency": ("30min", "24h"), "enforcement": ("24h", "7d"), "key_work": ("2wd", "15d")}


def _readable(text: str) -> str:
    """What is wrong with a term as typed, "" for nothing."""
    try:
        Term.parse(text)
    except Refusal as wrong:
        return str(wrong)
    return ""


def _term(name: str, label: str, given: str, help: str = "") -> Parameter:
    return Parameter(
        f"appeals.whistle.{name}", label, value=given, source=ORIGIN, kind=str, group="吹哨报到", help=help, check=_readable,
    )  # fmt: skip


def _number(name: str, label: str, given: int, unit: str, least: int, most: int, help: str = "") -> Parameter:
    return Parameter(
        f"appeals.whistle.{name}", label, value=given, source=ORIGIN, kind=int, unit=unit, group="吹哨报到", least=least,
        most=most, help=help,
    )  # fmt: skip


PARAMETERS = (
    *[_term(f"in.{kind}", f"{WhistleType(kind).label}报到", come) for kind, (come, _) in TERMS.items()],
    *[_term(f"end.{kind}", f"{WhistleType(kind).label}办结", end) for kind, (_, end) in TERMS.items()],
    _number("longest", "重点工作办结最长", 30, "日", 1, 365, "派哨时可以在办结期限到这个天数之间另定"),
    _term("warn", "吹哨办结预警", "1d"),
    _number("near", "报到期限剩多少时提醒", 30, "%", 0, 100),
    _number("repeat_days", "重复吹哨", 30, "天", 1, 365, "同一地方、同一类型在这些天内再吹，算重复"),
    _number("many", "吹哨过多", 200, "%", 100, 1000, "达到各乡镇平均数的这个比例时标出"),
    _number("few", "吹哨过少", 25, "%", 0, 100, "不到各乡镇平均数的这个比例时标出"),
)


def number(name: str, at: datetime) -> int:
    """A whole number in force at a moment."""
    return int(value(f"appeals.whistle.{name}", local_day(at)))


def rule(clock: str, kind: str, at: datetime) -> str:
    """The rule of a clock for a type, as the clock keeps it: `appeals.whistle.in.emergency=30min`."""
    name = f"appeals.whistle.{clock}.{kind}"
    return f"{name}={value(name, local_day(at))}"
