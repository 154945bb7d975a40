"""The monthly report as an official document."""

from __future__ import annotations

from datetime import date

from gongzhi.kernel.documents.writing import Annex, Heading, Paper, Paragraph, Table, docx
from gongzhi.kernel.parameters import value
from gongzhi.modules.ecology.reports.queries import LABELS, NAMES, Report
from gongzhi.modules.ecology.reports.rules import sentence


def issuer(on: date) -> str:
    return str(value("ecology.report.issuer", on))


def title(report: Report) -> str:
    return f"关于{report.month.label}生态环境巡查情况的通报"


def paper(report: Report, on: date) -> Paper:
    """Three parts and a table by township."""
    told = "".join(text for text, _ in sentence(report.month, report.stations, report.total))
    lines = [line for line in report.lines if line.counts]
    types = "、".join(f"{one.label}{one.value}个" for one in report.types)
    late = [line for line in lines if line.counts["overdue"] or line.counts["missed"]]
    body: list[Heading | Paragraph] = [Heading(1, "总体情况"), Paragraph(told)]
    body += [Heading(1, "问题分类"), Paragraph(f"按类型分：{types}。" if types else "本月没有发现问题。")]
    body += [Heading(1, "需要督促的单位"), *_late(late)]
    head = ("单位", *(f"{label}（{unit}）" for label, unit in LABELS.values()))
    rows = tuple((line.label, *(str(line.counts.get(name, 0)) for name in NAMES)) for line in lines)
    return Paper(
        form="file", head=f"{issuer(on)}文件", number="", title=f"{issuer(on)}{title(report)}",
        addressee="各乡镇人民政府、街道办事处，开发区管委会，县直有关单位：", body=tuple(body), signature=issuer(on), signed_on=on,
        printed_by=issuer(on), printed_on=on, annexes=(Annex("各单位生态环境巡查情况表", (Table(head, rows),), landscape=True),),
    )  # fmt: skip


def _late(lines: list) -> list[Paragraph]:
    if not lines:
        return [Paragraph("各单位都按期巡查，没有逾期未整改的问题。")]
    told = [
        f"{line.label}" + "、".join(
            said for said, count in (
                (f"逾期未整改{line.counts['overdue']}个", line.counts["overdue"]), (f"未巡查{line.counts['missed']}轮次", line.counts["missed"]),
            ) if count
        )
        for line in lines
    ]  # fmt: skip
    return [Paragraph(f"{'；'.join(told)}。请有关单位于下月5日前补巡到位、整改到位。")]


def write(report: Report, on: date) -> bytes:
    return docx(paper(report, on))
