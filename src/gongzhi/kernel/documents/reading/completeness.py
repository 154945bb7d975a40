"""四化三可: has a task a measurable target, an owner, a date and a concrete item, and can it be checked?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.kernel.documents.reading.fold import fold
from gongzhi.kernel.documents.reading.values import Task

# Words that name a thing to be made or a list to be worked through, as against an attitude.
_CONCRETE = re.compile(
    r"工程|项目|清单|台账|方案|规划|办法|制度|平台|中心|基地|园区?|公园|学校|医院|幼儿园|道路|公路|大桥|桥梁|水厂|管网|停车场|小区|农田|机场|码头|厂|站|馆|"
    r"新建|改建|扩建|改造|建成|开工|竣工|投用|创建|获批|验收|编制|出台|印发|签约|引进|试点|示范|活动|专项|行动|普查|条例|标准"
)
_VAGUE = re.compile(
    r"加强|强化|深化|提升|推进|推动|促进|完善|健全|优化|加大|加快|坚持|落实|持续|积极|大力|进一步|着力"
)
_CHECKABLE = re.compile(
    r"建成|开工|竣工|投用|投入使用|投入运营|通车|通过|获批|验收|完成|创建成功|成功创建|出台|印发|建立|设立|组建|启动|实现|拆除|修复|达标|全覆盖|零突破|清零"
)


@dataclass(frozen=True, slots=True)
class Completeness:
    """The four checks and three flags of one task. `missing` says in Chinese why a check is not met."""

    has_target: bool  # 目标化
    has_concrete: bool  # 项目化、清单化
    has_owner: bool  # 责任化
    has_date: bool  # 时限化
    is_quantified: bool  # 可量化
    is_assessable: bool  # 可考核: someone answers for a number or a result by a day
    is_checkable: bool  # 可检查: what is there or is not can be seen
    missing: tuple[str, ...]

    @property
    def score(self) -> int:
        """How many of the four checks are met, 0 to 4."""
        return self.has_target + self.has_concrete + self.has_owner + self.has_date


def completeness(task: Task, *, plan_has_date: bool = False) -> Completeness:
    """The completeness of a task. `plan_has_date`: the plan gives one deadline for all its tasks."""
    words = fold(task.text)
    is_quantified = bool(task.targets)
    has_target = is_quantified or bool(task.implied)
    is_checkable = has_target or bool(_CHECKABLE.search(words))
    has_concrete = has_target or bool(_CONCRETE.search(words)) or bool(task.nodes)
    has_owner = bool(task.lead_units)
    has_date = (
        bool(task.deadline and task.deadline.day) or task.is_continuous or bool(task.nodes) or plan_has_date
    )
    return Completeness(
        has_target=has_target,
        has_concrete=has_concrete,
        has_owner=has_owner,
        has_date=has_date,
        is_quantified=is_quantified,
        is_assessable=has_owner and has_date and is_checkable,
        is_checkable=is_checkable,
        missing=tuple(_missing(task, has_target, has_concrete, has_owner, has_date)),
    )


def _missing(task: Task, has_target: bool, has_concrete: bool, has_owner: bool, has_date: bool) -> list[str]:
    reasons: list[str] = []
    if not has_target:
        reasons.append("没有可以计算的目标，请写明数量或结果。")
    if not has_concrete:
        vague = _VAGUE.search(task.text)
        reasons.append(f"只有“{vague[0]}”一类表述，没有具体项目或清单。" if vague else "没有具体项目或清单。")
    if not has_owner:
        reasons.append("没有牵头（责任）单位。" if not task.co_units else "只有配合单位，没有牵头单位。")
    if not has_date:
        reasons.append(f"完成时限“{task.deadline.text}”不是明确日期。" if task.deadline else "没有完成时限。")
    return reasons
