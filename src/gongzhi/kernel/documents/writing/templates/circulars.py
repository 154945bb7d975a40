"""通报: the overall figures, what went well, what is behind and whose, what is asked; the table as an annex."""

from __future__ import annotations

from dataclasses import dataclass

from ..paper import Block, Heading, Paper, Paragraph, Span, When
from ..wording import heading_mark, sentence
from .parts import need, points, section, task_annex

CIRCULAR_COLUMNS = ("序号", "目标任务", "牵头单位", "完成时限", "进展情况", "亮灯")


@dataclass(frozen=True)
class Problem:
    """One unit's item that is behind. item: its number and name (第36项“老旧小区改造”); problem: what is wrong."""

    unit: str
    item: str
    problem: str


@dataclass(frozen=True)
class Circular:
    """通报. overall, results, demands: paragraphs; an empty section is left out and the numbers close up."""

    issuer: str
    number: str
    title: str
    addressee: str
    overall: tuple[str, ...]
    issued_on: When
    opening: str = ""
    results: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    general_problems: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    annex_title: str = "重点工作任务进展情况表"
    columns: tuple[str, ...] = CIRCULAR_COLUMNS
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    copies_to: tuple[str, ...] = ()
    printed_on: When = ""
    head: str = ""


def circular(v: Circular) -> Paper:
    need(v, issuer="发文单位", title="标题", addressee="主送机关", overall="总体情况")
    body = (
        *((Paragraph(sentence(v.opening)),) if v.opening else ()),
        *section("总体情况", v.overall),
        *points("主要成效", v.results),
        *_problems(v),
        *points("下一步要求", v.demands),
    )
    return Paper(
        form="file", head=v.head or f"{v.issuer}文件", number=v.number, title=v.title, addressee=v.addressee,
        body=body, signature=v.issuer, signed_on=v.issued_on, note=v.note, copies_to=v.copies_to,
        printed_by=v.issuer, printed_on=v.printed_on or v.issued_on,
        annexes=task_annex(v.annex_title, v.rows, v.columns),
    )  # fmt: skip


def _problems(v: Circular) -> tuple[Block, ...]:
    """The general faults first, then each unit by name with its items; a unit with several is named once."""
    general = [text for text in v.general_problems if text.strip()]
    if not general and not v.problems:
        return ()
    blocks: list[Block] = [Paragraph(sentence(text)) for text in general]
    for mark, unit, said in by_unit(v):
        blocks.append(Paragraph((Span(f"{mark}{unit}。", "kai"), Span(sentence(said)))))
    return (Heading(1, "存在问题"), *blocks)


def by_unit(v: Circular) -> list[tuple[str, str, str]]:
    """Each unit with its mark and what is said of all its items; a unit alone has no mark."""
    units: dict[str, list[Problem]] = {}
    for problem in v.problems:
        units.setdefault(problem.unit, []).append(problem)
    return [
        (
            heading_mark(2, n) if len(units) > 1 else "",
            unit,
            "；".join(f"{p.item}{_joined(p.problem)}" for p in found),
        )
        for n, (unit, found) in enumerate(units.items(), 1)
    ]


def _joined(problem: str) -> str:
    problem = problem.strip().rstrip("。；")
    return problem if not problem or problem[0] in "，：（" else f"，{problem}"
