"""Find who answers for a piece of work: label lines, bracket tails and sentences such as 由A牵头，B配合."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gongzhi.kernel.documents.reading.fold import fold, trim
from gongzhi.kernel.documents.reading.labels import GLUED, label_at
from gongzhi.kernel.documents.reading.people import is_name, is_person, split_people
from gongzhi.kernel.documents.reading.units import SAME, is_prefixed, looks_like_unit, split_units
from gongzhi.kernel.documents.reading.values import Piece, Span


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers, as printed. `resp` are units of a bare 责任单位, which lead or follow as the rest says."""

    leaders: tuple[Piece, ...] = ()
    leads: tuple[Piece, ...] = ()
    cos: tuple[Piece, ...] = ()
    resp: tuple[Piece, ...] = ()
    open_ended: bool = False
    chiefs: tuple[Piece, ...] = ()  # 责任人: leads where no leader is named
    deadline: Span | None = None
    content: tuple[Span, ...] = ()  # values of 任务, 目标, 措施 labels: words of the work itself
    same: frozenset[str] = frozenset()  # fields that say 同上

    def __bool__(self) -> bool:
        return bool(self.leaders or self.leads or self.cos or self.resp)

    def __or__(self, other: Owner) -> Owner:
        """Both together, in order, without repeats."""
        return Owner(
            _joined(self.leaders, other.leaders),
            _joined(self.leads, other.leads),
            _joined(self.cos, other.cos),
            _joined(self.resp, other.resp),
            self.open_ended or other.open_ended,
            _joined(self.chiefs, other.chiefs),
            other.deadline or self.deadline,
            self.content + other.content,
            self.same | other.same,
        )

    def settled(self, *, first_leads: bool = False) -> Owner:
        """With `resp` put to its place: co-units beside a lead, else leads (only the first by the document's rule)."""
        if self.chiefs:
            whole = replace(self, leaders=self.leaders or self.chiefs, chiefs=())
            return whole.settled(first_leads=first_leads)
        if not self.resp:
            return self
        if self.leads:
            rest = tuple(p for p in self.resp if p.text not in {q.text for q in self.leads})
            return replace(self, cos=_joined(rest, self.cos), resp=())
        if first_leads and not self.cos:
            return replace(self, leads=self.resp[:1], cos=self.resp[1:], resp=())
        return replace(self, leads=self.resp, resp=())


def _joined(first: tuple[Piece, ...], second: tuple[Piece, ...]) -> tuple[Piece, ...]:
    seen = {piece.text for piece in first}
    return first + tuple(piece for piece in second if piece.text not in seen)


def owner_of_title(text: str, start: int, end: int) -> Owner:
    """The owner that a heading is by itself: 一、县发展和改革局; an empty one for every other heading."""
    folded = fold(text)
    tail = re.search(r"\s*(?:\((?:共?\d+[项条个件])\))?[。:]?\s*$", folded[start:end])
    end = start + tail.start() if tail else end
    names = [n for n in re.split("[、,]", folded[start:end].strip()) if n]
    if names and all(looks_like_unit(n) and is_prefixed(n) for n in names):
        return Owner(leads=split_units(text, start, end).pieces)
    return Owner()


# --- one clause -------------------------------------------------------------------------------------------

_LED = re.compile(
    r"(?P<who>[^。]*?)(?:分别|共同|联合|各自)?(?:具体)?(?:总?牵头|统筹(?=[,;、。)]|$)|主办|牵头负责|负责牵头|主抓)(?:负责|落实|组织|实施|办理)?(?P<rest>[,;、:]?\s*.*)$",
    re.S,
)
_WITH = re.compile(r"^[,;、]?\s*(?:会同|联合|协同|协调|会商)(?P<who>.+)$", re.S)
_HELP = re.compile(
    r"(?P<who>.+?)(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别|共同|积极|协同|予以|做好|负责)?(?:配合|协同|协办|参与|协助|支持|参加|落实|负责|推进)(?:配合|落实|实施|推进|工作|做好)*[。;,]?$",
    re.S,
)


# A为牵头单位，B为配合单位
_SAID = re.compile(
    r"(?P<lead>.+?)(?:为|是|系)(?:总?牵头|主办|主责|第一)(?:责任)?(?:单位|部门)[,;](?P<rest>.+?)(?:为|是|系)(?:配合|协办|责任|参与|协同)(?:单位|部门)[。]?",
    re.S,
)


