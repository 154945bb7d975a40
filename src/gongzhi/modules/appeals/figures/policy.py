"""The formulas of the rates as a county sets them, dated, each with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from gongzhi.kernel.parameters import Parameter, value, values
from gongzhi.modules.appeals.rates import FIRST, Formula

GROUP = "诉求考核"
PREFIX = "appeals.rates."
WEIGHTS = ("response", "solution", "satisfaction")


def _weights(given: Sequence[Any]) -> str:
    numbers = all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in given)
    return "" if numbers and sum(given) == 100 else "应是三个整数，合计100，例如[20, 40, 40]"


def _people(given: Mapping[str, Any]) -> str:
    wrong = [code for code, one in given.items() if not (code.isdigit() and isinstance(one, int) and one > 0)]
    return f"“{wrong[0]}”不是“区划代码：人数”" if wrong else ""


def _line(name: str, label: str, given: int) -> Parameter:
    return Parameter(
        f"appeals.low.{name}", label, value=given, unit="%", kind=int, least=0, most=100, group=GROUP,
        source="多地县级通报的最低要求", help="低于此线的单位在月度通报中点名",
    )  # fmt: skip


PARAMETERS = (
    Parameter(
        f"{PREFIX}partly", "部分解决计入解决率", value=int(FIRST.partly * 100), unit="%", kind=int, least=0, most=100,
        group=GROUP, source=FIRST.source, help="0为不计，100为按解决计；每件按派单之日有效的值算",
    ),
    Parameter(
        f"{PREFIX}fairly", "基本满意计入满意率", value=FIRST.fairly, kind=bool, group=GROUP, source=FIRST.source,
        help="每件按派单之日有效的值算",
    ),
    Parameter(
        f"{PREFIX}weights", "综合得分中响应、解决、满意三率的占比", value=list(FIRST.weights), kind=list, least=3, most=3,
        group=GROUP, source=FIRST.source, check=_weights, help="按统计期最后一天有效的值算",
    ),
    Parameter(
        f"{PREFIX}minimum", "参加排名的最少件数", value=FIRST.minimum, unit="件", kind=int, least=0, most=10_000,
        group=GROUP, source=FIRST.source,
    ),
    _line("satisfaction", "满意率通报线", 85),
    _line("response", "响应率通报线", 92),
    Parameter(
        "appeals.population", "各乡镇常住人口", value={}, kind=dict, group=GROUP, check=_people,
        source="县统计年鉴", help='按区划代码填人数，如{"349921100000": 47200}；用来算每万人诉求量',
    ),
    Parameter(
        "appeals.issuer", "诉求通报发文单位", value="清泽县数据资源管理局", kind=str, least=2, most=40, group=GROUP,
        source="县热线管理办法",
    ),
    Parameter(
        "appeals.circular_addressee", "诉求通报主送机关", kind=str, least=2, most=200, group=GROUP, source="县热线管理办法",
        value="各乡镇人民政府、街道办事处，开发区管委会，县直各单位，有关企业",
    ),
    Parameter(
        "appeals.circular_mark", "诉求通报文号代字", value="清数通", kind=str, least=1, most=20, group=GROUP,
        source="县热线管理办法",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """A formula with the days, of those asked for, on which it was in force."""

    formula: Formula
    first: date
    last: date

    @property
    def words(self) -> str:
        """
        >>> Version(Formula("2026-07", date(2026, 7, 1), partly=Decimal("0.5")), date(2026, 7, 1), date(2026, 7, 31)).words
        '部分解决按50%计，基本满意按满意计'
        """
        partly, fairly = self.formula.partly, self.formula.fairly
        solved = "不算解决" if not partly else "按解决计" if partly == 1 else f"按{int(partly * 100)}%计"
        return f"部分解决{solved}，基本满意{'按满意计' if fairly else '不算满意'}"


def _formula(given: Mapping[str, Any], on: date) -> Formula:
    return Formula(
        version=f"{on:%Y-%m-%d}", from_on=on, source="县热线考核办法", partly=Decimal(given["partly"]) / 100,
        fairly=given["fairly"], weights=tuple(given["weights"]), minimum=given["minimum"],
    )  # fmt: skip


def formula_of(on: date) -> Formula:
    """The formula in force on a day. No query of its own."""
    return _formula(values(PREFIX, on), on)


def versions(first: date, last: date) -> list[Version]:
    """The formulas in force from one day to another, in order; neighbours count differently. No query of its own."""
    found: list[Version] = []
    kept: tuple[Any, ...] = ()
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        given = values(PREFIX, on)
        counts = (given["partly"], given["fairly"])
        if found and counts == kept:
            found[-1] = Version(found[-1].formula, found[-1].first, on)
        else:
            found.append(Version(_formula(given, on), on, on))
        kept = counts
    return found


def population(on: date) -> dict[str, int]:
    """Residents by place code, as the county gave them."""
    return dict(value("appeals.population", on))


def low(name: str, on: date) -> int:
    """The line below which a unit is named: of `satisfaction` or `response`, in per cent."""
    return int(value(f"appeals.low.{name}", on))
