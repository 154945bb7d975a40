"""The head and foot of a document: title, number, issuer, day of issue."""

from __future__ import annotations

import re
from datetime import date

from gongzhi.kernel.documents.reading.fold import CJK, close_up, compact, fold
from gongzhi.kernel.documents.reading.labels import label_at
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.marks import ANNEX, NUMERAL, find_mark, numeral
from gongzhi.kernel.documents.reading.values import Doubt, Span

NUMBER = re.compile(rf"([{CJK}]{{1,14}}\s?[〔\[(]\s?(?:20|19)\d\d\s?[〕\])]\s?(?:第)?\s?\d{{1,5}}\s?号)")
_BROKEN_NUMBER = re.compile(rf"^([{CJK}]{{2,10}})[〔\[(〕]?\s?((?:20)\d\d)\s?[〕\])〔]?\s?(\d{{1,4}})\s?号?$")
_DAY = re.compile(r"^\(?\s*(20\d\d|19\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s*\)?$")
_CN_DAY = re.compile(rf"^([{NUMERAL}OО○]{{4}})年([{NUMERAL}]{{1,3}})月([{NUMERAL}]{{1,3}})日$")
_BROKEN_DAY = re.compile(r"^(20\d\d)\s?年?\s?(\d{2,4})\s?日?$")
_SIGNED_DAY = re.compile(
    r"^(.{4,30}?(?:政府|办公室|委员会|局|委|中心|部|小组|办))\s*(20\d\d年\d{1,2}月\d{1,2}日)$"
)
_ORGAN = re.compile(r"(?:政府|办公室|委员会|局|委|中心|部|小组|办|院|会|处|集团|公司|专班|指挥部)$")
TITLE_END = re.compile(
    r"(?:通知|方案|要点|计划|意见|办法|清单|分解表?|决定|报告|函|公告|通报|纪要|安排|工作|细则|规定|任务|措施|表|批复|实事|行动|台账|分工|一览|规划|目标|责任书|项目|名单|预案|举措|部署|[办知]单|决议|事项)(?:\([^()]{1,20}\))?[》\"”]?(?:的通知)?$"
)


ORGAN = re.compile(rf"[{CJK}]{{2,30}}(?:政府|办公室|委员会|局|厅|部|领导小组|指挥部|管委会)")


def find_title(
    text: str, folded: str, lines: list[Line], keys: dict[str, str]
) -> tuple[list[Line], str, list[Line]]:
    """(lines of the head, title, other lines)."""
    head: list[Line] = []
    given = next((keys[k] for k in ("名称", "标题", "信息名称", "文件名称") if keys.get(k)), "")
    words_of = [folded[x.start : x.end].strip() for x in lines]
    at = 0
    while at < min(len(lines), 15):
        words = words_of[at]
        if lines[at].table >= 0 and len(lines[at].cells) > 1:
            break
        if starts_body(words, folded, lines[at]):
            break
        if is_head_line(words) or (len(words) < 6 and not re.search(f"[{CJK}]{{4}}", words)):
            head.append(lines[at])
            at += 1
            continue
        if ISSUE.fullmatch(compact("".join(words_of[at + 1 : at + 2]))):
            head.append(lines[at])  # the name of a bulletin, the number of the issue below it
            at += 1
            continue
        if ORGAN.fullmatch(compact(words)) and NUMBER.fullmatch(compact("".join(words_of[at + 1 : at + 2]))):
            head.append(lines[at])  # the organ of the red head, its number below it: the title comes after
            at += 1
            continue
        stop = title_end(words_of, at, lines)
        if not stop:
            break
        title = join_title(text, lines[at:stop])
        head += lines[at:stop]
        while stop < len(lines) and (is_head_line(words_of[stop]) or is_caption(words_of[stop])):
            head.append(lines[stop])
            stop += 1
        if given and compact(given) != compact(title) and compact(title) not in compact(given):
            title = given if TITLE_END.search(fold(given)) else title
        return head, given if given and compact(title) in compact(given) else title, lines[stop:]
    return head, given, lines[at:]