def parse_clause(text: str, start: int, end: int) -> Owner:
    """What the words inside a clause say; an empty Owner when they name nobody.

    牵头领导：…；牵头单位：…；责任单位：… / A牵头，B配合 / A、B分别负责 / a bare list.
    """
    folded = fold(text)
    end = min(end, start + LONGEST_CLAUSE)
    if rule := _RULE_TAIL.search(folded, start, end):
        end = rule.start()
    labelled = labels_in(folded, start, end)
    if re.match(
        r"\s*(?:通讯员|记者|来源|作者|撰稿|供稿|编辑|摄影|图|详?见|附|摘自|单位)[: ]?", folded[start:end]
    ):
        return Owner()
    if labelled:
        owner = Owner()
        if labelled[0][1] > start and (head := folded[start : labelled[0][1]].strip(" ;,、。")):
            owner |= _phrase(text, start, labelled[0][1]) if looks_like_unit(head.split("、")[0]) else Owner()
        for i, (name, _, value) in enumerate(labelled):
            stop = labelled[i + 1][1] if i + 1 < len(labelled) else end
            owner |= labelled_value(text, name, value, stop)
        return owner
    if when := _WHEN.search(folded, start, end):
        owner = _phrase(text, start, when.start())
        return replace(owner, deadline=Span(*when.span("when"))) if owner else owner
    return _phrase(text, start, end)


# （A牵头，B配合，6月底前完成）
_WHEN = re.compile(
    r"[,;]\s*(?P<when>(?:于|在|力争|确保)?(?:20\d\d年|今年|全年|[上下]半年|年[底内末]|第?[一二三四]季度|\d{1,2}月)[^,;、。]{0,12}?(?:前|底|末|内|日|半年|季度)?)(?:全面|全部)?(?:完成|办结|建成|落实到位|到位|见效)?\s*[。;]?$"
)


