"""The frame of a document: web residue, title, number, issuer, date; cover notice, body and annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from gongzhi.kernel.documents.reading.fold import CJK, close_up, compact, fold
from gongzhi.kernel.documents.reading.groups import is_group_title
from gongzhi.kernel.documents.reading.labels import label_at
from gongzhi.kernel.documents.reading.lines import Line, Source
from gongzhi.kernel.documents.reading.marks import NUMERAL, find_mark, numeral
from gongzhi.kernel.documents.reading.owners import find_clauses
from gongzhi.kernel.documents.reading.values import Document, Doubt, Span

META_KEYS = [
    "索引号",
    "组配分类",
    "发布机构",
    "发文机关",
    "发文单位",
    "制发机关",
    "发布机关",
    "主题分类",
    "名称",
    "标题",
    "信息名称",
    "文件名称",
    "文号",
    "发文字号",
    "发文日期",
    "成文日期",
    "生成日期",
    "发布日期",
    "公开日期",
    "公开时限",
    "咨询机构",
    "咨询电话",
    "信息来源",
    "来源",
    "发布时间",
    "有效性",
    "效力状态",
    "关键词",
    "主题词",
    "内容概述",
    "内容摘要",
    "生效日期",
    "实施日期",
    "废止日期",
    "语种",
    "体裁分类",
    "服务对象分类",
    "浏览次数",
    "阅读次数",
    "点击数",
    "字体",
    "字号",
    "公开方式",
    "公开范围",
    "公开形式",
    "信息分类",
    "责任部门",
    "文件类型",
    "有效期",
    "时效",
    "访问量",
    "信息索引号",
    "文件编号",
]
_KEY = re.compile(
    r"(" + "|".join(r"\s*".join(k) for k in sorted(META_KEYS, key=len, reverse=True)) + r")\s*:"
)
_CRUMB = re.compile(
    r"^(?:您?(?:现在)?(?:的|所在)?(?:当前)?位置\s*:|当前位置|首页\s*>)|(?:^|\s)[^。]{1,20}\s>\s[^。]{1,30}\s>\s"
)
_RESIDUE = re.compile(
    r"^(?:主办(?:单位)?:|承办(?:单位)?:|版权所有|网站地图|联系我们|关于我们|网站标识|网站声明|.{0,12}ICP备|.{0,12}公网安备|分享到?:?$|分享:|扫一扫|打印(?:本页)?$|关闭(?:窗口|本页)?$|"
    r"\[?打印\]?|上一[篇条]|下一[篇条]|责任编辑|编辑:|审核:|技术支持|建议使用|运维电话|传真|地址:|邮编|字体:|【?字体|微信|无障碍|繁体|手机版|返回顶部|.*\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)$)",
    re.I,
)
_TAIL = re.compile(
    r"^\[?(?:相关(?:链接|文件|文档|阅读|解读|信息|新闻|稿件|附件下载|推荐)|政策解读|解读链接|图解|延伸阅读|猜你喜欢|热点信息|推荐阅读|友情链接)\]?\s*[:]?.{0,12}$"
)
_COLOPHON = re.compile(
    r"^(?:抄送|抄报|主送|报送|分送)\s*:|.{2,30}\d{4}年\d{1,2}月\d{1,2}日\s*印发$|^\(此件[^)]*\)$|^\(联系[^)]*\)$|^共印\d+份|^—\s*\d+\s*—$|^第\s*\d+\s*页"
)
NUMBER = re.compile(rf"([{CJK}]{{1,14}}\s?[〔\[(]\s?(?:20|19)\d\d\s?[〕\])]\s?(?:第)?\s?\d{{1,5}}\s?号)")
_BROKEN_NUMBER = re.compile(rf"^([{CJK}]{{2,10}})[〔\[(〕]?\s?((?:20)\d\d)\s?[〕\])〔]?\s?(\d{{1,4}})\s?号?$")
_DAY = re.compile(r"^\(?\s*(20\d\d|19\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s*\)?$")
_CN_DAY = re.compile(rf"^([{NUMERAL}OО○]{{4}})年([{NUMERAL}]{{1,3}})月([{NUMERAL}]{{1,3}})日$")
_BROKEN_DAY = re.compile(r"^(20\d\d)\s?年?\s?(\d{2,4})\s?日?$")
_SIGNED_DAY = re.compile(
    r"^(.{4,30}?(?:政府|办公室|委员会|局|委|中心|部|小组|办))\s+(20\d\d年\d{1,2}月\d{1,2}日)$"
)
_ORGAN = re.compile(r"(?:政府|办公室|委员会|局|委|中心|部|小组|办|院|会|处|集团|公司|专班|指挥部)$")
TITLE_END = re.compile(
    r"(?:通知|方案|要点|计划|意见|办法|清单|分解表?|决定|报告|函|公告|通报|纪要|安排|工作|细则|规定|任务|措施|表|批复|实事|行动|台账|分工|一览|规划|目标|责任书|项目|名单|预案|举措|部署|[办知]单|决议|事项)(?:\([^()]{1,20}\))?[》\"”]?(?:的通知)?$"
)
PLAN_WORDS = re.compile(
    r"要点|方案|计划|任务|分解|清单|重点工作|实事|安排|意见|行动|部署|措施|规划|目标|责任|分工|台账|攻坚|整改|交办|督办|议定|政府工作报告|印发|决定|纪要|(?:做好|加强|开展|推进|抓好|落实|实施).*通知"
)
NO_PLAN_WORDS = re.compile(
    r"总结|汇报|情况(?:的)?(?:报告|通报|说明)|公示|解读|纪实|问答|综述|侧记|新闻|简报|述职|经验|召开.*会|放假|停[水电气]|招聘|培训班|征集|报名|参加.*(?:会|活动)|公告$"
)
_ANNEX = re.compile(rf"^附\s?(?:件|表)\s*([\d{NUMERAL}]{{0,3}})(?:[—-]\d{{1,2}})?\s*(?:[:、.])?\s*(.*)$")


@dataclass(slots=True)
class Part:
    """A stretch of the document that is read on its own: the body ("" prefix) or an annex."""

    prefix: str
    lines: list[Line]
    title: str = ""
    title_lines: list[Line] = field(default_factory=list)
    start: int = 0


@dataclass(slots=True)
class Frame:
    document: Document
    parts: list[Part]
    cover: list[Line]
    head: list[Line]  # title, number, addressee, signature
    meta: list[Line]
    doubts: list[Doubt]


def read_frame(source: Source) -> Frame:
    """Take the document apart; nothing is lost: each line is in exactly one of the frame's lists."""
    text, folded = source.text, fold(source.text)
    meta, lines, keys = _without_residue(source, folded)
    keys = {**keys, **source.meta}
    doubts: list[Doubt] = []
    head, title, rest = _title(text, folded, lines, keys)
    number = _number(text, folded, lines, keys, doubts)
    issuer, issued_on, signature = _signature(text, folded, rest, keys, title, doubts)
    if issued_on is None:
        issued_on = _caption_day(folded, head) or issued_on
    year = _plan_year(title) or (
        issued_on.year if issued_on else _first_year(title) or _year_of_headings(folded, lines)
    )
    body, annexes, listing = _annexes(text, folded, rest)
    cover, body = _cover(text, folded, body, annexes, title, signature)
    sign_lines = {id(line) for line in signature}
    frame_head = [*head, *signature, *listing]
    parts = [Part("", [x for x in body if id(x) not in sign_lines]), *annexes]
    for part in parts:
        part.lines = [x for x in part.lines if id(x) not in sign_lines]
        _take_title(text, folded, part, is_body=part.prefix == "" and not cover)
    cover = [x for x in cover if id(x) not in sign_lines]
    _unprefix(parts)
    document = Document(title, number, issuer, issued_on, year)
    return Frame(document, parts, cover, frame_head, meta, doubts)


