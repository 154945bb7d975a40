"""Marks, contacts and standing words of the papers of appeals."""

from __future__ import annotations

from gongzhi.kernel.parameters import Parameter
from gongzhi.modules.appeals.papers.kinds import SORTS

GROUP = "诉求文书"
SOURCE = "县热线管理办法"
MARKS = {
    "assignment": "清诉交",
    "transfer": "清诉转",
    "acceptance": "清诉受",
    "rejection": "清诉不受",
    "extension": "清诉延",
    "reply": "清诉复",
    "handover": "清诉移",
}


def _words(name: str, label: str, given: str, help: str = "", most: int = 200) -> Parameter:
    return Parameter(
        f"appeals.papers.{name}",
        label,
        value=given,
        kind=str,
        most=most,
        group=GROUP,
        source=SOURCE,
        help=help,
    )


PARAMETERS = (
    *(_words(f"mark.{one.mark}", f"{one.label}机关代字", MARKS[one.mark], most=20) for one in SORTS.values()),
    _words(
        "issuer",
        "诉求文书发文单位",
        "清泽县数据资源管理局",
        "由热线制发的文书；答复意见书由答复单位署名",
        most=40,
    ),
    _words("contact", "诉求文书上的电话", "0550-12345"),
    _words(
        "demand",
        "交办单、转办单的办理要求",
        "请按时限办理，联系诉求人核实情况，办结后在系统内回复。",
    ),
    _words(
        "remedy",
        "告知书上的救济途径",
        "对办理意见有异议的，可以在收到之日起30日内拨打12345提出复核，也可以依法申请行政复议或者提起行政诉讼。",
    ),
)
