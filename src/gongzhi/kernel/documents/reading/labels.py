"""The words that name a field: 牵头单位, 责任单位, 完成时限 and their many kin, in labels, brackets and columns.

A label is read by its parts, not looked up whole: what it ends in (单位, 领导, 时限 ...) says the kind, and the words
before that say the role. New compounds (县级总牵头责任部门) are understood without being listed.
"""

from __future__ import annotations

import re
from functools import cache

from gongzhi.kernel.documents.reading.fold import compact

_LEVEL = r"(?:县委县政府|县委|县政府|政府|党委|[省市县区镇乡州旗]级?|级|本级|全县)"
_UNIT = r"(?:(?<=责任|配合|牵头|实施|承办|落实|协同|参与)(?:乡镇|镇街|乡镇街道|街道|属地|村|企业|学校|园区|县区|镇|乡)|单位|部门|主体|科室|股室|处室|站所|机构|责任方)"
_HELPS = r"配合|协办|协同|参与|协助|协作|参加|联办|会办|支持|共同|辅助|联合|指导|其他|其它|相关|有关|次要"
_LEADS = r"牵头|主办|主责|主抓|第一|主要|首要|总责|领办|主管"
_ACTS = r"责任|承办|落实|实施|负责|承担|执行|推进|完成|办理|建设|整改|组织|承接|具体|主体|任务|工作|项目|业主|行业|分工|主管|职责"
_CHECKS = r"督办|督查|督导|验收|考核|监督|填报|审核|监管|评估|检查|联络|报送|汇总|销号|核查"
_TIMES = r"时限|期限|时间节点|时间|日期|节点|时点|时间要求|时间表|时间进度"

