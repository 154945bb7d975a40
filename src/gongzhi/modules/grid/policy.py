"""The policy values of grid governance. Those without a source of law are practice, and every county sets its own."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import Term, local_day
from gongzhi.kernel.parameters import Parameter, value

P = "实践默认值，由县确定"
VISITS = "城乡社区网格化服务管理规范（GB/T 34300）和各地通行做法，由县确定"
TIMES, SPOT, CALLS = "网格事件时限", "网格现场核查", "网格走访"


def _readable(text: str) -> str:
    """What is wrong with a term as typed."""
    try:
        Term.parse(text)
    except ValueError as wrong:
        return str(wrong)
    except Exception as wrong:
        return str(wrong)
    return ""


def _term(name: str, label: str, given: str, group: str, source: str = P) -> Parameter:
    return Parameter(
        f"grid.{name}", label, value=given, source=source, kind=str, group=group, check=_readable
    )


def _number(name: str, label: str, given: int, unit: str, group: str, least: int, most: int) -> Parameter:
    return Parameter(
        f"grid.{name}", label, value=given, unit=unit, source=P, kind=int, least=least, most=most, group=group
    )


PARAMETERS = (
    _term("file", "立案", "30min", TIMES),
    _term("dispatch", "派遣", "30min", TIMES),
    _term("accept", "接单", "2wh", TIMES),
    _term("limit", "没有单独规定的办理时限", "5wd", TIMES),
    _term("warn", "到期预警", "1wh", TIMES),
    _term("verify", "现场核查", "4wh", TIMES),
    _term("close", "结案", "1wd", TIMES),
    _number("spot", "核查应在多少米内", 200, "米", SPOT, 20, 5000),
    _number("accuracy", "定位误差大于多少米时不作依据", 500, "米", SPOT, 20, 10_000),
    _term("visit.normal", "一般户走访间隔", "90d", CALLS, VISITS),
    _term("visit.key", "重点关爱户走访间隔", "30d", CALLS, VISITS),
    _term("visit.high", "高风险户走访间隔", "7d", CALLS, VISITS),
)


def number(name: str, at: datetime) -> int:
    """A whole number in force at a moment."""
    return int(value(f"grid.{name}", local_day(at)))


def term(name: str, at: datetime) -> Term:
    """A term in force at a moment."""
    return Term.parse(value(f"grid.{name}", local_day(at)))
