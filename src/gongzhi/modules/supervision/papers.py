"""通报 and 工作专报: counted, drafted, edited, numbered once and written as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.core.files.base import File
from django.db import transaction

from gongzhi.kernel.access import decide, require
from gongzhi.kernel.access.rules import Decision
from gongzhi.kernel.clock import local_day
from gongzhi.kernel.documents.issuing import word_file
from gongzhi.kernel.documents.numbers import allot_one
from gongzhi.kernel.documents.writing.templates import Circular, Problem, SpecialReport
from gongzhi.kernel.documents.writing.wording import cn_deadline
from gongzhi.kernel.events.actions import record
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Light
from gongzhi.kernel.org.models import Officer, Unit
from gongzhi.kernel.parameters import value
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.modules.supervision.models import Paper, PaperKind, Plan
from gongzhi.modules.supervision.paper_facts import PaperDiscarded, PaperDrafted, PaperIssued
from gongzhi.modules.supervision.paper_letters import content as letter_content
from gongzhi.modules.supervision.paper_letters import lagging, letter, split_units
from gongzhi.modules.supervision.rules import period_of_code, span_of
from gongzhi.modules.supervision.statistics import Count, Stand, counts, share, slips_sent, stands

OWNER = "supervision.paper"
LIGHTS = {"green": "绿灯", "grey": "未启动", "yellow": "黄灯", "red": "红灯", "done": "办结"}
MARKS = {
    PaperKind.CIRCULAR.value: "supervision.circular.mark",
    PaperKind.PROMPT_LETTER.value: "supervision.letter.mark",
}
MOST_UNITS = 12  # rows of a special report's table, which is to stay on two pages


class AlreadyIssued(Refusal):
    code = "supervision.paper_issued"
    kind = Kind.CONFLICT
    message = "{number}已经印发，不能再改。需要更正请新建一份。"


class PaperChanged(Refusal):
    code = "supervision.paper_changed"
    kind = Kind.CONFLICT
    message = "您打开页面之后，别人已经改过这份文稿。您填的内容还在，请核对后再提交。"


class UnitMissing(Refusal):
    code = "supervision.letter_unit_missing"
    message = "提示函要写给一个单位，请选择单位。"


class NothingLags(Refusal):
    code = "supervision.nothing_lags"
    message = "{unit}在{period}没有红灯、黄灯任务，不用发提示函。"


class NothingToTell(Refusal):
    code = "supervision.nothing_to_tell"
    message = "{period}没有任务，写不成{kind}。请换一个期间或任务清单。"


@transaction.atomic
def draft(
    *,
    kind: str,
    period: str,
    plan: Plan | None = None,
    unit: Unit | None = None,
    remarks: Sequence[str] = (),
    by: Officer | None,
    at: datetime,
) -> Paper:
    """Count the tasks of a period and draft the paper in words; `by` None is the ladder, whose draft people check and issue.

    `unit` is whom a 提示函 goes to; `remarks` end the opening section, also when it is counted anew.
    Raises: UnitMissing, NothingLags, NothingToTell, NotAllowed. Records: supervision.paper_drafted when the system did it.
    """
    if by is not None:
        require(by, "supervision.circulate")
    if kind == PaperKind.PROMPT_LETTER and unit is None:
        raise UnitMissing(field="unit")
    label = period_of_code(period)[1].label
    about = plan.title if plan else "重点工作"
    name = {
        "circular": f"关于{label}重点工作任务落实情况的通报",
        "special_report": f"{label}重点工作进展情况",
        "prompt_letter": f"关于加快推进{about}滞后任务的提示函",
    }[kind]
    paper = Paper(
        kind=kind,
        title=name[:120],
        period=period,
        plan=plan,
        created_by=by,
        created_at=at,
        content={"about": about, "remarks": list(remarks)} | ({"unit": unit.pk} if unit else {}),
    )
    _count(paper, at)
    paper.save()
    if by is None:
        record(PaperDrafted(PaperKind(kind).label, paper.title), by=None, at=at)
    return paper


@transaction.atomic
def recount(*, paper: Paper, by: Officer, at: datetime) -> Paper:
    """Count anew and draft the counted sections anew; what was typed under 成效 and 要求 stays.

    Raises: AlreadyIssued, NothingToTell.
    """
    paper = _open(paper, by)
    _count(paper, at)
    paper.version += 1
    paper.save()
    return paper


def _count(paper: Paper, at: datetime) -> None:
    span = span_of(paper.period, local_day(at))
    found = stands(span, plan=paper.plan_id)
    if paper.kind == PaperKind.PROMPT_LETTER:
        _count_letter(paper, found, span.on)
        return
    if not found:
        raise NothingToTell(
            field="period", period=period_of_code(paper.period)[1].label, kind=PaperKind(paper.kind).label
        )
    figures = counts(found)
    paper.figures = _figures(figures)
    before = paper.content
    paper.content = {
        **before,
        "on": span.on.isoformat(),
        "overall": overall(figures, paper.period, span.on, slips_sent(span))
        + "".join(before.get("remarks", ())),
        "problems": problems(found),
        "rows": [_row(one) for one in found],
        "units": units(found),
        "results": before.get("results") or results(found),
        "demands": before.get("demands") or DEMANDS,
    }


def _figures(found: dict[str, Count]) -> dict[str, Any]:
    return {
        name: {"label": one.label, "unit": one.unit, "tasks": list(one.tasks)} for name, one in found.items()
    }


def _count_letter(paper: Paper, found: list[Stand], on: date) -> None:
    unit = Unit.objects.get(pk=paper.content["unit"])
    late = lagging(found, unit)
    if not late:
        raise NothingLags(field="unit", unit=unit.label, period=period_of_code(paper.period)[1].label)
    paper.figures = _figures(counts(late))
    paper.content = letter_content(late, unit, on, paper.content)


DEMANDS = (
    "各牵头单位要对照序时进度逐项查找差距，红灯任务一周内报整改措施和时间表。",
    "黄灯任务要倒排工期，下一报送期达到序时进度；确有客观原因的，在到期前申请延期。",
    "按时如实报送进展，附佐证材料；虚报的一经核实按考核办法扣分。",
)


def overall(figures: dict[str, Count], period: str, on: date, slips: dict[str, int]) -> str:
    """The opening section from the figures, and at half-year the five buckets."""
    total = figures["total"].value
    number = {name: one.value for name, one in figures.items()}
    text = (
        f"截至{on.year}年{on.month}月{on.day}日，纳入督查的任务共{total}项，已办结{number['done']}项，"
        f"办结率{share(number['done'], total)}；亮绿灯（含未到启动时间）{number['green']}项、黄灯{number['yellow']}项、"
        f"红灯{number['red']}项，超过完成时限{number['overdue']}项，挂账{number['held']}项。"
    )
    if "-H" in period:
        parts = "、".join(
            f"{figures[f'bucket_{key}'].label}{number[f'bucket_{key}']}项（{share(number[f'bucket_{key}'], total)}）"
            for key in ("done", "ahead", "on_track", "behind", "other")
        )
        text += f"按进度分：{parts}。"
    if slips:
        text += "期间发出" + "、".join(f"{name}{count}件" for name, count in slips.items()) + "。"
    return text


def problems(found: list[Stand]) -> list[dict[str, str]]:
    """Red tasks by unit, then those whose reports are missing."""
    reds = [one for one in found if one.light == Light.RED]
    return [
        {
            "unit": one.unit,
            "item": f"第{one.no}项“{_short(one.title)}”" if one.no else f"“{_short(one.title)}”",
            "problem": one.reason,
        }
        for one in sorted(reds, key=lambda one: one.unit)
    ]


def units(found: list[Stand]) -> list[list[str]]:
    """Unit by unit, of those with a red or yellow light: tasks, done, green, yellow, red. The reddest first."""
    by_unit: dict[str, list[Stand]] = {}
    for one in found:
        by_unit.setdefault(one.unit, []).append(one)

    def count(some: list[Stand], *lights: str) -> int:
        return sum(one.light in lights for one in some)

    lagging = [item for item in by_unit.items() if count(item[1], Light.RED, Light.YELLOW)]
    lagging.sort(key=lambda item: (-count(item[1], Light.RED), -count(item[1], Light.YELLOW), item[0]))
    return [
        [
            unit,
            *(
                str(number)
                for number in (
                    len(some),
                    sum(one.done for one in some),
                    count(some, Light.GREEN, Light.GREY),
                    count(some, Light.YELLOW),
                    count(some, Light.RED),
                )
            ),
        ]
        for unit, some in lagging[:MOST_UNITS]
    ]


def results(found: list[Stand]) -> list[str]:
    """What was done or is well ahead, as lines to be edited."""
    best = [one for one in found if one.done] + [one for one in found if one.bucket == "ahead"]
    return [
        f"{one.unit}“{_short(one.title)}”{'已办结' if one.done else f'进度{one.actual}%，超前'}"
        for one in best[:6]
    ]


def _short(title: str) -> str:
    title = title.rstrip("。；;")
    return title if len(title) <= 28 else title[:27] + "…"


def _row(one: Stand) -> list[str]:
    return [
        one.no,
        one.title,
        one.unit,
        cn_deadline(one.deadline) if one.deadline else "",
        f"应达{one.expected}%，实际{one.actual}%",
        LIGHTS.get(one.light, ""),
    ]


@transaction.atomic
def edit(
    *,
    paper: Paper,
    version: int,
    title: str,
    overall: str,
    results: str = "",
    demands: str,
    addressee: str = "",
    copies: str = "",
    note: str = "",
    items: str = "",
    due: date | None = None,
    by: Officer,
    at: datetime,
) -> Paper:
    """Take the edited words; the counted table and the list of problems are not typed.

    Raises: AlreadyIssued, PaperChanged.
    """
    paper = _open(paper, by)
    if paper.version != version:
        raise PaperChanged()
    paper.title = title
    paper.content = {
        **paper.content,
        "overall": overall,
        "results": _lines(results),
        "demands": _lines(demands),
        "addressee": addressee.strip(),
        "copies": copies.strip(),
        "note": note.strip(),
        "items": _lines(items),
        "due": due.isoformat() if due else "",
    }
    paper.version += 1
    paper.save()
    return paper


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@transaction.atomic
def discard(*, paper: Paper, by: Officer, at: datetime) -> None:
    """Take a draft away that will not be issued. The ladder does not write it again.

    Raises: AlreadyIssued. Records: supervision.paper_discarded.
    """
    paper = _open(paper, by)
    record(PaperDiscarded(PaperKind(paper.kind).label, paper.title), by=by, at=at)
    paper.delete()


@transaction.atomic
def issue(*, paper: Paper, by: Officer, at: datetime) -> Paper:
    """Number the paper, once, write it as a .docx and keep that; from now on it is frozen.

    Raises: AlreadyIssued. Records: supervision.paper_issued.
    """
    paper = _open(paper, by)
    on = local_day(at)
    if paper.kind in MARKS:
        paper.number = allot_one(value(MARKS[paper.kind], on), on.year, at=at).text
    else:
        mark = value("supervision.report.mark", on)
        paper.number = f"{mark}第{allot_one(mark, on.year, at=at).serial}期"
    paper.issued_at = at
    paper.version += 1
    file = File(BytesIO(write(paper, on)), name=f"{paper.title}.docx")
    paper.save()
    paper.attachment = store(file, by=by, at=at, owner=OWNER, owner_key=paper.pk, purpose="paper")
    paper.save(update_fields=["attachment"])
    record(PaperIssued(PaperKind(paper.kind).label, paper.number, paper.title), by=by, at=at)
    return paper


def write(paper: Paper, on: date) -> bytes:
    """The paper as a Word file, by the template in force on that day."""
    made = {"circular": _circular, "special_report": _special_report, "prompt_letter": letter}[paper.kind]
    return word_file(paper.kind, made(paper, on), on)


def _circular(paper: Paper, on: date) -> Circular:
    content = paper.content
    issuer = value("supervision.issuer", on)
    return Circular(
        issuer=issuer,
        number=paper.number or "〔待编号〕",
        title=f"{issuer}{paper.title}",
        addressee=content.get("addressee") or value("supervision.circular.addressee", on),
        overall=(content["overall"],),
        results=tuple(content["results"]),
        problems=tuple(Problem(**one) for one in content["problems"]),
        demands=tuple(content["demands"]),
        rows=tuple(tuple(row) for row in content["rows"]),
        issued_on=on,
        note=content.get("note", ""),
        copies_to=split_units(content.get("copies", value("supervision.circular.copies", on))),
    )


def _special_report(paper: Paper, on: date) -> SpecialReport:
    content = paper.content
    serial = paper.number.rpartition("第")[2]
    return SpecialReport(
        issuer=value("supervision.issuer", on),
        issue=f"第{serial}" if serial else "（待编号）",
        title=paper.title,
        progress=(content["overall"], *content["results"]),
        rows=tuple(tuple(row) for row in content.get("units", ())),
        problems=tuple(f"{one['unit']}：{one['item']}，{one['problem']}" for one in content["problems"]),
        advice=tuple(content["demands"]),
        issued_on=on,
        reported_to=split_units(content.get("addressee") or value("supervision.report.readers", on)),
        copies_to=split_units(content.get("copies", "")),
    )


def _open(paper: Paper, by: Officer) -> Paper:
    require(by, "supervision.circulate")
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.issued_at is not None:
        raise AlreadyIssued(number=paper.number)
    return paper


def figure_tasks(paper: Paper, name: str) -> list[int]:
    """The keys of the tasks that a figure of the paper counted. Raises: KeyError."""
    found: dict[str, Any] = paper.figures[name]
    return list(found["tasks"])


def may_read(officer: Officer, attachment: Attachment) -> Decision:
    """An issued paper's Word file is read by those who may open the paper."""
    return decide(officer, "supervision.circulate")
