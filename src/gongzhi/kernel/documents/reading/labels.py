"""The words that name a field: 牵头单位, 责任单位, 完成时限 and their many kin, in labels, brackets and columns."""

from __future__ import annotations

import re
from functools import cache

from gongzhi.kernel.documents.reading.fold import compact

# field -> the whole label, without white space. Order matters: the first that fits is taken.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("unit", r"计量单位|单位|度量单位"),
    ("seq", r"序号|编号|项号|任务编号|任务序号|№|NO\.?|No\.?|项目序号"),
    ("person", r"(?:具体|直接)?责任人(?:及(?:联系)?电话)?|(?:督办|督查|验收|考核|监督|填报|审核)(?:单位|部门|责任单位)|联系人|联系电话|电话|经办人|联络员|(?:单位)?负责人|具体责任人|填报人"),
    (
        "leader",
        r"(?:牵头|分管|责任|包保|联系|负责|挂钩|挂帅|包联|主管|调度|总调度|督办|包抓|领衔|统筹|挂点|协管)(?:负责|责任)?"
        r"(?:的)?(?:省|市|县|区|镇|乡|州|旗)?(?:级|政府|委)?(?:负责)?(?:领导|同志)(?:同志)?|[市县区]?(?:级|政府)?领导|分管(?:副)?(?:[县区市]长|领导)|总?负责领导|(?:牵头|责任)(?:[县区市]长)",
    ),
    (
        "lead",
        r"(?:(?:第一|主要|主体)?牵头(?:责任|负责|主管|协调)?|主办|主责|主要责任|第一责任|责任牵头|总牵头|主管|主抓)"
        r"(?:[省市县区])?(?:单位|部门|主体)(?:及责任人)?|牵头",
    ),
    (
        "co",
        r"(?:协同|配合|协办|参与|协助|协作|会办|联办|参加|配合落实|协同配合|共同责任|协同推进|支持)(?:责任|参与|配合|落实)?(?:单位|部门)|(?:其他|相关|配合)责任(?:单位|部门)|配合|协同",
    ),
    (
        "resp",
        r"(?:(?:具体|主体|落实|相关)?责任|承办|落实|实施|组织实施|负责|承担|完成|办理|执行|推进)(?:单位|部门|主体|科室)(?:及责任人|[(/](?:部门|单位)\)?)?|责任分工|任务分工|责任主体|负责|责任",
    ),
    (
        "deadline",
        r"(?:计划|预计|目标|要求|办理|办结|整改|工作|任务)?(?:完成|办结|整改|达标)?(?:时限|期限|时间节点)(?:要求)?|(?:计划|预计|拟)?(?:完成|办结|达成|建成|竣工)(?:时间|日期|时点)|时间(?:节点|要求|进度|表)|截止(?:时间|日期)|时限",
    ),
    (
        "quarter",
        r"(?:第?[一二三四1-4]季度|Q[1-4]|[1147１]0?[—\-~至](?:3|6|9|12)月|(?:1|4|7|10)[—\-~至](?:3|6|9|12)月份?)"
        r"(?:末|底)?(?:工作)?(?:目标|任务|节点|计划|进度|进展|安排)?(?:要求)?|季度节点",
    ),
    ("group", r"类别|板块|领域|方面|分类|类型|任务类别|工作类别|项目类别|工作板块|重点领域|责任类别|任务类型|所属领域|大类|工作领域"),
    (
        "task",
        r"(?:任务|工作|具体|主要|目标|重点|建设|实施|整改|年度|改革|民生)*(?:任务)?内容|目标(?:与|和|及)(?:主要)?任务|目标任务|(?:工作|重点|具体|主要|年度|分解|攻坚|改革|细化|整改|年度工作|年度重点|重点工作)任务|任务(?:事项|名称|描述|目标|分解|清单)?|内容|(?:工作|实事|重点|督办|督查|交办|议定)?事项(?:名称|内容)?|主要(?:内容|工作)|工作(?:要点|举措及目标)|具体工作",
    ),
    ("name", r"(?:项目|工作|工程|实事|事项|指标|重点工作|实事项目)名称|重点(?:工作|项目|工程)|项目|工作项目|指标|一级任务|工作"),
    (
        "goal",
        r"(?:\d{4}年?)?(?:年度|工作|预期|考核|绩效|全年|总体|目标|量化|具体|计划|任务)*目标(?:值|要求|及进度|任务)?|(?:年度)?(?:计划|进度|时序)(?:安排|目标)|目标值|完成标准|验收标准|工作标准|(?:年度)?(?:工作)?(?:成果|成效)(?:形式)?|工作要求",
    ),
    ("measure", r"(?:具体|主要|工作|保障|推进|落实|重点)*(?:措施|举措|做法|办法|抓手)"),
    ("note", r"备注|说明|资金来源|资金|总投资.*|完成情况|进展情况|工作进展|进度情况|当前进展|存在问题|资金投入|分值|权重|来源|依据|任务来源|签收.*"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(f"(?:{pattern})")) for name, pattern in _FIELDS)
QUARTER_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "7": 3}
OWNER_FIELDS = frozenset({"leader", "lead", "co", "resp"})


@cache
def field_of(words: str) -> str:
    """The field that a label or a column's head names; "" when it names none.

    >>> field_of("牵头责任单位"), field_of("完 成 时 限"), field_of("清泽县")
    ('lead', 'deadline', '')
    """
    label = compact(words).strip(":、()[]")
    label = re.sub(r"\((?:单位)?[^()]*\)$", "", label)
    if not label or len(label) > 16:
        return ""
    for name, pattern in _COMPILED:
        if pattern.fullmatch(label):
            return name
    return ""


def quarter_of(words: str) -> int:
    """The quarter (1-4) that a column's head names; 0 when none.

    >>> quarter_of("第二季度目标"), quarter_of("10-12月")
    (2, 4)
    """
    label = compact(words)
    if found := re.search(r"([一二三四1-4])季度|Q([1-4])", label):
        return QUARTER_NUMBER[found[1] or found[2]]
    if found := re.match(r"(10|[147])[—\-~至]", label):
        return {"1": 1, "4": 2, "7": 3, "10": 4}[found[1]]
    return 0


_LABEL = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fff ]{1,11}?)\s*(?::|(?<=单位)[为是](?=[县市区各]))\s*")
_BARE = re.compile(
    r"((?:牵头|分管|协同|配合|责任|主办|协办|承办|参与)(?:负责|责任)?(?:[市县区])?(?:单位|部门|领导))[ ]+(?=\S)"
)


def label_at(folded: str, at: int, end: int) -> tuple[str, int] | None:
    """A label at this place: its field and where its value starts."""
    if (found := _LABEL.match(folded, at, end)) and (name := field_of(found[1])):
        return name, found.end()
    if found := _BARE.match(folded, at, end):
        return field_of(found[1]), found.end()
    return None
