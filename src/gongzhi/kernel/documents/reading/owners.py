"""Find who answers for a piece of work: label lines, bracket tails and sentences such as 由A牵头，B配合."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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


_POST = re.compile(
    r"(?:[县区市镇乡州旗局组队站院所校部社董察]长|书记|常委|主任|主席|秘书长?|同志|领导|负责人|政委|成员|总工程师|总师|调研员|指挥长?|委员|经理|专员)(?:[(].*[)]|·.{1,8})?$"
)
_SURNAME = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
_NAME = re.compile(rf"(?:欧阳|上官|司马|诸葛|[{_SURNAME}])[\u4e00-\u9fff]{{1,2}}(?:同志)?$")

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
    if len(word) > 1 and (_POST_AND_NAME.match(left) or (is_name(left) and _NAME_AND_POST.match(word))):
        return True
    if (
        len(left) == 1
        or len(word) == 1
        or " " in left
        or re.match("分管|联系|牵头|常务|协管|相关|有关", left)
    ):
        return bool(_POST.search(left)) and len(word) > 1 and not is_name(word)
    if _POST.search(left) and is_name(word):  # 县长 王强 is one person
        return False
    if _POST.search(left) or _POST.search(word):
        return bool(_POST.search(left) and word)
    return 2 <= len(left) <= 4 and 2 <= len(word) <= 4


# --- one clause -------------------------------------------------------------------------------------------

_LED = re.compile(
    r"(?P<who>[^。]*?)(?:分别|共同|联合|各自)?(?:具体)?(?:总?牵头|主办|牵头负责|负责牵头|主抓)(?:负责|落实|组织|实施|办理)?(?P<rest>[,;、:]?\s*.*)$",
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
    return _phrase(text, start, end)


def labels_in(folded: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """(field, label start, value start) of every owner or deadline label in the clause."""
    found: list[tuple[str, int, int]] = []
    at = start
    while at < end:
        if (at == start or folded[at - 1] in ";,。、 \n\t([:") and not folded[at].isspace():
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
    return owner | Owner(cos=cos.pieces, open_ended=cos.open_ended)


def is_person(name: str) -> bool:
    """Whether a printed name is a post or title of a person, not a unit.

    >>> is_person("分管农业副县长"), is_person("县财政局")
    (True, False)
    """
    return (bool(_POST.search(fold(name))) and not looks_like_unit(name)) or is_name(name)


_NAME_AND_POST = re.compile(rf"[{_SURNAME}]副?(?:[县区市镇乡]长|书记|常委|主任|主席|部长)$")
_POST_AND_NAME = re.compile(rf".*(?:长|书记|主任|主席|常委|部长)(?:欧阳|上官|司马|诸葛|[{_SURNAME}])[\u4e00-\u9fff]{{1,2}}$")


def is_name(words: str) -> bool:
    """Whether two to four characters are a person's name: a surname and what may follow it.

    >>> is_name("欧阳建国"), is_name("财政局"), is_name("税务局")
    (True, False, False)
    """
    return bool(_NAME.match(words)) and not looks_like_unit(words)


_RULE_TAIL = re.compile(
    r"[,;。]\s*(?:以下)?(?:排|列|首|第一)[^。;]{0,16}牵头[^;]*$|[,;。]?\s*\(?下同\)?[。]?$"
)
LONGEST_CLAUSE = 3000  # characters; forty units need about 400