def labels_in(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """(field, label start, value start) of every owner or deadline label in the clause."""
    found: list[tuple[str, int, int]] = []
    at = start
    while at < end:
        begins = at == start or folded[at - 1] in ";,。、 \n\t([:" or (found and GLUED.match(folded, at, end))
        if begins and not folded[at].isspace():
            label = label_at(folded, at, end)
            if label and label[0] in {"leader", "lead", "co", "resp", "deadline", "person", "chief"}:
                found.append((label[0], at, label[1]))
                at = label[1]
                continue
        at += 1
    return found


def labelled_value(text: str, name: str, start: int, end: int) -> Owner:
    """The Owner that a label's value gives."""
    folded = fold(text)
    start, end = trim(folded, start, end)
    while end > start and folded[end - 1] in ";,、。":
        end -= 1
    if SAME.match(folded[start:end]):
        return Owner(same=frozenset({name}))
    if name == "deadline":
        return Owner(deadline=Span(start, end)) if end > start else Owner()
    if name == "person":
        return Owner()
    if name == "chief":
        return Owner(chiefs=split_people(text, start, end).pieces)
    if name == "leader":
        found = split_people(text, start, end)
        return Owner(leaders=found.pieces, open_ended=found.open_ended)
    labels = labels_in(folded, start, end)
    if labels and labels[0][1] == start:
        return parse_clause(text, start, end)
    if name in {"resp", "lead"} and re.search(
        r"(?<![(\[])(?:牵头|配合|会同|协助|协办|参加$)", folded[start:end]
    ):
        inner = _phrase(text, start, end)
        if inner.leads or inner.cos:
            return inner
    return _units_value(text, name, start, end)


def _units_value(text: str, name: str, start: int, end: int) -> Owner:
    """The units of a value, with the names that stand beside them as persons in charge (县体育中心 李明)."""
    units = split_units(text, start, end)
    rest = tuple(p for p in units.pieces if not is_name(p.text)) or units.pieces
    chiefs = tuple(p for p in units.pieces if p not in rest)
    owner = Owner(leads=units.leads, open_ended=units.open_ended, chiefs=chiefs)
    if name == "co" or units.leads:
        return replace(owner, cos=rest)
    return replace(owner, leads=rest) if name == "lead" else replace(owner, resp=rest)


def _phrase(text: str, start: int, end: int) -> Owner:
    """A牵头，B配合; A会同B负责; A、B分别负责; or a bare list of units."""
    folded = fold(text)
    start, end = trim(folded, start, end)
    if (by := re.match(r"由|请", folded[start:end])) and not looks_like_unit(folded[start:end]):
        start += by.end()
    if said := _SAID.fullmatch(folded, start, end):
        lead, rest = split_units(text, *said.span("lead")), split_units(text, *said.span("rest"))
        return Owner(leads=lead.pieces, cos=rest.pieces, open_ended=lead.open_ended or rest.open_ended)
    in_list = re.search(r"[(\[](?:牵头|主办|主责)(?:单位)?[)\]]", folded[start:end])
    if not in_list and (led := _LED.match(folded, start, end)) and led["who"].strip():
        return _led(text, led)
    if led := re.fullmatch(
        r"(.+?)(?:具体)?负责(?:落实)?[,;](.+?)(?:具体)?(?:配合|协助|协同|参与|协办|实施|落实)",
        folded[start:end],
        re.S,
    ):
        leads = split_units(text, start, start + len(led[1]))
        cos = split_units(text, start + led.start(2), start + led.end(2))
        return Owner(leads=leads.pieces, cos=cos.pieces, open_ended=leads.open_ended or cos.open_ended)
    if joint := re.search(r"会同|联合(?![会社体国])", folded[start:end]):
        at = start + joint.start()
        units, rest = split_units(text, start, at), split_units(text, start + joint.end(), end)
        if units.pieces and rest.pieces:
            return Owner(leads=units.pieces, cos=rest.pieces, open_ended=units.open_ended or rest.open_ended)
    if (
        help_ := re.fullmatch(
            r"(.+?)[,;](.+?)(?:协助|配合|协办|参与|参加|协同)[。]?", folded[start:end], re.S
        )
    ) and looks_like_unit(re.split("[、,;]", help_[2])[-1]):
        first = split_units(text, start, start + len(help_[1]))
        second = split_units(text, start + help_.start(2), start + help_.end(2))
        return Owner(resp=first.pieces, cos=second.pieces, open_ended=first.open_ended or second.open_ended)
    if (
        helped := re.fullmatch(r"(.+?)(?:负责)?(?:配合|协助|协办)", folded[start:end], re.S)
    ) and looks_like_unit(helped[1].strip().split("、")[-1]):
        units = split_units(text, start, start + len(helped[1]))
        return Owner(cos=units.pieces, open_ended=units.open_ended)
    units = split_units(text, start, end)
    if units.leads:
        return Owner(leads=units.leads, cos=units.pieces, open_ended=units.open_ended)
    people = tuple(p for p in units.pieces if is_person(p.text))
    others = tuple(p for p in units.pieces if not is_person(p.text))
    return Owner(leaders=people, resp=others, open_ended=units.open_ended)


def _led(text: str, led: re.Match[str]) -> Owner:
    start, end = led.span("who")
    units = split_units(text, start, end)
    people = tuple(p for p in units.pieces if is_person(p.text))
    leads = tuple(p for p in units.pieces if not is_person(p.text))
    owner = Owner(leaders=people, leads=leads, open_ended=units.open_ended)
    folded = fold(text)
    a, b = led.span("rest")
    while a < b and folded[a] in ",;、: ":
        a += 1
    if with_ := re.match(r"(?:并?会同|联合|协同|协调|会商)", folded[a:b]):
        a += with_.end()
    if a >= b or not folded[a:b].strip("。;,) "):
        return owner
    if (more := _LED.match(folded, a, b)) and more["who"].strip():
        return owner | _led(text, more)
    helped = _HELP.match(folded, a, b)
    stop = helped.end("who") if helped else b
    cos = split_units(text, a, stop)
    if people and not leads and re.search("负责|落实|承办|实施", folded[stop:b]):  # 县长牵头，县住建局负责
        return owner | Owner(resp=cos.pieces, open_ended=cos.open_ended)
    return owner | Owner(cos=cos.pieces, open_ended=cos.open_ended)


_RULE_TAIL = re.compile(
    r"[,;。]\s*(?:以下)?(?:排|列|首|第一)[^。;]{0,16}牵头[^;]*$|[,;。]?\s*\(?下同\)?[。]?$"
)
LONGEST_CLAUSE = 3000  # characters; forty units need about 400
