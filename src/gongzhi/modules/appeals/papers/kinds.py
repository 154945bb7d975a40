"""The papers of an appeal: what each is called, who writes it, what of it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.documents.writing import Paper, Paragraph
from gongzhi.kernel.documents.writing.kinds import PaperKind
from gongzhi.kernel.documents.writing.templates.letters import letter
from gongzhi.kernel.documents.writing.templates.parts import need, points
from gongzhi.kernel.documents.writing.wording import cn_date, sentence
from gongzhi.modules.appeals.words import Ground


@dataclass(frozen=True)
class HandoverLetter:
    """移送函: what the hotline may not take up goes to the organ that may."""

    issuer: str
    number: str
    unit: str
    matter: str
    matter_number: str
    accepted_on: date | str
    reasons: tuple[str, ...]
    issued_on: date | str
    content: str = ""
    basis: str = ""
    contact: str = ""


def handover_letter(v: HandoverLetter) -> Paper:
    need(
        v, issuer="移送单位", unit="收件单位", matter="诉求事项", matter_number="受理编号", accepted_on="提出日期",
        reasons="移送理由",
    )  # fmt: skip
    rule = f"依据{v.basis.strip('。')}，" if v.basis else ""
    body = (
        Paragraph(
            f"我单位{cn_date(v.accepted_on)}收到“{v.matter}”（编号{v.matter_number}）。经审查，该事项属于你单位职责范围，"
            f"{rule}现予移送，请依法处理，并将结果告知提出人。"
        ),
        *((Paragraph(f"反映内容：{sentence(v.content)}"),) if v.content else ()),
        *points("移送理由", v.reasons),
        *((Paragraph(f"联系方式：{sentence(v.contact)}"),) if v.contact else ()),
    )
    return letter(v.issuer, v.number, "移送函", v.unit, body, v.issued_on)


HANDOVER = PaperKind(
    "appeals_handover",
    "移送函",
    HandoverLetter,
    handover_letter,
    sample=HandoverLetter(
        "清泽县数据资源管理局", "清数诉移〔2026〕3号", "清泽县信访局", "已在信访程序中的宅基地纠纷", "SQ202603020007K",
        date(2026, 3, 2), ("该事项已由县信访局受理，正在办理。",), date(2026, 3, 3), "反映宅基地边界多年未定",
        "《信访工作条例》", "0550-1234500",
    ),
    words={
        "matter": ("诉求事项", "诉求的标题，不写姓名"),
        "matter_number": ("受理编号", "诉求的编号"),
        "accepted_on": ("提出日期", "诉求登记的日子"),
        "reasons": ("移送理由", "为什么不由热线受理，一条一个自然段"),
        "content": ("诉求内容", "反映的内容，已隐去个人信息"),
    },
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """Something that is typed or mended before the paper is numbered. `lines`: a point each line."""

    label: str
    rows: int = 1
    required: bool = False
    help: str = ""
    lines: bool = False


@dataclass(frozen=True)
class Sort:
    """A paper that appeals write. `needs`: any of these permissions over the appeal; `personal`: it names the caller."""

    label: str
    mark: str
    needs: tuple[str, ...]
    personal: bool
    fields: Mapping[str, Field]


CONTACT = Field("联系电话")
BASIS = Field("依据", help="不填就不写")
HOTLINE = ("appeals.dispatch", "appeals.register")
SLIP = {
    "demand": Field("办理要求", 3),
    "signer": Field("签发人"),
    "contact": Field("联系人及电话"),
}

SORTS: dict[str, Sort] = {
    "assignment_slip": Sort(
        "交办单", "assignment", ("appeals.dispatch",), False, {"instruction": Field("领导批示", 2), **SLIP}
    ),
    "transfer_slip": Sort(
        "转办单", "transfer", ("appeals.dispatch",), False, {"opinion": Field("拟办意见", 2), **SLIP}
    ),
    "acceptance_notice": Sort(
        "受理通知书", "acceptance", HOTLINE, True, {"basis": BASIS, "contact": CONTACT}
    ),
    "rejection_notice": Sort(
        "不予受理告知书",
        "rejection",
        HOTLINE,
        True,
        {
            "reasons": Field("不予受理的理由", 3, required=True, help="一行一条", lines=True),
            "elsewhere": Field("办理途径", 2, help="该到哪里去，怎么去"),
            "remedy": Field("救济途径", 2),
            "basis": BASIS,
            "contact": CONTACT,
        },
    ),
    "extension_notice": Sort(
        "延期告知书",
        "extension",
        (*HOTLINE, "appeals.handle"),
        True,
        {
            "reasons": Field("延期理由", 3, required=True, help="一行一条", lines=True),
            "progress": Field("目前进展", 3, help="一行一条", lines=True),
            "basis": BASIS,
            "contact": CONTACT,
        },
    ),
    "reply_letter": Sort(
        "办理答复意见书",
        "reply",
        ("appeals.review", "appeals.handle"),
        True,
        {
            "findings": Field("调查核实情况", 4, required=True, help="一行一条", lines=True),
            "opinions": Field("办理意见", 4, required=True, help="一行一条", lines=True),
            "basis": Field("政策依据", 2),
            "remedy": Field("救济途径", 2),
            "contact": CONTACT,
        },
    ),
    "appeals_handover": Sort(
        "移送函",
        "handover",
        HOTLINE,
        False,
        {
            "unit": Field("收件单位", required=True, help="写全称，可以是本县以外的机关"),
            "reasons": Field("移送理由", 3, required=True, help="一行一条", lines=True),
            "content": Field("反映内容", 4, help="发给别的机关，先看一遍有没有不该写的"),
            "basis": BASIS,
            "contact": Field("联系方式"),
        },
    ),
}

# where what is not taken up goes; the others are told to the caller alone
HANDED: dict[str, str] = {
    Ground.DISCIPLINE: "清泽县纪律检查委员会",
    Ground.PETITION: "清泽县信访局",
    Ground.OUTSIDE: "",
    Ground.DISCLOSURE: "",
}
