"""The numbers of mediation that a county sets."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter

P = "通行做法，由县矛盾纠纷多元化解办法确定"
LAW = "《人民调解法》第三十三条"
TERMS = {
    "grid": ("网格", "3d"),
    "village": ("村（社区）", "7d"),
    "town": ("乡镇（街道）", "15d"),
    "county": ("县综治中心", "30d"),
}


def _text(name: str, label: str, given: str, source: str = P, **more: object) -> Parameter:
    return Parameter(f"appeals.{name}", label, value=given, source=source, kind=str, group="矛盾纠纷", **more)  # type: ignore[arg-type]


PARAMETERS = (
    *[_text(f"mediate.{level}", f"{label}调解期限", given) for level, (label, given) in TERMS.items()],
    _text("mediate.report", "重大纠纷报告", "2h"),
    _text("mediate.warn", "调解到期预警", "1d"),
    _text("mediate.visits", "协议后回访（天，逗号分隔）", "7,30,90"),
    _text("mediate.mark", "人民调解协议书编号代字", "清泽民调", least=1, most=20),
    _text("mediate.county_unit", "县级调解单位代码", "U35", help="县综治中心所在单位"),
)
