"""What a person who applied or complained is told: 受理通知书, 不予受理告知书, 延期告知书, 办理答复意见书."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Block, Paper, Paragraph, When
from ..wording import cn_date, sentence
from .letters import letter
from .parts import need, numbered, points, section


@dataclass(frozen=True)
class AcceptanceNotice:
    """受理通知书: to the person whose application or appeal was taken on."""

    issuer: str
    number: str
    receiver: str
    matter: str
    matter_number: str
    accepted_on: When
    due: When
    issued_on: When
    basis: str = ""
    materials: tuple[str, ...] = ()
    contact: str = ""


def acceptance_notice(v: AcceptanceNotice) -> Paper:
    need(
        v, issuer="受理单位", receiver="申请人", matter="受理事项", matter_number="受理编号",
        accepted_on="提出日期", due="办结时限",
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Paragraph(
            f"您（你单位）{cn_date(v.accepted_on)}提出的“{v.matter}”，{_by(v.basis)}现予受理，受理编号为{v.matter_number}。"
        ),
        Paragraph(f"我们将于{cn_date(v.due)}前办结并告知结果。补正材料、特别程序所需时间不计入办理时限。"),
        *((Paragraph("已收到下列材料："), *numbered(v.materials)) if v.materials else ()),
        *_call(v.contact),
    )
    return letter(v.issuer, v.number, "受理通知书", v.receiver, body, v.issued_on)


@dataclass(frozen=True)
class RejectionNotice:
    """不予受理告知书: why not, by what rule, and where else the person can turn. elsewhere: organ and address."""

    issuer: str
    number: str
    receiver: str
    matter: str
    accepted_on: When
    reasons: tuple[str, ...]
    issued_on: When
    basis: str = ""
    elsewhere: str = ""
    remedy: str = ""
    matter_number: str = ""
    contact: str = ""


def rejection_notice(v: RejectionNotice) -> Paper:
    need(
        v,
        issuer="告知单位",
        receiver="申请人",
        matter="来访来电事项",
        accepted_on="提出日期",
        reasons="不予受理的理由",
    )
    known = f"（编号{v.matter_number}）" if v.matter_number else ""
    body: tuple[Block, ...] = (
        Paragraph(
            f"您（你单位）{cn_date(v.accepted_on)}提出的“{v.matter}”{known}收悉。经审查，{_by(v.basis)}决定不予受理。"
        ),
        *points("不予受理的理由", v.reasons),
        *section("办理途径", v.elsewhere),
        *section("救济途径", v.remedy),
        *_call(v.contact),
    )
    return letter(v.issuer, v.number, "不予受理告知书", v.receiver, body, v.issued_on)


@dataclass(frozen=True)
class ExtensionNotice:
    """延期告知书: the old day, the new day and why."""

    issuer: str
    number: str
    receiver: str
    matter: str
    matter_number: str
    before: When
    due: When
    reasons: tuple[str, ...]
    issued_on: When
    basis: str = ""
    progress: tuple[str, ...] = ()
    contact: str = ""


def extension_notice(v: ExtensionNotice) -> Paper:
    need(
        v, issuer="告知单位", receiver="申请人", matter="事项", matter_number="受理编号", before="原办理时限",
        due="延长后的时限", reasons="延期理由",
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Paragraph(
            f"您（你单位）提出的“{v.matter}”（受理编号{v.matter_number}），原定{cn_date(v.before)}前办结。"
            f"因情况复杂，{_by(v.basis)}经批准，办理时限延长至{cn_date(v.due)}。现将有关情况告知如下："
        ),
        *points("延期理由", v.reasons),
        *points("目前进展", v.progress),
        *_call(v.contact),
    )
    return letter(v.issuer, v.number, "延期告知书", v.receiver, body, v.issued_on)


@dataclass(frozen=True)
class ReplyLetter:
    """办理答复意见书: what was asked, what was found, what is decided, what can be done against it."""

    issuer: str
    number: str
    receiver: str
    matter: str
    matter_number: str
    accepted_on: When
    findings: tuple[str, ...]
    opinions: tuple[str, ...]
    issued_on: When
    basis: str = ""
    remedy: str = ""
    contact: str = ""
    copies_to: tuple[str, ...] = ()


def reply_letter(v: ReplyLetter) -> Paper:
    need(
        v, issuer="答复单位", receiver="申请人", matter="诉求事项", matter_number="受理编号", accepted_on="提出日期",
        findings="调查核实情况", opinions="办理意见",
    )  # fmt: skip
    body: tuple[Block, ...] = (
        Paragraph(
            f"您（你单位）{cn_date(v.accepted_on)}提出的“{v.matter}”（受理编号{v.matter_number}）已办理完毕。现答复如下："
        ),
        *points("调查核实情况", v.findings),
        *points("办理意见", v.opinions),
        *section("政策依据", v.basis),
        *section("救济途径", v.remedy),
        *_call(v.contact),
    )
    return letter(v.issuer, v.number, "办理答复意见书", v.receiver, body, v.issued_on, v.copies_to)


def _by(basis: str) -> str:
    return f"依据{basis.strip('。')}，" if basis else ""


def _call(contact: str) -> tuple[Block, ...]:
    return (Paragraph(f"咨询电话：{sentence(contact)}"),) if contact else ()