def starts_body(words: str, folded: str, line: Line) -> bool:
    mark = find_mark(words)
    if mark and mark.style in {"1.", "1.1"} and re.match(r"\d{4}", words):
        mark = None
    return bool(
        mark or words.endswith(("。", ";", ":")) or label_at(folded, line.start, line.end) or len(words) > 90
    )


def is_head_line(words: str) -> bool:
    bare = compact(words)
    return bool(
        re.fullmatch(rf"[{CJK}]{{4,40}}文件", bare)
        or NUMBER.fullmatch(bare)
        or _BROKEN_NUMBER.match(bare)
        or ISSUE.fullmatch(bare)
        or _SIGNED_DAY.match(bare)
        or (ANNEX.match(words) and len(bare) < 6)
        or re.fullmatch(
            r"(?:特急|加急|急件|秘密|机密|内部资料|公开|\d{6}|征求意见稿|签发人:?.{0,12}|续表)", bare
        )
        or re.fullmatch(r"[\W_]+", bare)
    )


def is_caption(words: str) -> bool:
    return bool(
        re.fullmatch(
            r"\((?:20\d\d年|征求意见|草案|送审|讨论).*\)|\((?![一二三四五六七八九十]{1,3}\))[^()]{0,20}\)",
            words,
        )
        or _DAY.match(words)
    )


ISSUE = re.compile(r"\(?(?:20\d\d年?)?第?[\d一二三四五六七八九十百]{1,4}期\)?(?:\(?总第?\d+期\)?)?")


def title_end(words: list[str], at: int, lines: list[Line]) -> int:
    """One past the last line of the title that begins at `at`; 0 when it is no title."""
    joined = ""
    for stop in range(at, min(at + 5, len(words))):
        word = words[stop]
        if stop > at and (
            find_mark(word)
            or word.endswith(("。", ":", ";"))
            or is_head_line(word)
            or is_caption(word)
            or re.match(r"[\u4e00-\u9fff]{2,6}:", word)
            or len(word) > 50
        ):
            return stop if stop > at else 0
        if stop > at and (lines[stop].table >= 0 or _BYLINE.match(word)):
            return stop
        joined += word
        if TITLE_END.search(joined) and joined.count("《") == joined.count("》"):
            follows = words[stop + 1] if stop + 1 < len(words) else ""
            if not (re.fullmatch(r"(?:的通知|》的通知|实施方案|任务分解表|责任清单|工作方案)", follows)):
                return stop + 1
    return at + 1 if len(words[at]) <= 50 else 0


# What a news page puts below its title: the day, where it came from, who read it how often.
_BYLINE = re.compile(
    r"(?:(?:发布|发表|更新)?(?:时间|日期)\s*:|20\d\d\s?[年.\-/]\s?\d{1,2}\s?[月.\-/]\s?\d{1,2}|(?:文章|信息|稿件)?来源\s*:|作者\s*:|记者\s|通讯员|浏览|阅读|点击)"
)


def join_title(text: str, lines: list[Line]) -> str:
    joined = ""
    for line in lines:
        piece = close_up(text[line.start : line.end]).replace("\n", "")
        joined += piece
    return joined


def find_number(text: str, folded: str, lines: list[Line], keys: dict[str, str], doubts: list[Doubt]) -> str:
    given = keys.get("文号") or keys.get("发文字号") or keys.get("文件编号") or ""
    if not NUMBER.search(fold(given)):
        given = ""
    for line in lines[:25]:
        words = folded[line.start : line.end].strip()
        if found := NUMBER.fullmatch(words):
            return given or text[line.start : line.end].strip()
        if (found := re.search(r"(?:文件)?\s*" + NUMBER.pattern + r"(?:\s|$|签发)", words)) and len(
            words
        ) < 30:
            a = line.start + folded[line.start : line.end].index(found[1])
            return given or text[a : a + len(found[1])].strip()
        if _BROKEN_NUMBER.match(compact(words)) and len(words) < 24 and find_mark(words) is None:
            doubts.append(
                Doubt(
                    "lost_bracket",
                    f"发文字号“{words}”缺括号或“号”字，请核对原件。",
                    Span(line.start, line.end),
                )
            )
            return given or text[line.start : line.end].strip()
    return given


