"""Find the numbers that a task promises: name, comparator, value and unit, each with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from gongzhi.kernel.documents.reading import target_words as w
from gongzhi.kernel.documents.reading.fold import close_up, fold
from gongzhi.kernel.documents.reading.quantities import (
    Quantity,
    blot,
    clause_start,
    quantities,
    sentence_end,
    sentence_start,
    with_shared_suffixes,
)
from gongzhi.kernel.documents.reading.values import Operator, Span, Target

_NOUN = re.compile(
    r"[\u4e00-\u9fff“”A-Za-z\d（）()、·\-]+?(?=[,。;:!?]|$|并|实现|完成|投入|全部|均|达到|开工|建成)"
)
_VERB_LAST = re.compile(
    "(?:至少)?(?:"
    + "|".join(
        v for v in w.VERBS if len(v) > 1 and v not in {"改造", "治理", "建设", "服务", "培训", "发展", "完成"}
    )
    + "|至少建设)$"
)


def find_targets(text: str, start: int, end: int) -> list[Target]:
    """The targets in text[start:end] in printed order.

    A target has digits and a unit. Years, digits in names, sizes that pick out what is counted and aims
    relative to others are none; see `target_words.NOT_TARGETS`.
    """
    folded = fold(text)
    bare = blot(folded, text, start, end)
    found: list[Target] = []
    stretch_until = -1
    before = start
    pending: list[tuple[str, int]] = []
    for q in with_shared_suffixes(folded, quantities(folded, bare, start, end), start):
        if "(" in q.unit:  # 套（间） stays as printed
            q = replace(q, unit=text[q.end - len(q.unit) : q.end])
        left = max(clause_start(folded, q.start, start), before)
        words = folded[left : q.start]
        gap = folded[before : q.start] if before > start else ""
        if w.STRETCH.search(folded[sentence_start(folded, q.start, start) : q.start]) and w.STRETCH.search(
            words
        ):
            stretch_until = sentence_end(folded, q.end, end)
        made, pending = _targets_of(text, folded, q, left, words, found, pending, gap)
        is_stretch = q.start < stretch_until
        found += [_with_stretch(t, is_stretch) for t in made]
        before = q.stop
    return _distinct(found)


def find_unitless(text: str, start: int, end: int) -> list[Target]:
    """Numbers with a comparator but no unit (增长12以上): the unit was lost in printing, or there is none (死亡率0.02)."""
    folded = fold(text)
    bare = blot(folded, text, start, end)
    pattern = re.compile(
        rf"(?P<cue>增长|提高|下降|降低|达到?|控制在|不低于|不少于|不超过|突破|超过|提高到|低于|不高于)\s?(?P<num>{w.NUM})(?!,\d)\s?"
        r"(?P<suffix>以上|以内|以下|左右)?(?=[,。;、)]|\s*$)"
    )
    found = []
    for m in pattern.finditer(bare):
        if len(m["num"]) > 15:
            continue
        a, b = m.start("num") + start, m.end() + start
        left = clause_start(folded, m.start() + start, start)
        q = Quantity(a, m.end("num") + start, b, w.number(m["num"]), "", False, m["suffix"] or "")
        op, delta = _operator(folded[left:a], q, folded, b)
        name = _name(folded, text, left, m.start() + start, q)
        if name:
            found.append(Target(name, op, q.value, "", close_up(text[left:b]), Span(left, b), delta=delta))
    return found


def _with_stretch(target: Target, stretch: bool) -> Target:
    if not stretch:
        return target
    return Target(
        target.name, target.op, target.value, target.unit, target.raw, target.span, True, target.delta
    )


def _distinct(found: list[Target]) -> list[Target]:
    seen: dict[tuple[object, ...], Target] = {}
    for t in found:
        seen.setdefault((t.name, t.op, t.value, t.unit), t)
    return list(seen.values())


_PART_OF = re.compile(r"(?<=不超过|不高于|不低于|不少于)[^,。;、\d]{1,12}的\s*$")  # 不超过总投资的30%


def _operator(words: str, q: Quantity, folded: str, after: int) -> tuple[Operator, bool]:
    """(comparator, whether the value is a change)."""
    cue = w.CUE.search(words) or w.CUE.search(_PART_OF.sub("", words))
    word = cue["cue"] if cue else ""
    rest = words[: cue.start()] if cue else words
    delta = bool(w.CHANGE.search(rest if word not in {"到", "至"} else "") or w.CHANGE.search(words))
    if q.suffix in {"左右", "上下"}:
        return "approx", delta
    if q.suffix in {"以内", "以下", "之内", "之下"}:
        return "<=", delta
    negated = rest.endswith("不")
    if q.suffix == "以上":
        return (">" if word in w.GREATER and not negated else ">="), delta
    if word in w.ABOUT and not delta:
        return "approx", delta
    if word in w.LESS_EQUAL:
        return "<=", delta
    if word in w.LESS:
        return ("<" if not negated else ">="), delta
    if word in w.GREATER:
        return (">" if not negated else "<="), delta
    if word in w.EQUAL and not (
        word == "为" and (rest.endswith("分") or not w.FILLER.sub("", rest.strip(" 、")))
    ):
        return "=", delta
    if word in w.ABOUT:
        return "approx", delta
    if not word and not delta and q.unit in w.COUNTED and _is_closed_set(words, folded, after):
        return "=", delta
    return ">=", delta


def _is_closed_set(words: str, folded: str, after: int) -> bool:
    """S307等2条省道: the set is named, so the number is exact. 等重点人群8000人 is not."""
    if re.search(r"(?:所有|全部|余下|剩余|其余)的?\s*$", words):
        return True
    found = w.CLOSED.search(words)
    if not found:
        return False
    return not found["noun"].strip() or bool(re.match(r"[\u4e00-\u9fff]", folded[after : after + 1]))


def _targets_of(
    text: str,
    folded: str,
    q: Quantity,
    left: int,
    words: str,
    found: list[Target],
    pending: list[tuple[str, int]],
    gap: str,
) -> tuple[list[Target], list[tuple[str, int]]]:
    """The targets that one quantity gives, and the subjects still waiting for theirs (分别)."""
    op, delta = _operator(words, q, folded, q.stop)
    if pending and not re.sub(r"[\s、,和及与]|以上|达到?|增长", "", words):
        name, a = pending[0]
        span = Span(q.start, q.stop)
        op = found[-1].op if found and not q.suffix else op
        return [
            Target(
                name, op, q.value, q.unit, close_up(text[span.start : span.end]), span, delta=found[-1].delta
            )
        ], pending[1:]
    subjects, respective = _subjects(text, folded, left, q, words)
    if respective:
        first, rest = subjects[0], subjects[1:]
        span = Span(left + _lead(words), q.stop)
        target = Target(
            first[0], op, q.value, q.unit, close_up(text[span.start : span.end]), span, delta=delta
        )
        return [target], rest
    a = left + _lead(words, raw=True)
    stop = q.stop + (len(_noun_after(folded, q)) if op == "=" and w.CLOSED.search(words) else 0)
    raw_span = Span(a, stop)
    raw = close_up(text[a:stop])
    if len(subjects) > 1:
        return [Target(n, op, q.value, q.unit, raw, raw_span, delta=delta) for n, _ in subjects], []
    name = _name(folded, text, left, q.start, q)
    if (not name or name in {"力争", "争取"}) and found and not re.search("[。;]", gap):
        name = found[-1].name
    elif found and re.fullmatch(r"\s*[、,]\s*", folded[found[-1].span.end : left + _lead(words)] or " "):
        name = _with_verb(name, found[-1].name, "," in folded[found[-1].span.end : a])
    return [Target(name, op, q.value, q.unit, raw, raw_span, delta=delta)], []


def _lead(words: str, *, raw: bool = False) -> int:
    """How many characters at the head of a clause are no part of the target's name (or of its printed words)."""
    head = re.match(r"[\s、,和及与:]+|", words)
    at = head.end() if head else 0
    filler = (w.RAW_FILLER if raw else w.FILLER).match(words, at)
    return filler.end() if filler and filler.end() < len(words) else at


