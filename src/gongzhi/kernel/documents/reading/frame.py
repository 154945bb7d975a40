"""The frame of a document: what it says of itself, and the parts that are read for tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.kernel.documents.reading.fold import compact, fold
from gongzhi.kernel.documents.reading.lines import Line, Source
from gongzhi.kernel.documents.reading.parts import Part, find_annexes, split_cover, take_title, unprefix
from gongzhi.kernel.documents.reading.residue import without_residue
from gongzhi.kernel.documents.reading.titles import (
    caption_day,
    find_number,
    find_signature,
    find_title,
    first_year,
    plan_year,
    year_of_headings,
)
from gongzhi.kernel.documents.reading.values import Document, Doubt

PLAN_WORDS = re.compile(
    r"要点|方案|计划|任务|分解|清单|重点工作|实事|安排|意见|行动|部署|措施|规划|目标|责任|分工|台账|攻坚|整改|交办|督办|议定|政府工作报告|印发|决定|纪要|(?:做好|加强|开展|推进|抓好|落实|实施).*通知"
)
MINUTES = re.compile(r"纪要|议定|交办|督办|批示|专题会|常务会|决定事项")
NO_PLAN_WORDS = re.compile(
    r"总结|汇报|情况(?:的)?(?:报告|通报|说明)|公示|解读|纪实|问答|综述|侧记|新闻|简报|述职|经验|召开.*会|放假|停[水电气]|招聘|节假日|值班|培训班|征集|报名|参加.*(?:会|活动)|公告$|"
    r"(?:开展|进行|组织|做好).{0,24}(?:督查|检查|调研|评选|申报|考核|验收|统计|普查|征集|报送|推荐|评估|调查)(?:工作|情况)?的通知$"
)

BULLETIN = re.compile(
    r".{0,20}(?:信息|简报|快报|动态|参考|情况|专报)\(?(?:20\d\d年?)?第?[\d一二三四五六七八九十百]{1,4}期"
)


@dataclass(slots=True)
class Frame:
    document: Document
    parts: list[Part]
    cover: list[Line]
    head: list[Line]  # title, number, addressee, signature
    meta: list[Line]
    doubts: list[Doubt]
    is_bulletin: bool = False  # an issue of a periodical tells what was done


def read_frame(source: Source) -> Frame:
    """Take the document apart; nothing is lost: each line is in exactly one of the frame's lists."""
    text, folded = source.text, fold(source.text)
    meta, lines, keys = without_residue(source, folded)
    keys = {**keys, **source.meta}
    doubts: list[Doubt] = []
    head, title, rest = find_title(text, folded, lines, keys)
    number = find_number(text, folded, lines, keys, doubts)
    issuer, issued_on, signature = find_signature(text, folded, rest, keys, title, doubts)
    if issued_on is None:
        issued_on = caption_day(folded, head) or issued_on
    year = plan_year(title) or (
        issued_on.year if issued_on else first_year(title) or year_of_headings(folded, lines)
    )
    body, annexes, listing = find_annexes(text, folded, rest)
    cover, body = split_cover(text, folded, body, annexes, title, signature)
    sign_lines = {id(line) for line in signature}
    frame_head = [*head, *signature, *listing]
    parts = [Part("", [x for x in body if id(x) not in sign_lines]), *annexes]
    for part in parts:
        part.lines = [x for x in part.lines if id(x) not in sign_lines]
        take_title(text, folded, part, is_body=part.prefix == "" and not cover)
    cover = [x for x in cover if id(x) not in sign_lines]
    unprefix(parts)
    document = Document(title, number, issuer, issued_on, year)
    masthead = compact("".join(folded[line.start : line.end] for line in head))
    is_bulletin = bool(BULLETIN.match(masthead)) and not MINUTES.search(masthead)
    return Frame(document, parts, cover, frame_head, meta, doubts, is_bulletin)
