"""How long whom a supervised task leaves: the dated terms of supervision."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter

P = "通行做法，由县督查考核办法确定"

TERMS = (
    Parameter("supervision.term.sign", "签收时限", value="1wd", source=P, kind=str, group="督查时限"),
    Parameter(
        "supervision.term.objection", "提出异议时限", value="2wd", source=P, kind=str, group="督查时限"
    ),
    Parameter("supervision.term.plan", "报送方案时限", value="10wd", source=P, kind=str, group="督查时限"),
    Parameter("supervision.term.check", "核查时限", value="10wd", source=P, kind=str, group="督查时限"),
    Parameter("supervision.term.close", "销号时限", value="3wd", source=P, kind=str, group="督查时限"),
    Parameter(
        "supervision.term.notice_reply",
        "督办通知单回复时限",
        value="5wd",
        source=P,
        kind=str,
        group="督查时限",
    ),
    Parameter(
        "supervision.extension.most", "延期次数上限", value=2, unit="次", source=P, kind=int, group="督查时限"
    ),
    Parameter(
        "supervision.extension.by_leader",
        "延期由牵头领导审批",
        value=True,
        source=P,
        kind=bool,
        group="督查时限",
    ),
    Parameter(
        "supervision.close.critical_by_leader",
        "重点事项由牵头领导销号",
        value=True,
        source=P,
        kind=bool,
        group="督查时限",
    ),
)