_SHARE = re.compile(
    r"(?P<list>.+?)(?P<each>(?<![人户月亩日地平])(?<!(?<![上去])年)均(?!衡|价|等)|都|各|分别)(?P<pred>[^、]{0,14})$"
)
_MEASURED = re.compile(
    r"(?:[率比速值额数量度价积资费用]|比例|占比|收入|成本|水平|规模|人次|支出|浓度|能耗|投资|贷款|余额)$"
)
_PREDICATE = re.compile(
    r"(?P<list>.+?)(?P<pred>(?:年均|同比|平均)?(?:增长|提高|下降|降低|达到|达|不低于|不高于|控制在|保持在?|稳定在|超过|突破|提升)(?:到|至)?(?:不低于|不少于|达|超|约)?)\s*$"
)


def _subjects(
    text: str, folded: str, left: int, q: Quantity, words: str
) -> tuple[list[tuple[str, int]], bool]:
    """The subjects that share a predicate, and whether each has its own number (分别)."""
    lead = _lead(words)
    body = words[lead:]
    if (shared := _SHARE.search(body)) and ("、" in shared["list"] or re.search("[和与及]", shared["list"])):
        parts = re.split("、", shared["list"])
        if len(parts) == 1:
            parts = re.split("[和与及]", shared["list"], maxsplit=1)
        elif len(parts[-1].split("和")) == 2 and all(len(p) >= 2 for p in parts[-1].split("和")):
            parts = parts[:-1] + parts[-1].split("和")
        names = [(p.strip(), left) for p in parts if len(p.strip()) >= 2]
        if len(names) > 1 and not re.search("等", shared["list"]):
            return names, shared["each"] == "分别"
    if (
        q.unit in {"%", "‰", "个百分点", "百分点"}
        and (shared := _PREDICATE.search(body))
        and "、" in shared["list"]
    ):
        parts = [p.strip() for p in shared["list"].split("、")]
        if (
            all(len(p) >= 4 for p in parts)
            and all(_MEASURED.search(p) for p in parts)
            and "等" not in shared["list"]
            and not w.VERB_ONLY.match(parts[0])
        ):
            return [(p, left) for p in parts], False
    return [], False


