"""When many appeals are a batch, and when a growing number is hot: as the county sets them."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter

P = "通行做法，由县热线管理办法确定"


def _number(name: str, label: str, given: int, unit: str, **more: int) -> Parameter:
    return Parameter(
        f"appeals.{name}", label, value=given, unit=unit, kind=int, group="热点专题", source=P, **more
    )


PARAMETERS = (
    _number("batch.people", "批量反映的最少人数", 5, "人", least=2, most=500),
    _number("batch.days", "批量反映的期间", 7, "天", least=1, most=60),
    _number("batch.urgent", "批量反映报县领导的人数", 20, "人", least=2, most=5000),
    _number("near.metres", "同一地点的范围", 300, "米", least=10, most=5000),
    _number("hot.growth", "热点的最低增幅（比前四周周均）", 50, "%", least=1, most=1000),
    _number("hot.least", "热点的最少件数（一周）", 10, "件", least=1, most=10_000),
)
