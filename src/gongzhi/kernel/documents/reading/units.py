"""Split a printed list of responsible units into units, without breaking any name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.kernel.documents.reading.fold import CJK, close_up, compact, fold, trim
from gongzhi.kernel.documents.reading.values import Piece, Span

_ENDINGS = (
    "局 委 办 办公室 中心 政府 部 院 公司 集团 街道 镇 乡 会 社 处 所 站 队 园 园区 开发区 单位 部门 企业 银行 支行 "
    "联 校 学校 馆 台 团 厂 行 室 组 专班 指挥部 机构 基地 区 县 市 村 社区 法院 检察院 联社 工商联 残联 妇联 红十字会 "
    "党组 党委 党工委 管委会 分局 大队 支队 中队 办事处 电视台 医院 大学 学院 职高 幼儿园 工会 科 股 署 厅 城投 银企"
)
UNIT_END = re.compile(
    "(?:" + "|".join(sorted(_ENDINGS.split(), key=len, reverse=True)) + r")(?:[(\[][^()\[\]]*[)\]])?$"
)
# A wider net for the head of a name, so that 和 splits only two whole units.
_HEAD = re.compile(rf"^(?:[{CJK}A-Za-z]|各)")
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆"
    "蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄"
    "丛仲虞敖巩明佘池查麻苑迟邝"
)
_WORD = rf"[{CJK}A-Za-z]"
_SEPARATORS = "、,;/|，；｜"
_OPEN, _CLOSE = "([<《“", ")]>》”"
ETC = re.compile(
    r"等(?:\d+个|[一二三四五六七八九十]+个|\d+家)?(?:[省市县区乡镇]?[直级属]?)(?:各)?(?:相关|有关|其他|涉及)?(?:责任|成员|配合|职能|业务|行业|主管)*"
    r"(?:(?:单位|部门|科室|乡镇街道|乡镇|街道|企业|机构|地方)[和与及、]?)*(?:[(\[][^()]*[)\]])?$"
)
ROLE_TAIL = re.compile(
    r"(?:按(?:照)?(?:各自)?(?:职责|职能)(?:任务)?分工|按(?:照)?(?:各自)?(?:职责|职能|任务)?(?:分工)?(?:分别|共同)?(?:负责|落实|推进|抓好)(?:落实)?|"
    r"(?:分别|共同|具体|联合|各自|牵头)?(?:负责|落实|承办|实施|办理)(?:落实|实施|推进)?)$"
)
_FRAGMENT = re.compile(
    r"^(?:员会|委员会|办公室|公室|局|分局|中心|管理局|服务中心|管理中心|公司|有限公司|部|处|所|会|区|镇|乡|道|街道|管委会)$"
)
_CONJUNCTION = re.compile("以及|和|与|及|暨")


SAME = re.compile(r"^\s*(?:同上|[″〃\"”“]+|同前)\s*[。.]?\s*$")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a list in printed order, and whether it ended in 等 or the like."""

    pieces: tuple[Piece, ...] = ()
    open_ended: bool = False
    leads: tuple[Piece, ...] = ()  # those marked （牵头） inside the list


def looks_like_unit(name: str) -> bool:
    """Whether a name without separators can be a unit or a group of units.

    >>> looks_like_unit("县发展改革委"), looks_like_unit("东方之星")
    (True, False)
    """
    name = compact(name)
    name = ETC.sub("", name) or name
    return 2 <= len(name) <= 40 and bool(UNIT_END.search(name)) and bool(_HEAD.match(name))


# A name that says whose it is: 县科协, 各村, 驻县各高校. What follows the prefix must not make it another word.
_PREFIXED = re.compile(
    rf"(?:(?:[省市县区](?![长域内外民场间情道里口级位]|城(?!市|管|乡|投|建|关))|[省市县区]级(?=各|有关|相关|部门|单位)|各(?!类|项|种|级|自|方|地|位|个|族|界)|驻|团[省市县区]?委|国网|人民银行|中国){_WORD}{{1,24}}|{_WORD}{{2,6}}(?:镇|乡|街道|管委会))$"
)
_NO_NAME = re.compile(r"[\d%的]|[率量数化性制度款费期年月日]$|^各[县市区](?:均|要|都)")


