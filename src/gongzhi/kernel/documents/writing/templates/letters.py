"""Papers in letter form: 提示函, 约谈通知, 受理通知书."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Block, Heading, Paper, Paragraph, When
from ..wording import cn_date, sentence
from .parts import TASK_COLUMNS, need, points, task_annex


@dataclass(frozen=True)
class PromptLetter:
    """提示函: what is behind and what is asked. items: each with its number and state."""

    issuer: str
    number: str
    unit: str
    subject: str
    facts: tuple[str, ...]
    demands: tuple[str, ...]
    due: When
    issued_on: When
    items: tuple[str, ...] = ()
    contact: str = ""
    copies_to: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = TASK_COLUMNS
    kind: str = "提示函"


def prompt_letter(v: PromptLetter) -> Paper:
    need(v, issuer="发函单位", unit="收函单位", subject="事由", facts="提示事项", due="反馈时限")
    tail = f"请于{cn_date(v.due)}前将办理情况书面反馈{v.issuer}"
    body: tuple[Block, ...] = (
        *(Paragraph(sentence(text)) for text in v.facts),
        *(Paragraph(f"{n}.{sentence(item)}") for n, item in enumerate(v.items, 1)),
        *((Paragraph("现就有关要求提示如下："), *_demands(v.demands)) if v.demands else ()),
        Paragraph(sentence(tail + (f"。联系人：{v.contact}" if v.contact else ""))),
    )
    return _letter(v.issuer, v.number, _title(v.subject, v.kind), v.unit, body, v.issued_on, v.copies_to,
                   annexes=task_annex("相关事项清单", v.rows, v.columns))  # fmt: skip


@dataclass(frozen=True)
class TalkNotice:
    """约谈通知. person: the post (县住房城乡建设局主要负责人); held_at: day and hour in words."""

    issuer: str
    number: str
    unit: str
    person: str
    reasons: tuple[str, ...]
    held_at: str
    place: str
    issued_on: When
    host: str = ""
    demands: tuple[str, ...] = ()
    contact: str = ""
    copies_to: tuple[str, ...] = ()


def talk_notice(v: TalkNotice) -> Paper:
    need(
        v,
        issuer="约谈单位",
        unit="被约谈单位",
        person="约谈对象",
        reasons="约谈事由",
        held_at="约谈时间",
        place="约谈地点",
    )
    facts = [("约谈对象", v.person), ("约谈时间", v.held_at), ("约谈地点", v.place), ("主持人", v.host)]
    body: tuple[Block, ...] = (
        Paragraph(f"根据督查督办工作有关规定，经研究，决定对{v.person}进行约谈。现将有关事项通知如下："),
        *points("约谈事由", v.reasons),
        Heading(1, "约谈安排"),
        *(Paragraph(f"{label}：{sentence(text)}") for label, text in facts if text),
        *points("整改要求", v.demands),
        *((Paragraph(f"联系人：{sentence(v.contact)}"),) if v.contact else ()),
    )
    return _letter(v.issuer, v.number, f"关于约谈{v.person}的通知", v.unit, body, v.issued_on, v.copies_to)


@dataclass(frozen=True)
class AcceptanceNotice:
    """受理通知书: to the person whose application or appeal was taken on. days: the promised working days."""

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
    need(v, issuer="受理单位", receiver="申请人", matter="受理事项", matter_number="受理编号", due="办结时限")
    basis = f"依据{v.basis.strip('。')}，" if v.basis else ""
    body: tuple[Block, ...] = (
        Paragraph(
            f"您（你单位）{cn_date(v.accepted_on)}提出的“{v.matter}”，{basis}现予受理，受理编号为{v.matter_number}。"
        ),
        Paragraph(f"我们将于{cn_date(v.due)}前办结并告知结果。补正材料、特别程序所需时间不计入办理时限。"),
        *((Paragraph("已收到下列材料："),) if v.materials else ()),
        *(Paragraph(f"{n}.{name}") for n, name in enumerate(v.materials, 1)),
        *((Paragraph(f"咨询电话：{sentence(v.contact)}"),) if v.contact else ()),
    )
    return _letter(v.issuer, v.number, "受理通知书", v.receiver, body, v.issued_on, ())


def _demands(texts: tuple[str, ...]) -> tuple[Block, ...]:
    return tuple(Heading(1, "", then=sentence(text)) for text in texts)


def _title(subject: str, kind: str) -> str:
    subject = subject.strip()
    return (
        subject
        if subject.endswith(kind)
        else f"关于{subject.removeprefix('关于').removesuffix('的')}的{kind}"
    )


def _letter(
    issuer: str, number: str, title: str, to: str, body: tuple[Block, ...], on: When,
    copies_to: tuple[str, ...], annexes: tuple = (),
) -> Paper:  # fmt: skip
    return Paper(
        form="letter", head=issuer, number=number, title=title, addressee=to, body=body,
        signature=issuer, signed_on=on, copies_to=copies_to, annexes=annexes,
    )  # fmt: skip
