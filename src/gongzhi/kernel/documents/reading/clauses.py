"""Find the responsibility clauses of a paragraph: bracket tails, labels in the line, whole sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.owners import Owner, labels_in, parse_clause
from gongzhi.kernel.documents.reading.people import is_person
from gongzhi.kernel.documents.reading.units import are_units, looks_like_unit, split_units
from gongzhi.kernel.documents.reading.values import Piece, Span


@dataclass(frozen=True, slots=True)
class Clause:
    """A responsibility clause found in text: where it stands and what it says."""

    span: Span
    owner: Owner
    damaged: bool = field(default=False)  # a bracket or the like was lost


_PAIRS = {"(": ")", "[": "]", "〔": "〕", "<": ">", "{": "}"}
_KEYED = re.compile(
    r"(?:牵头|责任|配合|协同|主办|协办|承办|分管|包保|联系|落实|参与|负责|主责|实施|完成)[^:;。()\[\]]{0,8}?(?:单位|部门|领导|主体|时限|时间)\s*(?::|\]\s*:?|为(?=[县市区各])|是(?=[县市区各]))|(?:牵头|配合|责任|主办|协办|承办)\s*:"
)
_SAYS = re.compile(r"牵头|统筹|负责|配合|会同|主办|协办|分工|按职责")


def find_clauses(text: str, start: int, end: int, *, eager: bool = True) -> list[Clause]:
    """The responsibility clauses of a paragraph, in order.

    `eager` accepts a bare list of units in brackets at the end of a sentence.
    """
    folded = fold(text)
    found = _bracketed(text, folded, start, end, eager)
    taken = [c.span for c in found]
    found += _unbracketed(text, folded, start, end, taken)
    found.sort(key=lambda c: c.span.start)
    return found


def _bracketed(text: str, folded: str, start: int, end: int, eager: bool) -> list[Clause]:
    clauses: list[Clause] = []
    at = start
    while at < end:
        if folded[at] in _PAIRS:
            close = _mate(folded, at, end)
            if close and (owner := _inside(text, folded, at + 1, close, end, eager)):
                stop = close + 1
                while stop < end and folded[stop] in "。;.":
                    stop += 1
                clauses.append(
                    Clause(Span(at, stop if at > start and folded[at - 1] in "。;!.," else close + 1), owner)
                )
                at = close + 1
                continue
            if not close and end - at < 600:
                owner = _unclosed(text, folded, at + 1, end, eager)
                if owner:
                    clauses.append(Clause(Span(at, end), owner, damaged=True))
                    break
        at += 1
    return clauses


def _unclosed(text: str, folded: str, a: int, end: int, eager: bool) -> Owner:
    """The owner behind a bracket that is never closed: labelled, or a list of units after a full stop."""
    if _KEYED.match(folded, a, end):
        return parse_clause(text, a, end)
    inner = folded[a:end].strip("。 ")
    parts = [p for p in re.split("[、,;]", inner) if p]
    if not eager or not parts or not are_units(parts):
        return Owner()
    return parse_clause(text, a, end) if len(parts) > 1 or folded[a - 2 : a - 1] in "。;" else Owner()


def _mate(folded: str, at: int, end: int) -> int:
    """Where the bracket opened at `at` closes, nested ones skipped; 0 when it never does. A wrong kind may close it."""
    depth = 0
    for i in range(at, min(end, at + 900)):
        if folded[i] in "([〔<{":
            depth += 1
        elif folded[i] in ")]〕>}":
            depth -= 1
            if depth == 0:
                return i
    return 0


def _inside(text: str, folded: str, a: int, b: int, end: int, eager: bool) -> Owner:
    inner = folded[a:b]
    if len(inner.strip()) < 2:
        return Owner()
    if _KEYED.match(inner.strip()) or labels_in(folded, a, b):
        return parse_clause(text, a, b)
    tail = folded[b + 1 : end].strip()
    at_end = not tail or tail[0] in "。;.,(" or folded[a - 2 : a - 1] in "。;!"
    if not at_end:
        return Owner()
    if _SAYS.search(inner) and len(inner) < 300:
        owner = parse_clause(text, a, b)
        names = owner.leads + owner.cos + owner.resp
        return owner if owner.leaders or (names and are_units(p.text for p in names)) else Owner()
    if not eager or ((tail and tail.strip("。;. ")) and folded[a - 2 : a - 1] not in "。;"):
        return Owner()
    owner = parse_clause(text, a, b)
    names = owner.leaders + owner.resp + owner.leads + owner.cos
    if names and (
        are_units(p.text for p in names if not is_person(p.text)) or all(is_person(p.text) for p in names)
    ):
        after_name = folded[a - 2 : a - 1] not in "。;!"
        return Owner() if after_name and _is_plate(folded, a, names) else owner
    return Owner()


def _is_plate(folded: str, a: int, names: tuple[Piece, ...]) -> bool:
    """Whether a bracket right behind a unit's name is that unit's second plate, as in 市财政局（国资委）."""
    return len(names) == 1 and looks_like_unit(re.split(r"[、,;。:和与]", folded[max(0, a - 20) : a - 1])[-1])


_INLINE = re.compile(r"(?:(?<=[。;!”\s)])|^)\s*(?:" + _KEYED.pattern + ")")
_SENTENCE = re.compile(
    r"(?:(?<=[。;!])|(?<=[,]))\s*(?:(?:此项|该项|本项|以上)?(?:工作|任务)?(?P<by>由))?(?P<who>[^。;!,]{2,80}?(?:牵头|负责)(?:[^。;!]{0,120}?(?:配合|参与|协助|协办|落实|负责|实施))?)(?:。|;|$)"
)


def _unbracketed(text: str, folded: str, start: int, end: int, taken: list[Span]) -> list[Clause]:
    limit = min((s.start for s in taken), default=end)
    for found in _KEYED.finditer(folded, start, end):
        at = found.start()
        if any(s.start <= at < s.end for s in taken):
            continue
        if at > start and folded[at - 1] not in "。;!”),. \t\n([":
            continue
        if taken and at > limit:
            continue
        owner = parse_clause(text, at, end if not taken else limit)
        if owner:
            stop = end if not taken else limit
            damaged = folded[stop - 1] == ")" and folded[at:stop].count("(") < folded[at:stop].count(")")
            begin = at - 1 if at > start and folded[at - 1] in "([" else at
            return [Clause(Span(begin, stop), owner, damaged)]
    if taken:
        return []
    for found in _SENTENCE.finditer(folded, start, end):
        if found.end() < end and folded[found.end() : end].strip():
            continue
        owner = parse_clause(text, found.start("who"), found.end("who"))
        names = owner.leads + owner.cos + owner.resp
        if names and are_units(p.text for p in names) and (found["by"] or folded[found.start() - 1] != ","):
            begin, _ = trim(folded, found.start(), found.end())
            return [Clause(Span(begin, found.end()), owner)]
    return []


_MIDDLE = re.compile(
    r"(?:^|(?<=[。;,、:.)\s]))\s*(?P<by>由|请|责成|责令|要求)?(?P<who>[^。;,]{2,60}?)(?P<how>牵头(?:负责|落实|组织|实施)?|负责(?:落实|牵头|实施|组织)?|会同[^。;,]{2,60}?(?:负责|落实|办理|抓好)?)"
    r"(?P<help>,[^。;,]{2,80}?(?:配合|协助|协同|参与|协办))?(?=[,。;])"
)


_UNIT = r"(?:[县市区][\u4e00-\u9fff]{1,12}?(?:局|委员会|委(?![员组宣政办统编])|办公室|中心|公司|集团|大队|街道办事处|管委会|[传战织武]部|法院|检察院|工会|妇联|残联)|[\u4e00-\u9fff]{2,6}?(?:街道办事处|镇|乡|街道|管委会|开发区))"
_JOINT = re.compile(
    rf"(?:^|(?<=[。;,:、.)\s由请])|(?<=责成|责令|要求))(?P<lead>{_UNIT}(?:[、和]{_UNIT})*)会同(?P<co>{_UNIT}(?:[、和]{_UNIT})*)"
)


_ASKED = re.compile(
    rf"(?:^|[,。;:])(?:会议)?(?:由|请|责成|责令|要求)(?P<who>{_UNIT}(?:[、和]{_UNIT})*)(?=[\u4e00-\u9fff])"
)


# A、B要…: the subject at the head of a paragraph or behind its first sentence.
_SUBJECT = re.compile(
    r"\s*(?:会议(?:明确|决定|议定|要求)[,:]?)?(?P<who>[^。;,:]{3,60}?)(?:要|按(?:照)?(?:职责|分工|程序)|负责|应|须|需|尽快|抓紧|进一步|立即|统筹|牵头|于(?=\d)|在(?=\d)|(?=\d{1,2}月))"
)


def asked_in_sentence(text: str, start: int, end: int) -> Owner:
    """Who is asked to do something in the words of a meeting's minutes: 由A修改完善, 责成B做好…, A要…."""
    folded = fold(text[start:end])
    if found := _ASKED.search(folded):
        return Owner(leads=split_units(text, start + found.start("who"), start + found.end("who")).pieces)
    for at in (0, folded.find("。") + 1):
        found = _SUBJECT.match(folded, at)
        if found and are_units(re.split("[、,]", found["who"])):
            return Owner(leads=split_units(text, start + found.start("who"), start + found.end("who")).pieces)
    return Owner()


def owner_in_sentence(text: str, start: int, end: int) -> Owner:
    """An owner named inside running text (由A牵头，B配合，于6月底前…); the words stay part of the task."""
    folded = fold(text)
    for found in _MIDDLE.finditer(folded, start, end):
        who = found["who"].strip()
        parts = [p for p in re.split("[、,]|和|及", who) if p]
        if not parts or not are_units(parts) or len(who) > 40:
            continue
        owner = parse_clause(text, found.start("who"), found.end())
        names = owner.leads + owner.resp + owner.cos
        if names and are_units(p.text for p in names):
            return owner
    if joint := _JOINT.search(folded, start, end):
        lead = split_units(text, *joint.span("lead"))
        co = split_units(text, *joint.span("co"))
        return Owner(leads=lead.pieces, cos=co.pieces)
    return Owner()
