"""Who issues the monthly report."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter

PARAMETERS = (
    Parameter(
        "ecology.report.issuer", "生态巡查通报发文单位", value="县生态环境保护委员会办公室", source="县生态环境保护委员会工作规则",
        kind=str, group="生态月报",
    ),
)  # fmt: skip