# --- web residue -------------------------------------------------------------------------------------------


def _without_residue(source: Source, folded: str) -> tuple[list[Line], list[Line], dict[str, str]]:
    meta: list[Line] = []
    kept: list[Line] = []
    keys: dict[str, str] = {}
    in_tail = False
    for i, line in enumerate(source.lines):
        words = folded[line.start : line.end].strip()
        if in_tail and _ANNEX.match(words) and len(words) < 12:
            in_tail = False
        if _TAIL.match(words) and i > 3 and line.table < 0 and len(kept) > 3:
            in_tail = True
        early = len(kept) < 12
        found = _key_values(source.text, folded, line) if early else {}
        if found:
            for key, value in found.items():
                keys.setdefault(key, value)
        is_meta = line.meta or in_tail or bool(found) or (early and bool(_CRUMB.search(words)))
        if not is_meta and line.table < 0:
            is_meta = bool(_RESIDUE.match(words) or _COLOPHON.search(words)) and not _KEEP.search(words)
        (meta if is_meta else kept).append(line)
    return meta, kept, keys


_KEEP = re.compile(r"^附件|责任单位|牵头")


def _key_values(text: str, folded: str, line: Line) -> dict[str, str]:
    """索引号: … 文号: … on one line as a dict; empty when the line is no metadata."""
    found = list(_KEY.finditer(folded, line.start, line.end))
    if line.cells and not found:
        names = [compact(text[c.start : c.end]).strip(":") for c in line.cells]
        if any(n in META_KEYS for n in names):
            return {
                n: text[v.start : v.end].strip()
                for n, v in zip(names, line.cells[1:], strict=False)
                if n in META_KEYS
            }
        return {}
    if not found or (found[0].start() > line.start + 1 and not line.cells):
        return {}
    stops = [f.start() for f in found[1:]] + [line.end]
    return {
        compact(f[1]): text[f.end() : stop].strip().strip("\t").strip()
        for f, stop in zip(found, stops, strict=True)
    }