def is_prefixed(name: str) -> bool:
    """Whether a name begins as those of a county's own units do, whatever it ends in.

    >>> is_prefixed("县科协"), is_prefixed("县域内就诊率")
    (True, False)
    """
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", "", compact(name))
    return 3 <= len(bare) <= 26 and bool(_PREFIXED.match(bare)) and not _NO_NAME.search(bare)


def are_units(names: Iterable[str]) -> bool:
    """Whether a list names units: each is one by its ending or its beginning, a third of them by the ending."""
    bare = [n for n in (ETC.sub("", compact(name)) for name in names) if n]
    sure = sum(looks_like_unit(n) for n in bare)
    return bool(bare) and sure * 3 >= len(bare) and all(looks_like_unit(n) or is_prefixed(n) for n in bare)


def split_units(text: str, start: int, end: int) -> Units:
    """The units named in text[start:end], each with its span.

    Separators inside brackets do not split; 和 与 及 split only between two whole units; 等… is cut off.
    """
    folded = fold(text)
    parts = [q for p in _cut(folded, start, end) for q in _at_conjunctions(folded, *p)]
    pieces: list[Piece] = []
    leads: list[Piece] = []
    is_open = False
    for a, b in parts:
        a, b, etc, is_lead = _strip(folded, a, b)
        is_open |= etc
        name = close_up(text[a:b])
        if not name or _is_noise(fold(name)):
            continue
        piece = Piece(name, Span(a, b))
        (leads if is_lead else pieces).append(piece)
    return Units(tuple(_unique(pieces)), is_open, tuple(_unique(leads)))


def _unique(pieces: list[Piece]) -> list[Piece]:
    seen: dict[str, Piece] = {}
    for piece in pieces:
        seen.setdefault(piece.text, piece)
    return list(seen.values())


def _is_noise(name: str) -> bool:
    return not re.search(rf"[{CJK}A-Za-z]", name) or name in {
        "无",
        "略",
        "同上",
        "等",
        "各",
        "和",
        "及",
        "由",
    }


