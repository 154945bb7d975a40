"""Find who answers for a piece of work: label lines, bracket tails and sentences such as 由A牵头，B配合."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gongzhi.kernel.documents.reading.fold import CJK, close_up, fold, trim
from gongzhi.kernel.documents.reading.labels import label_at
from gongzhi.kernel.documents.reading.units import Units, looks_like_unit, split_units
from gongzhi.kernel.documents.reading.values import Piece, Span


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers, as printed. `resp` are units of a bare 责任单位, which lead or follow as the rest says."""

    leaders: tuple[Piece, ...] = ()
    leads: tuple[Piece, ...] = ()
    cos: tuple[Piece, ...] = ()
    resp: tuple[Piece, ...] = ()
    open_ended: bool = False
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
            other.deadline or self.deadline,
            self.content + other.content,
            self.same | other.same,
        )

    def settled(self, *, first_leads: bool = False) -> Owner:
        """With `resp` put to its place: co-units beside a lead, else leads (only the first by the document's rule)."""
        if not self.resp:
            return self
        if self.leads:
            rest = tuple(p for p in self.resp if p.text not in {q.text for q in self.leads})
            return replace(self, cos=_joined(rest, self.cos), resp=())
        if first_leads and not self.cos:
            return replace(self, leads=self.resp[:1], cos=self.resp[1:], resp=())
        return replace(self, leads=self.resp, resp=())


@dataclass(frozen=True, slots=True)
class Clause:
    """A responsibility clause found in text: where it stands and what it says."""

    span: Span
    owner: Owner
    damaged: bool = field(default=False)  # a bracket or the like was lost


def _joined(first: tuple[Piece, ...], second: tuple[Piece, ...]) -> tuple[Piece, ...]:
    seen = {piece.text for piece in first}
    return first + tuple(piece for piece in second if piece.text not in seen)


_POST = re.compile(
    r"(?:[县区市镇乡]长|书记|常委|主任|部长|主席|秘书长|同志|领导|负责人|组长|政委|总工程师|检察长|院长|调研员)(?:[(].*[)])?$"
)
SAME = re.compile(r"^\s*(?:同上|[″〃\"”“]+|同前)\s*[。.]?\s*$")


def leaders(text: str, start: int, end: int) -> tuple[tuple[Piece, ...], bool]:
    """Leaders named in text[start:end] (names or posts) and whether the list is open (等).

    Names of two characters printed with a gap are closed up; a name is never cut.
    """
    found = split_people(text, start, end)
    return found.pieces, found.open_ended


def split_people(text: str, start: int, end: int) -> Units:
    """Names and posts between separators; white space separates only words of two characters or more."""
    folded = fold(text)
    pieces: list[Piece] = []
    is_open = False
    for a, b in _people_parts(folded, start, end):
        a, b = trim(folded, a, b)
        while b > a and folded[b - 1] in "。.;:,":
            b -= 1
        if tail := re.search(r"等(?:相关|有关)?(?:县|市|区)?(?:领导|同志|负责同志)?$", folded[a:b]):
            is_open, b = True, a + tail.start()
        name = close_up(text[a:b])
        if name and not SAME.match(name) and re.search(f"[{CJK}A-Za-z]", name) and name != "无":
            pieces.append(Piece(name, Span(a, b)))
    return Units(tuple(dict.fromkeys(pieces)), is_open)