def find_signature(
    text: str, folded: str, lines: list[Line], keys: dict[str, str], title: str, doubts: list[Doubt]
) -> tuple[str, date | None, list[Line]]:
    """(issuer, day written on the document, its lines)."""
    issuer = ""
    issued_on = _meta_day(keys)
    used: list[Line] = []
    for i, line in enumerate(lines):
        words = folded[line.start : line.end].strip()
        if len(words) > 60 or line.table >= 0:
            continue
        before = lines[i - 1] if i else None
        name = text[before.start : before.end].strip() if before and before.table < 0 else ""
        if joint := _SIGNED_DAY.match(words):
            issuer, issued_on = issuer or close_up(joint[1]), read_day(joint[2]) or issued_on
            used.append(line)
            break
        if day := read_day(compact(words)):
            if before and _is_organ(fold(name)):
                issuer = close_up(name)
                used += _signers(folded, lines, i)
            issued_on = day
            used.append(line)
            break
        if _BROKEN_DAY.match(compact(words)) and before and _is_organ(fold(name)):
            issuer = close_up(name)
            used += [before, line]
            doubts.append(
                Doubt("lost_digits", f"成文日期“{words}”不完整，请核对原件。", Span(line.start, line.end))
            )
            break
    if not issuer:
        issuer = (
            _issuer_from_title(title)
            or keys.get("发文机关")
            or keys.get("发布机构")
            or keys.get("发文单位")
            or ""
        )
    return issuer, issued_on, used


def _signers(folded: str, lines: list[Line], at: int) -> list[Line]:
    """The organs right above the day: a joint document has two or three."""
    found: list[Line] = []
    for line in reversed(lines[max(0, at - 3) : at]):
        if line.table >= 0 or not _is_organ(folded[line.start : line.end].strip()):
            break
        found.append(line)
    return found


def _is_organ(name: str) -> bool:
    bare = compact(name)
    return 3 <= len(bare) <= 40 and bool(_ORGAN.search(bare)) and find_mark(name) is None and ":" not in bare


def _issuer_from_title(title: str) -> str:
    found = re.match(
        rf"([{CJK}]{{2,30}}?(?:政府|办公室|委员会|局|委|指挥部|领导小组))(?:办公室)?关于", fold(title)
    )
    return title[: found.end() - 2] if found else ""


def _meta_day(keys: dict[str, str]) -> date | None:
    for key in ("成文日期", "发文日期", "生成日期"):
        if found := re.search(
            r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})", fold(keys.get(key, ""))
        ):
            return _safe_day(int(found[1]), int(found[2]), int(found[3]))
    return None


def read_day(words: str) -> date | None:
    if found := _DAY.match(words):
        return _safe_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _CN_DAY.match(words):
        digits = "".join(str(numeral(c)) for c in re.sub("[OО○]", "〇", found[1]))
        return _safe_day(int(digits), numeral(found[2]), numeral(found[3]))
    return None


def _safe_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def caption_day(folded: str, head: list[Line]) -> date | None:
    for line in head:
        if found := re.search(r"(20\d\d年\d{1,2}月\d{1,2}日)", folded[line.start : line.end]):
            return read_day(found[1])
    return None


def plan_year(title: str) -> int | None:
    """The year of the plan as its title says: the first year before 年 that is not part of a span's end."""
    found = re.findall(r"(20\d\d)(?=\s?年)", fold(title))
    spans = re.search(r"(20\d\d)年?\s?[—\-~至]\s?(20\d\d)", fold(title))
    return None if spans else int(found[-1]) if found else None


def first_year(title: str) -> int | None:
    found = re.search(r"20\d\d(?=\s?[年—\-])", fold(title))
    return int(found[0]) if found else None


def year_of_headings(folded: str, lines: list[Line]) -> int | None:
    """The latest year named in short lines, or else the first in the text."""
    short = [folded[x.start : x.end] for x in lines[:400] if x.end - x.start < 30]
    years = [int(y) for words in short for y in re.findall(r"(20\d\d)\s?年", words)]
    return max(years, default=None) or first_year(folded[:3000])