def _cut(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at separators outside brackets, and at white space between two whole units."""
    parts: list[tuple[int, int]] = []
    depth, begin, at = 0, start, start
    while at < end:
        char = folded[at]
        if char in _OPEN and _closes(folded, at, end):
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
        elif depth == 0 and (
            char in _SEPARATORS or (char.isspace() and _space_splits(folded, begin, at, end))
        ):
            parts.append((begin, at))
            begin = at + 1
        elif (
            depth == 0
            and at > begin
            and _RUN_TOGETHER.match(folded, at, end)
            and _ends_name(folded[begin:at])
        ):
            parts.append((begin, at))
            begin = at
        at += 1
    parts.append((begin, end))
    return [trim(folded, a, b) for a, b in parts if folded[a:b].strip()]


def _closes(folded: str, at: int, end: int) -> bool:
    """Whether the bracket opened here is closed within a name's length; a lost one must not swallow the list."""
    mate = _CLOSE[_OPEN.index(folded[at])]
    return folded.find(mate, at, min(end, at + 60)) > 0


_HARD_END = re.compile(
    r"(?:局|委员会|办公室|中心|公司|集团|政府|室|街道|办事处|管委会|银行|支行|学|.{2}(?:高新区|经开区|开发区|园区|(?<!城)[镇乡])|[县市区]委|^[县市区]\w{1,9}[办委部院联协会馆社站所队校店场])(?:[(\[][^()\[\]]*[)\]])?$"
)


def _ends_name(words: str) -> bool:
    """Whether a name is whole here; 县委 may yet become 县委县政府督查室."""
    return bool(_HARD_END.search(words)) and not re.fullmatch("[省市县区]委", words)


_PERSON = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
_RUN_TOGETHER = re.compile(
    r"[县区](?!域|内)[\u4e00-\u9fff]{1,14}|各(?:乡|镇|园|村|学|县|行业|有关|相关|成员|责任)|驻[县市区]|市(?!场|民|政|容|区|辖|直)[\u4e00-\u9fff]{2,}(?:局|委)"
)
_OWN_START = re.compile(r"[省市县区各驻](?!域|内|分局|局|城(?!市|管|乡|投|建))")
_OTHER_START = re.compile(
    r".{2,}(?:镇|乡|街道|人民政府|办事处|管委会|开发区|园区|高新区|经开区|公司|集团|银行|支行|医院|大学|学院|中学)(?:\(.*\))?$|团[省市县区]?委|国网|人民银行|中国|邮政|其他|相关|有关"
)


def _space_splits(folded: str, begin: int, at: int, end: int) -> bool:
    """Whether white space stands between two units; a name that was cut in two is not split."""
    left = re.sub(r"\s", "", folded[begin:at])
    stop = min((i for i in (folded.find(c, at + 1, end) for c in _SEPARATORS + "。") if i >= 0), default=end)
    right = folded[at:stop].split()
    if (
        not left
        or not right
        or not (looks_like_unit(left) or is_prefixed(left))
        or re.search("[和与及]$", left)
    ):
        return False
    word = right[0]
    if re.search("(?:公安|执法|交通运输)(?:分?局|厅)$", left) and re.match("(?!消防).{1,8}[大支中]队", word):
        return False  # 县公安局 交警大队
    if _HARD_END.search(left) and len(left) > 2 and _PERSON.fullmatch(word) and not looks_like_unit(word):
        return True
    if len(word) < 2 or _FRAGMENT.match(word) or ETC.fullmatch(word):
        return False
    if _OWN_START.match(word) and len(word) >= 3:
        return True
    if _OTHER_START.match(word):
        return bool(_HARD_END.search(left))
    return len(word) >= 3 and looks_like_unit(word) and bool(_HARD_END.search(left)) and len(left) > 2


def _at_conjunctions(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at 和 与 及 where both sides are whole units.

    县发展和改革委员会 stays whole: 县发展 is no unit.
    """
    for found in _CONJUNCTION.finditer(folded, start, end):
        left, right = folded[start : found.start()], folded[found.end() : end]
        if left.count("(") != left.count(")"):
            continue
        right = ROLE_TAIL.sub("", right.strip("。 "))
        if (
            len(left.strip()) >= 2
            and looks_like_unit(left)
            and looks_like_unit(right)
            and not _is_one(left, right)
        ):
            return [(start, found.start()), *_at_conjunctions(folded, found.end(), end)]
    return [(start, end)]


# 县农业农村和水产局: what stands before 和 ends as villages, districts and cadres do, and no office begins behind it.
_MAY_GO_ON = re.compile(r"(?:村|社区|城区|园区|干部|乡|镇|市|县|区)$")
_OFFICE = re.compile(r"[^省市县区各驻团、]{1,12}?(?:局|委员会|办公室|中心|委|处)(?=$|[(\[和与及暨等。;])")


def _is_one(left: str, right: str) -> bool:
    """Whether two halves around 和 are one name after all."""
    left, right = left.strip(), right.strip()
    if re.fullmatch("单位|部门|企业|机构|乡镇|街道|个人", right):  # 等部门和单位
        return True
    if not re.match("[省市县区旗州]", left) or not _MAY_GO_ON.search(left):
        return False
    return bool(_OFFICE.match(right))


def _strip(folded: str, a: int, b: int) -> tuple[int, int, bool, bool]:
    """Narrow a part to the bare name; say whether 等 was cut off and whether （牵头） stood behind it."""
    etc = is_lead = False
    for _ in range(6):
        before = (a, b)
        a, b = trim(folded, a, b)
        while b > a and folded[b - 1] in "。.;:,、!":
            b -= 1
        part = folded[a:b]
        if tail := re.search(r"(?:[(\[](?:牵头|主办|主责)(?:单位)?[)\]]|[*★☆▲△])$", part):
            is_lead, b = True, a + tail.start()
        elif (tail := ETC.search(part)) and (tail.start() == 0 or part[: tail.start()][-1] != "同"):
            etc, b = True, a + tail.start()
        elif tail := ROLE_TAIL.search(part):
            b = a + tail.start()
        elif (head := re.match(r"(?:由|以及|及|和|与)(?=[^\s])", part)) and looks_like_unit(
            part[head.end() :]
        ):
            a += head.end()
        if (
            (unmatched := part[-1:])
            and unmatched in ")]"
            and part.count("(") + part.count("[") < part.count(")") + part.count("]")
        ):
            b = min(b, a + len(part) - 1)
        if part[:1] in ("(", "[") and part.count("(") + part.count("[") > part.count(")") + part.count("]"):
            a += 1
        if (a, b) == before:
            break
    return a, max(a, b), etc, is_lead
