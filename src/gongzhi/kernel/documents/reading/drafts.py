"""From words and an owner to a finished task; shared by paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from gongzhi.kernel.documents.reading import deadlines
from gongzhi.kernel.documents.reading.clauses import Clause
from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.owners import Owner
from gongzhi.kernel.documents.reading.targets import find_implied, find_targets, find_unitless
from gongzhi.kernel.documents.reading.units import are_units, split_units
from gongzhi.kernel.documents.reading.values import Deadline, Doubt, Group, Node, Piece, Span, Target, Task


@dataclass(slots=True)
class Desk:
    """Everything that one reading works on and gathers."""

    text: str
    folded: str
    year: int | None
    first_leads: bool = False
    tasks: list[Task] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    is_minutes: bool = False  # of a meeting, or an order after one
    part_title: str = ""  # of the annex that is being read
    kinds: dict[int, tuple[str, int]] = field(default_factory=dict)  # line start -> block kind, level

    def doubt(self, code: str, message: str, start: int, end: int) -> None:
        self.doubts.append(Doubt(code, message, Span(start, end)))


@dataclass(slots=True)
class Draft:
    """A task before its owner is settled. `texts` are the places of its words, in order."""

    no: str
    headings: tuple[str, ...]
    texts: list[Span]
    span: Span
    owner: Owner
    inherited: Owner = field(default_factory=Owner)
    extra: list[Span] = field(default_factory=list)  # other cells whose numbers are targets too
    deadline: Deadline | None = None
    nodes: tuple[Node, ...] = ()
    details: tuple[tuple[str, Piece], ...] = ()
    shares_number: bool = False  # its number cell is blank: it stands under the row above
    glue: str = "\n"  # between the texts
    targets: tuple[Target, ...] = ()  # found by the table itself


def finish(desk: Desk, draft: Draft) -> Task | None:
    """The task with owner, targets and deadline; None (and a doubt) when it has no words at all."""
    words = draft.glue.join(w for s in draft.texts if (w := unwrap(desk.text[s.start : s.end])))
    if not words:
        desk.doubt(
            "empty_task", f"“{draft.no}”只有责任单位，没有任务内容。", draft.span.start, draft.span.end
        )
        return None
    owner = draft.owner.settled(first_leads=desk.first_leads)
    above = draft.inherited.settled(first_leads=desk.first_leads)
    owner, taken = inherit(owner, above)
    targets = [*draft.targets, *(t if t.name else replace(t, name=words[:20]) for t in _targets(desk, draft))]
    deadline = draft.deadline or _deadline(desk, draft, owner)
    first = draft.texts[0]
    _say_lost_brackets(desk, draft.owner)
    return Task(
        no=draft.no,
        headings=draft.headings,
        text=words,
        span=draft.span,
        text_span=Span(first.start, draft.texts[-1].end),
        lead_leaders=owner.leaders,
        lead_units=owner.leads,
        co_units=tuple(p for p in owner.cos if p.text not in {q.text for q in owner.leads}),
        open_ended=owner.open_ended,
        targets=tuple(targets),
        deadline=deadline,
        is_continuous=bool(deadline and deadline.is_continuous) or deadlines.is_long_term(words),
        nodes=draft.nodes,
        split_suggestions=tuple(suggest_split(desk.folded, draft.texts)),
        implied=tuple(t for s in draft.texts + draft.extra for t in find_implied(desk.text, s.start, s.end)),
        details=draft.details,
        inherited=taken,
    )


def _say_lost_brackets(desk: Desk, owner: Owner) -> None:
    for piece in (*owner.leads, *owner.cos, *owner.resp):
        if fold(piece.text).count("(") != fold(piece.text).count(")"):
            message = f"“{piece.text}”的括号缺了一边，请核对。"
            desk.doubt("lost_bracket", message, piece.span.start, piece.span.end)


def inherit(owner: Owner, above: Owner) -> tuple[Owner, tuple[str, ...]]:
    """The owner with what it lacks taken from above, and the names of the fields taken."""
    taken: list[str] = []
    if not owner.leaders and above.leaders:
        owner, taken = replace(owner, leaders=above.leaders), [*taken, "lead_leaders"]
    if not owner.leads and above.leads:
        owner, taken = replace(owner, leads=above.leads), [*taken, "lead_units"]
        if not owner.cos and above.cos:
            owner, taken = replace(owner, cos=above.cos), [*taken, "co_units"]
        owner = replace(owner, open_ended=owner.open_ended or above.open_ended)
    elif not owner.leads and not owner.cos and above.cos:
        owner, taken = replace(owner, cos=above.cos), [*taken, "co_units"]
    if not owner.deadline and above.deadline:
        owner = replace(owner, deadline=above.deadline)
    return owner, tuple(taken)


def _targets(desk: Desk, draft: Draft) -> Iterable[Target]:
    seen: set[tuple[object, ...]] = set()
    for i, span in enumerate([*draft.texts, *draft.extra]):
        found = find_targets(desk.text, span.start, span.end)
        lost = find_unitless(desk.text, span.start, span.end)
        for target in lost:
            message = f"“{target.raw}”没有单位，可能漏印了“%”等字样。"
            desk.doubt("target_without_unit", message, target.span.start, target.span.end)
        for target in sorted([*found, *lost], key=lambda t: t.span.start):
            key = (target.value, target.unit, target.op)
            if i and key in seen:
                continue
            yield target
        seen |= {(t.value, t.unit, t.op) for t in found}


def _deadline(desk: Desk, draft: Draft, owner: Owner) -> Deadline | None:
    if owner.deadline:
        found = deadlines.in_cell(desk.text, owner.deadline.start, owner.deadline.end, desk.year)
        if found and found.day is None and not found.is_continuous:
            desk.doubt(
                "unknown_deadline", f"“{found.text}”不能换算成日期，请补。", found.span.start, found.span.end
            )
        return found
    best: Deadline | None = None
    for span in [*draft.texts, *draft.extra]:
        found = deadlines.in_text(desk.text, span.start, span.end, desk.year)
        if found and (best is None or best.day is None or (found.day and found.day > best.day)):
            best = found
    return best


def suggest_split(folded: str, texts: Sequence[Span]) -> list[Span]:
    """The sentences that could stand alone, when ； or ①② or 一是 join several; else nothing."""
    parts: list[Span] = []
    for span in texts:
        words = folded[span.start : span.end]
        if not re.search(r";.|[①②③]|[一二三]是", words):
            continue
        at = span.start
        for found in re.finditer(r"[;。]|(?<=.)(?=[②③④⑤⑥⑦⑧⑨])|(?<=[。;,])(?=[二三四五六]是)", words):
            a, b = trim(folded, at, span.start + found.end())
            if b - a >= 6:
                parts.append(Span(a, b))
                at = b
        a, b = trim(folded, at, span.end)
        if b - a >= 6:
            parts.append(Span(a, b))
    return parts if len(parts) > 1 else []


def unwrap(words: str) -> str:
    """Printed words on one line; a break after a full stop stays a break.

    >>> unwrap(" 建设高标准\\n农田。 ")
    '建设高标准农田。'
    """
    words = words.strip(" \t\r\n\xa0\u3000\u200b\ufeff")
    return re.sub(r"(?<=[。；;！])[^\S\n]*\n\s*", "\n", re.sub(r"(?<![。；;！\s])[^\S\n]*\n\s*", "", words))


def without(start: int, end: int, clauses: Sequence[Clause], folded: str) -> list[Span]:
    """start..end without its clauses, as the places of the words that stay."""
    spans: list[Span] = []
    at = start
    for clause in clauses:
        spans.append(Span(at, max(at, clause.span.start)))
        at = max(at, clause.span.end)
    spans.append(Span(at, end))
    kept = []
    for span in spans:
        a, b = trim(folded, span.start, span.end)
        bare = any(c.span.start >= b and folded[c.span.start] not in "([" for c in clauses)
        while b > a and clauses and b < end and folded[b - 1] in (",、; " if bare else ",、 "):
            b -= 1
        if b > a and folded[a:b].strip("。;,、 "):
            kept.append(Span(a, b))
    return kept


_SCOPE = r"(?:以[下上]|上述|各项|所有|前述|表中|本表|清单)[^。;]{0,24}?"
_DO = (
    r"(?:共同|具体|参与|按职责|负责|抓好|组织|配合|协同|认真)*(?:跟踪|全程|定期)?"
    r"(?:落实|配合|参与|执行|实施|协助|推进(?!情况)|跟进|(?:督办|督查|督导)(?![室局组委办处]))"
)
_FOOTERS = (
    re.compile(rf"{_SCOPE}(?:均需|均由|都需|均要|均须|需由|须由|由)(?P<who>[^。;]{{2,60}}?){_DO}"),
    re.compile(
        rf"{_SCOPE}(?:均涉及|均包括|均包含|均含|都涉及|涉及)(?P<who>[^。;,]{{2,60}}?)[,]?(?:不再|不逐|不另)"
    ),
    re.compile(
        r"(?:^|(?<=[。:\s(]))(?:[^。;,]{0,12}?任务,?)?(?P<who>各[^。;]{1,60}?)(?:均|都)?(?:为|是|作为|系)(?:[^。;,]{0,10}?的)?(?:责任|配合|落实|参与|共同责任)单位,?(?:表中|文中)?(?:不再|不逐|不另)"
    ),
    re.compile(
        rf"{_SCOPE}(?:任务|工作|事项)?,?(?P<who>(?<=务|作|项|,)[各县][^。;]{{1,60}}?)(?:均|都)(?:需|须|要|应){_DO}"
    ),
)
# Who looks after all of it, as an office does, is no co-unit: 由县政府督查室负责督查.
_OVERSEES = re.compile(r"负责(?:督查|督办|汇总|解释|调度|统筹|考核|通报|协调|牵头)")
FIRST_LEADS = re.compile(
    r"(?:排(?:在)?(?:首位|第一位?|第1位?)|列(?:在)?(?:首位|第一位?|第1位?)|排名第一|第一个|首个|第一家|首列)(?:的)?(?:责任)?(?:单位|部门)?[^。;]{0,6}?(?:为|是|即为|系|负责)?(?:总)?(?:牵头|主办)|第一责任单位(?:为|是|即为)?牵头|责任单位(?:中|的)?第一[^。;]{0,6}(?:为|是)?牵头"
)


def footer_units(desk: Desk, start: int, end: int) -> tuple[Piece, ...]:
    """The units that a footer rule adds to every task (以下各项均需各乡镇、园区落实); none when it is no such rule."""
    for pattern in _FOOTERS:
        found = pattern.search(desk.folded, start, end)
        if not found or found.start() - start > 40 or _OVERSEES.search(desk.folded, found.start(), end):
            continue
        pieces = split_units(desk.text, found.start("who"), found.end("who")).pieces
        kept = tuple(p for p in pieces if not _PARTS.fullmatch(fold(p.text)))
        if kept and are_units(p.text for p in kept):
            return kept
    return ()


_PARTS = re.compile(
    r"(?:牵头|主办|主责|承办|责任|参与|配合|协办|协同|有关|相关)(?:单位|部门)(?:会同)?"
)  # whoever the row names


def add_co_units(task: Task, pieces: tuple[Piece, ...]) -> Task:
    """The task with more co-units, without those it has already."""
    has = {fold(p.text) for p in task.lead_units + task.co_units}
    more = tuple(p for p in pieces if fold(p.text) not in has)
    return (
        replace(task, co_units=task.co_units + more, inherited=(*task.inherited, "co_units"))
        if more
        else task
    )