def _name(folded: str, text: str, left: int, at: int, q: Quantity) -> str:
    """What is counted: the words before the number without comparator and filler; after it when those are a bare verb."""
    words = folded[left:at]
    lead = _lead(words)
    body = words[lead:]
    for _ in range(3):
        if (cue := w.CUE.search(body)) and not (
            cue["cue"] in {"完成", "实现", "确保"} and not body[: cue.start()].strip()
        ):
            body = body[: cue.start()]
        body = re.sub(r"(?:力争|争取|努力|[ 、,:每约近]|(?<=[量数率值])在)+$", "", body)
    whole = w.FILLER.match(body)
    if whole and whole.end() == len(body):
        body = ""
    if closed := w.CLOSED.search(body):
        verb = re.match("(?:" + "|".join(w.VERBS) + ")", body)
        noun = closed["noun"] or _noun_after(folded, q)
        return close_up((verb[0] if verb else "") + noun) if noun else close_up(body)
    printed = text[left + lead : left + lead + len(body)]
    if re.fullmatch(r"(?:较|比)(?:上年|去年|同期|往年|20\d\d年).*", body):
        return ""
    if not body or w.VERB_ONLY.match(body) or _VERB_LAST.search(body):
        return close_up(printed + _noun_after(folded, q))
    return close_up(printed) + ("幅度" if w.REDUCES.search(body) else "")


def _noun_after(folded: str, q: Quantity) -> str:
    found = _NOUN.match(folded, q.stop)
    noun = found[0][:20].split("、")[0] if found else ""
    return noun if noun.count("(") == noun.count(")") else noun.split(")")[0]


def _with_verb(name: str, before: str, comma: bool) -> str:
    """A name in a list gets the verb and rank of the one before it: 新增省级合作社2家、龙头企业3家."""
    verb = w.FLOWS.match(before)
    if (
        not verb
        or re.search("率|占比|人数|增长|下降|减少", name)
        or (comma and verb[0] not in {"新增", "净增", "新认定"})
    ):
        return name
    if re.match("(?:引入|植树|" + "|".join(v for v in w.VERBS if len(v) > 1) + ")", name):
        return name
    rank = re.match("国家级|省级|市级|县级", before[verb.end() :])
    own = re.match("国家|省|市|县|全|[A-Za-z“]", name)
    return verb[0] + (rank[0] if rank and not own and not comma else "") + name


_IMPLIED = re.compile(
    r"(?P<name>[^,。;:!?\n]{2,30}?)(?:实现|达到|保持)?(?P<word>全覆盖|零突破|动态清零|清零|零事故|零增长|翻两番|翻一番|翻番|全部办结|应[^,。;]{1,3}尽[^,。;]{1,2})"
)
_IMPLIED_VALUES: dict[str, tuple[Operator, int, str]] = {
    "全覆盖": ("=", 100, "%"), "零突破": (">=", 1, ""), "动态清零": ("=", 0, ""), "清零": ("=", 0, ""), "零事故": ("=", 0, ""),
    "翻番": (">=", 100, "%"), "翻一番": (">=", 100, "%"), "翻两番": (">=", 300, "%"), "全部办结": ("=", 100, "%"),
}  # fmt: skip


def find_implied(text: str, start: int, end: int) -> list[Target]:
    """Targets without digits (全覆盖, 零突破, 翻番) with the number that they stand for."""
    folded = fold(text)
    found = []
    for m in _IMPLIED.finditer(folded, start, end):
        if m["word"] not in _IMPLIED_VALUES or folded[m.end() : m.end() + 1] in {"”", '"'}:
            continue
        op, value, unit = _IMPLIED_VALUES[m["word"]]
        a = m.start() + _lead(m["name"])
        name = close_up(text[a : m.end("name")])
        found.append(Target(name, op, Decimal(value), unit, close_up(text[a : m.end()]), Span(a, m.end())))
    return found