# --- title, number, signature ------------------------------------------------------------------------------


def _title(
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
        if _starts_body(words, folded, lines[at]):
            break
        if _is_head_line(words) or (len(words) < 6 and not re.search(f"[{CJK}]{{4}}", words)):
            head.append(lines[at])
            at += 1
            continue
        stop = _title_end(words_of, at, lines)
        if not stop:
            break
        title = _join_title(text, lines[at:stop])
        head += lines[at:stop]
        while stop < len(lines) and (_is_head_line(words_of[stop]) or _is_caption(words_of[stop])):
            head.append(lines[stop])
            stop += 1
        if given and compact(given) != compact(title) and compact(title) not in compact(given):
            title = given if TITLE_END.search(fold(given)) else title
        return head, given if given and compact(title) in compact(given) else title, lines[stop:]
    return head, given, lines[at:]


def _starts_body(words: str, folded: str, line: Line) -> bool:
    mark = find_mark(words)
    if mark and mark.style in {"1.", "1.1"} and re.match(r"\d{4}", words):
        mark = None
    return bool(
        mark or words.endswith(("。", ";", ":")) or label_at(folded, line.start, line.end) or len(words) > 90
    )


def _is_head_line(words: str) -> bool:
    bare = compact(words)
    return bool(
        re.fullmatch(rf"[{CJK}]{{4,40}}文件", bare)
        or NUMBER.fullmatch(bare)
        or _BROKEN_NUMBER.match(bare)
        or (_ANNEX.match(words) and len(bare) < 6)
        or re.fullmatch(
            r"(?:特急|加急|急件|秘密|机密|内部资料|公开|\d{6}|征求意见稿|签发人:?.{0,12}|续表)", bare
        )
        or re.fullmatch(r"[\W_]+", bare)
    )


def _is_caption(words: str) -> bool:
    return bool(
        re.fullmatch(r"\((?:20\d\d年|征求意见|草案|送审|讨论).*\)|\(.{0,20}\)", words) or _DAY.match(words)
    )


def _title_end(words: list[str], at: int, lines: list[Line]) -> int:
    """One past the last line of the title that begins at `at`; 0 when it is no title."""
    joined = ""
    for stop in range(at, min(at + 5, len(words))):
        word = words[stop]
        if stop > at and (
            find_mark(word)
            or word.endswith(("。", ":", ";"))
            or _is_head_line(word)
            or _is_caption(word)
            or re.match(r"[\u4e00-\u9fff]{2,6}:", word)
            or len(word) > 50
        ):
            return stop if stop > at else 0
        if stop > at and lines[stop].table >= 0:
            return stop
        joined += word
        if TITLE_END.search(joined) and joined.count("《") == joined.count("》"):
            follows = words[stop + 1] if stop + 1 < len(words) else ""
            if not (re.fullmatch(r"(?:的通知|》的通知|实施方案|任务分解表|责任清单|工作方案)", follows)):
                return stop + 1
    return at + 1 if len(words[at]) <= 50 else 0


def _join_title(text: str, lines: list[Line]) -> str:
    joined = ""
    for line in lines:
        piece = close_up(text[line.start : line.end]).replace("\n", "")
        joined += piece
    return joined


def _number(text: str, folded: str, lines: list[Line], keys: dict[str, str], doubts: list[Doubt]) -> str:
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


def _signature(
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
            issuer, issued_on = issuer or close_up(joint[1]), _day(joint[2]) or issued_on
            used.append(line)
            break
        if day := _day(compact(words)):
            if before and _is_organ(fold(name)):
                issuer = close_up(name)
                used.append(before)
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


def _day(words: str) -> date | None:
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


def _caption_day(folded: str, head: list[Line]) -> date | None:
    for line in head:
        if found := re.search(r"(20\d\d年\d{1,2}月\d{1,2}日)", folded[line.start : line.end]):
            return _day(found[1])
    return None


def _plan_year(title: str) -> int | None:
    """The year of the plan as its title says: the first year before 年 that is not part of a span's end."""
    found = re.findall(r"(20\d\d)(?=\s?年)", fold(title))
    spans = re.search(r"(20\d\d)年?\s?[—\-~至]\s?(20\d\d)", fold(title))
    return None if spans else int(found[-1]) if found else None


def _first_year(title: str) -> int | None:
    found = re.search(r"20\d\d(?=\s?[年—\-])", fold(title))
    return int(found[0]) if found else None


def _year_of_headings(folded: str, lines: list[Line]) -> int | None:
    """The latest year named in short lines, or else the first in the text."""
    short = [folded[x.start : x.end] for x in lines[:400] if x.end - x.start < 30]
    years = [int(y) for words in short for y in re.findall(r"(20\d\d)\s?年", words)]
    return max(years, default=None) or _first_year(folded[:3000])


# --- annexes and the cover notice --------------------------------------------------------------------------


def _annexes(text: str, folded: str, lines: list[Line]) -> tuple[list[Line], list[Part], list[Line]]:
    """(lines before the first annex, annexes, lines of the list of annexes 附件：1.…)."""
    words_of = [folded[x.start : x.end].strip() for x in lines]
    bare = [i for i, w in enumerate(words_of) if (m := _ANNEX.match(w)) and not m[2] and lines[i].table < 0]
    body: list[Line] = []
    annexes: list[Part] = []
    listing: list[Line] = []
    i = 0
    while i < len(lines):
        found = _ANNEX.match(words_of[i]) if len(lines[i].cells) <= 1 else None
        if found and len(words_of[i]) < 80 and not words_of[i].endswith("。"):
            if found[2] and _is_listing(words_of, i, bare):
                stop = _listing_end(words_of, lines, i)
                listing += lines[i:stop]
                i = stop
                continue
            label = compact(text[lines[i].start : lines[i].end])
            prefix = re.match(rf"附[件表][\d０-９{NUMERAL}]*(?:[—\-－]\d+)?", label)
            part = Part(prefix[0] if prefix else "附件", [], start=lines[i].start)
            part.title_lines.append(lines[i])
            if found[2]:
                part.title = text[lines[i].start + found.start(2) : lines[i].end].strip()
            annexes.append(part)
        else:
            (annexes[-1].lines if annexes else body).append(lines[i])
        i += 1
    return body, annexes, listing


def _is_listing(words: list[str], i: int, bare: list[int]) -> bool:
    rest = _ANNEX.match(words[i])
    after = list(words[i + 1 : i + 12])
    if any(b > i for b in bare) or (rest and re.match(r"1\s?[.、]", rest[2])):
        return True
    if any(
        _ANNEX.match(w) and w != words[i] and compact(w)[:3] == compact(words[i])[:3] and len(w) < 60
        for w in words[i + 1 : i + 600]
    ):
        return True
    return any(_day(compact(w)) for w in after)


def _listing_end(words: list[str], lines: list[Line], i: int) -> int:
    stop = i + 1
    while stop < len(words) and stop < i + 24 and lines[stop].table < 0:
        word = words[stop]
        mark = find_mark(word)
        if (
            mark and mark.style == "1." and mark.value > 1 and len(word) < 70 and not word.endswith("。")
        ) or (
            not mark
            and len(word) < 30
            and not word.endswith(("。", ":"))
            and not _ANNEX.match(word)
            and _continues(words, stop)
        ):
            stop += 1
        else:
            break
    return stop


def _continues(words: list[str], at: int) -> bool:
    """Whether a short line goes on with the annex name before it: that one is not finished, or 2. follows."""
    nxt = find_mark(words[at + 1]) if at + 1 < len(words) else None
    return not TITLE_END.search(words[at - 1]) or bool(nxt and nxt.style == "1." and nxt.value > 1)


def _cover(
    text: str, folded: str, body: list[Line], annexes: list[Part], title: str, signature: list[Line]
) -> tuple[list[Line], list[Line]]:
    """Split the body at the end of the cover notice; an empty cover when the notice itself is the plan."""
    cut = _cut_at_signature(body, signature) or _cut_at_title(folded, body, title)
    if not cut and not annexes:
        return [], body
    before, after = (body[:cut], body[cut:]) if cut else (body, [])
    rest = after + [x for part in annexes if not _is_name_list(text, part) for x in part.lines]
    if not _has_work(text, folded, rest):
        return [], body
    owned = _owned(text, folded, before)
    if owned and (not _owned(text, folded, rest) or owned >= 3):
        return [], body
    if (
        not after
        and (not re.search("印发|转发|下发|下达|公布|发布|分解|任务表", title))
        and not _owned(text, folded, rest)
    ):
        return [], body
    return before, after


def _is_name_list(text: str, part: Part) -> bool:
    titles = [part.title, *(text[x.start : x.end] for x in part.lines[:3])]
    return any(is_group_title(t) for t in titles if len(t) < 60)


def _cut_at_signature(body: list[Line], signature: list[Line]) -> int:
    last = signature[-1] if signature else None
    at = next((i for i, line in enumerate(body) if line is last), -1)
    return at + 1


def _cut_at_title(folded: str, body: list[Line], title: str) -> int:
    found = re.search(r"(?:印发|转发|下发|发布|公布)(?:《(.+)》|(.+?))(?:的通知|$)", fold(title))
    if not found:
        return 0
    name = compact(found[1] or found[2]).strip("《》")
    for i in range(len(body)):
        joined = ""
        for j in range(i, min(i + 4, len(body))):
            joined += compact(folded[body[j].start : body[j].end])
            if joined.strip("《》") == name:
                return i
            if not name.startswith(joined.strip("《")):
                break
    return 0


def _has_work(text: str, folded: str, lines: list[Line]) -> bool:
    return any(line.table >= 0 or find_mark(folded[line.start : line.end].strip()) for line in lines) or bool(
        _owned(text, folded, lines)
    )


def _owned(text: str, folded: str, lines: list[Line]) -> int:
    """How many of the lines name an owner (a table counts as three); stops counting early."""
    count = 0
    for line in lines:
        if line.table >= 0 and len(line.cells) > 2:
            return count + 3
        found = label_at(folded, line.start, line.end)
        if (found and found[0] in {"leader", "lead", "co", "resp"}) or find_clauses(
            text, line.start, line.end
        ):
            count += 1
        if count >= 3:
            return count
    return count


def _take_title(text: str, folded: str, part: Part, *, is_body: bool) -> None:
    """Move the lines of the part's own title out of its lines."""
    if is_body:
        return
    words_of = [folded[x.start : x.end].strip() for x in part.lines[:7]]
    at = 0
    while at < len(words_of) and (_is_head_line(words_of[at]) or _COLOPHON.search(words_of[at])):
        at += 1
    stop = at
    if (
        not part.title
        and at < len(words_of)
        and not _starts_body(words_of[at], folded, part.lines[at])
        and len(part.lines[at].cells) <= 1
    ):
        stop = _title_end(words_of, at, part.lines) or at
        part.title = _join_title(text, part.lines[at:stop])
    while stop < len(words_of) and _is_caption(words_of[stop]):
        stop += 1
    part.title_lines += part.lines[:stop]
    part.lines = part.lines[stop:]


def _unprefix(parts: list[Part]) -> None:
    """An only, unnumbered annex that holds all the work is the plan itself: its numbers stand alone."""
    annexes = [p for p in parts if p.prefix]
    if len(annexes) == 1 and compact(annexes[0].prefix) == "附件" and not parts[0].lines:
        annexes[0].prefix = ""
