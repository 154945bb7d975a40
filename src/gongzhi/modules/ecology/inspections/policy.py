"""The numbers of 督察整改, dated, each with its source."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.parameters import Parameter, value
from gongzhi.modules.ecology.problems.policy import _readable

ORIGIN = "生态环境保护督察整改销号办法的通行做法，由县整改办确定"
PARAMETERS = (
    Parameter(
        "ecology.item.plan", "报整改方案", value="30d", source=ORIGIN, kind=str, group="督察整改", check=_readable
    ),
    Parameter(
        "ecology.item.public_days", "销号前公示", value=5, source=ORIGIN, kind=int, unit="个工作日", least=0, most=60,
        group="督察整改",
    ),
)  # fmt: skip


def public_days(at: datetime) -> int:
    return int(value("ecology.item.public_days", local_day(at)))
