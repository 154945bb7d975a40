"""Papers in letter form between organs: 提示函, 约谈通知."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Annex, Block, Heading, Paper, Paragraph, When
from ..wording import cn_date, sentence
from .parts import TASK_COLUMNS, need, numbered, pointed, points, task_annex


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
        *numbered(v.items),
        *((Paragraph("现就有关要求提示如下："), *pointed(v.demands)) if v.demands else ()),
        Paragraph(sentence(tail + (f"。联系人：{v.contact}" if v.contact else ""))),
    )
    return letter(v.issuer, v.number, f"关于{about(v)}的{v.kind}", v.unit, body, v.issued_on, v.copies_to,
                  annexes=task_annex("相关事项清单", v.rows, v.columns))  # fmt: skip


def about(v: PromptLetter) -> str:
    """The subject without the words that the title adds."""
    return v.subject.strip().removeprefix("关于").removesuffix(v.kind).removesuffix("的")


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
    return letter(v.issuer, v.number, f"关于约谈{v.person}的通知", v.unit, body, v.issued_on, v.copies_to)


def letter(
    issuer: str, number: str, title: str, to: str, body: tuple[Block, ...], on: When,
    copies_to: tuple[str, ...] = (), annexes: tuple[Annex, ...] = (),
) -> Paper:  # fmt: skip
    """A paper in the form of a letter (GB/T 9704-2012, 10.1)."""
    return Paper(
        form="letter", head=issuer, number=number, title=title, addressee=to, body=body,
        signature=issuer, signed_on=on, copies_to=copies_to, annexes=annexes,
    )  # fmt: skip