# field -> the whole label, without white space. Order matters: the first that fits is taken.
_FIELDS: tuple[tuple[str, str], ...] = (
    ("unit", r"计量单位|单位|度量单位"),
    ("seq", r"(?:总|分|任务|项目|问题|工作)?(?:序号|编号|项号|项次|序列号|编码)|序|№|NO\.?|No\.?"),
    ("chief", r"(?:具体|直接|项目|单位|部门|工作|乡镇|第一|主要|整改|牵头|督办|包保)*(?:责任|负责)人(?:员)?(?:姓名|及职务|职务)?"),
    ("person", rf".{{0,4}}(?:{_CHECKS}){_LEVEL}?(?:责任)?(?:{_UNIT}|人员?|情况)|(?:经办|填报|联络|联系)(?:人员?|员)(?:及(?:联系)?电话)?|(?:责任|负责)人及(?:联系)?电话|联系人|联系(?:电话|方式)|电话|经办人|联络员|落实人"),
    ("leader", rf"(?:[\u4e00-\u9fff]{{0,8}}(?:领导|领导同志|同志)(?:姓名|职务)?)|{_LEVEL}?(?:分管|牵头|责任|包保|联系)副?[县区市乡镇]长|(?:项目|任务)?牵头人|领衔人|总?指挥长|链长"),
    ("lead", rf"{_LEVEL}?(?:总|具体|工作|项目|任务|责任|落实)?(?:{_LEADS})+{_LEVEL}?(?:责任|负责|主管|协调|承办|落实|实施|组织)*{_LEVEL}?{_UNIT}(?:及责任人|名称)?|总?牵头|主办|主责"),
    ("co", rf"{_LEVEL}?(?:责任|主要|具体|落实)?(?:{_HELPS})+{_LEVEL}?(?:责任|参与|配合|落实|推进|负责|实施|协同|承办|协办)*{_LEVEL}?{_UNIT}(?:名称)?|配合|协同|协办"),
    ("resp", rf"{_LEVEL}?(?:{_ACTS})+{_LEVEL}?{_UNIT}(?:及(?:责任|负责)人|名称)?|(?:任务|责任|职责|工作)?分工|责任|负责|责任落实|{_LEVEL}(?:直|级)?(?:单位|部门)"),
    ("deadline", rf"(?:计划|预计|拟|要求|目标|工作|任务|总体)?(?:完成|办结|办理|整改|达标|建成|竣工|完工|开工|投产|结束|到位|达成|落实|推进|截止|实施|销号|交付|开放|投用|验收|截至|最迟|反馈|年度)*(?:的)?(?:{_TIMES})(?:要求|安排|节点)?|进度(?:时限|节点)|(?:开工|起止)?(?:及|至|—)(?:竣工|完成)时间|起止时间"),
    (
        "quarter",
        r"(?:第?[一二三四1-4]季度|Q[1-4]|[1147１]0?[—\-~至](?:3|6|9|12)月|(?:1|4|7|10)[—\-~至](?:3|6|9|12)月份?)"
        r"(?:末|底)?(?:工作)?(?:目标|任务|节点|计划|进度|进展|安排)?(?:要求)?|季度节点",
    ),
    ("group", r"(?:任务|工作|项目|重点|责任|所属|指标|问题|实事)*(?:类别|板块|领域|方面|分类|类型|大类|类|专题|专项|归类|部分)(?:名称)?"),
    (
        "task",
        r"(?:反馈|存在|突出|整改|具体|主要)?问题(?:描述|表述|内容|清单|表现|情况)?|"
        r"(?:任务|工作|具体|主要|目标|重点|建设|实施|整改|年度|改革|民生|项目|实事|办理|督办|交办|议定|会议)*(?:任务)?内容(?:及(?:目标|要求|规模))?|目标(?:与|和|及)(?:主要|工作)?任务|目标任务|"
        r"(?:工作|重点|具体|主要|年度|分解|攻坚|改革|细化|整改|落实|建设|全年|目标|责任|量化|二级|三级|子|推进)+任务(?:内容|分解|清单|安排)?|"
        r"任务(?:事项|名称|描述|目标|分解|清单|要求|内容|项目)?(?:及目标)?|内容|(?:工作|实事|重点|督办|督查|交办|议定|决定|承办|办理|具体|改革|会议)?事项(?:名称|内容)?|主要(?:内容|工作)|工作(?:要点|举措及目标|内容及目标|内容和目标)|具体工作|"
        r"(?:重点)?(?:提案|建议|议案|议题|批示|信访|课题)(?:题目|标题|名称|事项|内容|主题)?|案由|事由|题目|标题|"
        r"(?:任务|目标|工作)(?:内容)?及(?:目标|要求|任务|内容|举措)",
    ),
    ("name", r"(?:项目|工作|工程|实事|事项|指标|重点工作|实事项目|民生实事|任务|行动)名称|(?:重点|主要|民生|实事|具体|包保|包联|包抓|联系|挂点|攻坚|督办)*(?:工作|项目|工程|实事|行动|指标)|一级(?:任务|指标)"),
    (
        "goal",
        r"(?:\d{4}年?)?(?:年度|工作|预期|考核|绩效|全年|总体|目标|量化|具体|计划|任务|整改|建设|质量|主要)*目标(?:值|要求|及进度|任务|及要求|数)?|(?:年度)?(?:计划|进度|时序)(?:安排|目标)|目标值|"
        r"(?:完成|验收|工作|销号|达标|考核|办结)标准|(?:年度|预期)?(?:工作)?(?:成果|成效)(?:形式|体现)?|工作要求|(?:建设)?规模|建设规模及内容|年度计划(?:数)?|计划数|任务数|指标值",
    ),
    ("measure", r"(?:具体|主要|工作|保障|推进|落实|重点|整改|实施|创新)*(?:措施|举措|做法|办法|抓手|路径|安排)(?:及目标)?"),
    ("note", r"备注|说明|(?:资金|经费)(?:来源|安排|投入|需求|保障)?|总投资.*|投资(?:额|估算)?.*|.{0,4}(?:完成|进展|进度|落实|整改|推进|办理)(?:情况|状态)|工作进展|当前进展|存在(?:的)?困难|分值|权重|来源|依据|(?:任务|文件)(?:来源|依据)|签收.*|是否.*"),
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
    label = compact(words).strip(":、[]")
    bare = re.sub(r"\([^()]*\)", "", label) or label.strip("()")
    if not bare or len(bare) > 16:
        return ""
    name = _whole(bare)
    if name == "resp" and (
        inner := re.search(rf"\((?:总?(?P<lead>{_LEADS})|(?P<co>{_HELPS}))(?:单位|部门)?\)", label)
    ):
        return inner.lastgroup or name
    if name == "resp" and re.search(rf"{_LEADS}", bare) and not re.search(_HELPS, bare):
        return "lead" if not re.search("主管|主要", bare) else name
    return name


def _whole(label: str) -> str:
    """The field of a label that has no brackets; of 牵头单位、配合单位 and the like the first part decides."""
    for name, pattern in _COMPILED:
        if pattern.fullmatch(label):
            return name
    parts = re.split("[/、及和与]", label, maxsplit=1)
    return _whole(parts[0]) if len(parts) > 1 and len(parts[0]) > 1 and _whole(parts[1]) else ""


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


_LABEL = re.compile(
    r"((?:[\u4e00-\u9fff]{2,12}?|[\u4e00-\u9fff]{1,2}(?: {1,3}[\u4e00-\u9fff]{1,2}){1,6}?)(?:\([\u4e00-\u9fff]{1,6}\)[\u4e00-\u9fff]{0,4})?)\s*(?::|(?<=单位)[为是](?=[县市区各]))\s*"
)
_BOXED = re.compile(r"\[\s*([\u4e00-\u9fff]{2,10})\s*\]\s*:?\s*")
_BARE = re.compile(r"([\u4e00-\u9fff]{4,8})[ \t]+(?=\S)")


# A label run together with the value before it, as a lost blank leaves it: 县商务局完成时限：.
GLUED = re.compile(
    r"(?:牵头|责任|配合|协办|主办|协同|参与|分管|完成|办结|整改)(?:责任|负责|县)?(?:单位|部门|领导|时限|时间)\s*:"
)


def label_at(folded: str, at: int, end: int) -> tuple[str, int] | None:
    """A label at this place: its field and where its value starts."""
    if (found := _BOXED.match(folded, at, end)) and (name := field_of(found[1])):
        return name, found.end()
    if (found := _LABEL.match(folded, at, end)) and (name := field_of(found[1])):
        return name, found.end()
    if (found := _BARE.match(folded, at, end)) and (name := field_of(found[1])) in OWNER_FIELDS | {
        "deadline"
    }:
        return name, found.end()
    return None
