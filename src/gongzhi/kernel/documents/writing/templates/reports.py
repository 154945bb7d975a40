"""工作专报 and 会议纪要: a red head with an issue, no addressee."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Blank, Block, Heading, Labelled, Paper, Paragraph, Table, When
from ..wording import heading_mark, sentence
from .parts import Listed, need, points

REPORT_COLUMNS = ("单位", "任务数", "已办结", "绿灯", "黄灯", "红灯")


@dataclass(frozen=True)
class SpecialReport:
    """工作专报, at most two pages. issue: 第12期; reported_to: the leaders, by post; rows: a small table after 一."""

    issuer: str
    issue: str
    title: str
    progress: tuple[str, ...]
    issued_on: When
    opening: str = ""
    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    columns: tuple[str, ...] = REPORT_COLUMNS
    rows: tuple[tuple[str, ...], ...] = ()
    reported_to: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    head: str = "工作专报"


def special_report(v: SpecialReport) -> Paper:
    need(v, issuer="编报单位", issue="期号", title="标题", progress="进展")
    table = (Table(v.columns, v.rows),) if v.rows else ()
    body = (
        *((Paragraph(sentence(v.opening)),) if v.opening else ()),
        *points("进展情况", v.progress),
        *table,
        *points("存在问题", v.problems),
        *points("工作建议", v.advice),
    )
    return Paper(
        form="brief", head=v.head, issue=v.issue, title=v.title, body=body, signature=v.issuer,
        signed_on=v.issued_on, reported_to=v.reported_to, copies_to=v.copies_to,
        printed_by=v.issuer, printed_on=v.issued_on,
    )  # fmt: skip


@dataclass(frozen=True)
class Resolution:
    """One point decided. said: the discussion; decided: each decision names its unit and its date."""

    subject: str
    said: str = ""
    decided: tuple[str, ...] = ()


@dataclass(frozen=True)
class Minutes:
    """会议纪要. present, absent, attending: units and posts as they are to be printed, in order."""

    issuer: str
    issue: str
    title: str
    opening: str
    resolutions: tuple[Resolution, ...]
    held_on: When
    head: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    attending: tuple[str, ...] = ()
    recorder: str = ""
    copies_to: tuple[str, ...] = ()
    printed_on: When = ""


def minutes(v: Minutes) -> Paper:
    need(v, issuer="印发单位", issue="期号", opening="会议概况", resolutions="议定事项")
    people = (("出席", v.present), ("请假", v.absent), ("列席", v.attending))
    rolls: list[Block] = [Labelled(label, "、".join(found)) for label, found in people if found]
    rolls += [Labelled("记录", v.recorder)] if v.recorder else []
    return Paper(
        form="brief", head=v.head or "会议纪要", issue=v.issue, title=v.title,
        body=(Paragraph(sentence(v.opening)), *_resolutions(v.resolutions), *_spaced(rolls)),
        signature=v.issuer, signed_on=v.held_on, copies_to=v.copies_to,
        printed_by=v.issuer, printed_on=v.printed_on or v.held_on,
    )  # fmt: skip


def _resolutions(found: tuple[Resolution, ...]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for point in found:
        blocks.append(Heading(1, point.subject))
        blocks += [Paragraph(sentence(point.said))] if point.said else []
        if isinstance(point.decided, Listed):
            blocks.append(Paragraph(point.decided.by("分条")))
            continue
        decided = [text for text in point.decided if text.strip()]
        marks = [heading_mark(2, n) for n in range(1, len(decided) + 1)] if len(decided) > 1 else [""]
        blocks += [Paragraph(mark + sentence(text)) for mark, text in zip(marks, decided, strict=False)]
    return tuple(blocks)


def _spaced(rolls: list[Block]) -> tuple[Block, ...]:
    return (Blank(), *rolls) if rolls else ()
