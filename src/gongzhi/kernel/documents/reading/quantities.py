"""Numbers with a unit in running text, without those that promise nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from gongzhi.kernel.documents.reading import target_words as w

_STOPS = "。;!?\n,:"
_AFTER_RANGE = re.compile(r"\s?(?:及)?(?:以上|以下|以内|之内)(的)?(?=[\u4e00-\u9fffA-Z\d])")
_AND = re.compile(
    r"\s?(?:及)?(?:以上|以下|以内|之内)\s?(?:并|且|和|及|与|占|实现|确保|左右|、|,|同时|以及|力争|开展|建成|投入|全部|完成|,)"
)
_LATER = re.compile(rf"{w.NUM}\s?{w.UNIT}")
_SEPARATE_UNITS = frozenset(
    [
        "个",
        "家",
        "所",
        "座",
        "处",
        "台",
        "条",
        "件",
        "项",
        "场",
        "张",
        "套",
        "户",
        "名",
        "次",
        "支",
        "批",
        "辆",
        "间",
        "栋",
        "棵",
        "株",
        "门",
        "片",
        "块",
        "人次",
    ]
)


@dataclass(frozen=True, slots=True)
class Quantity:
    start: int
    end: int  # after the unit
    stop: int  # after 以上 and the like
    value: Decimal
    unit: str
    more: bool
    suffix: str


def blot(folded: str, text: str, start: int, end: int) -> str:
    """The part with digits that are no targets replaced, position for position."""
    part = folded[start:end]
    for i, char in enumerate(text[start:end]):
        if char in "，" and part[i] == ",":
            part = part[:i] + "，" + part[i + 1 :]
    for pattern in w.NOT_TARGETS:
        part = pattern.sub(_blotted, part)
    return part.replace("，", ",") if not re.search(r"\d,\d{3}", part) else part


def _blotted(found: re.Match[str]) -> str:
    if found[0].endswith("岁") and "寿命" in found.string[max(0, found.start() - 12) : found.start()]:
        return found[0]
    if re.match("补助|补贴|奖励|奖补", found[0]) and w.PAID_OUT.search(found.string, 0, found.start()):
        return found[0]
    return re.sub(r"\d", "#", found[0])


def quantities(folded: str, bare: str, start: int, end: int) -> list[Quantity]:
    found = []
    for m in w.QUANTITY.finditer(bare):
        a, b = m.start() + start, m.end() + start
        if bare[m.start() - 1 : m.start()] in "#.":
            continue
        unit = "%" if m["pct"] else re.sub("[余多]", "", m["unit"])
        suffix = w.SUFFIX.match(folded, b, end)
        stop = suffix.end() if suffix else b
        if len(m["pnum"] or m["num"]) > 15:
            continue
        value = w.number(m["pnum"] or m["num"])
        q = Quantity(
            a, b, stop, value, unit, bool(m["more"]) or "余" in m[0], suffix["suffix"] if suffix else ""
        )
        if not _picks_out(folded, q, start, end) and not _is_mere_duration(folded, q, start):
            found.append(q)
    return found


def _picks_out(folded: str, q: Quantity, start: int, end: int) -> bool:
    """Whether the quantity only says which things are meant: 亿元以上项目, 总投资10亿元的工程."""
    left = folded[max(start, q.start - 12) : q.start]
    has_cue = (bool(w.CUE.search(left)) and not re.search(r"(?:到|至|为|完成|实现|确保)\s*$", left)) or bool(
        w.CHANGE.search(left)
    )
    clause = re.match(r"[^,。;!?\n]*", folded[q.stop : end])
    later = bool(clause and _LATER.search(clause[0]))
    if re.match(
        r"的(?!目标|任务|幅度|速度|比例|增长|增幅|增速)[\u4e00-\u9fff“]", folded[q.stop : q.stop + 4]
    ):
        return not q.unit.endswith("%") and not has_cue
    if _AFTER_RANGE.match(folded, q.end) and not _AND.match(folded, q.end):
        if q.unit in {"%", "‰"} or has_cue:
            return False
        verb = re.search("(?:" + "|".join(w.VERBS) + r")\s*$", left)
        return later or not (verb and q.unit in _SEPARATE_UNITS)
    if later and re.search(
        r"(?:日|年|月)(?:处理|产|加工|供水?|发电|吞吐|出栏|屠宰)(?:能力|量|规模)?\s*$", left
    ):
        return True
    if re.search(r"元|亩|平方米|平方公里|吨$", q.unit) and _KIND.match(folded, q.stop, end):
        return True
    return bool(
        later
        and re.match(r"[\u4e00-\u9fff]", folded[q.stop : q.stop + 1])
        and re.search(r"(?:总投资|占地|面积|库容|装机|规模|注册资本)(?:为|约|达)?\s*$", left)
        and not re.match(r"[,、]", folded[q.stop : q.stop + 1])
    )


# 产值超10亿元企业2户: the size says which ones, the count behind their name is the target.
_KIND = re.compile(
    rf"[\u4e00-\u9fff“”]{{0,6}}(?:企业|项目|工程|集群|村|园区|主体|基地|平台|合作社|农场|品牌|街区|商户|乡镇|产业|产业链|大户)\s?{w.NUM}\s?[个户家名项条]"
)


def _is_mere_duration(folded: str, q: Quantity, start: int) -> bool:
    if q.unit not in w.DURATIONS:
        return False
    left = folded[max(start, q.start - 10) : q.start]
    bounded = re.search(
        r"(?:"
        + "|".join(map(re.escape, w.LESS_EQUAL + w.LESS))
        + r"|缩短|压缩|压减|减少|不少于|不低于|达到?)\s*$",
        left,
    )
    return not bounded and not (
        q.suffix in {"以内", "之内"}
        and re.search("时限|时间|周期|办结|用时|时长", folded[max(start, q.start - 16) : q.start])
    )


def with_shared_suffixes(folded: str, found: list[Quantity], start: int) -> list[Quantity]:
    """分别达到85%和43%以上: what stands behind the last of a list is said of each."""
    for i in range(len(found) - 1, 0, -1):
        q, last = found[i - 1], found[i]
        if last.suffix and not q.suffix and re.fullmatch(r"\s*[、,和与及]\s*", folded[q.stop : last.start]):
            words = folded[clause_start(folded, q.start, start) : q.start]
            if re.search("分别|均|各", words):
                found[i - 1] = replace(q, suffix=last.suffix)
    return found


def clause_start(folded: str, at: int, start: int) -> int:
    """Where the clause with position `at` begins; balanced brackets and quotes are passed over."""
    depth, i = 0, at - 1
    while i >= start:
        char = folded[i]
        if char in ")”》]":
            depth += 1
        elif char in "(“《[":
            if depth == 0:
                return i + 1
            depth -= 1
        elif (
            depth == 0
            and char in _STOPS
            and not (char == "," and folded[i - 1 : i].isdigit() and folded[i + 1 : i + 4].isdigit())
        ) or char in "。\n":
            return i + 1
        i -= 1
    return start


def sentence_start(folded: str, at: int, start: int) -> int:
    return max((folded.rfind(c, start, at) for c in "。;\n"), default=start - 1) + 1 or start


def sentence_end(folded: str, at: int, end: int) -> int:
    return min((i for i in (folded.find(c, at, end) for c in "。;\n") if i >= 0), default=end)