def _people_parts(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    depth, begin = 0, start
    for at in range(start, end):
        char = folded[at]
        depth += (char in "([") - (char in ")]")
        gap = char.isspace() and _is_people_gap(folded, begin, at, end)
        if depth <= 0 and (char in "、,;/|" or gap):
            parts.append((begin, at))
            begin = at + 1
    parts.append((begin, end))
    return [(a, b) for a, b in parts if folded[a:b].strip()]


def _is_people_gap(folded: str, begin: int, at: int, end: int) -> bool:
    left = folded[begin:at].strip()
    right = re.match(r"\s*([^\s、,;/|]*)", folded[at:end])
    word = right[1] if right else ""
    if (
        len(left) == 1
        or len(word) == 1
        or " " in left
        or re.match("分管|联系|牵头|常务|协管|相关|有关", left)
    ):
        return bool(_POST.search(left)) and len(word) > 1
    if _POST.search(left) or _POST.search(word):
        return bool(_POST.search(left) and word)
    return 2 <= len(left) <= 4 and 2 <= len(word) <= 4


# --- one clause -------------------------------------------------------------------------------------------

_LED = re.compile(
    r"(?P<who>[^;。]*?)(?:分别|共同|联合|各自)?(?:具体)?(?:总?牵头|主办|牵头负责|负责牵头|主抓)(?:负责|落实|组织|实施|办理)?(?P<rest>[,;、:]?\s*.*)$",
    re.S,
)
_WITH = re.compile(r"^[,;、]?\s*(?:会同|联合|协同|协调|会商)(?P<who>.+)$", re.S)
_HELP = re.compile(
    r"(?P<who>.+?)(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别|共同|积极|协同|予以|做好|负责)?(?:配合|协同|协办|参与|协助|支持|参加|落实|负责|推进)(?:配合|落实|实施|推进|工作|做好)*[。;,]?$",
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
    labelled = _labels_in(folded, start, end)
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
    return _phrase(text, start, end)


def _labels_in(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """(field, label start, value start) of every owner or deadline label in the clause."""
    found: list[tuple[str, int, int]] = []
    at = start
    while at < end:
        if (at == start or folded[at - 1] in ";,。、 \n\t([:") and not folded[at].isspace():
            label = label_at(folded, at, end)
            if label and label[0] in {"leader", "lead", "co", "resp", "deadline", "person"}:
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
    if name == "leader":
        found = split_people(text, start, end)
        return Owner(leaders=found.pieces, open_ended=found.open_ended)
    if name in {"resp", "lead"} and re.search(r"(?<![(\[])(?:牵头|配合|会同|协助|协办)", folded[start:end]):
        inner = _phrase(text, start, end)
        if inner.leads or inner.cos:
            return inner
    units = split_units(text, start, end)
    rest = units.pieces
    if name == "co":
        return Owner(leads=units.leads, cos=rest, open_ended=units.open_ended)
    if units.leads:
        return Owner(leads=units.leads, cos=rest, open_ended=units.open_ended)
    if name == "lead":
        return Owner(leads=rest, open_ended=units.open_ended)
    return Owner(resp=rest, open_ended=units.open_ended)


def _phrase(text: str, start: int, end: int) -> Owner:
    """A牵头，B配合; A会同B负责; A、B分别负责; or a bare list of units."""
    folded = fold(text)
    start, end = trim(folded, start, end)
    if (by := re.match(r"由|请", folded[start:end])) and not looks_like_unit(folded[start:end]):
        start += by.end()
    if (led := _LED.match(folded, start, end)) and led["who"].strip():
        return _led(text, led)
    if led := re.fullmatch(
        r"(.+?)(?:具体)?负责(?:落实)?[,;](.+?)(?:具体)?(?:配合|协助|协同|参与|协办|实施)",
        folded[start:end],
        re.S,
    ):
        leads = split_units(text, start, start + len(led[1]))
        cos = split_units(text, start + led.start(2), start + led.end(2))
        return Owner(leads=leads.pieces, cos=cos.pieces, open_ended=leads.open_ended or cos.open_ended)
    if joint := re.search(r"会同|联合", folded[start:end]):
        at = start + joint.start()
        units, rest = split_units(text, start, at), split_units(text, start + joint.end(), end)
        if units.pieces and rest.pieces:
            return Owner(leads=units.pieces, cos=rest.pieces, open_ended=units.open_ended or rest.open_ended)
    if (
        help_ := re.fullmatch(r"(.+?)[,;](.+?)(?:协助|配合|协办|参与|协同)[。]?", folded[start:end], re.S)
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
    rest = tuple(p for p in units.pieces if not is_person(p.text))
    return Owner(leaders=people, resp=rest, open_ended=units.open_ended)


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
    return owner | Owner(cos=cos.pieces, open_ended=cos.open_ended)


def is_person(name: str) -> bool:
    """Whether a printed name is a post or title of a person, not a unit.

    >>> is_person("分管农业副县长"), is_person("县财政局")
    (True, False)
    """
    return bool(_POST.search(fold(name))) and not looks_like_unit(name)


# --- clauses in a paragraph -------------------------------------------------------------------------------

_RULE_TAIL = re.compile(
    r"[,;。]\s*(?:以下)?(?:排|列|首|第一)[^。;]{0,16}牵头[^;]*$|[,;。]?\s*\(?下同\)?[。]?$"
)
LONGEST_CLAUSE = 3000  # characters; forty units need about 400
_PAIRS = {"(": ")", "[": "]", "〔": "〕", "<": ">", "{": "}"}
_KEYED = re.compile(
    r"(?:牵头|责任|配合|协同|主办|协办|承办|分管|包保|联系|落实|参与|负责|主责|实施|完成)[^:;。()\[\]]{0,8}?(?:单位|部门|领导|主体|时限|时间)\s*(?::|为(?=[县市区各])|是(?=[县市区各]))"
)
_SAYS = re.compile(r"牵头|负责|配合|会同|主办|协办|分工|按职责")


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
    if not eager or not parts or not all(looks_like_unit(p) for p in parts):
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
    if _KEYED.match(inner.strip()) or _labels_in(folded, a, b):
        return parse_clause(text, a, b)
    tail = folded[b + 1 : end].strip()
    at_end = not tail or tail[0] in "。;.,(" or folded[a - 2 : a - 1] in "。;!"
    if not at_end:
        return Owner()
    if _SAYS.search(inner) and len(inner) < 300:
        owner = parse_clause(text, a, b)
        names = owner.leads + owner.cos + owner.resp
        return owner if owner.leaders or (names and all(looks_like_unit(p.text) for p in names)) else Owner()
    if not eager or ((tail and tail.strip("。;. ")) and folded[a - 2 : a - 1] not in "。;"):
        return Owner()
    owner = parse_clause(text, a, b)
    names = owner.leaders + owner.resp + owner.leads + owner.cos
    if names and all(looks_like_unit(p.text) or is_person(p.text) for p in names):
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
        if at > start and folded[at - 1] not in "。;!”),. \t\n(":
            continue
        if taken and at > limit:
            continue
        owner = parse_clause(text, at, end if not taken else limit)
        if owner:
            stop = end if not taken else limit
            damaged = folded[stop - 1] == ")" and folded[at:stop].count("(") < folded[at:stop].count(")")
            begin = at - 1 if at > start and folded[at - 1] == "(" else at
            return [Clause(Span(begin, stop), owner, damaged)]
    if taken:
        return []
    for found in _SENTENCE.finditer(folded, start, end):
        if found.end() < end and folded[found.end() : end].strip():
            continue
        owner = parse_clause(text, found.start("who"), found.end("who"))
        names = owner.leads + owner.cos + owner.resp
        if (
            names
            and all(looks_like_unit(p.text) for p in names)
            and (found["by"] or folded[found.start() - 1] != ",")
        ):
            begin, _ = trim(folded, found.start(), found.end())
            return [Clause(Span(begin, found.end()), owner)]
    return []


_MIDDLE = re.compile(
    r"(?:^|(?<=[。;,、:]))\s*(?P<by>由|请|责成|责令|要求)?(?P<who>[^。;,]{2,60}?)(?P<how>牵头(?:负责|落实|组织|实施)?|负责(?:落实|牵头|实施|组织)?|会同[^。;,]{2,60}?(?:负责|落实|办理|抓好)?)"
    r"(?P<help>,[^。;,]{2,80}?(?:配合|协助|协同|参与|协办))?(?=[,。;])"
)


_UNIT = r"(?:[县市区][\u4e00-\u9fff]{1,12}?(?:局|委员会|委(?![员组宣政办统编])|办公室|中心|公司|集团|大队|街道办事处|管委会))"
_JOINT = re.compile(
    rf"(?:^|[。;,:由请]|责成|责令|要求)(?P<lead>{_UNIT}(?:[、和]{_UNIT})*)会同(?P<co>{_UNIT}(?:[、和]{_UNIT})*)"
)


def owner_in_sentence(text: str, start: int, end: int) -> Owner:
    """An owner named inside running text (由A牵头，B配合，于6月底前…); the words stay part of the task."""
    folded = fold(text)
    for found in _MIDDLE.finditer(folded, start, end):
        who = found["who"].strip()
        parts = [p for p in re.split("[、,]|和|及", who) if p]
        if not parts or not all(looks_like_unit(p) for p in parts) or len(who) > 40:
            continue
        owner = parse_clause(text, found.start("who"), found.end())
        names = owner.leads + owner.resp + owner.cos
        if names and all(looks_like_unit(p.text) for p in names):
            return owner
    if joint := _JOINT.search(folded, start, end):
        lead = split_units(text, *joint.span("lead"))
        co = split_units(text, *joint.span("co"))
        return Owner(leads=lead.pieces, cos=co.pieces)
    return Owner()
